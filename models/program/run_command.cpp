// run and resume: an ensemble from a scenario file to one result file.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "models/program/commands.hpp"
#include "models/program/notices.hpp"
#include "models/program/options.hpp"
#include "models/program/result_attributes.hpp"
#include "models/program/scenario.hpp"
#include "models/program/sweep_conduct.hpp"
#include "models/program/sweep_definition.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/provenance.hpp"
#include "sim/output/trajectory_file.hpp"
#include "sim/run/ensemble.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* scenario_file = "scenario.toml";
constexpr const char* record_file = "run.toml";

/// What `resume` must know beside the scenario.
struct RunRecord {
    std::string name;
    bool reproducible{};

    static void declare(sim::Schema& schema, RunRecord& record) {
        schema.section("record", "What a run was asked for beside its scenario");
        schema.text(record.name, "name", sim::Default{"run"}, sim::Meaning{"Name of the result file"},
                    sim::Source{"command line"});
        schema.boolean(record.reproducible, "reproducible", sim::Default{false},
                       sim::Meaning{"Leave out what is not a consequence of the inputs"},
                       sim::Source{"command line"});
    }
};

/// How a run is carried out; nothing of it changes the result.
struct Conduct {
    std::size_t threads{};
    bool quiet{};
    std::uint32_t stop_after{0xffffffffu};
    double max_seconds{};
    double checkpoint_seconds{300.0};
};

void add_conduct_options(Options& options) {
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.value("max-time", "SECONDS", "stop cleanly, resumable, after this time");
    options.value("stop-after", "MONTHS", "stop cleanly, resumable, after this month of the run (burn-in counts)");
    options.value("checkpoint-every", "SECONDS", "time between checkpoints (default 300)");
    options.flag("quiet,q", "no progress, no summary");
}

Conduct conduct_of(const Options& options) {
    Conduct conduct;
    conduct.threads =
        static_cast<std::size_t>(options.number("threads", 1, 4096).value_or(sim::ThreadLimit::available()));
    conduct.quiet = options.has("quiet");
    conduct.stop_after =
        static_cast<std::uint32_t>(options.number("stop-after", 0, month_limit).value_or(0xffffffffu));
    conduct.max_seconds = static_cast<double>(options.number("max-time", 1, 100'000'000).value_or(0));
    conduct.checkpoint_seconds =
        static_cast<double>(options.number("checkpoint-every", 0, 100'000'000).value_or(300));
    return conduct;
}

fs::path checkpoint_folder(const fs::path& folder) { return folder / "checkpoint"; }

/// Takes the folder for this process and clears what a killed one left half written.
sim::FolderLock locked(const fs::path& folder) {
    sim::FolderLock lock(folder);
    if (!lock.notice().empty()) {
        std::fprintf(stderr, "notice: %s\n", lock.notice().c_str());
    }
    sim::remove_partial_files(folder);
    sim::remove_partial_files(checkpoint_folder(folder));
    return lock;
}

void remove_checkpoints(const fs::path& folder) {
    std::error_code ignored; // the result is safe; leftovers only cost space
    fs::remove_all(checkpoint_folder(folder), ignored);
}

/// Simulates what is missing of the run in `folder`, until it is finished or asked to stop.
sim::EnsembleResult simulate(const Scenario& scenario, const std::string& name, const fs::path& folder,
                             const Conduct& conduct, sim::StopRequests& requests) {
    const Parameters& parameters = scenario.parameters;
    const auto replicates = static_cast<std::uint32_t>(parameters.run.replicates);
    sim::Progress progress(name, std::uint64_t{parameters.time.calendar().months} * replicates, conduct.quiet);
    sim::EnsembleOptions options;
    options.checkpoints = checkpoint_folder(folder);
    options.replicates = replicates;
    options.seed = parameters.run.seed;
    options.identity = {"run", model_identity(), sim::parameters_hash(scenario.schema),
                        sim::resolved_toml(scenario.schema)};
    options.stop_after = conduct.stop_after;
    options.checkpoint_seconds = conduct.checkpoint_seconds;
    options.requests = &requests;
    options.progress = &progress;
    options.notice = [](const std::string& text) { std::fprintf(stderr, "notice: %s\n", text.c_str()); };
    return sim::run_ensemble(
        [&parameters](std::uint32_t replicate) {
            return std::make_unique<TransitionSimulation>(parameters, replicate);
        },
        options);
}

/// Carries the run in `folder` to its end or to a stop; the scenario is stored in the folder already.
int carry_on(const Scenario& scenario, const RunRecord& record, const fs::path& folder, const Conduct& conduct,
             const std::string& command_line, sim::StopRequests& requests) {
    const sim::ThreadLimit limit(conduct.threads);
    if (conduct.max_seconds > 0.0) {
        requests.limit(std::chrono::duration<double>(conduct.max_seconds));
    }
    const sim::EnsembleResult result = simulate(scenario, record.name, folder, conduct, requests);
    if (!result.finished) {
        const auto replicates = static_cast<std::uint32_t>(scenario.parameters.run.replicates);
        std::fprintf(stderr,
                     "stopped: %u of %u replicates finished, %u saved on their way, %u not begun; continue:\n"
                     "  actorhood resume %s\n",
                     result.finished_replicates, replicates, result.begun_replicates,
                     replicates - result.finished_replicates - result.begun_replicates, folder.string().c_str());
        return static_cast<int>(sim::ExitCode::stopped);
    }
    const fs::path file = sim::safe_child(folder, record.name + ".h5");
    const TransitionSimulation meta(scenario.parameters, 0);
    sim::write_trajectories(file, result_attributes(scenario, record.reproducible, command_line),
                            sim::resolved_toml(scenario.schema), meta.outputs(), result.trajectories);
    remove_checkpoints(folder);
    if (!conduct.quiet) {
        const std::vector<sim::KnownFigure>& known = scenario.parameters.known;
        if (!known.empty()) {
            std::fputs(sim::known_figures_text(known, meta.outputs(), result.trajectories).c_str(), stdout);
        }
        std::printf("%s\nnext: actorhood compare %s\n", file.string().c_str(), file.string().c_str());
    }
    return static_cast<int>(sim::ExitCode::ok);
}

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
    add_conduct_options(options);
}

/// What the command line changes in the scenario.
std::vector<std::string> changes_of(const Options& options) {
    std::vector<std::string> changes = options.texts("set");
    for (const char* const name : {"seed", "replicates"}) {
        if (const auto value = options.text(name)) {
            changes.push_back(std::string("run.") + name + "=" + *value);
        }
    }
    return changes;
}

/// The same for a run under assumptions, which is a sweep; a sweep keeps finished runs, no parts of them.
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

/// Refuses to replace a result or an unfinished run without `force`; removes what is left of older runs.
void make_room(const RunRecord& record, const fs::path& folder, bool force) {
    if (is_sweep_folder(folder.string())) {
        throw sim::Error(sim::ExitCode::input_output,
                         folder.string() + " holds a sweep: give the run a folder of its own with -o");
    }
    sim::refuse_existing(sim::safe_child(folder, record.name + ".h5"), force);
    if (fs::exists(checkpoint_folder(folder) / scenario_file) && !force) {
        throw sim::Error(sim::ExitCode::input_output,
                         folder.string() + " holds an unfinished run: continue it with 'actorhood resume " +
                             folder.string() + "', or replace it with --force");
    }
    remove_checkpoints(folder);
}

/// Says why a folder holds nothing to continue.
[[noreturn]] void refuse_nothing_to_resume(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        throw sim::Error(sim::ExitCode::input_output, "there is no folder '" + folder.string() + "'");
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".h5") {
            throw sim::Error(sim::ExitCode::input_output, "the run in " + folder.string() + " is finished: " +
                                                              entry.path().string() + "; nothing to continue");
        }
    }
    throw sim::Error(sim::ExitCode::input_output,
                     folder.string() + " holds neither a run nor a sweep: nothing to continue");
}

/// Writes what `resume` needs.
void store(const Scenario& scenario, const RunRecord& record, const fs::path& folder) {
    sim::make_output_folder(checkpoint_folder(folder));
    RunRecord stored;
    sim::Schema schema;
    RunRecord::declare(schema, stored);
    stored = record; // declaring has set the defaults
    sim::write_text_atomically(checkpoint_folder(folder) / record_file, sim::resolved_toml(schema));
    sim::write_text_atomically(checkpoint_folder(folder) / scenario_file, sim::resolved_toml(scenario.schema));
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
    const auto scenario = read_scenario(options.free().front(), changes_of(options));
    print_notices(scenario->parameters);
    if (options.text("assumptions")) {
        return run_under_assumptions(options, changes_of(options), sweep_conduct_of(options, conduct, command_line));
    }
    RunRecord record;
    record.name = options.text("name").value_or(sim::file_name_of(fs::path(options.free().front()).stem().string()));
    record.reproducible = options.has("reproducible");
    sim::check_file_name("run name", record.name);
    const Estimate needed = estimate(scenario->parameters, conduct.threads);
    refuse_too_big(scenario->parameters, needed);
    const fs::path folder = options.text("output").value_or(record.name);
    if (options.has("dry-run")) {
        std::fputs(size_text(scenario->parameters, needed, conduct.threads).c_str(), stdout);
        std::printf("would write %s\n", (folder / (record.name + ".h5")).string().c_str());
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
    const fs::path stored = checkpoint_folder(folder);
    if (!fs::exists(stored / scenario_file)) {
        refuse_nothing_to_resume(folder);
    }
    const sim::FolderLock lock = locked(folder);
    sim::StopRequests requests;
    RunRecord record;
    sim::Schema record_schema;
    RunRecord::declare(record_schema, record);
    sim::read_file(stored / record_file, {}, record_schema);
    sim::check_file_name("run name", record.name);
    const auto scenario = read_scenario((stored / scenario_file).string(), {});
    return carry_on(*scenario, record, folder, conduct_of(options), command_line, requests);
}

} // namespace actorhood::models::program
