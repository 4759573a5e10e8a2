#include "sim/config/reference.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "sim/config/format.hpp"
#include "sim/config/json.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/archive.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t text_width = 110;

std::string table_of(const std::string& key) {
    const std::size_t dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot);
}

std::string name_of(const std::string& key) { return key.substr(key.rfind('.') + 1); }

/// The parameters that stand under one [table], which TOML allows only once in a file.
struct Table {
    std::string key;
    std::string meaning;
    std::vector<const Parameter*> parameters;
};

std::vector<Table> tables_of(const Schema& schema) {
    // Keys without a table must come first: behind a [table] they would belong to it.
    std::vector<Table> tables{{"", "", {}}};
    for (const Parameter& parameter : schema.parameters()) {
        const std::string key = table_of(parameter.key);
        auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) { return table.key == key; });
        if (found == tables.end()) {
            found = tables.insert(tables.end(), {key, "", {}});
        }
        found->parameters.push_back(&parameter);
    }
    for (Table& table : tables) {
        for (const SectionText& section : schema.sections()) {
            if (section.key == table.key) {
                table.meaning = section.meaning;
            }
        }
    }
    if (tables.front().parameters.empty()) {
        tables.erase(tables.begin());
    }
    return tables;
}

/// A text as comment lines of limited width.
std::string comment(const std::string& text) {
    std::string result;
    std::string line = "#";
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(' ', start), text.size());
        if (line.size() > 1 && line.size() + 1 + end - start > text_width) {
            result += line + "\n";
            line = "#";
        }
        line += " " + text.substr(start, end - start);
        start = end + 1;
    }
    return result + line + "\n";
}

std::string sweep_text(const Parameter& parameter) {
    return parameter.sweepable ? plain_number(parameter.sweep_low) + " to " + plain_number(parameter.sweep_high) : "";
}

bool has_unit(const Parameter& parameter) {
    return parameter.kind != Parameter::Kind::boolean && parameter.kind != Parameter::Kind::text &&
           parameter.kind != Parameter::Kind::choice && parameter.kind != Parameter::Kind::texts &&
           parameter.kind != Parameter::Kind::changes && parameter.kind != Parameter::Kind::written &&
           parameter.kind != Parameter::Kind::date && parameter.kind != Parameter::Kind::seed;
}

/// "unit EUR; accepted at least 0; swept 1 to 5; source: ..."
std::string facts(const Parameter& parameter) {
    std::string text;
    const auto add = [&](const std::string& title, const std::string& fact) {
        if (!fact.empty()) {
            text += (text.empty() ? "" : "; ") + title + fact;
        }
    };
    add("symbol: ", parameter.symbol);
    add("unit ", has_unit(parameter) ? parameter.unit : "");
    add("accepted: ", parameter.accepted_text());
    if (parameter.kind == Parameter::Kind::vector) {
        std::string labels;
        for (const std::string& label : parameter.labels) {
            labels += (labels.empty() ? "" : ", ") + label;
        }
        add("elements: ", labels);
    }
    add("sweep: ", sweep_text(parameter));
    add("source: ", parameter.source);
    return text;
}

std::string documented(const Parameter& parameter, const std::string& name) {
    const std::string value =
        parameter.default_text.empty() ? "# " + name + " = (left out)" : name + " = " + parameter.default_text;
    return comment(parameter.meaning) + comment(facts(parameter)) + value + "\n";
}

/// Puts "# " before every line.
std::string commented_out(const std::string& text) {
    std::string result;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        result += (end == start ? "#" : "# ") + text.substr(start, end - start) + "\n";
        start = end + 1;
    }
    return result;
}

std::string sample_entry(const ListDeclaration& list, const std::string& prefix) {
    std::string text = "[[" + prefix + list.key + "]]\n";
    list.describe([&](Schema& entry) {
        for (const Parameter& parameter : entry.parameters()) {
            text += documented(parameter, parameter.key);
        }
        for (const ListDeclaration& inner : entry.lists()) {
            text += "\n" + comment(inner.meaning) + sample_entry(inner, prefix + list.key + ".");
        }
    });
    return text;
}

/// "key = value", or nothing for what is left out.
std::string resolved_line(const Parameter& parameter, const std::string& name) {
    const std::string value = parameter.value_text();
    const bool unsaid = value.empty() || (parameter.unwritten_default && value == parameter.default_text);
    return unsaid ? "" : name + " = " + value + "\n";
}

std::string resolved_lists(const Schema& schema, const std::string& prefix) {
    std::string text;
    for (const ListDeclaration& list : schema.lists()) {
        list.each([&](Schema& entry) {
            text += "\n[[" + prefix + list.key + "]]\n";
            for (const Parameter& parameter : entry.parameters()) {
                text += resolved_line(parameter, parameter.key);
            }
            text += resolved_lists(entry, prefix + list.key + ".");
        });
    }
    return text;
}

/// Calls `use` with every parameter and its key, entries of lists as "list[].key".
void for_each_parameter(const Schema& schema, const std::string& prefix,
                        const std::function<void(const std::string& key, const Parameter&)>& use) {
    for (const Parameter& parameter : schema.parameters()) {
        use(prefix + parameter.key, parameter);
    }
    for (const ListDeclaration& list : schema.lists()) {
        list.describe([&](Schema& entry) { for_each_parameter(entry, prefix + list.key + "[].", use); });
    }
}

bool matches(const std::string& key, const Parameter& parameter, std::string_view filter) {
    std::string plain_key; // "cluster.member.name" of "cluster[].member[].name"
    std::copy_if(key.begin(), key.end(), std::back_inserter(plain_key), [](char c) { return c != '[' && c != ']'; });
    return holds_words(key + " " + plain_key + " " + parameter.meaning + " " + parameter.source, filter);
}

std::vector<std::string> parts_of_key(const std::string& key) {
    std::vector<std::string> parts;
    std::istringstream stream(key);
    for (std::string part; std::getline(stream, part, '.');) {
        parts.push_back(part);
    }
    return parts;
}

/// "cluster.3.region" of "cluster[3].region", as messages name entries, and "cluster.region" of "cluster[].region".
std::string with_points(const std::string& word) {
    std::string text;
    for (const char letter : word) {
        if (letter == '[') {
            text += '.';
        } else if (letter == ']' && text.ends_with('.')) {
            text.pop_back();
        } else if (letter != ']') {
            text += letter;
        }
    }
    return text;
}

/// "cluster." of "[[cluster]]", as tables begin in files; other words as they are.
std::string of_table_header(const std::string& word) {
    const std::size_t first = word.find_first_not_of('[');
    const std::size_t last = word.find_last_not_of(']');
    const bool header = first != std::string::npos && first > 0 && last + 1 < word.size();
    return header ? word.substr(first, last + 1 - first) + "." : word;
}

/// Whether names or numbers of entries may stand behind names of lists.
enum class Entries { left_out, named };

/// True if `written` from its part `w` on leads to `key` from its part `k` on; the last part may be the beginning of one.
bool leads_to(const std::vector<std::string>& written, std::size_t w, const std::vector<std::string>& key,
              std::size_t k, Entries entries) {
    if (w == written.size()) {
        return true;
    }
    if (k == key.size()) {
        return false;
    }
    const bool is_list = key[k].ends_with("[]");
    const std::string name = key[k].substr(0, key[k].size() - (is_list ? 2 : 0));
    const bool is_last = w + 1 == written.size();
    if (written[w] != "*" && (is_last ? !name.starts_with(written[w]) : name != written[w])) {
        return false;
    }
    return leads_to(written, w + 1, key, k + 1, entries) ||
           (entries == Entries::named && is_list && !is_last && leads_to(written, w + 2, key, k + 1, entries));
}

/// Parameters that a search asks for: by words, or where these lead nowhere by keys as people write them, such as
/// "funding.*" or "cluster.member.", or else with names of entries: "practice.cloud.cost", "cluster.1.region".
class Search {
public:
    Search(const Schema& schema, std::string_view filter) : filter_(filter) {
        std::istringstream words(filter_);
        for (std::string written; words >> written;) {
            const std::string word = of_table_header(written);
            std::vector<std::string> parts = parts_of_key(with_points(word));
            if (word.ends_with('.')) {
                parts.emplace_back("*"); // all behind the point
            } else if (word.ends_with('*') && parts.back() != "*") {
                parts.back().pop_back(); // the beginning of a part finds it
            }
            keys_.push_back(std::move(parts));
        }
        for_each_parameter(schema, "", [&](const std::string& key, const Parameter& parameter) {
            by_words_ = by_words_ || matches(key, parameter, filter_);
            without_entries_ = without_entries_ || leads(key, Entries::left_out);
        });
    }
    [[nodiscard]] bool finds(const std::string& key, const Parameter& parameter) const {
        return by_words_ ? matches(key, parameter, filter_)
                         : leads(key, without_entries_ ? Entries::left_out : Entries::named);
    }

private:
    [[nodiscard]] bool leads(const std::string& key, Entries entries) const {
        return std::all_of(keys_.begin(), keys_.end(), [&](const std::vector<std::string>& written) {
            return !written.empty() && leads_to(written, 0, parts_of_key(key), 0, entries);
        });
    }

    std::string filter_;
    bool by_words_ = false;
    bool without_entries_ = false;
    std::vector<std::vector<std::string>> keys_;
};

std::string cell(const std::string& text) {
    std::string result;
    for (const char c : text) {
        result += c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
    }
    return result;
}

/// The table of a parameter that a section treats: its own, or the nearest one above ("funding" for "funding.mix").
std::string treated_table(const std::string& key, const std::map<std::string, std::string>& sections) {
    std::string table = key;
    if (const std::size_t list = table.rfind("[]"); list != std::string::npos) {
        table.erase(list); // "instrument[].programme": the innermost list
        const std::size_t outer = table.rfind("[].");
        table.erase(0, outer == std::string::npos ? 0 : outer + 3);
    } else {
        table = table_of(table);
    }
    while (!table.empty() && !sections.contains(table)) {
        table = table_of(table);
    }
    if (table.empty()) {
        throw std::runtime_error("no section of the document treats the table of '" + key + "', which has a symbol");
    }
    return table;
}

/// 7.10 behind 7.9.
double section_order(const std::string& section) {
    const std::size_t dot = section.find('.');
    const double part = dot == std::string::npos ? 0.0 : static_cast<double>(std::stoi(section.substr(dot + 1)));
    return static_cast<double>(std::stoi(section)) * 1000.0 + part;
}

std::string markdown_rows(const std::vector<const Parameter*>& parameters) {
    std::string text =
        "| key | unit | default | accepted | sweep | meaning | source |\n"
        "|---|---|---|---|---|---|---|\n";
    for (const Parameter* parameter : parameters) {
        const std::string value =
            parameter->default_text.empty() ? "left out" : "`" + cell(parameter->default_text) + "`";
        text += "| `" + parameter->key + "` | " + (has_unit(*parameter) ? cell(parameter->unit) : "") + " | " +
                value + " | " + cell(parameter->accepted_text()) + " | " + sweep_text(*parameter) + " | " +
                cell(parameter->meaning) + " | " + cell(parameter->source) + " |\n";
    }
    return text;
}

std::string markdown_lists(const Schema& schema, const std::string& prefix) {
    std::string text;
    for (const ListDeclaration& list : schema.lists()) {
        list.describe([&](Schema& entry) {
            std::vector<const Parameter*> parameters;
            for (const Parameter& parameter : entry.parameters()) {
                parameters.push_back(&parameter);
            }
            text += "\n### `[[" + prefix + list.key + "]]`: " + list.meaning + "\n\nAt most " +
                    std::to_string(list.maximum) + " entries.\n\n" + markdown_rows(parameters) +
                    markdown_lists(entry, prefix + list.key + ".");
        });
    }
    return text;
}

std::string kind_name(Parameter::Kind kind) {
    constexpr std::array names{"real", "integer", "boolean", "text",  "choice",  "vector", "series",
                               "date", "seed",    "numbers", "texts", "changes", "written"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string parameter_json(const std::string& key, const Parameter& parameter) {
    const std::string sweep =
        parameter.sweepable ? json_numbers({parameter.sweep_low, parameter.sweep_high}) : "null";
    return json_object({{"key", json_text(key)},
                        {"kind", json_text(kind_name(parameter.kind))},
                        {"unit", json_text(parameter.unit)},
                        {"default", json_text(parameter.default_text)},
                        {"low", json_number(parameter.low)},
                        {"high", json_number(parameter.high)},
                        {"labels", json_texts(parameter.labels)},
                        {"sweep", sweep},
                        {"structural", json_flag(parameter.structural)},
                        {"meaning", json_text(parameter.meaning)},
                        {"symbol", json_text(parameter.symbol)},
                        {"source", json_text(parameter.source)}});
}

} // namespace

std::string reference_toml(const Schema& schema) {
    std::string text = "# Every parameter with its default. Generated from the declarations in the source.\n";
    for (const Table& table : tables_of(schema)) {
        text += "\n";
        if (!table.meaning.empty()) {
            text += comment(table.meaning);
        }
        if (!table.key.empty()) {
            text += "[" + table.key + "]\n";
        }
        for (const Parameter* parameter : table.parameters) {
            text += documented(*parameter, name_of(parameter->key));
        }
    }
    for (const LibraryDeclaration& library : schema.libraries()) {
        text += "\n" + comment(library.meaning) + "# " + library.files_key + " = []\n";
    }
    for (const ListDeclaration& list : schema.lists()) {
        text += "\n" + comment(list.meaning + " (at most " + std::to_string(list.maximum) + " entries)") +
                commented_out(sample_entry(list, ""));
    }
    return text;
}

std::string resolved_toml(const Schema& schema) {
    std::string text;
    for (const Table& table : tables_of(schema)) {
        if (!table.key.empty()) {
            text += (text.empty() ? "[" : "\n[") + table.key + "]\n";
        }
        for (const Parameter* parameter : table.parameters) {
            text += resolved_line(*parameter, name_of(parameter->key));
        }
    }
    return text + resolved_lists(schema, "");
}

std::string parameters_hash(const Schema& schema) {
    const std::string text = resolved_toml(schema);
    std::array<char, 16> digits{};
    const std::uint64_t hash = hash_bytes(text.data(), text.size());
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
    const std::string hexadecimal(digits.data(), end);
    return std::string(digits.size() - hexadecimal.size(), '0') + hexadecimal;
}

std::string markdown_tables(const Schema& schema) {
    std::string text;
    for (const Table& table : tables_of(schema)) {
        const std::string title = table.key.empty() ? "Top of the file" : "`[" + table.key + "]`";
        text += (text.empty() ? "### " : "\n### ") + title + (table.meaning.empty() ? "" : ": " + table.meaning) +
                "\n\n" + markdown_rows(table.parameters);
    }
    return text + markdown_lists(schema, "");
}

std::string markdown_symbols(const Schema& schema, const std::map<std::string, std::string>& sections) {
    std::multimap<double, std::string> rows; // by number of the section, in the order of declaration
    for_each_parameter(schema, "", [&](const std::string& key, const Parameter& parameter) {
        if (parameter.symbol.empty()) {
            return;
        }
        const std::string table = treated_table(key, sections);
        const std::string& section = sections.at(table);
        rows.emplace(section_order(section), "| " + section + " | `" + cell(parameter.symbol) + "` | `" + key +
                                                 "` | " + parameter.unit + " | `" + cell(parameter.default_text) +
                                                 "` |\n");
    });
    std::string text =
        "| section | symbol | key | unit | default |\n"
        "|---|---|---|---|---|\n";
    for (const auto& [order, row] : rows) {
        text += row;
    }
    return text;
}

std::string parameters_text(const Schema& schema, std::string_view filter) {
    std::string text;
    bool of_entries = false;
    const Search search(schema, filter);
    for_each_parameter(schema, "", [&](const std::string& key, const Parameter& parameter) {
        if (search.finds(key, parameter)) {
            of_entries |= key.find("[]") != std::string::npos;
            const std::string value = parameter.default_text.empty() ? "(left out)" : parameter.default_text;
            text += key + " = " + value + "\n    " + parameter.meaning + "\n    " + facts(parameter) + "\n";
        }
    });
    if (of_entries) {
        text +=
            "\nKeys with [] belong to the entries of a list: list[].key stands as key below [[list]], once for each\n"
            "entry, and an entry with a name is changed from outside as list.NAME.key.\n";
    }
    return text;
}

std::string parameters_json(const Schema& schema, std::string_view filter) {
    std::vector<std::string> matching;
    const Search search(schema, filter);
    for_each_parameter(schema, "", [&](const std::string& key, const Parameter& parameter) {
        if (search.finds(key, parameter)) {
            matching.push_back(parameter_json(key, parameter));
        }
    });
    return json_list(matching);
}

} // namespace actorhood::sim
