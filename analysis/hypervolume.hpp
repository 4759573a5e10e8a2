// How much a set of points wins over a reference: the volume of what some point of it is better than in every objective,
// and the reference is not [Zitzler & Thiele 1998]. Higher is better in every objective.
//
// Exact, by slices: points are taken by their last objective, the best first; between two of them the volume is that of
// the points so far in the other objectives, times the step [Knowles 2002; While et al. 2006]. n points of two objectives
// take n log n steps, each further objective n times as many.
#pragma once

#include <span>
#include <vector>

namespace actorhood::analysis {

/// Points that do not beat the reference in every objective add nothing.
[[nodiscard]] double hypervolume(const std::vector<std::vector<double>>& points, std::span<const double> reference);

} // namespace actorhood::analysis
