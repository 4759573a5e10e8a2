// The policy toolkit: selections, periods of parameters, what is refused, and the shipped collection.
#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "models/program/toolkit_listing.hpp"
#include "models/toolkit/periods.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reference.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_toolkit {

using namespace actorhood;
using namespace actorhood::tests;
using models::Period;
using models::program::Scenario;

namespace {

/// An instrument with everything but what it does.
std::string instrument(const std::string& name, const std::string& what) {
    return "[[instrument]]\nname = \"" + name +
           "\"\ntitle = \"T\"\ndescription = \"D\"\nsource = \"assumption\"\nrecommendations = [3]\n" + what + "\n";
}

std::string change(const std::string& name, const std::string& changes) {
    return instrument(name, "changes = [" + changes + "]");
}

/// What is wrong with a scenario, or "".
std::string problems(const std::string& text, const Settings& settings = {}) {
    try {
        (void)scenario_from(text, settings);
    } catch (const sim::Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

const models::Parameters& at(const std::vector<Period>& periods, std::uint16_t month) {
    const Period* found = nullptr;
    for (const Period& period : periods) {
        found = period.first <= month ? &period : found;
    }
    REQUIRE(found != nullptr);
    return found->parameters;
}

/// The baseline runs from 2020 with five years of burn-in: January of a year has this month.
constexpr std::uint16_t january(int year) { return static_cast<std::uint16_t>((year - 2015) * 12); }

} // namespace

TEST_CASE("toolkit: names and tables select instruments, with dates of their own", "[toolkit]") {
    const auto scenario = scenario_from(
        "toolkit = [\"a\", { name = \"b\", start = 2027-03-01, intensity = 0.5, duration = 2 },\n"
        "           { name = \"a\", start = 2031-01-01, end = 2032-01-01 }]\n" +
        change("a", "{ parameter = \"adoption.noise\", add = 0.1 }") + "duration = 3\nstart = 2026-01-01\n" +
        change("b", "{ parameter = \"adoption.noise\", add = 0.1 }"));
    const auto windows = models::toolkit::windows(scenario->parameters);
    REQUIRE(windows.size() == 3);
    CHECK(windows[0].first_month == january(2026));
    CHECK(windows[0].end_month == january(2029));
    CHECK(windows[0].intensity == 1.0);
    CHECK(windows[1].first_month == january(2027) + 2);
    CHECK(windows[1].end_month == january(2029) + 2);
    CHECK(windows[1].intensity == 0.5);
    CHECK(windows[2].instrument == windows[0].instrument);
    CHECK(windows[2].first_month == january(2031));
    CHECK(windows[2].end_month == january(2032));
}

TEST_CASE("toolkit: in force is the base and the sum of what instruments add to it", "[toolkit]") {
    const auto scenario =
        scenario_from("toolkit = [\"a\", { name = \"b\", start = 2027-01-01, intensity = 0.5, duration = 1 }]\n" +
                      change("a",
                             "{ parameter = \"reflexivity.nonhuman_weight\", add = 0.2 },"
                             "{ parameter = \"programmes.themes.circular\", multiply = 2 },"
                             "{ parameter = \"landscape.media\", set = 3 }") +
                      "start = 2026-01-01\n" +
                      change("b",
                             "{ parameter = \"reflexivity.nonhuman_weight\", multiply = 3 },"
                             "{ parameter = \"practice.cloud.cost\", multiply = 0.5 },"
                             "{ parameter = \"programmes.calls\", add = 3 },"
                             "{ parameter = \"landscape.circular_regulation\", add = 0.1 },"
                             "{ parameter = \"pathway.fit.core\", multiply = 0.8 }"));
    const models::Parameters& base = scenario->parameters;
    const auto periods = models::toolkit::periods_of(base);
    REQUIRE(periods.size() == 4); // base, 2026, 2027, 2028
    const models::Parameters& before = at(periods, january(2026) - 1);
    CHECK(before[models::reflexivity::about].nonhuman_weight == base[models::reflexivity::about].nonhuman_weight);
    const models::Parameters& first = at(periods, january(2026));
    CHECK(first[models::reflexivity::about].nonhuman_weight == Approx(0.5).epsilon(1e-14));
    CHECK(first[models::programmes::about].themes[1] == Approx(0.7).epsilon(1e-14));
    CHECK(first[models::programmes::about].themes[0] == base[models::programmes::about].themes[0]);
    CHECK(first[models::landscape::about].media.at(2030.0) == 3.0);
    const models::Parameters& both = at(periods, january(2027));
    // 0.3 + 1 (0.5 - 0.3) + 0.5 (0.9 - 0.3)
    CHECK(both[models::reflexivity::about].nonhuman_weight == Approx(0.8).epsilon(1e-14));
    const std::size_t cloud = 8;
    REQUIRE(both.practices[cloud].name == "cloud");
    CHECK(both.practices[cloud].cost == Approx(0.75 * base.practices[cloud].cost).epsilon(1e-14));
    CHECK(both[models::programmes::about].calls == 8); // 6 + 0.5 * 3, rounded
    CHECK(both[models::landscape::about].circular_regulation.points[0].value ==
          Approx(base[models::landscape::about].circular_regulation.points[0].value + 0.05).epsilon(1e-14));
    CHECK(both[models::pathway::about].fit[0][3] ==
          Approx(0.9 * base[models::pathway::about].fit[0][3]).epsilon(1e-14));
    const models::Parameters& after = at(periods, january(2028));
    CHECK(after[models::reflexivity::about].nonhuman_weight == first[models::reflexivity::about].nonhuman_weight);
    CHECK(after.practices[cloud].cost == base.practices[cloud].cost);
    CHECK(after[models::programmes::about].calls == base[models::programmes::about].calls);
}

TEST_CASE("toolkit: intensity 0, an empty list and dates outside the run make no period", "[toolkit]") {
    const std::string one = change("a", "{ parameter = \"adoption.noise\", add = 0.1 }");
    for (const char* list : {"toolkit = []\n", "toolkit = [{ name = \"a\", intensity = 0 }]\n",
                             "toolkit = [{ name = \"a\", start = 2050-01-01 }]\n",
                             "toolkit = [{ name = \"a\", start = 2000-01-01, end = 2010-01-01 }]\n"}) {
        INFO(list);
        CHECK(models::toolkit::periods_of(scenario_from(list + one)->parameters).empty());
    }
    // From before burn-in on: the first month already has it, the world before it does not.
    const auto early = models::toolkit::periods_of(
        scenario_from("toolkit = [{ name = \"a\", start = 2000-01-01 }]\n" + one)->parameters);
    REQUIRE(early.size() == 2);
    CHECK(early[1].first == 0);
    CHECK(early[1].parameters[models::adoption::about].noise > early[0].parameters[models::adoption::about].noise);
}

TEST_CASE("toolkit: values outside their bounds are refused with the names of the instruments", "[toolkit]") {
    const std::string text = "toolkit = [\"a\",\n  { name = \"b\", intensity = 0.9 }]\n" +
                             change("a", "{ parameter = \"accountability.effort\", add = 0.5 }") +
                             change("b", "{ parameter = \"accountability.effort\", add = 0.4 }");
    const std::string found = problems(text);
    CHECK(says(found,
               "test scenario:3:3: 'toolkit': instruments 'a' and 'b' would set 'accountability.effort' to 1.1"));
    CHECK(says(found, "from 2025-01-01, but it must be 0 to 1; lower the intensity\n1 problem"));
    CHECK(problems(text, {"toolkit.b.intensity=0.5"}).empty());
    // A sum that means a bound may miss it by rounding.
    CHECK(
        problems("toolkit = [\"a\"]\n" + change("a", "{ parameter = \"accountability.effort\", set = 1 }")).empty());
    const std::string vast = "{ parameter = \"landscape.media\", set = 1.7e308 }";
    CHECK(says(problems("toolkit = [\"a\", \"b\"]\n" + change("a", vast) + change("b", vast)),
               "would set 'landscape.media' to inf from 2025-01-01, but it must be a finite number"));
    const std::string mix = problems("toolkit = [\"a\"]\n" + change("a",
                                                                    "{ parameter = \"funding.mix.core\", "
                                                                    "add = 0.1 }"));
    CHECK(says(mix, "with instrument 'a' from 2025-01-01: 'funding.mix': core, project, fees and services must add"));
}

TEST_CASE("toolkit: what instruments may not change is refused where it stands", "[toolkit]") {
    const auto refused = [](const std::string& key) {
        return problems(change("a", "{ parameter = \"" + key + "\", add = 1 }"));
    };
    CHECK(says(refused("population.clusters"), "cannot change 'population.clusters': it is fixed when the world"));
    CHECK(says(refused("population.trust"), "it is fixed when the world is built"));
    CHECK(says(refused("run.seed"), "it is fixed when the world is built"));
    CHECK(says(refused("mechanisms.ties"), "it is fixed when the world is built"));
    CHECK(says(refused("practice.cloud.pillar"), "it is fixed when the world is built"));
    CHECK(says(refused("practice.cloud.initial_share"), "it acts at the start of the run only"));
    CHECK(says(refused("actorhood.window"), "measurement of responsible actorhood"));
    CHECK(says(refused("adoption.peer_rule"), "it is not a number"));
    CHECK(says(refused("reflexivity.nonhuman_wieght"),
               "test scenario:8:26: 'instrument.changes.parameter': instrument 'a' changes "
               "'reflexivity.nonhuman_wieght', which is no parameter, did you mean 'reflexivity.nonhuman_weight'?"));
    CHECK(says(refused("practice.clod.cost"), "did you mean 'practice.cloud.cost'?"));
    CHECK(says(refused("practice.cloud"), "which is no parameter"));
    CHECK(says(refused("programmes.themes.circle"), "which is no parameter"));
    CHECK(says(refused("cluster.a.members"), "which is no parameter"));
}

TEST_CASE("toolkit: incomplete and contradictory entries are refused", "[toolkit]") {
    const std::string good = change("a", "{ parameter = \"adoption.noise\", add = 0.1 }");
    CHECK(problems(good).empty());
    CHECK(says(problems("[[instrument]]\nname = \"a\"\n"), "instrument 'a' needs a 'title'"));
    CHECK(says(problems(instrument("a", "")), "changes nothing: give it 'changes' or a 'programme'"));
    CHECK(says(problems(change("A b", "{ parameter = \"adoption.noise\", add = 0.1 }")), "needs a 'name' of small"));
    CHECK(says(problems(change("a", "{ parameter = \"adoption.noise\" }")), "needs one of add, multiply and set"));
    CHECK(says(problems(change("a", "{ parameter = \"adoption.noise\", add = 1, set = 2 }")), "but has 2"));
    CHECK(says(problems(good + "theme = \"gren\"\n"), "did you mean \"green\"?"));
    CHECK(says(problems(good + "[[instrument.programme]]\nname = \"p\"\npractices = [\"clod\"]\n"),
               "instrument 'a', programme 1 (\"a\"): there is no practice \"clod\""));
    CHECK(says(problems(good + good), "there are two instruments named 'a' ("));
    CHECK(says(problems("toolkit = [{ name = \"a\", end = 2030-01-01, duration = 2 }]\n" + good),
               "give its 'end' or its duration, not both"));
    CHECK(says(problems("toolkit = [{ name = \"a\", end = 2024-01-01 }]\n" + good), "must end after it starts"));
    CHECK(says(problems("toolkit = [\"a\", \"a\"]\n" + good), "instrument 'a' is in use twice at the same time"));
    CHECK(says(problems("toolkit = [\"spearhed_clusters\"]\n"),
               "test scenario:2:12: 'toolkit': there is no instrument named 'spearhed_clusters', did you mean "
               "'spearhead_clusters'?"));
}

TEST_CASE("toolkit: programmes run while their instrument does, as strongly", "[toolkit]") {
    const auto scenario = scenario_from(
        "toolkit = [{ name = \"a\", start = 2026-01-01, duration = 2, intensity = 0.5 },\n"
        "           { name = \"a\", start = 2030-01-01 }, { name = \"b\", intensity = 0 }]\n" +
        instrument("a", "[[instrument.programme]]\nname = \"p\"\nkind = \"training\"\nintensity = 0.8") +
        instrument("b", "[[instrument.programme]]\nname = \"p\"\nkind = \"training\""));
    const auto periods = models::toolkit::periods_of(scenario->parameters);
    for (const Period& period : periods) {
        REQUIRE(period.parameters[models::policy::about].programmes.size() == 2);
    }
    const auto& programmes = periods.front().parameters[models::policy::about].programmes;
    CHECK(programmes[0].name == "a");
    CHECK(programmes[0].start == 2026.0);
    CHECK(programmes[0].end == 2028.0);
    CHECK(programmes[0].intensity == Approx(0.4));
    CHECK(programmes[1].name == "a_2");
    CHECK(programmes[1].end == 2200.0);
    CHECK(scenario->parameters[models::policy::about].programmes.empty()); // the scenario itself stays as it is
}

TEST_CASE("toolkit: the resolved scenario stands alone", "[toolkit]") {
    const TemporaryFolder folder;
    std::ofstream(folder / "own.toml") << change("own_one", "{ parameter = \"adoption.noise\", add = 0.1 }");
    const auto scenario = scenario_from(
        "toolkit_files = [\"" + (folder / "own.toml").string() +
        "\"]\ntoolkit = [\"spearhead_clusters\", { name = \"anti_waste_law\", start = 2022-01-01, intensity = 0.5 },"
        "\"own_one\"]\n");
    CHECK(scenario->parameters.toolkit.instruments.size() == 3);
    const std::string resolved = sim::resolved_toml(scenario->schema);
    CHECK(resolved.find("toolkit_files") == std::string::npos);
    // A schema without a library, as if the toolkit were gone.
    Scenario again;
    const auto reading = sim::read_text(resolved, "resolved", {}, again.schema);
    CHECK(reading.files.size() == 1);
    CHECK(sim::resolved_toml(again.schema) == resolved);
    CHECK(sim::parameters_hash(again.schema) == sim::parameters_hash(scenario->schema));
    const auto first = models::toolkit::periods_of(scenario->parameters);
    const auto second = models::toolkit::periods_of(again.parameters);
    REQUIRE(first.size() == second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(first[i].first == second[i].first);
    }
}

TEST_CASE("toolkit: a setting of the command line chooses instruments", "[toolkit]") {
    const auto scenario =
        baseline_with({"toolkit=[\"spearhead_clusters\", { name = \"pact_for_skills\", "
                       "intensity = 0.25 }]",
                       "toolkit.spearhead_clusters.intensity=0.5"});
    REQUIRE(scenario->parameters.toolkit.selections.size() == 2);
    CHECK(scenario->parameters.toolkit.selections[0].intensity == 0.5);
    CHECK(scenario->parameters.toolkit.selections[1].intensity == 0.25);
    CHECK(scenario->reading.origins.at("toolkit") == "--set");
    // On top of a scenario in memory too, as the points of a design are.
    sim::apply_settings({{"toolkit=[\"trust_zone\"]"}}, scenario->schema);
    REQUIRE(scenario->parameters.toolkit.selections.size() == 1);
    CHECK(scenario->parameters.toolkit.find("trust_zone") != nullptr);
}

TEST_CASE("toolkit: the collection covers every recommendation and facet, with sources", "[toolkit]") {
    const auto scenario = models::program::read_toolkit();
    const auto& instruments = scenario->parameters.toolkit.instruments;
    CHECK(instruments.size() >= 45);
    std::set<double> recommendations;
    std::set<std::string> names;
    for (const auto& entry : instruments) {
        INFO(entry.name);
        names.insert(entry.name);
        recommendations.insert(entry.recommendations.begin(), entry.recommendations.end());
        const bool seed = entry.source.starts_with("S") && entry.source.size() > 1 && entry.source[1] >= '0' &&
                          entry.source[1] <= '3';
        CHECK(seed);
        CHECK(entry.description.ends_with("."));
        // Theme and recommendations go together: one of them at least is the theme's.
        const auto of_theme = [&](double number) { return std::int64_t((number - 1.0) / 5.0) == entry.theme; };
        CHECK(std::any_of(entry.recommendations.begin(), entry.recommendations.end(), of_theme));
    }
    CHECK(names.size() == instruments.size());
    CHECK(recommendations.size() == 15);
    for (const char* facet : {"theme", "challenge", "support", "territory"}) {
        models::toolkit::Instrument sample;
        sim::Schema schema;
        models::toolkit::Instrument::declare(schema, sample);
        const auto words = static_cast<std::int64_t>(models::toolkit::facet_words(schema, facet).size());
        for (std::int64_t word = 0; word < words; ++word) {
            INFO(facet << " " << word);
            models::program::ToolkitFilter filter;
            const std::string name = facet;
            (name == "theme"       ? filter.theme
             : name == "challenge" ? filter.challenge
             : name == "support"   ? filter.support
                                   : filter.territory) = word;
            CHECK(std::any_of(instruments.begin(), instruments.end(),
                              [&](const auto& entry) { return filter.matches(entry); }));
        }
    }
}

TEST_CASE("toolkit: listings say what an instrument is and does", "[toolkit]") {
    const auto scenario = models::program::read_toolkit();
    const models::Parameters& p = scenario->parameters;
    const auto* spearhead = p.toolkit.find("spearhead_clusters");
    REQUIRE(spearhead != nullptr);
    const std::string text = models::program::toolkit_description(p, *spearhead);
    CHECK(says(text, "programmes.core_term 5 -> 10 year"));
    CHECK(says(text, "recommendation 1: use clusters as drivers"));
    CHECK(says(models::program::toolkit_table({spearhead}), "spearhead_clusters                green"));
    CHECK(says(models::program::toolkit_json(p, {spearhead}), "\"from\": \"5\", \"to\": \"10\""));
    models::program::ToolkitFilter filter;
    filter.text = "FLANDERS";
    filter.recommendation = 3;
    CHECK(filter.matches(*p.toolkit.find("industry_moonshot")));
    CHECK_FALSE(filter.matches(*spearhead));
    const auto used =
        baseline_with({"toolkit=[\"spearhead_clusters\", { name = \"anti_waste_law\", "
                       "start = 2060-01-01 }]"});
    const std::string plain = models::program::instruments_in_use(used->parameters);
    CHECK(says(plain, "Spearhead clusters (spearhead_clusters), from 2025-01-01, without end, intensity 1"));
    CHECK(says(plain, "from 2060-01-01, without end, intensity 1: never within this run"));
}

} // namespace test_toolkit
