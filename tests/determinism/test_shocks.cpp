// Shocks do not depend on threads, and a run stopped in the middle of one goes on with the same bits.
#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_shocks {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;

namespace {

Settings shaken() {
    return {"population.clusters=5",
            "population.members_per_cluster=120",
            "population.outside_firms=9000",
            "population.regions=2",
            "time.years=3",
            "time.burn_in_years=1",
            "shocks.rate.demand=1",
            "shocks.rate.supply=1",
            "shocks.rate.energy=1",
            "shocks.rate.technology=1",
            "shocks.rate.labour=1",
            "landscape.shock=[{date=2021-01-01, kind=\"supply\", magnitude=0.5, regions=[\"region_2\"]}]"};
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

TEST_CASE("a shaken world does not depend on the number of threads", "[same bytes]") {
    const auto scenario = baseline_with(shaken());
    const std::vector<std::byte> one = final_state(*scenario, 1);
    for (const std::size_t threads : {2u, 5u}) {
        INFO(threads << " threads");
        CHECK((final_state(*scenario, threads) == one));
    }
}

TEST_CASE("saved and restored after every month, shocks go on as they were", "[same bytes]") {
    const auto scenario = baseline_with(shaken() + Settings{"population.outside_firms=600"});
    const std::vector<std::byte> whole = final_state(*scenario, 2);
    auto simulation = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
    std::size_t in_a_shock = 0;
    while (simulation->step() < simulation->steps()) {
        simulation->advance();
        in_a_shock += simulation->model().world.shocks.disturb_output() ? 1u : 0u;
        const std::vector<std::byte> saved = simulation->save();
        auto next = std::make_unique<TransitionSimulation>(scenario->parameters, 0);
        next->restore(saved);
        INFO("after " << simulation->step() << " months");
        REQUIRE((next->save() == saved));
        simulation = std::move(next);
    }
    CHECK((simulation->save() == whole));
    CHECK(in_a_shock > 12);
    REQUIRE(simulation->recorder().trajectory().events.size() == 1);
    CHECK(simulation->recorder().trajectory().events[0].rows() > 5);
}

} // namespace test_shocks
