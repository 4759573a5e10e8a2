#include "analysis/program/study_options.hpp"

#include <chrono>
#include <cstddef>
#include <ostream>

#include "analysis/input_file.hpp"
#include "analysis/program/child_process.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

std::size_t whole_option(const Given& given, const char* option, double most) {
    const double value = finite_number(given.text(option), "--" + std::string(option));
    if (!(value >= 1.0 && value <= most) || value != static_cast<double>(static_cast<std::size_t>(value))) {
        throw Error(ExitCode::usage, "--" + std::string(option) + ": a whole number from 1 is needed");
    }
    return static_cast<std::size_t>(value);
}

SweepConduct conduct_of(const Given& given) {
    SweepConduct conduct;
    if (given.has("threads")) {
        conduct.threads = whole_option(given, "threads", 4096);
    }
    if (given.has("max-time")) {
        conduct.deadline =
            std::chrono::steady_clock::now() + std::chrono::seconds(whole_option(given, "max-time", 1e8));
    }
    return conduct;
}

} // namespace

options::options_description study_options(const std::string& study, bool makes_ensemble) {
    using Text = std::string;
    options::options_description description("options");
    description.add_options()("output,o", options::value<Text>()->value_name("DIR"),
                              ("folder for everything (default: the " + study + "'s name)").c_str())(
        "threads,t", options::value<Text>()->value_name("N"), "threads to use (default: all this process may use)")(
        "max-time", options::value<Text>()->value_name("SECONDS"), "stop cleanly, to be continued, after this time")(
        "quiet,q", "no progress")("json", "the report as JSON")("help,h", "this text");
    if (makes_ensemble) {
        description.add_options()("ensemble", options::value<Text>()->value_name("FILE"),
                                  "write the ensemble there, too");
    }
    return description;
}

void run_study(const StudyCommand& command, const Call& call, std::ostream& out) {
    const options::options_description visible = study_options(command.study, command.makes_ensemble);
    const Given given = read_call(call, command.word, visible);
    if (given.has("help")) {
        out << command.help(call, visible);
        return;
    }
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage,
                    std::string(command.word) + ": name one " + std::string(command.study) + " file");
    }
    const std::filesystem::path file = given.results[0];
    require_readable(file);
    const Study study{file,
                      given.has("output") ? std::filesystem::path(given.text("output")) : file.stem(),
                      file.filename().string(),
                      conduct_of(given),
                      given.has("quiet"),
                      given.has("json"),
                      command.makes_ensemble && given.has("ensemble") ? given.text("ensemble") : ""};
    if (!study.ensemble.empty()) {
        sim::refuse_folder(study.ensemble); // before hours are spent
    }
    const HeldSignals held;
    const sim::ThreadLimit limit(study.conduct.threads.value_or(0));
    command.carry_out(study, out);
}

} // namespace actorhood::analysis::program
