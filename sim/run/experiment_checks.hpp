// What is wrong with the tables of an experiment before its base is read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/run/experiment_table.hpp"

namespace actorhood::sim {

/// Keys, axes and points that the design needs, or has no use for.
void check_tables(ExperimentDocument& document);

/// Passes on the changes that each option of an axis and each listed point makes.
void each_variant(const ExperimentTable& table, const std::function<void(const Changes& variant)>& use);

/// Keys that are given twice in one place: dotted names in quotes hide it from the TOML reader.
void check_repetitions(ExperimentDocument& document);

/// Points and options that change what belongs to the whole result, such as the number of replicates.
void check_scope(ExperimentDocument& document, const Schema& scenario);

/// Changes of the base, in [experiment.set] and `settings`, for which the experiment has keys of its own: they would
/// change nothing. What "the base" may say (Schema::of_whole_result ends with it) may be changed there.
void check_base_changes(ExperimentDocument& document, const Schema& scenario,
                        const std::vector<std::string>& settings);

} // namespace actorhood::sim
