// The command sensitivity on results of sweeps: what it reads, drops, chooses and refuses.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/sensitivity.hpp"
#include "analysis/sensitivity_text.hpp"
#include "sim/core/error.hpp"
#include "sim/run/layout.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_sensitivity_sweep {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::ExitCode;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

/// The small model over a design: x from 0 to 4 and two to five places.
SmallSweep designed(sim::DesignKind kind, const std::string& word, std::uint64_t points,
                    std::uint32_t replicates = 2) {
    sim::DesignAxes axes;
    axes.push_back(sim::range_axis({"x", "1", "Where it begins", "lever", {}}, {.low = 0.0, .high = 4.0}));
    axes.push_back(sim::range_axis({"places", "1", "How many places", "uncertainty", {}},
                                   {.low = 2.0, .high = 5.0, .whole = true, .base = 2.0}));
    sim::Layout layout = sim::lay_out({.kind = kind, .points = points, .seed = 3}, axes);
    SmallSweep sweep(0, replicates);
    sweep.experiment.design = word;
    sweep.experiment.columns = layout.columns;
    sweep.experiment.points = layout.points;
    return sweep;
}

std::filesystem::path file_of(SmallSweep& sweep, const TemporaryFolder& folder) {
    sim::SweepOptions options;
    options.keep_going = true;
    sweep.carry_out(folder / "sweep", options);
    sweep.merged(folder / "sweep");
    return folder / "sweep";
}

/// What the small model gives after six steps, as the mean over its places.
double value_of(const sim::DesignPoint& point, std::size_t replicate) {
    const double x = point.coordinates[0] + 0.001 * static_cast<double>(replicate);
    return std::sqrt(x * x + 6.0) + 0.5 * (point.coordinates[1] - 1.0);
}

/// The same for all runs.
RunTable values_of(const SmallSweep& sweep) {
    RunTable runs{sweep.experiment.points.size(), sweep.experiment.replicates, true, {}};
    for (const sim::DesignPoint& point : sweep.experiment.points) {
        for (std::size_t r = 0; r < runs.replicates; ++r) {
            runs.values.push_back(value_of(point, r));
        }
    }
    return runs;
}

/// Blocks of four points, A, B, AB_x, AB_places, without one of them.
std::vector<SaltelliBlock> blocks_without(std::size_t blocks, std::size_t left_out) {
    std::vector<SaltelliBlock> made;
    for (std::size_t b = 0; b < blocks; ++b) {
        if (b != left_out) {
            made.push_back({4 * b, 4 * b + 1, {4 * b + 2, 4 * b + 3}});
        }
    }
    return made;
}

SensitivityRequest request_for(std::vector<std::string> variables) {
    return {.selection = {.variables = std::move(variables)}};
}

const FactorIndices& factor_of(const OutputSensitivity& output, const std::string& name) {
    const auto found = std::find_if(output.factors.begin(), output.factors.end(),
                                    [&](const FactorIndices& factor) { return factor.name == name; });
    REQUIRE(found != output.factors.end());
    return *found;
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

bool notes(const Sensitivity& found, const std::string& words) {
    return std::any_of(found.notices.begin(), found.notices.end(),
                       [&](const std::string& notice) { return notice.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("points with different numbers of replicates are refused, whatever the design", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 12);
    CHECK_NOTHROW(sensitivity_of(file_of(sweep, folder), {}));
    sweep.experiment.points[3].replicates = 1;
    try {
        (void)sensitivity_of(file_of(sweep, folder), {});
        FAIL("it was answered");
    } catch (const sim::Error& error) {
        CHECK(error.code() == ExitCode::usage);
        CHECK(std::string(error.what()).find("different numbers of replicates") != std::string::npos);
    }
}

TEST_CASE("Sobol indices of a sweep are those of its values", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 64);
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request_for({"by_place"}));
    CHECK(found.method == SensitivityMethod::sobol);
    CHECK(found.blocks == 64);
    CHECK(found.points_a_block == 4);
    CHECK(found.notices.empty());
    const VarianceShares expected = variance_shares(values_of(sweep), blocks_without(64, 64), {});
    const OutputSensitivity& output = found.outputs[0];
    CHECK(output.over == "mean over place (5)");
    CHECK(output.blocks == 64);
    REQUIRE(output.factors.size() == 2);
    CHECK(output.factors[0].name == "x"); // the more important one stands first
    CHECK(output.factors[0].role == "lever");
    for (const std::size_t k : {0u, 1u}) {
        const FactorIndices& factor = factor_of(output, k == 0 ? "x" : "places");
        CHECK(factor.indices[0].value == Approx(expected.total[k].value));
        CHECK(factor.indices[1].value == Approx(expected.first[k].value));
        CHECK(factor.indices[0].interval.high == Approx(expected.total[k].interval.high));
    }
    CHECK(output.pairs[0].index.value == Approx(0.0).margin(0.05)); // the two add up
    CHECK(output.chance.share() > 0.0);
    CHECK(output.chance.share() < 1e-5);
}

TEST_CASE("A block with a failed run is dropped as a whole and counted", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 33);
    sweep.experiment.points[4 * 7 + 2].settings.push_back("fails=2");
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request_for({"by_place"}));
    const OutputSensitivity& output = found.outputs[0];
    CHECK(output.blocks == 32);
    CHECK(output.not_finished == 1);
    CHECK(output.not_defined == 0);
    const VarianceShares expected = variance_shares(values_of(sweep), blocks_without(33, 7), {});
    CHECK(factor_of(output, "x").indices[0].value == Approx(expected.total[0].value));
    CHECK(factor_of(output, "places").indices[1].value == Approx(expected.first[1].value));
    CHECK(notes(found, "the number of blocks, 33, is no power of two"));
    CHECK(notes(found, "2 runs failed"));
    CHECK(sensitivity_table(found).find("Dropped: 1 of 33 blocks (1 with runs that failed or are missing).") !=
          std::string::npos);
}

TEST_CASE("Blocks where an output is not defined are dropped and counted", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 64);
    const std::filesystem::path path = file_of(sweep, folder);
    SensitivityRequest request = request_for({"by_place"});
    request.selection.places = {{"place", {"place 2"}}}; // is there from three places on
    std::size_t undefined = 0;
    for (std::size_t b = 0; b < 64; ++b) {
        const auto lacks = [&](std::size_t k) { return sweep.experiment.points[4 * b + k].coordinates[1] < 3.0; };
        undefined += lacks(0) || lacks(1) ? 1u : 0u; // A and B hold the places of all four points
    }
    REQUIRE(undefined > 10);
    const Sensitivity found = sensitivity_of(path, request);
    CHECK(found.outputs[0].not_defined == undefined);
    CHECK(found.outputs[0].blocks == 64 - undefined);
    CHECK(factor_of(found.outputs[0], "places").indices[0].value == Approx(0.0).margin(1e-9));
}

TEST_CASE("Elementary effects of a sweep are per range of the parameter", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::morris, "morris", 6);
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request_for({"by_place"}));
    CHECK(found.method == SensitivityMethod::morris);
    CHECK(found.blocks == 6);
    const FactorIndices& places = factor_of(found.outputs[0], "places");
    CHECK(places.indices[0].value == Approx(1.5)); // half a place more for each of three
    CHECK(places.indices[1].value == Approx(1.5));
    CHECK(places.indices[2].value == Approx(0.0).margin(1e-9));
    const FactorIndices& x = factor_of(found.outputs[0], "x");
    // Steps on the unit interval are 2/3, from 0 or 1/3.
    const double low = 1.5 * (std::sqrt(8.0 / 3.0 * 8.0 / 3.0 + 6.0) - std::sqrt(6.0));
    const double high = 1.5 * (std::sqrt(22.0) - std::sqrt(16.0 / 9.0 + 6.0));
    CHECK(x.indices[0].value > low);
    CHECK(x.indices[0].value < high);
    CHECK(x.indices[2].value > 0.1);
    CHECK(x.indices[3].value < 0.001);
}

TEST_CASE("Samples and lists have rank correlations", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 80);
    sweep.experiment.points[5].settings.push_back("fails=1");
    const std::filesystem::path path = file_of(sweep, folder);
    const Sensitivity found = sensitivity_of(path, request_for({"by_place", "value"}));
    CHECK(found.method == SensitivityMethod::rank);
    CHECK(found.outputs[0].blocks == 79);
    CHECK(found.outputs[0].not_finished == 1);
    CHECK(factor_of(found.outputs[0], "x").indices[0].value > 0.9);
    CHECK(factor_of(found.outputs[0], "places").indices[0].value > 0.7);
    CHECK(found.outputs[0].explained > 0.9);
    CHECK(factor_of(found.outputs[1], "x").indices[1].value == Approx(1.0));
    CHECK(factor_of(found.outputs[1], "x").indices[0].value == Approx(1.0));
    CHECK(factor_of(found.outputs[1], "places").indices[0].value == Approx(0.0).margin(0.01));
    SensitivityRequest sobol = request_for({"value"});
    sobol.method = SensitivityMethod::sobol;
    const auto refused = failure([&] { (void)sensitivity_of(path, sobol); });
    CHECK(refused.first == ExitCode::usage);
    CHECK(refused.second.find("latin_hypercube") != std::string::npos);
    CHECK(refused.second.find("need design = \"saltelli\"") != std::string::npos);
}

TEST_CASE("Few points a parameter are noted", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep few = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 9);
    CHECK(notes(sensitivity_of(file_of(few, folder), request_for({"by_place"})), "fewer than 5 points a parameter"));
    const TemporaryFolder other;
    SmallSweep enough = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 10);
    CHECK(sensitivity_of(file_of(enough, other), request_for({"by_place"})).notices.empty());
}

TEST_CASE("Alternatives under one set of assumptions are no points of their own", "[analysis][sensitivity]") {
    sim::DesignAxes levers;
    levers.push_back(
        sim::range_axis({"x", "1", "Where it begins", "lever", {}}, {.low = 0.0, .high = 4.0, .levels = 5}));
    sim::DesignAxes assumptions;
    assumptions.push_back(sim::range_axis({"places", "1", "How many places", "uncertainty", {}},
                                          {.low = 2.0, .high = 5.0, .whole = true, .base = 2.0}));
    const TemporaryFolder folder;
    const sim::Layout layout =
        sim::cross(sim::lay_out({.kind = sim::DesignKind::factorial}, levers),
                   sim::lay_out({.kind = sim::DesignKind::latin_hypercube, .points = 4, .seed = 3}, assumptions));
    SmallSweep sweep(0, 2);
    sweep.experiment.design = "crossed";
    sweep.experiment.columns = layout.columns;
    sweep.experiment.points = layout.points;
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request_for({"by_place"}));
    CHECK(notes(found, "crossed design"));
    CHECK(notes(found, "4 sets of assumptions are few for 1 uncertain parameters"));
    CHECK(found.outputs[0].blocks == 20);
    // The intervals are those of sets drawn again, each with its five alternatives.
    const auto column = [&](const char* name) {
        const auto at = std::find_if(layout.columns.begin(), layout.columns.end(),
                                     [&](const sim::DesignColumn& one) { return one.name == name; });
        std::vector<double> values;
        for (const sim::DesignPoint& point : layout.points) {
            values.push_back(point.coordinates[static_cast<std::size_t>(at - layout.columns.begin())]);
        }
        return values;
    };
    const std::vector<double> x = column("x");
    const std::vector<double> places = column("places");
    std::vector<double> output;
    std::vector<std::size_t> set_of;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const sim::DesignPoint point{{x[i], places[i]}, {}};
        output.push_back((value_of(point, 0) + value_of(point, 1)) / 2.0);
        set_of.push_back(static_cast<std::size_t>(column("assumption_point")[i]));
    }
    const std::vector<SampledParameter> parameters{{{x}}, {{places}}};
    const Index expected = rank_correlations(parameters, output, {.level = 0.9}, set_of).parameters[1].alone;
    const Index apart = rank_correlations(parameters, output, {.level = 0.9}).parameters[1].alone;
    const Index& said = factor_of(found.outputs[0], "places").indices[1];
    CHECK(said.value == Approx(expected.value));
    CHECK(said.interval.low == Approx(expected.interval.low));
    CHECK(said.interval.high == Approx(expected.interval.high));
    CHECK(std::abs(said.interval.low - apart.interval.low) > 0.001);
}

TEST_CASE("The points A and B of Sobol's method are a sample too", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 32);
    SensitivityRequest request = request_for({"value"});
    request.method = SensitivityMethod::rank;
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request);
    CHECK(found.blocks == 64);
    CHECK(factor_of(found.outputs[0], "x").indices[1].value == Approx(1.0));
}

TEST_CASE("Sensitivity says whether the points are enough, and how many would be", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 32);
    const std::filesystem::path path = file_of(sweep, folder);
    SensitivityRequest request = request_for({"by_place"});
    request.aim = 100.0;
    const Precision enough = *sensitivity_of(path, request).outputs[0].precision;
    CHECK(enough.factor == "x");
    CHECK(enough.is_enough);
    CHECK_FALSE(enough.blocks_needed.has_value());
    request.aim = enough.width / 3.0; // nine times the blocks, 288, in powers of two
    const Sensitivity wanting = sensitivity_of(path, request);
    CHECK(wanting.outputs[0].precision->blocks_needed == 512);
    CHECK(sensitivity_table(wanting).find("about 1920 more points, points = 512 in the experiment") !=
          std::string::npos);
}

TEST_CASE("Outputs without anything to explain say so", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 8);
    for (sim::DesignPoint& point : sweep.experiment.points) {
        point.settings[0] = "x=1";
    }
    const Sensitivity found = sensitivity_of(file_of(sweep, folder), request_for({"value"}));
    CHECK(found.outputs[0].problem == "it depends on chance alone, all points are equal");
    CHECK(found.outputs[0].factors.empty());
    const TemporaryFolder other;
    SmallSweep single = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 8, 1);
    for (sim::DesignPoint& point : single.experiment.points) {
        point.settings[0] = "x=1";
    }
    CHECK(sensitivity_of(file_of(single, other), request_for({"value"})).outputs[0].problem ==
          "it is the same everywhere: nothing to explain");
}

TEST_CASE("What has no sensitivity is refused with the reason", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::one_at_a_time, "one_at_a_time", 0);
    const auto refused = failure([&] { (void)sensitivity_of(file_of(sweep, folder), request_for({"value"})); });
    CHECK(refused.first == ExitCode::usage);
    CHECK(refused.second.find("one-at-a-time") != std::string::npos);

    const TemporaryFolder failed_folder;
    SmallSweep failed = designed(sim::DesignKind::saltelli, "saltelli", 4);
    for (std::size_t b = 0; b < 4; ++b) {
        failed.experiment.points[4 * b].settings.push_back("fails=1");
    }
    const auto all_failed =
        failure([&] { (void)sensitivity_of(file_of(failed, failed_folder), request_for({"value"})); });
    CHECK(all_failed.first == ExitCode::incomplete);
    CHECK(all_failed.second.find("of 4 blocks 4 have runs that failed") != std::string::npos);

    const TemporaryFolder sample_folder;
    SmallSweep sample = designed(sim::DesignKind::latin_hypercube, "latin_hypercube", 12);
    for (sim::DesignPoint& point : sample.experiment.points) {
        point.settings.push_back("fails=1");
    }
    sample.experiment.points[0].settings.pop_back();
    const auto most_failed =
        failure([&] { (void)sensitivity_of(file_of(sample, sample_folder), request_for({"value"})); });
    CHECK(most_failed.first == ExitCode::incomplete);
    CHECK(most_failed.second.find("of 12 points 11 have runs that failed") != std::string::npos);

    const TemporaryFolder same_folder;
    SmallSweep same = designed(sim::DesignKind::list, "list", 0);
    same.experiment.points = {{{1.0, 2.0}, {"x=1", "places=2"}}, {{1.0, 2.0}, {"x=1", "places=2", "steps=6"}}};
    const auto fixed = failure([&] { (void)sensitivity_of(file_of(same, same_folder), request_for({"value"})); });
    CHECK(fixed == std::pair(ExitCode::usage, std::string("no parameter varies between the points of the sweep")));
}

TEST_CASE("An unfinished sweep is told of, its whole blocks count", "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep begun = designed(sim::DesignKind::saltelli, "saltelli", 5);
    begun.carry_out(folder / "sweep");
    SmallSweep extended = designed(sim::DesignKind::saltelli, "saltelli", 8);
    extended.merged(folder / "sweep", true);
    const Sensitivity found = sensitivity_of(folder / "sweep", request_for({"value"}));
    CHECK(notes(found, "the sweep is not finished, 24 runs are missing"));
    CHECK(notes(found, "fewer than 32 blocks say little"));
    CHECK(found.outputs[0].not_finished == 3);
    CHECK(found.outputs[0].blocks == 5);
}

TEST_CASE("Shares of a simplex and options are one parameter each", "[analysis][sensitivity]") {
    const std::vector<DesignColumn> columns{{"mix.core", "lever", {"0.5", "0.25", "0.125"}, false},
                                            {"mix.fees", "lever", {"0.25", "0.75", "0.125"}, false},
                                            {"mix.rest", "lever", {"0.25", "0", "0.75"}, false},
                                            {"market.a", "uncertainty", {"1", "2", "3"}, false},
                                            {"market.b", "uncertainty", {"4", "4", "5"}, false},
                                            {"policy", "lever", {"none", "tax", "grant"}, true},
                                            {"point", "lever", {"first", "second", "third"}, true},
                                            {"morris_step", "design", {"0", "1", "2"}, false}};
    const std::vector<DesignFactor> factors = design_factors(columns);
    REQUIRE(factors.size() == 4);
    CHECK(factors[0].name == "mix");
    CHECK(factors[0].is_simplex);
    CHECK(factors[1].name == "market.a");
    CHECK_FALSE(factors[1].is_simplex);
    CHECK(factors[3].name == "policy");
    const std::vector<std::size_t> all{0, 1, 2};
    CHECK(sampled_values(factors[0], all).columns ==
          std::vector<std::vector<double>>{{0.5, 0.25, 0.125}, {0.25, 0.75, 0.125}, {0.25, 0.0, 0.75}});
    CHECK(sampled_values(factors[3], all).columns ==
          std::vector<std::vector<double>>{{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});          // grant, none, tax
    CHECK(sampled_values(factors[2], std::vector<std::size_t>{0, 1}).columns.empty()); // does not vary there
}

TEST_CASE("sensitivity explains itself and says what is wrong, with the exit code of the kind",
          "[analysis][sensitivity]") {
    const TemporaryFolder folder;
    SmallSweep sweep = designed(sim::DesignKind::saltelli, "saltelli", 32);
    file_of(sweep, folder);
    const auto call = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "sensitivity");
        return tests::call_program(arguments, {folder.path(), {}, {}});
    };
    CHECK(call({"--help"}).says("usage: actorhood sensitivity SWEEP"));
    CHECK(call({}).code == 2);
    CHECK(call({"nothing"}).code == 4);
    tests::write_result(folder / "run.h5", {.replicates = 2});
    const tests::Finished run = call({"run.h5"});
    CHECK(run.code == 2);
    CHECK(run.says("is a single run, not a sweep"));
    CHECK(call({"sweep", "--method", "magic"}).says("there is: sobol, morris, rank"));
    CHECK(call({"sweep", "--aim", "0"}).code == 2);
    CHECK(call({"sweep", "--variables", "by_place", "--axis", "cluster=a"})
              .says("none of the compared variables has an axis 'cluster'"));
    CHECK(call({"sweep", "--csv", "--json"}).code == 2);
    const tests::Finished table =
        call({"sweep", "--variables", "by_place", "--by", "place", "--axis", "place=place 0"});
    CHECK(table.code == 0);
    CHECK(table.says("by_place: A value by place [EUR], place = place 0"));
    CHECK(table.says("  x (lever)"));
    const tests::Finished csv = call({"sweep", "--variables", "value", "--csv"});
    CHECK(csv.says("value,A value,1,,,2020.5,sobol,x,lever,total,"));
    CHECK(call({"sweep", "--json"}).says("\"method\": \"sobol\""));
}

} // namespace test_analysis_sensitivity_sweep
