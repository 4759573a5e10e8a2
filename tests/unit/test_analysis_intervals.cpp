#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/intervals.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_analysis_intervals {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

/// Standard normals, other ones for each stream.
std::vector<double> normals(std::size_t count, std::uint16_t stream) {
    const sim::RandomStream draws = sim::Random(31, 0).stream(sim::Stream{stream}, 0);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = draws.normal(i);
    }
    return values;
}

std::vector<double> counted(std::size_t count, double step = 1.0) {
    std::vector<double> values;
    for (std::size_t i = 1; i <= count; ++i) {
        values.push_back(step * static_cast<double>(i));
    }
    return values;
}

std::vector<double> all_differences(const std::vector<double>& reference, const std::vector<double>& other) {
    std::vector<double> differences;
    for (const double a : reference) {
        for (const double b : other) {
            differences.push_back(b - a);
        }
    }
    std::sort(differences.begin(), differences.end());
    return differences;
}

} // namespace

TEST_CASE("The interval of a symmetric sample is Student's", "[analysis]") {
    const Interval interval = mean_interval(estimate_mean(counted(5)), 0.9);
    const double half = 2.1318467863 * std::sqrt(0.5); // t[0.95, 4] times the standard error
    CHECK(interval.low == Approx(3.0 - half));
    CHECK(interval.high == Approx(3.0 + half));
}

TEST_CASE("The interval of a skewed sample reaches to the side of its long tail", "[analysis]") {
    // By hand: mean 4, standard error 1.5811, skewness 1.6971 / sqrt(5); Student's interval is 0.6293 to 7.3707,
    // Hall's 1.7427 to 15.8360.
    const std::vector<double> skewed{1.0, 2.0, 3.0, 4.0, 10.0};
    const Interval interval = mean_interval(estimate_mean(skewed), 0.9);
    CHECK(interval.low == Approx(0.6292539));
    CHECK(interval.high == Approx(15.8360424));
    const std::vector<double> mirrored{-1.0, -2.0, -3.0, -4.0, -10.0};
    const Interval other = mean_interval(estimate_mean(mirrored), 0.9);
    CHECK(other.low == Approx(-interval.high));
    CHECK(other.high == Approx(-interval.low));
    const Interval difference = mean_interval(estimate_difference(std::vector<double>{7.0, 7.0}, skewed), 0.9);
    CHECK(difference.low == Approx(interval.low - 7.0)); // the reference has no variation
    CHECK(difference.high == Approx(interval.high - 7.0));
}

TEST_CASE("Independent means have Welch's interval", "[analysis]") {
    // Means 3 and 7, variances of the means 1/2 and 7/3, degrees of freedom 6.9723.
    const MeanEstimate estimate = estimate_difference(counted(5), counted(6, 2.0));
    CHECK(estimate.mean == Approx(4.0));
    CHECK(estimate.standard_error == Approx(std::sqrt(0.5 + 7.0 / 3.0)));
    CHECK(estimate.degrees == Approx(6.97226).epsilon(1e-5));
    const Interval interval = mean_interval(estimate, 0.9);
    CHECK((interval.high - 4.0) / estimate.standard_error > 1.8946); // t[0.95, 7]
    CHECK((interval.high - 4.0) / estimate.standard_error < 1.9432); // t[0.95, 6]
}

TEST_CASE("Intervals without variation have no width, of one value there is none", "[analysis]") {
    const std::vector<double> alike(10, 7.0 / 3.0);
    const Interval constant = mean_interval(estimate_mean(alike), 0.9);
    CHECK(constant.low == 7.0 / 3.0);
    CHECK(constant.high == 7.0 / 3.0);
    CHECK(std::isnan(mean_interval(estimate_mean(counted(1)), 0.9).low));
    CHECK(std::isnan(mean_interval(estimate_mean({}), 0.9).high));
    CHECK(std::isnan(mean_interval(estimate_difference({}, counted(5)), 0.9).high));
    CHECK(std::isnan(mean_interval(estimate_difference(counted(1), counted(5)), 0.9).high));
}

TEST_CASE("Intervals of the mean keep their digits at any size", "[analysis]") {
    const std::vector<double> skewed{1.0, 2.0, 3.0, 4.0, 10.0};
    const Interval plain = mean_interval(estimate_mean(skewed), 0.9);
    for (const int exponent : {1015, -1000}) {
        const Interval scaled_interval = mean_interval(estimate_mean(scaled(skewed, -exponent)), 0.9);
        CHECK(std::ldexp(scaled_interval.low, -exponent) == plain.low);
        CHECK(std::ldexp(scaled_interval.high, -exponent) == plain.high);
    }
}

TEST_CASE("The interval of the median lies between order statistics", "[analysis]") {
    // Two-sided probabilities of the sign test: 10 of one sign at most 2: 0.109, 1: 0.021; 20 at most 5: 0.041.
    const MedianEstimate twenty = median_estimate(counted(20), 0.9);
    CHECK(twenty.median == 10.5);
    CHECK(twenty.interval.low == 6.0);
    CHECK(twenty.interval.high == 15.0);
    CHECK(median_estimate(counted(10), 0.9).interval.low == 2.0);
    CHECK(median_estimate(counted(5), 0.9).interval.high == 5.0);
    CHECK(std::isnan(median_estimate(counted(4), 0.9).interval.low));
    CHECK(std::isnan(median_estimate({}, 0.9).median));
    // Of 100,000 values: 50,000 -+ 1.645 sqrt(100,000) / 2 = 260.
    CHECK(median_estimate(counted(100'000), 0.9).interval.low == Approx(50'000.0 - 260.0).margin(2.0));
}

TEST_CASE("The fewest pairs for a verdict are those at which signs can decide", "[analysis]") {
    CHECK(least_pairs(0.9) == 5);
    CHECK(least_pairs(0.9375) == 5);
    CHECK(least_pairs(0.95) == 6);
    CHECK(least_pairs(0.99) == 8);
    CHECK(least_pairs(0.5) == 2);
}

TEST_CASE("The sign test leaves out zeros", "[analysis]") {
    std::vector<double> differences(15, 1.0);
    differences.insert(differences.end(), 5, -1.0);
    differences.insert(differences.end(), 7, 0.0);
    CHECK(sign_test(differences) == Approx(0.04138946533)); // scipy.stats.binomtest(5, 20)
    CHECK(sign_test(std::vector<double>{0.0, 0.0}) == 1.0);
    CHECK(sign_test(std::vector<double>{1.0, -1.0}) == 1.0);
}

TEST_CASE("The interval of a shift lies between the differences that the tables of Mann & Whitney say",
          "[analysis]") {
    // One-sided 5 %: critical values 4 for 5 and 5, 27 for 10 and 10. The k-th smallest difference is counted out.
    const auto steps = [](std::size_t count) {
        std::vector<double> values = counted(count, -100.0);
        for (double& value : values) {
            value += 100.0;
        }
        return values;
    };
    const MedianEstimate five = shift_estimate(steps(5), counted(5), 0.9);
    CHECK(five.median == 203.0);
    CHECK(five.interval.low == 5.0);
    CHECK(five.interval.high == 401.0);
    const MedianEstimate ten = shift_estimate(steps(10), counted(10), 0.9);
    CHECK(ten.interval.low == 208.0);
    CHECK(ten.interval.high == 703.0);
    CHECK(std::isnan(shift_estimate(steps(2), counted(2), 0.9).interval.low));
    CHECK(shift_estimate(steps(2), counted(2), 0.9).median == 51.5);
    CHECK(std::isnan(shift_estimate({}, counted(2), 0.9).median));
}

TEST_CASE("Ranked differences are those of the sorted list", "[analysis]") {
    // One-sided 5 % of 40 and 37 values: critical value 578, counted out; here it comes from the normal distribution.
    const std::vector<double> reference = normals(40, 1);
    const std::vector<double> other = normals(37, 2);
    const std::vector<double> sorted = all_differences(reference, other);
    REQUIRE(sorted.size() == 1480);
    const MedianEstimate shift = shift_estimate(reference, other, 0.9);
    CHECK(shift.median == 0.5 * (sorted[739] + sorted[740]));
    CHECK(shift.interval.low == sorted[578]);
    CHECK(shift.interval.high == sorted[1480 - 579]);
    const std::vector<double> ties(20, 3.0);
    CHECK(shift_estimate(ties, ties, 0.9).interval.high == 0.0);
}

TEST_CASE("What is rare may not have been seen", "[analysis]") {
    CHECK(unseen_share(20, 0.9) == Approx(1.0 - std::pow(0.1, 0.05)));
    CHECK(unseen_share(1, 0.9) == Approx(0.9));
}

} // namespace test_analysis_intervals
