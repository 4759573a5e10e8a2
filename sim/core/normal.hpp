// Distribution function of the standard normal with the same bits everywhere: only operations of math.hpp, in a fixed
// order, for one number or for four.
#pragma once

#include "sim/core/vector_math.hpp"

namespace actorhood::sim {

/// P(Z <= x) of a standard normal Z for |x| < 37; absolute error below 1e-15, relative error in the lower tail below
/// 1e-5, and below 1e-8 down to -8 [Hart 1968, algorithm 5666, as in West 2005: a bell curve times a quotient of
/// polynomials].
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number normal_probability(Number x) {
    const Number z = select(x < 0.0, -x, x);
    Number p = 3.52624965998911e-02 * z + 0.700383064443688;
    p = p * z + 6.37396220353165;
    p = p * z + 33.912866078383;
    p = p * z + 112.079291497871;
    p = p * z + 221.213596169931;
    p = p * z + 220.206867912376;
    Number q = 8.83883476483184e-02 * z + 1.75566716318264;
    q = q * z + 16.064177579207;
    q = q * z + 86.7807322029461;
    q = q * z + 296.564248779674;
    q = q * z + 637.333633378831;
    q = q * z + 793.826512519948;
    q = q * z + 440.413735824752;
    const Number tail = exponential(-0.5 * z * z) * p / q;
    return select(x > 0.0, 1.0 - tail, tail);
}

} // namespace actorhood::sim
