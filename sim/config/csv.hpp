// Tables of comma-separated values (RFC 4180), from spreadsheets and statistics programs.
//
// The first line holds the names of the columns. Cells are separated by commas, semicolons or tabs, whichever the first
// line has most of; a cell in quotes may hold separators and doubled quotes, but no line break. Lines that are empty are
// left aside, and a first line "sep=;", which some spreadsheets write, says the separator. Where cells are separated by
// semicolons, as in countries that write 0,5, a comma is a decimal point; numbers with a point beside it are refused,
// because 2.000 may be two or two thousand.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/config/problems.hpp"

namespace actorhood::sim {

struct CsvCell {
    std::string text;     ///< without quotes and surrounding spaces
    std::size_t column{}; ///< where it begins in its line, in characters from 1
    bool quoted{};        ///< it is a text, whatever it looks like
};

struct CsvRow {
    std::size_t line{};         ///< in the file, from 1
    std::vector<CsvCell> cells; ///< as many as the header has
};

struct CsvTable {
    std::string file;
    CsvRow header;
    std::vector<CsvRow> rows;

    [[nodiscard]] Location place(const CsvRow& row, std::size_t cell) const {
        return {file, row.line, row.cells[cell].column};
    }
};

inline constexpr std::size_t most_table_bytes = 64u << 20;

/// Reads a file; throws ConfigurationError with everything that is wrong with it as a table: no header, names that are
/// empty or given twice, rows with more or fewer cells, quotes that are not closed.
[[nodiscard]] CsvTable read_csv(const std::filesystem::path& path);
/// The same from a text; `file` is its name in messages.
[[nodiscard]] CsvTable parse_csv(std::string_view text, const std::string& file);

/// What a cell says, as it would stand in TOML: a number, true or false, an array, else a text.
[[nodiscard]] Node csv_value(const CsvTable& table, const CsvRow& row, std::size_t cell);

} // namespace actorhood::sim
