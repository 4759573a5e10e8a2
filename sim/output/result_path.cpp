#include "sim/output/result_path.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "sim/config/shell.hpp"
#include "sim/config/text_file.hpp"
#include "sim/core/error.hpp"

namespace actorhood::sim {

bool is_result(const hdf5::File& file) { return file.has("replicate") && file.has("time"); }

std::string unsealed_notice(const std::filesystem::path& file) {
    return "'" + file.string() +
           "' has no checksum: it was changed by another program, or cut, and damage to its numbers cannot be "
           "noticed";
}

std::vector<std::filesystem::path> trajectory_files(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> found;
    std::filesystem::directory_iterator entries(folder, failure);
    for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
        std::error_code unknown;
        if (entries->path().extension() == ".h5" && !entries->is_directory(unknown)) {
            found.push_back(entries->path());
        }
    }
    if (failure && failure != std::errc::no_such_file_or_directory) {
        throw Error(ExitCode::input_output, "cannot list folder '" + folder.string() + "': " + failure.message());
    }
    std::sort(found.begin(), found.end());
    return found;
}

namespace {

/// Says what a file to be run is, and how it becomes a result.
[[noreturn]] void refuse_input(const std::filesystem::path& path) {
    const TextFile content = read_text_file(path);
    const auto has_table = [&](const std::string& name) {
        return content.text.starts_with("[" + name) || content.text.find("\n[" + name) != std::string::npos;
    };
    const bool is_experiment = has_table("experiment");
    const std::string file = shell_word(path.string());
    const std::string folder = shell_word((path.parent_path() / path.stem()).string());
    const std::string command = has_table("calibration")    ? "calibrate"
                                : has_table("optimisation") ? "optimise"
                                : is_experiment             ? "sweep"
                                                            : "run";
    throw Error(ExitCode::usage,
                "'" + path.string() + "' is " + (command == "run" ? "a scenario" : "an input file") +
                    ", not a result; make one first: actorhood " + command + " " + file + " -o " + folder +
                    ", then name " + folder +
                    (command == "run" ? " (a sweep needs an experiment; see scenarios/EXPERIMENTS.md)" : ""));
}

/// What is wrong with a folder without results, and what to do. Shards are those of a sweep whose runs all failed or are
/// not all done: it has no file yet.
std::string without_result(const std::filesystem::path& folder) {
    std::error_code failure;
    const std::string name = folder.string();
    const std::string word = shell_word(name);
    if (std::filesystem::is_directory(folder / "shards", failure)) {
        return "the sweep '" + name + "' has no result yet: actorhood status " + word +
               " says what failed and what is left, actorhood resume " + word + " goes on, actorhood merge " + word +
               " --partial makes a result of what is finished";
    }
    for (const char* const step : {"front", "members"}) { // the last sweep of optimise and of calibrate
        if (std::filesystem::exists(folder / step / "sweep.h5", failure)) {
            return "folder '" + name + "' is that of a study of several sweeps; its result is " +
                   shell_word((folder / step).string());
        }
    }
    if (std::filesystem::exists(folder / "ends.toml", failure)) {
        return "folder '" + name +
               "' is that of a study of several sweeps, and it is not finished: the same command goes "
               "on from there";
    }
    return "folder '" + name + "' holds no trajectory file (*.h5); did its run end? If not: actorhood resume " + word;
}

} // namespace

std::filesystem::path result_path(const std::filesystem::path& path) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        throw Error(ExitCode::input_output, "there is no result '" + path.string() + "'" +
                                                (failure ? ": " + failure.message() : std::string()));
    }
    if (!std::filesystem::is_directory(path, failure)) {
        if (path.extension() == ".toml") {
            refuse_input(path);
        }
        return path;
    }
    std::vector<std::filesystem::path> found = trajectory_files(path);
    if (found.size() > 1) {
        std::erase_if(found, [](const auto& file) { return !is_result(hdf5::File::open(file)); });
    }
    if (found.empty()) {
        throw Error(ExitCode::input_output, without_result(path));
    }
    if (found.size() > 1) {
        throw Error(ExitCode::usage, "folder '" + path.string() +
                                         "' holds several results; name one of them: " + found[0].string() + ", " +
                                         found[1].string() + (found.size() > 2 ? ", ..." : ""));
    }
    return found[0];
}

} // namespace actorhood::sim
