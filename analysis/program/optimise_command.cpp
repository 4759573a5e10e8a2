// optimise: which choices nothing beats, as an experiment.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>

#include "analysis/optimisation.hpp"
#include "analysis/optimisation_file.hpp"
#include "analysis/optimisation_text.hpp"
#include "analysis/program/choice_sweeps.hpp"
#include "analysis/program/command_line.hpp"
#include "analysis/program/study_options.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace fs = std::filesystem;
namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " optimise FILE [options]\n\n"
         << visible << R"(
Evolution of choices (NSGA-II) with several objectives, under every set of assumptions. Choices whose place is in doubt get
more replicates; the front is run again with fresh ones, which say what it is worth and who keeps the place. DIR then holds

  pareto.toml                    the points of the front, an experiment for sweep and rank; also for --assumptions of run
  front/                         their sweep, with the base scenario and all outputs
  report.txt, report.json        points, what chance and assumptions leave open, hypervolume by generation
  generation1.toml, generation1/ ...   every step as an experiment with its sweep

Stopped or killed, the same command goes on; finished runs are never repeated. If no choice keeps all constraints, the
report says how near they come, there is no pareto.toml, and the exit code is 3.

examples:
)";
    const std::string name = "  " + call.program + " ";
    text << name << "optimise funding.toml -o optimised\n"
         << name << "rank optimised/front --output circular_depth,public_spending_per_member:lower\n";
    return text.str();
}

void write_report(const Optimisation& found, const fs::path& folder, const std::string& name) {
    sim::write_text_atomically(folder / "report.txt", sim::printable(optimisation_report(found, name)));
    sim::write_text_atomically(folder / "report.json", optimisation_json(found, name));
}

/// A line for who waits, and the report as far as it is.
void tell(const Optimisation& found, const Study& study) {
    write_report(found, study.folder, study.name);
    if (!study.quiet) {
        const GenerationFinding& last = found.generations.back();
        std::fprintf(stderr,
                     "generation %zu: %zu new, %zu run again, %zu on the front, hypervolume %.4g, %zu runs%s%s\n",
                     found.generations.size(), last.choices, last.again, last.front, last.hypervolume, last.runs,
                     found.ended.empty() ? "" : "; ", found.ended.c_str());
    }
}

void write_front(const Optimisation& found, const ChoiceSweeps& sweeps, const fs::path& folder,
                 const std::string& name) {
    std::string text = experiment_head(sweeps.frame("What nothing beats, by " + name +
                                                        "; points that fresh replicates say are beaten left out. "
                                                        "Written by optimise.",
                                                    "list", found.plan.check_replicates));
    for (std::size_t p = 0; p < found.front.size(); ++p) {
        if (found.front[p].verdict != FreshVerdict::lost) {
            text += listed_point("front " + std::to_string(p + 1), found.space.settings(found.front[p].choice));
        }
    }
    sim::write_text_atomically(folder / "pareto.toml", text);
}

void carry_out(const Study& study, std::ostream& out) {
    const auto& [path, folder, name, conduct, quiet, json, ensemble] = study;
    const OptimisationFile file = read_optimisation(path);
    ChoiceSweeps sweeps(file, folder, conduct);
    fs::remove(folder / "pareto.toml"); // of what was asked for before
    const Optimisation found =
        optimise(sweeps, file.criteria(), file.plan(), [&](const Optimisation& so_far) { tell(so_far, study); });
    write_report(found, folder, name);
    out << (json ? optimisation_json(found, name) : optimisation_report(found, name)) << std::flush;
    if (found.front.size() == found.with(FreshVerdict::lost)) {
        throw Error(ExitCode::configuration,
                    "no choice keeps all constraints; loosen them, or add levers or width: " +
                        (folder / "report.txt").string());
    }
    write_front(found, sweeps, folder, name);
    if (!json) {
        out << (folder / "pareto.toml").string() << "\n";
    }
}

} // namespace

void optimise(const Call& call, std::ostream& out) {
    run_study({"optimise", "optimisation", false, help, carry_out}, call, out);
}

} // namespace actorhood::analysis::program
