// The entries of a list from a table of comma-separated values: a row an entry, a column a parameter.
//
// Columns have the names of the parameters, in any order; capital letters, blanks and hyphens make no difference ("Size
// class" is size_class), nor do they in cells that choose one of several words. An empty cell leaves its parameter out.
// A cell of a parameter that is a list of texts holds them with ';' or '|' between them, or with ',' inside quotes. A
// date may have any day; the month counts.
#pragma once

#include <cstddef>
#include <filesystem>

#include "sim/config/binder.hpp"
#include "sim/config/csv.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::sim {

inline constexpr std::size_t most_entry_table_bytes = 1u << 20; ///< the entries become part of a scenario

[[nodiscard]] TableEntries read_table_entries(const std::filesystem::path& path, const ListDeclaration& list);
/// The same from a table that was read.
[[nodiscard]] TableEntries table_entries(const CsvTable& table, const ListDeclaration& list);

} // namespace actorhood::sim
