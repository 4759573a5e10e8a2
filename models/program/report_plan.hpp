// What a result says about itself for reports: how its outputs are called, which make a figure, what costs what, what its
// parameters mean, and what the model is known to miss.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "sim/config/schema.hpp"

namespace actorhood::models::program {

/// How an output is called for people who decide.
struct OutputLabel {
    std::string_view name;
    std::string_view label;
    std::string_view label_fr;
    std::string_view better; ///< "higher", "lower"; "" = who can say
};
[[nodiscard]] std::span<const OutputLabel> output_labels();

/// Names of the outputs that reports show.
[[nodiscard]] std::set<std::string> reported_outputs();

/// All of it as TOML, for the attribute `report_toml` of a result. Of parameters it holds those that differ from their
/// defaults or are in `varied`, as far as an attribute has room.
[[nodiscard]] std::string report_plan(const sim::Schema& schema, const std::set<std::string>& varied);

} // namespace actorhood::models::program
