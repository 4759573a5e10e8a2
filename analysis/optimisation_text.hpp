// What an optimisation found: for people and for programs.
#pragma once

#include <string>

#include "analysis/optimisation.hpp"

namespace actorhood::analysis {

/// All tables. `name` is that of the file.
[[nodiscard]] std::string optimisation_report(const Optimisation& found, const std::string& name);
/// Everything, as one JSON document; null where there is no value.
[[nodiscard]] std::string optimisation_json(const Optimisation& found, const std::string& name);

} // namespace actorhood::analysis
