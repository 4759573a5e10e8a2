// The analysis program: reads results, compares them, never simulates.
#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/program_options.hpp>

#include "analysis/compare.hpp"
#include "analysis/compare_text.hpp"
#include "sim/core/error.hpp"

namespace {

namespace options = boost::program_options;
using namespace actorhood;
using sim::Error;
using sim::ExitCode;

/// The name under which the program was started, for its messages: actorhood, if that started it.
std::string program = "actorhood-analysis";

std::string overview() {
    return program + R"(: reads the results of simulations.

Usage:
  )" + program +
           R"( compare RESULT...    differences to the first result, with intervals
  )" + program +
           R"( COMMAND --help       the options of a command, with examples

A RESULT is a file (.h5) or a folder that holds one.

Exit codes: 0 done, 2 wrong command line, 4 file missing or unreadable, or the output cannot be written, 5 file damaged,
7 not enough memory.
)";
}

std::string compare_help(const options::options_description& visible) {
    std::ostringstream text;
    text << "Usage: " << program << " compare REFERENCE [RESULT...] [options]\n"
         << "       " << program << " compare SWEEP --between AXIS [options]\n\n"
         << visible << R"(
Results with the same master seed are compared replicate by replicate (paired), others as independent samples.
"Higher" and "lower" mean that the interval of the mean difference leaves out 0; otherwise the number of further pairs
is that of a test with the same level and power 0.80 for the difference seen. There is no verdict below 5 pairs (6 at
a level of 0.95, 8 at 0.99).

Examples:
)";
    const std::string call = "  " + program + " compare ";
    text << call << "runs/A runs/B                        all headline variables at the end\n"
         << call << "A B C --at 2030                      at the recorded time nearest to 2030\n"
         << call << "A B --average 2030:2040              mean over the recorded times of ten years\n"
         << call << "A B --variables 'staff, income*'     chosen variables; mean over clusters, firms ...\n"
         << call << "A B --variables adoption_by_group --axis group=member --by practice\n"
         << call << "A B --variables members --sum        total over clusters instead of the mean\n"
         << call << "results --between funding.mix        points of a sweep\n"
         << call << "A B C --summary                      one row a result\n"
         << call << "A B --csv > differences.csv          for a spreadsheet; also with --summary\n";
    return text.str();
}

/// A word without blanks at its ends.
std::string trimmed(const std::string& word) {
    const std::size_t first = word.find_first_not_of(" \t");
    return first == std::string::npos ? "" : word.substr(first, word.find_last_not_of(" \t") - first + 1);
}

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

/// "2030:2040"
std::pair<double, double> span_of_years(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        throw Error(ExitCode::usage, "--average: write FROM:TO, e.g. 2030:2040, not '" + text + "'");
    }
    return {finite_number(text.substr(0, colon), "--average"), finite_number(text.substr(colon + 1), "--average")};
}

options::options_description compare_options() {
    using Texts = std::vector<std::string>;
    options::options_description description("Options");
    description.add_options()("variables", options::value<Texts>()->value_name("A,B")->composing(),
                              "variables to compare, * for any text (default: the file's headline variables, or all "
                              "with one number a time)")(
        "at", options::value<std::string>()->value_name("YEAR"),
        "recorded time nearest to YEAR (default: the last in common)")(
        "average", options::value<std::string>()->value_name("FROM:TO"), "mean over the recorded times of a span")(
        "axis", options::value<Texts>()->value_name("AXIS=A,B")->composing(),
        "only these places of an axis, e.g. group=member; of a sweep also values of other axes")(
        "sum", "sum over the places of axes, not the mean")("by", options::value<std::string>()->value_name("AXIS"),
                                                            "a line for each place of an axis")(
        "between", options::value<std::string>()->value_name("AXIS"),
        "compare points of a sweep that differ in an axis; 'design': all points")(
        "interval", options::value<std::string>()->value_name("SHARE")->default_value("0.9"), "level of intervals")(
        "summary", "one row a result: means and intervals of the replicates")("csv", "comma-separated values")(
        "json", "everything, as JSON")("help,h", "this text");
    return description;
}

/// "group=member,outside"; of several for one axis all labels count.
std::vector<analysis::AxisChoice> axis_choices(const std::vector<std::string>& texts) {
    std::vector<analysis::AxisChoice> choices;
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
                                        [&](const analysis::AxisChoice& choice) { return choice.axis == axis; });
        analysis::AxisChoice& choice = known != choices.end() ? *known : choices.emplace_back();
        choice.axis = axis;
        choice.labels.insert(choice.labels.end(), labels.begin(), labels.end());
    }
    return choices;
}

void refuse_contradictions(const options::variables_map& given) {
    const auto both = [&](const char* a, const char* b) {
        if (given.count(a) > 0 && given.count(b) > 0) {
            throw Error(ExitCode::usage, "--" + std::string(a) + " and --" + b + " exclude each other");
        }
    };
    both("at", "average");
    both("csv", "json");
    both("summary", "json");
}

analysis::Selection selection_of(const options::variables_map& given) {
    refuse_contradictions(given);
    analysis::Selection selection;
    selection.level = finite_number(given["interval"].as<std::string>(), "--interval");
    if (given.count("variables") > 0) {
        selection.variables = words_between_commas(given["variables"].as<std::vector<std::string>>());
        if (selection.variables.empty()) {
            throw Error(ExitCode::usage, "--variables: no variable is named");
        }
    }
    if (given.count("at") > 0) {
        selection.at = finite_number(given["at"].as<std::string>(), "--at");
    }
    if (given.count("average") > 0) {
        selection.average = span_of_years(given["average"].as<std::string>());
    }
    if (given.count("axis") > 0) {
        selection.places = axis_choices(given["axis"].as<std::vector<std::string>>());
    }
    if (given.count("by") > 0) {
        selection.by = given["by"].as<std::string>();
    }
    selection.over = given.count("sum") > 0 ? analysis::Over::sum : analysis::Over::mean;
    return selection;
}

/// Points of a sweep that differ in one axis. Choices of `selection` on axes of the design hold those.
analysis::Comparison compare_points(const std::vector<std::string>& paths, const std::string& between,
                                    analysis::Selection selection) {
    if (paths.size() > 1) {
        throw Error(ExitCode::usage, "--between compares the points of one sweep, but " +
                                         std::to_string(paths.size()) + " results are named");
    }
    return analysis::compare_sweep(paths[0], between, std::move(selection));
}

analysis::Comparison compare_runs(const std::vector<std::string>& paths, const analysis::Selection& selection) {
    std::vector<analysis::Result> results;
    for (const std::string& path : paths) {
        results.push_back(analysis::Result::open(path));
    }
    return analysis::compare(results, selection);
}

std::string compare_results(const std::vector<std::string>& arguments) {
    const options::options_description visible = compare_options();
    options::options_description all(visible);
    all.add_options()("result", options::value<std::vector<std::string>>());
    options::positional_options_description positions;
    positions.add("result", -1);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(arguments).options(all).positional(positions).run(), given);
    } catch (const options::error& error) {
        throw Error(ExitCode::usage, std::string(error.what()) + "; see " + program + " compare --help");
    }
    if (given.count("help") > 0) {
        return compare_help(visible);
    }
    if (given.count("result") == 0) {
        throw Error(ExitCode::usage, "compare: name the results to compare, the reference first");
    }
    const auto& paths = given["result"].as<std::vector<std::string>>();
    const analysis::Selection selection = selection_of(given);
    const analysis::Comparison comparison = given.count("between") > 0
                                                ? compare_points(paths, given["between"].as<std::string>(), selection)
                                                : compare_runs(paths, selection);
    if (given.count("json") > 0) {
        return comparison_json(comparison);
    }
    if (given.count("summary") > 0) {
        return given.count("csv") > 0 ? summary_csv(comparison) : summary_table(comparison);
    }
    return given.count("csv") > 0 ? comparison_csv(comparison) : comparison_table(comparison);
}

std::string answer(const std::vector<std::string>& arguments) {
    if (arguments.empty()) {
        throw Error(ExitCode::usage, "no command is given\n\n" + overview());
    }
    if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        return overview();
    }
    if (arguments[0] == "compare") {
        return compare_results({arguments.begin() + 1, arguments.end()});
    }
    throw Error(ExitCode::usage, "unknown command '" + arguments[0] + "'; there is: compare");
}

} // namespace

int main(int count, char** values) {
    const auto fail = [](ExitCode code, const char* message) {
        std::cerr << program << ": " << message << '\n';
        return static_cast<int>(code);
    };
    if (count > 0) {
        program = std::filesystem::path(values[0]).filename().string();
    }
    try {
        std::cout << answer({values + std::min(count, 1), values + count}) << std::flush;
        if (!std::cout) {
            throw Error(ExitCode::input_output, "cannot write the output");
        }
        return static_cast<int>(ExitCode::ok);
    } catch (const Error& error) {
        return fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        return fail(ExitCode::too_big, "not enough memory; choose fewer variables or times");
    } catch (const std::exception& error) {
        return fail(ExitCode::invariant, error.what());
    }
}
