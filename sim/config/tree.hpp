// A TOML text as a tree that remembers where everything stands.
//
// Numbers and dates stay as they are written (the TOML library reads them with the locale and clamps integers
// beyond 64 bits without a word); who needs a value converts the characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/problems.hpp"

namespace actorhood::sim {

/// Line and column in a file, from 1; 0 = none.
struct Position {
    std::size_t line{};
    std::size_t column{};
};

/// A table, an array or a value.
struct Node {
    enum class Kind { table, array, text, boolean, integer, real, date, time };

    Kind kind{Kind::table};
    std::string name;           ///< key in the table it belongs to
    std::string text;           ///< decoded text, or the characters of a boolean, number, date or time
    Position key;               ///< where the key stands
    Position value;             ///< where the value stands
    std::vector<Node> children; ///< members of a table or array, in the order of the file

    [[nodiscard]] const Node* child(std::string_view key_name) const;
    /// The value in TOML on one line.
    [[nodiscard]] std::string toml() const;
};

/// A parsed text, or the reason why it cannot be.
struct ParsedText {
    Node root;
    std::optional<Problem> problem;
};
/// Parses a TOML text; `file` is its name in messages. Any bytes are safe.
[[nodiscard]] ParsedText parse_toml(std::string_view text, const std::string& file);

} // namespace actorhood::sim
