// Runs whose parameters change on the way: the same bits for any threads and any stops.
#include <vector>

#include "sim/config/reference.hpp"
#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_toolkit {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;

namespace {

/// Numbers of a practice, the funding mix, what new firms bring, and programmes change; two periods overlap.
Settings toolkit() {
    return {
        "toolkit=[{ name = \"affordable_spare_parts\", start = 2020-03-01, duration = 1 }, "
        "{ name = \"long_term_intelligence_funding\", start = 2020-07-01 }, "
        "{ name = \"youth_manufactories\", start = 2020-05-01, end = 2021-02-01 }, "
        "{ name = \"circular_vouchers\", start = 2020-04-01, duration = 0.5 }, "
        "{ name = \"climate_and_resilience_law\", start = 2018-01-01, intensity = 0.3 }]"};
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

TEST_CASE("instruments: the state does not depend on the number of threads", "[same bytes]") {
    const auto scenario =
        baseline_with(toolkit() + small_population() +
                      Settings{"population.outside_firms=5000", "time.years=2", "time.burn_in_years=1"});
    const std::vector<std::byte> one = final_state(*scenario, 1);
    const auto without = baseline_with(
        toolkit() + small_population() +
        Settings{"population.outside_firms=5000", "time.years=2", "time.burn_in_years=1", "toolkit=[]"});
    CHECK_FALSE((final_state(*without, 1) == one));
    for (const std::size_t threads : {2u, 5u}) {
        CHECK((final_state(*scenario, threads) == one));
    }
}

TEST_CASE("instruments: a run saved and restored in every month is the same run", "[same bytes]") {
    const auto scenario =
        baseline_with(toolkit() + small_population() + Settings{"time.years=2", "time.burn_in_years=1"});
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

TEST_CASE("instruments: the program resumes across their dates, from a scenario that stands alone", "[same bytes]") {
    const TemporaryFolder folder;
    write_bytes(
        folder / "own.toml",
        "[[instrument]]\nname = \"own\"\ntitle = \"T\"\ndescription = \"D\"\nsource = \"test\"\n"
        "recommendations = [1]\nstart = 2020-06-01\nchanges = [{ parameter = \"adoption.noise\", add = 0.1 }]\n");
    const auto scenario = write_scenario(folder.path(), "small", "time.years = 2\ntime.burn_in_years = 1\n");
    const std::string text = read_bytes(scenario);
    write_bytes(scenario,
                "toolkit_files = [\"own.toml\"]\ntoolkit = [\"own\", { name = \"trust_zone\", start = "
                "2020-09-01 }]\n" +
                    text);
    const std::string whole = (folder / "whole").string();
    const std::string stopped = (folder / "stopped").string();
    Finished run = call_program({"run", scenario.string(), "-q", "--reproducible", "-o", whole});
    INFO(run.errors);
    REQUIRE(run.code == 0);
    run = call_program({"run", scenario.string(), "-q", "--reproducible", "-o", stopped, "--stop-after", "16"});
    REQUIRE(run.code == 75);
    std::filesystem::remove(folder / "own.toml");
    std::filesystem::remove(scenario);
    run = call_program({"resume", stopped, "-q"});
    INFO(run.errors);
    REQUIRE(run.code == 0);
    CHECK((read_bytes(folder / "stopped" / "small.h5") == read_bytes(folder / "whole" / "small.h5")));
}

} // namespace test_toolkit
