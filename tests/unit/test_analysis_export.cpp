// The command export: flat tables of runs and sweeps.
#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analysis/series.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_export {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::ExitCode;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

std::string written(const std::filesystem::path& path, const Selection& selection = {},
                    SeriesFormat format = SeriesFormat::csv) {
    std::ostringstream out;
    write_series(path, selection, format, out);
    return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

} // namespace

TEST_CASE("A run is exported as a row a replicate and time", "[analysis][export]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 2});
    const std::vector<std::string> lines = lines_of(written(folder / "a.h5", {.variables = {"constant", "patchy"}}));
    const std::vector<std::string> all = lines_of(written(folder / "a.h5"));
    CHECK(lines[0] == "replicate,time,constant,patchy");
    CHECK(all[0] == "replicate,time,wealth,constant,patchy"); // those with one number a time
    CHECK(lines.size() == all.size());
    CHECK((lines.size() - 1) % 2 == 0);
    CHECK(lines[1].substr(0, 2) == "0,");
    CHECK(lines[lines.size() / 2].substr(0, 2) == "0,"); // all times of a replicate, then the next
    CHECK(lines[lines.size() / 2 + 1].substr(0, 2) == "1,");
    CHECK(lines.back() == "1,2040,5,11");
}

TEST_CASE("Places are rows of their own, text that looks like a formula is defused, numbers are not",
          "[analysis][export][case 43]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5",
                        {.replicates = 1, .level = -1000.0, .clusters = {"=1+1", "plain, \"quoted\"", "none"}});
    const std::vector<std::string> lines =
        lines_of(written(folder / "a.h5", {.variables = {"depth"}, .average = std::pair(2040.0, 2041.0)}));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "replicate,time,cluster,depth");
    CHECK(lines[1] == "0,2040,'=1+1,11");
    CHECK(lines[2] == "0,2040,\"plain, \"\"quoted\"\"\",13");
    CHECK(lines[3] == "0,2040,none,");
    CHECK(lines_of(written(folder / "a.h5", {.variables = {"wealth"}}))[1].find(",-") != std::string::npos);
    const std::vector<std::string> one = lines_of(
        written(folder / "a.h5",
                {.variables = {"depth"}, .average = std::pair(2040.0, 2041.0), .places = {{"cluster", {"=1+1"}}}}));
    CHECK(one.size() == 2);
    CHECK(one[1] == lines[1]);
}

TEST_CASE("Points of a sweep stand with their parameters, runs that failed have no rows", "[analysis][export]") {
    const TemporaryFolder folder;
    SmallSweep sweep(3, 2);
    sweep.experiment.columns.push_back({"value", "1", "Named like an output", "uncertainty", {"-none", "some"}});
    for (std::size_t i = 0; i < 3; ++i) {
        sweep.experiment.points[i].coordinates.push_back(i == 0 ? 0.0 : 1.0);
    }
    sweep.experiment.points[1].settings.push_back("fails=2");
    sim::SweepOptions options;
    options.keep_going = true;
    sweep.carry_out(folder / "sweep", options);
    sweep.merged(folder / "sweep");
    const std::vector<std::string> lines = lines_of(written(folder / "sweep"));
    CHECK(lines[0] == "design,x,design_value,replicate,time,value");
    REQUIRE(lines.size() == 1 + 2 * 2 * 6); // two points with two runs of six steps
    CHECK(lines[1].starts_with("0,0,'-none,0,2020.083"));
    CHECK(lines[1].ends_with(",1")); // sqrt(0 + 1)
    CHECK(lines[13].starts_with("2,2,some,0,"));
    const std::vector<std::string> places = lines_of(written(folder / "sweep", {.variables = {"by_place"}}));
    CHECK(places[0] == "design,x,design_value,replicate,time,place,by_place");
    CHECK(places.size() == 1 + 2 * 2 * 6 * 2);
    CHECK(places[2].ends_with(",place 1,2"));
}

TEST_CASE("JSON holds the same with names and units", "[analysis][export]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 1, .undefined_until = 2100});
    const std::string text =
        written(folder / "a.h5", {.variables = {"constant", "patchy"}, .average = std::pair(2040.0, 2041.0)},
                SeriesFormat::json);
    CHECK(text.find("{\"name\": \"constant\", \"long_name\": \"Always five\", \"units\": \"1\"}") !=
          std::string::npos);
    CHECK(text.find("\"rows\": [\n    [0,2040,5,null]\n  ]\n}\n") != std::string::npos);
    CHECK(lines_of(written(folder / "a.h5", {.variables = {"patchy"}}))[1].back() == ','); // an empty cell
}

TEST_CASE("Variables without a table in common are refused", "[analysis][export]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 1});
    const auto call = [&](std::vector<std::string> arguments, const std::string& output = "") {
        arguments.insert(arguments.begin(), "export");
        return tests::call_program(arguments, {folder.path(), {}, output});
    };
    const tests::Finished mixed = call({"a.h5", "--variables", "wealth,depth"});
    CHECK(mixed.code == 2);
    CHECK(mixed.says("no axis: wealth; (cluster): depth"));
    CHECK(call({"a.h5", "--variables", "welth"}).says("did you mean 'wealth'?"));
    CHECK(call({"a.h5", "--years", "2040"}).says("--years: write FROM:TO"));
    CHECK(call({"a.h5", "b.h5"}).code == 2);
    CHECK(call({"missing"}).code == 4);
    CHECK(call({"--help"}).says("usage: actorhood export RESULT"));
    CHECK(call({"a.h5"}, "/dev/full").code == 4);
    CHECK(call({"a.h5"}).output == written(folder / "a.h5"));
}

TEST_CASE("Export says what it leaves out, and where its output goes", "[analysis][export]") {
    const TemporaryFolder folder;
    tests::write_result(folder / "a.h5", {.replicates = 1});
    tests::write_result(folder / "flat.h5", {.replicates = 1, .with_depth = false});
    const auto call = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "export");
        return tests::call_program(arguments, {folder.path(), {}, ""});
    };
    const tests::Finished usual = call({"a.h5"});
    CHECK(usual.errors == "notice: 1 further variable has axes: name it with --variables\n");
    CHECK(usual.output == written(folder / "a.h5"));
    CHECK(call({"a.h5", "--variables", "wealth"}).errors.empty()); // chosen: nothing is left out
    CHECK(call({"flat.h5"}).errors.empty());
    CHECK(call({"--help"}).says("Variables with axes"));
    for (const char* option : {"-o", "--output"}) {
        const tests::Finished refused = call({"a.h5", option, "a.csv"});
        INFO(refused.errors);
        CHECK(refused.code == 2);
        CHECK(refused.says("export writes to the standard output: > FILE"));
    }
}

TEST_CASE("A table larger than what is read at once is whole and in order", "[analysis][export]") {
    const TemporaryFolder folder;
    SmallSweep sweep(7, 3);
    sweep.carry_out(folder / "sweep");
    sweep.merged(folder / "sweep");
    const Selection selection{.variables = {"by_place"}};
    const std::string whole = written(folder / "sweep", selection);
    CHECK(lines_of(whole).size() == 1 + 7 * 3 * 6 * 2);
    // Less than a time, some times, some replicates of a point, some points.
    for (const std::size_t bytes : {1u, 16u * 4u, 16u * 6u * 2u, 16u * 6u * 3u * 2u}) {
        std::ostringstream out;
        write_series(folder / "sweep", selection, SeriesFormat::csv, out, bytes);
        CHECK(out.str() == whole);
    }
}

} // namespace test_analysis_export
