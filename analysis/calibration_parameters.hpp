// What a calibration leaves of parameters and of shares.
#pragma once

#include <vector>

#include "analysis/calibration.hpp"

namespace actorhood::analysis {

/// Describes what is left, by points evenly drawn from it: of each parameter and each share, and how parameters go together.
void look_at_parameters(Calibration& found, const std::vector<Point>& left);

} // namespace actorhood::analysis
