// Elementary functions with the same bits everywhere.
//
// The C library's exp, log and pow differ between versions and processors. These use only IEEE-754 operations
// that are exactly rounded (+ - * / sqrt), in a fixed order, and are compiled without contraction; they give the
// same bits for any compiler, optimisation level and instruction set. Accuracy is about 1 unit in the last place.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace actorhood::sim {

/// e^x; 0 below -708, +infinity above 709.78; NaN stays NaN.
[[nodiscard]] constexpr double exponential(double x) {
    if (x != x) {
        return x;
    }
    if (x > 709.782712893384) {
        return HUGE_VAL;
    }
    if (x < -708.0) {
        return 0.0;
    }
    // x = n ln2 + r, |r| <= ln2/2; ln2 in two parts so that n*high is exact.
    constexpr double shift = 0x1.8p52;
    const double n = (x * 1.4426950408889634 + shift) - shift;
    const double r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    // Taylor series to degree 13: the remainder is below 5e-18 on the interval.
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    const double value = 1.0 + (r + r * r * p);
    // Two factors, because 2^1024 itself is not a double.
    const auto exponent = static_cast<std::int64_t>(n);
    const std::int64_t half = exponent / 2;
    const double scale1 = std::bit_cast<double>(static_cast<std::uint64_t>(1023 + half) << 52);
    const double scale2 = std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent - half) << 52);
    return value * scale1 * scale2;
}

/// Natural logarithm; -infinity at 0, NaN below 0.
[[nodiscard]] constexpr double logarithm(double x) {
    if (!(x > 0.0)) {
        return x == 0.0 ? -HUGE_VAL : std::bit_cast<double>(std::uint64_t{0x7ff8000000000000});
    }
    if (x > 0x1.fffffffffffffp1023) {
        return x;
    }
    int scale = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        scale = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    int exponent = static_cast<int>(bits >> 52) - 1023 + scale;
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++exponent;
    }
    // ln m = 2 atanh z, z = (m-1)/(m+1), |z| <= 0.1716: eleven terms leave less than 1e-18.
    const double f = m - 1.0;
    const double z = f / (m + 1.0);
    const double w = z * z;
    double p = 1.0 / 23.0;
    p = p * w + 1.0 / 21.0;
    p = p * w + 1.0 / 19.0;
    p = p * w + 1.0 / 17.0;
    p = p * w + 1.0 / 15.0;
    p = p * w + 1.0 / 13.0;
    p = p * w + 1.0 / 11.0;
    p = p * w + 1.0 / 9.0;
    p = p * w + 1.0 / 7.0;
    p = p * w + 1.0 / 5.0;
    p = p * w + 1.0 / 3.0;
    // 2z = f - z f keeps the leading term exact near m = 1.
    const double tail = z * (2.0 * w * p - f);
    const double n = exponent;
    return n * 0x1.62e42fee00000p-1 + (f + (tail + n * 0x1.a39ef35793c76p-33));
}

/// x^y for x >= 0 (0^0 = 1). The logarithm's rounding is magnified: relative error up to about
/// (2 + 2 |y ln x|) x 2^-53.
[[nodiscard]] constexpr double power(double x, double y) {
    if (y == 0.0) {
        return 1.0;
    }
    if (x == 0.0) {
        return y > 0.0 ? 0.0 : (y < 0.0 ? HUGE_VAL : y);
    }
    return exponential(y * logarithm(x));
}

/// Logistic function 1/(1+e^-x).
[[nodiscard]] constexpr double logistic(double x) { return 1.0 / (1.0 + exponential(-x)); }

/// Probability of at least one event in a month at a yearly rate.
[[nodiscard]] constexpr double monthly_hazard(double yearly_rate) {
    return yearly_rate <= 0.0 ? 0.0 : 1.0 - exponential(-yearly_rate / 12.0);
}

/// Share of a gap that closes in a month at a yearly rate of approach: 1 - e^(-rate/12).
[[nodiscard]] constexpr double monthly_approach(double yearly_rate) { return monthly_hazard(yearly_rate); }

/// Quantile of the standard normal, p in (0,1) [Wichura 1988, AS 241 PPND16: relative accuracy 1e-16].
[[nodiscard]] double normal_quantile(double p);

/// Number of events of a Poisson variable with the given mean at quantile u (inversion; mean <= 700).
/// The same u gives nearly the same number at nearly the same mean, which keeps paired runs paired.
[[nodiscard]] std::uint32_t poisson_quantile(double u, double mean);

/// Quantile of Beta(a, b), a and b >= 0.5, by bisection on the regularised incomplete beta function (1e-12).
[[nodiscard]] double beta_quantile(double u, double a, double b);

} // namespace actorhood::sim
