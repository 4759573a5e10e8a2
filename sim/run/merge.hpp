// From shards to one file that is at the same time HDF5 and netCDF-4.
//
// Dimensions design, replicate, time and the axes of the outputs; every output has the shape (design, replicate, time,
// axes...). On `design` stand one coordinate a column of the design, the settings of the point and, if it failed, why;
// on (design, replicate) the status and the identity of the run. Failed, missing and not asked runs are NaN. The bytes follow from
// the experiment and its results, not from how the work was split.
//
// Where points have axes of different length (the number of clusters is swept), all have that of the longest, and what
// a point lacks is NaN; the labels of the shorter axis must be the first ones of the longer. Points that record other
// variables or other times cannot stand in one file: that is an Error(configuration).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "sim/output/hdf5.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/sweep_folder.hpp"
#include "sim/run/sweep_plan.hpp"

namespace actorhood::sim {

struct MergeOptions {
    hdf5::Attributes attributes; ///< of the file, in this order; more follow
    std::string parameters_toml; ///< the base scenario, resolved
    bool partial{};              ///< missing runs are left NaN; otherwise they are an Error(incomplete)
};

/// Writes folder.result(), whole or not at all, one block of one variable at a time. Damaged shards are an
/// Error(corrupt), a full disk an Error(input_output). Returns the number of times that the file holds.
std::size_t merge_sweep(const Experiment& experiment, const SweepPlan& plan, const SweepFolder& folder,
                        const MergeOptions& options);

/// Values of the variable `status` of a merged file. Not asked: beyond the replicates of a point that has fewer than others.
enum class RunStatus : std::int32_t { finished, failed, missing, not_asked };

} // namespace actorhood::sim
