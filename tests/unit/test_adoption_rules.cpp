#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/rules/adoption.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_adoption_rules {

using namespace actorhood;
using namespace actorhood::models;

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();

/// A prospect in which every term but intercept and payback is at its reference.
Prospect neutral() {
    Prospect prospect{};
    prospect.payback = 1.0;
    prospect.cost = 0.02;
    prospect.log_employees = std::log(20.0);
    prospect.size_slope = 0.25;
    prospect.capacity = 0.4;
    prospect.orientation = 0.4;
    prospect.circular = 1.0;
    return prospect;
}

/// E[logistic(location + sd z)] by Simpson's rule on a fine grid.
double reference_mean(double location, double sd) {
    const int steps = 20000;
    const double width = 24.0 / steps;
    double sum = 0.0;
    for (int k = 0; k <= steps; ++k) {
        const double z = -12.0 + k * width;
        const double weight = k == 0 || k == steps ? 1.0 : (k % 2 == 1 ? 4.0 : 2.0);
        sum += weight * std::exp(-0.5 * z * z) / (1.0 + std::exp(-location - sd * z));
    }
    return sum * width / 3.0 / std::sqrt(2.0 * 3.14159265358979323846);
}
} // namespace

TEST_CASE("Payback is cost over gain, raised by risk, resistance and noise", "[adoption_rules]") {
    CHECK(payback_years(0.015, 0.0, 0.5, 0.0, 0.0075, 0.0) == Approx(2.0));
    CHECK(payback_years(0.015, 0.1, 0.5, 0.4, 0.0075, 0.0) == Approx(2.0 * 1.1 * 1.2));
    CHECK(payback_years(0.015, 0.0, 0.5, 0.0, 0.0075, std::log(1.5)) == Approx(3.0));
    CHECK(payback_years(0.0, 0.1, 0.5, 0.4, 0.0075, 0.0) == 0.0);
    CHECK(payback_years(-0.01, 0.1, 0.5, 0.4, 0.0075, 0.0) == 0.0);
    CHECK(payback_years(0.015, 0.1, 0.5, 0.4, 0.0, 0.0) == infinite);
}

TEST_CASE("Utility adds its terms", "[adoption_rules]") {
    const UtilityWeights weights;
    Prospect p = neutral();
    CHECK(utility(weights, p) == Approx(0.0).margin(1e-12));

    p.intercept = 0.3;
    p.fit = -0.2;
    p.complements = 0.4;
    p.regulation = 0.05;
    CHECK(utility(weights, p) == Approx(0.55));

    p = neutral();
    p.payback = 2.0;
    p.cost = 0.04;
    CHECK(utility(weights, p) == Approx(-1.4 * std::log(2.0)));

    p = neutral();
    p.log_employees = std::log(200.0);
    CHECK(utility(weights, p) == Approx(0.25 * std::log(10.0)));

    p = neutral();
    p.peer = 0.5;
    p.scaling_stock = 1.0;
    CHECK(utility(weights, p) == Approx(1.5 * 0.5 * 1.25));

    p = neutral();
    p.capacity = 0.6;
    p.skill_demand = 0.5;
    p.skill_gap = 0.4;
    CHECK(utility(weights, p) == Approx(0.0).margin(1e-12));

    p = neutral();
    p.orientation = 0.8;
    CHECK(utility(weights, p) == Approx(0.6));
    p.circular = 0.0;
    CHECK(utility(weights, p) == Approx(0.0).margin(1e-12));
}

TEST_CASE("Utility stays usable at free and at worthless practices", "[adoption_rules]") {
    const UtilityWeights weights;
    Prospect p = neutral();
    p.payback = 0.0;
    p.cost = 0.0;
    CHECK(utility(weights, p) == Approx(std::log(12.0) + 0.4 * std::log(20.0)));
    p.payback = infinite;
    CHECK(acceptance_probability(utility(weights, p)) == 0.0);
    UtilityWeights careless;
    careless.payback = 0.0;
    CHECK(acceptance_probability(utility(careless, p)) == 0.0);
    CHECK(acceptance_probability(0.0) == 0.5);
    CHECK(acceptance_probability(1.0) == Approx(0.7310585786300049));
}

namespace {

using sim::four::Doubles;

/// Numbers of a prospect and its payback as the rules see them, drawn so that all cases of the rules occur.
struct Judged {
    std::array<double, 15> prospect;
    std::array<double, 5> payback; ///< cost, risk, resistance, gain, noise

    explicit Judged(std::uint64_t number) {
        const sim::RandomStream draws(3, 0, 1, 0);
        std::uint32_t next = 0;
        for (double& field : prospect) {
            field = 4.0 * draws.uniform(number, next++) - 2.0;
        }
        for (double& field : payback) {
            field = draws.uniform(number, next++) - 0.2;
        }
        prospect[13] = number % 2 == 0 ? 1.0 : 0.0; // circular
    }
};

/// Chances of acceptance by the rules, of one firm or of four.
template <class Number>
Number chance(const std::array<Number, 15>& fields, const std::array<Number, 5>& p) {
    auto prospect = std::bit_cast<ProspectOf<Number>>(fields);
    prospect.payback = payback_years(p[0], p[1], 0.5, p[2], p[3], p[4]);
    return acceptance_probability(utility(UtilityWeights{}, prospect));
}

} // namespace

TEST_CASE("Four firms are judged with the bits of one", "[adoption_rules]") {
    std::size_t never = 0;
    for (std::uint64_t number = 0; number < 20000; number += 4) {
        std::array<Doubles, 15> prospects;
        std::array<Doubles, 5> paybacks;
        std::array<double, 4> alone{};
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const Judged one(number + lane);
            for (std::size_t field = 0; field < prospects.size(); ++field) {
                prospects[field][lane] = one.prospect[field];
            }
            for (std::size_t field = 0; field < paybacks.size(); ++field) {
                paybacks[field][lane] = one.payback[field];
            }
            alone[lane] = chance(one.prospect, one.payback);
            never += alone[lane] == 0.0 ? 1u : 0u;
        }
        const auto together = std::bit_cast<std::array<double, 4>>(chance(prospects, paybacks));
        REQUIRE(std::bit_cast<std::array<std::uint64_t, 4>>(together) ==
                std::bit_cast<std::array<std::uint64_t, 4>>(alone));
    }
    CHECK(never > 1000); // without gain
    CHECK(never < 10000);
}

TEST_CASE("The peer effect rises with the scaling stock and saturates", "[adoption_rules]") {
    CHECK(peer_amplification(0.5, 0.0) == 1.0);
    CHECK(peer_amplification(0.5, 1.0) == Approx(1.25));
    CHECK(peer_amplification(0.5, 1e9) == Approx(1.5));
}

TEST_CASE("Cost falls with experience by Wright's law and never rises", "[adoption_rules]") {
    CHECK(learning_factor(1999.0, 999.0, 0.1) == Approx(std::pow(2.0, -0.1)));
    CHECK(learning_factor(999.0, 999.0, 0.1) == 1.0);
    CHECK(learning_factor(10.0, 999.0, 0.1) == 1.0);
    CHECK(learning_factor(3.0, 0.0, 0.32) == Approx(std::pow(4.0, -0.32)));
    CHECK(learning_factor(1e6, 10.0, 0.0) == 1.0);
}

TEST_CASE("The logistic-normal mean is as exact as stated", "[adoption_rules]") {
    CHECK(logistic_normal_mean(0.0, 1.2) == Approx(0.5).epsilon(1e-14));
    for (const double location : {-6.0, -3.0, -1.0, 0.5, 2.0, 5.0}) {
        CHECK(logistic_normal_mean(location, 0.0) == Approx(1.0 / (1.0 + std::exp(-location))).epsilon(1e-13));
        for (const double sd : {0.5, 1.2, 1.5}) {
            CHECK(std::abs(logistic_normal_mean(location, sd) - reference_mean(location, sd)) < 1e-8);
        }
        CHECK(std::abs(logistic_normal_mean(location, 3.0) - reference_mean(location, 3.0)) < 1e-4);
    }
}

TEST_CASE("The location of a share is found for any share", "[adoption_rules]") {
    CHECK(logistic_normal_location(0.5, 1.2) == Approx(0.0).margin(1e-11));
    for (const double share : {1e-6, 0.001, 0.01, 0.07, 0.3, 0.65, 0.95, 0.999, 0.9999}) {
        for (const double sd : {0.0, 1.2, 3.0}) {
            CHECK(logistic_normal_mean(logistic_normal_location(share, sd), sd) == Approx(share).epsilon(1e-10));
        }
    }
}

TEST_CASE("The initial intercept gives the population the initial share", "[adoption_rules]") {
    const std::vector<SizePoint> sizes{{20.0, 0.838}, {100.0, 0.132}, {500.0, 0.03}};
    for (const double share : {0.01, 0.07, 0.27, 0.65}) {
        for (const double slope : {0.0, 0.25, 0.55}) {
            const double intercept = initial_intercept(share, slope, 1.2, sizes);
            double mean = 0.0;
            for (const SizePoint& size : sizes) {
                mean += size.weight * reference_mean(intercept + slope * std::log(size.employees / 20.0), 1.2);
            }
            CHECK(std::abs(mean - share) < 1e-8);
        }
    }
    SECTION("the scale of the weights does not matter") {
        std::vector<SizePoint> scaled = sizes;
        for (SizePoint& size : scaled) {
            size.weight *= 1000.0;
        }
        CHECK(initial_intercept(0.27, 0.45, 1.2, scaled) ==
              Approx(initial_intercept(0.27, 0.45, 1.2, sizes)).epsilon(1e-11));
    }
    SECTION("one size without fit has a closed form") {
        const std::vector<SizePoint> one{{40.0, 1.0}};
        CHECK(initial_intercept(0.25, 0.5, 0.0, one) == Approx(std::log(1.0 / 3.0) - 0.5 * std::log(2.0)));
    }
}

TEST_CASE("Initial adoption follows size and fit", "[adoption_rules]") {
    CHECK(first_adoption_probability(initial_adoption_location(0.0, 0.5, 20.0), 0.0) == 0.5);
    CHECK(first_adoption_probability(initial_adoption_location(0.0, 0.5, 80.0), 0.0) == Approx(2.0 / 3.0));
    CHECK(first_adoption_probability(initial_adoption_location(0.0, 0.5, 20.0), 1.0) == Approx(0.7310585786300049));
}

TEST_CASE("Entrants adopt the likelier the better a practice fits them", "[adoption_rules]") {
    const double location = logistic_normal_location(0.388, 1.2);
    CHECK(logistic_normal_mean(location, 1.2) == Approx(0.388).epsilon(1e-10));
    CHECK(first_adoption_probability(location, 1.0) > first_adoption_probability(location, -1.0));
}

TEST_CASE("Trials succeed more often with capacity and support, less with risk", "[adoption_rules]") {
    const TrialWeights weights;
    CHECK(trial_success_probability(weights, 0.0, 0.0, false) == Approx(0.7));
    CHECK(trial_success_probability(weights, 0.1, 0.4, false) == Approx(1.0 - 0.3 * 1.1 * 0.76));
    CHECK(trial_success_probability(weights, 0.1, 0.4, true) == Approx(1.0 - 0.3 * 1.1 * 0.76 * 0.7));
    CHECK(trial_success_probability({0.0, 1.0, 0.6, 0.3}, 0.4, 0.0, false) == 1.0);
    CHECK(trial_success_probability({1.0, 1.0, 0.0, 0.0}, 1.0, 0.0, false) == 0.0);
}

TEST_CASE("Resistance that deliberation has not resolved keeps trials from beginning, and makes them longer",
          "[adoption_rules]") {
    CHECK(unresolved_resistance(0.8, 0.25) == Approx(0.6));
    ImplementationWeights weights;
    CHECK(willing_share(weights, 1.0) == 1.0); // neutral
    CHECK(trial_length(weights, 9.0, 1.0, 1.0) == 9.0);
    weights.refusal = 0.5;
    CHECK(willing_share(weights, 0.6) == Approx(0.7));
    weights.delay = 0.5;
    CHECK(trial_length(weights, 10.0, 0.4, 0.5) == Approx(12.0));
    weights.voice_delay = -0.2;
    CHECK(trial_length(weights, 10.0, 0.4, 0.5) == Approx(11.0));
    weights.voice_delay = -0.9;
    CHECK(trial_length(weights, 2.0, 0.0, 1.0) == 1.0);
}

} // namespace test_adoption_rules
