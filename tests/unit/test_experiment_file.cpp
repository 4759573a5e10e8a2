// Experiment files: what they may say, the points that follow, and the messages about what is wrong.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/program/scenario.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reference.hpp"
#include "sim/run/axes.hpp"
#include "sim/run/experiment_file.hpp"
#include "tests/catch.hpp"
#include "tests/unit/experiment_fixture.hpp"

namespace test_experiment_file {

using namespace actorhood::sim;
using namespace actorhood::tests;

TEST_CASE("an experiment file gives base, fixed changes and points", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(head("sobol",
                                         "points = 8\nreplicates = 4\nevery = 12\noutputs = [\"depth\", \"x*\"]\n"
                                         "random = \"independent\"\nscramble = \"none\"\ntitle = \"T\"\n"
                                         "[experiment.set]\n\"work.size\" = 20\nwork.mode = \"bound\"\n") +
                                    effort_axis + "min = 0.2\nmax = 0.6\nrole = \"lever\"\n" +
                                    "[[experiment.axis]]\nparameter = \"work.teams\"\n");
    CHECK(e.name == "try");
    CHECK(e.title == "T");
    CHECK(e.design == "sobol");
    CHECK(e.base.filename() == "base.toml");
    CHECK(e.settings == std::vector<std::string>{"work.size=20", "work.mode=\"bound\""});
    CHECK(e.outputs == std::vector<std::string>{"depth", "x*"});
    CHECK(e.every == 12);
    CHECK(e.replicates == 4);
    CHECK_FALSE(e.common_random_numbers);
    REQUIRE(e.columns.size() == 2);
    CHECK(e.columns[0].name == "work.effort");
    CHECK(e.columns[0].role == "lever");
    CHECK(e.columns[1].role == "uncertainty");
    CHECK(e.columns[1].meaning == "Teams");
    REQUIRE(e.points.size() == 8);
    CHECK(e.points[0].settings == std::vector<std::string>{"work.effort=0.2", "work.teams=1"});
    CHECK(e.points[1].settings == std::vector<std::string>{"work.effort=0.4", "work.teams=3"});
    CHECK(e.points[2].coordinates[0] == Approx(0.5));
    CHECK(e.points[2].coordinates[1] == 2.0);
    // Afterwards the scenario is the base with the fixed changes.
    CHECK(bench.world.effort == 0.5);
    CHECK(bench.world.size == 20);
    CHECK(bench.world.mode == 1);
    REQUIRE(bench.world.machines.size() == 1);
}

TEST_CASE("text of values reads back to the same bits", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(head("latin_hypercube", "points = 300\n") + effort_axis +
                                    "[[experiment.axis]]\nparameter = \"work.rate\"\nscale = \"log\"\n");
    std::vector<int> decades(3);
    for (const DesignPoint& point : e.points) {
        REQUIRE(applied(point.settings, bench.world.schema).empty());
        CHECK(bench.world.effort == point.coordinates[0]);
        CHECK(bench.world.rate == point.coordinates[1]);
        CHECK((point.coordinates[0] >= 0.1 && point.coordinates[0] <= 0.9));
        ++decades[point.coordinates[1] < 0.1 ? 0 : point.coordinates[1] < 1.0 ? 1 : 2];
    }
    CHECK(decades == std::vector<int>{100, 100, 100}); // equal ratios have equal weight
}

TEST_CASE("ranges reach exactly their ends and never leave them", "[experiment]") {
    Range range{0.1, 0.7, false, false, 2, 0.0};
    CHECK(value_in(range, 0.0) == 0.1);
    CHECK(value_in(range, 1.0) == 0.7);
    range = {1e-3, 3.0, true, false, 2, 0.0};
    CHECK(value_in(range, 0.0) == 1e-3);
    CHECK(value_in(range, 1.0) == 3.0);
    CHECK(value_in(range, 0.5) == Approx(std::sqrt(3e-3)));
    CHECK(value_in(range, 1.0 - 0x1p-53) <= 3.0);
    range = {1.0, 4.0, false, true, 2, 0.0};
    CHECK(value_in(range, 0.49) == 2.0);
    CHECK(value_in(range, 0.5) == 3.0); // 2.5 is rounded up
    range = {-1.7e308, 1.7e308, false, false, 2, 0.0};
    CHECK(std::isfinite(value_in(range, 0.25)));
}

TEST_CASE("factorial designs cross levels, values, options and lattices", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(
        head("factorial", "levels = 3\n") + effort_axis + "[[experiment.axis]]\nparameter = \"work.active\"\n" +
        "values = [false, true]\n[[experiment.axis]]\nname = \"tools\"\n[[experiment.axis.options]]\nname = "
        "\"none\"\n" +
        "set = { machine = [] }\n[[experiment.axis.options]]\nname = \"dear\"\n[experiment.axis.options.set]\n" +
        "\"machine.saw.cost\" = 9\n[[experiment.axis]]\nsimplex = \"mix\"\nsteps = 2\n");
    REQUIRE(e.points.size() == 3 * 2 * 2 * 6);
    CHECK(e.columns[1].labels == std::vector<std::string>{"false", "true"});
    CHECK(e.columns[2].labels == std::vector<std::string>{"none", "dear"});
    CHECK(e.columns[2].role == "lever");
    CHECK(e.points.front().settings == std::vector<std::string>{"work.effort=0.1", "work.active=false", "machine=[]",
                                                                "mix.a=1.0", "mix.b=0.0", "mix.c=0.0"});
    CHECK(e.points.back().settings == std::vector<std::string>{"work.effort=0.9", "work.active=true",
                                                               "machine.saw.cost=9", "mix.a=0.0", "mix.b=0.0",
                                                               "mix.c=1.0"});
    std::set<std::vector<double>> distinct;
    for (const DesignPoint& point : e.points) {
        distinct.insert(point.coordinates);
    }
    CHECK(distinct.size() == e.points.size());
    CHECK(bench.world.machines.size() == 1); // the option that empties the list was only tried
    CHECK(applied(e.points.back().settings, bench.world.schema).empty());
    CHECK(bench.world.machines[0].cost == 9.0);
}

TEST_CASE("one at a time begins at the base and changes one axis a point", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e =
        bench.read(head("one_at_a_time", "levels = 3\n") + effort_axis +
                   "[[experiment.axis]]\nparameter = \"work.mode\"\nvalues = [\"bound\", \"free\"]\n" +
                   "[[experiment.axis]]\nparameter = \"other.weight.second\"\nmin = 0\nmax = 1\n");
    // The base has effort 0.5, mode free, weight 0.25: 2 + 1 + 3 points beside it.
    REQUIRE(e.points.size() == 7);
    CHECK(e.points[0].coordinates == std::vector<double>{0.5, 1.0, 0.25, 0.0});
    CHECK(e.columns[3].name == "changed_axis");
    CHECK(e.columns[3].role == "design");
    CHECK(e.columns[3].labels == std::vector<std::string>{"none", "work.effort", "work.mode", "other.weight.second"});
    for (std::size_t i = 1; i < e.points.size(); ++i) {
        std::size_t differing = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            differing += e.points[i].coordinates[k] != e.points[0].coordinates[k] ? 1u : 0u;
        }
        CHECK(differing == 1);
    }
    CHECK(applied(e.points.back().settings, bench.world.schema).empty());
    CHECK(bench.world.weight == std::array<double, 2>{0.75, 1.0});
}

TEST_CASE("shares on a simplex add up to exactly 1 in their texts", "[experiment]") {
    ExperimentFiles bench;
    const auto billionths = [](const std::string& setting) {
        std::string text = setting.substr(setting.find('=') + 1);
        const std::size_t point = text.find('.');
        REQUIRE(point != std::string::npos);
        REQUIRE(text.find('e') == std::string::npos);
        text.erase(point, 1);
        text.append(9 + point - text.size(), '0');
        return std::stoll(text);
    };
    const auto whole = [&](const Experiment& e) {
        return std::all_of(e.points.begin(), e.points.end(), [&](const DesignPoint& point) {
            std::int64_t sum = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                sum += billionths(point.settings[k]);
            }
            return sum == 1'000'000'000 && applied(point.settings, bench.world.schema).empty();
        });
    };
    const std::string simplex = "[[experiment.axis]]\nsimplex = \"mix\"\n";
    const Experiment tenths = bench.read(head("simplex", "steps = 10\n") + simplex);
    CHECK(tenths.points.size() == 66);
    CHECK(whole(tenths));
    CHECK(tenths.points[1].settings == std::vector<std::string>{"mix.a=0.9", "mix.b=0.1", "mix.c=0.0"});
    CHECK(whole(bench.read(head("simplex", "steps = 7\n") + simplex)));
    CHECK(whole(bench.read(head("sobol", "points = 500\n") + simplex)));
    CHECK(whole(bench.read(head("morris", "points = 50\n") + simplex)));
    const Experiment fixed = bench.read(head("simplex", "steps = 3\n") + simplex + "fixed = { b = 0.1 }\n");
    REQUIRE(fixed.points.size() == 4);
    CHECK(fixed.points[1].settings == std::vector<std::string>{"mix.a=0.6", "mix.b=0.1", "mix.c=0.3"});
    CHECK(whole(fixed));
    const Experiment vector =
        bench.read(head("simplex", "steps = 4\n") + "[[experiment.axis]]\nsimplex = \"other.weight\"\n");
    CHECK(vector.points.size() == 5);
    CHECK(vector.columns[1].name == "other.weight.second");
    CHECK(applied(vector.points[1].settings, bench.world.schema).empty());
    CHECK(bench.world.weight == std::array<double, 2>{0.75, 0.25});
}

TEST_CASE("points of Saltelli and Morris designs carry their labels", "[experiment]") {
    ExperimentFiles bench;
    const std::string axes = effort_axis + "[[experiment.axis]]\nsimplex = \"mix\"\n";
    const Experiment saltelli = bench.read(head("saltelli", "points = 4\n") + axes);
    REQUIRE(saltelli.points.size() == 4 * 4); // A, B, AB_effort, AB_mix: the shares are one factor
    CHECK(saltelli.columns[4].name == "saltelli_block");
    CHECK(saltelli.columns[5].name == "saltelli_matrix");
    CHECK(saltelli.columns[5].labels == std::vector<std::string>{"A", "B", "AB_work.effort", "AB_mix"});
    for (std::size_t i = 0; i < 16; ++i) {
        const std::vector<double>& point = saltelli.points[i].coordinates;
        const std::vector<double>& a = saltelli.points[i - i % 4].coordinates;
        const std::vector<double>& b = saltelli.points[i - i % 4 + 1].coordinates;
        CHECK(point[4] == static_cast<double>(i / 4));
        CHECK(point[5] == static_cast<double>(i % 4));
        CHECK(point[0] == (i % 4 == 1 || i % 4 == 2 ? b : a)[0]);
        CHECK(point[3] == (i % 4 == 1 || i % 4 == 3 ? b : a)[3]);
    }
    const Experiment morris = bench.read(head("morris", "points = 6\nlevels = 6\n") + axes);
    REQUIRE(morris.points.size() == 6 * 4);
    CHECK(morris.columns[4].name == "morris_trajectory");
    CHECK(morris.columns[5].name == "morris_step");
    CHECK(morris.columns[6].labels == std::vector<std::string>{"none", "work.effort", "mix.a", "mix.b"});
    CHECK(morris.columns[7].name == "morris_change");
    for (std::size_t i = 0; i < morris.points.size(); ++i) {
        const std::vector<double>& point = morris.points[i].coordinates;
        if (i % 4 == 0) {
            CHECK((point[6] == 0.0 && point[7] == 0.0));
        } else {
            CHECK(std::abs(point[7]) == Approx(0.6));
            const double before = morris.points[i - 1].coordinates[0];
            CHECK(point[0] - before == Approx(point[6] == 1.0 ? point[7] * 0.8 : 0.0).margin(1e-12));
        }
    }
}

TEST_CASE("a list names its points and fills in the base", "[experiment]") {
    ExperimentFiles bench;
    const Experiment e = bench.read(head("list") +
                                    "[[experiment.point]]\nname = \"as is\"\n[[experiment.point]]\nname = \"more\"\n"
                                    "\"work.effort\" = 0.75\nwork.mode = \"bound\"\n[[experiment.point]]\n"
                                    "replicates = 7\nname = \"cheap\"\nmachine.saw.cost = 0.5\n");
    REQUIRE(e.points.size() == 3);
    REQUIRE(e.columns.size() == 4);
    CHECK(e.columns[0].labels == std::vector<std::string>{"as is", "more", "cheap"});
    CHECK(e.columns[2].name == "work.mode");
    CHECK(e.points[0].settings.empty());
    CHECK(e.points[0].coordinates == std::vector<double>{0.0, 0.5, 0.0, 1.5});
    CHECK(e.points[1].coordinates == std::vector<double>{1.0, 0.75, 1.0, 1.5});
    CHECK(e.points[1].settings == std::vector<std::string>{"work.effort=0.75", "work.mode=\"bound\""});
    CHECK(e.points[2].coordinates == std::vector<double>{2.0, 0.5, 0.0, 0.5});
    CHECK(e.points[1].replicates == 0);
    CHECK(e.points[2].replicates == 7);
    const std::string twice = bench.complaint(head("list") +
                                              "[[experiment.point]]\nwork.effort = 0.7\n"
                                              "[[experiment.point]]\nwork.effort = 0.70\n");
    CHECK(has(twice, "try.toml:6:1: this point is the same as point 0"));
    const std::string wrong = bench.complaint(head("list") +
                                              "[[experiment.point]]\nwork.efort = 0.7\n"
                                              "[[experiment.point]]\nwork.effort = 7\n");
    CHECK(has(wrong, "try.toml:5:6: unknown key 'work.efort', did you mean 'work.effort'?"));
    CHECK(has(wrong, "try.toml:7:15: 'work.effort' must be between 0 and 1, but is 7"));
    CHECK(has(bench.complaint(head("list")), "a list needs points"));
}

TEST_CASE("patterns make an axis of each continuous parameter that nothing else varies", "[experiment]") {
    ExperimentFiles bench;
    const Experiment all = bench.read(head("morris", "points = 2\n") +
                                      "[[experiment.axis]]\nsimplex = \"mix\"\n[[experiment.axis]]\nparameters = "
                                      "\"all\"\n");
    std::vector<std::string> names;
    for (const DesignColumn& column : all.columns) {
        names.push_back(column.name);
    }
    names.resize(5);
    CHECK(names == std::vector<std::string>{"mix.a", "mix.b", "mix.c", "work.effort", "work.rate"});
    const Experiment some = bench.read(head("morris", "points = 2\n") +
                                       "[[experiment.axis]]\nparameters = [\"work.*\", \"machine.*\"]\n"
                                       "except = \"*.effort\"\n");
    CHECK(some.columns[0].name == "work.rate");
    CHECK(some.columns[1].name == "machine.saw.cost");
    CHECK(applied(some.points[0].settings, bench.world.schema).empty());
    CHECK(has(bench.complaint(head("morris", "points = 2\n") + "[[experiment.axis]]\nparameters = \"play.*\"\n"),
              "try.toml:6:14: no real parameter with a declared range fits 'play.*'"));
    CHECK(has(bench.complaint(head("morris", "points = 2\n") +
                              "[[experiment.axis]]\nparameters = \"work.*\"\nexcept = [\"work.efort\"]\n"),
              "'work.efort' leaves nothing out of what 'parameters' name, did you mean 'work.effort'?"));
}

TEST_CASE("a larger design begins with the smaller", "[experiment]") {
    ExperimentFiles bench;
    const std::string axes = effort_axis + "[[experiment.axis]]\nsimplex = \"mix\"\n";
    for (const char* design : {"sobol", "saltelli", "morris"}) {
        const Experiment small = bench.read(head(design, "points = 5\n") + axes);
        const Experiment large = bench.read(head(design, "points = 5\n") + axes, {"experiment.points=9"});
        REQUIRE(large.points.size() * 5 == small.points.size() * 9);
        for (std::size_t i = 0; i < small.points.size(); ++i) {
            CHECK(small.points[i].settings == large.points[i].settings);
            CHECK(small.points[i].coordinates == large.points[i].coordinates);
        }
    }
}

TEST_CASE("changes from the command line reach the experiment or its base", "[experiment]") {
    ExperimentFiles bench;
    const std::string text = head("sobol", "points = 2\n") + effort_axis;
    const Experiment e = bench.read(text, {"experiment.replicates=3", "work.size=7", "work.mode=bound"});
    CHECK(e.replicates == 3);
    CHECK(e.settings == std::vector<std::string>{"work.size=7", "work.mode=bound"});
    CHECK(bench.world.size == 7);
    const std::string said =
        bench.complaint(text, {"experiment.pionts=3", "experiment.axis=[]", "experiment.set.a=1"});
    CHECK(has(said, "--set experiment.pionts=3: unknown key 'experiment.pionts', did you mean 'experiment.points'?"));
    CHECK(has(said, "axes and points are changed in the experiment file"));
    CHECK(has(said, "changes to the base are given without 'experiment.set.'"));
    CHECK(has(bench.complaint(text, {"work.sizes=7"}), "--set work.sizes=7: unknown key"));
    CHECK(has(bench.complaint(text, {"work.effort=0.3"}), "'work.effort' is fixed here and varied by the axis"));
}

TEST_CASE("values inside series are axes, each beside the others of the same series", "[experiment]") {
    ExperimentFiles bench;
    const Experiment experiment = bench.read(
        head("factorial") + "[[experiment.axis]]\nparameter = \"other.price.points_1_to_2\"\nmin = 1\nmax = 3\n" +
        "[[experiment.axis]]\nparameter = \"other.price.point_3\"\nmin = 4\nmax = 5\n" +
        "[[experiment.axis]]\nparameter = \"other.price.factor\"\nmin = 0.5\nmax = 1\n");
    REQUIRE(experiment.points.size() == 8);
    REQUIRE(experiment.columns.size() == 3);
    CHECK(experiment.columns[1].name == "other.price.point_3");
    CHECK(experiment.columns[1].meaning == "Price: from 2030");
    CHECK(experiment.columns[2].meaning == "Price: factor on all values");
    CHECK(experiment.points[4].settings == std::vector<std::string>{"other.price.points_1_to_2=3.0",
                                                                    "other.price.point_3=4.0",
                                                                    "other.price.factor=0.5"});
    World world;
    CHECK(applied(experiment.points[4].settings, world.schema).empty());
    CHECK(world.price.points == std::vector<Series::Point>{{2020, 1.5}, {2025, 1.5}, {2030, 2.0}});
    CHECK(experiment.points[4].coordinates == std::vector<double>{3.0, 4.0, 0.5});
}

TEST_CASE("what is wrong in an experiment file is said with its place, all at once", "[experiment]") {
    const auto wrong = [&](const std::string& axis, const std::string& message,
                           const std::string& design = "factorial") {
        ExperimentFiles bench;
        const bool sampled = design == "sobol" || design == "morris";
        const std::string said =
            bench.complaint(head(design, sampled ? "points = 2\n" : "steps = 2\n") + "[[experiment.axis]]\n" + axis);
        INFO(axis << said);
        CHECK(has(said, message));
        CHECK(has(said, "try.toml:"));
    };
    wrong("parameter = \"work.efort\"\n",
          ":6:13: the scenario has no parameter 'work.efort', did you mean 'work.effort'?");
    wrong("parameter = \"effort\"\n", "did you mean 'work.effort'?");
    wrong("parameter = \"mix\"\n",
          ":6:13: the scenario has no parameter 'mix'; its shares, which add up to 1, are varied together by "
          "simplex = \"mix\"");
    wrong("parameter = \"work\"\n",
          "no parameter 'work'; it is a table: name one of its keys, such as 'work.effort'");
    wrong("paramter = \"work.effort\"\n",
          ":6:1: unknown key 'experiment.axis.paramter', did you mean 'experiment.axis.parameter'?");
    wrong("value = [1]\n", ":6:1: unknown key 'experiment.axis.value', did you mean 'experiment.axis.values'?");
    wrong("fixd = {}\n", ":6:1: unknown key 'experiment.axis.fixd', did you mean 'experiment.axis.fixed'?");
    wrong("name = \"x\"\noptions = []\n", ":7:11: an axis of options needs at least one");
    wrong("parameter = \"work.effort\"\nmin = -1\n", ":7:7: 'min' is -1, but 'work.effort' accepts 0 to 1");
    wrong("parameter = \"work.effort\"\nmax = 1.5\n", ":7:7: 'max' is 1.5, but 'work.effort' accepts 0 to 1");
    wrong("parameter = \"work.effort\"\nmin = 0.9\n", "must rise");
    wrong("parameter = \"work.effort\"\nmin = 0\nscale = \"log\"\n", ":8:9: a log scale needs a range above 0");
    wrong("parameter = \"work.effort\"\nrole = \"driver\"\n", "must be one of \"lever\", \"uncertainty\"");
    wrong("parameter = \"work.effort\"\nmin = nan\n", "must be a finite number");
    wrong("parameter = \"work.teams\"\nmin = 1.5\n", "must be a whole number");
    wrong("parameter = \"work.teams\"\nlevels = 9\n", ":7:10: 'work.teams' has only 5 whole numbers");
    wrong("parameter = \"work.teams\"\nvalues = [1, 2, 1]\n", ":7:17: the value 1 is given twice");
    wrong("parameter = \"work.teams\"\nvalues = [1, 99, 2.5]\n", ":7:14: 'work.teams' must be between 1 and 50");
    wrong("parameter = \"work.teams\"\nvalues = [1, 99, 2.5]\n", ":7:18: 'work.teams' must be a whole number");
    wrong("parameter = \"work.teams\"\nvalues = 3\n", "'values' must be an array");
    wrong("parameter = \"work.teams\"\nvalues = [1, 2]\nmin = 1\n", "'min' has no meaning beside 'values'");
    wrong("parameter = \"work.mode\"\n", "is not a number; give 'values'");
    wrong("parameter = \"work.mode\"\nvalues = [\"fre\"]\n", "did you mean \"free\"?");
    wrong("parameter = \"work.size\"\n", "shapes the whole run and cannot be an axis");
    wrong("parameter = \"other.weight\"\n", "is a vector: name one of its elements, such as 'other.weight.first'");
    wrong("parameter = \"other.weight.first\"\n", "has no declared range; give min and max");
    wrong("parameter = \"other.price\"\n", "is a series in time: name a part of it, such as 'other.price.point_1'");
    wrong("parameter = \"other.price.point_1\"\n", "has no declared range; give min and max");
    wrong("parameter = \"other.price.point_4\"\nmin = 1\nmax = 2\n",
          ":6:13: 'other.price.point_4' has only 3 points");
    wrong("parameter = \"other.price.points_1_to_3\"\nmin = 1\nmax = 2\n",
          ":6:13: 'other.price.points_1_to_3' stands for values that differ in the base, 1 and 2");
    wrong("parameter = \"other.price.point_0\"\nmin = 1\nmax = 2\n", "has no parameter 'other.price.point_0'");
    wrong("parameter = \"other.price.point_1\"\nmin = -1\nmax = 2\n",
          ":7:7: 'min' is -1, but 'other.price.point_1' accepts 0 to 10");
    wrong("parameter = \"other.price.factor\"\nmin = 1\nmax = 6\n",
          ":8:7: 'max' is 6, but 'other.price.factor' accepts 0 to 5");
    wrong("parameter = \"machine.axe.cost\"\n", "has no parameter 'machine.axe.cost'");
    wrong("parameter = \"work.effort\"\nlevels = 3\n", "'levels' belongs to a design on a grid, not to sobol",
          "sobol");
    wrong("parameter = \"work.effort\"\nsteps = 3\n", "'steps' belongs to a simplex");
    wrong("parameter = \"work.effort\"\nsimplex = \"mix\"\n", "but this has several");
    wrong("name = \"x\"\n", "an axis needs one of");
    wrong("simplex = \"work\"\n", "the shares of 'work' must add up to 1, but those of the base add up to 2.5");
    wrong("simplex = \"mux\"\n", "must be a table of at least two shares");
    wrong("simplex = \"mix\"\ncomponents = [\"a\", \"d\"]\n", ":7:14: the scenario has no share 'mix.d'");
    wrong("simplex = \"mix\"\nfixed = { a = 0.5, d = 0.1 }\n", "'mix.d' is not a component");
    wrong("simplex = \"mix\"\nfixed = { a = 0.5, b = 0.5 }\n", "leave nothing");
    wrong("simplex = \"mix\"\nfixed = { a = -0.5 }\n", "'mix.a' must be between 0 and 1");
    wrong("name = \"tools\"\n[[experiment.axis.options]]\nname = \"x\"\nset = { work.effrt = 1 }\n",
          ":9:14: unknown key 'work.effrt', did you mean 'work.effort'?");
    wrong("name = \"tools\"\n[[experiment.axis.options]]\nname = \"x\"\nset = { work.effort = 2 }\n",
          "'work.effort' must be between 0 and 1, but is 2");
    wrong("name = \"tools\"\n[[experiment.axis.options]]\nname = \"x\"\n[[experiment.axis.options]]\nname = \"x\"\n",
          "try.toml:10:8: the option \"x\" is given twice (try.toml:8:8)");
    wrong("name = \"tools\"\n[[experiment.axis.options]]\nname = \"x\"\nset = { work.effort = 1 }\n" + effort_axis,
          "'work.effort' is changed by two axes");
    wrong("parameter = \"work.effort\"\n" + effort_axis, "'work.effort' is an axis already");
    wrong("parameter = \"work.effort\"\n[experiment.set]\n\"work.effort\" = 0.5\n", "is fixed here and varied");
    wrong("parameter = \"work.effort\"\n[experiment.set]\n\"work.efforts\" = 0.5\n",
          ":8:1: unknown key 'work.efforts', did you mean 'work.effort'?");
    wrong("parameter = \"work.effort\"\n[experiment.set]\n\"mix.a\" = 0.9\n", ":8:11: 'mix': must add up to 1");
    wrong("parameter = \"work.effort\"\n[experiment.set]\n\"work.size\" = 5\nwork.size = 6\n",
          "'work.size' is given twice");
    wrong("simplex = \"mix\"\nsteps = 4\n", "'steps' belongs to a design on a grid, not to sobol", "sobol");
    wrong("simplex = \"mix\"\nfixed = 3\n", "'fixed' must be a table of shares");
    wrong("simplex = \"mix\"\nfixed = { a = 0.1, b = 0.1 }\n", "at least two shares of 'mix' must be free");
    ExperimentFiles bench;
    const std::string point = "[[experiment.point]]\nname = \"a\"\nwork.effort = ";
    CHECK(has(bench.complaint(head("list") + point + "0.1\n" + point + "0.2\n"),
              "try.toml:8:8: the point 'a' is given twice (try.toml:5:8)"));
    // Several at once.
    const std::string both = bench.complaint(head("factorial") + effort_axis + "min = -1\n[[experiment.axis]]\n" +
                                             "parameter = \"work.mod\"\n");
    INFO(both);
    CHECK(has(both, "try.toml:6:7: 'min' is -1"));
    CHECK(has(both, "try.toml:8:13: the scenario has no parameter 'work.mod'"));
    CHECK(has(both, "2 problems"));
}

TEST_CASE("keys that a design lacks or has no use for are refused", "[experiment]") {
    ExperimentFiles bench;
    CHECK(has(bench.complaint(head("sobol") + effort_axis), ":3:10: the design sobol needs 'points'"));
    CHECK(has(bench.complaint(head("factorial", "points = 3\n") + effort_axis), ":4:10: 'points' has no meaning"));
    CHECK(has(bench.complaint(head("morris", "points = 3\nlevels = 5\n") + effort_axis),
              ":5:10: a Morris design needs"));
    CHECK(
        has(bench.complaint(head("morris", "points = 3\nscramble = \"owen\"\n") + effort_axis), "'scramble' has no"));
    CHECK(has(bench.complaint(head("sobol", "points = 3\n")), "needs an [[experiment.axis]]"));
    CHECK(has(bench.complaint(head("sobl", "points = 3\n")), "did you mean \"sobol\"?"));
    CHECK(has(bench.complaint(head("list") + effort_axis), "a list has no axes"));
    CHECK(has(bench.complaint("[experiment]\ntitle = \"x\"\n"), "needs 'base'"));
    CHECK(has(bench.complaint("[experiment]\ntitle = \"x\"\n"), "needs 'design'"));
    CHECK(has(bench.complaint("[work]\neffort = 1\n"), "it has no [experiment]"));
    CHECK(has(bench.complaint(""), "the file is empty"));
    CHECK(has(bench.complaint("[experiment\n"), "try.toml:1:1:"));
    CHECK(has(bench.complaint("[experiment]\nbase = \"none.toml\"\ndesign = \"factorial\"\n" + effort_axis),
              "try.toml:2:8: base 'none.toml': cannot read this file: there is no such file"));
    ExperimentFiles broken("[work]\neffrt = 1\n");
    CHECK(has(broken.complaint(head("factorial") + effort_axis), "base.toml:2:1: unknown key 'work.effrt'"));
}

TEST_CASE("designs that are too large are refused before they are laid out", "[experiment]") {
    ExperimentFiles bench;
    const auto refused = [&](const std::string& text) {
        try {
            bench.read(text);
        } catch (const Error& error) {
            return error.code() == ExitCode::too_big && has(error.what(), "points");
        }
        return false;
    };
    CHECK(refused(head("sobol", "points = 10000001\n") + effort_axis));
    CHECK(refused(head("saltelli", "points = 5000000\n") + effort_axis));
    CHECK(refused(head("morris", "points = 1000000000000000\n") + effort_axis));
    CHECK(refused(head("factorial", "levels = 4000\n") + effort_axis +
                  "[[experiment.axis]]\nparameter = \"work.rate\"\n"));
    CHECK(refused(head("simplex", "steps = 100000\n") + "[[experiment.axis]]\nsimplex = \"mix\"\n"));
}

TEST_CASE("an experiment is described in a few lines", "[experiment]") {
    ExperimentFiles bench;
    const std::string said = describe(bench.read(head("morris",
                                                      "points = 2\nreplicates = 3\nsummary = \"Why.\"\n"
                                                      "[experiment.set]\nwork.size = 20\n") +
                                                 effort_axis + "role = \"lever\"\n"));
    INFO(said);
    CHECK(has(said, "Why.\n"));
    CHECK(has(said, "design morris: 4 points with 3 replicates each, 12 runs, common random numbers"));
    CHECK(has(said, "fixed work.size=20"));
    CHECK(has(said, "work.effort: 0."));
    CHECK(has(said, "(lever)"));
    CHECK_FALSE(has(said, "morris_step"));
}

TEST_CASE("the shipped experiments are valid at their points", "[experiment]") {
    const std::map<std::string, std::size_t> sizes{{"funding_mix_simplex", 66},
                                                   {"funding_mix_assumptions", 200},
                                                   {"accountability_reflexivity_negotiation", 256},
                                                   {"toolkit_screening", 0},
                                                   {"life_under_shocks", 120}};
    for (const auto& [name, size] : sizes) {
        actorhood::models::program::Scenario scenario;
        const std::string file = std::string(ACTORHOOD_SOURCE_DIR) + "/scenarios/experiments/" + name + ".toml";
        const Experiment e = read_experiment(file, {}, scenario.schema);
        INFO(describe(e));
        if (size == 0) {
            CHECK(e.columns.size() > 200);
            CHECK(e.points.size() % 10 == 0);
        } else {
            CHECK(e.points.size() == size);
        }
        CHECK(scenario.parameters.population.clusters == 10);
        CHECK_FALSE(e.summary.empty());
        const std::size_t stride = std::max<std::size_t>(1, e.points.size() / 40);
        for (std::size_t i = 0; i < e.points.size(); i += stride) {
            const std::string problems = applied(e.points[i].settings, scenario.schema);
            INFO(problems);
            REQUIRE(problems.empty());
        }
    }
}

TEST_CASE("what belongs to the whole result cannot be said by a point, an option or an axis", "[experiment]") {
    ExperimentFiles bench;
    const std::string said = bench.complaint(head("list") + "[[experiment.point]]\n\"work.effort\" = 0.5\n" +
                                             "[[experiment.point]]\n\"work.repeats\" = 3\n");
    CHECK(has(said,
              "try.toml:7:1: 'work.repeats' belongs to the whole result and changes nothing in a point; say it "
              "by 'repeats' of [experiment]"));
    CHECK(has(bench.complaint(head("factorial") +
                              "[[experiment.axis]]\nname = \"x\"\n[[experiment.axis.options]]\nname = \"a\"\n"
                              "set = { work.repeats = 3 }\n[[experiment.axis.options]]\nname = \"b\"\n"
                              "set = { work.teams = 3 }\n"),
              "'work.repeats' belongs to the whole result"));
    CHECK(has(
        bench.complaint(head("factorial") + "[[experiment.axis]]\nparameter = \"work.repeats\"\nvalues = [1, 2]\n"),
        "'work.repeats' belongs to the whole result; say it by 'repeats' of [experiment]"));
    bench.write("points.csv", "work.effort,work.repeats\n0.5,1\n0.6,2\n");
    CHECK(
        has(bench.complaint(head("list", "points_file = \"points.csv\"\n")), "'work.repeats' belongs to the whole"));
}

TEST_CASE("what an experiment says itself is not changed in its base", "[experiment]") {
    const std::string point = "[[experiment.point]]\n\"work.effort\" = 0.5\n";
    const std::string why =
        "'work.repeats' changes nothing here, because an experiment says it itself; say it by "
        "'repeats' of [experiment]";
    ExperimentFiles bench("[work]\nrepeats = 3\n"); // which is a scenario of its own, too
    CHECK(bench.complaint(head("list") + point) == "");
    CHECK(has(bench.complaint(head("list", "[experiment.set]\n\"work.repeats\" = 3\n") + point),
              "try.toml:5:18: " + why));
    CHECK(has(bench.complaint(head("list", "[experiment.set.work]\nrepeats = 3\n") + point), why));
    for (const char* const change :
         {"work.repeats=3", "work.repeats = 3", "work={repeats=3}", "work.repeats=three"}) {
        CHECK(has(bench.complaint(head("list") + point, {change}), std::string("--set ") + change + ": " + why));
    }
    CHECK(bench.complaint(head("list") + point, {"work.size=3"}) == "");
    // Of the parameters of the model, the seed and what is recorded are those of the base; no point has its own.
    actorhood::models::program::Scenario scenario;
    bench.write("world.toml", "include = [\"" + std::string(ACTORHOOD_SOURCE_DIR) +
                                  "/scenarios/baseline.toml\"]\ntime.years = 1\n");
    const auto complaint = [&](const std::string& text, const std::vector<std::string>& changes) {
        bench.write("whole.toml", "[experiment]\nbase = \"world.toml\"\ndesign = \"list\"\n" + text);
        try {
            static_cast<void>(read_experiment(bench.path("whole.toml"), {changes}, scenario.schema));
        } catch (const ConfigurationError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string effort = "[[experiment.point]]\naccountability.effort = 0.5\n";
    for (const char* const change : {"run.seed=7", "output.burn_in=true", "output.variables=[\"members\"]"}) {
        CHECK(complaint(effort, {change}) == "");
    }
    for (const char* const change : {"run.replicates=9", "run.title=x", "run.summary=x", "output.every=12"}) {
        CHECK(has(complaint(effort, {change}), "because an experiment says it itself"));
    }
    CHECK(complaint("[experiment.set]\nrun.seed = 7\n" + effort, {}) == "");
    CHECK(
        has(complaint(effort + "[[experiment.point]]\nrun.seed = 7\n", {}),
            ":7:5: 'run.seed' belongs to the whole result and is one for all points, which are compared by pairs of "
            "runs with a common seed; say it by [experiment.set], --seed or the base"));
}

} // namespace test_experiment_file
