// A TOML text as a tree that remembers where everything stands.
//
// Numbers and dates stay as they are written (the TOML library reads them with the locale and clamps integers
// beyond 64 bits without a word); who needs a value converts the characters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/node.hpp"
#include "sim/config/problems.hpp"

namespace actorhood::sim {

/// A parsed text, or the reason why it cannot be.
struct ParsedText {
    Node root;
    std::optional<Problem> problem;
};
/// Parses a TOML text; `file` is its name in messages. Any bytes are safe.
[[nodiscard]] ParsedText parse_toml(std::string_view text, const std::string& file);

} // namespace actorhood::sim
