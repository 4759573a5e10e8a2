// What a result file of this program says about where it comes from.
#pragma once

#include <string>

#include "models/program/scenario.hpp"
#include "sim/output/hdf5.hpp"

namespace actorhood::models::program {

/// Attributes of a result of `scenario`; `reproducible` leaves out what is not a consequence of the inputs.
[[nodiscard]] sim::hdf5::Attributes result_attributes(const Scenario& scenario, bool reproducible,
                                                      const std::string& command_line);

} // namespace actorhood::models::program
