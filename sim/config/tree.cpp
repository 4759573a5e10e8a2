#include "sim/config/tree.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <map>
#include <sstream>
#include <tuple>

#include <toml.hpp>

#include "sim/config/format.hpp"
#include "sim/config/number.hpp"
#include "sim/config/spelling.hpp"
#include "sim/config/text_file.hpp"
#include "sim/config/written_date.hpp"

namespace actorhood::sim {

namespace {

using Value = toml::basic_value<toml::discard_comments, std::map, std::vector>;

/// Copies the library's tree into ours.
class Converter {
public:
    Converter(std::string_view text, const LineIndex& lines) : text_(text), lines_(lines) {}

    [[nodiscard]] Node convert(const Value& value, const std::string& name) const {
        Node node;
        node.name = name;
        const auto* region = dynamic_cast<const toml::detail::region*>(toml::detail::get_region(value));
        const auto offset =
            region == nullptr ? std::size_t{0} : static_cast<std::size_t>(region->first() - region->begin());
        node.value = position(offset);
        node.key = position(key_offset(offset));
        fill(node, value, region == nullptr ? "" : region->str());
        return node;
    }

private:
    void fill(Node& node, const Value& value, const std::string& token) const {
        switch (value.type()) {
        case toml::value_t::table:
            node.kind = Node::Kind::table;
            for (const auto& [name, member] : value.as_table()) {
                node.children.push_back(convert(member, name));
            }
            std::stable_sort(node.children.begin(), node.children.end(), [](const Node& a, const Node& b) {
                return std::tie(a.value.line, a.value.column) < std::tie(b.value.line, b.value.column);
            });
            return;
        case toml::value_t::array:
            node.kind = Node::Kind::array;
            for (const Value& member : value.as_array()) {
                node.children.push_back(convert(member, ""));
            }
            return;
        case toml::value_t::string:
            node.kind = Node::Kind::text;
            node.text = value.as_string().str;
            return;
        default:
            node.kind = kind_of(value.type());
            node.text = token;
        }
    }

    static Node::Kind kind_of(toml::value_t type) {
        switch (type) {
        case toml::value_t::boolean:
            return Node::Kind::boolean;
        case toml::value_t::integer:
            return Node::Kind::integer;
        case toml::value_t::floating:
            return Node::Kind::real;
        case toml::value_t::local_date:
            return Node::Kind::date;
        default:
            return Node::Kind::time;
        }
    }

    [[nodiscard]] Position position(std::size_t offset) const {
        const Location where = lines_.locate("", offset);
        return {where.line, where.column};
    }

    /// Where the last part of the key stands that the value at `offset` is given to.
    [[nodiscard]] std::size_t key_offset(std::size_t offset) const {
        const std::size_t start = lines_.line_start(offset);
        std::size_t at = offset;
        const auto skip_blanks = [&] {
            while (at > start && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) {
                --at;
            }
        };
        skip_blanks();
        if (at == start || text_[at - 1] != '=') {
            return header_offset(offset);
        }
        --at;
        skip_blanks();
        if (at > start && (text_[at - 1] == '"' || text_[at - 1] == '\'')) {
            const std::size_t open = at < 2 ? std::string_view::npos : text_.rfind(text_[at - 1], at - 2);
            return open == std::string_view::npos || open < start ? start : open;
        }
        while (at > start && std::string_view(" \t.,{[=").find(text_[at - 1]) == std::string_view::npos) {
            --at;
        }
        return at;
    }

    /// Behind the brackets of [table] and [[list]].
    [[nodiscard]] std::size_t header_offset(std::size_t offset) const {
        if (offset != lines_.line_start(offset)) {
            return offset;
        }
        const std::size_t name = text_.find_first_not_of("[ \t", offset);
        return name == std::string_view::npos ? offset : name;
    }

    std::string_view text_;
    const LineIndex& lines_;
};

/// What the library says: " --> file", " 3 | text", "   |  ^--- comment", with one block a place.
struct Report {
    std::string headline;
    std::size_t first_line{};
    std::size_t line{};
    std::size_t column{}; ///< in bytes, from 1
    std::string comment;
};

Report read_report(const std::string& what) {
    Report report;
    std::istringstream rows(what);
    std::string row;
    std::getline(rows, report.headline);
    std::string previous;
    while (std::getline(rows, row)) {
        const std::size_t digits = previous.find_first_not_of(' ');
        const std::size_t bar = previous.find(" | ");
        std::size_t line = 0;
        const bool numbered =
            digits != std::string::npos && bar != std::string::npos && digits < bar &&
            std::from_chars(previous.data() + digits, previous.data() + bar, line).ptr == previous.data() + bar;
        const std::size_t mark = row.find_first_of("^~");
        if (numbered && mark != std::string::npos && mark >= bar + 3) {
            report.first_line = report.first_line == 0 ? line : report.first_line;
            report.line = line;
            report.column = mark - bar - 2;
            const std::size_t comment = row.find_first_not_of("^~- ", mark);
            report.comment = comment == std::string::npos ? "" : row.substr(comment);
            previous.clear();
        } else {
            previous = row;
        }
    }
    return report;
}

/// The text between two marks, or "".
std::string between(const std::string& text, std::string_view open, std::string_view close) {
    const std::size_t start = text.find(open);
    if (start == std::string::npos) {
        return "";
    }
    const std::size_t end = text.find(close, start + open.size());
    return end == std::string::npos ? "" : text.substr(start + open.size(), end - start - open.size());
}

/// The library's own words, without its decoration.
std::string library_words(const Report& report) {
    const std::string& headline = report.headline;
    const std::size_t prefix = headline.find_first_not_of(' ', headline.starts_with("[error]") ? 7 : 0);
    std::string text = prefix == std::string::npos ? "" : headline.substr(prefix);
    if (text.starts_with("toml::")) {
        text.erase(0, std::min(text.find(':', 6) + 1, text.size()));
    }
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    while (text.ends_with('.') || text.ends_with(' ')) {
        text.pop_back();
    }
    if (!report.comment.empty() && report.comment != "here") {
        text += (text.empty() ? "" : ": ") + report.comment;
    }
    return text;
}

std::string plain_message(const Report& report) {
    const std::string& headline = report.headline;
    const auto says = [&](std::string_view words) { return headline.find(words) != std::string::npos; };
    const std::string key = between(headline, "(\"", "\")");
    if (says("already exists") || says("collides") || says("cannot be defined")) {
        return "'" + shortened(key) + "' is given twice, first on line " + std::to_string(report.first_line) +
               "; keep one of them";
    }
    if (says("neither table nor an array of tables")) {
        return "'" + shortened(between(headline, "target (", ")")) + "' is a value since line " +
               std::to_string(report.first_line) + " and cannot have keys of its own";
    }
    if (report.comment == "the next token is not a boolean" || says("unknown value appeared") ||
        report.comment == "it is not a valid value.") {
        return "this is not a value; text needs quotes, as in \"text\"";
    }
    if (const std::string got = between(report.comment, "expected newline, but got '", "'."); !got.empty()) {
        return "unexpected '" + got + "' after the value; " +
               (got == "," ? "decimals are written with a point" : "each key needs a line of its own");
    }
    if (says("invalid date")) {
        return "there is no such day";
    }
    if (says("missing key-value separator")) {
        return "there is no '=' after the key; write key = value";
    }
    if (says("missing value after")) {
        return "there is no value after '='";
    }
    if (says("not a valid string") || says("unknown escape sequence")) {
        return "this text has a wrong escape; write \\\\ for a backslash, or put the text in single quotes";
    }
    return "this is not TOML: " + shortened(library_words(report), 200);
}

/// How to write a word that stands for a value but is none; "" if that is not known.
std::string instead_of_word(std::string_view word) {
    if (word == "true" || word == "false" || written_number(word) == word) {
        return "";
    }
    const std::string small = lower_text(word);
    if (small == "true" || small == "on" || small == "yes") {
        return "write true instead of " + std::string(word);
    }
    if (small == "false" || small == "off" || small == "no") {
        return "write false instead of " + std::string(word);
    }
    const std::string date = instead_of_date(word);
    return date.starts_with("write") ? date : instead_of_number(word);
}

/// What to do about what stands behind a number; "" if that is not known.
std::string instead_of_rest(std::string_view value) {
    const std::size_t end = std::min(value.find_first_not_of("0123456789.+-"), value.size());
    const std::string_view rest = value.substr(std::min(value.find_first_not_of(" \t", end), value.size()));
    // Not of a number that goes on, in another way of writing.
    const bool continues = end < value.size() && std::string_view("_xob").find(value[end]) != std::string_view::npos;
    if (!written_number(value.substr(0, end)) || rest.empty() || continues ||
        rest.find_first_of("=,/") != std::string_view::npos) {
        return "";
    }
    if (rest == "%") {
        return "write a share instead of per cent: 0.5 for 50 %";
    }
    if (rest.find_first_not_of("0123456789 ") == std::string_view::npos) {
        return "write a number without spaces in it";
    }
    return "write the number alone: its unit is that of the parameter";
}

/// How to write the value on a line, if it is written as people do; else "".
std::string instead_of_value(std::string_view line) {
    const std::size_t equals = line.find_first_of("=#[{");
    if (equals == std::string_view::npos || line[equals] != '=') {
        return ""; // no key stands in front
    }
    if (line.substr(equals).starts_with("==")) {
        return "write one '=' between key and value";
    }
    const std::size_t first = line.find_first_not_of(" \t", equals + 1);
    if (first == std::string_view::npos) {
        return "";
    }
    line.remove_prefix(first);
    line = line.substr(0, line.find('#'));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string meant = instead_of_word(line.substr(0, end));
    return meant.empty() ? instead_of_rest(line) : meant;
}

Problem syntax_problem(const toml::exception& error, const LineIndex& lines, std::string_view text,
                       const std::string& file) {
    const Report report = read_report(error.what());
    Problem problem{{file, error.location().line(), error.location().column()}, plain_message(report)};
    if (report.line != 0) {
        std::size_t offset = 0;
        for (std::size_t line = 1; line < report.line && offset != std::string_view::npos; ++line) {
            offset = text.find('\n', offset);
            offset = offset == std::string_view::npos ? offset : offset + 1;
        }
        if (offset != std::string_view::npos) {
            problem.where = lines.locate(file, offset + report.column - 1);
            const std::string meant = instead_of_value(text.substr(offset, text.find('\n', offset) - offset));
            problem.message = meant.empty() ? problem.message : meant;
        }
    }
    return problem;
}

} // namespace

ParsedText parse_toml(std::string_view text, const std::string& file) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    const LineIndex lines(text);
    if (const auto fault = check_text(text)) {
        return {{}, Problem{lines.locate(file, fault->offset), fault->message}};
    }
    std::istringstream stream{std::string(text)};
    try {
        const auto value = toml::parse<toml::discard_comments, std::map, std::vector>(stream, file);
        return {Converter(text, lines).convert(value, ""), std::nullopt};
    } catch (const toml::exception& error) {
        return {{}, syntax_problem(error, lines, text, file)};
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        Problem problem;
        problem.where.file = file;
        problem.message = "this is not TOML: " + shortened(error.what(), 200);
        return {{}, problem};
    }
}

} // namespace actorhood::sim
