// How scenarios name clusters: by name, or by number from 1.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actorhood::models {

/// Position of the cluster that `text` names by name or number from 1; clusters.size() if there is none.
[[nodiscard]] std::size_t find_cluster(const std::string& text, const std::vector<std::string>& clusters);

/// What to tell a user who named a cluster that does not exist.
[[nodiscard]] std::string no_such_cluster(const std::string& text, const std::vector<std::string>& clusters);

} // namespace actorhood::models
