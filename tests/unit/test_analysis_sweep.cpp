// Points of a sweep compared like results of their own.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"

namespace test_analysis_sweep {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::ExitCode;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

/// A point of the small model at which x and the number of places are as given.
sim::DesignPoint point_at(double x, double places, std::vector<std::string> more = {}) {
    more.push_back("x=" + std::to_string(x));
    more.push_back("places=" + std::to_string(static_cast<int>(places)));
    return {{x, places}, std::move(more)};
}

/// x = 1, 2, 4 crossed with two numbers of places, `replicates` each.
SmallSweep crossed(std::uint32_t replicates = 6) {
    SmallSweep sweep(0, replicates);
    sweep.experiment.design = "factorial";
    sweep.experiment.columns.push_back({"places", "1", "How many places", "uncertainty", {}});
    for (const double places : {2.0, 3.0}) {
        for (const double x : {1.0, 2.0, 4.0}) {
            sweep.experiment.points.push_back(point_at(x, places));
        }
    }
    return sweep;
}

/// The merged file of a sweep.
std::filesystem::path file_of(SmallSweep& sweep, const TemporaryFolder& folder) {
    sim::SweepOptions options;
    options.keep_going = true;
    sweep.carry_out(folder / "sweep", options);
    sweep.merged(folder / "sweep");
    return folder / "sweep";
}

/// What the small model gives after six steps.
double value_of(double x) { return std::sqrt(x * x + 6.0); }

template <class Action>
std::pair<ExitCode, std::string> failure(Action action) {
    try {
        action();
    } catch (const sim::Error& error) {
        return {error.code(), error.what()};
    }
    return {ExitCode::ok, ""};
}

bool notes(const Comparison& comparison, const std::string& words) {
    for (const std::string& notice : comparison.notices) {
        if (notice.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("The values of an axis of a sweep are compared over the settings of the others", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    const Comparison comparison = compare_sweep(file_of(sweep, folder), "x", {.variables = {"value", "by_place"}});
    REQUIRE(comparison.results.size() == 3);
    CHECK(comparison.results[0].name == "x=1");
    CHECK(comparison.results[2].name == "x=4");
    CHECK(comparison.results[2].replicates == 6);
    const ComparedVariable& value = comparison.variables[0];
    CHECK(value.summaries[2].mean == Approx(value_of(4.0)).epsilon(1e-3));
    CHECK(value.differences[1].paired);
    CHECK(value.differences[1].pairs == 6);
    CHECK(value.differences[1].estimate.mean == Approx(value_of(4.0) - value_of(1.0)).epsilon(1e-3));
    CHECK(value.differences[1].verdict == Verdict::higher);
    CHECK(notes(comparison, "each value of x is a mean over 2 settings of the other axes"));
    // Of the setting with two places the third is not defined.
    const double setting_two = value_of(1.0) + 0.5;
    const double setting_three = value_of(1.0) + 1.0;
    CHECK(comparison.variables[1].summaries[0].mean == Approx(0.5 * (setting_two + setting_three)).epsilon(1e-3));
    REQUIRE(comparison.parameters.size() == 1);
    CHECK(comparison.parameters[0].key == "x");
    CHECK(comparison.parameters[0].role == "lever");
    CHECK(comparison.parameters[0].values[2] == "4.000000");
}

TEST_CASE("Shares that are held fixed are no part of a mix's name", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep(0, 5);
    sweep.experiment.columns = {{"x", "1", "Where it begins", "uncertainty", {}}};
    for (const char* share : {"mix.a", "mix.b", "mix.c"}) {
        sweep.experiment.columns.push_back({share, "1", "A share", "lever", {}});
    }
    for (const double a : {0.2, 0.7}) {
        sweep.experiment.points.push_back({{1.0, a, 0.9 - a, 0.1}, {"x=1"}});
    }
    const Comparison comparison = compare_sweep(file_of(sweep, folder), "mix", {.variables = {"value"}});
    REQUIRE(comparison.results.size() == 2);
    CHECK(comparison.results[0].name.starts_with("a=0.2 b=0."));
    CHECK(comparison.results[0].name.find("c=") == std::string::npos);
}

TEST_CASE("Other axes of a sweep can be held", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    const std::filesystem::path path = file_of(sweep, folder);
    const Comparison held =
        compare_sweep(path, "x", {.variables = {"by_place"}, .places = {{"places", {"3"}}, {"place", {"place 2"}}}});
    CHECK(held.notices.empty());
    CHECK(held.variables[0].summaries[0].mean == Approx(value_of(1.0) + 2.0).epsilon(1e-3));
    CHECK(compare_sweep(path, "x", {.variables = {"value"}, .places = {{"places", {"3.0"}}}}).notices.empty());
    const auto unknown = failure([&] {
        (void)compare_sweep(path, "x", {.variables = {"value"}, .places = {{"places", {"7"}}}});
    });
    CHECK(unknown == std::pair(ExitCode::usage, std::string("no point of the sweep has places = 7; there is: 2, 3")));
    const auto one = failure([&] {
        (void)compare_sweep(path, "x", {.variables = {"value"}, .places = {{"x", {"1"}}}});
    });
    CHECK(one.first == ExitCode::usage);
    CHECK(one.second.find("nothing to compare") != std::string::npos);
}

TEST_CASE("What cannot be compared between points of a sweep is refused with the reason", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    sweep.experiment.design = "sobol";
    sweep.experiment.points = {point_at(1.0, 2.0), point_at(2.0, 3.0), point_at(3.0, 4.0)};
    const std::filesystem::path path = file_of(sweep, folder);
    const auto several = failure([&] { (void)compare_sweep(path, "x", {}); });
    CHECK(several.first == ExitCode::usage);
    CHECK(several.second.find("differ in several axes at once") != std::string::npos);
    CHECK(several.second.find("--between design") != std::string::npos);
    const auto unknown = failure([&] { (void)compare_sweep(path, "y", {}); });
    CHECK(unknown.first == ExitCode::usage);
    CHECK(unknown.second.find("there is: x, places, design") != std::string::npos);
    const auto whole = failure([&] { (void)Result::open(path); });
    CHECK(whole.first == ExitCode::usage);
    CHECK(whole.second.find("compare its points with --between AXIS, where AXIS is one of x, places, design") !=
          std::string::npos);
    const Comparison each = compare_sweep(path, "design", {.variables = {"value"}});
    REQUIRE(each.results.size() == 3);
    CHECK(each.results[1].name == "point 1");
    CHECK(each.parameters.size() == 2);
}

TEST_CASE("One axis at a time is compared with the base, names stand for points of a list", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    sweep.experiment.design = "one_at_a_time";
    sweep.experiment.columns.push_back({"changed_axis", "1", "Axis", "design", {"none", "x", "places"}});
    sweep.experiment.columns.push_back({"point", "1", "Name", "lever", {"base", "more x", "more places"}});
    sweep.experiment.points = {point_at(1.0, 2.0), point_at(3.0, 2.0), point_at(1.0, 4.0)};
    for (std::size_t i = 0; i < 3; ++i) {
        sweep.experiment.points[i].coordinates.push_back(static_cast<double>(i));
        sweep.experiment.points[i].coordinates.push_back(static_cast<double>(i));
    }
    const std::filesystem::path path = file_of(sweep, folder);
    const Comparison comparison = compare_sweep(path, "x", {.variables = {"value"}});
    REQUIRE(comparison.results.size() == 2);
    CHECK(comparison.results[1].name == "x=3");
    CHECK(notes(comparison, "1 settings of the other axes are left out because they lack values of x"));
    const Comparison named = compare_sweep(path, "point", {.variables = {"value"}});
    REQUIRE(named.results.size() == 3);
    CHECK(named.results[2].name == "more places");
    CHECK(named.parameters.size() == 2);
}

TEST_CASE("The points of one side of a crossed design are compared over the other side", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    sweep.experiment.design = "crossed";
    sweep.experiment.columns.push_back({"point", "1", "Name", "lever", {"small", "middle", "large"}});
    sweep.experiment.columns.push_back({"lever_point", "1", "Lever", "design", {}});
    sweep.experiment.columns.push_back({"assumption_point", "1", "Assumption", "design", {}});
    for (std::size_t i = 0; i < 6; ++i) {
        const auto lever = static_cast<double>(i % 3);
        for (const double coordinate : {lever, lever, static_cast<double>(i / 3)}) {
            sweep.experiment.points[i].coordinates.push_back(coordinate);
        }
    }
    const std::filesystem::path path = file_of(sweep, folder);
    const Comparison named = compare_sweep(path, "point", {.variables = {"value"}});
    REQUIRE(named.results.size() == 3);
    CHECK(named.results[2].name == "large");
    CHECK(notes(named, "each value of point is a mean over 2 settings of the other axes"));
    REQUIRE(named.parameters.size() == 1);
    CHECK(named.parameters[0].key == "x");
    CHECK(named.parameters[0].role == "lever");
    CHECK(compare_sweep(path, "lever_point", {.variables = {"value"}}).results.size() == 3);
    const Comparison assumed = compare_sweep(path, "assumption_point", {.variables = {"value"}});
    REQUIRE(assumed.results.size() == 2);
    CHECK(notes(assumed, "a mean over 3 settings"));
    REQUIRE(assumed.parameters.size() == 1);
    CHECK(assumed.parameters[0].role == "uncertainty");
}

TEST_CASE("Failed runs of a sweep are left out and counted", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    sweep.experiment.points[4] = point_at(2.0, 3.0, {"fails=2"});
    const Comparison comparison = compare_sweep(file_of(sweep, folder), "x", {.variables = {"value"}});
    CHECK(comparison.results.size() == 3);
    CHECK(comparison.variables[0].differences[0].pairs == 6);
    CHECK(notes(comparison, "1 settings of the other axes are left out because runs failed"));
    CHECK_FALSE(notes(comparison, "mean over"));

    const TemporaryFolder other;
    SmallSweep single(3, 6);
    single.experiment.points[1].settings.push_back("fails=2");
    const auto failed = failure([&] { (void)compare_sweep(file_of(single, other), "x", {}); });
    CHECK(failed.first == ExitCode::incomplete);
    CHECK(failed.second.find("x=1: no replicate finished") != std::string::npos);
}

TEST_CASE("Points without common random numbers are independent samples", "[analysis]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed();
    sweep.experiment.common_random_numbers = false;
    const Comparison comparison = compare_sweep(file_of(sweep, folder), "x", {.variables = {"value"}});
    CHECK_FALSE(comparison.variables[0].differences[0].paired);
    CHECK(notes(comparison, "are points with random numbers of their own"));
}

} // namespace test_analysis_sweep
