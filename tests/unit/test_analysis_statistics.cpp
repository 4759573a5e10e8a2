#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// `count` standard normals, independent for each experiment.
std::vector<double> normals(std::uint32_t experiment, std::size_t count, std::uint16_t stream = 1) {
    const sim::RandomStream draws = sim::Random(31, experiment).stream(sim::Stream{stream}, 0);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = draws.normal(i);
    }
    return values;
}

} // namespace

TEST_CASE("Means, deviations and quantiles of known samples", "[analysis]") {
    const std::vector<double> values{4.0, 1.0, 3.0, 2.0};
    CHECK(mean(values) == 2.5);
    CHECK(standard_deviation(values) == Approx(std::sqrt(5.0 / 3.0)));
    CHECK(quantile(values, 0.0) == 1.0);
    CHECK(quantile(values, 0.5) == 2.5);
    CHECK(quantile(values, 0.9) == Approx(3.7)); // numpy.quantile
    CHECK(quantile(values, 1.0) == 4.0);
    const Interval all = central_interval(values, 1.0);
    CHECK(all.low == 1.0);
    CHECK(all.high == 4.0);
    CHECK(std::isnan(mean({})));
    CHECK(std::isnan(quantile({}, 0.5)));
    CHECK(std::isnan(standard_deviation(std::vector<double>{1.0})));
    CHECK(quantile(std::vector<double>{7.0}, 0.3) == 7.0);
}

TEST_CASE("Undefined values are left out, pair by pair", "[analysis]") {
    CHECK(defined(std::vector<double>{1.0, none, 2.0}) == std::vector<double>{1.0, 2.0});
    const std::vector<double> reference{1.0, none, 3.0, 4.0};
    const std::vector<double> other{2.0, 5.0, none, 3.0};
    CHECK(paired_differences(reference, other) == std::vector<double>{1.0, -1.0});
}

TEST_CASE("The share above zero counts ties as not above", "[analysis]") {
    CHECK(share_above_zero(std::vector<double>{1.0, 0.0, -1.0, 2.0}) == 0.5);
    CHECK(std::isnan(share_above_zero({})));
}

TEST_CASE("Pairs needed follow the variance over the squared difference", "[analysis]") {
    CHECK(pairs_needed(1.0, 1.0) == 8);
    CHECK(pairs_needed(0.1, 1.0) == 785);
    CHECK(pairs_needed(-0.1, 1.0) == 785);
    CHECK(pairs_needed(0.1, 1.0, strict_demand) == 1782);
    CHECK(pairs_needed(5.0, 1.0) == 2);
    CHECK(pairs_needed(0.0, 1.0) == std::nullopt);
    CHECK(pairs_needed(0.0, 0.0) == std::nullopt);
    CHECK(pairs_needed(1e-9, 1.0) == std::nullopt);
    CHECK(pairs_needed(1.0, none) == std::nullopt);
}

TEST_CASE("Bootstrap intervals are reproducible and have no width without variation", "[analysis]") {
    const std::vector<double> values = normals(0, 40);
    const Interval first = mean_interval(values);
    const Interval second = mean_interval(values);
    CHECK(first.low == second.low);
    CHECK(first.high == second.high);
    const std::vector<double> alike(50, 7.0 / 3.0);
    const Interval constant = mean_interval(alike);
    CHECK(mean(alike) == 7.0 / 3.0);
    CHECK(constant.low == 7.0 / 3.0);
    CHECK(constant.high == 7.0 / 3.0);
    CHECK(std::isnan(mean_interval({}).low));
    CHECK(std::isnan(difference_interval({}, values).high));
}

TEST_CASE("A bootstrap interval approaches the exact distribution of resampled means", "[analysis]") {
    // Two values 0 and 1: the resampled mean is 0, 1/2, 1 with probabilities 1/4, 1/2, 1/4.
    const std::vector<double> two{0.0, 1.0};
    CHECK(mean_interval(two, {.level = 0.4}).low == 0.5);
    CHECK(mean_interval(two, {.level = 0.4}).high == 0.5);
    CHECK(mean_interval(two, {.level = 0.6}).low == 0.0);
    CHECK(mean_interval(two, {.level = 0.6}).high == 1.0);
    // Many normals: mean -+ 1.645 s sqrt((n-1)/n) / sqrt(n), within the error of 10,000 resamples.
    const std::vector<double> many = normals(1, 2000);
    const double half = 1.6449 * standard_deviation(many) * std::sqrt(1999.0 / 2000.0) / std::sqrt(2000.0);
    const Interval interval = mean_interval(many);
    CHECK(interval.low == Approx(mean(many) - half).margin(0.05 * half));
    CHECK(interval.high == Approx(mean(many) + half).margin(0.05 * half));
}

// The percentile bootstrap of 30 normals covers with probability 2 T(1.645 sqrt(29/30)) - 1 = 0.883, T Student's t
// with 29 degrees of freedom. 2000 experiments have standard error 0.007; the band is +-4 of them.
TEST_CASE("Bootstrap intervals of the mean cover as often as theory says", "[analysis][statistical]") {
    constexpr std::uint32_t experiments = 2000;
    std::uint32_t covered = 0;
    for (std::uint32_t i = 0; i < experiments; ++i) {
        covered += mean_interval(normals(i, 30), {.resamples = 1000}).contains(0.0) ? 1u : 0u;
    }
    const double coverage = covered / static_cast<double>(experiments);
    INFO("coverage " << coverage);
    CHECK(std::abs(coverage - 0.883) < 0.029);
}

// Samples of 40 and 60: nearly normal, coverage a little below 0.9; the band is 0.86 to 0.92.
TEST_CASE("Unpaired bootstrap intervals cover a difference of means", "[analysis][statistical]") {
    constexpr std::uint32_t experiments = 1000;
    std::uint32_t covered = 0;
    for (std::uint32_t i = 0; i < experiments; ++i) {
        std::vector<double> other = normals(i, 60, 2);
        for (double& value : other) {
            value = 2.0 + 3.0 * value;
        }
        const Interval interval = difference_interval(normals(i, 40), other, {.resamples = 1000});
        covered += interval.contains(2.0) ? 1u : 0u;
    }
    const double coverage = covered / static_cast<double>(experiments);
    INFO("coverage " << coverage);
    CHECK(coverage > 0.86);
    CHECK(coverage < 0.92);
}
