// What a change of parameters on the way must do, and must not: shocks, gains of practices, the audit, notices.
#include <cmath>
#include <string>
#include <vector>

#include "models/program/notices.hpp"
#include "models/toolkit/periods.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_instrument_periods {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// An instrument in use from July 2020.
std::string in_use(const std::string& changes, const std::string& when = "start = 2020-07-01") {
    return "toolkit = [{ name = \"own\", " + when + " }]\n[[instrument]]\nname = \"own\"\ntitle = \"T\"\n" +
           "description = \"D\"\nsource = \"assumption\"\nrecommendations = [1]\nchanges = [" + changes + "]\n";
}

Settings short_run(const std::string& years = "2") {
    return small_population() + Settings{"time.years=" + years, "time.burn_in_years=0.5"};
}

std::string problems_with(const std::string& key) {
    try {
        (void)scenario_from(in_use("{ parameter = \"" + key + "\", multiply = 1.1 }"));
    } catch (const sim::Error& error) {
        return error.what();
    }
    return "";
}

/// What the practices a firm uses save now.
double gain_of(const models::World& world, std::uint32_t row) {
    double gain = 0.0;
    for (std::size_t p = 0; p < world.practices.count(); ++p) {
        gain += (world.firms.adopted[row] >> p & 1u) != 0 ? world.practices.entries[p].own_saving() : 0.0;
    }
    return gain;
}

double largest_drift(const models::World& world) {
    double drift = 0.0;
    for (const auto& block : world.firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            drift =
                std::max(drift, std::abs(static_cast<double>(world.firms.practice_gain[row]) - gain_of(world, row)));
        }
    }
    return drift;
}

void check_gains(const models::program::Scenario& scenario) {
    models::Model model(scenario.parameters, 0);
    double drift = 0.0;
    while (model.world.next_month < model.world.calendar.months) {
        model.advance();
        drift = std::max(drift, largest_drift(model.world));
    }
    CHECK(drift < 1e-6);
}

} // namespace

TEST_CASE("instruments may not change what is drawn or built when the world begins", "[toolkit]") {
    for (const char* key :
         {"shocks.rate.demand", "shocks.rate.labour", "shocks.smallest", "shocks.largest", "shocks.mean_duration",
          "shocks.recovery", "shocks.sector_share", "shocks.region_share", "inclusion.start", "inclusion.agenda",
          "ties.rewiring", "ties.outside_degree", "regime.shift_below"}) {
        INFO(key);
        CHECK(problems_with(key).find(std::string("cannot change '") + key + "': ") != std::string::npos);
    }
    CHECK(problems_with("shocks.fixed_cost").empty());
    CHECK(problems_with("shocks.displacement_rise").empty());
}

TEST_CASE("a period keeps the shocks of the run", "[toolkit]") {
    const Settings shocks{"shocks.rate.demand=2", "shocks.rate.technology=2"};
    const auto scenario =
        scenario_from(in_use("{ parameter = \"adoption.noise\", add = 0.1 }"), short_run() + shocks);
    // Even by a change that no reader of scenarios would accept.
    auto& change = scenario->parameters.toolkit.instruments.back().changes.front();
    change = {"shocks.rate.demand", {}, {}, 12.0};
    models::Model model(scenario->parameters, 0);
    const auto now = [&]() -> const auto& { return model.working.get<models::ShockCalendar>().shocks; };
    const std::vector<models::ShockPlan> before = now();
    REQUIRE(before.size() > 2);
    while (model.world.next_month < model.world.calendar.months) {
        model.advance();
    }
    REQUIRE(now().size() == before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(now()[i].onset == before[i].onset);
        CHECK(now()[i].magnitude == before[i].magnitude);
    }
}

TEST_CASE("how firms answer to shocks follows the parameters in force", "[toolkit]") {
    const Settings shocks{"shocks.rate.demand=2"};
    const auto scenario =
        scenario_from(in_use("{ parameter = \"shocks.fixed_cost\", set = 0.9 }"), short_run() + shocks);
    models::Model model(scenario->parameters, 0);
    for (int month = 0; month < 12; ++month) {
        model.advance();
    }
    CHECK(model.world.shocks.response.fixed_cost == 0.15);
    model.advance();
    CHECK(model.world.shocks.response.fixed_cost == 0.9);
}

TEST_CASE("outputs show the parameters in force", "[toolkit]") {
    const auto base = scenario_from("", short_run("1"));
    const FinishedRun without(*base, 0);
    const auto changed = scenario_from(in_use("{ parameter = \"symbiosis.emission_intensity.textiles\", set = 0 },"
                                              "{ parameter = \"inclusion.vacancy\", set = 8 }"),
                                       short_run("1"));
    const FinishedRun with(*changed, 0);
    constexpr std::size_t textiles = 12;
    CHECK(without.last("emissions_intensity")[textiles] > 0.0);
    CHECK(with.last("emissions_intensity")[textiles] == 0.0);
    CHECK(with.values("emissions_intensity")[textiles] == without.values("emissions_intensity")[textiles]);
    CHECK(with.values("vacancy_duration")[0] == 4.0);
    CHECK(with.last("vacancy_duration")[0] == 8.0);
}

TEST_CASE("what firms gain by practices is what these save now, also after the instrument", "[toolkit]") {
    const std::string both =
        "{ parameter = \"practice.cloud.saving\", multiply = 0.1 },"
        "{ parameter = \"practice.repair_and_reuse.rebound\", add = 0.3 }";
    check_gains(*scenario_from(in_use(both, "start = 2020-07-01, duration = 1"),
                               short_run() + Settings{"adoption.abandonment=1"}));
    check_gains(*scenario_from("toolkit = [{ name = \"reuse_marketplace\", start = 2020-04-01, duration = 1 }]\n",
                               short_run() + Settings{"adoption.abandonment=1"}));
}

TEST_CASE("no instrument moves the yardstick of responsible actorhood", "[toolkit][actorhood]") {
    const Settings deaf = short_run("7") + Settings{"mechanisms.reflexivity=false", "mechanisms.accountability=false",
                                                    "population.outside_firms=100"};
    const auto base = scenario_from("", deaf);
    const FinishedRun without(*base, 0);
    REQUIRE_FALSE(std::isnan(without.last("responsible_actorhood")[0]));
    for (const std::string& text :
         {std::string("toolkit = [{ name = \"end_to_end_law_making\", start = 2020-07-01 }]\n"),
          in_use("{ parameter = \"reflexivity.circular_weight\", set = 0.3 },"
                 "{ parameter = \"reflexivity.target.habit\", set = 0.25 }")}) {
        const auto changed = scenario_from(text, deaf);
        const FinishedRun with(*changed, 0);
        for (const char* name :
             {"responsible_actorhood", "decision_autonomy", "decision_agreement", "recognition", "care_commitment"}) {
            INFO(name);
            CHECK(same_values(with.values(name), without.values(name)));
        }
        CHECK_FALSE(same_values(with.values("harm_circular"), without.values("harm_circular")));
    }
}

TEST_CASE("what lies outside of the run is noticed, and nothing else", "[toolkit]") {
    const std::string programme = "[[programme]]\nname = \"p\"\nkind = \"training\"\n";
    const std::string shock = "[[landscape.shock]]\nname = \"s\"\nkind = \"demand\"\nmagnitude = 0.2\n";
    const auto said = [](const std::string& text) {
        const auto scenario = scenario_from(text, {"time.years=2", "time.burn_in_years=1"});
        std::string all;
        for (const std::string& line : models::program::notices(scenario->parameters)) {
            all += line + "\n";
        }
        return all;
    };
    CHECK(said("").empty());
    CHECK(said(programme + "start = 2021-12-01\nend = 2030-01-01\n" + shock + "date = 2021-12-01\n").empty());
    CHECK(said(programme + "start = 2022-01-01\nend = 2030-01-01\n") ==
          "programme 'p' changes nothing: it begins when the run has ended (2022-01-01)\n");
    CHECK(said(shock + "date = 2022-01-01\n") ==
          "shock 's' of 2022-01-01 changes nothing: it begins when the run has ended (2022-01-01)\n");
    const std::string change = "{ parameter = \"adoption.noise\", add = 0.1 }";
    CHECK(said(in_use(change, "start = 2021-12-01")).empty());
    CHECK(said(in_use(change, "start = 2022-01-01, intensity = 0")).empty());
    CHECK(said(in_use(change, "start = 2022-01-01")) ==
          "instrument 'own' changes nothing: it begins when the run has ended (2022-01-01)\n");
    CHECK(said(in_use(change, "start = 2010-01-01, duration = 2")) ==
          "instrument 'own' changes nothing: it ends before it could act (2019-01-01)\n");
}

TEST_CASE("validate, describe and run say what lies outside of the run", "[toolkit]") {
    const TemporaryFolder folder;
    const auto scenario = write_scenario(folder.path(), "small", "time.years = 1\ntime.burn_in_years = 1\n");
    const std::string late = "toolkit=[{ name = \"trust_zone\", start = 2050-01-01 }]";
    for (const char* command : {"validate", "describe", "run"}) {
        std::vector<std::string> words{command, scenario.string(), "--set", late};
        if (std::string(command) == "run") {
            words.insert(words.end(), {"-q", "-o", (folder / "out").string()});
        }
        const Finished finished = call_program(words);
        INFO(command << ": " << finished.errors);
        CHECK(finished.code == 0);
        CHECK(finished.errors.find("notice: instrument 'trust_zone' changes nothing") != std::string::npos);
    }
}

} // namespace test_instrument_periods
