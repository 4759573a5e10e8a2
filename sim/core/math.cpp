#include "sim/core/math.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "sim/core/vector_math.hpp"

namespace actorhood::sim {

namespace {

/// c[0] + c[1] x + c[2] x^2 + ...
double polynomial(const std::array<double, 8>& c, double x) {
    double value = c[7];
    for (std::size_t k = 7; k-- > 0;) {
        value = value * x + c[k];
    }
    return value;
}

// Coefficients of AS 241, routine PPND16, in ascending powers: centre, tail, far tail.
constexpr std::array<double, 8> centre_above{
    3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
    4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array<double, 8> centre_below{1.0,
                                             4.2313330701600911252e+1,
                                             6.8718700749205790830e+2,
                                             5.3941960214247511077e+3,
                                             2.1213794301586595867e+4,
                                             3.9307895800092710610e+4,
                                             2.8729085735721942674e+4,
                                             5.2264952788528545610e+3};
constexpr std::array<double, 8> tail_above{
    1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> tail_below{1.0,
                                           2.05319162663775882187e0,
                                           1.67638483018380384940e0,
                                           6.89767334985100004550e-1,
                                           1.48103976427480074590e-1,
                                           1.51986665636164571966e-2,
                                           5.47593808499534494600e-4,
                                           1.05075007164441684324e-9};
constexpr std::array<double, 8> far_above{
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> far_below{1.0,
                                          5.99832206555887937690e-1,
                                          1.36929880922735805310e-1,
                                          1.48753612908506148525e-2,
                                          7.86869131145613259100e-4,
                                          1.84631831751005468180e-5,
                                          1.42151175831644588870e-7,
                                          2.04426310338993978564e-15};

/// ln Gamma(x) for x >= 0.5 by the Lanczos approximation (g = 7, nine terms [Godfrey 2001]), error about 1e-15.
double log_gamma(double x) {
    constexpr std::array<double, 9> c{0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
                                      771.32342877765313,   -176.61502916214059,   12.507343278686905,
                                      -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    const double z = x - 1.0;
    double sum = c[0];
    for (std::size_t k = 1; k < c.size(); ++k) {
        sum += c[k] / (z + static_cast<double>(k));
    }
    const double t = z + 7.5;
    constexpr double half_log_two_pi = 0.91893853320467274178;
    return half_log_two_pi + (z + 0.5) * logarithm(t) - t + logarithm(sum);
}

/// Continued fraction of the incomplete beta function [Abramowitz & Stegun 26.5.8], by Lentz's method.
/// Converges quickly for x below the mean, in about sqrt(max(a, b)) steps.
double beta_fraction(double x, double a, double b) {
    constexpr double tiny = 1e-300;
    constexpr int limit = 100000;
    const auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1.0;
    double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    double value = d;
    for (int step = 1; step < limit; ++step) {
        const double m = step;
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        const double change = d * c;
        value *= change;
        if (std::abs(change - 1.0) < 1e-15) {
            break;
        }
    }
    return value;
}

/// Regularised incomplete beta function I_x(a, b); `log_beta` = ln B(a, b).
double beta_probability(double x, double a, double b, double log_beta) {
    if (x <= 0.0 || x >= 1.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    const double front = exponential(a * logarithm(x) + b * logarithm(1.0 - x) - log_beta);
    if (x < (a + 1.0) / (a + b + 2.0)) {
        return front * beta_fraction(x, a, b) / a;
    }
    return 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

/// What bisection for a quantile need not ask: up to `low` the probability is below u, from `high` on above it, by more
/// than rounding can hide.
struct KnownSides {
    double low = 0.0;
    double high = 1.0;

    /// Whether the probability at x is below u, where that is known without asking.
    [[nodiscard]] bool is_below(double x) const { return x <= low; }
    [[nodiscard]] bool is_above(double x) const { return x >= high; }
};

/// Newton's steps towards the quantile, halves where they leave what is known; then one look to each side of it.
KnownSides sides_of_beta_quantile(double u, double a, double b, double log_beta) {
    constexpr double rounding = 1e-11; // of a probability: a thousand times what was seen
    KnownSides known;
    double x = a / (a + b);
    const auto look = [&](double at) {
        const double excess = beta_probability(at, a, b, log_beta) - u;
        if (excess < -rounding) {
            known.low = std::max(known.low, at);
        } else if (excess > rounding) {
            known.high = std::min(known.high, at);
        }
        return excess;
    };
    double density = 0.0;
    for (int step = 0; step < 20; ++step) {
        const double excess = look(x);
        density = exponential((a - 1.0) * logarithm(x) + (b - 1.0) * logarithm(1.0 - x) - log_beta);
        if (std::abs(excess) <= rounding) {
            break;
        }
        const double newton = density > 0.0 ? x - excess / density : known.high;
        x = newton > known.low && newton < known.high ? newton : 0.5 * (known.low + known.high);
    }
    const double apart = density > 0.0 ? 4.0 * rounding / density : 1.0;
    look(std::max(known.low, x - apart));
    look(std::min(known.high, x + apart));
    return known;
}

} // namespace

double normal_quantile(double p) {
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(centre_above, r) / polynomial(centre_below, r);
    }
    const double tail_probability = q < 0.0 ? p : 1.0 - p;
    if (!(tail_probability > 0.0)) {
        return tail_probability == 0.0 ? std::copysign(HUGE_VAL, q) : std::bit_cast<double>(0x7ff8000000000000ull);
    }
    const double r = std::sqrt(-logarithm(tail_probability));
    const double size = r <= 5.0 ? polynomial(tail_above, r - 1.6) / polynomial(tail_below, r - 1.6)
                                 : polynomial(far_above, r - 5.0) / polynomial(far_below, r - 5.0);
    return q < 0.0 ? -size : size;
}

std::uint32_t poisson_quantile(double u, double mean) {
    if (!(mean >= 0.0 && mean <= 700.0)) {
        throw std::out_of_range("the mean of a Poisson variable must be between 0 and 700");
    }
    double probability = exponential(-mean);
    double cumulated = probability;
    double count = 0.0;
    // Rounding may keep the sum just below u: past the mean, stop when a term no longer moves it.
    while (cumulated < u && (count < mean || cumulated + probability > cumulated)) {
        count += 1.0;
        probability *= mean / count;
        cumulated += probability;
    }
    return static_cast<std::uint32_t>(count);
}

double beta_quantile(double u, double a, double b) {
    if (!(a >= 0.5 && b >= 0.5)) {
        throw std::out_of_range("both parameters of a beta variable must be at least 0.5");
    }
    const double log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b);
    const KnownSides known = sides_of_beta_quantile(u, a, b, log_beta);
    // The bits are those of bisection, which asks only where the answer is not known: a third of the work.
    double low = 0.0;
    double high = 1.0;
    while (high - low > 1e-12) {
        const double middle = 0.5 * (low + high);
        const bool below = known.is_below(middle) ||
                           (!known.is_above(middle) && beta_probability(middle, a, b, log_beta) < u);
        (below ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace actorhood::sim

namespace actorhood::sim::four {

namespace {

[[gnu::always_inline]] inline Doubles polynomial(const std::array<double, 8>& c, Doubles x) {
    Doubles value = all(c[7]);
    for (std::size_t k = 7; k-- > 0;) {
        value = value * x + c[k];
    }
    return value;
}

/// Size of the quantile where the probability of the tail is below 0.075.
Doubles tail_quantile(Doubles tail) {
    const Doubles squared = -logarithm(tail);
    const Doubles r{std::sqrt(squared[0]), std::sqrt(squared[1]), std::sqrt(squared[2]), std::sqrt(squared[3])};
    const Doubles near = polynomial(tail_above, r - 1.6) / polynomial(tail_below, r - 1.6);
    const Integers far = r > 5.0;
    return any(far) ? select(far, polynomial(far_above, r - 5.0) / polynomial(far_below, r - 5.0), near) : near;
}

/// Quantiles near the middle, |p - 1/2| <= 0.425; of others something that is no quantile.
Doubles central_quantile(Doubles p) {
    const Doubles q = p - 0.5;
    const Doubles r = 0.180625 - q * q;
    return q * polynomial(centre_above, r) / polynomial(centre_below, r);
}
Doubles outer_quantile(Doubles p) {
    const Integers below = p - 0.5 < 0.0;
    const Doubles size = tail_quantile(select(below, p, 1.0 - p));
    return select(below, -size, size);
}

constexpr std::size_t together = 256; ///< numbers that are looked at together

/// In two passes: the tails are for few, and in a random order a branch on them costs as much as they do.
void quantiles_together(std::span<double> probabilities) {
    std::array<double, together + 4> outer;
    std::array<std::uint16_t, together + 4> place;
    std::size_t count = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        outer[count] = probabilities[i];
        place[count] = static_cast<std::uint16_t>(i);
        count += std::abs(probabilities[i] - 0.5) > 0.425 ? 1u : 0u;
    }
    for (std::size_t i = 0; i < probabilities.size(); i += 4) {
        store(&probabilities[i], central_quantile(load(&probabilities[i])));
    }
    std::fill_n(outer.begin() + static_cast<std::ptrdiff_t>(count), 4, 0.05); // nobody's
    for (std::size_t k = 0; k < count; k += 4) {
        store(&outer[k], outer_quantile(load(&outer[k])));
    }
    for (std::size_t k = 0; k < count; ++k) {
        probabilities[place[k]] = outer[k];
    }
}

} // namespace

void normal_quantiles(std::span<double> probabilities) {
    const std::size_t whole = probabilities.size() / 4 * 4;
    for (std::size_t i = 0; i < whole; i += together) {
        quantiles_together(probabilities.subspan(i, std::min(together, whole - i)));
    }
    for (std::size_t i = whole; i < probabilities.size(); ++i) {
        probabilities[i] = sim::normal_quantile(probabilities[i]);
    }
}

} // namespace actorhood::sim::four
