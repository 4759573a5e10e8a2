#include "sim/config/csv.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "sim/config/format.hpp"
#include "sim/config/number.hpp"
#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"

namespace actorhood::sim {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// Characters, not bytes, of UTF-8.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

/// The separator that the header has most of.
char separator_of(std::string_view header) {
    constexpr std::array<char, 3> possible{',', ';', '\t'};
    return *std::max_element(possible.begin(), possible.end(), [&](char a, char b) {
        return std::count(header.begin(), header.end(), a) < std::count(header.begin(), header.end(), b);
    });
}

/// Takes one line apart.
class LineReader {
public:
    LineReader(std::string_view line, char separator, Location where, std::vector<Problem>& problems)
        : line_(line), separator_(separator), where_(std::move(where)), problems_(problems) {}

    std::vector<CsvCell> cells() {
        std::vector<CsvCell> made{cell()};
        while (at_ < line_.size()) {
            ++at_; // the separator
            made.push_back(cell());
        }
        return made;
    }

private:
    CsvCell cell() {
        while (at_ < line_.size() && is_space(line_[at_]) && line_[at_] != separator_) {
            ++at_;
        }
        const std::size_t column = characters(line_.substr(0, at_)) + 1;
        if (at_ < line_.size() && line_[at_] == '"') {
            return {quoted(column), column, true};
        }
        const std::size_t end = std::min(line_.find(separator_, at_), line_.size());
        std::string_view text = line_.substr(at_, end - at_);
        while (!text.empty() && is_space(text.back())) {
            text.remove_suffix(1);
        }
        at_ = end;
        return {std::string(text), column, false};
    }

    std::string quoted(std::size_t column) {
        std::string text;
        for (++at_; at_ < line_.size(); ++at_) {
            if (line_[at_] != '"') {
                text += line_[at_];
            } else if (at_ + 1 < line_.size() && line_[at_ + 1] == '"') {
                text += line_[at_++];
            } else {
                break;
            }
        }
        if (at_ == line_.size()) {
            report(column, "this quote is not closed; a cell ends in the line in which it begins");
            return text;
        }
        const std::size_t after = ++at_;
        at_ = std::min(line_.find(separator_, at_), line_.size());
        if (!std::all_of(line_.begin() + static_cast<std::ptrdiff_t>(after),
                         line_.begin() + static_cast<std::ptrdiff_t>(at_), is_space)) {
            report(
                characters(line_.substr(0, after)) + 1,
                "there is something between the closing quote and the end of the cell; double a quote inside quotes");
        }
        return text;
    }

    void report(std::size_t column, const std::string& message) {
        if (problems_.size() < most_problems) {
            problems_.push_back({{where_.file, where_.line, column}, message});
        }
    }

    std::string_view line_;
    char separator_;
    Location where_;
    std::vector<Problem>& problems_;
    std::size_t at_ = 0;
};

void check_header(const CsvTable& table, std::vector<Problem>& problems) {
    std::set<std::string> names;
    for (std::size_t k = 0; k < table.header.cells.size(); ++k) {
        const std::string& name = table.header.cells[k].text;
        if (name.empty()) {
            problems.push_back({table.place(table.header, k), "this column has no name"});
        } else if (!names.insert(name).second) {
            problems.push_back({table.place(table.header, k), "two columns have the name '" + shortened(name) + "'"});
        }
    }
}

std::string separator_name(char separator) {
    return separator == '\t' ? "tab" : "'" + std::string(1, separator) + "'";
}

/// What to do about a row with more or fewer cells than the header.
std::string cells_to_mend(std::size_t cells, std::size_t expected, char separator) {
    const std::string name = separator_name(separator);
    const std::size_t off = cells > expected ? cells - expected : expected - cells;
    return cells > expected ? "; a cell that holds a " + name + " stands in quotes"
                            : "; empty cells are written, too: " + std::to_string(off) + " more " + name +
                                  (off == 1 ? " is" : " are") + " missing";
}

void add_row(CsvTable& table, CsvRow row, char separator, std::vector<Problem>& problems) {
    const std::size_t expected = table.header.cells.size();
    const std::size_t cells = row.cells.size();
    if (cells == expected) {
        table.rows.push_back(std::move(row));
    } else if (problems.size() < most_problems) {
        // The first cell too many, or the last there is.
        const std::size_t column = row.cells[std::min(expected, cells - 1)].column;
        problems.push_back({{table.file, row.line, column},
                            "this row has " + std::to_string(cells) + (cells == 1 ? " cell" : " cells") +
                                ", the header has " + std::to_string(expected) +
                                cells_to_mend(cells, expected, separator)});
    }
}

/// The separator that the first line of some spreadsheets says by itself: "sep=;".
std::optional<char> stated_separator(std::string_view line, const Location& where, std::vector<Problem>& problems) {
    if (line.size() > 1 && line.front() == '"' && line.back() == '"') {
        line = line.substr(1, line.size() - 2);
    }
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    constexpr std::string_view begin = "sep=";
    if (line.size() < begin.size() || line.size() > begin.size() + 1 ||
        !std::equal(begin.begin(), begin.begin() + 3, line.begin(), [&](char b, char a) { return same(a, b); }) ||
        line[3] != '=') {
        return std::nullopt;
    }
    const char separator = line.size() == begin.size() ? '\0' : line.back();
    if (separator != ',' && separator != ';' && separator != '\t') {
        problems.push_back({where,
                            "the separator of cells must be ',', ';' or a tab: export the table with one of "
                            "them"});
        return ',';
    }
    return separator;
}

/// Takes the first line off a text, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

/// True for digits with this mark once among them, as "0,5" has a comma.
bool is_number_with(char mark, std::string_view text) {
    return std::count(text.begin(), text.end(), mark) == 1 && std::all_of(text.begin(), text.end(), [mark](char c) {
               return (c >= '0' && c <= '9') || c == mark || c == '-' || c == '+' || c == 'e' || c == 'E';
           });
}

/// In a table of semicolons a number with a decimal comma gets a point. Numbers with a point beside it are refused: they
/// may be thousands.
void write_with_points(CsvTable& table, std::vector<Problem>& problems) {
    bool commas = false;
    std::vector<Problem> points;
    for (CsvRow& row : table.rows) {
        for (CsvCell& cell : row.cells) {
            if (!cell.quoted && is_number_with(',', cell.text)) {
                commas = true;
                cell.text[cell.text.find(',')] = '.';
            } else if (!cell.quoted && is_number_with('.', cell.text) && points.size() < most_problems) {
                points.push_back({{table.file, row.line, cell.column},
                                  cell.text +
                                      " has a point, but other numbers of this table a decimal comma: write " +
                                      "thousands without a point, and decimals with a comma"});
            }
        }
    }
    if (commas) {
        problems.insert(problems.end(), points.begin(), points.end());
    }
}

/// The number that a text is as a whole; "nan" and "inf" are none.
std::optional<double> number_of(const std::string& text) {
    const std::optional<double> number = real_from(std::string_view(text).substr(text.starts_with('+') ? 1 : 0));
    return number && std::isfinite(*number) ? number : std::nullopt;
}

/// "007" is 7, which TOML does not know.
std::string without_leading_zeros(const std::string& digits) {
    const std::size_t sign = digits.find_first_of("0123456789");
    const std::size_t first = std::min(digits.find_first_not_of('0', sign), digits.size() - 1);
    return (digits.starts_with('-') ? "-" : "") + digits.substr(first);
}

/// What a text is in TOML, if it is something without quotes.
Node parsed_value(const std::string& text) {
    const ParsedText parsed = parse_toml("value = " + text + "\n", "");
    if (!parsed.problem && parsed.root.children.size() == 1) {
        return parsed.root.children.front();
    }
    Node node;
    node.kind = Node::Kind::text;
    node.text = text;
    return node;
}

/// All that a value holds stands in its cell.
void put_at(Node& node, Position position) {
    node.key = position;
    node.value = position;
    for (Node& child : node.children) {
        put_at(child, position);
    }
}

} // namespace

CsvTable parse_csv(std::string_view text, const std::string& file) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3); // the byte order mark of spreadsheets
    }
    if (const auto fault = check_characters(text)) {
        refuse({LineIndex(text).locate(file, fault->offset), fault->message});
    }
    CsvTable table{file, {}, {}};
    std::vector<Problem> problems;
    char separator = ',';
    std::optional<char> stated;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (std::all_of(line.begin(), line.end(), is_space)) {
            continue;
        }
        if (table.header.cells.empty() && !stated) {
            stated = stated_separator(line, {file, number, 1}, problems);
            if (stated) {
                continue;
            }
        }
        if (table.header.cells.empty()) {
            separator = stated.value_or(separator_of(line));
            table.header = {number, LineReader(line, separator, {file, number, 1}, problems).cells()};
            check_header(table, problems);
        } else {
            add_row(table, {number, LineReader(line, separator, {file, number, 1}, problems).cells()}, separator,
                    problems);
        }
    }
    if (table.header.cells.empty()) {
        refuse_file(file, "the table is empty; its first line holds the names of the columns");
    }
    if (separator == ';') {
        write_with_points(table, problems);
    }
    if (!problems.empty()) {
        throw ConfigurationError(std::move(problems));
    }
    return table;
}

CsvTable read_csv(const std::filesystem::path& path) {
    const TextFile content = read_text_file(path, most_table_bytes);
    if (!content.failure.empty()) {
        refuse_file(path.string(), "cannot read this file: " + content.failure);
    }
    return parse_csv(content.text, path.string());
}

Node csv_value(const CsvTable& table, const CsvRow& row, std::size_t cell) {
    const CsvCell& from = row.cells[cell];
    Node node;
    node.kind = Node::Kind::text;
    node.text = from.text;
    if (!from.quoted && !from.text.empty()) {
        const std::optional<double> number = number_of(from.text);
        if (number && from.text.find_first_not_of("+-0123456789") == std::string::npos) {
            node.kind = Node::Kind::integer;
            node.text = without_leading_zeros(from.text);
        } else if (number) {
            node.kind = Node::Kind::real;
            node.text = toml_real(*number); // ".5" and "5." are numbers in a table, in TOML they are not
        } else if (from.text == "true" || from.text == "false" || from.text.front() == '[' ||
                   from.text.front() == '{' || (from.text.front() >= '0' && from.text.front() <= '9')) {
            node = parsed_value(from.text); // also dates
        }
    }
    node.name = table.header.cells[cell].text;
    put_at(node, {row.line, from.column});
    return node;
}

} // namespace actorhood::sim
