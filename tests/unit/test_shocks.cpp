// Shocks: how they pass, when they come, what they do to a small world, and what resilience is counted.
#include "models/mechanisms/shocks.hpp"

#include <cmath>

#include "models/mechanisms/market.hpp"
#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/restructuring.hpp"
#include "models/mechanisms/ties.hpp"
#include "models/state/scenario_facts.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

using sim::OnePass;
using sim::Step;

ShockPlan shock_of(ShockKind kind, double magnitude, std::int32_t onset = 0, std::int32_t duration = 2) {
    ShockPlan shock;
    shock.kind = kind;
    shock.onset = onset;
    shock.magnitude = magnitude;
    shock.duration = duration;
    return shock;
}

constexpr std::uint32_t sector_a = 2;
constexpr std::uint32_t sector_b = 5;

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

/// The shocks of a run in a world of so many regions without clusters.
std::vector<ShockPlan> drawn(const shocks::Parameters& parameters, const PracticeCatalogue& practices,
                             std::size_t regions, const Calendar& months, const sim::Random& random) {
    const Firms firms = tests::make_firms(std::vector<std::uint32_t>(regions), 0);
    return shocks::draw(parameters, practices, firms, months, random).shocks;
}

} // namespace

TEST_CASE("a shock acts fully for its duration and then passes in its shape") {
    ShockPlan shock = shock_of(demand_shock, 1.0, 0, 3);
    shock.recovery = 4;
    const auto series = [&](Recovery shape) {
        shock.shape = shape;
        double sum = 0.0;
        for (std::int32_t age = 0; age < 60; ++age) {
            sum += shocks::profile(shock, age);
        }
        return sum;
    };
    CHECK(shocks::profile(shock, -1) == 0.0);
    CHECK(series(Recovery::step) == 3.0);
    CHECK(series(Recovery::linear) == Approx(3.0 + 4.0 / 2.0)); // area of a triangle
    CHECK(shocks::profile(shock, 2) == 1.0);
    CHECK(shocks::profile(shock, 3) == Approx(1.0 - 0.5 / 4.0));
    CHECK(shocks::profile(shock, 6) == Approx(0.125));
    CHECK(shocks::profile(shock, 7) == 0.0);
    CHECK(series(Recovery::lasting) == 60.0);
    series(Recovery::exponential);
    CHECK(shocks::profile(shock, 3) == Approx(std::pow(0.05, 0.125)));
    CHECK(shocks::profile(shock, 6) > 0.05);
    CHECK(shocks::profile(shock, 7) < 0.05);
    CHECK(shocks::profile(shock, 40) == 0.0);
    shock.recovery = 0;
    CHECK(shocks::profile(shock, 3) == 0.0);
}

TEST_CASE("losses of a firm by kind, around what the mean firm loses") {
    const ShockResponse response = test::defaults<shocks::Parameters>().response;
    const ByShockKind strength{0.4, 0.4, 1.0, 0.5, 0.5};
    const ByShockKind mean = response.losses(strength, 6, 0.4, 0.5, 0.3);
    CHECK(mean[demand_shock] == Approx(0.4));
    CHECK(mean[supply_shock] == Approx(0.5 * 0.4));
    CHECK(mean[energy_shock] == Approx(0.5 * 0.10 * 1.0)); // sector 6: energy intensive
    CHECK(mean[technology_shock] == 0.0);
    CHECK(mean[labour_shock] == Approx(0.5 * 0.5 * 0.3));
    const ByShockKind able = response.losses(strength, 0, 0.9, 1.0, 0.3);
    CHECK(able[demand_shock] == Approx(0.4 * (1.0 - 0.3 * 0.5)));
    CHECK(able[supply_shock] == Approx(0.5 * 0.4 * (1.0 - 0.5 * 0.5)));
    CHECK(response.losses({1.0, 1.0, 900.0, 1.0, 1.0}, 6, 0.0, 0.0, 1.0)[energy_shock] == 1.0);
    CHECK(response.losses({1.0, 0, 0, 0, 0}, 6, 0.0, 0.0, 1.0)[demand_shock] == 1.0); // never more than everything
    CHECK(response.energy_margin(1.0, 6) == Approx(0.3 * 0.1));
    const auto parameters = test::defaults<shocks::Parameters>();
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.9) == Approx(0.4));
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.45) == Approx(0.4 * 1.5));
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.0) == Approx(0.8));
    CHECK(shocks::capacity_loss(parameters, 0.9, 0.0) == 1.0);
}

TEST_CASE("dates and regions by name") {
    const Calendar months{2020.0, 24, 264};
    CHECK(shocks::onset_month(2020.0, months) == 24);
    CHECK(shocks::onset_month(2026.0 + 2.0 / 12.0, months) == 24 + 74);
    CHECK(shocks::onset_month(2017.99, months) == 0);
    CHECK(shocks::onset_month(2017.0, months) == -12);
    CHECK(shocks::region_number("region_1", 3) == 0u);
    CHECK(shocks::region_number("region_3", 3) == 2u);
    for (const char* wrong : {"region_4", "region_0", "region_01", "region_", "region_1x", "Region_1", "",
                              "region_-1", "region_99999999999999999999"}) {
        INFO(wrong);
        CHECK_FALSE(shocks::region_number(wrong, 3).has_value());
    }
}

TEST_CASE("random shocks come as often as their rate says, after burn-in, in their size") {
    auto parameters = test::defaults<shocks::Parameters>();
    PracticeCatalogue practices;
    practices.entries.resize(3);
    practices.entries[2].pillar = digital;
    const Calendar months{2020.0, 60, 300}; // 20 years
    CHECK(drawn(parameters, practices, 5, months, sim::Random(1, 0)).empty());
    CHECK_FALSE(parameters.used());
    parameters.rate = {0.2, 0.0, 0.25, 0.3, 0.0};
    CHECK(parameters.used());
    ByShockKind count{};
    double magnitude = 0.0;
    double sectors = 0.0;
    double duration = 0.0;
    const int replicates = 400;
    for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
        std::int32_t before = 60;
        for (const ShockPlan& shock : drawn(parameters, practices, 5, months, sim::Random(1, replicate))) {
            count[shock.kind] += 1.0;
            magnitude += shock.magnitude;
            duration += shock.duration;
            REQUIRE(shock.onset >= before); // in order, not in burn-in
            REQUIRE(shock.onset < 300);
            REQUIRE((shock.magnitude >= 0.05 && shock.magnitude <= 0.4));
            REQUIRE(shock.sectors != 0);
            REQUIRE((shock.practice == 2) == (shock.kind == technology_shock)); // the only digital one
            before = shock.onset;
            for (std::size_t s = 0; s < sector_count && shock.kind != energy_shock; ++s) {
                sectors += shock.hits_sector(s) ? 1.0 : 0.0;
            }
        }
    }
    const double years = 20.0 * replicates;
    for (const ShockKind kind : {demand_shock, energy_shock, technology_shock}) {
        CHECK(std::abs(count[kind] - parameters.rate[kind] * years) < 4.0 * std::sqrt(parameters.rate[kind] * years));
    }
    CHECK(count[supply_shock] + count[labour_shock] == 0.0);
    const double all = count[demand_shock] + count[energy_shock] + count[technology_shock];
    CHECK(magnitude / all == Approx(0.225).margin(4.0 * 0.101 / std::sqrt(all)));
    CHECK(duration / all == Approx(6.0).epsilon(0.05));
    // One sector is surely hit, each of the others with probability .3.
    CHECK(sectors / (all - count[energy_shock]) == Approx(1.0 + 13 * 0.3).epsilon(0.03));
}

TEST_CASE("policies share random shocks, and a kind does not move another") {
    auto parameters = test::defaults<shocks::Parameters>();
    PracticeCatalogue practices;
    const Calendar months{2020.0, 12, 252};
    const auto of_kind = [&](ShockKind kind) {
        std::vector<std::array<double, 4>> found;
        for (const ShockPlan& shock : drawn(parameters, practices, 7, months, sim::Random(3, 1))) {
            if (shock.kind == kind) {
                double regions = 0.0;
                for (std::size_t r = 0; r < shock.regions.size(); ++r) {
                    regions += shock.regions[r] != 0 ? std::ldexp(1.0, static_cast<int>(r)) : 0.0;
                }
                found.push_back({1.0 * shock.onset, shock.magnitude, 1.0 * shock.sectors, regions});
            }
        }
        return found;
    };
    parameters.region_share = 0.4;
    parameters.rate = {0.3, 0.0, 0.0, 0.0, 0.0};
    const auto alone = of_kind(demand_shock);
    REQUIRE(alone.size() > 2);
    parameters.rate = {0.3, 2.0, 1.0, 1.0, 1.0};
    parameters.response.fixed_cost = 0.9;
    parameters.scheduled.resize(1);
    parameters.scheduled[0].date = 2025.0;
    parameters.scheduled[0].magnitude = 0.1;
    parameters.scheduled[0].duration = 1.0;
    CHECK(of_kind(demand_shock).size() == alone.size() + 1); // and the one listed
    parameters.scheduled.clear();
    CHECK(of_kind(demand_shock) == alone);
    CHECK(of_kind(supply_shock).size() > alone.size());
    // A higher rate adds shocks; months in which one came keep it.
    parameters.rate[demand_shock] = 0.6;
    const auto more = of_kind(demand_shock);
    for (const auto& shock : alone) {
        CHECK(std::find(more.begin(), more.end(), shock) != more.end());
    }
}

TEST_CASE("resilience of a hand-made series of drops") {
    Shocks account;
    account.loss.assign(1, 0.0);
    account.deepest.assign(1, 0.0);
    account.recovery.assign(1, -1);
    account.closed.assign(1, 0);
    const ShockPlan shock = shock_of(supply_shock, 0.2, 0, 2);
    std::int32_t age = 0;
    // .011 is more than 5 % of .2, .0099 is less.
    for (const double drop : {0.2, 0.2, 0.1, 0.011}) {
        shocks::book_drop(shock, age++, drop, 0, account);
        CHECK(account.closed[0] == 0);
    }
    CHECK(std::isnan(account.latest_recovery[supply_shock]));
    shocks::book_drop(shock, age, 0.0099, 0, account);
    CHECK(account.closed[0] == 1);
    CHECK(account.loss[0] == Approx(0.2 + 0.2 + 0.1 + 0.011 + 0.0099));
    CHECK(account.deepest[0] == 0.2);
    CHECK(account.recovery[0] == 4);
    CHECK(account.latest_recovery[supply_shock] == 4.0);
    CHECK(account.latest_loss[supply_shock] == account.loss[0]);
    CHECK(std::isnan(account.latest_loss[demand_shock]));
    CHECK(account.closed_now == std::vector<std::uint32_t>{0});
}

TEST_CASE("a relapse within the duration counts, and nothing lost is recovered at once") {
    Shocks account;
    account.loss.assign(2, 0.0);
    account.deepest.assign(2, 0.0);
    account.recovery.assign(2, -1);
    account.closed.assign(2, 0);
    const ShockPlan shock = shock_of(supply_shock, 0.2, 0, 4);
    std::int32_t age = 0;
    for (const double drop : {0.1, 0.0, 0.2, 0.0}) {
        shocks::book_drop(shock, age++, drop, 0, account);
    }
    CHECK(account.recovery[0] == 3);
    CHECK(account.closed[0] == 1);
    const ShockPlan rupture = shock_of(technology_shock, 0.2, 0, 2);
    shocks::book_drop(rupture, 0, 0.0, 1, account);
    shocks::book_drop(rupture, 1, 0.0, 1, account);
    CHECK(account.recovery[1] == 0);
    CHECK(account.closed[1] == 1);
}

TEST_CASE("shocks::strike: strength by region and sector; shocks combine, others are spared") {
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

TEST_CASE("shocks::widen_skill_gaps opens gaps once, shocks::strike has one energy price; work may stay") {
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

TEST_CASE("market::rows and shocks::account: what firms earn while shocks disturb demand, and its account") {
    ShockPlan slump = shock_of(demand_shock, 0.3, 0, 1);
    slump.regions = {1, 0};
    Place place({slump}, {1, 0, 1});
    for (const std::uint32_t row : {place.firms.segment(0).begin, place.firms.segment(2).begin}) {
        place.firms.digital_capacity[row] = 0.4f;
    }
    auto& parameters = place.bench.parameters()[market::about];
    parameters.margin_sd = parameters.exit_rate = parameters.exit_young = 0.0;
    place.bench.run<Step<market::about, market::exit_table>>();
    const Ledger& ledger = place.bench.world().ledger;
    const auto month = [&](std::uint16_t index) {
        const Month now{index, 2020.0, false, false, 0};
        place.step(index);
        place.bench.run_in<Step<market::about, market::prepare>, OnePass<Step<market::about, market::rows>>,
                           Step<market::about, market::settle>, Step<models::shocks::about, shocks::account>>(now);
    };
    month(0);
    const std::uint32_t hit = place.firms.segment(0).begin;
    const std::uint32_t spared = place.firms.segment(2).begin;
    // 10,000 EUR a month: .7 * 5 % - 15 % of 3,000 EUR kept as cost - 2.5 %; the other 5 - 2.5 %.
    CHECK(static_cast<double>(place.firms.liquidity[hit]) == Approx(35'000.0 - 45'000.0 - 25'000.0).margin(1.0));
    CHECK(place.firms.liquidity[spared] == 25'000);
    CHECK(ledger.residual(place.firms.liquidity[hit] + place.firms.liquidity[spared], {0}) == 0);
    CHECK(place.shocks.output_by_region[0] == Approx(0.7));
    CHECK(place.shocks.output_by_region[1] == 1.0);
    CHECK(place.shocks.output_by_group[0] == Approx(0.7));
    CHECK(place.shocks.output_by_group[1] == 1.0);
    CHECK(place.shocks.lost[demand_shock] == Approx(0.15)); // of all firms
    CHECK(place.shocks.loss[0] == Approx(0.3));             // of those it hit
    CHECK(place.shocks.closed[0] == 0);
    month(1);
    CHECK(place.shocks.output_by_region[0] == 1.0);
    CHECK(place.shocks.loss[0] == Approx(0.3));
    CHECK(place.shocks.recovery[0] == 1);
    CHECK(place.shocks.closed_now == std::vector<std::uint32_t>{0});
    month(2);
    CHECK(place.shocks.closed_now.empty());
    CHECK(place.shocks.lost[demand_shock] == Approx(0.15));
    CHECK(place.firms.liquidity[spared] == 75'000);
}

TEST_CASE("shocks::account closes open accounts at the end of a run") {
    ShockPlan lasting = shock_of(demand_shock, 0.3);
    lasting.shape = Recovery::lasting;
    Place place({lasting, shock_of(demand_shock, 0.3, 9)});
    Market& market = place.bench.world().market;
    place.bench.world().calendar.months = 3;
    market.revenue.assign(3, {});
    market.revenue[0][sector_a] = {100.0, 70.0, {30.0, 0, 0, 0, 0}};
    for (const std::uint16_t month : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{2}}) {
        place.step(month);
        place.bench.run_in<Step<models::shocks::about, shocks::account>>({month, 2020.0, false, false, 0});
    }
    CHECK(place.shocks.closed_now == std::vector<std::uint32_t>{0}); // the other has not begun
    CHECK(place.shocks.loss[0] == Approx(0.9));
    CHECK(place.shocks.recovery[0] == -1);
    CHECK(std::isnan(place.shocks.latest_recovery[demand_shock]));
    CHECK(place.shocks.latest_loss[demand_shock] == Approx(0.9));
}

TEST_CASE("entries that cannot be are reported") {
    shocks::Entry entry;
    sim::Schema schema;
    shocks::Entry::declare(schema, entry);
    CHECK(entry.problems().empty());
    entry.sectors = {"tourism", "tourim"};
    entry.magnitude = 1.5;
    entry.practice = "cloud";
    REQUIRE(entry.problems().size() == 3);
    CHECK(entry.problems()[0].message.find("did you mean 'tourism'?") != std::string::npos);
    entry = {};
    entry.kind = energy_shock;
    entry.magnitude = 1.5;
    CHECK(entry.problems().empty());
    entry.regions = {"region_1"};
    CHECK(entry.problems().size() == 1);
    auto parameters = test::defaults<shocks::Parameters>();
    parameters.scheduled.resize(2);
    parameters.scheduled[0].date = 2026.0;
    parameters.scheduled[1].date = 2010.0;
    parameters.scheduled[1].kind = technology_shock;
    parameters.scheduled[1].practice = "clud";
    parameters.scheduled[1].regions = {"region_2", "region_5"};
    PracticeCatalogue practices;
    practices.entries.resize(1);
    practices.entries[0].name = "cloud";
    const auto found = parameters.problems({practices, {}, 4, {2020.0, 60, 300}});
    REQUIRE(found.size() == 3);
    CHECK(found[0].key == "landscape.shock#1.practice");
    CHECK(found[0].message.find("did you mean 'cloud'?") != std::string::npos);
    CHECK(found[1].message.find("'region_5'") != std::string::npos);
    CHECK(found[2].key == "landscape.shock#1.date");
}

TEST_CASE("shocks::account adds up regions, sectors and groups, and shocks by the places that they hit") {
    ShockPlan regional = shock_of(supply_shock, 0.3);
    regional.regions = {0, 1};
    ShockPlan sectoral = shock_of(demand_shock, 0.3);
    sectoral.sectors = 1u << sector_b;
    Place place({regional, sectoral});
    place.step(0);
    Market& market = place.bench.world().market;
    market.revenue.assign(3, {});
    market.revenue[0][sector_a] = {100.0, 90.0, {4.0, 6.0, 0, 0, 0}};   // members, region 0
    market.revenue[1][sector_b] = {200.0, 150.0, {50.0, 0.0, 0, 0, 0}}; // outside, region 0
    market.revenue[2][sector_a] = {50.0, 20.0, {0.0, 30.0, 0, 0, 0}};   // outside, region 1
    place.bench.run_in<Step<models::shocks::about, shocks::account>>({0, 2020.0, false, false, 0});
    const Shocks& state = place.shocks;
    CHECK(state.output_by_region[0] == Approx(240.0 / 300.0));
    CHECK(state.output_by_region[1] == Approx(20.0 / 50.0));
    CHECK(state.output_by_sector[sector_a] == Approx(110.0 / 150.0));
    CHECK(state.output_by_sector[sector_b] == Approx(150.0 / 200.0));
    CHECK(state.output_by_group[0] == Approx(0.9));
    CHECK(state.output_by_group[1] == Approx(170.0 / 250.0));
    CHECK(state.lost_by_group[1] == Approx(80.0 / 250.0));
    CHECK(state.lost[supply_shock] == Approx(36.0 / 350.0));
    CHECK(state.lost[demand_shock] == Approx(54.0 / 350.0));
    CHECK(state.loss[0] == Approx(30.0 / 50.0));  // what region 1 lost to supply
    CHECK(state.loss[1] == Approx(50.0 / 200.0)); // what sector b lost to demand
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
