// The practice catalogue: circular and digital practices firms may adopt. Data, not code: entries are [[practice]]
// tables of the scenario.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models {

/// To which members a practice is given.
enum class SeedChoice : std::int64_t {
    random = 0,
    connected = 1, ///< those to whom most others listen
    together = 2,  ///< a firm and its partners, their partners, and so on
};

/// One catalogue entry.
struct Practice {
    std::string name;
    std::string label;
    std::int64_t pillar{};
    double cost{};            ///< capital cost, share of yearly revenue
    double saving{};          ///< yearly saving, share of yearly revenue
    double months{};          ///< length of the trial
    double skill{};           ///< skill demand, 0..1
    double displacement{};    ///< labour displaced, 0..1
    double risk{};            ///< technical risk, 0..1
    double learning{};        ///< elasticity of cost to cumulative experience
    double size_slope{};      ///< logit per ln(employees)
    double initial_share{};   ///< adopters among the surveyed firms, 2020-01
    std::int64_t surveyed{};  ///< which firms: 0 those with 10 or more employees, 1 all
    double initial_aware{};   ///< share of firms that know it, 2020-01
    bool visible{};           ///< customers can see it
    bool by_product{};        ///< makes a firm ready to exchange by-products; saves only while a link exists
    double material_saving{}; ///< share of the yearly material input that it makes unnecessary
    double energy_saving{};   ///< share of the yearly emissions from energy and processes that it avoids
    bool niche{};             ///< counts as the niche that challenges the regime of a sector
    std::int64_t price{};     ///< what its saving is worth: 0 constant, 1 the material price, 2 the energy price
    double intercept{};       ///< alpha, logit
    double rebound{};         ///< share of the saving lost to rebound
    double complementarity{}; ///< gamma for each adopted complement, logit
    std::vector<std::string> complements; ///< names of practices that make this one more attractive once adopted
    double seed_share{};                  ///< of members who do not use it, to whom it is given
    double seed_date{};                   ///< year of the month in which that happens
    std::int64_t seed_choice{};           ///< SeedChoice
    std::string source;
    sim::Series cost_index;   ///< outside cost relative to 2020
    sim::Series attention;    ///< media and vendor attention relative to 2020
    sim::Series saving_index; ///< saving that it promises relative to 2020
    sim::Series skill_index;  ///< skill that it demands relative to 2020

    /// Yearly saving after rebound, share of yearly revenue at price index 1.
    [[nodiscard]] double net_saving() const { return saving * (1.0 - rebound); }
    /// The part of it that a firm earns by itself: nothing when the practice needs a partner.
    [[nodiscard]] double own_saving() const { return by_product ? 0.0 : net_saving(); }

    static void declare(sim::Schema& schema, Practice& practice);
};

/// The catalogue of a run, with what is derived from it once.
struct PracticeCatalogue {
    std::vector<Practice> entries;
    std::array<std::uint32_t, pillar_count> pillar_mask{}; ///< practices of each pillar
    std::uint32_t visible_circular_mask{};
    std::uint32_t by_product_mask{}; ///< practices that make a firm ready to exchange by-products
    std::uint32_t niche_mask{};
    std::vector<std::uint32_t> complement_mask; ///< of each practice

    [[nodiscard]] std::size_t count() const { return entries.size(); }
    [[nodiscard]] Pillar pillar(std::size_t practice) const { return static_cast<Pillar>(entries[practice].pillar); }
    /// Position of the practice with this name, or count() if there is none.
    [[nodiscard]] std::size_t find(std::string_view name) const;
    /// Effect of adopted complements on the logit of accepting a practice; `adopted` = mask of practices in use.
    [[nodiscard]] double complement_effect(std::size_t practice, std::uint32_t adopted) const;
    /// Share of the pillar's practices in a mask of practices in use.
    [[nodiscard]] double depth(Pillar pillar, std::uint32_t adopted) const;
    /// Pillar in which a firm is further behind `required` depths; `drawn` when both are as far.
    [[nodiscard]] Pillar needed_pillar(std::uint32_t adopted, const std::array<double, pillar_count>& required,
                                       Pillar drawn) const;
    /// Fills what is derived. Names in `complements` that do not exist are left out: problems() reports them.
    void derive();
    /// Messages about an empty catalogue, unusable or double names, and complements that do not exist.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems() const;
};

} // namespace actorhood::models
