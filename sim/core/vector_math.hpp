// The elementary functions of math.hpp for four numbers at a time, with the same bits: the same operations in the
// same order in each lane. Vector types of GCC and Clang; where a processor has narrower registers the compiler splits
// them.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "sim/core/math.hpp"

namespace actorhood::sim::four {

/// Four doubles, four signed and four unsigned integers of their size.
using Doubles = double __attribute__((vector_size(32)));
using Integers = std::int64_t __attribute__((vector_size(32)));
using Words = std::uint64_t __attribute__((vector_size(32)));

/// The same number in each lane.
[[gnu::always_inline]] inline Doubles all(double x) { return Doubles{x, x, x, x}; }
[[gnu::always_inline]] inline Doubles load(const double* from) {
    Doubles x;
    std::memcpy(&x, from, sizeof x);
    return x;
}
/// Four numbers of single precision.
[[gnu::always_inline]] inline Doubles load(const float* from) {
    using Floats = float __attribute__((vector_size(16)));
    Floats x;
    std::memcpy(&x, from, sizeof x);
    return __builtin_convertvector(x, Doubles);
}
[[gnu::always_inline]] inline void store(double* to, Doubles x) { std::memcpy(to, &x, sizeof x); }
/// The bits of a vector as another type of its size.
template <class To, class From>
[[gnu::always_inline]] inline To bits_of(From x) {
    static_assert(sizeof(To) == sizeof(From));
    return reinterpret_cast<To>(x);
}
/// a where the mask is set (all bits of the lane), b elsewhere.
[[gnu::always_inline]] inline Doubles select(Integers mask, Doubles a, Doubles b) {
    return bits_of<Doubles>((mask & bits_of<Integers>(a)) | (~mask & bits_of<Integers>(b)));
}
/// True if any lane of a mask is set.
[[gnu::always_inline]] inline bool any(Integers mask) { return (mask[0] | mask[1] | mask[2] | mask[3]) != 0; }

/// e^x, like sim::exponential: 0 below -708, +infinity above 709.78; not for NaN.
[[gnu::always_inline]] inline Doubles exponential(Doubles x) {
    const Doubles shift = all(0x1.8p52);
    const Doubles shifted = x * 1.4426950408889634 + shift;
    const Doubles n = shifted - shift;
    const Doubles r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    Doubles p = all(1.0 / 6227020800.0);
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
    const Doubles value = 1.0 + (r + r * r * p);
    // The low bits of the shifted number are n; half of it rounded down, as an unsigned division of n + 4096 is.
    const Words exponent = bits_of<Words>(shifted) - bits_of<Words>(shift);
    const Words half = ((exponent + 4096u) >> 1) - 2048u;
    const Doubles scale1 = bits_of<Doubles>((half + 1023u) << 52);
    const Doubles scale2 = bits_of<Doubles>((exponent - half + 1023u) << 52);
    const Doubles result = select(x > 709.782712893384, all(HUGE_VAL), value * scale1 * scale2);
    return select(x < -708.0, all(0.0), result);
}

/// Natural logarithm, like sim::logarithm, of normal positive finite numbers.
[[gnu::always_inline]] inline Doubles logarithm(Doubles x) {
    const Words bits = bits_of<Words>(x);
    Integers exponent = bits_of<Integers>((bits >> 52) - 1023u);
    Doubles m = bits_of<Doubles>((bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull);
    const Integers big = m > 1.4142135623730951;
    m = select(big, m * 0.5, m);
    exponent -= big;
    const Doubles f = m - 1.0;
    const Doubles z = f / (m + 1.0);
    const Doubles w = z * z;
    Doubles p = all(1.0 / 23.0);
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
    const Doubles tail = z * (2.0 * w * p - f);
    const Doubles shift = all(0x1.8p52);
    const Doubles n = bits_of<Doubles>(exponent + bits_of<Integers>(shift)) - shift;
    return n * 0x1.62e42fee00000p-1 + (f + (tail + n * 0x1.a39ef35793c76p-33));
}

/// 1/(1+e^-x), like sim::logistic.
[[gnu::always_inline]] inline Doubles logistic(Doubles x) { return 1.0 / (1.0 + exponential(-x)); }

/// Quantiles of the standard normal in place, like sim::normal_quantile, of probabilities inside (0,1).
void normal_quantiles(std::span<double> probabilities);

} // namespace actorhood::sim::four

namespace actorhood::sim {

// A rule can be written once, as a template over double or four::Doubles: what it calls exists for both under one name.

using four::exponential;
using four::logarithm;
using four::logistic;
using four::select;

/// a if the condition holds, else b.
[[nodiscard]] constexpr double select(bool condition, double a, double b) { return condition ? a : b; }
/// The same number in each lane, if there are several.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number same(double x) {
    if constexpr (std::is_same_v<Number, double>) {
        return x;
    } else {
        return four::all(x);
    }
}

} // namespace actorhood::sim
