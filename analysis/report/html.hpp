// Pieces of a page of HTML. All words are escaped, and each foreign name keeps its own direction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actorhood::analysis::report {

/// Words as content or attribute, nothing in them taken for markup.
[[nodiscard]] std::string plain(std::string_view words);
/// A name from a file, escaped, which does not turn the direction of what stands around it.
[[nodiscard]] std::string name_of(std::string_view words);
/// <tag>inner</tag>; `inner` is HTML already. `attributes`: " class=\"x\"".
[[nodiscard]] std::string element(std::string_view tag, std::string_view inner, std::string_view attributes = "");

/// A cell of a table.
struct Cell {
    std::string words;
    bool is_number = false;  ///< aligned right
    bool is_english = false; ///< whatever the language of the page: from the result
};
/// Rows with heads; the first cell of each row is its head.
struct TableText {
    std::string caption;
    std::vector<std::string> heads;
    std::vector<std::vector<Cell>> rows;
};
inline constexpr std::size_t most_table_rows = 40;
/// The first rows as an HTML table that scrolls by itself where the page is narrow.
[[nodiscard]] std::string table_html(const TableText& table);

/// A link that saves `csv` as a file of that name; the data stand in the page.
[[nodiscard]] std::string csv_link(const std::string& name, const std::string& csv, const std::string& words);

/// A part that opens on demand; what is closed is not printed.
[[nodiscard]] std::string folded(const std::string& summary, const std::string& inner);

} // namespace actorhood::analysis::report
