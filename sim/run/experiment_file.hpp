// Reading an experiment file: its base scenario, its axes, and the points of its design.
#pragma once

#include <filesystem>
#include <string>

#include "sim/config/document.hpp"
#include "sim/config/schema.hpp"
#include "sim/run/experiment.hpp"

namespace actorhood::sim {

/// Reads an experiment and lays out its design.
///
/// `declared` is the schema of a scenario. The base scenario is read into the fields bound to it; afterwards they
/// hold the base with the experiment's fixed changes. Changes in `options` that begin with "experiment." change the
/// experiment ("experiment.points=64"); the others are fixed changes to the base ("population.clusters=10").
///
/// Throws ConfigurationError with everything that is wrong, each with its place: in the file, in the base, in the
/// options; Error(too_big) for a design with too many points. What only shows when a point's changes meet (a check
/// over several parameters) is found when that point's scenario is made.
[[nodiscard]] Experiment read_experiment(const std::filesystem::path& path, const ReadOptions& options,
                                         const Schema& declared);

/// A scenario, with the changes of the options, under each of the assumptions of an ensemble file.
[[nodiscard]] Experiment scenario_under_assumptions(const std::filesystem::path& scenario,
                                                    const std::filesystem::path& assumptions,
                                                    const ReadOptions& options, const Schema& declared);

} // namespace actorhood::sim
