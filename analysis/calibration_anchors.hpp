// What the anchors of a calibration say against each other, and each alone.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/calibration.hpp"

namespace actorhood::analysis {

// Targets are the anchors that are not held out, in order; `counted` are their positions among all anchors.

/// True if the anchor of a target is plausible by the replicates of a point.
[[nodiscard]] bool target_holds(const Calibration& found, std::size_t target, const std::vector<double>& replicates);

/// How often two anchors are met together, and how near each is come to, over the whole space, by the first wave.
void look_at_pairs(Calibration& found, const std::vector<std::size_t>& counted);

/// What the anchors leave without each of them, by the first wave. Where no run reaches an anchor, nothing is left anyway:
/// such anchors are left out here.
void look_without(Calibration& found, const std::vector<std::size_t>& counted);

/// Simulates points that one anchor alone excludes, for each anchor, and keeps those of which that is true.
void draw_excluded(Calibration& found, const std::vector<std::size_t>& counted, Simulator& simulator);

} // namespace actorhood::analysis
