// Crossed designs: levers under assumptions, from the file to the points, and what is refused.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/run/experiment_file.hpp"
#include "tests/catch.hpp"
#include "tests/unit/experiment_fixture.hpp"

namespace test_crossed_designs {

using namespace actorhood::sim;
using namespace actorhood::tests;

namespace {

const std::string two_levers =
    "[[experiment.point]]\nname = \"low\"\nwork.effort = 0.2\n"
    "[[experiment.point]]\nname = \"high\"\nwork.effort = 0.8\n";
const std::string rate_axis = "[[experiment.axis]]\nparameter = \"work.rate\"\n";
const std::string list_side = "levers = { design = \"list\" }\n";
const std::string sampled_side = "uncertainties = { design = \"latin_hypercube\", points = 4 }\n";
const std::string ensemble =
    "[experiment]\nbase = \"nowhere.toml\"\ndesign = \"list\"\n"
    "[experiment.set]\nwork.size = 99\n"
    "[[experiment.point]]\nname = \"slow\"\nwork.rate = 0.5\n"
    "[[experiment.point]]\nname = \"fast\"\nwork.rate = 5\nwork.teams = 4\n"
    "[[experiment.point]]\nname = \"usual\"\n";

/// The values of one column.
std::vector<double> column(const Experiment& e, const std::string& name) {
    for (std::size_t k = 0; k < e.columns.size(); ++k) {
        if (e.columns[k].name == name) {
            std::vector<double> values;
            for (const DesignPoint& point : e.points) {
                values.push_back(point.coordinates.at(k));
            }
            return values;
        }
    }
    return {};
}

std::map<std::string, std::string> roles(const Experiment& e) {
    std::map<std::string, std::string> found;
    for (const DesignColumn& candidate : e.columns) {
        found[candidate.name] = candidate.role;
    }
    return found;
}

} // namespace

TEST_CASE("every lever stands under every assumption, and both are numbered", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(head("crossed", list_side + sampled_side) + two_levers + rate_axis);
    CHECK(e.design == "crossed");
    REQUIRE(e.points.size() == 8);
    CHECK(roles(e) == std::map<std::string, std::string>{{"point", "lever"},
                                                         {"work.effort", "lever"},
                                                         {"work.rate", "uncertainty"},
                                                         {"lever_point", "design"},
                                                         {"assumption_point", "design"}});
    CHECK(column(e, "lever_point") == std::vector<double>{0, 0, 0, 0, 1, 1, 1, 1});
    CHECK(column(e, "assumption_point") == std::vector<double>{0, 1, 2, 3, 0, 1, 2, 3});
    CHECK(column(e, "work.effort") == std::vector<double>{0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8});
    const std::vector<double> rates = column(e, "work.rate");
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(rates[k] == rates[k + 4]); // the same assumptions for every lever
        CHECK(e.points[k + 4].settings == std::vector<std::string>{"work.effort=0.8", e.points[k].settings[1]});
    }
    CHECK(rates[0] != rates[1]);
    CHECK(has(describe(e), "design crossed: 2 points of levers under 4 of assumptions, 8 points"));
    // The uncertain side is the design it would be alone.
    const Experiment alone = bench.read(head("latin_hypercube", "points = 4\n") + rate_axis);
    CHECK(column(alone, "work.rate") == std::vector<double>(rates.begin(), rates.begin() + 4));
}

TEST_CASE("axes go to the side of their role, labels of designs say whose they are", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(
        head("crossed",
             "levers = { design = \"one_at_a_time\", levels = 3 }\n"
             "uncertainties = { design = \"morris\", points = 4 }\n") +
        rate_axis + effort_axis + "role = \"lever\"\n[[experiment.axis]]\nparameter = \"work.teams\"\nmax = 4\n" +
        "[[experiment.axis]]\nname = \"tools\"\n[[experiment.axis.options]]\nname = \"none\"\n" +
        "set = { machine = [] }\n[[experiment.axis.options]]\nname = \"saw\"\n");
    // Levers: the base, two other values of effort (0.5 is the base), one other option. Morris: 4 times 3 points.
    CHECK(e.points.size() == 4 * 12);
    const std::map<std::string, std::string> found = roles(e);
    CHECK(found.at("work.effort") == "lever");
    CHECK(found.at("tools") == "lever");
    CHECK(found.at("work.teams") == "uncertainty");
    CHECK(found.contains("lever_changed_axis"));
    CHECK(found.contains("assumption_morris_trajectory"));
    CHECK(found.at("assumption_morris_factor") == "design");
    CHECK_FALSE(found.contains("morris_factor"));
    const std::vector<double> changes = column(e, "assumption_morris_change");
    const std::vector<double> levers = column(e, "lever_changed_axis");
    for (std::size_t i = 0; i < e.points.size(); ++i) {
        CHECK(changes[i] == changes[i % 12]);
        CHECK(levers[i] == levers[i / 12 * 12]);
    }
}

TEST_CASE("the points of an ensemble file are assumptions, its base and fixed changes are not", "[experiment]") {
    ExperimentFiles bench;
    bench.write("ensemble.toml", ensemble);
    const std::string asked = "assumptions = \"ensemble.toml\"\n";
    const Experiment e = bench.read(head("crossed", list_side + asked) + two_levers);
    REQUIRE(e.points.size() == 6);
    CHECK(e.points[1].settings == std::vector<std::string>{"work.effort=0.2", "work.rate=5", "work.teams=4"});
    CHECK(e.points[5].settings == std::vector<std::string>{"work.effort=0.8"});
    CHECK(column(e, "work.rate") == std::vector<double>{0.5, 5, 2, 0.5, 5, 2}); // 2 in the base
    CHECK(column(e, "assumption_name") == std::vector<double>{0, 1, 2, 0, 1, 2});
    CHECK(roles(e).at("work.rate") == "uncertainty");
    CHECK(roles(e).at("assumption_name") == "design");
    CHECK(bench.world.size == 10);
    CHECK(bench.world.rate == 2.0); // the assumptions were only tried
    // Any design can be asked for under assumptions, from the file or by an option.
    const Experiment grid =
        bench.read(head("factorial", "levels = 3\n") + effort_axis, {"experiment.assumptions=ensemble.toml"});
    CHECK(grid.design == "crossed");
    CHECK(grid.points.size() == 9);
    CHECK(column(grid, "lever_point") == std::vector<double>{0, 0, 0, 1, 1, 1, 2, 2, 2});
    // And a scenario by itself.
    const Experiment alone = scenario_under_assumptions(bench.path("base.toml"), bench.path("ensemble.toml"),
                                                        {{"work.effort=0.3"}}, bench.world.schema);
    REQUIRE(alone.points.size() == 3);
    CHECK(alone.points[0].settings == std::vector<std::string>{"work.rate=0.5"});
    CHECK(column(alone, "lever_point") == std::vector<double>{0, 0, 0});
    CHECK(alone.settings == std::vector<std::string>{"work.effort=0.3"});
}

TEST_CASE("what is wrong with a crossed design is said with its place, all at once", "[experiment]") {
    ExperimentFiles bench;
    bench.write("ensemble.toml", ensemble);
    const auto wrong = [&](const std::string& text, const std::string& message) {
        const std::string said = bench.complaint(head("crossed") + text);
        INFO(text << said);
        CHECK(has(said, "try.toml:" + message));
    };
    const std::string assumed = "assumptions = \"ensemble.toml\"\n";
    wrong(sampled_side + rate_axis, "3:10: a crossed design needs 'levers'");
    wrong(list_side + two_levers, "3:10: a crossed design needs 'uncertainties'");
    wrong(list_side + sampled_side + assumed + two_levers + rate_axis,
          "6:15: a crossed design has 'uncertainties' or");
    wrong(list_side + sampled_side + rate_axis, "4:21: a list needs points");
    wrong(list_side + sampled_side + two_levers,
          "5:28: the design latin_hypercube needs an [[experiment.axis]] with "
          "role = \"uncertainty\"");
    wrong("levers = { design = \"factorial\" }\n" + sampled_side + rate_axis,
          "4:21: the design factorial needs an [[experiment.axis]] with role = \"lever\"");
    wrong(list_side + "uncertainties = { design = \"list\" }\n" + two_levers,
          "5:28: the points of a list are levers");
    wrong("levers = { design = \"crossed\" }\n" + sampled_side + rate_axis,
          "4:21: a side of a crossed design cannot");
    wrong("levers = { desing = \"list\" }\n",
          "4:12: unknown key 'experiment.levers.desing', did you mean "
          "'experiment.levers.design'?");
    wrong(list_side + "uncertainties = { design = \"sobol\" }\n" + two_levers + rate_axis,
          "5:28: the design sobol needs 'points'");
    wrong("points = 3\n" + list_side + sampled_side + two_levers + rate_axis,
          "4:10: 'points' has no meaning for the design crossed; its sides have them");
    wrong(list_side + assumed + two_levers + rate_axis, "12:1: the uncertainties are those of 'assumptions'");
    wrong(list_side + sampled_side + two_levers + effort_axis,
          "8:15: 'work.effort' is changed here and by the axis 'work.effort'");
    wrong(list_side + assumed + "[[experiment.point]]\nwork.rate = 1\n",
          "5:15: 'work.rate' is varied by the assumptions and changed by a listed point");
    wrong(list_side + assumed + "[experiment.set]\nwork.teams = 2\n" + two_levers,
          "5:15: 'work.teams' is varied by the assumptions and fixed by a change of the base");
    wrong(list_side + "assumptions = \"none.toml\"\n[[experiment.point]]\nwork.effrt = 1\n",
          "5:15: assumptions 'none.toml': cannot read this file: there is no such file");
    CHECK(has(bench.complaint(head("factorial", list_side) + effort_axis), ":4:21: 'levers' belongs to the design"));
}

TEST_CASE("faults of an ensemble file are said together with those of the experiment", "[experiment]") {
    ExperimentFiles bench;
    const std::string text =
        head("crossed", list_side + "assumptions = \"bad.toml\"\n") + "[[experiment.point]]\nwork.effrt = 1\n";
    bench.write("bad.toml",
                "[experiment]\ndesign = \"list\"\n[[experiment.point]]\nwork.rat = 1\n"
                "[[experiment.point]]\nwork.rate = -1\n");
    const std::string said = bench.complaint(text);
    INFO(said);
    CHECK(has(said, "bad.toml:4:6: unknown key 'work.rat', did you mean 'work.rate'?"));
    CHECK(has(said, "bad.toml:6:13: 'work.rate' must be between 0 and 100"));
    CHECK(has(said, "try.toml:7:6: unknown key 'work.effrt', did you mean 'work.effort'?"));
    CHECK(has(said, "3 problems"));
    bench.write("bad.toml", "[experiment]\ndesign = \"sobol\"\npoints = 2\n" + rate_axis);
    CHECK(has(bench.complaint(text), "bad.toml:2:10: assumptions are a list"));
}

TEST_CASE("the two sides together must not be too large", "[experiment]") {
    ExperimentFiles bench;
    try {
        bench.read(head("crossed",
                        "levers = { design = \"factorial\", levels = 4000 }\n"
                        "uncertainties = { design = \"sobol\", points = 4096 }\n") +
                   rate_axis + effort_axis + "role = \"lever\"\n");
        FAIL("16 million points were laid out");
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::too_big);
        CHECK(has(error.what(), "16384000 points"));
    }
}

TEST_CASE("designs that cannot answer say so", "[experiment]") {
    ExperimentFiles bench;
    const auto notices = [&](const std::string& design, int points, const std::string& axes) {
        std::string text;
        for (const std::string& notice :
             bench.read(head(design, "points = " + std::to_string(points) + "\n") + axes).notices) {
            text += notice + "\n";
        }
        return text;
    };
    CHECK(notices("sobol", 64, rate_axis).empty());
    CHECK(has(notices("sobol", 65, rate_axis), "65 is no power of two; take 64 or 128"));
    CHECK(notices("saltelli", 64, rate_axis).empty());
    CHECK(has(notices("saltelli", 32, rate_axis), "a Saltelli design of 32 blocks gives"));
    CHECK(has(notices("saltelli", 96, rate_axis), "96 blocks of a Sobol sequence"));
    CHECK(has(notices("morris", 3, rate_axis), "a Morris design of 3 trajectories"));
    CHECK(notices("morris", 4, rate_axis).empty());
    CHECK(has(notices("latin_hypercube", 2, rate_axis + effort_axis), "cannot tell 2 coordinates apart"));
    CHECK(notices("latin_hypercube", 3, rate_axis + effort_axis).empty());
    const Experiment e =
        bench.read(head("crossed", list_side + "uncertainties = { design = \"saltelli\", points = 8 }\n") +
                   two_levers + rate_axis);
    REQUIRE(e.notices.size() == 1);
}

} // namespace test_crossed_designs
