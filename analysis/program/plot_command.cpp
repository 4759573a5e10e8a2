// plot: figures of results as SVG.
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/figures/figures.hpp"
#include "analysis/program/command_line.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;
using Texts = std::vector<std::string>;

/// What --kind may say.
const Texts& kinds() {
    static const Texts words{"series", "differences", "tornado", "simplex", "regret"};
    return words;
}

options::options_description described() {
    options::options_description description("options");
    description.add_options()("output,o", options::value<std::string>()->value_name("FILE.svg"),
                              "where to write it (default: the standard output)")(
        "kind", one_of(kinds())->value_name("NAME")->default_value("series"),
        "series, differences, tornado, simplex or regret")("title", options::value<std::string>()->value_name("TEXT"),
                                                           "words above the figure (default: from the results)")(
        "years", options::value<std::string>()->value_name("FROM:TO"),
        "series: only from the beginning of FROM up to that of TO");
    add_selection(description);
    description.add_options()("between", options::value<std::string>()->value_name("AXIS"),
                              "differences: between points of a sweep that differ in an axis")(
        "method", one_of({"sobol", "morris", "rank"})->value_name("NAME"), "tornado: sobol, morris or rank")(
        "levers", options::value<Texts>()->value_name("A,B")->composing(),
        "simplex, regret: axes that somebody chooses (default: by their roles)")("lower",
                                                                                 "simplex, regret: lower is better")(
        "colour", one_of({"best", "mean"})->value_name("NAME")->default_value("best"),
        "simplex: probability of being best, or mean of the output")("help,h", "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " plot RESULT... [options]\n\n"
         << visible << R"(
Draws a figure as SVG text, which browsers, word processors and LaTeX (by Inkscape) read. It holds no script and no
font, scales, reads in greyscale, and says the same in words for who does not see it. Equal results give equal bytes.

  series         each variable over time: median, bands of 50 and 90 % of the replicates, the last value of each
  differences    differences to the first result with intervals, as compare computes them
  tornado        which parameters of a sweep decide, as sensitivity computes it
  simplex        mixes of three shares as a triangle, as rank computes it
  regret         expected and largest regret of alternatives, as rank computes it

examples:
)";
    const std::string name = "  " + call.program + " plot ";
    text << name << "A B --variables 'circular_depth, members' -o depth.svg\n"
         << name << "A --variables adoption_by_group --axis group=member --by practice -o practices.svg\n"
         << name << "A B --kind differences --average 2030:2040 -o differences.svg\n"
         << name << "which --kind tornado --variables circular_depth -o tornado.svg\n"
         << name << "mixes --kind simplex --variables circular_depth -o best.svg\n"
         << name << "mixes --kind regret --variables public_spending_per_member --lower > regret.svg\n";
    return text.str();
}

/// Options that another kind of figure has are an Error(usage).
void refuse_foreign(const Given& given, const std::string& kind) {
    struct Owned {
        const char* option;
        Texts kinds;
    };
    const std::vector<Owned> all{{"years", {"series"}},
                                 {"at", {"differences", "tornado", "simplex", "regret"}},
                                 {"average", {"differences", "tornado", "simplex", "regret"}},
                                 {"by", {"series", "differences", "tornado"}},
                                 {"between", {"differences"}},
                                 {"method", {"tornado"}},
                                 {"levers", {"simplex", "regret"}},
                                 {"lower", {"simplex", "regret"}},
                                 {"interval", {"differences", "tornado"}},
                                 {"colour", {"simplex"}}};
    for (const Owned& owned : all) {
        const bool is_given = given.has(owned.option) && !given.options[owned.option].defaulted();
        if (is_given && std::find(owned.kinds.begin(), owned.kinds.end(), kind) == owned.kinds.end()) {
            throw Error(ExitCode::usage,
                        "--" + std::string(owned.option) + " has no meaning for --kind " + kind +
                            (std::string(owned.option) == "average" ? "; --years chooses its times" : ""));
        }
    }
}

std::vector<Result> open_runs(const Texts& paths) {
    std::vector<Result> results;
    for (const std::string& path : paths) {
        if (ResultFile::open(path)->is_sweep()) {
            throw Error(ExitCode::usage, "'" + path +
                                             "' is the result of a sweep: draw it with --kind tornado, simplex, "
                                             "regret, or differences --between AXIS");
        }
        results.push_back(Result::open(path));
    }
    return results;
}

const std::string& only_sweep(const Texts& paths, const std::string& kind) {
    if (paths.size() != 1) {
        throw Error(ExitCode::usage, "plot: --kind " + kind + " draws one sweep: name its folder or file");
    }
    return paths[0];
}

std::string differences(const Given& given, const std::string& title) {
    if (given.has("between")) {
        const std::string& path = only_sweep(given.results, "differences --between");
        return difference_figure(compare_sweep(path, given.text("between"), selection_of(given)), title);
    }
    std::vector<Result> results = open_runs(given.results);
    return difference_figure(analysis::compare(results, selection_of(given)), title);
}

std::string tornado(const Given& given, const std::string& title) {
    SensitivityRequest request{selection_of(given)};
    if (given.has("method")) {
        request.method = method_named(given.text("method"));
    }
    return tornado_figure(sensitivity_of(only_sweep(given.results, "tornado"), request), title);
}

Ranking ranking_for(const Given& given, const std::string& kind) {
    RankingRequest request;
    request.selection = selection_of(given);
    request.lower_is_better = given.has("lower");
    for (const std::string& name : request.selection.variables) {
        request.outputs.push_back(output_named(name, request.lower_is_better, "--variables"));
    }
    if (given.has("levers")) {
        request.levers = words_between_commas(given.options["levers"].as<Texts>());
    }
    return ranking_of(only_sweep(given.results, kind), request);
}

MixColour colour_named(const std::string& word) {
    if (word != "best" && word != "mean") {
        throw Error(ExitCode::usage, "--colour: '" + word + "' is none; there is: best, mean");
    }
    return word == "best" ? MixColour::best : MixColour::mean;
}

std::string figure(const Given& given) {
    const std::string kind = given.text("kind");
    if (std::find(kinds().begin(), kinds().end(), kind) == kinds().end()) {
        const auto meant = sim::closest_word(kind, kinds());
        throw Error(ExitCode::usage,
                    "--kind: '" + kind + "' is none" +
                        (meant ? ", did you mean '" + *meant + "'?"
                               : std::string("; there is: series, differences, tornado, simplex, regret")));
    }
    refuse_foreign(given, kind);
    if (given.results.empty()) {
        throw Error(ExitCode::usage, "plot: name at least one result: its folder or file");
    }
    const std::string title = given.has("title") ? given.text("title") : "";
    if (kind == "series") {
        std::vector<Result> results = open_runs(given.results);
        return series_figure(results, selection_of(given), title);
    }
    if (kind == "differences") {
        return differences(given, title);
    }
    if (kind == "tornado") {
        return tornado(given, title);
    }
    return kind == "simplex" ? simplex_figure(ranking_for(given, kind), colour_named(given.text("colour")), title)
                             : regret_figure(ranking_for(given, kind), title);
}

} // namespace

void plot(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "plot", visible);
    if (given.has("help")) {
        out << help(call, visible);
        return;
    }
    if (!given.has("output")) {
        refuse_terminal("plot", "a figure", "figure.svg");
        out << figure(given);
        tell_unsealed(given.results);
        return;
    }
    const std::filesystem::path path = given.text("output");
    if (path.extension() != ".svg") {
        throw Error(ExitCode::usage, "--output: plot writes SVG; let the name of the file end with .svg, not '" +
                                         path.filename().string() + "'");
    }
    sim::refuse_folder(path); // before anything is computed
    sim::write_text_atomically(path, figure(given));
    tell_unsealed(given.results);
    out << sim::printable(path.string()) << "\n";
}

} // namespace actorhood::analysis::program
