// The live page's scenario and worlds: another form of the same, with the same results.
#include <cstdint>
#include <string>

#include "models/live/world.hpp"
#include "models/program/live_scenario.hpp"
#include "models/transition.hpp"
#include "sim/config/node_lines.hpp"
#include "sim/config/number.hpp"
#include "sim/config/tree.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/provenance.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace actorhood::tests::test_live {

namespace {

using models::program::LiveScenario;
using models::program::read_live_scenario;

const std::string baseline = ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml";

Settings two_years() {
    return small_population() + Settings{"time.years=1", "time.burn_in_years=1", "time.spin_up_years=0"};
}

std::string hash_of(const models::program::Scenario& scenario, std::uint32_t replicate) {
    return sim::hexadecimal(FinishedRun(scenario, replicate).state_hash());
}

} // namespace

TEST_CASE("lines hold a tree with every character", "[live]") {
    const sim::Node root =
        sim::parse_toml("a = 1.50\n[b]\n\"c d\" = [1, \"x\\ty\\\\z\\n\"]\nd = 2020-01-01\n", "t").root;
    const std::string lines = sim::node_lines(root);
    CHECK(lines ==
          "0\tt\t\t\n1\tr\ta\t1.50\n1\tt\tb\t\n2\ta\tc d\t\n3\ti\t\t1\n3\ts\t\tx\\ty\\\\z\\n\n2\td\td\t2020-01-01\n");
    const auto again = sim::node_from_lines(lines);
    REQUIRE(again.has_value());
    CHECK(sim::node_lines(*again) == lines);
    CHECK(again->toml() == root.toml());
    for (const char* wrong : {"", "1\tt\t\t\n", "0\tt\t\t", "0\tt\t\n", "0\tx\t\t\n", "0\tt\t\t\\x\n",
                              "0\tt\t\t\n2\ti\t\t1\n", "0\tt\t\t\n0\tt\t\t\n"}) {
        CAPTURE(wrong);
        CHECK_FALSE(sim::node_from_lines(wrong).has_value());
    }
}

TEST_CASE("a number is what its characters say, whole", "[live]") {
    CHECK(sim::real_from("0.1") == 0.1);
    CHECK(sim::real_from("-1e-3") == -1e-3);
    CHECK(sim::real_from("5e-324") == 5e-324);
    CHECK(sim::real_from("1.7976931348623157e308") == 1.7976931348623157e308);
    for (const char* wrong : {"", "-", "+1", "1e999", "1 ", " 1", "0x10", "1.5x", "1e-999"}) {
        CAPTURE(wrong);
        CHECK_FALSE(sim::real_from(wrong).has_value());
    }
}

TEST_CASE("clusters by name and known instruments change no result", "[live]") {
    const LiveScenario live = read_live_scenario(baseline, two_years());
    CHECK(live.scenario->parameters.population.entries.size() == 3);
    CHECK(live.scenario->parameters.toolkit.instruments.size() > 50);
    CHECK(hash_of(*live.scenario, 1) == hash_of(*baseline_with(two_years()), 1));
}

TEST_CASE("a world from lines is the world of the scenario", "[live]") {
    const LiveScenario live = read_live_scenario(baseline, two_years());
    models::live::Worlds worlds;
    REQUIRE(worlds.read(live.lines).empty());
    REQUIRE(worlds.begin("", 1).empty());
    CHECK(worlds.months() == 24);
    CHECK(worlds.advance(5) == 5);
    CHECK(worlds.advance(100) == 24);
    CHECK(worlds.hash() == hash_of(*live.scenario, 1));
    CHECK(worlds.output("circular_depth").size() == 1);
    CHECK(worlds.output("staff").size() == 3);
    CHECK(worlds.output("no_such").empty());

    const std::string changes = "0\tt\t\t\n1\tt\tfunding\t\n2\tr\tlevel\t4000.5\n";
    REQUIRE(worlds.begin(changes, 1).empty());
    worlds.advance(24);
    CHECK(worlds.hash() == hash_of(*baseline_with(two_years() + Settings{"funding.level=4000.5"}), 1));
    CHECK(worlds.toml().find("\nlevel = 4000.5\n") != std::string::npos);
    REQUIRE(worlds.begin("", 1).empty()); // changes leave nothing behind
    worlds.advance(24);
    CHECK(worlds.hash() == hash_of(*live.scenario, 1));
}

TEST_CASE("what is wrong with changes is said, and the next ones work", "[live]") {
    models::live::Worlds worlds;
    CHECK(worlds.read("nonsense") == "this is no scenario of the live page");
    REQUIRE(worlds.read(read_live_scenario(baseline, two_years()).lines).empty());
    CHECK(worlds.begin("nonsense", 0) == "this is no scenario of the live page");
    const std::string wrong = worlds.begin("0\tt\t\t\n1\tt\tfunding\t\n2\tr\tlevel\t-1.0\n", 0);
    CHECK(wrong.find("'funding.level' must be") != std::string::npos);
    CHECK(worlds.begin("0\tt\t\t\n1\tt\tfunding\t\n2\tr\tlevel\t1000.0\n", 0).empty());
    CHECK(worlds.advance(1) == 1);
}

TEST_CASE("sets of an ensemble become changes, checked against the scenario", "[live]") {
    const LiveScenario live = read_live_scenario(baseline, two_years());
    const TemporaryFolder folder;
    const auto written = [&](const std::string& text) {
        const auto path = folder.path() / "ensemble.toml";
        sim::write_text_atomically(path, "[experiment]\ndesign = \"list\"\n" + text);
        return path.string();
    };
    const std::string good = written(
        "[[experiment.point]]\nname = \"set 1\"\n\"adoption.evaluation\" = 0.9\n\"practice.cloud.cost\" = 0.02\n"
        "[[experiment.point]]\nname = \"set 2\"\nlearning = { rate = 0.5 }\n");
    const auto sets = models::program::read_assumption_sets(good, live);
    REQUIRE(sets.size() == 2);
    CHECK(sets[0].name == "set 1");
    CHECK(sets[0].lines ==
          "0\tt\t\t\n1\tt\tadoption\t\n2\tr\tevaluation\t0.9\n1\tt\tpractice\t\n2\tt\tcloud\t\n3\tr\tcost\t"
          "0.02\n");
    CHECK(sets[1].lines == "0\tt\t\t\n1\tt\tlearning\t\n2\tr\trate\t0.5\n");
    const std::string wrong = written("[[experiment.point]]\nname = \"set 1\"\n\"learning.rte\" = 0.9\n");
    CHECK_THROWS_WITH(models::program::read_assumption_sets(wrong, live),
                      Catch::Contains("set 1: unknown key 'learning.rte'"));
    CHECK_THROWS_WITH(models::program::read_assumption_sets(baseline, live), Catch::Contains("this is no ensemble"));
}

} // namespace actorhood::tests::test_live
