// reproduce: simulates a result again from the scenario that it holds, and compares the numbers.
#include <cstdio>
#include <cstdint>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/result_path.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// What a result says of how it was made.
struct Origin {
    std::string scenario; ///< stands alone; of a sweep its base
    bool is_sweep{};
    std::vector<std::string> points; ///< of a sweep, changes to the base, "key=value", one a line
    std::size_t replicates{};
    std::size_t rows{}; ///< times of a sweep
    bool common_random_numbers{};
};

Origin origin_of(const fs::path& path) {
    const sim::hdf5::File file = sim::hdf5::File::open(path);
    if (!file.has("parameters_toml")) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "'" + path.string() + "' does not hold the scenario it was made from");
    }
    Origin origin;
    origin.scenario = file.dataset("parameters_toml").strings().front();
    origin.is_sweep = file.has("point_settings");
    if (origin.is_sweep) {
        origin.points = file.dataset("point_settings").strings();
        origin.replicates = file.dataset("replicate").size();
        origin.rows = file.dataset("time").size();
        origin.common_random_numbers = file.text_attribute("common_random_numbers") == "yes";
    }
    return origin;
}

/// The points of a sweep as a list: an experiment that needs nothing but its base.
std::string experiment_text(const Origin& origin, const std::string& base, const std::string& title,
                            std::int64_t every) {
    std::string text = "[experiment]\ntitle = " + sim::toml_text(title) + "\nbase = " + sim::toml_text(base) +
                       "\ndesign = \"list\"\nreplicates = " + std::to_string(origin.replicates) +
                       "\nevery = " + std::to_string(every) + "\nrandom = \"" +
                       (origin.common_random_numbers ? "common" : "independent") + "\"\n";
    for (const std::string& settings : origin.points) {
        text += "\n[[experiment.point]]\n";
        std::istringstream lines(settings);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t equals = line.find('=');
            text += sim::toml_text(line.substr(0, equals)) + " = " + line.substr(equals + 1) + "\n";
        }
    }
    return text;
}

/// Where the second result is made.
struct Second {
    fs::path folder;
    std::string name;
    bool force{};
};

/// The name of what was asked for: a folder, or a file; a sweep's file is called as every other.
std::string name_of(const fs::path& asked, const fs::path& first, bool is_sweep) {
    std::error_code unknown;
    const bool is_folder = fs::is_directory(asked, unknown);
    const fs::path named = is_folder || is_sweep ? fs::absolute(is_folder ? asked : first.parent_path()) : first;
    const fs::path plain = named.lexically_normal();
    return sim::file_name_of(
        (is_folder || is_sweep ? (plain.has_filename() ? plain : plain.parent_path()).filename() : plain.stem())
            .string());
}

/// The first folder of this name, or with a number, that nobody has.
fs::path free_folder(const std::string& wanted) {
    fs::path folder = wanted;
    for (int number = 2; fs::exists(folder); ++number) {
        folder = wanted + "_" + std::to_string(number);
    }
    return folder;
}

/// Writes a text beside the second result, from which it is made.
fs::path write_input(const Second& second, const std::string& file_name, const std::string& text) {
    fs::path path = sim::safe_child(second.folder, file_name);
    sim::refuse_existing(path, second.force);
    sim::write_text_atomically(path, text);
    return path;
}

/// Arguments that a run and a sweep share.
Arguments shared_arguments(const Options& options) {
    Arguments more{"--quiet"};
    if (options.has("force")) {
        more.emplace_back("--force");
    }
    if (const auto threads = options.text("threads")) {
        more.insert(more.end(), {"--threads", *threads});
    }
    return more;
}

Reproduction run_again(const Origin& origin, const Second& second, Arguments more, const std::string& command_line) {
    const fs::path scenario = write_input(second, second.name + ".toml", origin.scenario);
    more.insert(more.begin(), {scenario.string(), "-o", second.folder.string(), "--name", second.name});
    return {run(more, command_line), {}, (second.folder / (second.name + ".h5")).string()};
}

Reproduction sweep_again(const Origin& origin, const Second& second, Arguments more,
                         const std::string& command_line) {
    const fs::path base = write_input(second, second.name + "_base.toml", origin.scenario);
    // One row is the last: its base may record more.
    const std::int64_t every = origin.rows == 1 ? 0 : read_scenario(base.string(), {})->parameters.output.every;
    const fs::path experiment = write_input(second, second.name + "_points.toml",
                                            experiment_text(origin, base.filename().string(), second.name, every));
    const fs::path folder = second.folder / "sweep";
    more.insert(more.begin(), {experiment.string(), "-o", folder.string(), "--keep-going"});
    const int code = sweep(more, command_line);
    // Runs that failed the first time fail again; the comparison says whether they are the same ones.
    const bool is_there = code == 0 || code == static_cast<int>(sim::ExitCode::incomplete);
    return {is_there ? 0 : code, {}, (folder / "sweep.h5").string()};
}

} // namespace

Reproduction reproduce(const Arguments& arguments, const std::string& command_line) {
    Options options(
        "reproduce RESULT [-o DIR]",
        "Simulates a result again, a run or a sweep, from what its file holds, and says whether all numbers\n"
        "are the same; if not, where they first differ. Ends with 1 if they differ.",
        "  actorhood reproduce A\n  actorhood reproduce A/demo.h5 -o again --threads 4\n");
    options.positional(1, 1);
    options.value("output,o", "DIR",
                  "folder for the second result (default: what RESULT is called, '_again', and a number if need be)");
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.flag("force", "replace an earlier second result");
    options.flag("quiet,q", "no progress");
    if (!options.parse(arguments)) {
        return {};
    }
    const fs::path first = sim::result_path(options.free().front());
    const std::string name = sim::file_name_of(first.stem().string());
    const Origin origin = origin_of(first);
    const std::string again = name_of(options.free().front(), first, origin.is_sweep) + "_again";
    const auto given = options.text("output");
    const Second second{given                  ? fs::path(*given)
                        : options.has("force") ? fs::path(again)
                                               : free_folder(again),
                        name, options.has("force")};
    if (!given && !options.has("quiet")) {
        print(stderr, "the second result goes to %s\n", second.folder.string().c_str());
    }
    sim::make_output_folder(second.folder);
    if (fs::equivalent(second.folder, first.has_parent_path() ? first.parent_path() : fs::path("."))) {
        throw sim::Error(sim::ExitCode::usage, "the second result needs a folder of its own: give another with -o");
    }
    refuse_sweep(second.folder); // before anything is written there
    if (origin.is_sweep) {
        refuse_run(second.folder);
    }
    Reproduction done =
        (origin.is_sweep ? sweep_again : run_again)(origin, second, shared_arguments(options), command_line);
    if (done.code != 0) {
        return {done.code, {}, {}};
    }
    done.first = first.string();
    return done;
}

} // namespace actorhood::models::program
