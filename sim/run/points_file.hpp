// Columns and points of a design in a file of their own: arrays of numbers and texts, sealed by a checksum.
#pragma once

#include <cstddef>
#include <filesystem>

#include "sim/run/experiment.hpp"

namespace actorhood::sim {

void store_points(const Experiment& experiment, const std::filesystem::path& path);

/// Puts columns and points into an experiment that has none. Error(corrupt) if the file is damaged or does not hold
/// so many points.
void load_points(Experiment& experiment, std::size_t points, const std::filesystem::path& path);

} // namespace actorhood::sim
