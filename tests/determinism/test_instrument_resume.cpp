// A run resumed inside a period of an instrument is the same run, whatever the instrument changes.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_instrument_resume {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;

namespace {

std::vector<std::byte> restored_each_month(const models::program::Scenario& scenario, bool stops) {
    auto simulation = std::make_unique<TransitionSimulation>(scenario.parameters, 0);
    while (simulation->step() < simulation->steps()) {
        simulation->advance();
        if (stops) {
            const std::vector<std::byte> saved = simulation->save();
            simulation = std::make_unique<TransitionSimulation>(scenario.parameters, 0);
            simulation->restore(saved);
        }
    }
    return simulation->save();
}

} // namespace

TEST_CASE("a run resumed inside and between the periods of an instrument is the same run", "[same bytes]") {
    const std::string start =
        "toolkit = [{ name = \"own\", start = 2020-07-01, duration = 0.75 }]\n"
        "[[instrument]]\nname = \"own\"\ntitle = \"T\"\ndescription = \"D\"\n"
        "source = \"assumption\"\nrecommendations = [1]\nchanges = [{ parameter = ";
    for (const char* change :
         {"\"practice.eco_design.material_saving\", multiply = 3", "\"practice.cloud.saving\", multiply = 0.1",
          "\"practice.cloud.rebound\", add = 0.2", "\"shocks.fixed_cost\", set = 0.9",
          "\"shocks.energy_share.textiles\", set = 0.2", "\"reflexivity.circular_weight\", set = 0.3",
          "\"symbiosis.emission_intensity.textiles\", set = 0", "\"inclusion.vacancy\", set = 8"}) {
        INFO(change);
        const auto scenario = scenario_from(
            start + change + " }]\n",
            small_population() + Settings{"time.years=1.75", "time.burn_in_years=0.25", "shocks.rate.demand=2",
                                          "shocks.rate.energy=2", "symbiosis.unaided=2", "adoption.abandonment=1"});
        CHECK((restored_each_month(*scenario, true) == restored_each_month(*scenario, false)));
    }
}

} // namespace test_instrument_resume
