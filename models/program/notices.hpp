// What a valid scenario asks for and never gets: said to people, no error.
#pragma once

#include <string>
#include <vector>

#include "models/parameters.hpp"

namespace actorhood::models::program {

/// One sentence for each programme, instrument and shock in use whose time lies wholly outside of the run.
[[nodiscard]] std::vector<std::string> notices(const Parameters& parameters);
/// The same on the error stream, as "notice: ...".
void print_notices(const Parameters& parameters);

} // namespace actorhood::models::program
