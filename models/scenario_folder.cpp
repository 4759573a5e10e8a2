#include "models/scenario_folder.hpp"

#include <algorithm>
#include <system_error>

#include "sim/core/error.hpp"

namespace actorhood::models {

namespace fs = std::filesystem;

fs::path scenario_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    for (const fs::path& candidate :
         {program.parent_path() / "../../scenarios", program.parent_path() / "../share/actorhood/scenarios",
          fs::path(ACTORHOOD_SCENARIOS)}) {
        fs::path folder = candidate.lexically_normal();
        if (fs::exists(folder / "baseline.toml", error)) {
            return folder;
        }
    }
    throw sim::Error(sim::ExitCode::input_output,
                     "the scenarios that come with this program were not found beside it");
}

std::vector<std::string> toolkit_files() {
    std::vector<std::string> files;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(scenario_folder() / "toolkit", error)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path().string());
        }
    }
    if (error || files.empty()) {
        throw sim::Error(sim::ExitCode::input_output,
                         "the policy toolkit was not found in " + (scenario_folder() / "toolkit").string());
    }
    std::sort(files.begin(), files.end()); // a folder lists its files in any order
    return files;
}

} // namespace actorhood::models
