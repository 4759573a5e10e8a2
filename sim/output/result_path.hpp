// Which file of results a path means.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/output/hdf5.hpp"

namespace actorhood::sim {

/// True if a file holds numbers over replicates and time.
[[nodiscard]] bool is_result(const hdf5::File& file);

/// Files in a folder that are called as results are, sorted; none where there is no folder. One that cannot be listed is an
/// Error(input_output).
[[nodiscard]] std::vector<std::filesystem::path> trajectory_files(const std::filesystem::path& folder);

/// That nothing vouches for the numbers of a result without a seal.
[[nodiscard]] std::string unsealed_notice(const std::filesystem::path& file);

/// The file that a path names: itself, or the only one of results in a folder. A missing path or a folder without results
/// is an Error(input_output), a folder with several an Error(usage).
[[nodiscard]] std::filesystem::path result_path(const std::filesystem::path& path);

} // namespace actorhood::sim
