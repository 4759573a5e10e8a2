// An experiment: one base scenario, the points of a design, and replicates of each.
//
// The engine knows parameters by their declarations only. A point is a list of settings ("dotted.key=value") that is
// applied to the base scenario, and one coordinate a design column, by which results are labelled.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::sim {

/// One coordinate of a design: a number, or one of `labels` by its position.
struct DesignColumn {
    std::string name; ///< key of the parameter, e.g. "funding.mix.core", or the name of a categorical axis
    std::string unit;
    std::string meaning;
    std::string role; ///< "lever" (somebody chooses it), "uncertainty" (nobody controls it) or "design" (a label)
    std::vector<std::string> labels; ///< of a categorical axis; empty for numbers
};

/// One point of a design.
struct DesignPoint {
    std::vector<double> coordinates;   ///< one a column
    std::vector<std::string> settings; ///< changes to the base, "dotted.key=value" with the value as TOML
    std::uint32_t replicates{};        ///< of this point; 0 = those of the experiment
};

/// The key of a setting, "a.b" of "a.b=1".
[[nodiscard]] std::string setting_key(const std::string& setting);

/// What an experiment file says, with the design laid out.
struct Experiment {
    std::string name; ///< of the file, without its ending
    std::string title;
    std::string summary;
    std::string design;                ///< kind, e.g. "sobol"
    std::filesystem::path base;        ///< the base scenario
    std::filesystem::path assumptions; ///< file of the assumptions; empty if there is none
    std::vector<std::string> settings; ///< fixed changes to the base
    std::vector<std::string> outputs;  ///< names or patterns to keep
    std::vector<std::string> labels;   ///< "axis=pattern": what to keep of axes
    std::int64_t every{};              ///< months between kept rows; 0 = only the last
    std::optional<OverTime> over_time; ///< what a row holds; nothing = what the base says
    EntryPlaces kept;           ///< where "outputs", "labels" and "over_time" are written, entries as "labels#0"
    std::uint32_t replicates{}; ///< of each point that asks for no other number
    bool common_random_numbers{true}; ///< points with the same replicate share all draws
    std::vector<DesignColumn> columns;
    std::vector<DesignPoint> points;
    std::vector<std::string> notices; ///< what the design cannot answer, a sentence each
};

/// Replicates of a point.
[[nodiscard]] std::uint32_t replicates_of(const Experiment& experiment, const DesignPoint& point);
/// The smallest and the largest number of replicates that a point has; both those of the experiment without points.
[[nodiscard]] std::pair<std::uint32_t, std::uint32_t> replicates_range(const Experiment& experiment);

/// A few lines for people: points, replicates and runs, the base and its fixed changes, the columns with their
/// ranges and roles.
[[nodiscard]] std::string describe(const Experiment& experiment);

} // namespace actorhood::sim
