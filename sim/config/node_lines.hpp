// A tree of values as lines: for programs that read no TOML.
//
// A line a node, in the order of the tree: depth, kind, name, text, with tabs between them; in name and text "\t", "\n",
// "\r" and "\\" stand for characters that would end them. Numbers and dates stay as they are written. The first line is
// the root.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/node.hpp"

namespace actorhood::sim {

[[nodiscard]] std::string node_lines(const Node& root);
/// The tree of those lines; the place of a node is its line. Nothing if a line is none of node_lines.
[[nodiscard]] std::optional<Node> node_from_lines(std::string_view lines);

} // namespace actorhood::sim
