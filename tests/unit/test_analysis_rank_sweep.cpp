// The command rank on results of sweeps: what it reads, drops, chooses, says and refuses.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "analysis/ranking.hpp"
#include "analysis/ranking_text.hpp"
#include "analysis/simplex_map.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_rank_sweep {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::crossed_sweep;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

tests::Finished rank(const TemporaryFolder& folder, std::vector<std::string> arguments,
                     const std::string& output = "") {
    arguments.insert(arguments.begin(), "rank");
    return tests::call_program(arguments, {folder.path(), {}, output});
}

} // namespace

TEST_CASE("rank reads a factorial design as a crossing", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.finish(folder / "sweep");
    RankingRequest request;
    request.outputs = {{"by_place", false}};
    const Ranking found = ranking_of(folder / "sweep", request);
    CHECK(found.crossing.alternatives == 3);
    CHECK(found.crossing.sets == 3);
    const OutputRanking& output = found.outputs[0];
    CHECK(output.over == "mean over place (4)");
    REQUIRE(output.alternatives.size() == 3);
    CHECK(found.crossing.names[output.alternatives[0].alternative] == "x=4");
    CHECK(output.alternatives[0].best == Approx(1.0));
    CHECK(output.alternatives[2].worst == Approx(1.0));
    const auto value = [](double x, double r) { return std::sqrt((x + 0.001 * r) * (x + 0.001 * r) + 6.0); };
    const auto mean = [&](double x) { return (value(x, 0) + value(x, 1) + value(x, 2)) / 3.0; };
    CHECK(output.alternatives[0].mean == Approx(mean(4.0) + 1.0)); // places 0.5, 1 and 1.5 above the first
    CHECK(output.alternatives[2].expected_regret == Approx(mean(4.0) - mean(0.0)));
    CHECK(output.alternatives[1].least == Approx(mean(2.0) + 0.5));
    CHECK(ranking_table(found, 20).find("No assumption flips the first place") != std::string::npos);
}

TEST_CASE("Failed runs leave a set out, or a replicate, and are counted", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.experiment.points[4].settings.push_back("fails=2");
    sweep.finish(folder / "sweep");
    const tests::Finished found = rank(folder, {"sweep", "--output", "value"});
    CHECK(found.code == 0);
    CHECK(found.says("Dropped: 1 of 3 sets of assumptions (1 with runs that failed or are missing)."));
    CHECK(found.says("Note: 3 runs failed: actorhood status says why"));
    const TemporaryFolder other;
    SmallSweep broken = crossed_sweep();
    for (std::size_t k = 0; k < 9; k += 4) { // an alternative of each set
        broken.experiment.points[k].settings.push_back("fails=3");
    }
    broken.finish(other / "sweep");
    const tests::Finished none_left = rank(other, {"sweep", "--output", "value"});
    CHECK(none_left.code == 8);
    CHECK(
        none_left.says("value: no set of assumptions has two replicates of every alternative (of 3 sets 3 have runs "
                       "that failed or are missing"));
}

TEST_CASE("Sets that one anchor alone excludes are ranked under apart", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.experiment.columns.push_back(
        {"assumption_name", "1", "Name", "design", {"set 1", "set 2", "without cloud | 0.25 | 1"}});
    for (sim::DesignPoint& point : sweep.experiment.points) {
        point.coordinates.push_back(point.coordinates[1] - 2.0); // two to four places
    }
    sweep.finish(folder / "sweep");
    RankingRequest request;
    request.outputs = {{"value", false}};
    const Ranking found = ranking_of(folder / "sweep", request);
    CHECK(found.outputs[0].sets == 2);
    REQUIRE(found.outputs[0].left_out.size() == 1);
    const LeftOutAnchor& one = found.outputs[0].left_out[0];
    CHECK(one.anchor == "cloud");
    CHECK(one.part == 0.25);
    CHECK(one.sets == 1);
    CHECK_FALSE(one.turns());
    CHECK(rank(folder, {"sweep", "--output", "value"})
              .says("Without a single anchor of the calibration x=4 is first all the same:"));
    CHECK(rank(folder, {"sweep", "--output", "value", "--csv", "--rows", "anchors"})
              .says(",cloud,1,0.25,x=4,1,x=4,1,"));
    CHECK(
        rank(folder, {"sweep", "--output", "value", "--json"}).says("\"left_out\": [\n      {\"anchor\": \"cloud\""));
}

TEST_CASE("rank explains itself and says what is wrong, with the exit code of the kind", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.finish(folder / "sweep");
    CHECK(rank(folder, {"--help"}).says("usage: actorhood rank SWEEP"));
    CHECK(rank(folder, {}).code == 2);
    CHECK(rank(folder, {"nothing"}).code == 4);
    tests::write_result(folder / "run.h5", {.replicates = 2});
    const tests::Finished run = rank(folder, {"run.h5"});
    CHECK(run.code == 2);
    CHECK(run.says("is a single run, not a sweep"));
    const tests::Finished unknown = rank(folder, {"sweep", "--output", "valeu"});
    CHECK(unknown.code == 2);
    CHECK(unknown.says("did you mean 'value'?"));
    CHECK(rank(folder, {"sweep", "--output", "value:up"}).says("write NAME, NAME:lower or NAME:higher"));
    CHECK(rank(folder, {"sweep", "--order", "bset"}).says("did you mean 'best'?"));
    CHECK(rank(folder, {"sweep", "--order", "share"}).says("--order share needs what satisfies"));
    CHECK(rank(folder, {"sweep", "--optimism", "1.5"}).code == 2);
    CHECK(rank(folder, {"sweep", "--rows", "points"}).says("there is: alternatives, flips, sets, anchors"));
    CHECK(rank(folder, {"sweep", "--higher", "--lower"}).says("exclude each other"));
    CHECK(rank(folder, {"sweep", "--csv", "--json"}).code == 2);
    CHECK(rank(folder, {"sweep", "--levers", "y"}).says("--levers: no axis 'y' varies"));
    CHECK(rank(folder, {"sweep", "--levers", "x,places"}).says("this is one set of assumptions"));
    CHECK(rank(folder, {"sweep", "--output", "by_place", "--axis", "place=place 3"})
              .says("Dropped: 2 of 3 sets of assumptions (2 where it is not defined)."));
    CHECK(rank(folder, {"sweep"}, "/dev/full").code == 4);
}

TEST_CASE("rank takes the first output where none is named, and either direction", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.finish(folder / "sweep");
    const tests::Finished lower = rank(folder, {"sweep", "--lower"});
    CHECK(lower.says("value: A value; lower is better"));
    const tests::Finished csv = rank(folder, {"sweep", "--lower", "--csv"});
    CHECK(csv.says("value,,2020.5,lower,1,x=0,0,1,"));
    CHECK(rank(folder, {"sweep", "--output", "value,by_place:lower"})
              .says("Pareto set of 2 outputs over 3 sets: nothing beats 3 of 3 alternatives by the means"));
    CHECK(rank(folder, {"sweep", "--csv", "--rows", "sets"}).says("value,,2020.5,higher,0,2,x=4,1,"));
    CHECK(rank(folder, {"sweep", "--json"}).says("\"alternatives\": 3,\n  \"sets\": 3"));
    CHECK(rank(folder, {"sweep", "--at-least", "4"}).says("satisfies %"));
}

TEST_CASE("A sweep without a lever, with one replicate or without any effect says so", "[analysis][rank]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep(1, "uncertainty");
    sweep.finish(folder / "sweep");
    const tests::Finished no_lever = rank(folder, {"sweep"});
    CHECK(no_lever.code == 2);
    CHECK(no_lever.says("no axis of the sweep has the role 'lever'"));
    const tests::Finished one = rank(folder, {"sweep", "--levers", "x"});
    CHECK(one.code == 0);
    CHECK(one.says("Note: with one replicate chance cannot be told"));
    const TemporaryFolder other;
    SmallSweep constant = crossed_sweep();
    for (sim::DesignPoint& point : constant.experiment.points) {
        point.settings[0] = "x=1";
    }
    constant.finish(other / "sweep");
    CHECK(rank(other, {"sweep", "--output", "value"})
              .says("No ranking: it is the same for all alternatives under all assumptions"));
}

TEST_CASE("A lattice of mixes is drawn as a triangle", "[analysis][rank]") {
    const std::vector<std::string> core{"1", "0.5", "0.5", "0", "0", "0"};
    const std::vector<std::string> project{"0", "0", "0.5", "0", "0.5", "1"};
    const std::vector<std::string> fees{"0", "0.5", "0", "1", "0.5", "0"};
    const Crossing crossing = crossing_of({{"mix.core", "lever", core, false},
                                           {"mix.project", "lever", project, false},
                                           {"mix.fees", "lever", fees, false}},
                                          "simplex", {});
    CHECK(simplex_map(crossing, std::vector<double>{0.01, 0.2, 0.3, 1.0, 0.5, 0.04}) ==
          "  Top: all core (its share before each row); bottom left: all fees; bottom right: all project.\n"
          "       1         1\n"
          "     0.5      20  30\n"
          "       0   100  50   4\n");
    const MixTriangles mixes = mix_triangles(crossing);
    REQUIRE(mixes.triangles.size() == 1);
    CHECK(largest_shares(mixes.triangles[0]) == std::array{1.0, 1.0, 1.0});
    MixTriangle part = mixes.triangles[0]; // its first mixes: all core, half core and half fees
    part.places.resize(2);
    CHECK(largest_shares(part) == std::array{1.0, 0.0, 0.5});
}

} // namespace test_analysis_rank_sweep
