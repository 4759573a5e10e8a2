// Elementary effects: what an output changes by when one parameter moves and all others stay [Morris 1991].
//
// Of parameter k, with the effect e = (y after the step - y before it) / (step on the unit interval) of each trajectory,
//
//     mu = mean(e),   mu* = mean |e| [Campolongo et al. 2007],   sigma = standard deviation of e,
//
// all in the unit of the output per whole range of the parameter. y is the mean over the replicates. sigma is large
// where the effect depends on where the parameters stand: where they interact or the effect is curved; and by chance,
// which alone would give it the value `chance`: the root of the mean variance of e between replicates.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/resampling.hpp"
#include "analysis/run_table.hpp"

namespace actorhood::analysis {

/// One parameter's step in a trajectory.
struct TrajectoryStep {
    std::size_t before;    ///< point
    std::size_t after;     ///< point
    std::size_t parameter; ///< that changed
    double change;         ///< of it, in units of its range
};
/// Each parameter steps once.
using MorrisTrajectory = std::vector<TrajectoryStep>;

struct ElementaryEffect {
    Index mean;              ///< mu
    Index absolute_mean;     ///< mu*
    Index deviation;         ///< sigma
    double chance_deviation; ///< what sigma would be by chance alone; NaN with a single replicate
};

/// Effects of each parameter. All runs of the trajectories must be there.
[[nodiscard]] std::vector<ElementaryEffect> elementary_effects(const RunTable& runs,
                                                               std::span<const MorrisTrajectory> trajectories,
                                                               const Resampling& options);

} // namespace actorhood::analysis
