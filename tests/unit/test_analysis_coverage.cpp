// What intervals and verdicts promise, measured. Samples come from fixed seeds, so the numbers are always the same; the
// bands leave four standard errors of the measurement around what was found with many more samples ([.long]).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "analysis/difference.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/analysis_samples.hpp"

namespace test_analysis_coverage {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::measured;

namespace {

/// A distribution of the differences of pairs.
struct Law {
    const char* name;
    double mean;
    std::function<double(const sim::RandomStream&, std::uint64_t)> draw; ///< of a stream, value number
};

const std::vector<Law>& laws() {
    static const std::vector<Law> all{
        {"normal", 0.0, [](const auto& draws, std::uint64_t i) { return draws.normal(i); }},
        {"lognormal, sd 0.5", std::exp(0.125),
         [](const auto& draws, std::uint64_t i) { return std::exp(0.5 * draws.normal(i)); }},
        {"lognormal, sd 1", std::exp(0.5),
         [](const auto& draws, std::uint64_t i) { return std::exp(draws.normal(i)); }},
        {"difference of two lognormals", 0.0,
         [](const auto& draws, std::uint64_t i) {
             return std::exp(draws.normal(2 * i)) - std::exp(draws.normal(2 * i + 1));
         }},
        // One pair in ten diverges to the other side and carries the mean.
        {"mixture 1 in 10", 0.9 * 0.3 - 0.1 * 5.0,
         [](const auto& draws, std::uint64_t i) {
             return draws.uniform(2 * i) < 0.1 ? -5.0 + draws.normal(2 * i + 1) : 0.3 + 0.5 * draws.normal(2 * i + 1);
         }},
    };
    return all;
}

/// Shares of many comparisons.
struct Shares {
    double covered{};    ///< intervals of the mean that hold the true mean
    double decided{};    ///< verdicts higher or lower
    double wrong_sign{}; ///< verdicts opposite to the true mean
    double warned{};     ///< comparisons in which a few pairs decide
    double median{};     ///< intervals of the median that hold 0
};

/// Differences of the law around a common noise of the replicate, `count` pairs in each of `experiments`.
Shares measure(const Law& law, std::size_t count, std::uint32_t experiments) {
    Shares shares;
    for (std::uint32_t k = 0; k < experiments; ++k) {
        const sim::Random random(91, k);
        const sim::RandomStream common = random.stream(sim::Stream{1}, 0);
        const sim::RandomStream own = random.stream(sim::Stream{2}, 0);
        std::vector<double> reference;
        std::vector<double> other;
        for (std::uint64_t i = 0; i < count; ++i) {
            reference.push_back(10.0 + 3.0 * common.normal(i));
            other.push_back(reference.back() + law.draw(own, i));
        }
        const Difference difference = paired_difference(measured(reference), measured(other), 0.9);
        const bool higher = difference.verdict == Verdict::higher;
        const bool lower = difference.verdict == Verdict::lower;
        const double share = 1.0 / experiments;
        shares.covered += difference.interval.contains(law.mean) ? share : 0.0;
        shares.decided += higher || lower ? share : 0.0;
        shares.wrong_sign += (higher && law.mean < 0.0) || (lower && law.mean > 0.0) ? share : 0.0;
        shares.warned += difference.carriers ? share : 0.0;
        shares.median += difference.median.interval.contains(0.0) ? share : 0.0;
    }
    return shares;
}

/// Coverage of the intervals at 0.9, found with 100,000 samples each: paired with 5, 10 and 20 pairs, and two
/// independent samples of these sizes, of which the first is normal.
struct Found {
    const char* law;
    std::array<double, 3> paired;
    std::array<double, 3> independent;
};
constexpr std::array<std::size_t, 3> sizes{5, 10, 20};
const std::vector<Found>& found() {
    static const std::vector<Found> table{
        {"normal", {0.917, 0.909, 0.905}, {0.914, 0.907, 0.904}},
        {"lognormal, sd 0.5", {0.891, 0.899, 0.907}, {0.917, 0.907, 0.907}},
        {"lognormal, sd 1", {0.837, 0.869, 0.890}, {0.834, 0.853, 0.880}},
        {"difference of two lognormals", {0.938, 0.919, 0.910}, {0.932, 0.918, 0.910}},
        {"mixture 1 in 10", {0.687, 0.682, 0.866}, {0.764, 0.741, 0.867}},
    };
    return table;
}

/// Coverage of the interval of a difference of independent samples of `count` values.
double independent_coverage(const Law& law, std::size_t count, std::uint32_t experiments) {
    double covered = 0.0;
    for (std::uint32_t k = 0; k < experiments; ++k) {
        const sim::RandomStream first = sim::Random(92, k).stream(sim::Stream{1}, 0);
        const sim::RandomStream second = sim::Random(92, k).stream(sim::Stream{2}, 0);
        std::vector<double> reference;
        std::vector<double> other;
        for (std::uint64_t i = 0; i < count; ++i) {
            reference.push_back(0.5 * first.normal(i));
            other.push_back(law.draw(second, i));
        }
        const Difference difference = unpaired_difference(measured(reference), measured(other), 0.9);
        covered += difference.interval.contains(law.mean) ? 1.0 : 0.0;
    }
    return covered / experiments;
}

/// Checks all coverages against what was found, within four standard errors.
void check_coverage(std::uint32_t experiments) {
    for (std::size_t l = 0; l < laws().size(); ++l) {
        const Law& law = laws()[l];
        REQUIRE(std::string(found()[l].law) == law.name);
        for (std::size_t k = 0; k < sizes.size(); ++k) {
            const Shares shares = measure(law, sizes[k], experiments);
            const double independent = independent_coverage(law, sizes[k], experiments);
            if (experiments > 10'000) { // the table for people
                std::printf("%-30s n = %2zu: paired %.3f, independent %.3f; wrong sign %.3f, warned %.3f\n", law.name,
                            sizes[k], shares.covered, independent, shares.wrong_sign, shares.warned);
            }
            INFO(law.name << ", n = " << sizes[k]);
            const auto margin = [&](double share) { return 4.0 * std::sqrt(share * (1.0 - share) / experiments); };
            CHECK(shares.covered == Approx(found()[l].paired[k]).margin(margin(found()[l].paired[k])));
            CHECK(independent == Approx(found()[l].independent[k]).margin(margin(found()[l].independent[k])));
        }
    }
}

} // namespace

TEST_CASE("Intervals cover as often as found", "[analysis]") { check_coverage(1000); }

TEST_CASE("Intervals cover as often as found: many samples", "[analysis][.long]") { check_coverage(100'000); }

// Nominal is 0.9. Without skewness, or with little, it is kept from 5 pairs on. A lognormal of sd 1 reaches 0.84, 0.87
// and 0.89 with 5, 10 and 20 pairs (Student's interval alone 0.76, 0.79, 0.82); of a mixture in which one pair in ten
// diverges no interval can know what the sample lacks.
TEST_CASE("What was found is what is promised", "[analysis]") {
    const auto low = [](std::size_t law, std::size_t k) {
        return std::min(found()[law].paired[k], found()[law].independent[k]);
    };
    const auto high = [](std::size_t law, std::size_t k) {
        return std::max(found()[law].paired[k], found()[law].independent[k]);
    };
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        CHECK(low(0, k) > 0.90);
        CHECK(high(0, k) < 0.92);
        CHECK(low(1, k) > 0.89);
        CHECK(high(1, k) < 0.92);
        CHECK(low(3, k) > 0.90);
        CHECK(high(3, k) < 0.94);
    }
    CHECK(found()[2].paired[1] == Approx(0.90).margin(0.032));
    CHECK(found()[2].paired[2] == Approx(0.90).margin(0.012));
}

TEST_CASE("Verdicts without a difference are as often wrong as the level says", "[analysis]") {
    constexpr std::uint32_t experiments = 2000;
    for (const std::size_t count : sizes) {
        const Shares shares = measure(laws()[0], count, experiments);
        INFO("n = " << count << ": " << shares.decided);
        CHECK(shares.decided == Approx(0.09).margin(4.0 * std::sqrt(0.09 * 0.91 / experiments)));
        CHECK(shares.warned < 0.05);
        CHECK(shares.median > 0.88);
    }
    CHECK(measure(laws()[0], 4, 200).decided == 0.0);
}

// One pair in ten diverges: 0.9^20 = 0.12 of samples of 20 hold none of these, and nothing in them can tell. Where they
// are seen they are named.
TEST_CASE("Pairs that diverge are named where they are seen", "[analysis]") {
    const Shares shares = measure(laws()[4], 20, 1000);
    INFO("wrong " << shares.wrong_sign << ", warned " << shares.warned);
    CHECK(shares.wrong_sign < 0.13);
    CHECK(shares.warned > 0.6);
    CHECK(measure(laws()[4], 50, 1000).wrong_sign < 0.02);
}

} // namespace test_analysis_coverage
