// Shocks by hand and a small world that they hit.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/mechanisms/shocks.hpp"
#include "models/state/scenario_facts.hpp"
#include "tests/support/bench.hpp"

namespace actorhood::test {

using namespace models;
using sim::OnePass;
using sim::Step;

/// A shock of all regions and sectors.
inline ShockPlan shock_of(ShockKind kind, double magnitude, std::int32_t onset = 0, std::int32_t duration = 2) {
    ShockPlan shock;
    shock.kind = kind;
    shock.onset = onset;
    shock.magnitude = magnitude;
    shock.duration = duration;
    return shock;
}

inline constexpr std::uint32_t sector_a = 2;
inline constexpr std::uint32_t sector_b = 5;

/// A cluster in region 0 and the firms outside of regions 0 and 1: segments 0, 1, 2. Firms alternate between sectors.
struct Place {
    tests::Bench bench;
    shocks::Parameters& parameters = bench.parameters()[models::shocks::about];
    Firms& firms = bench.firms();
    PracticeCatalogue& practices = bench.world().practices;
    Census& census = bench.world().census;
    Negotiation& negotiation = bench.clusters().negotiation;
    Landscape& landscape = bench.world().landscape;
    Shocks& shocks = bench.world().shocks;
    ShockCalendar& calendar = bench.table<ShockCalendar>();

    explicit Place(std::vector<ShockPlan> given, const std::vector<std::uint32_t>& sizes = {4, 4, 4})
        : bench(sizes, 1, [](Parameters& p) { p.population.revenue_per_employee = 120000.0; }) {
        calendar.shocks = std::move(given);
        practices.entries.resize(2);
        landscape = {};
        landscape.cost_index.fill(1.0);
        negotiation.intensity[0] = 0.0;
        census = {};
        census.resize(3);
        for (const RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms.sector[row] = static_cast<std::uint8_t>(row % 2 == 0 ? sector_a : sector_b);
                firms.digital_capacity[row] = 0.5f;
                firms.skill_gap[row] = 0.2f;
            }
        }
        bench.run<Step<models::shocks::about, models::shocks::initialise>>();
    }
    void step(std::uint16_t month) {
        namespace mechanism = models::shocks;
        bench.run_in<Step<mechanism::about, mechanism::strike>,
                     OnePass<Step<mechanism::about, mechanism::outdate_capacity>,
                             Step<mechanism::about, mechanism::displace_incumbents>,
                             Step<mechanism::about, mechanism::widen_skill_gaps>>,
                     Step<mechanism::about, mechanism::book_toll>>({month, 2020.0, false, false, 0});
    }
};

} // namespace actorhood::test
