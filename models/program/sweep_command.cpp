// sweep, and resume of a sweep: an experiment from its file to one result file.
#include <algorithm>
#include <cstdio>

#include "models/program/commands.hpp"
#include "models/program/notices.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/sweep_conduct.hpp"
#include "models/program/sweep_definition.hpp"
#include "models/program/sweep_pilot.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/run/experiment_file.hpp"
#include "sim/run/sweep.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

std::vector<TypedOption> typed_options(const Options& options) {
    std::vector<TypedOption> typed;
    const auto add = [&](const std::string& option, const std::string& key, auto&& written) {
        if (const auto value = options.text(option)) {
            typed.push_back({key + "=" + written(*value), "--" + option + " " + *value});
        }
    };
    const auto as_given = [](const std::string& value) { return value; };
    add("seed", "run.seed", as_given);
    add("points", "experiment.points", as_given);
    add("replicates", "experiment.replicates", as_given);
    add("random", "experiment.random", [](const std::string& value) { return sim::toml_text(value); });
    add("assumptions", "experiment.assumptions",
        [](const std::string& value) { return sim::toml_text(fs::absolute(value).string()); });
    return typed;
}

std::vector<std::string> sweep_changes(const Options& options) {
    std::vector<std::string> changes = options.texts("set");
    for (const TypedOption& typed : typed_options(options)) {
        changes.push_back(typed.key);
    }
    return changes;
}

/// An ensemble named by an option that cannot be read is no mistake in a file.
void check_assumptions(const Options& options) {
    if (const auto ensemble = options.text("assumptions")) {
        check_input(*ensemble);
    }
}

} // namespace

sim::Experiment read_asked_experiment(const Options& options, const sim::Schema& base) {
    check_input(options.free().front());
    check_assumptions(options);
    return as_typed(typed_options(options),
                    [&] { return sim::read_experiment(options.free().front(), {sweep_changes(options)}, base); });
}

namespace {

SweepDefinition read_definition(const Options& options) {
    SweepDefinition definition;
    definition.base = std::make_unique<Scenario>();
    definition.experiment = read_asked_experiment(options, definition.base->schema);
    apply_kept_outputs(definition.experiment, definition.base->parameters);
    note_unused_axes(definition.base->parameters, definition.experiment);
    definition.reproducible = options.has("reproducible");
    return definition;
}

/// Runs, processor time and disk of a whole sweep, before it begins.
struct SweepEstimate {
    double runs{};
    double seconds_a_run{};
    double bytes_a_run{};   ///< in a shard
    double bytes_a_shard{}; ///< beside those of its runs
    double merged_bytes{};
};

/// What the merged file takes: measured on files from one point with one variable to thousands of points or all variables.
double merged_size(const SweepDefinition& definition, const sim::SweepPlan& plan, double bytes_of_values,
                   double variables) {
    constexpr double whatever_the_format_needs = 4e4;
    constexpr double description = 4e3;  // of a variable,
    constexpr double bytes_a_run = 20.0; // ... how it ended, and its identity
    constexpr double bytes_a_point = 80.0;
    constexpr double packed = 0.55; // what compression leaves of numbers, in the middle
    const sim::Experiment& experiment = definition.experiment;
    double bytes = whatever_the_format_needs + description * variables +
                   static_cast<double>(sim::resolved_toml(definition.base->schema).size()) +
                   bytes_a_run * static_cast<double>(plan.runs()) + packed * bytes_of_values;
    for (const sim::DesignPoint& point : experiment.points) {
        bytes += bytes_a_point + static_cast<double>(sizeof(double) * experiment.columns.size());
        for (const std::string& setting : point.settings) {
            bytes += static_cast<double>(setting.size());
        }
    }
    return bytes;
}

SweepEstimate estimate_sweep(const SweepDefinition& definition, const sim::SweepPlan& plan) {
    Parameters one = definition.base->parameters;
    one.run.replicates = 1;
    const Estimate needed = estimate(one, 1);
    const double values = needed.bytes_a_row * (definition.experiment.every == 0 ? 1.0 : needed.rows);
    constexpr double identity = 170.0;      // bytes by which a shard knows a run,
    constexpr double description = 500.0;   // ... a variable,
    constexpr double whatever_else = 1.5e3; // ... and axes, model and times
    const auto runs = static_cast<double>(plan.distinct_runs());
    return {runs, needed.core_seconds, values + identity, description * needed.variables + whatever_else,
            merged_size(definition, plan, values * runs, needed.variables)};
}

std::string estimate_text(const SweepEstimate& needed, std::size_t shards, std::size_t threads) {
    char text[400];
    std::snprintf(
        text, sizeof text,
        "%s to simulate for all points; %s each on one core, %.2g core-hours in all, %s on %s\n"
        "at most %s in shards, and about %s, compressed, in the merged file\n",
        counted(needed.runs, "run").c_str(), about_seconds(needed.seconds_a_run).c_str(),
        needed.runs * needed.seconds_a_run / 3600.0,
        about_seconds(needed.runs * needed.seconds_a_run / static_cast<double>(threads)).c_str(),
        counted(static_cast<double>(threads), "thread").c_str(),
        bytes_text(needed.runs * needed.bytes_a_run + static_cast<double>(shards) * needed.bytes_a_shard).c_str(),
        bytes_text(needed.merged_bytes).c_str());
    return text;
}

void remove_sweep(const sim::SweepFolder& folder) {
    for (const fs::path& place : {folder.shards(), folder.failures(), folder.checkpoints(), folder.result()}) {
        fs::remove_all(place);
    }
    folder.make();
}

/// What is asked for beside the experiment.
struct SweepStart {
    fs::path folder;
    bool dry_run{};
    bool force{};                       ///< what is there goes
    bool replace{};                     ///< a finished result goes, its runs stay
    std::optional<std::uint64_t> pilot; ///< so many runs only
};

SweepStart start_of(const Options& options, const std::string& name, std::optional<std::uint64_t> pilot) {
    return {options.text("output").value_or(name), options.has("dry-run"), options.has("force"),
            options.has("replace"), pilot};
}

/// A finished result is not replaced in silence by one that lacks its runs. Two definitions are compared as this program
/// understands them, so that a new version of the model is no other experiment.
void refuse_to_lose(const SweepDefinition& definition, const sim::SweepPlan& plan, const sim::SweepFolder& folder) {
    const SweepDefinition earlier = load_definition(folder.path());
    const sim::SweepPlan before(earlier.experiment, point_resolver(earlier), earlier.batch_runs);
    std::set<sim::RunIdentity> asked;
    plan.for_each_run([&](const sim::RunPlace& place) { asked.insert(plan.identity(place)); });
    std::size_t shared = 0;
    before.for_each_run([&](const sim::RunPlace& place) { shared += asked.count(before.identity(place)); });
    const std::size_t lost = before.distinct_runs() - shared;
    const std::string result = folder.result().string();
    if (shared == 0 && lost > 0) {
        const std::vector<std::string> keys = sim::differing_keys(sim::resolved_toml(earlier.base->schema),
                                                                  sim::resolved_toml(definition.base->schema));
        throw sim::Error(sim::ExitCode::input_output,
                         "'" + result + "' is the finished result of another experiment ('" +
                             earlier.experiment.name + "', " + counted(static_cast<double>(lost), "run") +
                             ", of which this one asks for none" +
                             (keys.empty() ? "" : "; the scenarios differ in " + sim::joined(keys)) +
                             "); choose another folder with -o, or " +
                             "replace it: --replace keeps its runs for later, --force removes them");
    }
    if (lost > 0) {
        notice(result + " will lack " + counted(static_cast<double>(lost), "finished run") + " that it held: " +
               (lost == 1 ? "it is not asked for any more, and stays in "
                          : "they are not asked for any more, and stay in ") +
               folder.shards().string());
    }
}

/// What the sweep in a folder is known by; "" if there is none.
std::string fingerprint_in(const fs::path& folder) {
    return is_sweep_folder(folder) ? load_definition(folder).fingerprint : "";
}

/// Refuses to put another result into the place of one that is there, of the sweep `before`.
void refuse_occupied(const std::string& before, const SweepDefinition& definition, const sim::SweepPlan& plan,
                     const sim::SweepFolder& folder, const SweepStart& start) {
    refuse_run(folder.path());
    if (before.empty() || start.force) {
        sim::refuse_existing(folder.result(), start.force);
    } else if (before != definition.fingerprint && !start.replace && fs::exists(folder.result())) {
        refuse_to_lose(definition, plan, folder);
    }
}

/// Joins a sweep under way, or takes over the folder with this definition and says what of it is finished.
void settle(SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session, const SweepStart& start,
            bool quiet) {
    const bool force = start.force;
    sim::SweepFolder& folder = session.folder();
    const std::string before = fingerprint_in(folder.path());
    const bool known = !before.empty();
    const std::string text_before = known ? definition_text(folder.path()) : "";
    if (!session.alone()) {
        if (before != definition.fingerprint || force) {
            throw sim::Error(sim::ExitCode::input_output,
                             "'" + folder.path().string() + "' is in use by other processes" +
                                 (force ? "; --force cannot replace it now" : " with another experiment") +
                                 "; wait for them or choose another output folder");
        }
        return;
    }
    refuse_occupied(before, definition, plan, folder, start);
    if (force) {
        remove_sweep(folder);
    }
    store_definition(definition, folder.path());
    if (known && definition_text(folder.path()) != text_before) {
        fs::remove(folder.result()); // of what was asked for before
    }
    session.share();
    folder.look();
    const sim::SweepState state = state_of(plan, folder);
    if (before != definition.fingerprint && !start.replace && state.done == 0 && state.unneeded > 0) {
        notice(folder.path().string() + " held another sweep: this one asks for none of its " +
               counted(static_cast<double>(state.unneeded), "finished run") + ", which " +
               (state.unneeded == 1 ? "stays" : "stay") + " in " + folder.shards().string());
    }
    if (!quiet && (state.done > 0 || state.unneeded > 0)) {
        print(stderr,
              "%zu of %zu runs are finished already and kept, %zu are new, %zu finished ones are not "
              "needed any more\n",
              state.done, plan.distinct_runs(), plan.distinct_runs() - state.done, state.unneeded);
    }
}

void declare_sweep_options(Options& options) {
    options.positional(1, 1);
    options.value("output,o", "DIR", "folder for everything (default: the experiment's name)");
    options.repeated("set", "KEY=VALUE", "change the base scenario; the value is TOML (repeatable)");
    options.value("seed", "N", "master seed (0 to 2^64-1)");
    options.value("points", "N", "number of points, for designs that have one");
    options.value("replicates", "N", "number of replicates of each point");
    options.value("random", "KIND", "common: points share the draws of a replicate; independent: they do not",
                  {"common", "independent"});
    options.value("assumptions", "FILE", "run every point under each parameter set of an ensemble");
    options.flag("reproducible", "leave date, host and build out of the file: equal inputs, equal bytes");
    options.flag("dry-run", "check all points and estimate time and disk, without running");
    options.value("pilot", "N", "simulate N runs spread over the design, say what they tell, and stop");
    options.flag("force", "remove an earlier sweep in the folder");
    options.flag("replace", "replace the finished result of another experiment, and keep its runs");
    add_sweep_conduct_options(options);
}

int start_sweep(SweepDefinition& definition, const SweepStart& start, const SweepConduct& conduct) {
    sim::check_file_name("name of the experiment", definition.experiment.name);
    refuse_run(start.folder);
    if (constexpr std::size_t takes_seconds = 10'000;
        !conduct.quiet && definition.experiment.points.size() >= takes_seconds) {
        print(stderr, "checking %zu points ...\n", definition.experiment.points.size());
    }
    sim::SweepPlan plan(definition.experiment, point_resolver(definition), 1);
    const SweepEstimate needed = estimate_sweep(definition, plan);
    definition.batch_runs = sim::batch_length(needed.seconds_a_run, needed.bytes_a_run, plan.runs());
    plan.set_batch_runs(definition.batch_runs);
    definition.fingerprint = plan.fingerprint().text();
    if (!conduct.quiet || start.dry_run) {
        print(start.dry_run ? stdout : stderr, "%s%s", sim::describe(definition.experiment).c_str(),
              estimate_text(needed, plan.batches(), conduct.threads).c_str());
        std::for_each(definition.experiment.notices.begin(), definition.experiment.notices.end(), notice);
    }
    report_refused_points(definition, plan, conduct.keep_going);
    if (start.dry_run) {
        sim::SweepFolder folder(start.folder);
        refuse_occupied(fingerprint_in(start.folder), definition, plan, folder, start);
        if (is_sweep_folder(start.folder)) {
            folder.look();
            const sim::SweepState state = state_of(plan, folder);
            print(stdout, "%s holds a sweep already: %zu of these runs are finished there, %zu are left\n",
                  start.folder.string().c_str(), state.done, state.left);
            report_other_models(state);
        }
        print(stdout, "would write %s\n", (start.folder / "sweep.h5").string().c_str());
        return 0;
    }
    SweepSession session(start.folder);
    settle(definition, plan, session, start, conduct.quiet);
    session.folder().look();
    return start.pilot ? run_pilot(definition, plan, session, conduct, static_cast<std::size_t>(*start.pilot))
                       : carry_out(definition, plan, session, conduct);
}

int begin_sweep(const Arguments& arguments, const std::string& command_line, RankTeam* team) {
    Options options(
        "sweep FILE [options]",
        "Carries out an experiment: all runs in parallel, into DIR/sweep.h5. May be stopped or killed at\n"
        "any time, started several times on one folder to share the work, and extended later: runs that\n"
        "are finished are never repeated.",
        "  actorhood sweep experiment.toml --dry-run\n"
        "  actorhood sweep experiment.toml -o results --keep-going\n"
        "  actorhood sweep experiment.toml -o results --points 200       (extends it)\n"
        "  actorhood sweep experiment.toml -o results --shard slurm      (in a job array)\n");
    declare_sweep_options(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    const SweepConduct conduct = sweep_conduct_of(options, command_line, team);
    const std::optional<std::uint64_t> pilot = options.number("pilot", 2, 1'000'000);
    const sim::ThreadLimit limit(conduct.threads);
    SweepDefinition definition = read_definition(options);
    const SweepStart start = start_of(options, definition.experiment.name, pilot);
    return start_sweep(definition, start, conduct);
}

std::set<sim::RunIdentity> failed_runs(const sim::SweepPlan& plan, const sim::SweepFolder& folder) {
    std::set<sim::RunIdentity> failed;
    plan.for_each_run([&](const sim::RunPlace& place) {
        if (folder.has_failed(plan.identity(place)) && folder.find(plan.identity(place)) == nullptr) {
            failed.insert(plan.identity(place));
        }
    });
    return failed;
}

/// The definition as this program understands it: another one, with another model, gives all runs other identities.
void take_over(SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session) {
    const std::string fingerprint = plan.fingerprint().text();
    if (definition.fingerprint == fingerprint) {
        return;
    }
    if (!session.alone()) {
        throw sim::Error(sim::ExitCode::corrupt, "'" + session.folder().path().string() +
                                                     "' is in use by another version of the program: use the same "
                                                     "program everywhere");
    }
    definition.fingerprint = fingerprint;
    store_definition(definition, session.folder().path());
}

/// The definition that was stored. If this program cannot read it because another model has other parameters, that is
/// said.
SweepDefinition stored_definition(sim::SweepFolder& folder) {
    try {
        return load_definition(folder.path());
    } catch (const sim::ConfigurationError&) {
        folder.look();
        for (const sim::ShardIndex& shard : folder.shard_list()) {
            if (!shard.model.same_model(model_identity())) {
                refuse_other_model("the sweep in " + folder.path().string(), shard.model);
            }
        }
        throw;
    }
}

int go_on_with_sweep(const Arguments& arguments, const std::string& command_line, RankTeam* team) {
    Options options("resume DIR [options]",
                    "Continues a sweep: simulates the runs that are missing and those that failed, then merges.",
                    "  actorhood resume results\n  actorhood resume results --failed --keep-going\n");
    options.positional(1, 1);
    options.flag("failed", "only the runs that failed");
    add_sweep_conduct_options(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    SweepConduct conduct = sweep_conduct_of(options, command_line, team);
    const sim::ThreadLimit limit(conduct.threads);
    SweepSession session(options.free().front());
    sim::SweepFolder& folder = session.folder();
    SweepDefinition definition = stored_definition(folder);
    const sim::SweepPlan plan(definition.experiment, point_resolver(definition), definition.batch_runs);
    take_over(definition, plan, session);
    report_refused_points(definition, plan, conduct.keep_going);
    folder.look();
    std::set<sim::RunIdentity> failed = failed_runs(plan, folder);
    if (session.alone()) {
        // Others at work would take failures that are forgotten now for work to do.
        for (const sim::RunIdentity& run : failed) {
            folder.forget_failure(run);
        }
        session.share();
    }
    if (options.has("failed")) {
        if (failed.empty()) {
            print(stderr, "no run has failed\n");
            return 0;
        }
        conduct.only = std::move(failed);
    }
    if (!conduct.quiet) {
        const sim::SweepState state = state_of(plan, folder);
        print(stderr, "%s %s finished, %zu to simulate\n", counted(static_cast<double>(state.done), "run").c_str(),
              state.done == 1 ? "is" : "are", conduct.only.empty() ? state.left : conduct.only.size());
    }
    return carry_out(definition, plan, session, conduct);
}

} // namespace

int sweep(const Arguments& arguments, const std::string& command_line) {
    return with_ranks([&](RankTeam* team) { return begin_sweep(arguments, command_line, team); });
}

int run_under_assumptions(const Options& options, const std::vector<std::string>& changes, SweepConduct conduct) {
    const fs::path file = options.free().front();
    check_assumptions(options);
    SweepDefinition definition;
    definition.base = std::make_unique<Scenario>();
    sim::Experiment& experiment = definition.experiment;
    experiment =
        sim::scenario_under_assumptions(file, *options.text("assumptions"), {changes}, definition.base->schema);
    const Parameters& parameters = definition.base->parameters;
    experiment.name = file.stem().string();
    experiment.title = parameters.run.title;
    experiment.summary = parameters.run.summary;
    experiment.replicates = static_cast<std::uint32_t>(parameters.run.replicates);
    experiment.every = parameters.output.every;
    experiment.outputs = parameters.output.variables;
    experiment.labels = parameters.output.labels;
    experiment.over_time = static_cast<sim::OverTime>(parameters.output.over_time);
    definition.reproducible = options.has("reproducible");
    const SweepStart start = start_of(options, experiment.name, std::nullopt);
    const sim::ThreadLimit limit(conduct.threads);
    return start_sweep(definition, start, conduct);
}

int resume_sweep(const Arguments& arguments, const std::string& command_line) {
    return with_ranks([&](RankTeam* team) { return go_on_with_sweep(arguments, command_line, team); });
}

} // namespace actorhood::models::program
