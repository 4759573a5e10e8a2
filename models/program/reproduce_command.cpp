// reproduce: simulates a result again from the scenario that it holds, and compares the numbers.
#include <cstdio>
#include <filesystem>
#include <string>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/result_path.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// The scenario that a run's file holds, which stands alone.
std::string scenario_of(const fs::path& path) {
    const sim::hdf5::File file = sim::hdf5::File::open(path);
    if (!file.has("parameters_toml")) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "'" + path.string() + "' does not hold the scenario it was made from");
    }
    if (file.has("point_settings")) {
        throw sim::Error(sim::ExitCode::usage, "'" + path.string() +
                                                   "' is a sweep: simulate it again with 'actorhood sweep' and its "
                                                   "experiment file in another folder; 'actorhood scenario " +
                                                   path.string() + " --point N' gives one point");
    }
    return file.dataset("parameters_toml").strings().front();
}

} // namespace

Reproduction reproduce(const Arguments& arguments, const std::string& command_line) {
    Options options("reproduce RESULT [-o DIR]",
                    "Simulates a result again, from the scenario that its file holds, and says whether all numbers\n"
                    "are the same; if not, where they first differ. Ends with 1 if they differ.",
                    "  actorhood reproduce A\n  actorhood reproduce A/demo.h5 -o again --threads 4\n");
    options.positional(1, 1);
    options.value("output,o", "DIR", "folder for the second result (default: the name of the first and '_again')");
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.flag("force", "replace an earlier second result");
    options.flag("quiet,q", "no progress");
    if (!options.parse(arguments)) {
        return {};
    }
    const fs::path first = sim::result_path(options.free().front());
    const std::string name = sim::file_name_of(first.stem().string());
    const fs::path folder = options.text("output").value_or(name + "_again");
    const std::string scenario = scenario_of(first);
    sim::make_output_folder(folder);
    if (fs::equivalent(folder, first.has_parent_path() ? first.parent_path() : fs::path("."))) {
        throw sim::Error(sim::ExitCode::usage, "the second result needs a folder of its own: give another with -o");
    }
    const fs::path scenario_path = sim::safe_child(folder, name + ".toml");
    sim::refuse_existing(scenario_path, options.has("force"));
    sim::write_text_atomically(scenario_path, scenario);
    Arguments again{scenario_path.string(), "-o", folder.string(), "--name", name, "--quiet"};
    if (options.has("force")) {
        again.emplace_back("--force");
    }
    if (const auto threads = options.text("threads")) {
        again.insert(again.end(), {"--threads", *threads});
    }
    const int code = run(again, command_line);
    if (code != 0) {
        return {code, {}, {}};
    }
    return {code, first.string(), (folder / (name + ".h5")).string()};
}

} // namespace actorhood::models::program
