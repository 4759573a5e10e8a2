// Who evaluates how often, what of a judgement lasts, what partners are worth: rules by numbers worked out by hand.
#include "models/rules/acceptance.hpp"

#include <array>
#include <cmath>

#include "sim/core/normal.hpp"
#include "tests/catch.hpp"
#include "tests/support/ensemble.hpp"
#include "tests/support/statistics.hpp"

namespace test_acceptance {

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("the normal distribution function agrees with the error function, and quantiles invert it", "[math]") {
    for (double x = -36.0; x <= 9.0; x += 0.0137) {
        const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
        INFO("x = " << x);
        CHECK(std::abs(sim::normal_probability(x) - p) < 1e-15 + (x < -8.0 ? 1e-5 : 1e-8) * p);
    }
    CHECK(sim::normal_probability(0.0) == Approx(0.5).epsilon(1e-15));
    for (double p = 0.001; p < 1.0; p += 0.0137) {
        CHECK(sim::normal_probability(sim::normal_quantile(p)) == Approx(p).epsilon(1e-13));
    }
}

TEST_CASE("four normal probabilities have the bits of each alone", "[math]") {
    using sim::four::Doubles;
    for (double x = -9.0; x < 9.0; x += 0.011) {
        const Doubles four = sim::normal_probability(Doubles{x, -x, 0.5 * x, x + 0.001});
        CHECK(four[0] == sim::normal_probability(x));
        CHECK(four[1] == sim::normal_probability(-x));
        CHECK(four[2] == sim::normal_probability(0.5 * x));
        CHECK(four[3] == sim::normal_probability(x + 0.001));
    }
}

TEST_CASE("a firm with sixteen times the reference size evaluates twice as often at a quarter power") {
    const EvaluationSize size{0.25, 46.0};
    CHECK(size.factor(46.0) == Approx(1.0));
    CHECK(size.factor(736.0) == Approx(2.0));
    CHECK(size.factor(2.875) == Approx(0.5));
    CHECK(EvaluationSize{0.0, 46.0}.factor(3.0) == 1.0);
}

TEST_CASE("members of all size classes evaluate about as often on average as without the power of size") {
    struct Class {
        double share, median, sigma;
    };
    // 25, 35, 25 and 15 % of members, lognormal within classes; E n^x = median^x exp(x^2 sigma^2 / 2).
    double mean = 0.0;
    for (const Class& k : {Class{0.25, 3, 0.7}, Class{0.35, 20, 0.5}, Class{0.25, 100, 0.5}, Class{0.15, 500, 0.8}}) {
        mean += k.share * std::pow(k.median / 46.0, 0.25) * std::exp(0.5 * 0.25 * 0.25 * k.sigma * k.sigma);
    }
    CHECK(mean == Approx(1.0).margin(0.01));
}

TEST_CASE("luck that lasts: inclined firms have it, by the share of the variance that is theirs") {
    CHECK(lasting_luck(0.36, 1.0, 0.75) == Approx(0.5));                     // .8 * .75 - .6
    CHECK(lasting_luck(0.36, -5.0 / 3.0, 0.0) == Approx(0.841344746068543)); // one standard deviation
    CHECK(lasting_luck(1.0, 0.5, 3.0) == lasting_luck(1.0, 0.5, -3.0));
    CHECK(lasting_luck(0.0, 2.0, 0.0) == Approx(0.5));
    CHECK(lasting_luck(0.9, 2.0, 0.3) < lasting_luck(0.9, 1.0, 0.3));
}

TEST_CASE("inclination is a trait: copies share it, other practices and replicates do not") {
    const sim::Random random(5, 0);
    const std::uint64_t key = firm_key(Origin::initial_outside, 3, 0, 17);
    CHECK(inclination(random, copy_key(key, 2), 4) == inclination(random, key, 4));
    CHECK(inclination(random, key, 4) != inclination(random, key, 5));
    CHECK(inclination(random, key, 4) != inclination(sim::Random(5, 1), key, 4));
    CHECK(first_luck(0.0, random, key, 4, 0.3) == 0.3);
    CHECK(first_luck(0.9, random, key, 4, 0.3) ==
          lasting_luck(0.9, inclination(random, key, 4), sim::normal_quantile(0.3)));
}

TEST_CASE("whatever lasts, firms accept by the logistic of their utility, and two judgements correlate by rho") {
    const double persistence = GENERATE(0.3, 0.9);
    const sim::Random random(7, 0);
    constexpr int firms = 100'000;
    constexpr std::array<double, 3> utilities{-2.0, 0.0, 1.5};
    std::array<double, 3> accepted{};
    double product = 0.0;
    for (std::uint64_t key = 0; key < firms; ++key) {
        const double first = first_luck(persistence, random, key, 1, random.stream({15, ""}, 1).uniform(key));
        const double second = first_luck(persistence, random, key, 1, random.stream({15, ""}, 2).uniform(key));
        for (std::size_t u = 0; u < utilities.size(); ++u) {
            accepted[u] += first < sim::logistic(utilities[u]) ? 1.0 : 0.0;
        }
        product += sim::normal_quantile(first) * sim::normal_quantile(second);
    }
    for (std::size_t u = 0; u < utilities.size(); ++u) {
        CHECK(std::abs(tests::binomial_z(accepted[u], firms, sim::logistic(utilities[u]))) < 4.0);
    }
    CHECK(product / firms == Approx(persistence).margin(0.015)); // standard error below 0.0045
}

TEST_CASE("partners speak for what they use and against what they gave up") {
    CHECK(Voices{8, 4, 2}.heard_share(0.5) == Approx(0.375));
    CHECK(Voices{8, 4, 2}.heard_share(0.0) == 0.5);
    CHECK(Voices{4, 1, 3}.heard_share(1.0) == Approx(-0.5));
    CHECK(Voices{}.heard_share(0.5) == 0.0);
}

TEST_CASE("the factor on evaluations lies between its bounds, which are close, from 1 to 16,384 employees") {
    for (const EvaluationSize size :
         {EvaluationSize{0.25, 46.0}, EvaluationSize{1.0, 20.0}, EvaluationSize{0.0, 46.0}}) {
        const EvaluationSizeBounds bounds(size);
        for (float employees = 1.0f; employees < 16384.0f; employees *= 1.0003f) {
            const double factor = size.factor(static_cast<double>(employees));
            const auto [least, most] = bounds.of(employees);
            REQUIRE(least <= factor);
            REQUIRE(factor <= most);
            REQUIRE(most <= 1.26 * least);
        }
        for (const float beyond : {0.0f, 0.5f, -3.0f, 16384.0f, 1e9f}) {
            CHECK(bounds.of(beyond).least == 0.0);
            CHECK(std::isinf(bounds.of(beyond).most));
        }
    }
}

} // namespace test_acceptance
