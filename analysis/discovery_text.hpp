// Boxes and trees as text, as tables for spreadsheets, and as JSON.
#pragma once

#include <string>

#include "analysis/discovery.hpp"

namespace actorhood::analysis {

[[nodiscard]] std::string discovery_table(const Discovery& discovery);
/// A row for each limit of each box.
[[nodiscard]] std::string discovery_csv(const Discovery& discovery);
[[nodiscard]] std::string discovery_json(const Discovery& discovery);

} // namespace actorhood::analysis
