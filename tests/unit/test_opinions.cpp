#include <array>
#include <cmath>
#include <cstdint>

#include "models/mechanisms/meetings.hpp"
#include "models/mechanisms/opinions.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_opinions {

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// A month as far as opinions move.
using Meet = sim::Sequence<
    sim::Step<meetings::about, meetings::prepare>, sim::OnePass<sim::Step<meetings::about, meetings::appear>>,
    sim::OnePass<sim::Step<meetings::about, meetings::meet>, sim::Step<opinions::about, opinions::hear>>>;
using Begin = sim::OnePass<sim::Step<opinions::about, opinions::begin>>;

struct Moments {
    double mean, sd;
};
Moments moments(const Firms& firms, const Segment& segment) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
        sum += static_cast<double>(firms.orientation[row]);
        squares += static_cast<double>(firms.orientation[row]) * static_cast<double>(firms.orientation[row]);
    }
    const double mean = sum / segment.size;
    return {mean, std::sqrt(squares / segment.size - mean * mean)};
}

} // namespace

TEST_CASE("relative agreement moves towards the other only when opinions overlap enough") {
    using opinions::Opinion;
    // Segments [.0,.8] and [.3,.7] overlap by .4 = 2 u_j: full agreement.
    const Opinion full = opinions::after_meeting({0.4f, 0.4f}, {0.5f, 0.2f}, 0.2f);
    CHECK(full.orientation == Approx(0.4 + 0.2 * 1.0 * 0.1));
    CHECK(full.uncertainty == Approx(0.4 + 0.2 * 1.0 * -0.2));
    // [.2,.4] and [.35,.75]: overlap .05 < .2, nothing happens.
    const Opinion none = opinions::after_meeting({0.3f, 0.1f}, {0.55f, 0.2f}, 0.2f);
    CHECK(none.orientation == 0.3f);
    CHECK(none.uncertainty == 0.1f);
    // [.1,.5] and [.2,.6]: overlap .3, agreement .5.
    const Opinion partial = opinions::after_meeting({0.3f, 0.2f}, {0.4f, 0.2f}, 0.2f);
    CHECK(partial.orientation == Approx(0.3 + 0.2 * 0.5 * 0.1));
}

TEST_CASE("initial orientations are Beta distributed and depend on the key only") {
    const auto parameters = test::defaults<opinions::Parameters>();
    const opinions::Quantiles quantiles = opinions::quantiles_of(parameters);
    CHECK(static_cast<double>(quantiles.at(0.3)) == Approx(sim::beta_quantile(0.3, 2.0, 3.0)).margin(1e-4));
    CHECK(quantiles.at(0.0) == quantiles.value.front());
    CHECK(quantiles.at(1.0) == quantiles.value.back());
    tests::Bench bench({0, 20000}, 1);
    Firms& firms = bench.firms();
    bench.run<Begin>();
    const Moments start = moments(firms, firms.segment(1));
    CHECK(start.mean == Approx(0.4).margin(0.005));
    CHECK(start.sd == Approx(0.2).margin(0.005));
    const std::uint32_t row = firms.segment(1).begin + 17;
    CHECK(firms.orientation[row] == opinions::initial_orientation(quantiles, bench.world().random, firms.key[row]));
}

TEST_CASE("initial uncertainties lie evenly around the parameter, whatever the orientation") {
    const auto parameters = test::defaults<opinions::Parameters>();
    tests::Bench bench({0, 20000}, 1);
    bench.run<Begin>();
    const Firms& firms = bench.firms();
    const Segment& segment = firms.segment(1);
    const double mean = moments(firms, segment).mean;
    std::array<double, 2> uncertainty{}; // of firms below the mean orientation, and of those above
    std::array<double, 2> count{};
    for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
        const double relative = static_cast<double>(firms.uncertainty[row]) / parameters.uncertainty;
        CHECK_FALSE((relative < 0.5 || relative > 1.5));
        const std::size_t half = static_cast<double>(firms.orientation[row]) > mean ? 1 : 0;
        uncertainty[half] += relative;
        count[half] += 1.0;
    }
    CHECK(uncertainty[0] / count[0] == Approx(1.0).margin(0.02)); // standard error 0.003
    CHECK(uncertainty[1] / count[1] == Approx(1.0).margin(0.02));
}

TEST_CASE("opinions::hear: without ties orientations stay where they began") {
    tests::Bench bench({50, 0}, 1);
    Firms& firms = bench.firms();
    bench.run<Begin>();
    const Column<float> before = firms.orientation;
    bench.run_in<Meet>({1, 2020.0, false, false, 0});
    CHECK(firms.orientation == before);
    bench.run_in<Meet>({2, 2020.0, false, true, 0});
    for (std::uint32_t row = 0; row < 50; ++row) {
        CHECK(firms.orientation[row] == Approx(before[row]).margin(1e-6));
    }
}

TEST_CASE("the pull to the own origin keeps opinions from collapsing") {
    const auto spread_after = [&](double pull) {
        tests::Bench bench({500, 0}, 1);
        Firms& firms = bench.firms();
        bench.parameters()[opinions::about].pull = pull;
        bench.run<Begin>();
        for (std::uint32_t row = 0; row < 500; ++row) {
            for (std::uint32_t k = 0; k < 6; ++k) {
                firms.ties[row][k] = firms.handle[(row + 1 + 37 * k) % 500];
            }
        }
        for (std::uint16_t quarter = 0; quarter < 100; ++quarter) {
            bench.run_in<Meet>({quarter, 2020.0, false, true, 0});
        }
        return moments(firms, firms.segment(0)).sd;
    };
    // After 25 years; a uniform uncertainty would let opinions collapse further.
    CHECK(spread_after(0.0) < 0.09);
    CHECK(spread_after(0.06) > 1.25 * spread_after(0.0));
}

TEST_CASE("opinions::hear: firms hear what their partners thought last quarter") {
    tests::Bench bench({2, 1}, 1);
    Firms& firms = bench.firms();
    const std::uint32_t outside = firms.segment(1).begin;
    bench.parameters()[opinions::about].pull = 0.0;
    firms.orientation[0] = 0.375f;
    firms.uncertainty[0] = 0.375f;
    firms.orientation[1] = 0.5f;
    firms.uncertainty[1] = 0.25f;
    firms.orientation[outside] = 0.75f;
    firms.uncertainty[outside] = 0.25f;
    firms.ties[0][3] = firms.handle[1];
    firms.ties[1][6] = firms.handle[outside];
    bench.run_in<Meet>({2, 2020.0, false, true, 0});
    // [0, .75] and [.25, .75] overlap by .5, twice the partner's .25: full agreement.
    CHECK(firms.orientation[0] == Approx(0.375 + 0.2 * 0.125));
    CHECK(firms.uncertainty[0] == Approx(0.375 - 0.2 * 0.125));
    // [.25, .75] and [.5, 1] overlap by .25, as wide as the partner's .25: no influence.
    CHECK(firms.orientation[1] == Approx(0.5));
    CHECK(firms.orientation[outside] == 0.75f); // has no tie
    firms.uncertainty[1] = 0.375f;              // [.125, .875] and [.5, 1]: .375, agreement 1/2
    firms.orientation[1] = 0.5f;
    bench.run_in<Meet>({5, 2020.0, false, true, 0});
    CHECK(firms.orientation[1] == Approx(0.5 + 0.2 * 0.5 * 0.25));
    CHECK(firms.uncertainty[1] == Approx(0.375 + 0.2 * 0.5 * -0.125));
}

TEST_CASE("opinions::hear pulls a firm to its own origin") {
    tests::Bench bench({1, 1}, 1);
    Firms& firms = bench.firms();
    bench.parameters()[opinions::about].pull = 0.25;
    const double origin = static_cast<double>(
        opinions::initial_orientation(bench.table<opinions::Quantiles>(), bench.world().random, firms.key[0]));
    firms.orientation[0] = 0.9f;
    firms.uncertainty[0] = firms.uncertainty[firms.segment(1).begin] = 0.3f;
    bench.run_in<Meet>({2, 2020.0, false, true, 0});
    CHECK(firms.orientation[0] == Approx(0.9 + 0.25 * (origin - 0.9)).margin(1e-6));
}

} // namespace test_opinions
