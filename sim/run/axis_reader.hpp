// From the axis tables of an experiment file to axes of a design.
#pragma once

#include "sim/config/schema.hpp"
#include "sim/run/axes.hpp"
#include "sim/run/experiment_table.hpp"

namespace actorhood::sim {

/// The axes of an experiment; what is wrong becomes a problem of the document. `scenario` holds the base with the
/// fixed changes.
[[nodiscard]] DesignAxes read_axes(ExperimentDocument& document, const Schema& scenario);

} // namespace actorhood::sim
