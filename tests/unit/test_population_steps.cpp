// The steps that found a world: clusters given by name, firms in their places, traits, and the money they begin with.
#include <array>
#include <cmath>

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/demand.hpp"
#include "models/population.hpp"
#include "sim/config/other_place.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_population_steps {

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

TEST_CASE("population: the median size of a class lies inside the class") {
    population::Parameters p;
    sim::Schema schema;
    population::Parameters::declare(schema, p);
    const auto problems = [&schema] {
        std::size_t found = 0;
        for (const auto& check : schema.checks()) {
            found += check().size();
        }
        return found;
    };
    CHECK(problems() == 0);
    p.size_median[small] = 10.0; // the class begins there
    CHECK(problems() == 0);
    p.size_median[small] = 50.0; // the next one does
    CHECK(problems() == 1);
    p.size_median[micro] = 0.5;
    CHECK(problems() == 2);
}

TEST_CASE("population::draw_employees: lognormal within the class") {
    const sim::Random random(1, 0);
    population::Parameters p;
    sim::Schema schema;
    population::Parameters::declare(schema, p);
    const sim::RandomStream draws = random.fixed(population::population_stream);
    for (const SizeClass size_class : {micro, small, medium, large}) {
        std::size_t below_median = 0;
        for (std::uint64_t key = 0; key < 2000; ++key) {
            const double employees = population::draw_employees(p, draws, key, size_class);
            CHECK(employees >= size_limits[size_class]);
            CHECK(employees < size_limits[size_class + 1]);
            below_median += employees < p.size_median[size_class] ? 1u : 0u;
        }
        // (1/2 - F(low))/(F(high) - F(low)): more is cut below the median of large firms than above it.
        constexpr std::array below{0.4914, 0.4721, 0.4721, 0.3804};
        CHECK(static_cast<double>(below_median) / 2000.0 == Approx(below[size_class]).margin(0.04));
    }
    p.size_sd[medium] = 0.0;
    CHECK(population::draw_employees(p, draws, 7, medium) == p.size_median[medium]);
}

TEST_CASE("population::sizes: the economy's firms as they are drawn") {
    population::Parameters p;
    sim::Schema schema;
    population::Parameters::declare(schema, p);
    p.economy_shares = {0.0, 1.0, 0.0, 0.0};
    const population::EconomySizes sizes = population::sizes(p);
    CHECK(sizes.shares == p.economy_shares);
    for (std::size_t k = 0; k < size_class_count; ++k) {
        CHECK(sizes.employees[k].front() >= size_limits[k]);
        CHECK(sizes.employees[k].back() < size_limits[k + 1]);
    }
    // The mean of the logarithm, relative to the median, of a normal cut at -ln 2/0.5 and ln 2.5/0.5:
    // 0.5 (phi(-1.3863) - phi(1.8326))/(Phi(1.8326) - Phi(-1.3863)) = 0.5 * 0.0781/0.8837 = 0.0442.
    double mean = 0.0;
    for (const double employees : sizes.employees[small]) {
        mean += std::log(employees / 20.0) / static_cast<double>(population::EconomySizes::points);
    }
    CHECK(mean == Approx(0.0442).margin(0.001));
    p.size_sd[small] = 0.0;
    CHECK(population::sizes(p).employees[small].front() == 20.0);
}

TEST_CASE("adoption::initial_logits: the share of the start holds in the economy that the scenario has") {
    // Large firms alone: with a slope of 0.5 their share would be far above a share solved for small ones.
    tests::Bench bench({0, 6000}, 1);
    population::Parameters& p = bench.parameters().population;
    p.economy_shares = {0.0, 0.0, 0.0, 1.0};
    World& world = bench.world();
    Practice entry;
    entry.name = "repair";
    entry.initial_share = 0.4;
    entry.initial_aware = 0.5;
    entry.size_slope = 0.5;
    world.practices.entries = {entry};
    world.practices.derive();
    const sim::RandomStream draws = world.random.fixed(population::population_stream);
    for (std::uint32_t row = world.firms.segment(1).begin; row < world.firms.segment(1).end(); ++row) {
        world.firms.size_class[row] = large;
        world.firms.employees[row] =
            static_cast<float>(population::draw_employees(p, draws, world.firms.key[row], large));
    }
    bench.run<Step<population::about, population::sizes>,
              Step<adoption::about, adoption::initial_logits, sim::When::always>,
              OnePass<Step<adoption::about, adoption::adopt_at_start, sim::When::always>>>();
    double users = 0.0;
    for (std::uint32_t row = world.firms.segment(1).begin; row < world.firms.segment(1).end(); ++row) {
        users += world.firms.adopted[row] != 0 ? 1.0 : 0.0;
    }
    CHECK(std::abs(users - 2400.0) < 4.0 * std::sqrt(6000.0 * 0.4 * 0.6));
}

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
    CHECK_FALSE(firms.is_member_row(outside));
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

TEST_CASE("clusters without a region take the next one in turn, names and regions are checked") {
    Land land;
    land.p.entries[0].region = land.p.entries[1].region = 0;
    land.found();
    CHECK(land.world.clusters.identity.region == Column<std::int32_t>{0, 1});
    CHECK(population::problems(land.p).empty());
    land.p.entries[1].region = 3;
    land.p.entries[1].name = "north";
    const auto found = population::problems(land.p);
    REQUIRE(found.size() == 2);
    CHECK(found[0].message ==
          "cluster 2 (\"north\"): the name is taken by cluster 1" + sim::other_place("cluster#0"));
    CHECK(found[1].message ==
          "cluster 2 (\"north\"): region must be between 1 and 2 (population.regions), or 0 for the next one in "
          "turn, but is 3");
}

} // namespace test_population_steps
