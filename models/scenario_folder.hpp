// Where the scenarios, practices and toolkit that come with the program lie.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actorhood::models {

/// The folder of scenarios that came with this program: beside the sources, installed, or where it was built from.
/// Error(input_output) if there is none.
[[nodiscard]] std::filesystem::path scenario_folder();

/// Paths of the files of the policy toolkit in that folder, by name.
[[nodiscard]] std::vector<std::string> toolkit_files();

} // namespace actorhood::models
