// Scenario discovery: conditions, boxes, trees and the command, against what was planted or worked out by hand.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/case_tree.hpp"
#include "analysis/condition.hpp"
#include "analysis/discovery.hpp"
#include "analysis/prim.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "sim/run/layout.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_discover {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::ExitCode;
using tests::none;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

double uniform(std::uint64_t sample, std::uint64_t draw) {
    return sim::Random(17, 0).fixed(sim::Stream{9}).uniform(sample * 100000 + draw);
}

/// Cases of uniform inputs x0, x1, ...; what is of interest says a function of the inputs of a case.
template <class Interest>
Cases cases_of(std::size_t count, std::size_t inputs, std::uint64_t sample, Interest interest) {
    Cases cases;
    for (std::size_t k = 0; k < inputs; ++k) {
        cases.inputs.push_back({"x" + std::to_string(k), "uncertainty", {}, {}});
        for (std::size_t one = 0; one < count; ++one) {
            cases.inputs.back().values.push_back(uniform(sample, one * inputs + k));
        }
    }
    for (std::size_t one = 0; one < count; ++one) {
        std::vector<double> x;
        for (const CaseInput& input : cases.inputs) {
            x.push_back(input.values[one]);
        }
        cases.interest.push_back(interest(x, one));
    }
    return cases;
}

std::optional<bool> holds(const std::string& text, double a, double b) {
    return Condition::read(text).holds([&](const std::string& name) { return name == "a" ? a : b; });
}

template <class Action>
std::pair<ExitCode, std::string> failure(Action action) {
    try {
        action();
    } catch (const sim::Error& error) {
        return {error.code(), error.what()};
    }
    return {ExitCode::ok, ""};
}

/// The small model over a Latin hypercube of x from 0 to 4, with two to five places.
SmallSweep sampled(std::uint64_t points) {
    sim::DesignAxes axes;
    axes.push_back(sim::range_axis({"x", "1", "Where it begins", "lever", {}}, {.low = 0.0, .high = 4.0}));
    axes.push_back(sim::range_axis({"places", "1", "How many places", "uncertainty", {}},
                                   {.low = 2.0, .high = 5.0, .whole = true, .base = 2.0}));
    sim::Layout layout = sim::lay_out({.kind = sim::DesignKind::latin_hypercube, .points = points, .seed = 3}, axes);
    SmallSweep sweep(0, 2);
    sweep.experiment.design = "latin_hypercube";
    sweep.experiment.columns = layout.columns;
    sweep.experiment.points = layout.points;
    return sweep;
}

void carry_out(SmallSweep& sweep, const TemporaryFolder& folder, const char* name = "sweep") {
    sim::SweepOptions options;
    options.keep_going = true;
    sweep.carry_out(folder / name, options);
    sweep.merged(folder / name);
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

} // namespace

TEST_CASE("Conditions compare outputs with numbers, 'and' binds more tightly than 'or'", "[analysis][discover]") {
    CHECK(holds("a < .6", 0.5, 0) == true);
    CHECK(holds("a<0.5", 0.5, 0) == false);
    CHECK(holds("a <= 0.5", 0.5, 0) == true);
    CHECK(holds("a >= 1e2 or a < -1 and b > 3", 100, 0) == true);
    CHECK(holds("a >= 1e2 or a < -1 and b > 3", -2, 3) == false);
    CHECK(holds("a >= 1e2 or a < -1 and b > 3", -2, 4) == true);
    CHECK_FALSE(holds("a > 1 and b > 1", none, 2).has_value());
    CHECK(Condition::read("b>1 and  a <= .5 or b < 0").outputs() == std::vector<std::string>{"b", "a"});
    CHECK(Condition::read("b>1 and  a <= .5").text() == "b > 1 and a <= 0.5");
    for (const char* wrong : {"", "a", "a <", "a < much", "a < 1 b > 2", "a < 1 and", "a = 1", "< 1 a", "a < nan"}) {
        const auto refused = failure([&] { (void)Condition::read(wrong); });
        CHECK(refused.first == ExitCode::usage);
        CHECK(refused.second.find("--where '") == 0);
    }
}

TEST_CASE("The quasi p-value is the tail of a binomial", "[analysis][discover]") {
    CHECK(quasi_p_value(8, 10, 0.5) == Approx(56.0 / 1024.0));
    CHECK(quasi_p_value(10, 10, 0.5) == Approx(1.0 / 1024.0));
    CHECK(quasi_p_value(0, 10, 0.5) == 1.0);
    CHECK(quasi_p_value(3, 10, 1.0) == 1.0);
    const double between = quasi_p_value(8.5, 10, 0.5); // shares of replicates need not add up to whole cases
    CHECK(between < quasi_p_value(8, 10, 0.5));
    CHECK(between > quasi_p_value(9, 10, 0.5));
}

TEST_CASE("Peeling by hand", "[analysis][discover]") {
    Cases cases{{{"x", "", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {}}}, {0, 0, 0, 0, 0, 0, 1, 1, 0, 1}};
    const PrimRequest request{.peel = 0.2, .least_mass = 0.2};
    const std::vector<BoxCount> steps = peeling_trajectory(cases, request);
    std::vector<std::size_t> counts;
    for (const BoxCount& step : steps) {
        counts.push_back(step.cases);
    }
    CHECK(counts ==
          std::vector<std::size_t>{10, 8, 7, 6, 5, 4, 3, 2}); // two, then one at a time; at last 9 and 10 go
    CHECK(steps.back().density() == 1.0);
    // Farthest beyond chance are 7 and 8: (1 - 0.3) sqrt(2). Without the upper limit 3 of 4 are of interest, so that chance
    // makes both so with 0.75^2; without the lower limit then 3 of 10, which makes three or more of four with 0.0837.
    PrimRequest lenient = request;
    lenient.most_quasi_p = 0.1;
    const Box box = find_box(cases, lenient);
    CHECK(box[0].low == 6.5);
    CHECK(box[0].low_p == Approx(4 * 0.027 * 0.7 + 0.0081));
    CHECK_FALSE(box[0].has_high());
    lenient.most_quasi_p = 0.6;
    CHECK(find_box(cases, lenient)[0].high == 8.5);
    CHECK(find_box(cases, lenient)[0].high_p == Approx(0.5625));
    CHECK_FALSE(find_box(cases, request)[0].is_limited());
}

TEST_CASE("Peeling cuts equal values at once and never below the least mass", "[analysis][discover]") {
    Cases cases{{{"x", "", {1, 1, 1, 2, 2, 2, 3, 3, 3, 3}, {}}}, {0, 0, 0, 0, 0, 0, 1, 1, 1, 0}};
    const std::vector<BoxCount> steps = peeling_trajectory(cases, {.peel = 0.1, .least_mass = 0.4});
    REQUIRE(steps.size() == 3);
    CHECK(steps[1].cases == 7);
    CHECK(steps[2].cases == 4);
}

TEST_CASE("A planted box is found with its limits, and no others", "[analysis][discover]") {
    const Cases cases = cases_of(1000, 6, 1, [](const std::vector<double>& x, std::size_t) {
        return x[1] > 0.3 && x[1] < 0.6 && x[4] > 0.5 ? 1.0 : 0.0;
    });
    const Box box = find_box(cases, {});
    CHECK(box[1].low == Approx(0.3).margin(0.03));
    CHECK(box[1].high == Approx(0.6).margin(0.03));
    CHECK(box[4].low == Approx(0.5).margin(0.03));
    CHECK_FALSE(box[4].has_high());
    for (const std::size_t k : {0u, 2u, 3u, 5u}) {
        CHECK_FALSE(box[k].is_limited());
    }
    const BoxCount held = count_in(box, cases);
    CHECK(held.density() > 0.93);
    CHECK(held.coverage(cases.total_interest()) > 0.93);
    CHECK(box[1].low_p < 1e-6);
    CHECK(box_p_value(cases, {}) == Approx(0.005));
}

TEST_CASE("Two planted boxes are found one after the other", "[analysis][discover]") {
    const Cases cases = cases_of(1200, 4, 2, [](const std::vector<double>& x, std::size_t) {
        return (x[0] < 0.3 && x[1] < 0.5) || (x[2] > 0.8 && x[0] > 0.5) ? 1.0 : 0.0;
    });
    const std::vector<FoundBox> boxes = find_boxes(cases, {}, 3, 0.9);
    REQUIRE(boxes.size() >= 2);
    CHECK(boxes[0].coverage + boxes[1].coverage > 0.85);
    CHECK(boxes[0].count.density() > 0.85);
    CHECK(boxes[1].count.density() > 0.85);
    CHECK(boxes[0].left_out.density > 0.8);
    CHECK(find_boxes(cases, {}, 1, 0.9).size() == 1);
}

TEST_CASE("A density that is asked for is kept as wide as possible", "[analysis][discover]") {
    const Cases cases = cases_of(1000, 3, 3, [](const std::vector<double>& x, std::size_t one) {
        return uniform(99, one) < x[0] ? 1.0 : 0.0; // the share of interest is x0 itself
    });
    PrimRequest dense;
    dense.density = 0.85; // above 0.7 on x0
    const Box box = find_box(cases, dense);
    CHECK(box[0].low == Approx(0.7).margin(0.1));
    CHECK(count_in(box, cases).density() >= 0.83);
    dense.density = 0.6; // above 0.2
    CHECK(find_box(cases, dense)[0].low == Approx(0.2).margin(0.1));
}

TEST_CASE("Options are cut off one at a time, and put back", "[analysis][discover]") {
    Cases cases = cases_of(400, 2, 4, [](const std::vector<double>&, std::size_t) { return 0.0; });
    cases.inputs.push_back({"policy", "lever", {}, {"none", "tax", "grant", "both"}});
    for (std::size_t one = 0; one < cases.count(); ++one) {
        cases.inputs.back().values.push_back(static_cast<double>(one % 4));
        cases.interest[one] = one % 4 >= 2 && cases.inputs[0].values[one] > 0.4 ? 1.0 : 0.0;
    }
    const Box box = find_box(cases, {});
    CHECK(box[2].left_out == std::vector<bool>{true, true, false, false});
    CHECK(box[2].low_p < 1e-6);
    CHECK(box[0].low == Approx(0.4).margin(0.05));
    CHECK_FALSE(box[1].is_limited());
    const CaseTree tree = case_tree(cases, {});
    CHECK(tree.nodes[0].input == 2);
    CHECK(tree.nodes[0].split.low == std::vector<std::size_t>{0, 1});
    CHECK(tree.leaves() == 3);
    CHECK(tree.explained > 0.9);
}

TEST_CASE("Where nothing matters, one search in ten raises a false alarm, and the tree stays a stump",
          "[analysis][discover]") {
    constexpr int samples = 150;
    int alarms = 0;
    int grown = 0;
    for (std::uint64_t sample = 0; sample < samples; ++sample) {
        const Cases cases = cases_of(80, 4, 100 + sample, [&](const std::vector<double>&, std::size_t one) {
            return uniform(1000 + sample, one) < 0.3 ? 1.0 : 0.0;
        });
        alarms += box_p_value(cases, {.permutations = 99}) <= 0.1 ? 1 : 0;
        grown += case_tree(cases, {}).leaves() > 1 ? 1 : 0;
    }
    CHECK(alarms >= 0.04 * samples); // 0.1 with a standard deviation of 0.025
    CHECK(alarms <= 0.17 * samples);
    CHECK(grown <= 0.15 * samples);
}

TEST_CASE("A tree finds an interaction, and shares of replicates count", "[analysis][discover]") {
    const Cases cases = cases_of(600, 4, 7, [](const std::vector<double>& x, std::size_t) {
        return x[3] < 0.5 ? 0.25 : (x[0] > 0.3 ? 1.0 : 0.0);
    });
    const CaseTree tree = case_tree(cases, {});
    REQUIRE(tree.leaves() >= 3);
    CHECK(tree.leaves() <= 5);
    CHECK(tree.explained > 0.9);
    std::vector<double> densities;
    for (const TreeNode& node : tree.nodes) {
        if (node.is_leaf()) {
            densities.push_back(node.density());
        }
    }
    std::sort(densities.begin(), densities.end());
    CHECK(densities[0] == Approx(0.0).margin(0.1));
    CHECK(densities[1] == Approx(0.25).margin(0.05));
    CHECK(densities.back() == Approx(1.0).margin(0.05));
}

TEST_CASE("discover reads a sweep, writes a box as an experiment and tries it on fresh points",
          "[analysis][discover]") {
    const TemporaryFolder folder;
    SmallSweep sweep = sampled(100);
    carry_out(sweep, folder);
    SmallSweep failing = sampled(100);
    failing.experiment.points[5].settings.push_back("fails=1");
    carry_out(failing, folder, "failing");
    SmallSweep other = sampled(60);
    carry_out(other, folder, "fresh");
    const auto call = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "discover");
        return tests::call_program(arguments, {folder.path(), {}, {}});
    };
    // value = sqrt(x^2 + 6): above 3.5 where x > 2.5.
    const tests::Finished found =
        call({"sweep", "--where", "value > 3.5", "--check", "fresh", "--write", "box.toml"});
    CAPTURE(found.output, found.errors);
    CHECK(found.code == 0);
    CHECK(found.says("Of interest: value > 3.5, at 2020.5: "));
    CHECK(found.says("    x (lever)  above 2.484"));
    CHECK(found.says("density 100 %, coverage 100 %"));
    CHECK(found.says("Fresh points: "));
    CHECK(found.says("Written: box.toml, box 1 as an experiment."));
    const std::string box = file_text(folder / "box.toml");
    CHECK(box.find("base = \"box.base.toml\"\ndesign = \"latin_hypercube\"\npoints = 100\n") != std::string::npos);
    CHECK(box.find("\n\"x\" = 3\n") != std::string::npos); // whole in the base, and no other whole number is left
    CHECK(box.find("parameter = \"places\"\nrole = \"uncertainty\"\nmin = 2.0\nmax = 5.0\n") != std::string::npos);
    CHECK(file_text(folder / "box.base.toml") == "x = 1\n");
    CHECK(call({"failing", "--where", "value > 3.5"}).says("Dropped: 1 point whose runs failed or are missing"));
    CHECK(call({"failing", "--where", "value > 3.5", "--write", "failing.toml"})
              .says("points of the sweep also change 'fails', which no axis of its design holds"));
    const tests::Finished again = call({"sweep", "--where", "value > 3.5", "--write", "box.toml"});
    CHECK(again.code == 2);
    CHECK(again.says("'box.toml' exists; --force replaces it"));
    CHECK(call({"sweep", "--where", "value > 3.5", "--write", "box.toml", "--force"}).code == 0);
    CHECK(call({"sweep", "--where", "value > 3.5", "--write", "x.toml", "--box", "9"}).says("no box 9"));
    CHECK(call({"sweep", "--where", "value > 3.5", "--csv"}).says("value > 3.5,2020.5,1,"));
    CHECK(call({"sweep", "--where", "value > 3.5", "--json"}).says("\"where\": \"value > 3.5\""));
}

TEST_CASE("discover explains itself and says what is wrong, with the exit code of the kind", "[analysis][discover]") {
    const TemporaryFolder folder;
    SmallSweep sweep = sampled(30);
    carry_out(sweep, folder);
    const auto call = [&](std::vector<std::string> arguments, const std::string& output = "") {
        arguments.insert(arguments.begin(), "discover");
        return tests::call_program(arguments, {folder.path(), {}, output});
    };
    CHECK(call({"--help"}).says("usage: actorhood discover SWEEP --where CONDITION"));
    CHECK(call({}).code == 2);
    CHECK(call({"sweep"}).says("--where says what is of interest"));
    CHECK(call({"nothing", "--where", "value > 1"}).code == 4);
    tests::write_result(folder / "run.h5", {.replicates = 2});
    CHECK(call({"run.h5", "--where", "wealth > 1"}).says("is a single run, not a sweep"));
    const tests::Finished unknown = call({"sweep", "--where", "valeu > 1"});
    CHECK(unknown.code == 2);
    CHECK(unknown.says("did you mean 'value'?"));
    const tests::Finished everywhere = call({"sweep", "--where", "value > 0"});
    CHECK(everywhere.code == 2);
    CHECK(everywhere.says("'value > 0' holds in every run: there is nothing to discover"));
    CHECK(call({"sweep", "--where", "value > 100"}).says("holds in no run"));
    CHECK(call({"sweep", "--where", "value > 3", "--axes", "y"}).says("--axes: the sweep has no axis 'y'"));
    SmallSweep still = sampled(20);
    still.experiment.columns.push_back({"still", "1", "Stands still", "lever", {}});
    for (sim::DesignPoint& point : still.experiment.points) {
        point.coordinates.push_back(1.0);
    }
    carry_out(still, folder, "still");
    CHECK(call({"still", "--where", "value > 3", "--axes", "still"}).says("none of the axes named varies"));
    CHECK(call({"sweep", "--where", "value > 3", "--peel", "0"}).code == 2);
    CHECK(call({"sweep", "--where", "value > 3", "--boxes", "1.5"}).says("--boxes: a whole number"));
    CHECK(call({"sweep", "--where", "value > 3", "--check", "run.h5"}).says("--check: 'run.h5' is a single run"));
    CHECK(call({"sweep", "--where", "value > 3"}).says("Note: fewer than 50 points say little."));
    CHECK(call({"sweep", "--where", "value > 3"}, "/dev/full").code == 4);
    const TemporaryFolder other_folder;
    SmallSweep broken = sampled(12);
    for (sim::DesignPoint& point : broken.experiment.points) {
        point.settings.push_back("fails=1");
    }
    broken.experiment.points[0].settings.pop_back();
    carry_out(broken, other_folder);
    const tests::Finished one =
        tests::call_program({"discover", "sweep", "--where", "value > 3"}, {other_folder.path(), {}, {}});
    CAPTURE(one.output, one.errors);
    CHECK(one.says("the sweep has 1 point with a result; at least 10 are needed"));
}

} // namespace test_analysis_discover
