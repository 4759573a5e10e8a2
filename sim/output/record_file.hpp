// What files of one run and files of experiments have in common: the time dimension, descriptions, chunks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/output/hdf5.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::sim {

/// Text attributes every coordinate and variable has.
void describe(hdf5::Dataset& dataset, const std::string& unit, const std::string& meaning);

/// Makes the dimension `time` with year, month and step. `months` are those simulated before each time. Where rows are
/// means or sums, `begins` are the times of their first months, and the array `time_bounds` says from when to when each
/// row reaches [CF-1.10, section 7.1]; none for instants.
[[nodiscard]] hdf5::Dataset write_time(hdf5::File& file, std::span<const double> times,
                                       std::span<const std::int32_t> months, std::span<const double> begins);

/// Makes the dimension of an axis with its labels.
[[nodiscard]] hdf5::Dataset write_axis(hdf5::File& file, const Axis& axis);

/// Block stored together, of an array (leading..., time, axes...): as many times as fit, then as many of the leading
/// dimensions, the last one first. A time row that is too large by itself is cut in its first axes.
[[nodiscard]] std::vector<std::uint64_t> chunk_shape(std::span<const std::uint64_t> leading, std::uint64_t times,
                                                     std::span<const std::uint64_t> axes);

} // namespace actorhood::sim
