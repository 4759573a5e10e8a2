// calibrate: which parameter values the evidence leaves, as an ensemble.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/calibration.hpp"
#include "analysis/calibration_file.hpp"
#include "analysis/calibration_text.hpp"
#include "analysis/program/command_line.hpp"
#include "analysis/program/study_options.hpp"
#include "analysis/program/sweep_simulator.hpp"
#include "analysis/text.hpp"
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
    text << "usage: " << call.program << " calibrate FILE [options]\n\n"
         << visible << R"(
History matching: points of the parameter space are simulated in waves; what the anchors of FILE leave of it becomes an
ensemble of parameter sets, each checked with several replicates. DIR then holds

  ensemble.toml                  the sets, for --assumptions of run and sweep
  without.toml                   those, and sets that one anchor alone excludes, if `without` asks for them: a sweep
                                 under it tells rank which single anchor decides who is first
  posterior.toml                 a sample of sets as frequent as the anchors make them likely (approximate Bayesian
                                 computation), if `particles` asks for one; --assumptions takes it, too
  report.txt, report.json        what is left of each parameter; anchors no run reaches, that contradict each other,
                                 that no parameter moves; what leaving one out would add; anchors held out
  wave1.toml, wave1/ ...         every step as an experiment with its sweep

Stopped or killed, the same command goes on; finished runs are never repeated. If nothing is left, the report says
which anchors are the reason, there is no ensemble, and the exit code is 3.

examples:
)";
    const std::string name = "  " + call.program + " ";
    text << name << "calibrate calibration.toml -o calibrated\n"
         << name << "run demo.toml --assumptions calibrated/ensemble.toml -o results\n";
    return text.str();
}

void write_report(const Calibration& found, const fs::path& folder, const std::string& name) {
    sim::write_text_atomically(folder / "report.txt", calibration_report(found, name));
    sim::write_text_atomically(folder / "report.json", calibration_json(found, name));
}

/// A line for who waits, and the report as far as it is.
void tell(const Calibration& found, const Study& study) {
    write_report(found, study.folder, study.name);
    if (study.quiet) {
        return;
    }
    const WaveFinding& wave = found.waves.back();
    std::fprintf(stderr, "wave %zu: %zu points, %zu ended well; ", found.waves.size(), wave.points, wave.finished);
    if (found.empty()) {
        std::fprintf(stderr, "nothing is left of the space\n");
    } else {
        std::fprintf(stderr, "10^%.1f of the space is left%s%s\n", wave.log10_volume, found.ended.empty() ? "" : "; ",
                     found.ended.c_str());
    }
}

/// The ensemble, there and elsewhere, and with it what single anchors exclude and the posterior sample.
void write_ensemble(const Calibration& found, const SweepSimulator& simulator, const Study& study) {
    ExperimentFrame frame =
        simulator.frame("What the anchors of " + study.name + " leave: " + std::to_string(found.members.size()) +
                            " parameter sets, equally likely. Written by calibrate.",
                        "list", found.plan.member_replicates);
    const std::string head = experiment_head(frame);
    sim::write_text_atomically(study.folder / "ensemble.toml", head + ensemble_points(found));
    if (!study.ensemble.empty()) {
        if (study.ensemble.has_parent_path()) {
            fs::create_directories(study.ensemble.parent_path());
        }
        frame.base = simulator.base_from(study.ensemble.parent_path());
        sim::write_text_atomically(study.ensemble, experiment_head(frame) + ensemble_points(found));
    }
    const bool any = std::any_of(found.excluded.begin(), found.excluded.end(),
                                 [](const ExcludedSets& sets) { return !sets.points.empty(); });
    if (any) {
        sim::write_text_atomically(study.folder / "without.toml", head + points_with_excluded(found));
    }
    if (!found.posterior.points.empty()) {
        const ExperimentFrame sample =
            simulator.frame("A posterior sample under the anchors of " + study.name + ". Written by calibrate.",
                            "list", found.plan.member_replicates);
        sim::write_text_atomically(study.folder / "posterior.toml",
                                   experiment_head(sample) + posterior_points(found));
    }
}

/// Why there is no ensemble.
[[noreturn]] void refuse_empty(const Calibration& found, const fs::path& folder) {
    std::vector<std::string> names;
    for (const std::size_t a : found.against_nearest) {
        names.push_back("'" + found.anchors[a].name + "'");
    }
    const std::string why = found.empty()
                                ? "no point of the space is plausible; the nearest fails " + listed(names, 6)
                                : "none of " + std::to_string(found.candidates) + " candidates holds with " +
                                      std::to_string(found.plan.member_replicates) + " replicates";
    throw Error(ExitCode::configuration,
                why + ". Widen bands or ranges, or leave anchors out: " + (folder / "report.txt").string());
}

void carry_out(const Study& study, std::ostream& out) {
    const CalibrationFile file = read_calibration(study.file);
    SweepSimulator simulator(file, study.folder, study.conduct);
    fs::remove(study.folder / "ensemble.toml"); // of what was asked for before
    fs::remove(study.folder / "without.toml");
    fs::remove(study.folder / "posterior.toml");
    const Calibration found =
        calibrate(simulator, file.anchors, file.plan(), [&](const Calibration& so_far) { tell(so_far, study); });
    write_report(found, study.folder, study.name);
    out << (study.json ? calibration_json(found, study.name) : sim::printable(calibration_report(found, study.name)))
        << std::flush;
    if (found.members.empty()) {
        refuse_empty(found, study.folder);
    }
    write_ensemble(found, simulator, study);
    if (!study.json) {
        out << (study.ensemble.empty() ? study.folder / "ensemble.toml" : study.ensemble).string() << "\n";
    }
}

} // namespace

void calibrate(const Call& call, std::ostream& out) {
    run_study({"calibrate", "calibration", true, help, carry_out}, call, out);
}

} // namespace actorhood::analysis::program
