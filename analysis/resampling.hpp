// Intervals by drawing the blocks of a design again.
//
// A block is what was drawn independently of the others: a block of a Saltelli design, a trajectory, a point of a
// sample. An estimate that is a function of means over the blocks is computed anew from as many blocks drawn with
// replacement; the deviation of these estimates is its standard error [Efron & Tibshirani 1993], and its interval is
// estimate +- Student's t times that. Draws are a function of the numbers of resample and block: the same on any machine
// and for any number of threads.
//
// Where all points share the draws of a replicate, other replicates would move the estimates of all blocks alike, which
// drawn blocks do not show. That error is told by leaving out one replicate at a time [the jackknife, Efron & Stein 1981],
// from three on; its square is added to that of the blocks, with degrees of freedom by Welch and Satterthwaite.
//
// Blocks of a Sobol sequence lie more evenly than independent ones, so there the intervals are rather too wide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/run_table.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// An estimate with its interval.
struct Index {
    double value;
    Interval interval;          ///< NaN where there is none
    double of_replicates = 0.0; ///< part of its squared error that other replicates would change, not more blocks
};

/// How intervals are made.
struct Resampling {
    double level = 0.9;
    std::size_t resamples = 1000;
};

/// How often each of `blocks` blocks is drawn in one resample.
void draw_blocks(std::uint32_t resample, std::span<std::uint32_t> times);

/// Numbers of each block, of which estimates take the means: block x number, row-major.
struct BlockNumbers {
    std::size_t blocks;
    std::size_t width; ///< numbers of a block
    std::vector<double> values;

    BlockNumbers(std::size_t blocks_, std::size_t width_)
        : blocks(blocks_), width(width_), values(blocks_ * width_) {}
    [[nodiscard]] std::span<double> row(std::size_t block) { return std::span(values).subspan(block * width, width); }
    [[nodiscard]] std::span<const double> row(std::size_t block) const {
        return std::span(values).subspan(block * width, width);
    }
};

/// Estimates from the mean numbers of the blocks.
using EstimateFromMeans = std::function<std::vector<double>(std::span<const double> means)>;
/// Estimates with their intervals.
[[nodiscard]] std::vector<Index> estimate_with_intervals(const BlockNumbers& numbers,
                                                         const EstimateFromMeans& estimate,
                                                         const Resampling& options);

/// The estimates alone.
[[nodiscard]] std::vector<double> estimate_from(const BlockNumbers& numbers, const EstimateFromMeans& estimate);

/// With fewer replicates nothing can be said about others.
inline constexpr std::size_t fewest_left_out = 3;
/// Estimates from runs, in the order of the indices.
using EstimateFromRuns = std::function<std::vector<double>(const RunTable& runs)>;
/// Widens intervals of indices from so many blocks by what other replicates would change; if points have draws of their own,
/// or replicates are too few, they stay.
void cover_replicates(std::vector<Index>& indices, const RunTable& runs, const EstimateFromRuns& estimate,
                      double level, std::size_t blocks);

/// Standard deviation of estimates from resamples (resample x estimate, row-major) around each of which undefined
/// values are left out; NaN where fewer than nine in ten are defined.
[[nodiscard]] std::vector<double> resampled_errors(const std::vector<std::vector<double>>& estimates,
                                                   std::size_t blocks);
/// Student's t of an interval of that level from so many blocks.
[[nodiscard]] double student_factor(double level, std::size_t blocks);

} // namespace actorhood::analysis
