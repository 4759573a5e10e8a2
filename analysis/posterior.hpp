// How likely the anchors make what history matching leaves: approximate Bayesian computation by sequential Monte Carlo
// [Sisson, Fan & Tanaka 2007], with particles that are replaced and moved [Drovandi & Pettitt 2011], inside the part of the
// space that no wave calls implausible [Holden et al. 2018].
//
// Every particle is a parameter set with one run. Its distance from the anchors, with values z, deviations t that their
// bands stand for, and what the run shows y, is
//
//     d = sqrt(mean over anchors of ((y - z) / t)^2),
//
// so that chance within a run counts as it should: a set is as frequent as its runs are near. In each generation the
// tolerance falls to the median distance, but not below 1, where runs are as near as bands say. Particles beyond it are
// replaced by copies of others, and all are moved: a step (splitting.hpp) is taken if what it leads to is plausible by all
// emulators, which costs nothing, and if a run there is within the tolerance. Steps are as likely as the way back and every
// plausible set is as likely as any other before, so that the sample stays one of the posterior under the tolerance, with
// equal weights.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/calibration.hpp"

namespace actorhood::analysis {

/// Distance of a run from the targets; infinity if one of them is not defined in it. `values` has one a target.
[[nodiscard]] double run_distance(const std::vector<Target>& targets, const std::vector<double>& values);

/// Draws the sample into found.posterior. `counted`: positions among all anchors of those that are not held out; `left`:
/// points spread evenly over what is left.
void draw_posterior(Calibration& found, const std::vector<std::size_t>& counted, const std::vector<Point>& left,
                    Simulator& simulator);

} // namespace actorhood::analysis
