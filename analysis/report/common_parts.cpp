#include "analysis/report/common_parts.hpp"

#include <algorithm>
#include <set>

#include "analysis/drawing/svg.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/text.hpp"
#include "sim/config/shell.hpp"

namespace actorhood::analysis::report {

namespace {

/// A sentence with a command in it, whose words stand in the place of {1}.
std::string command_html(const Words& say, std::string_view name, const std::string& command) {
    const std::string mark = "\x01";
    const std::string sentence = say(name, {mark});
    const std::size_t at = sentence.find(mark);
    return element("p", plain(sentence.substr(0, at)) + element("code", plain(command)) +
                            plain(sentence.substr(at + mark.size())));
}

std::string times_text(const ResultFile& file) {
    return file.times().empty() ? "-" : thousandths(file.times().front()) + " – " + thousandths(file.times().back());
}

/// Words of a result.
Cell english(const std::string& words) { return {words, false, true}; }

/// A value of a parameter, short enough for a table.
std::string value_words(const std::string& value) {
    constexpr double width = 320.0;
    constexpr double letters = 10.0;
    return value.empty() ? "-" : drawing::fitted(value, width, letters);
}

} // namespace

std::string file_name(const std::string& kind, const std::string& output) {
    std::string name = kind + "_" + output + ".csv";
    std::replace_if(
        name.begin(), name.end(),
        [](char letter) {
            return !((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                     (letter >= '0' && letter <= '9') || letter == '_' || letter == '.');
        },
        '_');
    return name;
}

std::string origin_words(const Words& say, const ResultFile& file) {
    const std::string source = file.attribute("source");
    return say("rests_simulated", {source.empty() ? file.name() : source});
}

void add_misses(const Words& say, const Plan& plan, std::vector<std::string>& rests) {
    if (!plan.compared.empty()) {
        rests.push_back(say("rests_misses", {std::to_string(plan.misses.size()), plan.compared}));
    }
}

Section misses_section(const Words& say, const Plan& plan) {
    if (plan.compared.empty()) {
        return {"misses", say("section_misses"), ""};
    }
    TableText table{say("section_misses"), {say("head_pattern"), say("head_stated"), say("head_simulated")}, {}};
    for (const KnownMiss& miss : plan.misses) {
        table.rows.push_back({english(miss.measured), english(miss.stated), english(miss.simulated)});
    }
    return {"misses", say("section_misses"),
            paragraph(say("misses_words", {std::to_string(plan.misses.size()), plan.compared})) +
                (plan.misses.empty() ? "" : table_html(table))};
}

Section limits_section(const Words& say, double level) {
    return {"limits", say("section_limits"),
            list_html({say("limits_1"), say("limits_2"), say("limits_3"),
                       say("limits_4", {level_text(say, 1.0 - level)}), say("limits_5")})};
}

Section definitions_section(const Words& say, const Plan& plan, const ResultFile& file,
                            const std::vector<std::string>& variables) {
    TableText table{say("section_definitions"),
                    {say("head_output"), say("head_meaning"), say("head_unit"), say("head_source"), say("head_name")},
                    {}};
    std::set<std::string> seen;
    for (const std::string& name : variables) {
        const auto known = std::find_if(file.variables().begin(), file.variables().end(),
                                        [&](const Variable& variable) { return variable.name == name; });
        if (known != file.variables().end() && seen.insert(name).second) {
            table.rows.push_back({{capitalised(plan.words_for(name, known->long_name).label)},
                                  english(known->long_name),
                                  {unit_words(say, known->units)},
                                  english(known->source),
                                  {name}});
        }
    }
    const std::string references = file.attribute("references");
    return {"definitions", say("section_definitions"),
            (references.empty() ? "" : paragraph(say("definitions_note", {references}))) + table_html(table)};
}

Section repeat_section(const Words& say, const ReportRequest& request, const std::vector<const ResultFile*>& files) {
    TableText table{say("section_repeat"),
                    {say("head_name"), say("head_title"), say("head_seed"), say("head_hash"), say("head_version"),
                     say("head_commit"), say("head_times")},
                    {}};
    for (const ResultFile* const file : files) {
        const auto stated = [&](const char* name) {
            const std::string value = file->attribute(name);
            return Cell{value.empty() ? "-" : value};
        };
        table.rows.push_back({{file->name()},
                              stated("title"),
                              stated("master_seed"),
                              stated("parameters_hash"),
                              stated("program_version"),
                              stated("git_commit"),
                              {times_text(*file)}});
    }
    const std::string first = sim::shell_word(request.paths[0]);
    return {"repeat", say("section_repeat"),
            command_html(say, "repeat_report", request.call) +
                command_html(say, "repeat_result", "actorhood reproduce " + first) +
                command_html(say, "repeat_numbers", "actorhood export " + first) + table_html(table)};
}

Section notes_section(const Words& say, const std::vector<std::string>& notices) {
    std::vector<std::string> once;
    for (const std::string& notice : notices) {
        if (std::find(once.begin(), once.end(), notice) == once.end()) {
            once.push_back(notice);
        }
    }
    constexpr std::size_t most = 40;
    once.resize(std::min(once.size(), most));
    return {"notes", say("section_notes"), list_html(once, " lang=\"en\"")};
}

namespace {

/// Results side by side in a table; more stand below one another.
constexpr std::size_t most_side_by_side = 8;

/// A row a result, a column a parameter.
TableText values_by_result(const Words& say, const std::string& caption, const std::vector<std::string>& results,
                           const std::vector<ParameterDifference>& parameters) {
    TableText table{caption, {say("head_scenario")}, {}};
    const std::size_t columns = std::min(parameters.size(), most_side_by_side);
    for (std::size_t k = 0; k < columns; ++k) {
        table.heads.push_back(parameters[k].key);
    }
    for (std::size_t r = 0; r < results.size(); ++r) {
        std::vector<Cell> row{{results[r]}};
        for (std::size_t k = 0; k < columns; ++k) {
            row.push_back({value_words(parameters[k].values[r])});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace

std::string parameters_html(const Words& say, const Plan& plan, const std::string& caption,
                            const std::vector<std::string>& heads,
                            const std::vector<ParameterDifference>& parameters) {
    if (heads.size() > most_side_by_side) {
        std::vector<ParameterDifference> meanings = parameters;
        for (ParameterDifference& parameter : meanings) {
            parameter.values.clear();
        }
        const TableText values = values_by_result(say, caption, heads, parameters);
        const std::size_t more = std::max(values.rows.size(), most_table_rows) - most_table_rows +
                                 std::max(parameters.size(), most_side_by_side) - most_side_by_side;
        return table_html(values) + (more == 0 ? "" : paragraph(say("choices_cut", {std::to_string(more)}))) +
               parameters_html(say, plan, say("section_definitions"), {}, meanings);
    }
    TableText table{caption, {say("head_parameter")}, {}};
    table.heads.insert(table.heads.end(), heads.begin(), heads.end());
    for (const char* head : {"head_meaning", "head_unit", "head_source"}) {
        table.heads.push_back(say(head));
    }
    for (const ParameterDifference& parameter : parameters) {
        std::vector<Cell> row{{parameter.key}};
        for (const std::string& value : parameter.values) {
            row.push_back({value_words(value)});
        }
        const ParameterMeaning* const known = plan.meaning_of(parameter.key);
        row.push_back(english(known == nullptr ? "-" : known->meaning));
        row.push_back({known == nullptr ? "-" : known->unit});
        row.push_back(english(known == nullptr ? "-" : known->source));
        table.rows.push_back(std::move(row));
    }
    const std::size_t rows = table.rows.size();
    return table_html(table) +
           (rows > most_table_rows ? paragraph(say("choices_cut", {std::to_string(rows - most_table_rows)})) : "");
}

} // namespace actorhood::analysis::report
