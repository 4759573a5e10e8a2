// The points of a list, each written down in the experiment file.
#pragma once

#include <string>

#include "sim/config/schema.hpp"
#include "sim/run/experiment_table.hpp"
#include "sim/run/layout.hpp"

namespace actorhood::sim {

/// One column for each key that some point names, with the value of the base where a point does not name it; and
/// when the points have names, those: as a lever "point", or as a label "name" of assumptions. `scenario` holds the
/// base, `role` is that of the columns, "lever" or "uncertainty".
[[nodiscard]] Layout listed_points(ExperimentDocument& document, const Schema& scenario, const std::string& role);

} // namespace actorhood::sim
