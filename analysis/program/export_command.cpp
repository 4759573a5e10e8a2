// export: the time series of a result as a flat table.
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/firm_panel.hpp"
#include "analysis/program/command_line.hpp"
#include "analysis/series.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

options::options_description described() {
    using Texts = std::vector<std::string>;
    options::options_description description("options");
    description.add_options()("variables", options::value<Texts>()->value_name("A,B")->composing(),
                              "variables over the same axes, * for any text (default: all with one number a time)")(
        "axis", options::value<Texts>()->value_name("AXIS=A,B")->composing(),
        "only these places of an axis, e.g. group=member")(
        "firm", options::value<std::string>()->value_name("NAME"),
        "the path of one firm of the panel (output.panel): all that has one number a time, or the variables named")(
        "years", options::value<std::string>()->value_name("FROM:TO"),
        "only from the beginning of FROM up to that of TO")("csv", "comma-separated values (default)")(
        "json", "one JSON document")("help,h", "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " export RESULT [options]\n\n"
         << visible << R"(
Writes a row for each replicate, time and place of the variables' axes, and a column for each variable, to the standard
output. Variables with axes, such as adoption_by_group, are written where --variables names them, one axis or set of axes
at a time. Of a sweep each row begins with the point and its parameters; runs that failed or are missing have no rows. What
is not defined is an empty cell (null). Text that a spreadsheet would take for a formula gets an apostrophe in front.

examples:
)";
    const std::string name = "  " + call.program + " export ";
    text << name << "A > A.csv\n"
         << name << "A --variables 'circular_depth, digital_depth' --json > A.json\n"
         << name << "A --variables adoption_by_group --axis group=member --years 2030:2040 > members.csv\n"
         << name << "A --firm 'Northfield Dairy' > dairy.csv\n"
         << name << "results --variables circular_depth > points.csv       a sweep\n";
    return text.str();
}

/// The path of one firm: its place, and what is recorded of it unless variables are named.
void choose_firm(const std::string& path, const std::string& firm, Selection& selection) {
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    static_cast<void>(firm_position(*file, firm)); // a known name, or a message
    selection.places.push_back({firm_axis, {firm}});
    if (selection.variables.empty()) {
        selection.variables = firm_variables(*file);
    }
}

} // namespace

void export_series(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "export", visible);
    if (given.has("help")) {
        out << help(call, visible);
        return;
    }
    refuse_both(given, "csv", "json");
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage, "export: name one result: its folder or file");
    }
    Selection selection = selection_of(given);
    if (given.has("firm")) {
        choose_firm(given.results[0], given.text("firm"), selection);
    }
    const std::size_t left_out =
        write_series(given.results[0], selection, given.has("json") ? SeriesFormat::json : SeriesFormat::csv, out);
    tell_unsealed(given.results);
    if (left_out > 0) {
        notice(plural(left_out, "further variable") +
               (left_out == 1 ? " has axes: name it with --variables" : " have axes: name them with --variables"));
    }
}

} // namespace actorhood::analysis::program
