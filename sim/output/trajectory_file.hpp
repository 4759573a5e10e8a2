// The file of an ensemble: one HDF5 file that is also valid netCDF-4.
//
// Dimensions replicate, time and the axes of the outputs; every variable has the shape (replicate, time, axes...),
// its unit, meaning (long_name) and source, and where its rows are means or sums over months `cell_methods`. An axis of
// which labels were left out has the attribute `cut_from`, the number of them before. Each event table is a group with the dimension `event`. Equal inputs
// give equal bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/output/hdf5.hpp"
#include "sim/output/outputs.hpp"
#include "sim/output/recorder.hpp"

namespace actorhood::sim {

/// Writes the trajectories of an ensemble to `path`, whole or not at all (see write_file_atomically).
///
/// `provenance` becomes the attributes of the file in the given order, `parameters_toml` a text dataset. Axes and
/// variables are described by `meta`, of which only the descriptions are used. All trajectories must have recorded
/// the same variables at the same times, otherwise std::logic_error. The whole compressed file is held in memory
/// (twice, for a moment). Not safe to call from two threads at once.
void write_trajectories(const std::filesystem::path& path, const hdf5::Attributes& provenance,
                        std::string_view parameters_toml, const Outputs& meta,
                        std::span<const Trajectory> trajectories);

/// One variable of a trajectory file as read back.
struct StoredVariable {
    std::string name;
    std::string unit;
    std::string meaning;
    std::string source;
    std::vector<std::string> dimensions; ///< replicate, time, then its axes
    std::vector<std::uint64_t> shape;
    std::vector<double> values; ///< row-major
};

/// A whole trajectory file in memory, without its events (open the group of the table for those).
struct StoredTrajectories {
    hdf5::Attributes provenance;
    std::string parameters_toml;
    std::vector<std::int32_t> replicates;
    std::vector<double> times; ///< years
    std::vector<Axis> axes;
    std::vector<StoredVariable> variables;
};

/// Reads what write_trajectories wrote. Damage is an Error(corrupt).
[[nodiscard]] StoredTrajectories read_trajectories(const std::filesystem::path& path);

} // namespace actorhood::sim
