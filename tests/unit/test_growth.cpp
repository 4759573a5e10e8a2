// The expected number of firms, against cases that can be worked out and against runs.
#include <vector>

#include "models/growth.hpp"
#include "models/transition.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_growth {

using namespace actorhood::tests;
namespace models = actorhood::models;

namespace {

std::vector<double> expected(const Settings& settings) {
    return models::expected_firms_by_year(
        baseline_with(small_population() + Settings{"time.burn_in_years=0"} + settings)->parameters);
}

} // namespace

TEST_CASE("without closures and foundations firms stay, with foundations alone they grow by the rate", "[growth]") {
    const Settings immortal{"market.exit_rate=0", "market.exit_young=0", "population.economy_firms=0"};
    const std::vector<double> still = expected(immortal + Settings{"time.years=5", "market.entry_rate=0"});
    REQUIRE(still.size() == 6);
    CHECK(still.back() == Approx(still.front()));
    const auto scenario = baseline_with(small_population());
    const auto outside = static_cast<double>(scenario->parameters.population.outside_firms);
    const std::vector<double> growing = expected(immortal + Settings{"time.years=2", "market.entry_rate=0.1"});
    CHECK(growing[1] - growing[0] == Approx(0.1 * outside));
    CHECK(growing[2] - growing[1] == Approx(0.1 * 1.1 * outside));
}

TEST_CASE("balanced foundations keep what the firms stand for", "[growth]") {
    const std::vector<double> balanced =
        expected({"time.years=30", "market.entry=balancing", "population.economy_firms=0"});
    CHECK(balanced.back() == Approx(balanced.front()));
}

TEST_CASE("a switched-off market changes no number", "[growth]") {
    const std::vector<double> none = expected({"time.years=30", "mechanisms.market=false"});
    CHECK(none.back() == Approx(none.front()));
}

TEST_CASE("the expected number of firms is that of a long run, within a quarter", "[growth]") {
    const auto scenario =
        baseline_with(small_population() + Settings{"time.years=120", "population.outside_firms=2000"});
    const std::vector<double> counts = models::expected_firms_by_year(scenario->parameters);
    models::TransitionSimulation simulation(scenario->parameters, 0);
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
    }
    const auto firms = static_cast<double>(simulation.model().world.firms.count());
    CHECK(counts.back() / firms > 0.8);
    CHECK(counts.back() / firms < 1.25);
    CHECK(counts.back() > 1.2 * counts.front());
}

} // namespace test_growth
