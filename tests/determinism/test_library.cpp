// The same bits from the same scenario: for any threads, stops, outputs and company of other replicates.
#include <set>
#include <vector>

#include "sim/core/parallel.hpp"
#include "sim/run/ensemble.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_library {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;

namespace {

/// Large enough for several blocks of firms a region and more members than one batch.
Settings wide() {
    return {"population.clusters=5",
            "population.members_per_cluster=120",
            "population.outside_firms=9000",
            "population.regions=2",
            "time.years=3",
            "time.burn_in_years=1",
            "output.events=true"};
}

std::vector<std::byte> final_state(const models::program::Scenario& scenario, std::size_t threads) {
    const sim::ThreadLimit limit(threads);
    TransitionSimulation simulation(scenario.parameters, 0);
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
    }
    return simulation.save(); // state, record and events
}

} // namespace

TEST_CASE("state, record and events do not depend on the number of threads", "[same bytes]") {
    const auto scenario = baseline_with(wide());
    const std::vector<std::byte> one = final_state(*scenario, 1);
    for (const std::size_t threads : {2u, 3u, 4u, 7u, 8u}) {
        INFO(threads << " threads");
        CHECK((final_state(*scenario, threads) == one)); // in brackets: the bytes are not printed
    }
}

TEST_CASE("a run saved and restored after every month of a year is the same run", "[same bytes]") {
    const auto scenario =
        baseline_with(small_population() + Settings{"time.years=3", "time.burn_in_years=1", "output.events=true"});
    const std::vector<std::byte> whole = final_state(*scenario, 2);
    auto simulation = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
    while (simulation->step() < simulation->steps()) {
        simulation->advance();
        const std::vector<std::byte> saved = simulation->save();
        auto next = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
        next->restore(saved);
        INFO("after " << simulation->step() << " months");
        REQUIRE((next->save() == saved));
        simulation = std::move(next);
    }
    CHECK((simulation->save() == whole));
}

TEST_CASE("what is recorded changes neither the state nor the values in common", "[same bytes]") {
    const Settings base = small_population() + Settings{"time.years=3", "time.burn_in_years=1"};
    const auto all = baseline_with(base);
    const auto few = baseline_with(base + Settings{"output.variables=[\"adoption*\", \"staff\"]"});
    const auto sparse = baseline_with(base + Settings{"output.every=5", "output.burn_in=true", "output.events=true"});
    FinishedRun all_run(*all, 0);
    FinishedRun few_run(*few, 0);
    FinishedRun sparse_run(*sparse, 0);
    CHECK(few_run.state_hash() == all_run.state_hash());
    CHECK(sparse_run.state_hash() == all_run.state_hash());
    for (const char* name : {"adoption", "adoptions", "adoption_by_group", "staff"}) {
        INFO(name);
        CHECK(same_values(few_run.values(name), all_run.values(name)));
        CHECK(same_values(sparse_run.last(name), all_run.last(name)));
    }
    CHECK(few_run.trajectory().values.size() < 15);
    CHECK(sparse_run.trajectory().times.size() == 11); // months 0, 5 ... 45, and the last, 47
    REQUIRE(sparse_run.trajectory().events.size() == 1);
    CHECK(sparse_run.trajectory().events[0].rows() > 100);
}

TEST_CASE("a replicate alone is the same as in an ensemble, and no two are alike", "[same bytes]") {
    const auto scenario =
        baseline_with(small_population() + Settings{"time.years=2", "time.burn_in_years=1", "run.replicates=10"});
    const TemporaryFolder folder;
    sim::EnsembleOptions options;
    options.checkpoints = folder.path();
    options.replicates = 10;
    options.identity = {"run", {"test", "test"}, "hash", ""};
    const sim::EnsembleResult together = sim::run_ensemble(
        [&](std::uint32_t replicate) {
            return std::make_unique<TransitionSimulation>(scenario->parameters, replicate);
        },
        options);
    REQUIRE(together.finished);
    std::set<std::uint64_t> hashes;
    for (std::uint32_t replicate = 0; replicate < 10; ++replicate) {
        FinishedRun alone(*scenario, replicate);
        hashes.insert(alone.state_hash());
        const sim::Trajectory& member = together.trajectories[replicate];
        CHECK(member.replicate == replicate);
        REQUIRE(member.values.size() == alone.trajectory().values.size());
        for (std::size_t i = 0; i < member.values.size(); ++i) {
            REQUIRE(same_values(member.values[i], alone.trajectory().values[i]));
        }
    }
    CHECK(hashes.size() == 10);
}

TEST_CASE("another seed is another run, and paired runs share their start", "[same bytes]") {
    const Settings base = small_population() + Settings{"time.years=1", "time.burn_in_years=1"};
    const auto hash = [&](const char* setting) {
        const auto scenario = baseline_with(base + Settings{setting});
        return FinishedRun(*scenario, 0).state_hash();
    };
    const std::set<std::uint64_t> hashes{hash("run.seed=0"), hash("run.seed=1"), hash("run.seed=4294967296"),
                                         hash("run.seed=18446744073709551615")};
    CHECK(hashes.size() == 4);

    const auto first = baseline_with(base);
    const auto second = baseline_with(base + Settings{"accountability.effort=0.9"});
    models::Model one(first->parameters, 0);
    models::Model other(second->parameters, 0);
    CHECK(one.world.firms.key == other.world.firms.key);
    CHECK(one.world.firms.adopted == other.world.firms.adopted);
    CHECK(one.world.firms.ties == other.world.firms.ties);
}

} // namespace test_library
