// Which file of results a path means.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "sim/output/hdf5.hpp"

namespace actorhood::sim {

/// True if a file holds numbers over replicates and time.
[[nodiscard]] bool is_result(const hdf5::File& file);

/// That nothing vouches for the numbers of a result without a seal.
[[nodiscard]] std::string unsealed_notice(const std::filesystem::path& file);
/// True for such a notice.
[[nodiscard]] bool is_unsealed_notice(std::string_view notice);

/// From now on `say` is told so of every result without a seal that is opened, once a file: also where this program hands
/// over to another, or starts one, that would say it again.
void notice_unsealed_results(std::function<void(const std::string&)> say);

/// The file that a path names: itself, or the only one of results in a folder. A missing path or a folder without results
/// is an Error(input_output), a folder with several an Error(usage).
[[nodiscard]] std::filesystem::path result_path(const std::filesystem::path& path);

} // namespace actorhood::sim
