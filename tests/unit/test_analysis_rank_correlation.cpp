// Rank correlations against values worked out by hand, and their intervals against the truth.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "analysis/rank_correlation.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/random.hpp"
#include "sim/run/design.hpp"
#include "tests/catch.hpp"
#include "tests/support/analysis_samples.hpp"

namespace test_analysis_rank_correlation {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::noise;

namespace {

constexpr Resampling quick{.level = 0.9, .resamples = 20};

} // namespace

TEST_CASE("Ranks are shared by equal values", "[analysis][sensitivity]") {
    CHECK(ranks(std::vector<double>{10.0, 30.0, 10.0, 20.0}) == std::vector<double>{1.5, 4.0, 1.5, 3.0});
}

TEST_CASE("Rank correlations are those worked out by hand", "[analysis][sensitivity]") {
    // Ranks of x and y: 1 2 3 4 5 6 7 8 and 2 1 4 3 6 5 8 7; sum of squared differences 8: 1 - 6 * 8 / (8 * 63).
    const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
    const std::vector<double> y{20, 10, 400, 300, 6000, 5000, 1e9, 1e8};
    const std::vector<double> z{5, 3, 1, 8, 2, 6, 4, 7};
    const std::vector<SampledParameter> parameters{{{x}}, {{z}}};
    const RankCorrelations found = rank_correlations(parameters, y, quick);
    const double xy = 1.0 - 48.0 / 504.0;
    const double xz = 1.0 - 6.0 * 56.0 / 504.0;
    const double zy = 1.0 - 6.0 * 80.0 / 504.0;
    CHECK(found.parameters[0].alone.value == Approx(xy));
    CHECK(found.parameters[1].alone.value == Approx(zy));
    CHECK(found.parameters[0].partial.value == Approx((xy - xz * zy) / std::sqrt((1 - xz * xz) * (1 - zy * zy))));
    CHECK(found.parameters[1].partial.value == Approx((zy - xz * xy) / std::sqrt((1 - xz * xz) * (1 - xy * xy))));
    CHECK(found.explained == Approx((xy * xy + zy * zy - 2.0 * xy * zy * xz) / (1.0 - xz * xz)));
}

TEST_CASE("A partial correlation sees what a stronger parameter hides", "[analysis][sensitivity]") {
    const sim::UnitPoints unit = sim::latin_hypercube(400, 3, 5);
    std::vector<SampledParameter> parameters(3, {{std::vector<double>()}});
    std::vector<double> output;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            parameters[k].columns[0].push_back(unit.row(i)[k]);
        }
        output.push_back(std::exp(5.0 * unit.row(i)[0] - 0.5 * unit.row(i)[1]));
    }
    const RankCorrelations found = rank_correlations(parameters, output, {.resamples = 200});
    CHECK(found.parameters[0].partial.value > 0.99);
    CHECK(found.parameters[1].alone.value == Approx(-0.1).margin(0.05));
    CHECK(found.parameters[1].partial.value < -0.9);
    CHECK(found.parameters[2].partial.interval.contains(0.0));
    CHECK(found.parameters[1].partial.interval.contains(found.parameters[1].partial.value));
    CHECK(found.explained > 0.99);
}

TEST_CASE("Parameters that move together have no partial correlation, the others keep theirs",
          "[analysis][sensitivity]") {
    const sim::UnitPoints unit = sim::latin_hypercube(60, 2, 6);
    std::vector<std::vector<double>> columns(3);
    std::vector<double> output;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        columns[0].push_back(unit.row(i)[0]);
        columns[1].push_back(10.0 - unit.row(i)[0]);
        columns[2].push_back(unit.row(i)[1]);
        output.push_back(unit.row(i)[0] + 0.3 * unit.row(i)[1]);
    }
    const std::vector<SampledParameter> parameters{{{columns[0]}}, {{columns[1]}}, {{columns[2]}}};
    const RankCorrelations found = rank_correlations(parameters, output, quick);
    CHECK(std::isnan(found.parameters[0].partial.value));
    CHECK(std::isnan(found.parameters[1].partial.value));
    CHECK(found.parameters[0].alone.value == Approx(-found.parameters[1].alone.value));
    CHECK(found.parameters[2].partial.value > 0.9);
    const std::vector<SampledParameter> two{{{columns[0]}}, {{columns[2]}}};
    CHECK(found.parameters[2].partial.value ==
          Approx(rank_correlations(two, output, quick).parameters[1].partial.value));
}

TEST_CASE("The interval of a perfect correlation holds it", "[analysis][sensitivity]") {
    const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
    const std::vector<double> z{5, 3, 1, 8, 2, 6, 4, 7};
    const std::vector<SampledParameter> parameters{{{x}}, {{z}}};
    std::vector<double> falling(x.rbegin(), x.rend());
    for (const std::vector<double>& y : {x, falling}) {
        const Index alone = rank_correlations(parameters, y, quick).parameters[0].alone;
        CHECK(std::abs(alone.value) == Approx(1.0));
        CHECK(alone.interval.contains(alone.value));
    }
}

TEST_CASE("A group of columns is one parameter", "[analysis][sensitivity]") {
    const sim::UnitPoints unit = sim::latin_hypercube(200, 3, 7);
    std::vector<std::vector<double>> columns(4);
    std::vector<double> output;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        const std::vector<std::uint32_t> shares = sim::simplex_from_unit(unit.row(i).first(2), sim::share_units);
        for (std::size_t k = 0; k < 3; ++k) {
            columns[k].push_back(shares[k] * 1e-9);
        }
        columns[3].push_back(unit.row(i)[2]);
        output.push_back(columns[0].back() + 0.5 * columns[3].back());
    }
    const std::vector<SampledParameter> parameters{{{columns[0], columns[1], columns[2]}}, {{columns[3]}}};
    const RankCorrelations found = rank_correlations(parameters, output, quick);
    const std::vector<SampledParameter> single{{{columns[0]}}, {{columns[3]}}};
    const RankCorrelations one = rank_correlations(single, output, quick);
    CHECK(found.parameters[0].alone.value >= std::abs(one.parameters[0].alone.value));
    CHECK(found.parameters[0].partial.value >= std::abs(one.parameters[0].partial.value));
    CHECK(found.parameters[0].partial.value == Approx(std::abs(one.parameters[0].partial.value)).margin(0.02));
    CHECK(found.parameters[0].partial.interval.low >= 0.0);
    // The order of the columns does not matter.
    const std::vector<SampledParameter> turned{{{columns[3]}}, {{columns[2], columns[1], columns[0]}}};
    CHECK(rank_correlations(turned, output, quick).parameters[1].partial.value ==
          Approx(found.parameters[0].partial.value));
}

TEST_CASE("Options have a correlation without a sign, whichever of them it is written with",
          "[analysis][sensitivity]") {
    const std::vector<double> none{1, 0, 1, 0, 1, 0, 1, 0};
    const std::vector<double> some{0, 1, 0, 1, 0, 1, 0, 1};
    const std::vector<double> x{3, 7, 1, 4, 8, 2, 6, 5};
    const std::vector<double> output{1, 8, 2, 7, 3, 6, 5, 4};
    const std::vector<SampledParameter> parameters{{{none, some}}, {{x}}};
    const std::vector<SampledParameter> turned{{{some, none}}, {{x}}};
    const std::vector<SampledParameter> single{{{none}}, {{x}}};
    const RankCorrelations found = rank_correlations(parameters, output, quick);
    const RankCorrelations alone = rank_correlations(single, output, quick);
    REQUIRE(alone.parameters[0].partial.value < 0.0);
    CHECK(found.parameters[0].partial.value == Approx(-alone.parameters[0].partial.value));
    CHECK(found.parameters[0].alone.value == Approx(-alone.parameters[0].alone.value));
    CHECK(found.parameters[0].partial.interval.high == Approx(-alone.parameters[0].partial.interval.low));
    CHECK(rank_correlations(turned, output, quick).parameters[0].partial.value ==
          Approx(found.parameters[0].partial.value));
    CHECK(found.parameters[1].partial.value == Approx(alone.parameters[1].partial.value));
}

TEST_CASE("Too few points for the regression leave the correlations of each alone", "[analysis][sensitivity]") {
    const std::vector<double> x{1, 2, 3, 4, 5};
    const std::vector<double> z{5, 3, 1, 4, 2};
    const std::vector<SampledParameter> parameters{{{x}}, {{z}}};
    const RankCorrelations found = rank_correlations(parameters, x, quick);
    CHECK(found.parameters[0].alone.value == Approx(1.0));
    CHECK(std::isnan(found.parameters[0].partial.value));
    CHECK(std::isnan(found.explained));
}

TEST_CASE("Intervals of rank correlations hold the truth as often as they say", "[analysis][sensitivity]") {
    // Normal x, z and y = x + z/2 + noise: Spearman's correlation is 6/pi asin(r/2) [Pearson 1907].
    constexpr std::size_t experiments = 300;
    const double truth = 6.0 / std::numbers::pi * std::asin(0.5 / std::sqrt(2.25));
    int covered = 0;
    for (std::size_t e = 0; e < experiments; ++e) {
        std::vector<double> x;
        std::vector<double> z;
        std::vector<double> y;
        for (std::size_t i = 0; i < 60; ++i) {
            x.push_back(noise(7, 1000 * e + i));
            z.push_back(noise(8, 1000 * e + i));
            y.push_back(x.back() + 0.5 * z.back() + noise(9, 1000 * e + i));
        }
        const std::vector<SampledParameter> parameters{{{x}}, {{z}}};
        const RankCorrelations found = rank_correlations(parameters, y, {.resamples = 200});
        covered += found.parameters[0].alone.interval.contains(truth);
    }
    CHECK(covered / static_cast<double>(experiments) == Approx(0.9).margin(0.05));
}

TEST_CASE("Points of one set of assumptions are drawn again as one", "[analysis][sensitivity]") {
    // 20 sets, each under 5 alternatives: y = x of the set + chance of the set. Spearman's correlation of the points is
    // that of the sets; as 100 points of their own they would seem to know it more than twice as well.
    constexpr std::size_t experiments = 200;
    const double truth = 6.0 / std::numbers::pi * std::asin(0.5 / std::sqrt(2.0));
    int covered = 0;
    int covered_apart = 0;
    for (std::size_t e = 0; e < experiments; ++e) {
        std::vector<double> x;
        std::vector<double> y;
        std::vector<std::size_t> set_of;
        for (std::size_t set = 0; set < 20; ++set) {
            const double own = noise(10, 1000 * e + set);
            for (std::size_t alternative = 0; alternative < 5; ++alternative) {
                x.push_back(own);
                y.push_back(own + noise(11, 1000 * e + set));
                set_of.push_back(set);
            }
        }
        const std::vector<SampledParameter> parameters{{{x}}};
        covered +=
            rank_correlations(parameters, y, {.resamples = 200}, set_of).parameters[0].alone.interval.contains(truth);
        covered_apart +=
            rank_correlations(parameters, y, {.resamples = 200}).parameters[0].alone.interval.contains(truth);
    }
    CHECK(covered / static_cast<double>(experiments) == Approx(0.9).margin(0.06));
    CHECK(covered_apart / static_cast<double>(experiments) < 0.7);
}

} // namespace test_analysis_rank_correlation
