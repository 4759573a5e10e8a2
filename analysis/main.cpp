// The analysis program: reads results, compares them, never simulates.
#include <algorithm>
#include <cmath>
#include <exception>
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

constexpr const char* overview = R"(actorhood-analysis: reads the results of simulations.

Usage:
  actorhood-analysis compare RESULT...   differences to the first result, with intervals
  actorhood-analysis COMMAND --help      the options of a command, with examples

A RESULT is a trajectory file (.h5) or a folder that holds one.

Exit codes: 0 done, 2 wrong command line, 4 file missing or unreadable, 5 file damaged.
)";

constexpr const char* compare_examples = R"(
Results with the same master seed are compared replicate by replicate (paired), others as independent samples.
"Higher" and "lower" mean that the interval of the difference leaves out 0; otherwise the number of further pairs is
that of a test at alpha 0.05 with power 0.80 for the difference seen.

Examples:
  actorhood-analysis compare runs/A runs/B                      all headline variables at the end
  actorhood-analysis compare A B C --at 2030                    at the recorded time nearest to 2030
  actorhood-analysis compare A B --average 2030:2040            mean over the recorded times of ten years
  actorhood-analysis compare A B --variables staff,income       chosen variables; mean over clusters, firms ...
  actorhood-analysis compare A B C --summary                    one row a result
  actorhood-analysis compare A B --csv > differences.csv        for a spreadsheet
)";

std::vector<std::string> words_between_commas(const std::vector<std::string>& lists) {
    std::vector<std::string> words;
    for (const std::string& list : lists) {
        for (std::size_t at = 0; at <= list.size();) {
            const std::size_t end = std::min(list.find(',', at), list.size());
            if (end > at) {
                words.push_back(list.substr(at, end - at));
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
    options::options_description description("Options of compare");
    description.add_options()("variables", options::value<std::vector<std::string>>()->value_name("A,B")->composing(),
                              "variables to compare (default: the file's headline variables, or all scalars)")(
        "at", options::value<std::string>()->value_name("YEAR"), "recorded time nearest to YEAR (default: the last)")(
        "average", options::value<std::string>()->value_name("FROM:TO"), "mean over the recorded times of a span")(
        "interval", options::value<std::string>()->value_name("SHARE")->default_value("0.9"), "level of intervals")(
        "summary", "one row a result: means and intervals of the replicates")("csv", "comma-separated values")(
        "json", "JSON")("help", "this text");
    return description;
}

analysis::Selection selection_of(const options::variables_map& given) {
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
    if (selection.at && selection.average) {
        throw Error(ExitCode::usage, "--at and --average exclude each other");
    }
    if (given.count("summary") + given.count("csv") + given.count("json") > 1) {
        throw Error(ExitCode::usage, "--summary, --csv and --json exclude each other");
    }
    return selection;
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
        throw Error(ExitCode::usage, std::string(error.what()) + "; see actorhood-analysis compare --help");
    }
    if (given.count("help") > 0) {
        std::ostringstream text;
        text << "Usage: actorhood-analysis compare REFERENCE [RESULT...] [options]\n\n"
             << visible << compare_examples;
        return text.str();
    }
    if (given.count("result") == 0) {
        throw Error(ExitCode::usage, "compare: name the results to compare, the reference first");
    }
    const analysis::Selection selection = selection_of(given);
    std::vector<analysis::Result> results;
    for (const std::string& path : given["result"].as<std::vector<std::string>>()) {
        results.push_back(analysis::Result::open(path));
    }
    const analysis::Comparison comparison = analysis::compare(results, selection);
    if (given.count("json") > 0) {
        return comparison_json(comparison);
    }
    if (given.count("csv") > 0) {
        return comparison_csv(comparison);
    }
    return given.count("summary") > 0 ? summary_table(comparison) : comparison_table(comparison);
}

std::string answer(const std::vector<std::string>& arguments) {
    if (arguments.empty()) {
        throw Error(ExitCode::usage, std::string("no command is given\n\n") + overview);
    }
    if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        return overview;
    }
    if (arguments[0] == "compare") {
        return compare_results({arguments.begin() + 1, arguments.end()});
    }
    throw Error(ExitCode::usage, "unknown command '" + arguments[0] + "'; there is: compare");
}

} // namespace

int main(int count, char** values) {
    try {
        std::cout << answer({values + 1, values + count}) << std::flush;
        if (!std::cout) {
            throw Error(ExitCode::input_output, "cannot write the output");
        }
        return static_cast<int>(ExitCode::ok);
    } catch (const Error& error) {
        std::cerr << "actorhood-analysis: " << error.what() << '\n';
        return static_cast<int>(error.code());
    } catch (const std::bad_alloc&) {
        std::cerr << "actorhood-analysis: not enough memory; choose fewer variables or times\n";
        return static_cast<int>(ExitCode::too_big);
    }
}
