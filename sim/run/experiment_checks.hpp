// What is wrong with the tables of an experiment before its base is read.
#pragma once

#include <functional>

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

} // namespace actorhood::sim
