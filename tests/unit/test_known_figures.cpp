// Known figures of a case: reading them from recorded outputs, and what cannot be read.
#include <cmath>

#include "sim/output/known_figures.hpp"
#include "tests/catch.hpp"

namespace test_known_figures {

using namespace actorhood::sim;

namespace {

/// Two clusters and two pillars; the present value counts up by one a row.
struct Case {
    Outputs outputs;
    double now = 0.0;

    Case() {
        outputs.axis("cluster", "cluster", {"north", "south"});
        outputs.axis("pillar", "pillar", {"circular", "digital"});
        outputs.variable("members", {"cluster"}, Unit{"1"}, Meaning{"members"}, Source{"test"},
                         [this](std::span<double> out) {
                             out[0] = 10.0 + now;
                             out[1] = 100.0;
                         });
        outputs.variable("depth", {"cluster", "pillar"}, Unit{"1"}, Meaning{"depth"}, Source{"test"},
                         [this](std::span<double> out) {
                             out[0] = 0.1 * now;
                             out[1] = 0.5;
                             out[2] = std::nan("");
                             out[3] = 0.7;
                         });
    }
    Trajectory record() {
        Recorder recorder(outputs);
        for (int month = 0; month < 3; ++month) {
            now = month;
            recorder.record(2020.0 + month, month);
        }
        return recorder.take(0);
    }
};

KnownFigure figure(std::string output, std::vector<std::string> where = {}) {
    KnownFigure known;
    known.name = "it";
    known.output = std::move(output);
    known.where = std::move(where);
    return known;
}

} // namespace

TEST_CASE("a known figure is read from the recorded values it names", "[known]") {
    Case world;
    const Trajectory trajectory = world.record();
    const auto value = [&](const KnownFigure& known) { return simulated_figure(known, world.outputs, trajectory); };

    KnownFigure known = figure("members");
    CHECK(value(known) == 112.0); // last row, both clusters
    known.across = 1;
    CHECK(value(known) == 56.0);
    known.time = 1;
    CHECK(value(known) == 55.0);
    known = figure("members", {"cluster=north"});
    known.time = 3;
    CHECK(value(known) == 33.0);
    known.from = 2021.0;
    CHECK(value(known) == 23.0);
    known.to = 2022.0;
    CHECK(value(known) == 11.0);
    known.factor = 2.0;
    CHECK(value(known) == 22.0);
    known = figure("members", {"cluster=north"});
    known.time = 4;
    CHECK(value(known) == 12.0);

    known = figure("depth", {"pillar=circular"}); // undefined in the south: left out
    known.time = 2;
    CHECK(value(known) == Approx(0.1));
    known = figure("depth", {"cluster=south", "pillar=circular"});
    CHECK(std::isnan(value(known)));
    known = figure("depth", {"cluster=south", "cluster=north", "pillar=digital"}); // either of two labels
    CHECK(value(known) == Approx(1.2));
    known = figure("members", {"cluster=south"});
    known.per = "depth";
    known.where = {"cluster=south"};
    CHECK(value(known) == Approx(100.0 / 0.7));
}

TEST_CASE("a share is the part named in the whole variable", "[known]") {
    Case world;
    const Trajectory trajectory = world.record();
    KnownFigure known = figure("members", {"cluster=north"});
    known.share = true;
    CHECK(simulated_figure(known, world.outputs, trajectory) == Approx(12.0 / 112.0));
    known.time = 3;
    known.factor = 100.0;
    CHECK(simulated_figure(known, world.outputs, trajectory) == Approx(100.0 * 33.0 / 333.0));
}

TEST_CASE("known figures that cannot be read are reported with their place and the nearest name", "[known]") {
    const Case world;
    std::vector<KnownFigure> figures{figure("membrs"), figure("depth", {"pilar=circular"}),
                                     figure("depth", {"pillar=circlar"}), figure("members", {"cluster=north"})};
    const std::vector<std::size_t> all{0, 1};
    auto problems = problems_of(figures, world.outputs, all);
    REQUIRE(problems.size() == 3);
    CHECK(problems[0].message == "there is no output 'membrs', did you mean 'members'?");
    CHECK(problems[0].key == "known#0.output");
    CHECK(problems[1].message == "'depth' has no axis 'pilar', did you mean 'pillar'?");
    CHECK(problems[1].key == "known#1.where");
    CHECK(problems[2].message == "axis 'pillar' has no 'circlar', did you mean 'circular'?");

    figures = {figure("members"), figure("members"), figure("depth")};
    figures[0].share = true;
    figures[1].per = "dept";
    const std::vector<std::size_t> members_only{0};
    problems = problems_of(figures, world.outputs, members_only);
    REQUIRE(problems.size() == 3);
    CHECK(problems[0].key == "known#0.share");
    CHECK(problems[1].key == "known#1.per");
    CHECK(problems[2].message == "'depth' is not recorded: add it to output.variables");
}

TEST_CASE("the table of known figures shows range and role", "[known]") {
    Case world;
    std::vector<Trajectory> trajectories;
    trajectories.push_back(world.record());
    KnownFigure known = figure("members");
    known.value = 110.0;
    known.role = 1;
    known.comparison = 1;
    known.source = "a book";
    const std::string text = known_figures_text(std::vector{known}, world.outputs, trajectories);
    CHECK(text.find(">= 110.0") != std::string::npos);
    CHECK(text.find("112.0") != std::string::npos);
    CHECK(text.find("given") != std::string::npos);
    CHECK(text.find("a book") != std::string::npos);
}

TEST_CASE("rows of known figures hold mean, lowest and highest over replicates, and no unit for pure numbers",
          "[known]") {
    Case world;
    std::vector<Trajectory> trajectories;
    for (const double factor : {2.0, 1.0, 3.0}) { // neither the first nor the last is the lowest
        trajectories.push_back(world.record());
        for (std::vector<double>& values : trajectories.back().values) {
            for (double& value : values) {
                value *= factor;
            }
        }
    }
    KnownFigure known = figure("members");
    known.value = 110.0;
    known.comparison = 2;
    const FigureRow row = known_figure_rows(std::vector{known}, world.outputs, trajectories).front();
    CHECK(row.known == "<= 110.0");
    CHECK(row.simulated == "224.0");
    CHECK(row.range == "(112.0 to 336.0)");
    CHECK(row.role == "outcome");
    known.unit = "1";
    CHECK(known_figure_rows(std::vector{known}, world.outputs, trajectories).front().known == "<= 110.0");
    known.unit = "EUR";
    CHECK(known_figure_rows(std::vector{known}, world.outputs, trajectories).front().known == "<= 110.0 EUR");
}

} // namespace test_known_figures
