// The points of a list, each written down in the experiment file.
#pragma once

#include "sim/config/schema.hpp"
#include "sim/run/experiment_table.hpp"
#include "sim/run/layout.hpp"

namespace actorhood::sim {

/// One column for each key that some point names, with the value of the base where a point does not name it; and a
/// column "point" when the points have names. `scenario` holds the base.
[[nodiscard]] Layout listed_points(ExperimentDocument& document, const Schema& scenario);

} // namespace actorhood::sim
