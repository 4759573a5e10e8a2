#include "models/mechanisms/facilities.hpp"
#include "models/state/scenario_facts.hpp"

#include "sim/config/other_place.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_facilities {

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// One cluster of members that earn a million a year each; the first `active` of them are served.
struct Place {
    tests::Bench bench;
    facilities::Parameters& parameters = bench.parameters()[facilities::about];
    ClusterIdentity& identity = bench.clusters().identity;
    Pathway& pathway = bench.clusters().pathway;
    PracticeCatalogue& practices = bench.world().practices;
    Firms& firms = bench.firms();
    Facilities& state = bench.world().facilities;
    Funding& funding = bench.clusters().funding;
    Ledger& ledger = bench.world().ledger;
    std::uint16_t month = 2;

    Place(std::uint32_t members, double active)
        : bench({members, 0}, 1, [](Parameters& p) {
              p.run.seed = 11;
              p.population.revenue_per_employee = 200000.0;
          }) {
        bench.clusters() = {};
        bench.clusters().resize(1);
        ledger = {};
        ledger.resize(1);
        practices.entries.resize(2);
        practices.entries[0].name = "served";
        practices.entries[1].name = "other";
        practices.derive();
        Facility facility;
        facility.name = "plant";
        facility.cost = 0.0;
        facility.cost_per_member = 120.0;
        facility.practices = {"served"};
        facility.cost_reduction = 0.25;
        facility.marginal_return = 0.5;
        facility.running_years = 2.0;
        parameters.stake = 0.0002;
        parameters.entries = {facility};
        pathway.collaboration_intensity[0] = 1.0;
        facilities::initialise(parameters, firms, state);
        for (std::uint32_t row = 0; row < members; ++row) {
            firms.employees[row] = 5.0f;
            firms.liquidity[row] = to_cents(50000.0);
            firms.served_until[row][circular_topic] = row < active * members ? 5000 : 0;
        }
        ledger.pay(Ledger::owners, Ledger::firms, liquidity());
    }
    [[nodiscard]] Cents liquidity() const {
        Cents sum = 0;
        for (std::uint32_t row = 0; row < firms.segment(0).size; ++row) {
            sum += firms.liquidity[row];
        }
        return sum;
    }
    void collect() {
        using sim::Step;
        bench.run_in<Step<facilities::about, facilities::retire>, Step<facilities::about, facilities::collect>>(
            {month, 2021.0, false, true, 0});
    }
    void quarter() {
        collect();
        REQUIRE(ledger.residual(liquidity(), funding.cash) == 0);
        REQUIRE(funding.earmarked[0] == state.fund[0]);
        month = static_cast<std::uint16_t>(month + 3);
    }
};

} // namespace

TEST_CASE("firms give by type what they expect of others", "[facilities]") {
    const auto p = test::defaults<facilities::Parameters>();
    using facilities::Contributor;
    CHECK(facilities::contributor(p, 0.49) == Contributor::conditional);
    CHECK(facilities::contributor(p, 0.51) == Contributor::free_rider);
    CHECK(facilities::contributor(p, 0.81) == Contributor::hump_shaped);
    CHECK(facilities::contribution_share(p, Contributor::conditional, 0.5, 0.6) == Approx(0.8 * 0.6));
    CHECK(facilities::contribution_share(p, Contributor::conditional, 0.7, 0.6) == Approx(0.9 * 0.6));
    CHECK(facilities::contribution_share(p, Contributor::hump_shaped, 0.5, 0.6) == Approx(0.8 * 0.4));
    CHECK(facilities::contribution_share(p, Contributor::free_rider, 0.7, 1.0) == 0.0);
}

TEST_CASE("members see most of what few others do and little of what many do", "[facilities]") {
    const auto p = test::defaults<facilities::Parameters>();
    CHECK(facilities::visible_share(p, 50.0, 0.0) == Approx(0.5));
    CHECK(facilities::visible_share(p, 50.0, 1.0) == Approx(2.0 / 3.0));
    CHECK(facilities::visible_share(p, 5000.0, 0.0) < 0.01);
    Facility facility;
    facility.cost = 1000.0;
    facility.cost_per_member = 20.0;
    CHECK(facilities::price(facility, 30.0) == Approx(1600.0));
}

TEST_CASE("facilities::collect: one round by hand", "[facilities]") {
    Place bench(3, 1.0);
    bench.parameters.conditional = 1.0;
    bench.parameters.free_riders = 0.0;
    bench.parameters.stake = 0.0001;
    bench.parameters.entries[0].cost_per_member = 1e6;
    bench.quarter();
    // Each gives 0.8 x 0.5 x 0.0001 x 1,000,000 = 40 EUR; of three, 100/103 is seen.
    CHECK(bench.state.contributed[0] == 3 * 4000);
    CHECK(bench.funding.cash[0] == 3 * 4000);
    CHECK(bench.firms.liquidity[1] == to_cents(50000.0 - 40.0));
    CHECK(bench.state.belief[0] == Approx(0.5 + 0.5 * (100.0 / 103.0 * 0.4 - 0.5)));
}

TEST_CASE("a small active cluster builds, a large passive one fails and pays back", "[facilities]") {
    Place small(30, 0.9);
    Place large(900, 0.25);
    const Cents before_small = small.liquidity();
    const Cents before_large = large.liquidity();
    for (int quarter = 0; quarter < 8; ++quarter) {
        small.quarter();
        large.quarter();
        if (small.state.built[0] == 1) {
            break;
        }
    }
    CHECK(small.state.built[0] == 1);
    CHECK(small.state.cost_factor[0][0] == Approx(0.75));
    CHECK(small.state.cost_factor[0][1] == 1.0);
    CHECK(before_small - small.liquidity() == to_cents(30 * 120.0));
    CHECK(small.ledger.balance(Ledger::technology) == to_cents(30 * 120.0));
    CHECK(small.funding.cash[0] == 0);
    CHECK(small.state.contributions.empty());

    while (large.month < 2 + 3 * 8) {
        large.quarter();
    }
    CHECK(large.state.built[0] == 0);
    CHECK(large.state.failed[0] == 1);
    CHECK(large.liquidity() == before_large);
    CHECK(large.funding.cash[0] == 0);
    CHECK(large.state.cost_factor[0][0] == 1.0);

    // Neither being small nor being active is enough alone.
    Place passive(30, 0.25);
    Place crowd(900, 0.9);
    for (int quarter = 0; quarter < 8; ++quarter) {
        passive.quarter();
        crowd.quarter();
    }
    CHECK(passive.state.built[0] == 0);
    CHECK(crowd.state.built[0] == 0);
}

TEST_CASE("facilities::retire: a facility wears out, and another may be built", "[facilities]") {
    Place bench(30, 0.9);
    while (bench.state.built[0] == 0) {
        REQUIRE(bench.month < 40);
        bench.quarter();
    }
    const int closes = bench.state.closes[0];
    CHECK(closes == bench.month - 3 + 1 + 24);
    while (bench.month < closes) {
        bench.quarter();
        CHECK(bench.state.cost_factor[0][0] == Approx(0.75));
    }
    bench.parameters.conditional = 0.0;
    bench.parameters.free_riders = 1.0;
    bench.quarter();
    CHECK(bench.state.cost_factor[0][0] == 1.0);
    CHECK(bench.state.closes[0] == 0);
}

TEST_CASE("facilities::collect pays back, what a closed firm gave stays with the organisation", "[facilities]") {
    Place bench(100, 1.0);
    bench.parameters.entries[0].cost_per_member = 1e6;
    bench.parameters.conditional = 1.0;
    bench.parameters.free_riders = 0.0;
    bench.quarter();
    const Cents each = bench.state.contributions[0].paid;
    const std::uint32_t gone = bench.firms.handle[7];
    bench.ledger.pay(Ledger::firms, Ledger::owners, bench.firms.liquidity[7]);
    bench.firms.remove(gone);
    bench.firms.renew_blocks();
    bench.parameters.rounds = 2.0;
    bench.parameters.stake = 0.0;
    bench.quarter();
    CHECK(bench.state.refunded[0] == 99 * each);
    CHECK(bench.funding.cash[0] == each);
    CHECK(bench.funding.earmarked[0] == 0);
    CHECK(bench.state.rest_until[0] == bench.month - 3 + 1 + 36);
}

TEST_CASE("facilities: sectors, empty clusters, and nothing listed", "[facilities]") {
    Place bench(30, 0.9);
    bench.parameters.entries[0].sectors = {"tourism"};
    bench.quarter();
    CHECK(bench.state.contributed[0] == 0);
    bench.identity.lead_sector[0] = 13;
    bench.quarter();
    CHECK(bench.state.contributed[0] > 0);
    Place empty(0, 1.0);
    empty.quarter();
    CHECK(empty.state.built[0] == 0);
    bench.parameters.entries[0].practices = {"unknown"};
    bench.parameters.entries[0].sectors = {"nowhere"};
    CHECK(bench.parameters.problems({bench.practices, {}, 1, {}}).size() == 2);
    bench.parameters.entries[0] = {};
    CHECK(bench.parameters.problems({bench.practices, {}, 1, {}}).size() == 2); // no name, and it serves nothing
    bench.parameters.entries[0].name = "plant";
    bench.parameters.entries[0].practices = {"served"};
    CHECK(bench.parameters.problems({bench.practices, {}, 1, {}}).empty());
    bench.parameters.entries.push_back(bench.parameters.entries[0]);
    REQUIRE(bench.parameters.problems({bench.practices, {}, 1, {}}).size() == 1);
    CHECK(bench.parameters.problems({bench.practices, {}, 1, {}})[0].message ==
          "facility 2 (\"plant\"): the name is taken by facility 1" + sim::other_place("facility#0"));
}

TEST_CASE("a campaign that has begun is finished before another begins", "[facilities]") {
    Place bench(30, 0.9);
    Facility second = bench.parameters.entries[0];
    second.name = "second";
    bench.parameters.entries[0].cost_per_member = 1e6;
    bench.parameters.entries.push_back(second);
    facilities::initialise(bench.parameters, bench.firms, bench.state);
    bench.state.rest_until[0] = bench.month + 1; // the first of the list is open again next quarter
    const auto quarter = [&] {
        bench.collect();
        bench.month = static_cast<std::uint16_t>(bench.month + 3);
    };
    quarter();
    REQUIRE(bench.state.fund[1] > 0);
    while (bench.state.round[1] > 0) {
        quarter();
        CHECK(bench.state.fund[0] == 0);
    }
    CHECK(bench.state.built[0] == 1);
    quarter();
    CHECK(bench.state.fund[0] > 0);
}

TEST_CASE("what a cluster collected before its last member went is its free money", "[facilities]") {
    Place bench(3, 1.0);
    bench.parameters.entries[0].cost_per_member = 1e6;
    bench.parameters.conditional = 1.0;
    bench.parameters.free_riders = 0.0;
    bench.quarter();
    const Cents collected = bench.funding.cash[0];
    REQUIRE(collected > 0);
    bench.ledger.pay(Ledger::firms, Ledger::owners, bench.liquidity());
    while (bench.firms.segment(0).size > 0) {
        bench.firms.remove(bench.firms.handle[bench.firms.segment(0).begin]);
    }
    bench.firms.renew_blocks();
    bench.quarter();
    CHECK(bench.funding.cash[0] == collected);
    CHECK(bench.funding.earmarked[0] == 0);
    CHECK(bench.state.contributions.empty());
    CHECK(bench.state.failed[0] == 1);
    bench.quarter();
    CHECK(bench.state.failed[0] == 1);
}

} // namespace test_facilities
