// What a valid scenario asks for and never gets: said to people, no error.
#pragma once

#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/program/scenario.hpp"

namespace actorhood::models::program {

/// One sentence for each programme, instrument and shock in use whose time lies wholly outside of the run.
[[nodiscard]] std::vector<std::string> notices(const Parameters& parameters);
/// The same on the error stream, as "notice: ...", and which lists of included files are replaced.
void print_notices(const Scenario& scenario);

} // namespace actorhood::models::program
