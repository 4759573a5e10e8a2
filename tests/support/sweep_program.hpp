// Experiments for the program under test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace actorhood::tests {

/// Writes `folder/name.toml`: an experiment of 36 months on a small population, about ten milliseconds a run. `head`
/// goes into [experiment], `body` after it.
std::filesystem::path write_experiment(const std::filesystem::path& folder, const std::string& name,
                                       const std::string& head, const std::string& body);

/// 40 points with 6 replicates over effort and funding mix.
std::filesystem::path write_sobol(const std::filesystem::path& folder, const std::string& name, int points = 40,
                                  int replicates = 6);

/// Four points, of which the third fails in its first month.
std::filesystem::path write_failing(const std::filesystem::path& folder, const std::string& name);

/// Waits until `folder` holds at least `count` files with the ending; false after ten seconds.
bool wait_for_files(const std::filesystem::path& folder, std::size_t count, const std::string& ending);

/// Files with the ending in a folder.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                                          const std::string& ending);

} // namespace actorhood::tests
