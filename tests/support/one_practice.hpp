// A world in which a single practice spreads and nothing else happens: for laws of adoption that can be computed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/world.hpp"

namespace actorhood::tests {

/// A catalogue of one digital practice that costs the reference cost and pays back in a year, so that the logit of
/// acceptance is its intercept; without learning, risk, skills and size slope.
[[nodiscard]] inline std::string one_practice(double initial_share, double initial_aware, double intercept,
                                              int months) {
    return "[[practice]]\nname = \"practice\"\npillar = \"digital\"\ncost = 0.02\nsaving = 0.02\nmonths = " +
           std::to_string(months) + "\nskill = 0\ndisplacement = 0\nrisk = 0\nlearning = 0\nsize_slope = 0\n" +
           "initial_share = " + std::to_string(initial_share) + "\ninitial_aware = " + std::to_string(initial_aware) +
           "\nintercept = " + std::to_string(intercept) + "\n";
}

/// All mechanisms off but adoption; firms outside clusters, each for itself; everything that makes firms differ or
/// influence each other is zero.
[[nodiscard]] inline Settings only_adoption(std::uint32_t firms) {
    Settings settings{"population.clusters=0", "population.outside_firms=" + std::to_string(firms),
                      "population.regions=1", "population.economy_firms=0", "time.burn_in_years=0"};
    for (const char* mechanism :
         {"programmes", "funding", "accountability", "reflexivity", "decision", "pathway", "services", "ties",
          "opinions", "learning", "restructuring", "market", "membership", "actorhood"}) {
        settings.push_back(std::string("mechanisms.") + mechanism + "=false");
    }
    for (const char* weight :
         {"media_rate", "word_of_mouth", "forgetting", "abandonment", "noise", "peer_weight", "capacity_weight",
          "skill_weight", "orientation_weight", "regulation_weight", "resistance_cost", "resistance_refusal",
          "resistance_delay", "resistance_failure", "fit_sd", "trial_failure", "evaluation_size_exponent",
          "acceptance_persistence", "disappointment"}) {
        settings.push_back(std::string("adoption.") + weight + "=0");
    }
    return settings;
}

/// Number of firms that use practice 0.
[[nodiscard]] inline double adopters(const models::World& world) {
    double count = 0.0;
    for (const models::RowBlock& block : world.firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            count += world.firms.adopted[row] & 1u;
        }
    }
    return count;
}

} // namespace actorhood::tests
