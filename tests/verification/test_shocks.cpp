// Shocks in a whole world: each kind changes what it should and nothing it should not; none is none, byte for byte.
#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_shocks {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

Settings world() {
    return {"population.clusters=6",
            "population.members_per_cluster=60",
            "population.outside_firms=1500",
            "population.regions=3",
            "time.years=5",
            "time.burn_in_years=1"};
}

/// One shock in January 2022, `more` in TOML.
Settings shock(const std::string& kind, const std::string& more = "magnitude=0.4") {
    return {"landscape.shock=[{date=2022-01-01, kind=\"" + kind + "\", " + more + "}]"};
}

constexpr std::size_t onset = 24; // row of January 2022

/// First row in which two outputs differ; npos = nowhere.
std::size_t first_difference(const FinishedRun& a, const FinishedRun& b, const char* name) {
    const std::vector<double>& x = a.values(name);
    const std::vector<double>& y = b.values(name);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] != y[i] && !(std::isnan(x[i]) && std::isnan(y[i]))) {
            return i / a.width(name);
        }
    }
    return std::string::npos;
}

bool same_run(const FinishedRun& a, const FinishedRun& b) {
    bool same = a.trajectory().values.size() == b.trajectory().values.size();
    for (std::size_t i = 0; same && i < a.trajectory().values.size(); ++i) {
        same = same_values(a.trajectory().values[i], b.trajectory().values[i]);
    }
    return same;
}

} // namespace

TEST_CASE("no shock, a shock of magnitude 0 and shocks switched off are the same run") {
    const auto plain = baseline_with(world());
    FinishedRun without(*plain, 0);
    const std::vector<Settings> neutral{
        {"mechanisms.shocks=false"},
        {"shocks.largest=0.9", "shocks.fixed_cost=0.3", "shocks.rupture_months=36"},
        shock("demand", "magnitude=0"),
        shock("technology", "magnitude=0, practice=\"cloud\""),
        shock("supply", "magnitude=1.0") + Settings{"mechanisms.shocks=false"},
        {"landscape.shock=[{date=2030-01-01}]"}, // after the end
        {"shocks.rate.demand=12", "shocks.rate.supply=12", "mechanisms.shocks=false"}};
    for (const Settings& settings : neutral) {
        INFO(settings.front());
        const auto scenario = baseline_with(world() + settings);
        FinishedRun run(*scenario, 0);
        CHECK(same_run(run, without));
        CHECK(run.model().world.firms.liquidity == without.model().world.firms.liquidity);
        CHECK(run.model().world.firms.ties == without.model().world.firms.ties);
    }
}

TEST_CASE("each kind of shock changes what it should from its month on") {
    struct Case {
        const char* kind;
        std::string more;
        std::vector<const char*> at_once;   ///< differ from the month of the onset
        std::vector<const char*> later;     ///< differ afterwards
        std::vector<const char*> untouched; ///< the same in the month of the onset
    };
    const std::vector<Case> cases{{"demand",
                                   "magnitude=0.4",
                                   {"demand", "output_by_sector", "output_by_group", "output_loss"},
                                   {"closures_by_group", "income"},
                                   {"tie_fill", "energy_price", "practice_cost_index"}}, // services sold fall at once
                                  {"supply",
                                   "magnitude=0.4",
                                   {"tie_fill", "output_by_group", "output_loss"},
                                   {"adoption", "absorptive_capacity"},
                                   {"demand", "energy_price", "practice_cost_index"}},
                                  {"energy",
                                   "magnitude=1.0",
                                   {"energy_price", "output_by_sector", "output_loss"},
                                   {"adoption"},
                                   {"demand", "tie_fill", "absorptive_capacity", "skill_gap"}},
                                  {"technology",
                                   "magnitude=0.4, practice=\"artificial_intelligence\"",
                                   {"practice_cost_index", "absorptive_capacity", "resistance", "pathway_stock"},
                                   {"adoption", "digital_depth", "circular_depth"},
                                   {"demand", "tie_fill", "energy_price", "output_by_group", "output_loss"}},
                                  {"labour",
                                   "magnitude=0.4",
                                   {"skill_gap", "output_by_group", "output_loss"},
                                   {"adoption"},
                                   {"demand", "tie_fill", "energy_price", "absorptive_capacity"}}};
    const auto plain = baseline_with(world());
    FinishedRun without(*plain, 0);
    for (const Case& entry : cases) {
        INFO("kind " << entry.kind);
        const auto scenario = baseline_with(world() + shock(entry.kind, entry.more));
        FinishedRun run(*scenario, 0);
        for (const char* name : entry.at_once) {
            INFO("at once: " << name);
            CHECK(first_difference(run, without, name) == onset);
        }
        for (const char* name : entry.later) {
            INFO("later: " << name);
            CHECK(first_difference(run, without, name) >= onset);
            CHECK(first_difference(run, without, name) != std::string::npos);
        }
        for (const char* name : entry.untouched) {
            INFO("untouched: " << name);
            CHECK(first_difference(run, without, name) > onset);
        }
        CHECK(run.sum("shock_magnitude") > 0.0);
        REQUIRE(run.trajectory().events.size() == 1);
        CHECK(run.trajectory().events[0].rows() == 1);
    }
    CHECK(without.trajectory().events.empty());
}

TEST_CASE("a demand shock takes its magnitude from the mean firm and gives it back") {
    const auto scenario =
        baseline_with(world() + shock("demand", "magnitude=0.4, duration=3, recovery=6, shape=\"linear\"") +
                      Settings{"shocks.capacity_relief=0", "shocks.made_up_by_skills=0"});
    FinishedRun run(*scenario, 0);
    const std::vector<double>& output = run.values("output_by_group"); // members, outside
    for (const std::size_t group : {0u, 1u}) {
        CHECK(output[2 * (onset - 1) + group] == 1.0);
        CHECK(output[2 * onset + group] == Approx(0.6));
        CHECK(output[2 * (onset + 2) + group] == Approx(0.6));
        CHECK(output[2 * (onset + 3) + group] == Approx(1.0 - 0.4 * (1.0 - 0.5 / 6.0)));
        CHECK(output[2 * (onset + 9) + group] == 1.0);
    }
    CHECK(run.last("output_loss")[0] == Approx(0.4 * (3.0 + 6.0 / 2.0)));
    CHECK(run.last("shock_output_loss")[0] == Approx(0.4 * 6.0));
    CHECK(run.last("shock_recovery")[0] == 9.0);
    CHECK(std::isnan(run.last("shock_recovery")[1]));
}

TEST_CASE("a shock of one region and sector spares the others") {
    const auto scenario =
        baseline_with(world() + shock("demand", "magnitude=0.5, regions=[\"region_2\"], sectors=[\"tourism\"]"));
    FinishedRun run(*scenario, 0);
    const std::vector<double>& regions = run.values("output_by_region");
    CHECK(regions[3 * onset] == 1.0);
    CHECK(regions[3 * onset + 1] < 1.0);
    CHECK(regions[3 * onset + 1] > 0.7);
    CHECK(regions[3 * onset + 2] == 1.0);
    const std::vector<double>& sectors = run.values("output_by_sector");
    for (std::size_t s = 0; s < 13; ++s) {
        CHECK(sectors[14 * onset + s] == 1.0);
    }
    CHECK(sectors[14 * onset + 13] < 1.0);
    CHECK(run.values("demand")[14 * onset + 13] == Approx(1.0 - 0.5 / 3.0));
}

TEST_CASE("policies meet the same random shocks") {
    const Settings random{"shocks.rate.demand=1", "shocks.rate.supply=1", "shocks.rate.energy=1",
                          "shocks.rate.technology=1", "shocks.rate.labour=1"};
    const auto one = baseline_with(world() + random);
    const auto other = baseline_with(world() + random + Settings{"accountability.effort=0.8", "funding.level=5000"});
    FinishedRun first(*one, 1);
    FinishedRun second(*other, 1);
    REQUIRE(first.sum("shock_magnitude") > 1.0);
    CHECK(same_values(first.values("shock_magnitude"), second.values("shock_magnitude")));
    CHECK_FALSE(same_values(first.values("output_by_group"), second.values("output_by_group")));
    FinishedRun third(*one, 2);
    CHECK_FALSE(same_values(first.values("shock_magnitude"), third.values("shock_magnitude")));
}

TEST_CASE("negotiation softens what a rupture does to the work of members") {
    // The rise of resistance at the onset, paired with the run without a rupture; negotiation results from
    // accountability and reflexivity, so switching those off leaves none.
    const auto rise = [&](const Settings& policy) {
        const auto plain = baseline_with(world() + policy);
        const auto hit = baseline_with(world() + policy +
                                       shock("technology", "magnitude=0.4, practice=\"artificial_intelligence\""));
        FinishedRun without(*plain, 0);
        FinishedRun with(*hit, 0);
        double sum = 0.0;
        for (std::size_t c = 0; c < 6; ++c) {
            sum += with.values("resistance")[6 * onset + c] - without.values("resistance")[6 * onset + c];
        }
        return sum / 6.0;
    };
    const double negotiated = rise({"accountability.effort=0.9", "restructuring.strongest=1"});
    const double imposed = rise({"mechanisms.accountability=false", "mechanisms.reflexivity=false"});
    INFO(negotiated << " against " << imposed);
    CHECK(negotiated > 0.0);
    CHECK(negotiated < 0.95 * imposed);
}

TEST_CASE("the scenarios of shocks bring the shocks they name") {
    const std::string folder = std::string(ACTORHOOD_SOURCE_DIR) + "/scenarios/";
    const auto kinds = [&](const std::string& file) {
        const auto scenario = models::program::read_scenario(
            folder + file, small_population() + Settings{"time.years=12", "time.burn_in_years=1"});
        FinishedRun run(*scenario, 0);
        const std::vector<double>& magnitude = run.values("shock_magnitude");
        std::string found;
        for (std::size_t kind = 0; kind < models::shock_kind_count; ++kind) {
            double greatest = 0.0;
            for (std::size_t i = kind; i < magnitude.size(); i += models::shock_kind_count) {
                greatest = std::max(greatest, magnitude[i]);
            }
            found += greatest > 0.0 ? std::string(models::shock_kind_names[kind]) + " " : "";
        }
        return found;
    };
    CHECK(kinds("shocks/demand_slump.toml") == "demand ");
    CHECK(kinds("shocks/supply_break.toml") == "supply ");
    CHECK(kinds("shocks/energy_spike.toml") == "energy ");
    CHECK(kinds("shocks/technology_rupture.toml") == "technology ");
    CHECK(kinds("shocks/labour_shortage.toml") == "labour ");
    CHECK(kinds("cases/war_pandemic.toml") == "demand supply energy labour ");
    CHECK_FALSE(kinds("shocks/random_shocks.toml").empty());
}

} // namespace test_shocks
