// The command plot: the figures of small results as they should be, to the byte, and what it refuses.
//
// After a wanted change of figures:  ACTORHOOD_REFRESH=1 build/bin/test_unit "[figures]"   and look at them.
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "analysis/figures/fan.hpp"
#include "analysis/figures/fan_drawing.hpp"
#include "analysis/figures/figures.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_plot {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::none;
using tests::TemporaryFolder;

namespace {

/// Elements open and close in order, and nothing else stands between < and >.
bool is_well_formed(const std::string& text) {
    std::vector<std::string> open;
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        const std::size_t end = text.find_first_of("<>", at + 1);
        if (end == std::string::npos || text[end] == '<') {
            return false;
        }
        const std::string tag = text.substr(at + 1, end - at - 1);
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1)) {
                return false;
            }
            open.pop_back();
        } else if (!tag.ends_with('/')) {
            open.push_back(tag.substr(0, tag.find(' ')));
        }
    }
    return open.empty();
}

/// Compares a figure with the one kept, or keeps it.
void check_figure(const std::string& name, const std::string& figure) {
    const std::filesystem::path file =
        std::filesystem::path(ACTORHOOD_SOURCE_DIR) / "tests" / "unit" / "figures" / (name + ".svg");
    CHECK(is_well_formed(figure));
    if (tests::refreshing()) {
        tests::write_text(file, figure);
        return;
    }
    INFO(
        file.filename().string() << " is another. To refresh: ACTORHOOD_REFRESH=1 build/bin/test_unit \"[figures]\"");
    const bool is_same = tests::text_of(file) == figure; // without printing both
    CHECK(is_same);
}

std::vector<Result> two_results(const TemporaryFolder& folder) {
    tests::write_result(folder / "a.h5", {.replicates = 8});
    tests::write_result(folder / "b.h5", {.replicates = 8, .level = 12.0, .own_stream = 2, .undefined_until = 2035});
    std::vector<Result> results;
    results.push_back(Result::open(folder / "a.h5"));
    results.push_back(Result::open(folder / "b.h5"));
    return results;
}

std::string series(const TemporaryFolder& folder, const Selection& selection) {
    std::vector<Result> results{Result::open(folder / "a.h5")};
    return series_figure(results, selection, "");
}

/// A lattice of three shares under two sets of assumptions.
Crossing lattice() {
    std::vector<DesignColumn> columns{{"funding.mix.core", "lever", {}, false},
                                      {"funding.mix.project", "lever", {}, false},
                                      {"funding.mix.fees", "lever", {}, false},
                                      {"effort", "uncertainty", {}, false}};
    const std::vector<std::array<const char*, 3>> mixes{{"1", "0", "0"}, {"0.5", "0.5", "0"}, {"0.5", "0", "0.5"},
                                                        {"0", "1", "0"}, {"0", "0.5", "0.5"}, {"0", "0", "1"}};
    for (const auto& mix : mixes) {
        for (const char* effort : {"0.2", "0.8"}) {
            for (std::size_t k = 0; k < 3; ++k) {
                columns[k].values.emplace_back(mix.at(k));
            }
            columns[3].values.emplace_back(effort);
        }
    }
    return crossing_of(columns, "factorial", {});
}

Ranking ranking() {
    Ranking made;
    made.title = "Mixes & <more>";
    made.when = "2040";
    made.replicates = 4;
    made.crossing = lattice();
    OutputRanking output{.name = "depth", .over = "", .long_name = "Depth", .units = "EUR"};
    for (std::size_t k = 0; k < made.crossing.alternatives; ++k) {
        const auto step = static_cast<double>(k);
        RankedAlternative each{};
        each.alternative = k;
        each.best = 0.5 - 0.1 * step;
        each.mean = 1000.0 + 100.0 * step;
        each.expected_regret = 20.0 * (5.0 - step);
        each.largest_regret = 50.0 + 30.0 * (5.0 - step);
        output.alternatives.push_back(each);
    }
    output.winners_luck = 1.5;
    made.outputs.push_back(output);
    return made;
}

Sensitivity sensitivity() {
    Sensitivity made;
    made.method = SensitivityMethod::sobol;
    made.title = "Which";
    made.design = "saltelli";
    made.when = "2040";
    made.level = 0.9;
    made.replicates = 4;
    made.index_names = {"total", "first"};
    OutputSensitivity output{.name = "depth", .place = "", .over = "", .long_name = "Depth", .units = "1"};
    output.chance = {1.0, 3.0};
    output.factors = {{"effort", "lever", false, {{0.62, {0.385, 0.856}}, {0.519, {0.258, 0.78}}}},
                      {"level", "uncertainty", false, {{0.385, {0.229, 0.541}}, {0.324, {0.129, 0.518}}}},
                      {"idle", "", false, {{-0.01, {none, none}}, {none, {none, none}}}}};
    made.outputs.push_back(output);
    output.name = "flat";
    output.long_name = "Flat";
    output.problem = "the output does not vary";
    made.outputs.push_back(output);
    return made;
}

tests::Finished plot(const TemporaryFolder& folder, std::vector<std::string> arguments,
                     const std::string& output = "") {
    arguments.insert(arguments.begin(), "plot");
    return tests::call_program(arguments, {folder.path(), {}, output});
}

} // namespace

TEST_CASE("Years below a plot are as many as there is room for, no finer than half a year", "[analysis][plot]") {
    const auto years = [](double width, double first, double last) {
        return time_ticks(drawing::plot_in({0.0, 0.0, width, 100.0}, {first, last}, {0.0, 1.0})).labels;
    };
    using Labels = std::vector<std::string>;
    CHECK(years(310.0, 2020.0, 2040.0) == Labels{"2020", "2025", "2030", "2035", "2040"});
    CHECK(years(124.0, 2020.0, 2040.0) == Labels{"2020", "2030", "2040"});
    CHECK(years(620.0, 2020.0, 2021.0) == Labels{"2020", "2020.5", "2021"}); // there is room for ten
}

TEST_CASE("The figures of small results are as they were", "[analysis][figures]") {
    const TemporaryFolder folder;
    std::vector<Result> results = two_results(folder);
    const Selection selection{.variables = {"wealth", "constant", "patchy", "depth"}};
    check_figure("series", series_figure(results, selection, ""));
    check_figure("differences", difference_figure(compare(results, selection), "Title & <b>more</b>"));
    check_figure("tornado", tornado_figure(sensitivity(), ""));
    check_figure("simplex", simplex_figure(ranking(), MixColour::best, ""));
    check_figure("simplex_mean", simplex_figure(ranking(), MixColour::mean, ""));
    check_figure("regret", regret_figure(ranking(), ""));
}

TEST_CASE("A fan holds the quantiles of the replicates at each time", "[analysis][plot]") {
    const TemporaryFolder folder;
    const std::vector<Result> results = two_results(folder);
    std::vector<std::string> notices;
    const std::vector<FanPanel> panels =
        read_fans(results, {.variables = {"depth", "patchy"}, .average = std::pair(2034.0, 2037.0)}, notices);
    REQUIRE(panels.size() == 2);
    const Fan& depth = panels[0].fans[0];
    CHECK(panels[0].over == "mean over cluster (3)");
    CHECK(depth.times == std::vector<double>{2034.0, 2035.0, 2036.0});
    CHECK(depth.quantiles[2] ==
          std::vector<double>{6.0, 7.0, 8.0}); // of 1 and 3 plus years; the third is not defined
    CHECK(depth.last == std::vector<double>(8, 8.0));
    const Fan& patchy = panels[1].fans[1];
    CHECK(std::isnan(patchy.quantiles[2][0]));
    CHECK(patchy.quantiles[0][1] == 6.0);
    const std::vector<FanPanel> summed = read_fans(results, {.variables = {"depth"}, .over = Over::sum}, notices);
    CHECK(summed[0].fans[0].last[0] == 24.0);
    CHECK(read_fans(results, {.variables = {"depth"}, .by = "cluster"}, notices).size() == 3);
}

TEST_CASE("Results that can hardly be drawn make a sensible figure", "[analysis][plot]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 1, .last_year = 2030, .undefined_until = 2100});
    const std::string single = series(folder, {.variables = {"wealth"}}); // one replicate, one time
    CHECK(is_well_formed(single));
    CHECK(single.find("One replicate: a single course") != std::string::npos);
    CHECK(single.find(">2030<") != std::string::npos);
    CHECK(series(folder, {.variables = {"patchy"}}).find(">not defined at any of these times<") != std::string::npos);
    const std::string constant = series(folder, {.variables = {"constant"}});
    CHECK(constant.find(">5.0<") != std::string::npos); // a tick in the middle
    CHECK(constant.find("nan") == std::string::npos);
    CHECK(constant.find("inf") == std::string::npos);
}

TEST_CASE("What is long is thinned: the size of a figure has a bound", "[analysis][plot]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 3, .first_year = 0, .last_year = 9000});
    const std::string figure = series(folder, {.variables = {"wealth", "constant"}});
    CHECK(figure.size() < 60000);
    CHECK(is_well_formed(figure));
}

TEST_CASE("plot writes a file or the standard output, the same bytes", "[analysis][plot]") {
    const TemporaryFolder folder;
    (void)two_results(folder);
    const tests::Finished printed = plot(folder, {"a.h5", "b.h5", "--variables", "wealth", "--title", "<x>&"});
    CHECK(printed.code == 0);
    CHECK(is_well_formed(printed.output));
    CHECK(printed.says("&lt;x&gt;&amp;"));
    const tests::Finished written =
        plot(folder, {"a.h5", "b.h5", "--variables", "wealth", "--title", "<x>&", "-o", "x.svg"});
    CHECK(written.output == "x.svg\n");
    CHECK(tests::read_bytes(folder / "x.svg") == printed.output);
    CHECK(plot(folder, {"a.h5", "-o", "p\x1b[31m.svg"}).output == "p?[31m.svg\n"); // what drives a terminal
    CHECK(plot(folder, {"a.h5", "b.h5", "--kind", "differences"}).says("difference to a"));
    CHECK(plot(folder, {"a.h5"}, "/dev/full").code == 4);
    CHECK(plot(folder, {"a.h5", "-o", "no/such/folder/x.svg"}).code == 4);
}

TEST_CASE("plot says what is wrong with its inputs", "[analysis][plot]") {
    const TemporaryFolder folder;
    (void)two_results(folder);
    CHECK(plot(folder, {"--help"}).says("usage: actorhood plot RESULT..."));
    CHECK(plot(folder, {}).says("name at least one result"));
    CHECK(plot(folder, {"a.h5", "--variables", "welth"}).says("did you mean 'wealth'?"));
    CHECK(plot(folder, {"a.h5", "--kind", "tornados"}).says("did you mean 'tornado'?"));
    CHECK(plot(folder, {"a.h5", "-o", "x.png"}).says("let the name of the file end with .svg"));
    CHECK(plot(folder, {"a.h5", "--kind", "differences"}).says("at least two results"));
    CHECK(plot(folder, {"a.h5", "--average", "2030:2035"}).says("--years chooses its times"));
    CHECK(plot(folder, {"a.h5", "--interval", "0.8"}).says("--interval has no meaning for --kind series"));
    CHECK(plot(folder, {"a.h5", "--years", "1990:1995"}).says("it records 2030 to 2040"));
    CHECK(plot(folder, {"a.h5", "b.h5", "--kind", "tornado"}).says("draws one sweep"));
    CHECK(plot(folder, {"a.h5", "--kind", "simplex", "--colour", "red"}).code == 2);
    CHECK(plot(folder, {"missing"}).code == 4);
    const std::vector<std::string> seven(7, "a.h5");
    CHECK(plot(folder, seven).says("7 results are too many"));
    tests::write_result(folder / "many.h5", {.replicates = 1, .clusters = std::vector<std::string>(25, "same name")});
    const tests::Finished many = plot(folder, {"many.h5", "--variables", "depth", "--by", "cluster"});
    CHECK(many.code == 2);
    CHECK(many.says("25 panels, and a figure holds at most 24"));
}

TEST_CASE("Sweeps are drawn by what they can say", "[analysis][plot]") {
    const TemporaryFolder folder;
    tests::SmallSweep sweep(4, 5);
    sweep.carry_out(folder / "sweep");
    sweep.merged(folder / "sweep");
    CHECK(plot(folder, {"sweep"}).says("is the result of a sweep: draw it with --kind tornado"));
    const tests::Finished between =
        plot(folder, {"sweep", "--kind", "differences", "--between", "x", "--variables", "value"});
    CHECK(between.code == 0);
    CHECK(is_well_formed(between.output));
    CHECK(between.output.find("are not drawn") == std::string::npos);
    tests::SmallSweep many(25, 5);
    many.carry_out(folder / "many");
    many.merged(folder / "many");
    CHECK(plot(folder, {"many", "--kind", "differences", "--between", "x", "--variables", "value"})
              .says("The last 4 results are not drawn."));
    Ranking without = ranking();
    without.crossing.levers.clear();
    CHECK_THROWS_AS(simplex_figure(without, MixColour::best, ""), sim::Error);
}

} // namespace test_analysis_plot
