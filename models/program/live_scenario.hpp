// The scenario of a live page: another one in a small world, with all that the page offers to change.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/program/scenario.hpp"

namespace actorhood::models::program {

/// A set of assumptions from an ensemble, as changes to the scenario.
struct AssumptionSet {
    std::string name;
    std::string lines; ///< see sim/config/node_lines.hpp
};

struct LiveScenario {
    std::unique_ptr<Scenario> scenario;
    std::string lines; ///< all of it
    std::vector<AssumptionSet> assumptions;
};

/// Settings of the small world that pages have unless they are asked for another.
[[nodiscard]] std::vector<std::string> small_world();

/// Reads a scenario with settings on top of it. Its clusters are listed by name, so that each can be changed, and it
/// knows the instruments that come with the program. Neither changes a result.
[[nodiscard]] LiveScenario read_live_scenario(const std::string& file, const std::vector<std::string>& settings);

/// The sets of an ensemble file (`actorhood calibrate` writes it), checked against the scenario.
[[nodiscard]] std::vector<AssumptionSet> read_assumption_sets(const std::string& file, const LiveScenario& live);

} // namespace actorhood::models::program
