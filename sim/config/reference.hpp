// What the declarations of a schema say, written for people and programs.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sim/config/schema.hpp"

namespace actorhood::sim {

/// A scenario with every default and, as comments, meaning, unit, accepted values, sweep range and source. Lists
/// are shown by one entry, commented out.
[[nodiscard]] std::string reference_toml(const Schema& schema);

/// A scenario with every present value, lists included, in the order of declaration. Reading it gives the same
/// values, and writing it again the same text.
[[nodiscard]] std::string resolved_toml(const Schema& schema);

/// 16 hexadecimal digits that identify the present values: the hash of resolved_toml.
[[nodiscard]] std::string parameters_hash(const Schema& schema);

/// A Markdown table for each section and each list.
[[nodiscard]] std::string markdown_tables(const Schema& schema);

/// A Markdown table of the symbols of equations: symbol, key, default, and the section of the document that treats the
/// parameter's table (`sections`: key of a table, as in "funding.mix" or "practice", to number of its section).
/// Sorted by section. Throws std::runtime_error for a symbol whose table no section treats.
[[nodiscard]] std::string markdown_symbols(const Schema& schema, const std::map<std::string, std::string>& sections);

/// The parameters whose key, meaning or source contains the words of `filter` (any case; "" = all), for a terminal. If there
/// is none, those to which `filter` leads as a key in a scenario: "practice.cloud.cost", "cluster.1.", "funding.*". "" if
/// none.
[[nodiscard]] std::string parameters_text(const Schema& schema, std::string_view filter = "");

/// The same as a JSON array of objects. Infinite bounds are null; entries of lists have keys like "practice[].cost".
[[nodiscard]] std::string parameters_json(const Schema& schema, std::string_view filter = "");

} // namespace actorhood::sim
