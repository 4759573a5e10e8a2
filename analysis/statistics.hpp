// Numbers that describe a sample: mean, deviation, quantiles.
//
// Sums are taken of values scaled by a power of two, so that they neither overflow nor vanish; the scaling is exact.
// NaN means "not defined": callers drop such values first (see defined).
#pragma once

#include <span>
#include <vector>

namespace actorhood::analysis {

struct Interval {
    double low;
    double high;
    [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};

/// The finite values, in order: infinite ones are as undefined as NaN.
[[nodiscard]] std::vector<double> defined(std::span<const double> values);

/// Exponent e for which all |value| 2^-e are at most 1, and the largest at least 1/2; 0 when all are zero.
[[nodiscard]] int scale_exponent(std::span<const double> values);
/// The values times 2^-exponent.
[[nodiscard]] std::vector<double> scaled(std::span<const double> values, int exponent);

/// Arithmetic mean, added in order with one correction for rounding; NaN when there are no values.
[[nodiscard]] double mean(std::span<const double> values);

/// Standard deviation with n-1 in the denominator; NaN for fewer than two values.
[[nodiscard]] double standard_deviation(std::span<const double> values);

/// Skewness with the usual correction for small samples, sqrt(n (n-1)) / (n-2) m3 / m2^1.5 [Joanes & Gill 1998, G1];
/// 0 for fewer than three values or without variation.
[[nodiscard]] double skewness(std::span<const double> values);
/// Standard deviation of that number over samples of n normal values [ibid.]; infinite for n < 3.
[[nodiscard]] double skewness_noise(std::size_t n);

/// Quantile by linear interpolation between order statistics [Hyndman & Fan 1996, definition 7]; NaN when empty.
[[nodiscard]] double quantile(std::span<const double> values, double probability);

/// Central interval that holds `level` of the values themselves.
[[nodiscard]] Interval central_interval(std::span<const double> values, double level);

} // namespace actorhood::analysis
