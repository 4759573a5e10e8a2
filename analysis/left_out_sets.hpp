// Names of parameter sets that one anchor alone excludes, in an ensemble that holds them beside its members: who ranks under
// it sees by them what would be said without the anchor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace actorhood::analysis {

struct LeftOutSet {
    std::string anchor;
    double part; ///< of such sets in all that would be left without the anchor
};

/// "without cloud, 2023 | 0.34 | 7"
[[nodiscard]] std::string left_out_name(const LeftOutSet& set, std::size_t number);
/// What the name says, if it is one of these.
[[nodiscard]] std::optional<LeftOutSet> left_out_set(const std::string& name);

} // namespace actorhood::analysis
