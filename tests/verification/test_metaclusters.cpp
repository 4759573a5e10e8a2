// Metaclusters and regimes in whole runs: nothing happens without them, what should happen happens with them, and the
// bits do not depend on threads and stops.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_metaclusters {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;

namespace {

Settings world() {
    return {"population.clusters=6",
            "population.members_per_cluster=60",
            "population.outside_firms=1500",
            "population.regions=3",
            "time.years=6",
            "time.burn_in_years=1"};
}

/// Barriers so low that sectors shift within the run.
Settings early_shifts() {
    return {"regime.barrier=0.012", "regime.barrier_sd=0.001", "regime.shift_below=0.004", "regime.erosion=10"};
}

const std::string all_clusters = "[[metacluster]]\nname = \"all\"\nmembers = [\"all\"]\n";
const std::string overlapping = all_clusters + "[[metacluster]]\nname = \"three\"\ncount = 3\nassociates = 0.5\n";

/// Bytes of everything about firms and clusters.
std::vector<std::byte> firms_and_clusters(FinishedRun& run) {
    sim::ArchiveWriter archive;
    models::World& end = run.model().world;
    end.firms.pack();
    end.firms.visit(archive);
    end.clusters.visit(archive);
    end.ledger.visit(archive);
    return archive.take();
}

std::vector<std::byte> final_state(const models::program::Scenario& scenario, std::size_t threads) {
    const sim::ThreadLimit limit(threads);
    TransitionSimulation simulation(scenario.parameters, 0);
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
    }
    return simulation.save();
}

} // namespace

TEST_CASE("metaclusters switched off, or without members, change nothing") {
    const auto none = baseline_with(world());
    FinishedRun plain(*none, 0);
    const auto expected = firms_and_clusters(plain);
    const auto off = scenario_from(all_clusters, world() + Settings{"mechanisms.metaclusters=false"});
    FinishedRun switched_off(*off, 0);
    CHECK((firms_and_clusters(switched_off) == expected));
    CHECK(switched_off.sum("metacluster_members") == 0.0);
    const auto empty = scenario_from("[[metacluster]]\nname = \"empty\"\n", world());
    FinishedRun without_members(*empty, 0);
    CHECK((firms_and_clusters(without_members) == expected));
    const auto late = scenario_from(all_clusters + "start = 2050-01-01\n", world());
    FinishedRun not_begun(*late, 0);
    CHECK((firms_and_clusters(not_begun) == expected));
    const auto on = scenario_from(all_clusters, world());
    FinishedRun metacluster(*on, 0);
    CHECK_FALSE((firms_and_clusters(metacluster) == expected));
}

TEST_CASE("metaclusters cost time and bring partners") {
    const auto none = baseline_with(world());
    const auto all = scenario_from(all_clusters, world());
    const auto one = scenario_from("[[metacluster]]\nname = \"one\"\nmembers = [\"1\"]\n", world());
    FinishedRun plain(*none, 0);
    FinishedRun together(*all, 0);
    FinishedRun alone(*one, 0);
    CHECK(together.sum("metacluster_members") > 200.0);
    CHECK(together.sum("partner_clusters_reached") > 100.0);
    for (const double experience : together.last("partner_experience")) {
        CHECK(experience >= 0.0);
        CHECK(experience < 1.0);
    }
    for (const char* name : {"free_staff", "accountability_effort", "legitimacy", "agenda", "adoption", "tie_fill"}) {
        INFO(name);
        CHECK_FALSE(same_values(together.values(name), plain.values(name)));
    }
    // Lateral effort is taken from the other directions.
    const auto with = together.last("accountability_effort");
    const auto without = plain.last("accountability_effort");
    CHECK(with[models::lateral] > without[models::lateral]);
    // A metacluster of one cluster gives it nothing.
    CHECK(alone.sum("partner_experience") == 0.0);
    CHECK(alone.sum("partner_tie_rate") == 0.0);
    CHECK(alone.sum("cooperation_dues") > 0.0);
}

TEST_CASE("regimes: switched off or with barriers out of reach nothing changes, and a shift changes adoption") {
    const auto off = baseline_with(world() + Settings{"mechanisms.regime=false"});
    const auto high = baseline_with(world() + Settings{"regime.barrier=9"});
    const auto low = baseline_with(world() + early_shifts());
    FinishedRun without(*off, 0);
    FinishedRun stable(*high, 0);
    FinishedRun shifting(*low, 0);
    CHECK((firms_and_clusters(stable) == firms_and_clusters(without)));
    CHECK(without.sum("niche_share") == 0.0);
    CHECK(stable.sum("shifted_sectors") == 0.0);
    CHECK(stable.sum("niche_share") > 0.0);
    REQUIRE(shifting.last("shifted_sectors")[0] > 3.0);
    CHECK_FALSE(same_values(shifting.values("adoption_by_sector"), without.values("adoption_by_sector")));
    CHECK((firms_and_clusters(shifting) != firms_and_clusters(without)));
}

TEST_CASE("regimes: new rules speed up circular practices, a backlash takes them back") {
    const Settings strong = early_shifts() + Settings{"regime.standards=1", "regime.phase_rate=10"};
    const auto low = baseline_with(world() + strong);
    const auto off = baseline_with(world() + Settings{"mechanisms.regime=false"});
    const auto backlash =
        baseline_with(world() + strong + Settings{"regime.price_limit=1.5", "regime.backlash_years=20"});
    double gain = 0.0;
    for (std::uint32_t replicate = 0; replicate < 3; ++replicate) {
        FinishedRun shifted(*low, replicate);
        FinishedRun plain(*off, replicate);
        gain += shifted.last("depth_by_group")[2] - plain.last("depth_by_group")[2]; // outside, circular
    }
    CHECK(gain / 3.0 > 0.005);
    FinishedRun restored(*backlash, 0);
    const auto states = restored.values("regime_state");
    CHECK(std::count(states.begin(), states.end(), 3.0) > 0);
    CHECK(restored.last("shifted_sectors")[0] == 0.0);
    for (const double phase : restored.last("regime_phase")) {
        CHECK(phase < 0.01);
    }
}

TEST_CASE("metaclusters and regimes: the same bits for any threads and stops") {
    const auto scenario = scenario_from(overlapping, world() + early_shifts());
    const std::vector<std::byte> whole = final_state(*scenario, 1);
    for (const std::size_t threads : {2u, 5u}) {
        INFO(threads << " threads");
        CHECK((final_state(*scenario, threads) == whole));
    }
    auto simulation = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
    while (simulation->step() < simulation->steps()) {
        simulation->advance();
        if (simulation->step() % 7 == 0) {
            const std::vector<std::byte> saved = simulation->save();
            simulation = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
            simulation->restore(saved);
        }
    }
    CHECK((simulation->save() == whole));
}

} // namespace test_metaclusters
