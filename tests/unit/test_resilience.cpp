// The account of shocks: what firms lose, how deep, for how long, and where.
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/mechanisms/market.hpp"
#include "models/mechanisms/shocks.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"
#include "tests/unit/shock_fixture.hpp"

namespace test_resilience {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

namespace {

/// The accounts of so many shocks that have just begun.
Shocks open_accounts(std::size_t shocks) {
    Shocks account;
    account.loss.assign(shocks, 0.0);
    account.deepest.assign(shocks, 0.0);
    account.recovery.assign(shocks, -1);
    account.closed.assign(shocks, 0);
    return account;
}

} // namespace

TEST_CASE("resilience of a hand-made series of drops") {
    Shocks account = open_accounts(1);
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
    Shocks account = open_accounts(2);
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

} // namespace test_resilience
