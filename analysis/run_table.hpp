// One output of all runs of a sweep: a number a run.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace actorhood::analysis {

/// Values of point x replicate, row-major; NaN where a run failed or the output is not defined.
struct RunTable {
    std::size_t points;
    std::size_t replicates;
    /// The same replicate of two points has the same draws, so that chance common to all points falls out of their
    /// differences.
    bool common_random_numbers;
    std::vector<double> values;

    [[nodiscard]] std::span<const double> row(std::size_t point) const {
        return std::span(values).subspan(point * replicates, replicates);
    }
};

/// All runs but those of one replicate.
[[nodiscard]] RunTable without_replicate(const RunTable& runs, std::size_t left_out);

/// The values at some points as estimators need them: centred, so that no estimate depends on where the output has its
/// zero, and divided by a power of two, so that squares neither overflow nor vanish. With common random numbers each
/// replicate is centred by itself, which removes what chance does to all points alike.
struct CentredRuns {
    RunTable runs;    ///< all points; the others are centred and divided alike
    double centre;    ///< mean over `points`
    int exponent;     ///< values are divided by 2^exponent
    bool is_constant; ///< nothing but rounding is left
};
/// `points`: over which the centre is taken.
[[nodiscard]] CentredRuns centred(const RunTable& runs, std::span<const std::size_t> points);

/// Mean and variance over the replicates of a point.
struct PointMoments {
    double mean;
    double variance; ///< with n - 1 in the denominator; 0 for a single replicate
};
[[nodiscard]] PointMoments moments(std::span<const double> replicates);

/// The square of the expected value of a difference (or of a value), of which each replicate shows one with chance: the
/// mean of products of different replicates, (sum d)^2 - sum d^2 over n (n - 1). Unbiased whether or not the two
/// sides share their draws. Of a single replicate its square, which holds chance too.
[[nodiscard]] double squared_expectation(const PointMoments& difference, std::size_t replicates);

} // namespace actorhood::analysis
