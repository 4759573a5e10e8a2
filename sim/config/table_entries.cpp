#include "sim/config/table_entries.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/config/text_file.hpp"

namespace actorhood::sim {

namespace {

/// "Size class" as "size_class".
std::string as_key(std::string_view written) {
    std::string key(written);
    for (char& c : key) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
    }
    return key;
}

/// The parameter that each column gives; nullptr if there is none of its name.
std::vector<const Parameter*> columns_of(const CsvTable& table, const Schema& entry, std::vector<Problem>& problems) {
    std::vector<std::string> names;
    for (const Parameter& parameter : entry.parameters()) {
        names.push_back(parameter.key);
    }
    std::vector<const Parameter*> columns;
    std::map<std::string, std::string> seen;
    for (std::size_t k = 0; k < table.header.cells.size(); ++k) {
        const std::string& written = table.header.cells[k].text;
        const std::string key = as_key(written);
        columns.push_back(entry.find(key));
        const auto [first, is_new] = seen.emplace(key, written);
        if (!is_new) {
            problems.push_back({table.place(table.header, k), "the columns '" + shortened(first->second) + "' and '" +
                                                                  shortened(written) + "' are the same; keep one"});
        } else if (columns.back() == nullptr) {
            const auto meant = closest_word(key, names);
            problems.push_back({table.place(table.header, k),
                                "unknown column '" + shortened(written) + "'" +
                                    (meant ? ", did you mean '" + *meant + "'?" : "; columns are " + joined(names))});
        }
    }
    const auto unknown = [](const Parameter* column) { return column == nullptr; };
    if (std::all_of(columns.begin(), columns.end(), unknown)) {
        problems = {{table.place(table.header, 0),
                     "the first line must name the columns (" + joined(names) + "), but has none of them"}};
    }
    return columns;
}

Node text_node(std::string text, Position place) {
    Node node;
    node.kind = Node::Kind::text;
    node.text = std::move(text);
    node.key = node.value = place;
    return node;
}

/// "cloud; erp" as an array of texts.
Node texts_node(std::string_view text, Position place) {
    Node array = text_node("", place);
    array.kind = Node::Kind::array;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(";|,"), text.size());
        std::string_view word = text.substr(0, end);
        word.remove_prefix(std::min(word.find_first_not_of(" \t"), word.size()));
        word = word.substr(0, word.find_last_not_of(" \t") + 1);
        if (!word.empty()) {
            array.children.push_back(text_node(std::string(word), place));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return array;
}

bool are_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// "2014-03-17" without its day; what is no day of the calendar stays as it is, for a message.
std::string month_of(const std::string& date) {
    const std::string_view text = date;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !are_digits(text.substr(0, 4)) ||
        !are_digits(text.substr(5, 2)) || !are_digits(text.substr(8))) {
        return date;
    }
    const auto number = [&](std::size_t from, std::size_t length) { return std::stoi(date.substr(from, length)); };
    const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                          std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                          std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    return day.ok() ? date.substr(0, 7) : date;
}

/// True for a year, or a time in years: "2014", "2014.5".
bool is_time_in_years(std::string_view text) {
    return text.size() >= 4 && are_digits(text.substr(0, 4)) && text.find('-') == std::string_view::npos;
}

/// What a cell gives its parameter.
Node value_of(const CsvTable& table, const CsvRow& row, std::size_t k, const Parameter& parameter) {
    const CsvCell& cell = row.cells[k];
    const Position place{row.line, cell.column};
    switch (parameter.kind) {
    case Parameter::Kind::text:
        return text_node(cell.text, place);
    case Parameter::Kind::choice:
        return text_node(as_key(cell.text), place);
    case Parameter::Kind::texts:
        return texts_node(cell.text, place);
    case Parameter::Kind::date:
        return is_time_in_years(cell.text) ? csv_value(table, row, k) : text_node(month_of(cell.text), place);
    default:
        return csv_value(table, row, k);
    }
}

} // namespace

TableEntries table_entries(const CsvTable& table, const ListDeclaration& list) {
    TableEntries read;
    read.file = table.file;
    read.entries.kind = Node::Kind::array;
    read.entries.key = read.entries.value = {table.header.line, 1};
    list.describe([&](Schema& entry) {
        const std::vector<const Parameter*> columns = columns_of(table, entry, read.problems);
        for (const CsvRow& row : table.rows) {
            Node member;
            member.key = member.value = {row.line, 1};
            for (std::size_t k = 0; k < columns.size(); ++k) {
                if (columns[k] != nullptr && !row.cells[k].text.empty()) {
                    member.children.push_back(value_of(table, row, k, *columns[k]));
                    member.children.back().name = columns[k]->key;
                }
            }
            if (!member.children.empty()) { // spreadsheets write rows of empty cells below the last
                read.entries.children.push_back(std::move(member));
            }
        }
    });
    if (read.problems.empty() && read.entries.children.empty()) { // saved too early, or the wrong sheet: never meant
        read.problems.push_back(
            {table.place(table.header, 0),
             "only names the columns: each row below them gives one; without any, name no table"});
    }
    return read;
}

TableEntries read_table_entries(const std::filesystem::path& path, const ListDeclaration& list) {
    TableEntries read;
    read.file = path.string();
    read.entries.kind = Node::Kind::array;
    const TextFile content = read_text_file(path, most_entry_table_bytes);
    if (!content.failure.empty()) {
        read.failure = content.failure;
        return read;
    }
    try {
        return table_entries(parse_csv(content.text, read.file), list);
    } catch (const ConfigurationError& error) {
        read.problems = error.problems();
        return read;
    }
}

} // namespace actorhood::sim
