// The steps that found a world: clusters given by name, firms in their places, traits, and the money they begin with.
#include "models/mechanisms/demand.hpp"
#include "models/population.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

using namespace actorhood;
using namespace actorhood::models;
using sim::OnePass;
using sim::Step;

namespace {

population::ClusterEntry given(const char* name, double members, std::int64_t region) {
    population::ClusterEntry entry;
    entry.name = name;
    entry.members = members;
    entry.lead_sector = 3;
    entry.region = region;
    entry.knowledge_partners = 2.0;
    entry.directiveness = 0.4;
    entry.approval = 0.67;
    return entry;
}

/// Two clusters of 2 and 1 members in the second and the first of two regions, 3 firms outside that stand for many.
struct Land {
    tests::Bench bench{{0, 0, 0, 0}, 2};
    population::Parameters& p = bench.parameters().population;
    World& world = bench.world();

    Land() {
        p.entries = {given("north", 2.0, 2), given("south", 1.0, 1)};
        p.outside_firms = 3;
        p.regions = 2;
        p.economy_firms = 3000.0;
        p.sample_shares = {0.25, 0.25, 0.25, 0.25};
        p.economy_shares = {0.7, 0.2, 0.08, 0.02};
        p.member_shares = {0.0, 1.0, 0.0, 0.0};
        p.lead_sector_share = 1.0;
    }
    void found() {
        bench.run<Step<population::about, population::found_clusters>,
                  Step<population::about, population::place_firms>, Step<population::about, population::lay_out>>();
    }
};

} // namespace

TEST_CASE("population::weights and population::revenue: for how many of the economy a sampled firm stands") {
    Land land;
    land.bench.run<Step<population::about, population::weights>, Step<population::about, population::revenue>>();
    // Three sampled firms, a quarter of each class, for the firms of the economy that are in no cluster.
    CHECK(land.world.weights == population::expansion_weights(land.p, 2));
    CHECK(land.world.weights[micro] / land.world.weights[large] == Approx(35.0).epsilon(0.05));
    CHECK(land.world.revenue.eur == land.p.revenue_per_employee);
    land.p.economy_firms = 0.0;
    land.bench.run<Step<population::about, population::weights>>();
    CHECK(land.world.weights == ExpansionWeights{1.0, 1.0, 1.0, 1.0});
}

TEST_CASE("population::found_clusters takes what the scenario gives") {
    Land land;
    land.found();
    const ClusterIdentity& identity = land.world.clusters.identity;
    CHECK(land.world.clusters.names == std::vector<std::string>{"north", "south"});
    CHECK(identity.region == Column<std::int32_t>{1, 0});
    CHECK(identity.lead_sector == Column<std::int32_t>{2, 2});
    CHECK(identity.catchment[0] == 2.0);
    CHECK(identity.catchment[1] == 1.0);
    CHECK(identity.directiveness[0] == 0.4);
    CHECK(identity.approval[1] == 0.67);
    CHECK(identity.knowledge_partners[0] == 2.0);
    CHECK(identity.key[0] != identity.key[1]);
}

TEST_CASE(
    "population::place_firms and population::lay_out: members first, then regions, the first ones one firm more") {
    Land land;
    land.found();
    const Firms& firms = land.bench.firms();
    CHECK(firms.cluster_count() == 2);
    REQUIRE(firms.segments().size() == 4);
    CHECK(firms.segment(0).size == 2);
    CHECK(firms.segment(1).size == 1);
    CHECK(firms.segment(2).size == 2);
    CHECK(firms.segment(3).size == 1);
    CHECK(firms.key[firms.segment(0).begin + 1] == firm_key(Origin::initial_member, 0, 0, 1));
    CHECK(firms.key[firms.segment(3).begin] == firm_key(Origin::initial_outside, 1, 0, 0));
    CHECK(firms.blocks().size() == 4);
    CHECK(land.world.census.firms.size() == 4);
    CHECK(land.world.delivery.joins.size() == 4);
    CHECK(land.world.adoption.segment_count() == 4);
    CHECK(land.world.movements.births.size() == 2);
}

TEST_CASE("population::give_traits: members are of their cluster's kind, firms outside of the sample's") {
    Land land;
    land.found();
    land.bench.run<OnePass<Step<population::about, population::give_traits>>>();
    const Firms& firms = land.bench.firms();
    const std::uint32_t member = firms.segment(0).begin;
    CHECK(firms.sector[member] == 2);
    CHECK(firms.size_class[member] == small);
    CHECK(firms.employees[member] >= 10.0f);
    CHECK(firms.employees[member] < 50.0f);
    CHECK(firms.sampled[member] == 0);
    CHECK(firms.joined_month[member] == -24);
    CHECK(firms.birth_month[member] <= 0);
    CHECK(firms.trust[member] == static_cast<float>(land.p.trust));
    CHECK(firms.value[member] == static_cast<float>(land.p.value));
    const std::uint32_t outside = firms.segment(2).begin;
    CHECK(firms.sampled[outside] == 1);
    CHECK(firms.joined_month[outside] == -1);
    const double month_of_revenue =
        static_cast<double>(firms.employees[outside]) * land.p.revenue_per_employee / 12.0;
    CHECK(to_eur(firms.liquidity[outside]) >= land.p.liquidity_low * month_of_revenue - 1.0);
    CHECK(to_eur(firms.liquidity[outside]) <= land.p.liquidity_high * month_of_revenue + 1.0);
    land.p.economy_firms = 0.0; // every firm stands for itself
    land.bench.run<OnePass<Step<population::about, population::give_traits>>>();
    CHECK(firms.sampled[outside] == 0);
}

TEST_CASE("population::pay_in: what firms begin with comes from their owners") {
    Land land;
    land.found();
    Firms& firms = land.bench.firms();
    firms.liquidity[firms.segment(0).begin + 1] = 700;
    firms.liquidity[firms.segment(3).begin] = 50;
    const Cents before = land.world.ledger.balance(Ledger::owners);
    land.bench.run<Step<population::about, population::pay_in>>();
    CHECK(land.world.ledger.balance(Ledger::owners) == before - 750);
    CHECK(land.world.ledger.balance(Ledger::firms) == 750);
}

TEST_CASE("demand::begin: a month begins with the demand that was declared") {
    tests::Bench bench({1, 1}, 1);
    auto& declared = bench.parameters()[demand::about];
    declared.procurement_share = 0.2;
    declared.green_procurement = 0.3;
    bench.world().demand.raise_green_procurement(0, 0.5); // by last month's regime
    bench.run<Step<demand::about, demand::begin>>();
    CHECK(bench.world().demand.green_procurement[0] == 0.3);
    CHECK(bench.world().demand.procurement_share[4] == 0.2);
    CHECK(bench.world().demand.base.procurement_share == 0.2);
}

TEST_CASE("clusters without a region take the next one in turn; names and regions are checked") {
    Land land;
    land.p.entries[0].region = land.p.entries[1].region = 0;
    land.found();
    CHECK(land.world.clusters.identity.region == Column<std::int32_t>{0, 1});
    CHECK(population::problems(land.p).empty());
    land.p.entries[1].region = 3;
    land.p.entries[1].name = "north";
    const auto found = population::problems(land.p);
    REQUIRE(found.size() == 2);
    CHECK(found[0].message == "cluster 2 (\"north\"): the name is taken by cluster 1");
    CHECK(found[1].message ==
          "cluster 2 (\"north\"): region must be between 1 and 2 (population.regions), or 0 for the next one in "
          "turn, but is 3");
}
