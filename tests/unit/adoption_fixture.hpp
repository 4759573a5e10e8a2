// A world of three firms for the tests of adoption: two members of one cluster, one firm outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/adoption_view.hpp"
#include "tests/support/bench.hpp"

namespace actorhood::test {

using namespace models;
using adoption::Change;
using adoption::Start;

inline constexpr double surely = 1e6; ///< year-1, a rate at which it happens within the month
inline constexpr std::size_t repair = 0;
inline constexpr std::size_t sharing = 1;
inline constexpr std::size_t cloud = 2;

inline Practice practice(const char* name, Pillar pillar, double saving) {
    Practice entry;
    entry.name = name;
    entry.pillar = pillar;
    entry.cost = 0.02;
    entry.saving = saving;
    entry.months = 6;
    entry.intercept = 100.0; // whoever evaluates it wants it
    return entry;
}

/// Two members of one cluster, Anna and Bert, and one firm outside, of whom nothing happens that is not asked for.
struct Three {
    tests::Bench bench{{2, 1}, 1};
    adoption::Parameters& p = bench.parameters()[adoption::about];
    World& world = bench.world();
    Firms& firms = bench.firms();
    adoption::Terms& terms = bench.table<adoption::Terms>();
    std::uint32_t anna = firms.segment(0).begin;
    std::uint32_t bert = anna + 1;
    std::uint32_t outside = firms.segment(1).begin;

    Three() {
        world.practices.entries = {practice("repair", circular, 0.01), practice("sharing", circular, 0.02),
                                   practice("cloud", digital, 0.03)};
        world.practices.entries[repair].displacement = 0.25;
        world.practices.entries[repair].skill = 0.5;
        world.practices.derive();
        world.revenue = {100'000.0};
        world.landscape.cost_index.fill(1.0);
        world.landscape.attention.fill(1.0);
        for (const std::uint32_t row : {anna, bert, outside}) {
            firms.employees[row] = row == outside ? 40.0f : 20.0f;
            firms.size_class[row] = small;
            firms.liquidity[row] = 10'000'000'00;
        }
        // What is not asked for does not happen.
        p.media_rate = p.reach_rate = p.word_of_mouth = p.forgetting = p.abandonment = 0.0;
        p.evaluation = p.evaluation_served = 0.0;
        count();
    }
    void count() {
        world.adoption.resize(2, 1);
        for (const std::uint32_t row : {anna, bert, outside}) {
            world.adoption.count_firm(firms, row, row == outside ? 1 : 0, 1);
        }
        adoption::remember(world.adoption, world.practices, world.weights, world.initial_experience);
    }
    /// Month of the run after burn-in.
    [[nodiscard]] std::uint16_t month(int number = 3) const {
        return static_cast<std::uint16_t>(world.calendar.burn_in + number);
    }
    void prepare() { prepare(month()); }
    void prepare(std::uint16_t month) {
        bench.run<sim::Step<adoption::about, adoption::prepare>,
                  sim::Step<adoption::about, adoption::prepare_segments>>(month);
    }
    /// What the firms decide, all blocks together.
    adoption::Changes decide() {
        prepare();
        bench.run<sim::OnePass<sim::Step<adoption::about, adoption::decide>>>(month());
        adoption::Changes all;
        for (const adoption::Changes& part : bench.table<Sums<adoption::Changes>>().parts()) {
            all.starts.insert(all.starts.end(), part.starts.begin(), part.starts.end());
            all.others.insert(all.others.end(), part.others.begin(), part.others.end());
        }
        return all;
    }
    void carry_out(const std::vector<Start>& starts, const std::vector<Change>& others) {
        auto& sums = bench.table<Sums<adoption::Changes>>();
        sums.start(2); // a block of members, one of firms outside
        for (const Start& start : starts) {
            sums.part(start.segment).starts.push_back(start);
        }
        for (const Change& change : others) {
            sums.part(change.segment).others.push_back(change);
        }
        bench.run<sim::Step<adoption::about, adoption::carry_out>, sim::Step<adoption::about, adoption::book>>(
            month());
    }
    /// A trial of `cost` cents begins.
    [[nodiscard]] static Start start(std::uint32_t row, std::uint32_t segment, Cents cost) {
        return {row, segment, repair, 6, cost, 0, 0};
    }
};

/// What a cluster has in its stages, decisions and from its partners.
inline void set_stocks(Three& three) {
    Clusters& clusters = three.bench.clusters();
    clusters.pathway.stock[0][challenges] = 0.7;
    clusters.pathway.stock[0][priorities] = 0.1;
    clusters.pathway.stock[0][actions] = 0.4;
    clusters.pathway.stock[0][scaling] = 0.9;
    clusters.pathway.intelligence_intensity[0] = 0.25;
    clusters.decisions.obligation[0] = 0.5;
    clusters.decisions.target_weight[0] = {0.2, 0.8};
    clusters.negotiation.intensity[0] = 0.3;
    clusters.funding.subsidy_ration[0] = 0.6;
    three.world.cooperation.experience[0][repair] = 0.02;
    three.world.cooperation.awareness[0][cloud] = 0.07;
    three.world.facilities.cost_factor.assign(1, {});
    three.world.facilities.cost_factor[0].fill(1.0);
    three.world.facilities.cost_factor[0][cloud] = 0.9;
    auto& work = three.bench.table<Work>();
    work.adoption = {2.0, 0.3};
    work.outside_negotiation = 0.05;
}

/// What the firms of a block see in a month, as adoption::decide puts it together.
struct Sight {
    const Month month;
    const adoption::View view;

    /// In a month after burn-in.
    Sight(tests::Bench& bench, std::uint16_t month_index, std::size_t block = 0)
        : month{month_index, 2020.0, false, false, 0},
          view{bench.parameters()[adoption::about],
               month,
               bench.table<adoption::Terms>(),
               bench.table<adoption::Thresholds>(),
               bench.world().random,
               adoption::Draws(bench.world().random, month_index),
               surroundings(bench.world()),
               deciders(bench.firms(), block)} {}

private:
    static adoption::Surroundings surroundings(const World& world) {
        return {world.practices, world.landscape, world.policy, world.regime,
                world.revenue,   world.firms,     world.firms};
    }
    static adoption::Deciders deciders(Firms& firms, std::size_t block) {
        return {firms.blocks()[block], firms, firms, firms, firms, firms, firms, firms, firms, firms};
    }
};

} // namespace actorhood::test
