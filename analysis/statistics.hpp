// Statistics of replicated simulations: means, quantiles, paired differences and their intervals.
//
// Intervals of means are percentile bootstrap intervals [Efron & Tibshirani 1993, chapter 13]. Their resamples are
// drawn from the counter-based generator with a fixed seed, so the same data always give the same interval.
// NaN means "not defined": callers drop such values first (see defined and paired_differences).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace actorhood::analysis {

struct Interval {
    double low;
    double high;
    [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};

/// How a bootstrap interval is made.
struct Bootstrap {
    double level = 0.9; ///< coverage
    std::uint32_t resamples = 10000;
    std::uint64_t seed = 20210707; ///< any fixed number; other seeds move the ends by their Monte Carlo error
};

/// The values that are not NaN, in order.
[[nodiscard]] std::vector<double> defined(std::span<const double> values);

/// Arithmetic mean, added in order with one correction for rounding; NaN when there are no values.
[[nodiscard]] double mean(std::span<const double> values);

/// Standard deviation with n-1 in the denominator; NaN for fewer than two values.
[[nodiscard]] double standard_deviation(std::span<const double> values);

/// Quantile by linear interpolation between order statistics [Hyndman & Fan 1996, definition 7]; NaN when empty.
[[nodiscard]] double quantile(std::span<const double> values, double probability);

/// Central interval that holds `level` of the values themselves.
[[nodiscard]] Interval central_interval(std::span<const double> values, double level);

/// other[i] - reference[i]; pairs with a NaN are left out. The spans are equally long.
[[nodiscard]] std::vector<double> paired_differences(std::span<const double> reference,
                                                     std::span<const double> other);

/// Interval of the mean of the values. A single value gives an interval of no width; none gives NaN.
[[nodiscard]] Interval mean_interval(std::span<const double> values, const Bootstrap& bootstrap = {});

/// Interval of mean(other) - mean(reference) for samples that are not paired.
[[nodiscard]] Interval difference_interval(std::span<const double> reference, std::span<const double> other,
                                           const Bootstrap& bootstrap = {});

/// Share of values above zero: with paired differences, the probability that the other is higher. NaN when empty.
[[nodiscard]] double share_above_zero(std::span<const double> values);

/// (z(1 - alpha/2) + z(power))^2 of a two-sided test of a mean difference.
struct TestDemand {
    double factor;
};
inline constexpr TestDemand usual_demand{7.849};   ///< alpha 0.05, power 0.80
inline constexpr TestDemand strict_demand{17.814}; ///< alpha 0.01, power 0.95

/// Pairs of runs needed to see a mean difference: factor x sigma^2 / difference^2, rounded up, at least 2.
/// Nothing if the difference is zero or not finite, or if more than 10^9 pairs would be needed.
[[nodiscard]] std::optional<std::uint64_t> pairs_needed(double difference, double deviation_of_differences,
                                                        TestDemand demand = usual_demand);

} // namespace actorhood::analysis
