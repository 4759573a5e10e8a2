// Intervals that keep their level, of means, medians and shifts, from few values.
//
// Mean. Student's t; where the sample is more skewed than normal values are by chance (sample skewness beyond its
// standard deviation), each end is the outer one of Student's interval and of Hall's [1992, "On the removal of skewness
// by transformation"], which follows the skewness: with the estimate m, its standard error s, its skewness a, and x a
// quantile of Student's t,
//
//     m - s g(x),  m - s g(-x),   g(x) = 3/a ((1 + a (x - a/6))^(1/3) - 1).
//
// Differences of two independent means: the same with Welch's standard error and degrees of freedom. Percentile
// bootstrap intervals are far too narrow below 20 values; the studentised bootstrap covers like Hall's interval, at
// random and for ten thousand times the work. What is covered: tests/unit/test_analysis_coverage.cpp.
//
// Median. Order statistics: free of any assumption on the distribution. Two independent samples: median of all
// differences, with the interval of the test of Mann & Whitney [Hodges & Lehmann 1963].
#pragma once

#include <cstddef>
#include <span>

#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// An estimated mean, or difference of means, and what its interval needs.
struct MeanEstimate {
    double mean;
    double standard_error; ///< NaN for fewer than two values
    double degrees;        ///< of freedom
    double skewness;       ///< of the estimate (not of the values)
    double skewness_noise; ///< standard deviation of that number if the values were normal
};

/// Mean of the values; NaN when there are none.
[[nodiscard]] MeanEstimate estimate_mean(std::span<const double> values);
/// mean(other) - mean(reference), of samples that are not paired.
[[nodiscard]] MeanEstimate estimate_difference(std::span<const double> reference, std::span<const double> other);

/// Interval of the mean; NaN for fewer than two values, without width where there is no variation.
[[nodiscard]] Interval mean_interval(const MeanEstimate& estimate, double level);

/// A median and an interval for it; ends are NaN where none keeps the level.
struct MedianEstimate {
    double median;
    Interval interval;
};
/// Median of the values, between the two order statistics nearest to it that hold the level.
[[nodiscard]] MedianEstimate median_estimate(std::span<const double> values, double level);
/// Median of all differences other - reference. The interval holds the level if both samples have one shape.
[[nodiscard]] MedianEstimate shift_estimate(std::span<const double> reference, std::span<const double> other,
                                            double level);

/// Two-sided probability of so uneven a split of signs if higher and lower were equally likely; zeros are left out.
[[nodiscard]] double sign_test(std::span<const double> differences);

/// The fewest pairs from which a verdict is given: those from which an interval of the median exists at this level,
/// so that a test of signs can decide. 5 at 0.9, 6 at 0.95, 8 at 0.99.
[[nodiscard]] std::size_t least_pairs(double level);

/// Outcomes rarer than this are missing among n with a probability above 1 - level: 1 - (1 - level)^(1/n).
[[nodiscard]] double unseen_share(std::size_t n, double level);

} // namespace actorhood::analysis
