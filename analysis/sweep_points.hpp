// Points of a sweep as results that can be compared.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/parameters.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis {

/// Results that differ in one axis of a sweep; the first is the reference.
struct SweepPoints {
    std::vector<Result> results;
    std::vector<ParameterDifference> parameters; ///< what the axis changes
    std::vector<std::string> notices;
    bool common_random_numbers; ///< replicates of the points are pairs
};

/// The values of an axis, each a result over all settings of the other axes at which every value was simulated;
/// "design" takes each point by itself. `held` keeps only points with the given values of other axes. What cannot be
/// compared that way is an Error(usage) that says why.
[[nodiscard]] SweepPoints open_sweep_points(const std::filesystem::path& path, const std::string& axis,
                                            const std::vector<AxisChoice>& held);

} // namespace actorhood::analysis
