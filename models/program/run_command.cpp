// run and resume: an ensemble from a scenario file to one result file.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

#include "models/program/commands.hpp"
#include "models/program/notices.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/scenario.hpp"
#include "models/program/sweep_conduct.hpp"
#include "models/program/sweep_definition.hpp"
#include "models/program/terminal.hpp"
#include "sim/core/error.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/result_path.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

void declare_run_options(Options& options) {
    options.positional(1, 1);
    options.value("output,o", "DIR", "folder for the result (default: the scenario's name)");
    options.value("name", "NAME", "name of the result file (default: the scenario's file name)");
    options.repeated("set", "KEY=VALUE", "change a parameter; the value is TOML (repeatable)");
    options.value("seed", "N", "master seed (0 to 2^64-1)");
    options.value("replicates", "N", "number of replicates");
    options.value("assumptions", "FILE", "run under each parameter set of an ensemble, into DIR/sweep.h5");
    options.flag("reproducible", "leave date, host and build out of the file: equal inputs, equal bytes");
    options.flag("dry-run", "check everything and estimate time, memory and disk, without running");
    options.flag("force", "replace an existing result or an unfinished run");
    options.flag("replace", "with --assumptions: replace the result of another experiment, and keep its runs");
    add_conduct_options(options);
}

std::vector<TypedOption> typed_options(const Options& options) {
    std::vector<TypedOption> typed;
    for (const std::string name : {"seed", "replicates"}) {
        if (const auto value = options.text(name)) {
            typed.push_back({"run." + name + "=" + *value, "--" + name + " " + *value});
        }
    }
    return typed;
}

/// What the command line changes in the scenario.
std::vector<std::string> changes_of(const Options& options) {
    std::vector<std::string> changes = options.texts("set");
    for (const TypedOption& typed : typed_options(options)) {
        changes.push_back(typed.key);
    }
    return changes;
}

/// The scenario that is asked for, with what is to be said of it.
std::unique_ptr<Scenario> asked_scenario(const Options& options) {
    auto scenario =
        as_typed(typed_options(options), [&] { return read_scenario(options.free().front(), changes_of(options)); });
    print_notices(*scenario);
    for (const std::string& line : population::given_and_drawn(scenario->parameters.population)) {
        notice(line);
    }
    return scenario;
}

/// The conduct of a run under assumptions, which is a sweep; a sweep keeps finished runs, no parts of them.
SweepConduct sweep_conduct_of(const Options& options, const Conduct& conduct, const std::string& command_line) {
    for (const char* const name : {"stop-after", "checkpoint-every"}) {
        if (options.text(name)) {
            throw sim::Error(sim::ExitCode::usage, std::string("--") + name + " has no meaning with --assumptions");
        }
    }
    SweepConduct sweep;
    sweep.threads = conduct.threads;
    sweep.max_seconds = conduct.max_seconds;
    sweep.quiet = conduct.quiet;
    sweep.command_line = command_line;
    return sweep;
}

/// A finished run needs nothing, as a finished sweep does; what else holds nothing to continue is refused.
int nothing_to_resume(const fs::path& folder, bool quiet) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        throw sim::Error(sim::ExitCode::input_output, "there is no folder '" + folder.string() + "'");
    }
    if (const std::vector<fs::path> found = sim::trajectory_files(folder); !found.empty()) {
        if (!quiet) {
            print(stdout, "the run in %s is finished: %s; nothing to continue\n", folder.string().c_str(),
                  found[0].string().c_str());
        }
        return 0;
    }
    throw sim::Error(sim::ExitCode::input_output,
                     folder.string() + " holds neither a run nor a sweep: nothing to continue");
}

} // namespace

int run(const Arguments& arguments, const std::string& command_line) {
    Options options(
        "run FILE [options]", "Runs a scenario: all replicates, in parallel, into one result file DIR/<scenario>.h5.",
        "  actorhood run scenarios/baseline.toml -o results\n"
        "  actorhood run scenarios/baseline.toml --set accountability.effort=0.5 --seed 7 -o more_effort\n"
        "  actorhood run scenarios/baseline.toml --dry-run\n");
    declare_run_options(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    const Conduct conduct = conduct_of(options);
    const auto scenario = asked_scenario(options);
    if (options.text("assumptions")) {
        return run_under_assumptions(options, changes_of(options), sweep_conduct_of(options, conduct, command_line));
    }
    if (options.has("replace")) {
        throw sim::Error(sim::ExitCode::usage, "--replace has no meaning without --assumptions; see --force");
    }
    const RunRecord record{
        options.text("name").value_or(sim::file_name_of(fs::path(options.free().front()).stem().string())),
        options.has("reproducible"), ""};
    sim::check_file_name("run name", record.name);
    const Estimate needed = estimate(scenario->parameters, conduct.threads);
    refuse_too_big(scenario->parameters, needed);
    const fs::path folder = options.text("output").value_or(record.name);
    refuse_file(folder);
    if (options.has("dry-run")) {
        refuse_occupied(record, folder, options.has("force"));
        print(stdout, "%s", size_text(scenario->parameters, needed, conduct.threads).c_str());
        print(stdout, "would write %s\n", (folder / (record.name + ".h5")).string().c_str());
        return 0;
    }
    sim::make_output_folder(folder);
    const sim::FolderLock lock = locked(folder);
    make_room(record, folder, options.has("force"));
    sim::StopRequests requests; // from here on there is something to continue
    store(*scenario, record, folder);
    return carry_on(*scenario, record, folder, conduct, command_line, requests);
}

int resume(const Arguments& arguments, const std::string& command_line) {
    if (std::ranges::any_of(arguments, [](const std::string& word) { return is_sweep_folder(word); })) {
        return resume_sweep(arguments, command_line);
    }
    Options options(
        "resume DIR [options]",
        "Continues a stopped or killed run from its last checkpoint; the result has the same bytes as that\n"
        "of an uninterrupted run. For the folder of a sweep: actorhood resume SWEEP --help.",
        "  actorhood resume results\n  actorhood resume results --threads 8\n");
    options.positional(1, 1);
    add_conduct_options(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    const fs::path folder = options.free().front();
    if (!fs::exists(stored_scenario_file(folder))) {
        return nothing_to_resume(folder, options.has("quiet"));
    }
    const sim::FolderLock lock = locked(folder);
    sim::StopRequests requests;
    const RunRecord record = stored_record(folder);
    const auto scenario = stored_scenario(folder);
    const Conduct conduct = conduct_of(options);
    refuse_too_big(scenario->parameters, estimate(scenario->parameters, conduct.threads));
    return carry_on(*scenario, record, folder, conduct, command_line, requests);
}

} // namespace actorhood::models::program
