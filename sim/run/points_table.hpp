// The points of a list from a table: a row a point, a column a parameter.
//
//     name,  accountability.effort, funding.level
//     low,   0.1,                   2000
//     high,  0.9,
//
// A column "name" names the points; an empty cell leaves what the base has. Values are written as in TOML, texts also
// without quotes.
#pragma once

#include <filesystem>
#include <memory>

#include "sim/run/experiment_table.hpp"

namespace actorhood::sim {

/// True for a file that is read as a table.
[[nodiscard]] bool is_points_table(const std::filesystem::path& path);

/// Reads an experiment that holds points and nothing else: an experiment file, or a table by its ending ".csv". Throws
/// ConfigurationError.
[[nodiscard]] std::unique_ptr<ExperimentDocument> open_points(const std::filesystem::path& path);

} // namespace actorhood::sim
