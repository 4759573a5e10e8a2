// Reports of sweeps: what is said of choices under assumptions, of how many sets, and what is refused.
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/report/report.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_report_sweep {

using namespace actorhood;
using namespace actorhood::analysis::report;
using tests::crossed_sweep;
using tests::SmallSweep;
using tests::TemporaryFolder;
using tests::write_scenario;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

ReportRequest request_for(const TemporaryFolder& folder, const std::string& output = "value") {
    ReportRequest request{.paths = {(folder / "sweep").string()}, .call = "actorhood report sweep"};
    request.selection.variables = {output};
    return request;
}

/// Why there is no page; "" = there is one.
std::string refusal(const ReportRequest& request) {
    try {
        static_cast<void>(report_html(request));
    } catch (const sim::Error& error) {
        CHECK(error.code() == sim::ExitCode::usage);
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("The report of a sweep says which choice is best, under how many sets of assumptions", "[report][sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.finish(folder / "sweep");
    const std::string page = report_html(request_for(folder, "by_place"));
    CHECK(has(page, "Which of 3 choices has the highest a value by place, whatever of 3 sets of assumptions holds?"));
    CHECK(has(page, "Almost certainly, x=4 is best: with a probability of &gt;99\xc2\xa0% over assumptions and"));
    CHECK(has(page, "x=4 loses least against the best: 0 EUR expected, 0 EUR at most."));
    CHECK(has(page, "3 choices under 3 sets of assumptions, 3 replicates each."));
    CHECK(has(page, "What is assumed varies over the ranges of the experiment: places."));
    ReportRequest lower = request_for(folder, "by_place");
    lower.lower_is_better = true;
    CHECK(has(report_html(lower), "Almost certainly, x=0 is best"));
}

TEST_CASE("The report of a sweep counts the sets that it ranks under, not those that it leaves out",
          "[report][sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.experiment.points[4].settings.push_back("fails=2"); // of the second set
    sweep.finish(folder / "sweep");
    const std::string two = report_html(request_for(folder));
    CHECK(has(two, "whatever of 2 sets of assumptions holds?"));
    CHECK(has(two, "3 choices under 2 sets of assumptions"));
    const TemporaryFolder other;
    SmallSweep excluded = crossed_sweep();
    excluded.experiment.columns.push_back({"assumption_name",
                                           "1",
                                           "Name",
                                           "design",
                                           {"set 1", "without cloud | 0.25 | 1", "without cloud | 0.25 | 2"}});
    for (sim::DesignPoint& point : excluded.experiment.points) {
        point.coordinates.push_back(point.coordinates[1] - 2.0); // two to four places
    }
    excluded.finish(other / "sweep");
    const std::string one = report_html(request_for(other));
    CHECK(has(one, "Which of 3 choices has the highest "));
    CHECK_FALSE(has(one, "whatever of"));
    CHECK(has(one, "3 choices under one set of assumptions"));
    CHECK_FALSE(has(one, "loses least")); // of a single set the best loses nothing
    CHECK(has(one, "by chance alone under one set of assumptions"));
    CHECK_FALSE(has(one, "by the number of sets"));
}

TEST_CASE("The report of a sweep refuses what the sweep lacks, rather than leave it out", "[report][sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep = crossed_sweep();
    sweep.finish(folder / "sweep");
    ReportRequest request = request_for(folder, "by_place");
    CHECK(refusal(request).empty());
    request.levers = {"y"};
    CHECK(has(refusal(request), "no axis 'y' varies"));
    request = request_for(folder, "by_place");
    request.selection.at = 1900.0;
    CHECK(has(refusal(request), "recorded is 2020.083 to 2020.5"));
    request = request_for(folder, "by_place");
    request.selection.places = {{"place", {"nowhere"}}};
    CHECK(has(refusal(request), "the axis 'place' has no place"));
    request = request_for(folder, "by_place");
    request.selection.by = "place";
    CHECK(has(refusal(request), "--by has no meaning for the report of a sweep"));
}

TEST_CASE("Of a sweep under one set of assumptions the report claims no more than compare", "[report][sweep]") {
    const TemporaryFolder folder;
    const tests::LaunchOptions here{folder.path(), {}, ""};
    write_scenario(folder.path(), "small", "time.years = 1\ntime.burn_in_years = 1\n");
    tests::write_bytes(folder / "two.toml",
                       "[experiment]\nbase = \"small.toml\"\ndesign = \"list\"\nreplicates = 2\n"
                       "outputs = [\"members\", \"public_money\"]\n[[experiment.point]]\nname = \"low\"\n"
                       "\"funding.level\" = 1000\n[[experiment.point]]\nname = \"high\"\n"
                       "\"funding.level\" = 3000\n");
    const auto report = [&](const std::string& replicates) {
        REQUIRE(tests::call_program({"sweep", "two.toml", "-q", "-o", "S", "--replicates", replicates}, here).code ==
                0);
        REQUIRE(tests::call_program({"report", "S", "--variables", "public_money", "-o", "s.html"}, here).code == 0);
        return tests::read_bytes(folder / "s.html");
    };
    CHECK(
        has(report("2"), "With 2 replicates nothing can be said about which comes first; low has the leading mean"));
    CHECK(has(report("8"), "Almost certainly, low is best"));
}

} // namespace test_report_sweep
