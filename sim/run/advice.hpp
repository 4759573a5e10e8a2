// How many replicates an experiment needs, judged from a pilot.
//
// Two settings are compared in pairs: the same replicate under both, with common random numbers. What counts is the
// standard deviation of the paired difference, which a pilot estimates.
#pragma once

#include <cstdint>

namespace actorhood::sim {

/// How sure a comparison should be.
struct Assurance {
    double alpha{0.05}; ///< probability of seeing a difference where there is none (two-sided)
    double power{0.8};  ///< probability of seeing a difference that is there
};

/// Quantile of Student's t with so many degrees of freedom, p in (0,1).
[[nodiscard]] double student_quantile(double p, std::int64_t degrees);

/// Pairs needed to see a difference `delta` of a mean when the differences of pairs have the standard deviation
/// `sd`, as if `sd` were known: (z[1-alpha/2] + z[power])^2 sd^2 / delta^2. Not rounded. Infinite for delta 0.
[[nodiscard]] double pairs_by_normal(double sd, double delta, Assurance assurance);

/// The same for an `sd` that is estimated from the pairs themselves: the smallest whole number n >= 2 with
/// n >= (t[1-alpha/2] + t[power])^2 sd^2 / delta^2, t with n - 1 degrees of freedom. At most a few pairs more than
/// by the normal distribution, and the number to use. `most_pairs` if it is larger than that.
inline constexpr std::int64_t most_pairs = 1'000'000'000;
[[nodiscard]] std::int64_t pairs_needed(double sd, double delta, Assurance assurance);

/// Expected half-width of the confidence interval of a mean of n values with standard deviation `sd`:
/// t[1-alpha/2, n-1] sd / sqrt(n). Infinite for n < 2.
[[nodiscard]] double half_width(double sd, std::int64_t n, double alpha);

/// Smallest n >= 2 whose expected half-width is at most `width`; `most_pairs` if it is larger than that.
[[nodiscard]] std::int64_t replicates_for_half_width(double sd, double width, double alpha);

/// Smallest difference that n pairs show with the assurance: (t[1-alpha/2] + t[power]) sd / sqrt(n).
[[nodiscard]] double detectable_difference(double sd, std::int64_t n, Assurance assurance);

} // namespace actorhood::sim
