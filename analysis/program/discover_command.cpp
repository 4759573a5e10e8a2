// discover: under which conditions runs of interest occur.
#include "analysis/discovery.hpp"

#include <cmath>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/box_experiment.hpp"
#include "analysis/discovery_text.hpp"
#include "analysis/program/command_line.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;
using Texts = std::vector<std::string>;

options::options_description described() {
    options::options_description description("options");
    description.add_options()("where", options::value<std::string>()->value_name("CONDITION"),
                              "what is of interest: OUTPUT < NUMBER, <=, >, >=, joined by 'and' and 'or'")(
        "axes", options::value<Texts>()->value_name("A,B")->composing(), "axes to search (default: all that vary)")(
        "density", options::value<std::string>()->value_name("SHARE"),
        "the widest box that is at least as dense (default: the box farthest beyond chance)")(
        "peel", options::value<std::string>()->value_name("SHARE")->default_value("0.05"),
        "part of the points that is cut off at once")(
        "least", options::value<std::string>()->value_name("SHARE")->default_value("0.05"),
        "part of the points that a box keeps")("boxes",
                                               options::value<std::string>()->value_name("N")->default_value("3"),
                                               "most boxes, each outside those before")(
        "check", options::value<std::string>()->value_name("SWEEP"), "try the boxes on the points of another sweep")(
        "box", options::value<std::string>()->value_name("N")->default_value("1"), "the box that --write writes")(
        "write", options::value<std::string>()->value_name("FILE.toml"),
        "write the box as an experiment, with its base scenario beside it")("force", "replace existing files");
    add_places_of_output(description);
    description.add_options()("csv", "comma-separated values: a row a limit")("json", "everything, as JSON")(
        "help,h", "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " discover SWEEP --where CONDITION [options]\n\n"
         << visible << R"(
Says where in the space of its axes the runs of a sweep are of interest: as boxes, limits of a few parameters within which
they are dense (PRIM), and as a small tree of questions (CART). Each limit has the probability that chance makes it, each
box is also tried on points that were left out of the search. Samples (latin_hypercube, sobol) of some hundreds of points
serve best. A point counts with the share of its replicates that are of interest.

examples:
)";
    const std::string name = "  " + call.program + " discover results --where 'circular_depth < 0.6' ";
    text << name << "\n"
         << name << "--density 0.9\n"
         << "  " << call.program
         << " discover results --where 'circular_depth < 0.6 and digital_depth < 0.5' --at 2035\n"
         << name << "--write box.toml\n"
         << "  " << call.program << " sweep box.toml -o fresh\n"
         << name << "--check fresh\n";
    return text.str();
}

double share_of(const Given& given, const char* option) {
    const double value = finite_number(given.text(option), "--" + std::string(option));
    if (!(value > 0.0 && value <= 1.0)) {
        throw Error(ExitCode::usage, "--" + std::string(option) + ": a share above 0 and at most 1, e.g. 0.05");
    }
    return value;
}

/// A whole number from 1 on.
std::size_t count_of(const Given& given, const char* option) {
    const double value = finite_number(given.text(option), "--" + std::string(option));
    if (!(value >= 1.0 && value <= 1000.0 && std::floor(value) == value)) {
        throw Error(ExitCode::usage, "--" + std::string(option) + ": a whole number from 1 to 1000");
    }
    return static_cast<std::size_t>(value);
}

DiscoveryRequest request_of(const Given& given) {
    if (!given.has("where")) {
        throw Error(ExitCode::usage,
                    "discover: --where says what is of interest, e.g. --where 'circular_depth < 0.6'");
    }
    DiscoveryRequest request{Condition::read(given.text("where"))};
    request.selection = selection_of(given);
    if (given.has("axes")) {
        request.axes = words_between_commas(given.options["axes"].as<Texts>());
    }
    if (given.has("density")) {
        request.prim.density = share_of(given, "density");
    }
    request.prim.peel = share_of(given, "peel");
    if (!(request.prim.peel <= 0.5)) {
        throw Error(ExitCode::usage, "--peel: at most one half is cut off at once");
    }
    request.prim.least_mass = share_of(given, "least");
    request.most_boxes = count_of(given, "boxes");
    if (given.has("check")) {
        request.check = given.text("check");
    }
    return request;
}

std::string answer(const Given& given) {
    refuse_both(given, "csv", "json");
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage, "discover: name one sweep: its folder or file");
    }
    const std::size_t box = count_of(given, "box");
    if (given.has("write")) {
        sim::refuse_folder(given.text("write")); // before anything is computed
    }
    const Discovery found = discovery_of(given.results[0], request_of(given));
    tell_beside_csv(given, found.notices);
    std::string text = given.has("json") ? discovery_json(found)
                                         : (given.has("csv") ? discovery_csv(found) : discovery_table(found));
    if (given.has("write")) {
        write_box_experiment(given.text("write"), found, box - 1, given.has("force"));
        text += given.has("json") || given.has("csv")
                    ? ""
                    : "Written: " + given.text("write") + ", box " + std::to_string(box) + " as an experiment.\n";
    }
    return text;
}

} // namespace

void discover(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "discover", visible);
    out << (given.has("help") ? help(call, visible) : shown(given, answer(given)));
}

} // namespace actorhood::analysis::program
