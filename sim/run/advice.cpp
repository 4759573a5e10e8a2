#include "sim/run/advice.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/core/math.hpp"

namespace actorhood::sim {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Beyond these the expansion in 1/degrees is exact to 1e-11, and inversion is not.
constexpr std::int64_t many_degrees = 2000;

void require_probability(double p, const char* what) {
    if (!(p > 0.0 && p < 1.0)) {
        throw std::out_of_range(std::string(what) + " must lie between 0 and 1");
    }
}

/// Cornish-Fisher expansion of t in 1/degrees [Abramowitz & Stegun 26.7.5].
double expanded_quantile(double z, double degrees) {
    const double z2 = z * z;
    const double g1 = z * (z2 + 1.0) / 4.0;
    const double g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    const double g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    return z + (g1 + (g2 + g3 / degrees) / degrees) / degrees;
}

/// Smallest n from 2 to most_pairs for which `enough` is true; it must stay true from there on.
template <class Enough>
std::int64_t smallest(Enough enough) {
    std::int64_t low = 1; // not enough
    std::int64_t high = 2;
    while (high < most_pairs && !enough(high)) {
        low = high;
        high = high * 2 < most_pairs ? high * 2 : most_pairs;
    }
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace

double student_quantile(double p, std::int64_t degrees) {
    require_probability(p, "a probability");
    if (degrees < 1) {
        throw std::out_of_range("Student's t needs at least one degree of freedom");
    }
    const auto nu = static_cast<double>(degrees);
    if (degrees >= many_degrees) {
        return expanded_quantile(normal_quantile(p), nu);
    }
    if (p == 0.5) {
        return 0.0;
    }
    // t^2 / (nu + t^2) is Beta(1/2, nu/2), and P(|T| <= t) = 2p - 1.
    const double inside = p > 0.5 ? 2.0 * p - 1.0 : 1.0 - 2.0 * p;
    const double share = beta_quantile(inside, 0.5, 0.5 * nu);
    const double t = std::sqrt(nu * share / (1.0 - share));
    return p > 0.5 ? t : -t;
}

double pairs_by_normal(double sd, double delta, Assurance assurance) {
    require_probability(assurance.alpha, "alpha");
    require_probability(assurance.power, "power");
    if (delta == 0.0) {
        return infinite;
    }
    const double z = normal_quantile(1.0 - 0.5 * assurance.alpha) + normal_quantile(assurance.power);
    const double ratio = sd / delta;
    return z * z * ratio * ratio;
}

std::int64_t pairs_needed(double sd, double delta, Assurance assurance) {
    return smallest([&](std::int64_t n) { return detectable_difference(sd, n, assurance) <= std::abs(delta); });
}

double half_width(double sd, std::int64_t n, double alpha) {
    require_probability(alpha, "alpha");
    return n < 2 ? infinite : student_quantile(1.0 - 0.5 * alpha, n - 1) * sd / std::sqrt(static_cast<double>(n));
}

std::int64_t replicates_for_half_width(double sd, double width, double alpha) {
    return smallest([&](std::int64_t n) { return half_width(sd, n, alpha) <= width; });
}

double detectable_difference(double sd, std::int64_t n, Assurance assurance) {
    require_probability(assurance.alpha, "alpha");
    require_probability(assurance.power, "power");
    if (n < 2) {
        return infinite;
    }
    const double t = student_quantile(1.0 - 0.5 * assurance.alpha, n - 1) + student_quantile(assurance.power, n - 1);
    return t * sd / std::sqrt(static_cast<double>(n));
}

} // namespace actorhood::sim
