#include "models/program/run_conduct.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <new>
#include <optional>
#include <system_error>
#include <vector>

#include "models/program/result_attributes.hpp"
#include "models/program/sweep_definition.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/result_path.hpp"
#include "sim/output/trajectory_file.hpp"
#include "sim/run/machine.hpp"
#include "sim/run/progress.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* scenario_file = "scenario.toml";
constexpr const char* record_file = "run.toml";

void remove_checkpoints(const fs::path& folder) {
    std::error_code ignored; // the result is safe; leftovers only cost space
    fs::remove_all(checkpoint_folder(folder), ignored);
}

/// The model that saved the run in a folder, if it is another one; nothing if none has saved it yet.
std::optional<sim::ModelIdentity> other_model(const fs::path& folder) {
    const fs::path first = sim::checkpoint_file(checkpoint_folder(folder), 0);
    if (!sim::checkpoint_exists(first)) {
        return std::nullopt;
    }
    const sim::ModelIdentity saved = sim::inspect_checkpoint(first).header.model;
    return saved.same_model(model_identity()) ? std::nullopt : std::optional(saved);
}

/// The end of a run that was asked to stop.
int stopped(const sim::EnsembleResult& result, const Scenario& scenario, const fs::path& folder) {
    const auto replicates = static_cast<std::uint32_t>(scenario.parameters.run.replicates);
    print(stderr,
          "stopped: %u of %s finished, %u saved on their way, %u not begun; continue:\n"
          "  actorhood resume %s\n",
          result.finished_replicates, counted(replicates, "replicate").c_str(), result.begun_replicates,
          replicates - result.finished_replicates - result.begun_replicates,
          sim::shell_word(folder.string()).c_str());
    return static_cast<int>(sim::ExitCode::stopped);
}

} // namespace

void RunRecord::declare(sim::Schema& schema, RunRecord& record) {
    const sim::Source source{"command line"};
    schema.section("record", "What a run was asked for beside its scenario");
    schema.text(record.name, "name", sim::Default{"run"}, sim::Meaning{"Name of the result file"}, source);
    schema.boolean(record.reproducible, "reproducible", sim::Default{false},
                   sim::Meaning{"Leave out what is not a consequence of the inputs"}, source);
    schema.text(record.original, "original", sim::Default{""},
                sim::Meaning{"Result that the run shares its past with, to be compared with"}, source);
}

void add_conduct_options(Options& options) {
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.value("max-time", "SECONDS", "stop cleanly, resumable, after this time");
    options.value("stop-after", "MONTHS", "stop cleanly, resumable, after this month of the run (burn-in counts)");
    options.value("checkpoint-every", "SECONDS", "time between checkpoints (default 300)");
    options.flag("quiet,q", "no progress, no summary");
}

Conduct conduct_of(const Options& options) {
    Conduct conduct;
    conduct.threads = static_cast<std::size_t>(options.number("threads", 1, 4096).value_or(sim::usable_threads()));
    conduct.quiet = options.has("quiet");
    conduct.stop_after =
        static_cast<std::uint32_t>(options.number("stop-after", 0, month_limit).value_or(0xffffffffu));
    conduct.max_seconds = static_cast<double>(options.number("max-time", 1, 100'000'000).value_or(0));
    conduct.checkpoint_seconds =
        static_cast<double>(options.number("checkpoint-every", 0, 100'000'000).value_or(300));
    return conduct;
}

fs::path checkpoint_folder(const fs::path& folder) { return folder / "checkpoint"; }

fs::path stored_scenario_file(const fs::path& folder) { return checkpoint_folder(folder) / scenario_file; }

void refuse_file(const fs::path& folder) {
    std::error_code ignored;
    if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
        throw sim::Error(sim::ExitCode::input_output, "'" + folder.string() +
                                                          "' is a file and cannot be the folder for the result: name "
                                                          "another with -o, such as -o " +
                                                          sim::shell_word(folder.string() + "_result"));
    }
    if (folder.extension() == ".h5" && !fs::exists(folder, ignored)) {
        const fs::path meant = folder.has_parent_path() ? folder.parent_path() : fs::path(folder.stem());
        throw sim::Error(sim::ExitCode::usage, "-o names the folder for the result, not its file: write -o " +
                                                   sim::shell_word(meant.string()) +
                                                   " (--name names the file of a run)");
    }
}

std::string unfinished_run(const fs::path& folder) {
    const std::string start = "'" + folder.string() + "' holds an unfinished run";
    try {
        if (const std::optional<sim::ModelIdentity> other = other_model(folder)) {
            return start + " of another model, " + other->text() + ": continue it with the program that saved it";
        }
    } catch (const sim::Error&) { // damaged: resume says so, and goes on from the one before
    }
    return start + ": continue it by actorhood resume " + sim::shell_word(folder.string());
}

void refuse_sweep(const fs::path& folder) {
    if (is_sweep_folder(folder)) {
        throw sim::Error(sim::ExitCode::input_output,
                         folder.string() + " holds a sweep: give this result a folder of its own with -o");
    }
}

void refuse_run(const fs::path& folder) {
    refuse_file(folder);
    if (is_sweep_folder(folder)) {
        return;
    }
    const std::string elsewhere = "give the sweep a folder of its own with -o";
    if (fs::exists(stored_scenario_file(folder))) {
        throw sim::Error(sim::ExitCode::input_output, unfinished_run(folder) + ", and " + elsewhere);
    }
    if (const std::vector<fs::path> found = sim::trajectory_files(folder); !found.empty()) {
        throw sim::Error(sim::ExitCode::input_output, "'" + folder.string() + "' holds the result of a run, " +
                                                          found[0].filename().string() + ": " + elsewhere);
    }
}

sim::FolderLock locked(const fs::path& folder) {
    sim::FolderLock lock(folder);
    if (!lock.notice().empty()) {
        notice(lock.notice());
    }
    const auto which = lock.notice().empty() ? sim::Leftovers::all : sim::Leftovers::of_the_ended;
    sim::remove_partial_files(folder, which);
    sim::remove_partial_files(checkpoint_folder(folder), which);
    return lock;
}

void refuse_occupied(const RunRecord& record, const fs::path& folder, bool force) {
    refuse_sweep(folder);
    sim::refuse_existing(sim::safe_child(folder, record.name + ".h5"), force);
    if (fs::exists(stored_scenario_file(folder)) && !force) {
        throw sim::Error(sim::ExitCode::input_output, unfinished_run(folder) + ", or replace it with --force");
    }
}

void make_room(const RunRecord& record, const fs::path& folder, bool force) {
    refuse_occupied(record, folder, force);
    remove_checkpoints(folder);
}

void store(const Scenario& scenario, const RunRecord& record, const fs::path& folder) {
    sim::make_output_folder(checkpoint_folder(folder));
    RunRecord stored;
    sim::Schema schema;
    RunRecord::declare(schema, stored);
    stored = record; // declaring has set the defaults
    sim::write_text_atomically(checkpoint_folder(folder) / record_file, sim::resolved_toml(schema));
    sim::write_text_atomically(stored_scenario_file(folder), sim::resolved_toml(scenario.schema));
}

RunRecord stored_record(const fs::path& folder) {
    RunRecord record;
    sim::Schema schema;
    RunRecord::declare(schema, record);
    sim::read_file(checkpoint_folder(folder) / record_file, {}, schema);
    sim::check_file_name("run name", record.name);
    return record;
}

std::unique_ptr<Scenario> stored_scenario(const fs::path& folder) {
    try {
        return read_scenario(stored_scenario_file(folder).string(), {});
    } catch (const sim::ConfigurationError&) {
        if (const std::optional<sim::ModelIdentity> other = other_model(folder)) {
            refuse_other_model("the run in " + folder.string(), *other);
        }
        throw;
    }
}

sim::CheckpointExpectation identity_of_run(const Scenario& scenario) {
    return {"run", model_identity(), sim::parameters_hash(scenario.schema), sim::resolved_toml(scenario.schema)};
}

sim::EnsembleResult simulate(const Scenario& scenario, const std::string& name, const fs::path& states,
                             const Conduct& conduct, sim::StopRequests& requests) {
    const Parameters& parameters = scenario.parameters;
    const auto replicates = static_cast<std::uint32_t>(parameters.run.replicates);
    const std::uint32_t months = std::min<std::uint32_t>(parameters.time.calendar().months, conduct.stop_after);
    sim::Progress progress(name, std::uint64_t{months} * replicates, conduct.quiet);
    sim::EnsembleOptions options;
    options.checkpoints = states;
    options.replicates = replicates;
    options.seed = parameters.run.seed;
    options.identity = identity_of_run(scenario);
    options.stop_after = conduct.stop_after;
    options.checkpoint_seconds = conduct.checkpoint_seconds;
    options.requests = &requests;
    options.progress = &progress;
    options.notice = notice;
    try {
        return sim::run_ensemble(
            [&parameters](std::uint32_t replicate) {
                return std::make_unique<TransitionSimulation>(parameters, replicate);
            },
            options);
    } catch (const std::bad_alloc&) {
        char text[160];
        std::snprintf(
            text, sizeof text,
            "out of memory: by the estimate this run needs %.3g GB with %s; use fewer firms or fewer threads",
            estimate(parameters, conduct.threads).memory_bytes / 1e9,
            counted(static_cast<double>(conduct.threads), "thread").c_str());
        throw sim::Error(sim::ExitCode::too_big, text);
    }
}

int carry_on(const Scenario& scenario, const RunRecord& record, const fs::path& folder, const Conduct& conduct,
             const std::string& command_line, sim::StopRequests& requests) {
    const sim::ThreadLimit limit(conduct.threads);
    if (conduct.max_seconds > 0.0) {
        requests.limit(std::chrono::duration<double>(conduct.max_seconds));
    }
    const sim::EnsembleResult result = simulate(scenario, record.name, checkpoint_folder(folder), conduct, requests);
    if (!result.finished) {
        return stopped(result, scenario, folder);
    }
    const fs::path file = sim::safe_child(folder, record.name + ".h5");
    const TransitionSimulation meta(scenario.parameters, 0);
    sim::write_trajectories(file, result_attributes(scenario, record.reproducible, command_line),
                            sim::resolved_toml(scenario.schema), meta.outputs(), result.trajectories);
    remove_checkpoints(folder);
    if (!conduct.quiet) {
        const std::vector<sim::KnownFigure>& known = scenario.parameters.known;
        if (!known.empty()) {
            print(stdout, "%s", sim::known_figures_text(known, meta.outputs(), result.trajectories).c_str());
        }
        if (result.trajectories.front().times.empty()) {
            print(stdout, "%s\n%s", file.string().c_str(), nothing_recorded);
            return static_cast<int>(sim::ExitCode::ok);
        }
        const std::string original = record.original.empty() ? "" : sim::shell_word(record.original) + " ";
        print(stdout, "%s\nnext: actorhood compare %s%s\n", file.string().c_str(), original.c_str(),
              sim::shell_word(file.string()).c_str());
    }
    return static_cast<int>(sim::ExitCode::ok);
}

} // namespace actorhood::models::program
