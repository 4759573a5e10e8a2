// What shocks do to a small world: output, know-how, work, ties, and what firms and clusters make up for.
#include <cmath>
#include <cstdint>

#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/restructuring.hpp"
#include "models/mechanisms/shocks.hpp"
#include "models/mechanisms/ties.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"
#include "tests/unit/shock_fixture.hpp"

namespace test_shock_effects {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

TEST_CASE("shocks::strike: strength by region and sector, shocks combine, others are spared") {
    ShockPlan first = shock_of(demand_shock, 0.5, 3);
    first.sectors = 1u << sector_a;
    ShockPlan second = shock_of(demand_shock, 0.2, 4);
    second.regions = {0, 1};
    Place place({first, second});
    place.step(2);
    CHECK_FALSE(place.shocks.disturb_output());
    CHECK(place.shocks.level(demand_shock, 0, sector_a) == 0.0);
    place.step(3);
    CHECK(place.shocks.disturb_output());
    CHECK(place.shocks.level(demand_shock, 0, sector_a) == Approx(0.5));
    CHECK(place.shocks.level(demand_shock, 0, sector_b) == 0.0);
    CHECK(place.shocks.onset(demand_shock, 0, sector_a) == 0.5);
    CHECK(place.shocks.onset(supply_shock, 0, sector_a) == 0.0);
    place.step(4);
    CHECK(place.shocks.level(demand_shock, 2, sector_a) == Approx(1.0 - 0.5 * 0.8)); // segment 2: region 1
    CHECK(place.shocks.level(demand_shock, 1, sector_a) == Approx(0.5));
    CHECK(place.shocks.onset(demand_shock, 0, sector_a) == 0.0);
    CHECK(place.shocks.onset(demand_shock, 2, sector_b) == Approx(0.2));
    CHECK(place.shocks.magnitude[demand_shock] == Approx(0.6));
    CHECK(place.shocks.mean_level(demand_shock, sector_b) == Approx(0.1));
    place.step(6);
    CHECK_FALSE(place.shocks.disturb_output());
    CHECK(place.shocks.magnitude[demand_shock] == 0.0);
}

TEST_CASE(
    "shocks::outdate_capacity, shocks::displace_incumbents and shocks::book_toll: know-how and work in a rupture") {
    ShockPlan rupture = shock_of(technology_shock, 0.4, 1, 3);
    rupture.sectors = 1u << sector_a;
    rupture.practice = 1;
    Place place({rupture});
    place.practices.entries[1].displacement = 0.25;
    place.census.sector_diversity[0] = 0.45; // half of the reference: half of the further loss
    place.negotiation.intensity[0] = 0.6;
    place.bench.clusters().reflexivity.reflexivity[0] = 0.4;
    place.census.mean_services[0] = 3.0; // half of .4 three quarters are foreseen: .15
    place.firms.employees[0] = 80.0f;
    const std::uint32_t outside = place.firms.segment(1).begin;
    place.firms.adopted[0] = place.firms.adopted[outside] = 2u;
    place.firms.sector[outside] = sector_a;
    place.step(0);
    CHECK(place.landscape.cost_index[1] == 1.0);
    CHECK(place.firms.digital_capacity[0] == 0.5f);
    place.step(1);
    CHECK(place.landscape.cost_index[1] == Approx(0.6));
    CHECK(place.landscape.displacement_index[1] == Approx(1.4));
    CHECK(place.landscape.cost_index[0] == 1.0);
    CHECK(static_cast<double>(place.firms.digital_capacity[0]) == Approx(0.5 * (1.0 - 0.4 * 1.5 * 0.85)));
    const RuptureAccount& account = place.bench.model().kept.get<RuptureAccount>();
    CHECK(account.lost[0] == Approx(2.0 * 0.5 * 0.6 * 0.85)); // two members in the sector
    CHECK(account.spared[0] == Approx(2.0 * 0.5 * 0.6 * 0.15));
    CHECK(account.displaced[0] == Approx(80.0 * 0.4 * 0.25)); // the one that uses the practice
    CHECK(account.reskilled[0] == Approx(80.0 * 0.4 * 0.25 * 0.6));
    CHECK(static_cast<double>(place.firms.digital_capacity[outside]) == Approx(0.5 * 0.6));
    CHECK(place.firms.digital_capacity[1] == 0.5f); // the other sector
    // 40 % of .25 displaced further: 2 * .1 * (1 - nu), from zero.
    CHECK(static_cast<double>(place.firms.resistance[0]) == Approx(0.2 * 0.4));
    CHECK(static_cast<double>(place.firms.resistance[outside]) == Approx(0.2));
    CHECK(place.firms.resistance[2] == 0.0f); // does not use it
    CHECK(place.shocks.ruptured(0, sector_a) == 1.0);
    CHECK(place.shocks.ruptured(0, sector_b) == 0.0);
    const float kept = place.firms.digital_capacity[0];
    place.landscape.cost_index.fill(1.0); // as the landscape does every month
    place.step(2);
    CHECK(place.firms.digital_capacity[0] == kept); // once only
    CHECK(place.landscape.cost_index[1] == Approx(0.6));
    place.landscape.cost_index.fill(1.0);
    place.step(12);
    CHECK(place.shocks.ruptured(0, sector_a) == 1.0);
    CHECK(place.landscape.cost_index[1] == 1.0); // step: over after three months
    place.step(13);
    CHECK(place.shocks.ruptured(0, sector_a) == 0.0);
}

TEST_CASE("of ruptures that meet, the greater alone makes results outdated") {
    Place place({shock_of(technology_shock, 0.2, 1, 3), shock_of(technology_shock, 0.1, 2, 3)});
    place.parameters.full_rupture = 0.5;
    place.step(1);
    CHECK(place.shocks.ruptured(0, sector_a) == Approx(0.4));
    place.step(2);
    CHECK(place.shocks.ruptured(0, sector_a) == Approx(0.4));
    place.step(13); // that of month 1 is a year old
    CHECK(place.shocks.ruptured(0, sector_a) == Approx(0.2));
}

TEST_CASE("shocks::widen_skill_gaps opens gaps once, shocks::strike has one energy price, work may stay") {
    ShockPlan shortage = shock_of(labour_shock, 0.5, 0, 6);
    shortage.sectors = 1u << sector_a;
    const ShockPlan energy = shock_of(energy_shock, 0.5, 0, 1);
    Place place({shortage, energy, energy});
    place.step(0);
    CHECK(static_cast<double>(place.firms.skill_gap[0]) == Approx(0.2 + 0.5 * 0.8));
    CHECK(place.firms.skill_gap[1] == 0.2f);
    CHECK(place.landscape.energy_price == Approx(1.5 * 1.5));
    CHECK(place.shocks.level(energy_shock, 2, sector_b) == Approx(1.25));
    place.step(1);
    CHECK(static_cast<double>(place.firms.skill_gap[0]) == Approx(0.6));
    ShockPlan later = shock_of(labour_shock, 0.25, 3, 1);
    later.sectors = 1u << sector_b;
    Place both({shortage, later});
    both.step(0);
    both.step(3); // the first still acts, but only the second begins
    CHECK(static_cast<double>(both.firms.skill_gap[0]) == Approx(0.6));
    CHECK(static_cast<double>(both.firms.skill_gap[1]) == Approx(0.2 + 0.25 * 0.8));
    Place off({shortage});
    off.bench.table<models::Work>().changes = false;
    off.step(0);
    CHECK(off.firms.skill_gap[0] == 0.2f);
    Place empty({shortage, shock_of(technology_shock, 1.0), shock_of(supply_shock, 1.0)}, {0, 0, 0});
    empty.step(0); // nobody there
    CHECK(empty.shocks.onset(supply_shock, 0, 0) == 1.0);
}

TEST_CASE("ties of and to firms that a supply shock hits break with its magnitude") {
    const auto share_left = [](double magnitude, bool to_outside) {
        ShockPlan shock = shock_of(supply_shock, magnitude);
        shock.regions = {0, 1}; // region 1: segment 2 only
        Place place({shock}, {0, 3000, 3000});
        const Segment& spared = place.firms.segment(1);
        const Segment& hit = place.firms.segment(2);
        const Segment& from = to_outside ? spared : hit;
        const Segment& to = to_outside ? hit : spared;
        for (std::uint32_t i = 0; i < 3000; ++i) {
            place.firms.ties[spared.begin + i].fill(no_firm);
            place.firms.ties[hit.begin + i].fill(no_firm);
            place.firms.ties[spared.begin + i][7] = place.firms.handle[spared.begin + (i + 1) % 3000];
            place.firms.ties[from.begin + i][0] = place.firms.handle[to.begin + i];
        }
        place.step(0);
        place.bench.run_in<OnePass<Step<ties::about, ties::break_supply>>>({0, 2020.0, false, false, 0});
        double left = 0.0;
        for (std::uint32_t row = from.begin; row < from.end(); ++row) {
            left += place.firms.ties[row][0] != no_firm ? 1.0 : 0.0;
        }
        for (std::uint32_t row = spared.begin; row < spared.end(); ++row) {
            REQUIRE(place.firms.ties[row][7] != no_firm); // between two that are spared
        }
        return left / 3000.0;
    };
    const double error = 4.0 * std::sqrt(0.4 * 0.6 / 3000.0);
    CHECK(share_left(0.4, false) == Approx(0.6).margin(error));
    CHECK(share_left(0.4, true) == Approx(0.6).margin(error)); // of firms that are spared, to firms that are hit
    CHECK(share_left(1.0, true) == 0.0);
}

TEST_CASE("how fast losses are made up is what firms and clusters have in place of what is missing") {
    auto p = tests::defaults<shocks::Parameters>();
    p.made_up_by_ties = 1.0;
    p.made_up_by_platforms = 0.5;
    p.made_up_by_partners = 0.25;
    p.made_up_by_skills = 2.0;
    const shocks::Substitutes has{.ties = 0.4, .platform = 0.2, .partners = 0.8, .capacity = 0.5, .skills = 0.75};
    CHECK(shocks::recovery_rate(p, supply_shock, has) == Approx(0.4 + 0.1 + 0.2));
    CHECK(shocks::recovery_rate(p, demand_shock, has) == Approx(1.0));
    CHECK(shocks::recovery_rate(p, labour_shock, has) == Approx(1.5));
    CHECK(shocks::recovery_rate(p, energy_shock, has) == 0.0);
    CHECK(shocks::recovery_rate(p, technology_shock, has) == 0.0);
    CHECK(shocks::recovery_rate(p, supply_shock, {}) == 0.0);
}

TEST_CASE("shocks::substitute: a lasting shock passes where there are substitutes, and begins whole again") {
    ShockPlan lasting = shock_of(supply_shock, 0.5);
    lasting.shape = Recovery::lasting;
    ShockPlan again = lasting;
    again.onset = 3;
    again.regions = {0, 1};
    Place place({lasting, again}, {1, 1, 1}); // a cluster and two regions outside
    place.parameters.made_up_by_ties = 12.0;
    Census& census = place.bench.world().census;
    census.tie_fill = {0.5, 0.0, 1.0};
    place.bench.world().policy.platform = {0.0, 0.0, 0.0};
    place.bench.world().cooperation.breadth = {0.0};
    place.bench.world().cooperation.platform_reach = {0.0};
    const auto level = [&](std::size_t segment) {
        return place.bench.world().shocks.level(supply_shock, segment, 0);
    };
    const auto month = [&](std::uint16_t index) {
        place.step(index);
        place.bench.run_in<Step<shocks::about, shocks::substitute>>({index, 2020.0, false, false, 0});
    };
    month(0);
    CHECK(level(0) == 0.5);
    month(1);
    month(2);
    CHECK(level(0) == Approx(0.5 * std::exp(-1.0)));
    CHECK(level(1) == 0.5); // nobody to turn to
    CHECK(level(2) == Approx(0.5 * std::exp(-2.0)));
    month(3); // the second shock, in region 1
    CHECK(level(2) == Approx(0.75));
    CHECK(level(0) == Approx(0.5 * std::exp(-1.5)));
    place.parameters.made_up_by_ties = 0.0;
    month(4);
    CHECK(level(2) == Approx(0.75)); // its shape alone
}

TEST_CASE("nobody to recruit: skill gaps close more slowly") {
    const auto after_a_month = [](double magnitude) {
        Place place({shock_of(labour_shock, magnitude)}, {2, 0, 0});
        place.parameters.skill_loss = 0.0;
        place.step(0);
        place.bench.run_in<OnePass<Step<restructuring::about, restructuring::rows>>>({0, 2020.0, false, false, 0});
        return static_cast<double>(place.firms.skill_gap[0]);
    };
    const auto expected = [](double attrition) {
        const double rate = 0.1 + attrition + 0.25;
        return 0.2 + (0.1 / rate - 0.2) * (1.0 - std::exp(-rate / 12.0));
    };
    CHECK(after_a_month(0.0) == Approx(expected(0.2)).epsilon(1e-5));
    CHECK(after_a_month(0.5) == Approx(expected(0.1)).epsilon(1e-5));
    CHECK(after_a_month(1.0) == Approx(expected(0.0)).epsilon(1e-5));
}

TEST_CASE("results of the pathway become outdated three times as fast in a rupture") {
    const auto p = test::defaults<pathway::Parameters>();
    CHECK(pathway::decay_rate(p, 0.0) == 0.2);
    CHECK(pathway::decay_rate(p, 0.5) == Approx(0.4));
    CHECK(pathway::decay_rate(p, 1.0) == Approx(0.6));
    const ByStage stock{0.0, 3.0, 0.0, 0.0};
    CHECK(pathway::advanced(p, stock, {}, 1.0)[challenges] == Approx(3.0 * std::exp(-0.6 / 12.0)));
    CHECK(pathway::advanced(p, stock, {}, 0.0) == pathway::advanced(p, stock, {}));
}

TEST_CASE("shocks::displace_incumbents asks the negotiation of the cluster, and of work outside") {
    ShockPlan rupture = shock_of(technology_shock, 0.4);
    rupture.practice = 1;
    rupture.regions = {1, 0};
    Place place({rupture}, {1, 1, 1});
    place.practices.entries[0].displacement = 0.9;
    place.practices.entries[1].displacement = 0.25;
    place.negotiation.intensity[0] = 0.6;
    place.bench.table<models::Work>() = {{}, {2.0, 0.3}, 0.2, true};
    for (const std::uint32_t segment : {0u, 1u, 2u}) {
        place.firms.adopted[place.firms.segment(segment).begin] = 2u;
        place.firms.resistance[place.firms.segment(segment).begin] = 0.1f;
    }
    place.step(0);
    const auto resistance = [&](std::uint32_t segment) {
        return static_cast<double>(place.firms.resistance[place.firms.segment(segment).begin]);
    };
    // 40 % of .25 displaced further, twice as much resistance, less what is negotiated.
    CHECK(resistance(0) == Approx(0.1 + 0.2 * 0.4 * 0.9));
    CHECK(resistance(1) == Approx(0.1 + 0.2 * 0.8 * 0.9));
    CHECK(resistance(2) == Approx(0.1)); // another region
}

} // namespace test_shock_effects
