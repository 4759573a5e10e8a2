// status, check and merge: what a folder of results holds, whether it is whole, and one file of it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <system_error>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/sweep_conduct.hpp"
#include "models/program/sweep_definition.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/checksum.hpp"
#include "sim/run/sweep.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

void require_folder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw sim::Error(sim::ExitCode::input_output, "'" + folder.string() + "' is not a folder");
    }
}

/// Files below a folder, sorted, with folders of the second level.
std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

/// Runs finished a second of late, by the times at which shards appeared; 0 = not known.
double recent_rate(const sim::SweepFolder& folder) {
    constexpr std::size_t most = 50;
    std::vector<std::pair<fs::file_time_type, std::size_t>> written;
    for (const sim::ShardIndex& shard : folder.shard_list()) {
        std::error_code error;
        const fs::file_time_type time = fs::last_write_time(shard.path, error);
        if (!error) {
            written.emplace_back(time, shard.runs.size());
        }
    }
    std::ranges::sort(written);
    const std::size_t first = written.size() > most ? written.size() - most : 0;
    std::size_t runs = 0;
    for (std::size_t i = first + 1; i < written.size(); ++i) {
        runs += written[i].second;
    }
    if (runs == 0) {
        return 0.0;
    }
    const double span = std::chrono::duration<double>(written.back().first - written[first].first).count();
    return span > 0.0 ? static_cast<double>(runs) / span : 0.0;
}

void tell_repeated_runs(const sim::SweepFolder& folder) {
    std::size_t stored = 0;
    for (const sim::ShardIndex& shard : folder.shard_list()) {
        stored += shard.runs.size();
    }
    if (stored > folder.finished_runs()) {
        const std::size_t repeated = stored - folder.finished_runs();
        print(stdout, "%s simulated more than once, with the same result\n",
              (counted(static_cast<double>(repeated), "run") + (repeated == 1 ? " was" : " were")).c_str());
    }
}

/// What the finished runs took, and what the others may take.
void tell_time(const sim::SweepState& state, const sim::SweepFolder& folder, bool at_work) {
    const double each = state.seconds / static_cast<double>(state.done);
    print(stdout, "%.3g s of processor time a run, %.3g core-hours so far, %.3g left", each, state.seconds / 3600.0,
          each * static_cast<double>(state.left) / 3600.0);
    const double rate = recent_rate(folder);
    if (at_work && rate > 0.0 && state.left > 0) {
        print(stdout, "; %s left", about_seconds(static_cast<double>(state.left) / rate).c_str());
    }
    print(stdout, "\n");
}

int sweep_status(const fs::path& path) {
    const SweepDefinition definition = load_definition(path);
    const sim::SweepPlan plan(definition.experiment, point_resolver(definition), definition.batch_runs);
    sim::SweepFolder folder(path);
    folder.look();
    const sim::SweepState state = state_of(plan, folder);
    const bool at_work = sim::Claims(folder.claims()).taken_elsewhere(sim::session_claim);
    const auto [fewest, most] = sim::replicates_range(definition.experiment);
    print(stdout, "%s: %s design, %s with %s%s, %s to simulate\n", definition.experiment.name.c_str(),
          definition.experiment.design.c_str(), counted(static_cast<double>(plan.points().size()), "point").c_str(),
          fewest == most ? "" : (std::to_string(fewest) + " to ").c_str(), counted(most, "replicate").c_str(),
          counted(static_cast<double>(plan.distinct_runs()), "run").c_str());
    print(stdout, "%zu done, %zu failed, %zu left; %s\n", state.done, state.failed, state.left,
          at_work ? "being worked on now" : "nobody is working on it now");
    if (state.unneeded > 0) {
        print(stdout, "%s not needed any more\n",
              (counted(static_cast<double>(state.unneeded), "finished run") + (state.unneeded == 1 ? " is" : " are"))
                  .c_str());
    }
    report_other_models(state);
    tell_repeated_runs(folder);
    if (state.done > 0) {
        tell_time(state, folder, at_work);
    }
    print(stdout, "%s", failures_text(plan, folder, 20).c_str());
    std::error_code ignored;
    print(stdout, "%s\n", fs::exists(folder.result(), ignored) ? folder.result().string().c_str() : "not merged yet");
    if (state.left > 0) {
        return static_cast<int>(sim::ExitCode::stopped);
    }
    return static_cast<int>(state.failed > 0 ? sim::ExitCode::incomplete : sim::ExitCode::ok);
}

/// How far the first of the replicates on their way are (replicate -> months), and how many more there are.
void tell_under_way(const std::map<std::uint32_t, std::int32_t>& saved, std::int32_t months) {
    constexpr std::size_t most_lines = 20;
    std::size_t lines = 0;
    for (const auto& [replicate, month] : saved) {
        if (++lines > most_lines) {
            print(stdout, "  and %zu more\n", saved.size() - most_lines);
            return;
        }
        print(stdout, "replicate %u: saved after %d of %d months\n", replicate, month, months);
    }
}

/// How many replicates of an unfinished run are finished, how far those on their way are, and how to go on.
int unfinished_run(const fs::path& folder) {
    const auto scenario = stored_scenario(folder);
    const auto replicates = static_cast<std::size_t>(scenario->parameters.run.replicates);
    const std::int32_t months = scenario->parameters.time.calendar().months;
    std::map<std::uint32_t, std::int32_t> under_way; // replicate -> months simulated
    std::size_t finished = 0;
    std::optional<sim::ModelIdentity> other; // which resume would refuse
    for (const fs::path& file : files_below(checkpoint_folder(folder))) {
        if (file.extension() != ".state" || file.parent_path() != checkpoint_folder(folder)) {
            continue;
        }
        const sim::CheckpointHeader header = sim::inspect_checkpoint(file).header;
        if (!header.model.same_model(model_identity())) {
            other = header.model;
        }
        if (header.month >= months) {
            ++finished;
        } else {
            under_way[header.replicate] = header.month;
        }
    }
    tell_under_way(under_way, months);
    const std::string next = other ? "they are of another model, " + other->text() +
                                         ": continue with the program that saved them; this one, " +
                                         model_identity().text() + ", can only begin anew, by actorhood run --force"
                                   : "continue: actorhood resume " + sim::shell_word(folder.string());
    print(stdout, "unfinished: %zu of %s finished, %zu saved on their way, %zu not begun; %s\n", finished,
          counted(static_cast<double>(replicates), "replicate").c_str(), under_way.size(),
          replicates - std::min(replicates, finished + under_way.size()), next.c_str());
    return static_cast<int>(sim::ExitCode::stopped);
}

/// A folder of `run`: unfinished replicates by their checkpoints, or the result.
int run_status(const fs::path& folder) {
    if (fs::exists(stored_scenario_file(folder))) {
        return unfinished_run(folder);
    }
    std::size_t results = 0;
    for (const fs::path& file : files_below(folder)) {
        if (file.extension() == ".h5") {
            print(stdout, "%s\n", file.string().c_str());
            ++results;
        }
    }
    if (results == 0) {
        throw sim::Error(sim::ExitCode::input_output, "'" + folder.string() + "' holds neither a run nor a sweep");
    }
    return 0;
}

/// Verifies one file; empty if it is whole or none of ours, otherwise what is wrong.
std::optional<sim::Error> fault_of(const fs::path& file, std::size_t& verified) {
    const std::string name = file.filename().string();
    try {
        if (name.ends_with(sim::shard_ending)) {
            static_cast<void>(sim::read_shard_index(file));
            sim::verify_shard(file);
        } else if (name.ends_with(".points")) {
            if (sim::check_seal(file) != sim::SealState::intact) {
                return sim::Error(
                    sim::ExitCode::corrupt,
                    "'" + file.string() + "' is damaged: start the sweep again with its experiment file");
            }
        } else if (name.ends_with(".h5")) {
            if (sim::check_seal(file) != sim::SealState::intact) {
                return sim::Error(sim::ExitCode::corrupt,
                                  "'" + file.string() +
                                      "' is damaged, or was changed by another program: copy it again, or make it "
                                      "anew, of a run with actorhood run and --force, of a sweep with actorhood "
                                      "merge after it is removed");
            }
        } else if (name.ends_with(".state") || name.ends_with(".state.previous")) {
            static_cast<void>(sim::inspect_checkpoint(file));
        } else {
            return std::nullopt;
        }
    } catch (const sim::Error& error) {
        return error;
    }
    ++verified;
    return std::nullopt;
}

} // namespace

int status(const Arguments& arguments) {
    Options options("status DIR",
                    "Says how far a run or a sweep is and which runs failed, and why. Exit code: 0 all done, 8 all "
                    "simulated\nbut some runs failed, 75 something is left to simulate.",
                    "  actorhood status results\n");
    options.positional(1, 1);
    if (!options.parse(arguments)) {
        return 0;
    }
    const fs::path folder = options.free().front();
    require_folder(folder);
    return is_sweep_folder(folder) ? sweep_status(folder) : run_status(folder);
}

int check(const Arguments& arguments) {
    Options options(
        "check DIR|FILE",
        "Verifies the checksums of all files of a run or a sweep: results, shards, checkpoints; or that of one\n"
        "file, such as a result that was copied. Exit code 5 and the names of the files if any is damaged, 4 if "
        "some\n"
        "cannot be read.",
        "  actorhood check results\n  actorhood check A/demo.h5\n");
    options.positional(1, 1);
    if (!options.parse(arguments)) {
        return 0;
    }
    const fs::path path = options.free().front();
    std::error_code ignored;
    const bool one_file = fs::is_regular_file(path, ignored);
    if (!one_file && !fs::is_directory(path, ignored)) {
        throw sim::Error(sim::ExitCode::input_output, "there is no folder or file '" + path.string() + "'");
    }
    std::string faults;
    sim::ExitCode code = sim::ExitCode::input_output; // what cannot be read may be whole
    std::size_t verified = 0;
    for (const fs::path& file : one_file ? std::vector{path} : files_below(path)) {
        if (const std::optional<sim::Error> fault = fault_of(file, verified)) {
            faults += std::string(faults.empty() ? "" : "\n") + fault->what();
            code = fault->code() == sim::ExitCode::corrupt ? fault->code() : code;
        }
    }
    if (!faults.empty()) {
        throw sim::Error(code, faults);
    }
    if (verified == 0) {
        throw sim::Error(sim::ExitCode::input_output,
                         "'" + path.string() + "' " +
                             (one_file ? "is no file of this program that has a checksum: results (.h5), shards, "
                                         "checkpoints"
                                       : "holds nothing that can be verified"));
    }
    if (verified == 1) {
        print(stdout, "1 file is whole\n");
    } else {
        print(stdout, "%zu files are whole\n", verified);
    }
    return 0;
}

int merge(const Arguments& arguments, const std::string& command_line) {
    Options options("merge DIR [options]",
                    "Brings the finished runs of a sweep into DIR/sweep.h5. Failed runs are NaN, with status 1.",
                    "  actorhood merge results\n  actorhood merge results --partial\n");
    options.positional(1, 1);
    options.flag("partial", "also when runs are missing; they are NaN, with status 2");
    options.flag("quiet,q", "no summary");
    if (!options.parse(arguments)) {
        return 0;
    }
    const fs::path path = options.free().front();
    require_folder(path);
    if (!is_sweep_folder(path)) {
        throw sim::Error(sim::ExitCode::input_output, "'" + path.string() + "' holds no sweep");
    }
    const SweepDefinition definition = load_definition(path);
    const sim::SweepPlan plan(definition.experiment, point_resolver(definition), definition.batch_runs);
    sim::SweepFolder folder(path);
    folder.look();
    report_other_models(state_of(plan, folder)); // why runs that are there may be missing
    sim::Claims claims(folder.claims());
    const std::size_t times = merge_folder(definition, plan, folder, claims, options.has("partial"), command_line);
    const sim::SweepState state = state_of(plan, folder);
    if (!options.has("quiet")) {
        print(stdout, "%s", merged_text(definition, folder, times).c_str());
    }
    return static_cast<int>(state.failed + state.left > 0 ? sim::ExitCode::incomplete : sim::ExitCode::ok);
}

} // namespace actorhood::models::program
