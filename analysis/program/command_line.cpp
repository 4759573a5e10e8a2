#include "analysis/program/command_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>
#include <unistd.h>

#include <boost/program_options/parsers.hpp>

#include "analysis/notices.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/config/written_date.hpp"
#include "sim/core/error.hpp"
#include "sim/output/checksum.hpp"
#include "sim/output/result_path.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;
using Texts = std::vector<std::string>;

/// A word without blanks at its ends.
std::string trimmed(const std::string& word) {
    const std::size_t first = word.find_first_not_of(" \t");
    return first == std::string::npos ? "" : word.substr(first, word.find_last_not_of(" \t") - first + 1);
}

/// A time in years, as a number or as a month: 2030, 2030.5, 2030-06 or 2030-06-01.
double time_in_years(const std::string& text, const std::string& option) {
    if (const std::optional<sim::Day> day = sim::to_day(text)) {
        return sim::years_of_month(day->year, day->month);
    }
    return finite_number(text, option);
}

/// "2030:2040", which ends where 2040 begins
std::pair<double, double> span_of_years(const std::string& text, const std::string& option) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        throw Error(ExitCode::usage, option + ": write FROM:TO, e.g. 2030:2040, not '" + text + "'");
    }
    const std::pair span{time_in_years(text.substr(0, colon), option), time_in_years(text.substr(colon + 1), option)};
    if (span.first == span.second) {
        throw Error(ExitCode::usage, option + ": the span " + text + " ends where it begins; a whole year is " +
                                         sim::plain_number(span.first) + ":" + sim::plain_number(span.first + 1.0));
    }
    if (span.first > span.second) {
        throw Error(ExitCode::usage,
                    option + ": the span " + text + " ends before it begins; write the earlier year " + "first");
    }
    return span;
}

/// "group=member,outside"; of several for one axis all labels count.
std::vector<AxisChoice> axis_choices(const std::vector<std::string>& texts) {
    std::vector<AxisChoice> choices;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        const std::string axis = trimmed(text.substr(0, equals));
        const std::vector<std::string> labels = equals == std::string::npos
                                                    ? std::vector<std::string>{}
                                                    : words_between_commas({text.substr(equals + 1)});
        if (axis.empty() || labels.empty()) {
            throw Error(ExitCode::usage, "--axis: write AXIS=PLACE, e.g. group=member, not '" + text + "'");
        }
        const auto known = std::find_if(choices.begin(), choices.end(),
                                        [&](const AxisChoice& choice) { return choice.axis == axis; });
        AxisChoice& choice = known != choices.end() ? *known : choices.emplace_back();
        choice.axis = axis;
        choice.labels.insert(choice.labels.end(), labels.begin(), labels.end());
    }
    return choices;
}

} // namespace

std::vector<std::string> words_between_commas(const std::vector<std::string>& lists) {
    std::vector<std::string> words;
    for (const std::string& list : lists) {
        for (std::size_t at = 0; at <= list.size();) {
            const std::size_t end = std::min(list.find(',', at), list.size());
            if (std::string word = trimmed(list.substr(at, end - at)); !word.empty()) {
                words.push_back(std::move(word));
            }
            at = end + 1;
        }
    }
    return words;
}

double finite_number(const std::string& text, const std::string& option) {
    std::size_t used = 0;
    double value = 0.0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (used == 0 || used != text.size() || !std::isfinite(value)) {
        throw Error(ExitCode::usage, option + ": '" + text + "' is not a number");
    }
    return value;
}

namespace {

/// ", did you mean '--variables'?" for a slip of the keyboard, or for what other programs call an option; else nothing.
std::string suggestion(const std::string& given, const options::options_description& described) {
    constexpr std::array<std::string_view, 3> levels{"--level", "--alpha", "--confidence"};
    std::vector<std::string> names;
    for (const auto& option : described.options()) {
        names.push_back("--" + option->long_name());
    }
    const std::optional<std::string> near = sim::closest_word(given, names);
    const bool is_level = std::ranges::find(levels, given) != levels.end();
    const bool has_level = is_level && std::ranges::find(names, "--interval") != names.end();
    const std::string meant = (has_level ? "'--interval'" : std::string()) + (has_level && near ? " or " : "") +
                              (near ? "'" + *near + "'" : std::string());
    return meant.empty() ? "" : ", did you mean " + meant + "?";
}

/// What to do instead of naming a file, for commands that have no option for one.
std::string instead_of_file(const std::string& given, const std::string& command) {
    const bool is_file = given.starts_with("-o") || given == "--output" || given == "--out";
    return is_file ? "; " + command + " writes to the standard output: > FILE" : "";
}

/// The options of a command, one a line: name, letter, name of the value, help; with tabs between.
std::string option_lines(const options::options_description& described) {
    std::string lines;
    for (const auto& option : described.options()) {
        // "-o" for an option with a letter, otherwise its name without dashes
        const std::string shortest =
            option->canonical_display_name(options::command_line_style::allow_dash_for_short);
        const std::string value = option->format_parameter(); // "SHARE (=0.9)"
        std::string words;                                    // after a tab, with blanks between
        if (const auto* const known = dynamic_cast<const OneOf*>(option->semantic().get())) {
            for (const std::string& word : known->words()) {
                words += (words.empty() ? "\t" : " ") + word;
            }
        }
        lines += option->long_name() + '\t' + (shortest.starts_with('-') ? shortest.substr(1) : std::string()) +
                 '\t' + value.substr(0, value.find(" (=")) + '\t' + option->description() + words + '\n';
    }
    return lines;
}

/// An option as the value of another: a value was forgotten.
void check_values(const options::parsed_options& parsed, const options::options_description& described) {
    for (const auto& option : parsed.options) {
        for (const std::string& value : option.value) {
            if (value.starts_with("--") && described.find_nothrow(value.substr(2), false) != nullptr) {
                throw options::error("--" + option.string_key + " is given without a value: " + value + " follows");
            }
        }
    }
}

} // namespace

OneOf* one_of(std::vector<std::string> words) { return new OneOf(std::move(words)); }

Given read_call(const Call& call, const std::string& command, const options::options_description& described) {
    if (call.arguments == Texts{"--list-options"}) {
        throw OptionList{option_lines(described)};
    }
    options::options_description all(described);
    all.add_options()("result", options::value<Texts>());
    options::positional_options_description positions;
    positions.add("result", -1);
    Given given;
    // Whole names only, as the other commands take them: an abbreviation may mean another option tomorrow.
    constexpr auto style = static_cast<int>(options::command_line_style::default_style) &
                           ~static_cast<int>(options::command_line_style::allow_guessing);
    try {
        const auto parsed =
            options::command_line_parser(call.arguments).options(all).positional(positions).style(style).run();
        check_values(parsed, described);
        options::store(parsed, given.options);
    } catch (const options::unknown_option& error) {
        const std::string name = error.get_option_name();
        throw Error(ExitCode::usage, error.what() + suggestion(name, described) + instead_of_file(name, command) +
                                         "; see " + call.program + " " + command + " --help");
    } catch (const options::error& error) {
        throw Error(ExitCode::usage, std::string(error.what()) + "; see " + call.program + " " + command + " --help");
    }
    if (given.has("result")) {
        given.results = given.options["result"].as<Texts>();
    }
    return given;
}

void add_selection(options::options_description& description) {
    description.add_options()("variables", options::value<Texts>()->value_name("A,B")->composing(),
                              "variables, * for any text (default: the file's headline variables, or all with one "
                              "number a time)")(
        "at", options::value<std::string>()->value_name("YEAR"),
        "recorded time nearest to YEAR, or a month such as 2030-06 (default: the last in common)")(
        "average", options::value<std::string>()->value_name("FROM:TO"),
        "mean from the beginning of FROM up to that of TO: 2030:2040 are ten years")(
        "axis", options::value<Texts>()->value_name("AXIS=A,B")->composing(),
        "only these places of an axis, e.g. group=member")("sum", "sum over the places of axes, not the mean")(
        "by", options::value<std::string>()->value_name("AXIS"), "a line for each place of an axis")(
        "interval", options::value<std::string>()->value_name("SHARE")->default_value("0.9"), "level of intervals");
}

void add_places_of_output(options::options_description& description) {
    description.add_options()("at", options::value<std::string>()->value_name("YEAR"),
                              "recorded time nearest to YEAR, or a month such as 2030-06 (default: the last)")(
        "average", options::value<std::string>()->value_name("FROM:TO"),
        "mean from the beginning of FROM up to that of TO: 2030:2040 are ten years")(
        "axis", options::value<Texts>()->value_name("AXIS=A,B")->composing(),
        "only these places of an output's axis, e.g. group=member")("sum",
                                                                    "sum over the places of axes, not the mean")(
        "interval", options::value<std::string>()->value_name("SHARE")->default_value("0.9"), "level of intervals");
}

Selection selection_of(const Given& given) {
    refuse_both(given, "at", "average");
    Selection selection;
    if (given.has("interval")) {
        selection.level = finite_number(given.text("interval"), "--interval");
    }
    if (!(selection.level > 0.0 && selection.level < 1.0)) {
        throw Error(ExitCode::usage, "the level of intervals must be between 0 and 1, e.g. 0.9");
    }
    if (given.has("variables")) {
        selection.variables = words_between_commas(given.options["variables"].as<Texts>());
        if (selection.variables.empty()) {
            throw Error(ExitCode::usage, "--variables: no variable is named");
        }
    }
    if (given.has("at")) {
        selection.at = time_in_years(given.text("at"), "--at");
    }
    if (given.has("average")) {
        selection.average = span_of_years(given.text("average"), "--average");
    }
    if (given.has("years")) {
        selection.average = span_of_years(given.text("years"), "--years");
    }
    if (given.has("axis")) {
        selection.places = axis_choices(given.options["axis"].as<Texts>());
    }
    if (given.has("by")) {
        selection.by = given.text("by");
    }
    selection.over = given.has("sum") ? Over::sum : Over::mean;
    return selection;
}

SensitivityMethod method_named(const std::string& word) {
    for (const SensitivityMethod method :
         {SensitivityMethod::sobol, SensitivityMethod::morris, SensitivityMethod::rank}) {
        if (word == method_word(method)) {
            return method;
        }
    }
    throw Error(ExitCode::usage, "--method: '" + word + "' is none; there is: sobol, morris, rank");
}

RankedOutput output_named(const std::string& word, bool lower_is_better, const std::string& option) {
    const std::size_t colon = word.find(':');
    const std::string direction = colon == std::string::npos ? "" : word.substr(colon + 1);
    if (colon != std::string::npos && direction != "lower" && direction != "higher") {
        throw Error(ExitCode::usage, option + ": write NAME, NAME:lower or NAME:higher, not '" + word + "'");
    }
    return {word.substr(0, colon), direction.empty() ? lower_is_better : direction == "lower"};
}

std::string shown(const Given& given, const std::string& answer) {
    return given.has("csv") || given.has("json") ? answer : sim::printable(answer);
}

void notice(const std::string& text) { std::cerr << "notice: " << sim::printable(text) << '\n'; }

void tell_beside_csv(const Given& given, const std::vector<std::string>& notices) {
    for (const std::string& text : given.has("csv") ? each_once(notices) : std::vector<std::string>()) {
        notice(text);
    }
}

void tell_unsealed(const std::vector<std::string>& results) {
    std::vector<std::string> notices;
    for (const std::string& result : results) {
        if (const std::filesystem::path file = sim::result_path(result); !sim::bears_seal(file)) {
            notices.push_back(sim::unsealed_notice(file));
        }
    }
    for (const std::string& text : each_once(notices)) {
        notice(text);
    }
}

void refuse_terminal(const std::string& command, const std::string& what, const std::string& file) {
    if (::isatty(STDOUT_FILENO) == 1) {
        throw Error(ExitCode::usage, command + ": " + what + " is not for a terminal; write it with -o " + file);
    }
}

void refuse_both(const Given& given, const char* a, const char* b) {
    if (given.has(a) && given.has(b)) {
        throw Error(ExitCode::usage, "--" + std::string(a) + " and --" + b + " exclude each other");
    }
}

} // namespace actorhood::analysis::program
