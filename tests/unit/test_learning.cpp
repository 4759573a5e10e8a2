#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/meetings.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_learning {

using namespace actorhood;
using namespace actorhood::models;

/// A month as far as firms learn.
using Learn = sim::Sequence<
    sim::Step<meetings::about, meetings::prepare>,
    sim::OnePass<sim::Step<learning::about, learning::forget>, sim::Step<meetings::about, meetings::appear>>,
    sim::OnePass<sim::Step<meetings::about, meetings::meet>, sim::Step<learning::about, learning::learn>>>;

TEST_CASE("learning is best at half the furthest distance and zero beyond it") {
    // AC = .3 + .7*.2 = .44; useful = .25 - .125 = .125.
    CHECK(learning::learned(0.2f, 0.45f, 0.15f, 0.5f, 0.3f) == Approx(0.15 * 0.44 * 0.125));
    CHECK(learning::learned(0.2f, 0.2f, 0.15f, 0.5f, 0.3f) == 0.0f);
    CHECK(learning::learned(0.5f, 0.2f, 0.15f, 0.5f, 0.3f) == 0.0f);
    CHECK(learning::learned(0.2f, 0.7f, 0.15f, 0.5f, 0.3f) == Approx(0.0).margin(1e-7));
    CHECK(learning::learned(0.2f, 0.9f, 0.15f, 0.5f, 0.3f) == 0.0f);
}

TEST_CASE("a partner of another sector is understood less, by the barrier between sectors") {
    CHECK(learning::sector_proximity(3, 3, 0.3f) == 1.0f);
    CHECK(learning::sector_proximity(3, 4, 0.3f) == Approx(0.7));
    CHECK(learning::sector_proximity(3, 4, 0.0f) == 1.0f);
    tests::Bench bench({2, 0}, 1);
    Firms& firms = bench.firms();
    bench.parameters()[learning::about].decay = 0.0;
    bench.parameters()[learning::about].sector_barrier = 0.25;
    const auto gain = [&](std::uint8_t sector) {
        firms.sector[0] = sector;
        firms.circular_capacity[0] = 0.4f;
        firms.circular_capacity[1] = 0.2f;
        firms.ties[1][0] = firms.handle[0];
        bench.run_in<Learn>({14, 2020.0, false, true, 0});
        return firms.circular_capacity[1] - 0.2f;
    };
    CHECK(gain(firms.sector[1]) == Approx(0.15 * 0.44 * 0.12).margin(1e-6));
    CHECK(gain(static_cast<std::uint8_t>(firms.sector[1] + 1)) == Approx(0.75 * 0.15 * 0.44 * 0.12).margin(1e-6));
}

TEST_CASE("initial capacity rises with size and has the declared mean and spread") {
    const auto parameters = test::defaults<learning::Parameters>();
    const sim::Random random(2, 0);
    double sum = 0.0;
    double squares = 0.0;
    double large = 0.0;
    const int firms = 20000;
    for (std::uint64_t key = 0; key < firms; ++key) {
        const double at_twenty = learning::initial_capacity(parameters, random, key, 20.0)[circular] / 255.0;
        sum += at_twenty;
        squares += at_twenty * at_twenty;
        large += learning::initial_capacity(parameters, random, key, 500.0)[circular] / 255.0;
    }
    const double mean = sum / firms;
    CHECK(mean == Approx(0.4).margin(0.003));
    CHECK(std::sqrt(squares / firms - mean * mean) == Approx(0.12).margin(0.003));
    CHECK(large / firms - mean == Approx(0.03 * sim::logarithm(25.0)).margin(0.001));
}

TEST_CASE("learning::forget and learning::learn: capacity decays to its base and is learned from ties each quarter") {
    tests::Bench bench({2, 0}, 1);
    Firms& firms = bench.firms();
    firms.circular_base[0] = 102; // 0.4
    firms.circular_capacity[0] = 0.8f;
    firms.circular_base[1] = 51;
    firms.circular_capacity[1] = 0.2f;
    for (std::uint16_t month = 0; month < 12; ++month) {
        bench.run_in<Learn>({month, 2020.0, false, false, 0});
    }
    CHECK(firms.circular_capacity[0] == Approx(0.4 + 0.4 * sim::exponential(-0.06)).margin(1e-5));
    CHECK(firms.circular_capacity[1] == Approx(0.2).margin(1e-6));
    firms.circular_capacity[0] = 0.4f;
    firms.ties[1][0] = firms.handle[0];
    bench.run_in<Learn>({14, 2020.0, false, true, 0});
    CHECK(firms.circular_capacity[1] == Approx(0.2 + 0.15 * 0.44 * 0.12).margin(1e-6));
    CHECK(firms.circular_capacity[0] == Approx(0.4).margin(1e-6));
    CHECK(firms.digital_capacity[1] == 0.0f);
}

TEST_CASE("learning::learn teaches each pillar its own, from what partners knew before") {
    tests::Bench bench({2, 1}, 1);
    Firms& firms = bench.firms();
    const std::uint32_t outside = firms.segment(1).begin;
    bench.parameters()[learning::about].decay = 0.0;
    firms.circular_capacity[0] = 0.2f;
    firms.digital_capacity[0] = 0.5f;
    firms.circular_capacity[1] = 0.3f;
    firms.digital_capacity[1] = 0.6f;
    firms.circular_capacity[outside] = 0.6f;
    firms.digital_capacity[outside] = 0.1f;
    firms.ties[0][2] = firms.handle[1];
    firms.ties[1][7] = firms.handle[outside];
    bench.run_in<Learn>({14, 2020.0, false, true, 0});
    const auto gain = [](double own, double distance) {
        return 0.15 * (0.3 + 0.7 * own) * (distance - distance * distance / 0.5);
    };
    CHECK(firms.circular_capacity[0] == Approx(0.2 + gain(0.2, 0.1)));
    CHECK(firms.digital_capacity[0] == Approx(0.5 + gain(0.5, 0.1)));
    CHECK(firms.circular_capacity[1] == Approx(0.3 + gain(0.3, 0.3)));
    CHECK(firms.digital_capacity[1] == 0.6f); // the partner knows less
    CHECK(firms.circular_capacity[outside] == 0.6f);
}

} // namespace test_learning
