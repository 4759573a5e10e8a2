// What a valid scenario asks for and never gets: said to people, no error.
#pragma once

#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/program/scenario.hpp"
#include "sim/run/experiment.hpp"

namespace actorhood::models::program {

/// One sentence for each programme, instrument, shock and metacluster in use whose time lies wholly outside of the run or that
/// asks for nothing, and for each known figure of which no month is simulated.
[[nodiscard]] std::vector<std::string> notices(const Parameters& parameters);
/// The same on the error stream, as "notice: ...", and which lists of included files are replaced.
void print_notices(const Scenario& scenario);
/// Adds to the notices of an experiment which of its axes change nothing in this base.
void note_unused_axes(const Parameters& base, sim::Experiment& experiment);

} // namespace actorhood::models::program
