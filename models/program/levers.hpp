// Which parameters somebody chooses, and which are assumed.
#pragma once

#include <string>

namespace actorhood::models::program {

/// True if a key belongs to what funders, clusters and policymakers choose; of an entry of a list "programme[].budget".
[[nodiscard]] bool is_lever(const std::string& key);

} // namespace actorhood::models::program
