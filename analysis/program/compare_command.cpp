// compare: differences between results.
#include "analysis/compare.hpp"

#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare_text.hpp"
#include "analysis/program/command_line.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " compare REFERENCE [RESULT...] [options]\n"
         << "       " << call.program << " compare SWEEP --between AXIS [options]\n\n"
         << visible << R"(
Results with the same master seed are compared replicate by replicate (paired), others as independent samples.
"Higher" and "lower" mean that the interval of the mean difference leaves out 0; otherwise the number of further pairs
is that of a test with the same level and power 0.80 for the difference seen. There is no verdict below 5 pairs (6 at
a level of 0.95, 8 at 0.99).

examples:
)";
    const std::string name = "  " + call.program + " compare ";
    text << name << "runs/A runs/B                        all headline variables at the end\n"
         << name << "A B C --at 2030                      at the recorded time nearest to 2030\n"
         << name << "A B --average 2030:2040              mean of ten years, January 2030 to December 2039\n"
         << name << "A B --variables 'staff, income*'     chosen variables; mean over clusters, firms ...\n"
         << name << "A B --variables adoption_by_group --axis group=member --by practice\n"
         << name << "A B --variables members --sum        total over clusters instead of the mean\n"
         << name << "results --between funding.mix        points of a sweep\n"
         << name << "A B C --summary                      one row a result\n"
         << name << "A B --csv > differences.csv          for a spreadsheet; also with --summary\n";
    return text.str();
}

options::options_description described() {
    options::options_description description("options");
    add_selection(description);
    description.add_options()("between", options::value<std::string>()->value_name("AXIS"),
                              "compare points of a sweep that differ in an axis ('design': all points); --axis then "
                              "also holds values of other axes")(
        "summary", "one row a result: means and intervals of the replicates")("csv", "comma-separated values")(
        "json", "everything, as JSON")("help,h", "this text");
    return description;
}

/// Points of a sweep that differ in one axis. Choices of `selection` on axes of the design hold those.
Comparison compare_points(const std::vector<std::string>& paths, const std::string& between, Selection selection) {
    if (paths.size() > 1) {
        throw Error(ExitCode::usage, "--between compares the points of one sweep, but " +
                                         std::to_string(paths.size()) + " results are named");
    }
    return analysis::compare_sweep(paths[0], between, std::move(selection));
}

Comparison compare_runs(const std::vector<std::string>& paths, const Selection& selection) {
    std::vector<Result> results;
    for (const std::string& path : paths) {
        results.push_back(Result::open(path));
    }
    return analysis::compare(results, selection);
}

std::string answer(const Given& given) {
    refuse_both(given, "csv", "json");
    refuse_both(given, "summary", "json");
    if (given.results.empty()) {
        throw Error(ExitCode::usage, "compare: name the results to compare, the reference first");
    }
    const Selection selection = selection_of(given);
    const Comparison comparison = given.has("between")
                                      ? compare_points(given.results, given.text("between"), selection)
                                      : compare_runs(given.results, selection);
    tell_beside_csv(given, comparison.notices);
    if (given.has("json")) {
        return comparison_json(comparison);
    }
    if (given.has("summary")) {
        return given.has("csv") ? summary_csv(comparison) : summary_table(comparison);
    }
    return given.has("csv") ? comparison_csv(comparison) : comparison_table(comparison);
}

} // namespace

void compare(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "compare", visible);
    out << (given.has("help") ? help(call, visible) : shown(given, answer(given)));
}

} // namespace actorhood::analysis::program
