// The practice catalogue: circular and digital practices firms may adopt. Data, not code: entries are [[practice]]
// tables of the scenario.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models {

/// One catalogue entry.
struct Practice {
    std::string name;
    std::string label;
    std::int64_t pillar{};
    double cost{};           ///< capital cost, share of yearly revenue
    double saving{};         ///< yearly saving, share of yearly revenue
    double months{};         ///< length of the trial
    double skill{};          ///< skill demand, 0..1
    double displacement{};   ///< labour displaced, 0..1
    double risk{};           ///< technical risk, 0..1
    double learning{};       ///< elasticity of cost to cumulative experience
    double size_slope{};     ///< logit per ln(employees)
    double initial_share{};  ///< adopters among firms with 10 or more employees, 2020-01
    double initial_aware{};  ///< share of firms that know it, 2020-01
    bool visible{};          ///< customers can see it
    bool by_product{};       ///< makes a firm ready to exchange by-products
    double intercept{};      ///< alpha, logit
    double rebound{};        ///< share of the saving lost to rebound
    double complementarity{}; ///< gamma for each adopted complement, logit
    std::string complements; ///< names of complements, comma-separated
    std::string source;
    sim::Series cost_index;  ///< outside cost relative to 2020
    sim::Series attention;   ///< media and vendor attention relative to 2020

    static void declare(sim::Schema& schema, Practice& practice);
};

/// The catalogue of a run, with what is derived from it once.
struct PracticeCatalogue {
    std::vector<Practice> entries;
    std::array<std::uint32_t, pillar_count> pillar_mask{}; ///< practices of each pillar
    std::uint32_t visible_circular_mask{};
    std::vector<std::uint32_t> complement_mask;            ///< of each practice

    [[nodiscard]] std::size_t count() const { return entries.size(); }
    [[nodiscard]] Pillar pillar(std::size_t practice) const {
        return static_cast<Pillar>(entries[practice].pillar);
    }
    /// Fills what is derived. Complements are checked by declare_checks() before.
    void derive();
    /// Messages about names that are double or complements that do not exist.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems() const;
};

} // namespace actorhood::models
