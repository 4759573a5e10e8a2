// A value as it is written in a TOML text, and where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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

} // namespace actorhood::sim
