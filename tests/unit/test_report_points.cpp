// Reports of points of a sweep: the numbers of compare --between, and courses over the settings of the other axes.
#include <cmath>
#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/figures/fan.hpp"
#include "analysis/report/report.hpp"
#include "analysis/sweep_points.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_report_points {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::TemporaryFolder;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// x = 0, 2, 4 under two, three and four places, as a result.
std::string sweep_in(const TemporaryFolder& folder) {
    tests::crossed_sweep(6).finish(folder / "sweep");
    return (folder / "sweep").string();
}

report::ReportRequest between(const std::string& path, const std::string& axis) {
    return {.paths = {path},
            .language = report::Language::english,
            .selection = {.variables = {"value", "by_place"}},
            .between = axis,
            .call = "actorhood report"};
}

} // namespace

TEST_CASE("a report between points of a sweep says what compare says", "[report]") {
    const TemporaryFolder folder;
    const std::string path = sweep_in(folder);
    const std::string page = report::report_html(between(path, "x"));
    const Comparison comparison = compare_sweep(path, "x", {.variables = {"value", "by_place"}});
    REQUIRE(comparison.results.size() == 3);
    for (const ComparedResult& result : comparison.results) {
        CHECK(has(page, "<bdi>" + result.name + "</bdi>"));
    }
    for (const ComparedVariable& variable : comparison.variables) {
        for (const Difference& difference : variable.differences) {
            const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
            CHECK(has(page, format.signed_text(difference.estimate.mean)));
        }
    }
    CHECK(has(page, "each value of x is a mean over 3 settings of the other axes"));

    report::ReportRequest held = between(path, "x");
    held.selection.places = {{"places", {"3"}}};
    CHECK_FALSE(has(report::report_html(held), "settings of the other axes"));
    held.language = report::Language::french;
    CHECK(has(report::report_html(held), "lang=\"fr\""));
}

TEST_CASE("courses of points of a sweep are means over the settings of the other axes", "[report]") {
    const TemporaryFolder folder;
    const SweepPoints points = open_sweep_points(sweep_in(folder), "x", {});
    std::vector<std::string> notices;
    const std::vector<FanPanel> panels = read_fans(points.results, {.variables = {"by_place"}}, notices);
    REQUIRE(panels.size() == 1);
    REQUIRE(panels[0].fans.size() == 3);
    // Six steps from x: the root of x^2 + 6; of two, three and four places the means are 0.5, 1 and 1.5 more.
    for (std::size_t k = 0; k < 3; ++k) {
        const double x = 2.0 * static_cast<double>(k);
        REQUIRE(panels[0].fans[k].times.size() == 6);
        CHECK(panels[0].fans[k].quantiles[2].back() == Approx(std::sqrt(x * x + 6.0) + 1.0).epsilon(2e-3));
        CHECK(panels[0].fans[k].quantiles[2].front() == Approx(std::sqrt(x * x + 1.0) + 1.0).epsilon(5e-3));
    }
}

TEST_CASE("what a report cannot compare between points is refused", "[report]") {
    const TemporaryFolder folder;
    const std::string path = sweep_in(folder);
    const auto refused = [](const report::ReportRequest& request, const std::string& says) {
        CHECK_THROWS_WITH(report::report_html(request), Catch::Contains(says));
    };
    refused(between(path, "y"), "there is: x, places, design");
    report::ReportRequest firm = between(path, "");
    firm.firm = "Acme";
    refused(firm, "--firm: the report of a whole sweep shows no single firm");
    firm.between = "x";
    refused(firm, "holds no path of a single firm: run its scenario with output.panel");
    report::ReportRequest two = between(path, "x");
    two.paths.push_back(path);
    refused(two, "--between compares the points of one sweep, but 2 results are named");
    tests::write_result(folder / "a.h5", {.replicates = 2});
    refused(between((folder / "a.h5").string(), "x"), "is a single run, not a sweep");
}

} // namespace test_report_points
