// Members given by the scenario: they are as they were given, what is not known is drawn as if nothing were, and they
// are still there when the run begins.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/mechanisms/symbiosis.hpp"
#include "models/mechanisms/turnover.hpp"
#include "models/members.hpp"
#include "models/panel.hpp"
#include "models/program/scenario.hpp"
#include "sim/config/reference.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"
#include "tests/support/program.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_members {

using namespace actorhood::tests;
using namespace actorhood;
using namespace actorhood::models;

namespace {

const std::string two_clusters =
    "[time]\nyears = 1\nburn_in_years = 2\nspin_up_years = 1\n"
    "[population]\noutside_firms = 60\nregions = 3\n"
    "[[cluster]]\nname = \"ours\"\nregion = 2\nlead_sector = \"digital\"\nmembers = 6\n";

const std::string given_members =
    "[[cluster.member]]\nname = \"Acme\"\nemployees = 60\nsector = \"tourism\"\nregion = 3\n"
    "practices = [\"cloud\", \"repair_and_reuse\"]\nby_product = \"glass\"\nwanted_material = \"heat\"\n"
    "joined = 2014-03-01\n"
    "[[cluster.member]]\nname = \"Bolt\"\nsize_class = \"large\"\npractices = [\"none\"]\n"
    "[[cluster.member]]\n";

const std::string another = "[[cluster]]\nname = \"theirs\"\nmembers = 12\n";

std::unique_ptr<program::Scenario> with_members() { return scenario_from(two_clusters + given_members + another); }
std::unique_ptr<program::Scenario> without_members() { return scenario_from(two_clusters + another); }

std::uint32_t practice(const World& world, const std::string& name) {
    for (std::size_t p = 0; p < world.practices.count(); ++p) {
        if (world.practices.entries[p].name == name) {
            return 1u << p;
        }
    }
    return 0;
}

std::vector<std::uint64_t> members_of(const World& world, std::uint32_t cluster) {
    const Segment& segment = world.firms.segment(cluster);
    return {world.firms.key.begin() + segment.begin, world.firms.key.begin() + segment.end()};
}

} // namespace

TEST_CASE("given members are as they were given, the rest is drawn as without them", "[members]") {
    const auto scenario = with_members();
    const auto plain = without_members();
    Model model(scenario->parameters, 0);
    Model drawn(plain->parameters, 0);
    const Firms& firms = model.world.firms;
    const Firms& others = drawn.world.firms;
    REQUIRE(firms.count() == others.count());
    REQUIRE(firms.segment(0).size == 6);
    const std::uint32_t row = firms.segment(0).begin;

    CHECK(firms.employees[row] == 60.0f);
    CHECK(firms.size_class[row] == medium);
    CHECK(sector_names[firms.sector[row]] == "tourism");
    CHECK(firms.adopted[row] == (practice(model.world, "cloud") | practice(model.world, "repair_and_reuse")));
    CHECK((firms.adopted[row] & ~firms.aware[row]) == 0);
    // March 2014 is 46 months before January 2018, the first month of burn-in.
    CHECK(firms.joined_month[row] == -46);
    // Liquidity: the same months of revenue as drawn, of the revenue of 60 employees.
    CHECK(static_cast<double>(firms.liquidity[row]) ==
          Approx(static_cast<double>(others.liquidity[row]) * 60.0 / static_cast<double>(others.employees[row])));
    CHECK(firms.birth_month[row] == others.birth_month[row]);
    CHECK(firms.orientation[row] == others.orientation[row]);

    CHECK(firms.size_class[row + 1] == large);
    CHECK(firms.employees[row + 1] >= 250.0f);
    CHECK(firms.adopted[row + 1] == 0);
    CHECK(firms.sector[row + 1] == others.sector[row + 1]);
    CHECK(firms.joined_month[row + 1] == -24);

    for (std::uint32_t i = 2; i < firms.count(); ++i) { // the third is given, but nothing is known of it
        REQUIRE(firms.key[i] == others.key[i]);
        REQUIRE(firms.employees[i] == others.employees[i]);
        REQUIRE(firms.sector[i] == others.sector[i]);
        REQUIRE(firms.adopted[i] == others.adopted[i]);
        REQUIRE(firms.aware[i] == others.aware[i]);
        REQUIRE(firms.liquidity[i] == others.liquidity[i]);
        REQUIRE((!firms.is_member_row(i) || firms.joined_month[i] == others.joined_month[i]));
    }
}

TEST_CASE("nobody joins or leaves a cluster of given members before the run begins", "[members]") {
    const Settings restless{"membership.leave_rate=0.9", "membership.join_rate=0.9", "market.exit_rate=0.3"};
    const auto scenario = scenario_from(two_clusters + given_members + another, restless);
    Model model(scenario->parameters, 0);
    const std::vector<std::uint64_t> ours = members_of(model.world, 0);
    const std::vector<std::uint64_t> theirs = members_of(model.world, 1);
    for (int month = 0; month < 24; ++month) {
        model.advance();
    }
    CHECK(members_of(model.world, 0) == ours);
    CHECK(members_of(model.world, 1) != theirs);
    for (int month = 0; month < 12; ++month) {
        model.advance();
    }
    CHECK(members_of(model.world, 0) != ours);
}

TEST_CASE("a member that leaves goes to its own region", "[members]") {
    Bench bench({3, 0, 0, 0}, 1);
    population::ClusterEntry ours;
    ours.given.resize(1);
    ours.given[0].region = 3;
    bench.parameters().population.entries = {ours};
    bench.clusters().identity.region[0] = 1;
    Firms& firms = bench.firms();
    const std::vector<std::uint32_t> handles{firms.handle[0], firms.handle[1]};
    bench.world().movements.leaves = handles;
    bench.run<sim::Step<turnover::about, turnover::leave>>();
    CHECK(firms.segment_of(handles[0]) == 3); // region 3, behind one cluster
    CHECK(firms.segment_of(handles[1]) == 2); // region 2, of its cluster
}

TEST_CASE("symbiosis::correct: given materials and region replace what was drawn", "[members]") {
    symbiosis::Parameters p{};
    p.region_side = 100.0;
    symbiosis::MaterialTraits traits{3, 4, 130.0f, 20.0f}; // in region 2 of 4: column 1, row 0
    population::MemberEntry known;
    symbiosis::correct(traits, p, known, symbiosis::square_of(1, 4), 4);
    CHECK(traits.by_product == 3);
    CHECK(traits.east == 130.0f);
    known.by_product = 1;
    known.wanted_material = 21;
    known.region = 3; // column 0, row 1
    symbiosis::correct(traits, p, known, symbiosis::square_of(1, 4), 4);
    CHECK(traits.by_product == 0);
    CHECK(traits.wanted == 20);
    CHECK(traits.east == 30.0f);
    CHECK(traits.north == 120.0f);
}

TEST_CASE("money, staff and partners of one cluster", "[members]") {
    const std::string own =
        "knowledge_partners = 7\nfunding.level = 3400\nfunding.staff = 0.5\n"
        "funding.mix = { core = 0.1, project = 0.2, fees = 0.3, services = 0.4 }\n";
    const auto scenario = scenario_from(two_clusters + own + another);
    Model model(scenario->parameters, 0);
    const ClusterIdentity& identity = model.world.clusters.identity;
    CHECK(identity.knowledge_partners[0] == 7.0);
    CHECK(identity.level_factor[0] == 2.0); // of 1,700
    // What is its own stays when the level of all or the wage changes: the level and the cost of a post follow.
    FundingPlan richer = scenario->parameters.plan;
    richer.level *= 2.0;
    richer.wage *= 1.5;
    const population::Parameters& given = scenario->parameters.population;
    const population::OwnMoney kept = population::own_money(given, richer, 0, identity.catchment[0]);
    CHECK(richer.level * kept.level_factor == Approx(3400.0));
    CHECK(richer.wage * kept.wage_factor == Approx(40800.0));
    CHECK(population::own_money(given, richer, 1, 20.0).level_factor == 1.0);
    CHECK(identity.level_factor[1] == 1.0);
    // 6 members of 3,400 EUR pay for half a post: 40,800 EUR each instead of 60,000.
    CHECK(identity.wage_factor[0] == Approx(40800.0 / 60000.0));
    CHECK(identity.intended_mix[0] == BySource{0.1, 0.2, 0.3, 0.4});
    const FundingPlan plan = plan_of(scenario->parameters.plan, identity, 0);
    CHECK(plan.intended_staff(6.0) == Approx(0.5));
    // Two months of intended income are in hand.
    CHECK(model.world.clusters.funding.cash[0] == to_cents(2.0 * 3400.0 * 6.0 / 12.0));

    const auto staffed = scenario_from(two_clusters + "funding.staff = 2\n" + another);
    Model follows(staffed->parameters, 0);
    const FundingPlan pays = plan_of(staffed->parameters.plan, follows.world.clusters.identity, 0);
    CHECK(pays.wage == 60000.0);
    CHECK(pays.level * 6.0 == Approx(2.0 * 60000.0));
}

TEST_CASE("an instrument for all does not move what a cluster has of its own, by name it does", "[members]") {
    const auto level_after = [](const std::string& key, std::size_t cluster) {
        const auto scenario =
            scenario_from("toolkit = [\"more\"]\n" + two_clusters + "funding.level = 3400\n" + another +
                          "[[instrument]]\nname = \"more\"\ntitle = \"t\"\ndescription = \"d\"\nsource = "
                          "\"s\"\nstart = 2020-02-01\n"
                          "changes = [{ parameter = '" +
                          key + "', set = 6800.0 }]\n");
        Model model(scenario->parameters, 0);
        while (model.world.calendar.at(model.world.next_month).year < 2020.2) {
            model.advance();
        }
        return plan_of(model.parameters->plan, model.world.clusters.identity, cluster).level;
    };
    CHECK(level_after("funding.level", 0) == Approx(3400.0));
    CHECK(level_after("funding.level", 1) == Approx(6800.0));
    CHECK(level_after("cluster.ours.funding.level", 0) == Approx(6800.0));
}

TEST_CASE("given_and_drawn counts what is not known", "[members]") {
    const auto scenario = with_members();
    const std::vector<std::string> lines = population::given_and_drawn(scenario->parameters.population);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] ==
          "cluster \"ours\": 3 members given, 3 drawn; of the given ones 9 values are drawn (employees 2, sector 2, "
          "practices 1, by-product 2, wanted material 2)");
}

TEST_CASE("the scenario that is written again holds the members of a table, and makes the same world", "[members]") {
    const TemporaryFolder folder;
    write_bytes(folder / "m.csv", "name,employees,practices\nAcme,12,cloud\n\"=1+1\",300,none\n");
    write_bytes(folder / "s.toml", "include = [\"" ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml\"]\n" +
                                       two_clusters + "members_file = \"m.csv\"\n" + another);
    const auto scenario = program::read_scenario(folder / "s.toml", {});
    CHECK(scenario->reading.files.back() == (folder / "m.csv").string());
    const std::string resolved = sim::resolved_toml(scenario->schema);
    std::filesystem::remove(folder / "m.csv");
    write_bytes(folder / "again.toml", resolved);
    const auto again = program::read_scenario(folder / "again.toml", {});
    CHECK(sim::resolved_toml(again->schema) == resolved);
    CHECK(again->parameters.population.entries[0].given[1].name == "=1+1");
    CHECK(Model(scenario->parameters, 0).state_hash() == Model(again->parameters, 0).state_hash());
    CHECK(Model(scenario->parameters, 0).world.firms.employees[0] == 12.0f);
}

TEST_CASE("panel: named firms, and numbers of them evenly spaced", "[members][panel]") {
    const auto scenario = scenario_from(two_clusters + given_members + another);
    const auto firms = [&](const std::string& setting) {
        sim::ReadOptions change;
        change.set = {"output.panel=" + setting};
        sim::apply_settings(change, scenario->schema);
        std::string names;
        for (const PanelFirm& firm : panel_firms(scenario->parameters)) {
            names += firm.name + " ";
        }
        return names;
    };
    CHECK_FALSE(has_panel(scenario->parameters));
    CHECK(firms("[\"Bolt\", \"theirs/12\", \"ours/Acme\", \"ours/6\"]") == "Bolt theirs/12 Acme ours/6 ");
    CHECK(firms("4") == "Bolt ours/5 theirs/4 theirs/10 "); // of 6: the 2nd and 5th; of 12: the 4th and 10th
    CHECK(firms("1000").starts_with(
        "Acme Bolt ours/3 ours/4 ours/5 ours/6 theirs/1 theirs/2 theirs/3 ")); // all there are
    CHECK(firms("0").empty());
    for (const auto& [wrong, says] : std::vector<std::pair<std::string, std::string>>{
             {"[\"Blot\"]", "did you mean \"Bolt\"?"},
             {"[\"theirs/13\"]", "no given member is called \"theirs/13\""},
             {"1.5", "must be a whole number of firms"},
             {"-1", "must be a whole number of firms"},
             {"1001", "at most 1000 firms"}}) {
        INFO(wrong);
        CHECK_THROWS_WITH(firms(wrong), Catch::Contains(says) && Catch::Contains("output.panel"));
    }
}

TEST_CASE("panel: what is recorded of a firm is what it is", "[members][panel]") {
    const auto scenario = scenario_from(
        two_clusters + given_members + another,
        {"output.panel=[\"Acme\", \"ours/5\"]", "output.burn_in=true", "output.variables=[\"members\"]"});
    FinishedRun run(*scenario, 0);
    CHECK(run.width("panel_cluster") == 2);
    CHECK(run.values("panel_cluster")[0] == 1.0);
    CHECK(run.values("panel_employees")[0] == 60.0);
    CHECK(run.values("panel_sector")[0] == 14.0);
    CHECK(run.values("panel_practices")[0] == 2.0);
    double uses = 0.0;
    const std::size_t practices = run.width("panel_in_use") / 2;
    for (std::size_t p = 0; p < practices; ++p) {
        uses += run.values("panel_in_use")[p];
        CHECK(run.values("panel_known")[p] >= run.values("panel_in_use")[p]);
    }
    CHECK(uses == 2.0);
    // The last row is that of the world as it is now.
    const Firms& firms = run.model().world.firms;
    for (std::uint32_t row = firms.segment(0).begin; row < firms.segment(0).end(); ++row) {
        if (firms.key[row] == firm_key(Origin::initial_member, 0, 0, 0)) {
            CHECK(run.last("panel_liquidity")[0] == to_eur(firms.liquidity[row]));
            CHECK(run.last("panel_resistance")[0] == static_cast<double>(firms.resistance[row]));
        }
    }
}

TEST_CASE("panel: a firm that closed stays away, whoever gets its handle", "[members][panel]") {
    const auto scenario = scenario_from(
        "[time]\nyears = 6\nburn_in_years = 1\nspin_up_years = 0\n"
        "[population]\noutside_firms = 200\nregions = 1\n"
        "[[cluster]]\nname = \"ours\"\nmembers = 40\n",
        {"output.panel=40", "market.exit_rate=0.5"});
    FinishedRun run(*scenario, 0);
    const std::vector<double>& employees = run.values("panel_employees");
    const std::size_t firms = run.width("panel_employees");
    REQUIRE(firms == 40);
    std::size_t gone = 0;
    for (std::size_t i = 0; i < firms; ++i) {
        bool there = true;
        for (std::size_t at = i; at < employees.size(); at += firms) {
            const bool now = !std::isnan(employees[at]);
            REQUIRE((there || !now));
            REQUIRE((!now || employees[at] == employees[i]));
            there = now;
        }
        gone += there ? 0u : 1u;
    }
    CHECK(gone > 10);
    CHECK(gone < 40);
}

TEST_CASE("panel: only members have a membership value", "[members][panel]") {
    const auto scenario = scenario_from(
        "[time]\nyears = 6\nburn_in_years = 1\nspin_up_years = 0\n"
        "[population]\noutside_firms = 200\nregions = 1\n"
        "[[cluster]]\nname = \"ours\"\nmembers = 40\n",
        {"output.panel=40", "membership.leave_rate=0.5"});
    FinishedRun run(*scenario, 0);
    const std::vector<double>& cluster = run.values("panel_cluster");
    const std::vector<double>& value = run.values("panel_value");
    const std::vector<double>& trust = run.values("panel_trust");
    std::size_t outside = 0;
    for (std::size_t i = 0; i < cluster.size(); ++i) {
        const bool member = cluster[i] > 0.0; // not of a firm that has closed
        CHECK(std::isnan(value[i]) != member);
        CHECK(std::isnan(trust[i]) == std::isnan(cluster[i]));
        outside += cluster[i] == 0.0 ? 1u : 0u;
    }
    CHECK(outside > 100);
}

} // namespace test_members
