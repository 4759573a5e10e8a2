// sensitivity: which parameters of a sweep decide an outcome.
#include "analysis/sensitivity.hpp"

#include <ostream>
#include <sstream>
#include <string>

#include "analysis/program/command_line.hpp"
#include "analysis/sensitivity_text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

options::options_description described() {
    options::options_description description("options");
    add_selection(description);
    description.add_options()("method", one_of({"sobol", "morris", "rank"})->value_name("NAME"),
                              "sobol, morris or rank (default: the one that fits the design)")(
        "aim", options::value<std::string>()->value_name("WIDTH")->default_value("0.1"),
        "wanted width of the interval of the largest index; of morris, as a share of mu*")(
        "csv", "comma-separated values")("json", "everything, as JSON")("help,h", "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " sensitivity SWEEP [options]\n\n"
         << visible << R"(
The method follows from the design of the sweep:
  saltelli                       Sobol indices: total, first order, interactions of pairs
  morris                         elementary effects: mu*, mu, sigma
  latin_hypercube, sobol, list,  rank correlations, partial (PRCC) and alone (Spearman)
  factorial, simplex
A block, trajectory or point with a run that failed or is missing, or where the output is not defined, is dropped and
counted. With two replicates or more the variance between them, chance, is separated from that of the parameters.
Intervals come from drawing the blocks again; they cover the choice of points, not of replicates.

examples:
)";
    const std::string name = "  " + call.program + " sensitivity results ";
    text << name << "                                  headline variables at the end\n"
         << name << "--average 2030:2040 --variables 'circular_depth, members'\n"
         << name << "--variables adoption_by_group --axis group=member --by practice\n"
         << name << "--aim 0.05                        how many points a narrower interval needs\n"
         << name << "--csv > sensitivity.csv           for a spreadsheet\n";
    return text.str();
}

std::string answer(const Given& given) {
    refuse_both(given, "csv", "json");
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage, "sensitivity: name one sweep: its folder or file");
    }
    SensitivityRequest request{selection_of(given)};
    if (given.has("method")) {
        request.method = method_named(given.text("method"));
    }
    request.aim = finite_number(given.text("aim"), "--aim");
    if (!(request.aim > 0.0)) {
        throw Error(ExitCode::usage, "--aim: the width must be above 0, e.g. 0.1");
    }
    const Sensitivity found = sensitivity_of(given.results[0], request);
    tell_beside_csv(given, found.notices);
    return given.has("json") ? sensitivity_json(found)
                             : (given.has("csv") ? sensitivity_csv(found) : sensitivity_table(found));
}

} // namespace

void sensitivity(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "sensitivity", visible);
    out << (given.has("help") ? help(call, visible) : shown(given, answer(given)));
}

} // namespace actorhood::analysis::program
