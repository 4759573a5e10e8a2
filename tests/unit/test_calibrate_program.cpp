// The command calibrate as its users meet it: end to end on a small world, stopped and continued, wrong inputs.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>

#include "analysis/data.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_calibrate_program {

using namespace actorhood;
using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string head = R"([calibration]
base = ")" ACTORHOOD_SOURCE_DIR R"(/scenarios/baseline.toml"
points = 40
wave_points = 20
replicates = 6
members = 5
member_replicates = 3
every = 6
[calibration.set]
"population.clusters" = 2
"population.members_per_cluster" = 40
"population.outside_firms" = 400
"population.regions" = 2
"time.years" = 2
"time.burn_in_years" = 0
)";
const std::string axes = R"([[calibration.axis]]
parameter = "practice.cloud.intercept"
min = -2
max = 2
[[calibration.axis]]
parameter = "programmes.retry_months"
[[calibration.axis]]
parameter = "adoption.evaluation"
scale = "log"
)";

/// An anchor on the share of firms that use the cloud, with its value and half-band.
std::string anchor(const std::string& value, const std::string& tolerance, const std::string& more = "") {
    return "[[anchor]]\nname = \"cloud " + value + "\"\noutput = \"adoption_by_group\"\n" +
           "where = [\"group=outside\", \"practice=cloud\"]\nvalue = " + value + "\ntolerance = " + tolerance + "\n" +
           more;
}

fs::path write_calibration(const TemporaryFolder& folder, const std::string& text,
                           const std::string& name = "calibration.toml") {
    write_bytes(folder / name, text);
    return folder / name;
}

Finished calibrate(const TemporaryFolder& folder, const std::string& text, std::vector<std::string> more = {}) {
    write_calibration(folder, text);
    std::vector<std::string> arguments{"calibrate", "calibration.toml", "-o", "out", "-q", "-t", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call_program(arguments, {folder.path(), {}, ""});
}

/// Ends of what is left of a parameter, from report.json.
std::pair<double, double> left_of(const std::string& json, const std::string& parameter) {
    const std::size_t at = json.find("\"name\": \"" + parameter + "\"");
    REQUIRE(at != std::string::npos);
    const std::string rest = json.substr(at, 600);
    std::smatch found;
    REQUIRE(std::regex_search(rest, found, std::regex("\"left_low\": ([-0-9.e]+), \"left_high\": ([-0-9.e]+)")));
    return {std::stod(found[1]), std::stod(found[2])};
}

} // namespace

TEST_CASE("calibrate makes an ensemble that runs accept, and never repeats a run", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const std::string text = head + axes + anchor("0.33", "0.05");
    const Finished first = calibrate(folder, text);
    INFO(first.errors);
    REQUIRE(first.code == 0);
    CHECK(first.says("Calibration of calibration.toml: 3 parameters, 1 anchor"));
    CHECK(first.says("out/ensemble.toml"));
    // The waves keep what the anchor reads, the survey, which finds out the axes, all of its output.
    const auto shape = [&](const char* step) {
        return analysis::ResultFile::open(folder / "out" / step)->variables().at(0).shape;
    };
    CHECK(shape("wave1") == std::vector<std::uint64_t>{1, 1});
    CHECK(shape("base") == std::vector<std::uint64_t>{1, 1});
    CHECK(shape("ends")[0] == 2);
    CHECK(shape("ends")[1] > 10);
    const std::string ensemble = read_bytes(folder / "out/ensemble.toml");
    CHECK(ensemble.find("\"programmes.retry_months\" = ") != std::string::npos);
    CHECK(read_bytes(folder / "out/report.txt").find("practice.cloud.intercept") != std::string::npos);
    CHECK(read_bytes(folder / "out/report.json").starts_with("{\n  \"calibration\": \"calibration.toml\""));
    const auto written = fs::last_write_time(folder / "out/wave1/sweep.h5");
    const Finished again = calibrate(folder, text, {"--json"});
    CHECK(again.code == 0);
    CHECK(again.output == read_bytes(folder / "out/report.json"));
    CHECK(fs::last_write_time(folder / "out/wave1/sweep.h5") == written);
    CHECK(read_bytes(folder / "out/ensemble.toml") == ensemble);
    // The sets as assumptions, as a sweep of their own, and whole numbers are whole numbers in them.
    const fs::path scenario = write_scenario(folder.path(), "small");
    const Finished run =
        call_program({"run", scenario.string(), "--assumptions", (folder / "out/ensemble.toml").string(), "-o",
                      (folder / "runs").string(), "--dry-run"});
    INFO(run.errors);
    CHECK(run.code == 0);
    CHECK(call_program({"sweep", (folder / "out/ensemble.toml").string(), "--dry-run"}).code == 0);
}

TEST_CASE("calibrate draws a posterior sample that runs accept, and never repeats a run of it",
          "[analysis][calibration]") {
    const TemporaryFolder folder;
    std::string text = head + axes + anchor("0.33", "0.05");
    text.insert(text.find("members ="), "particles = 12\ngenerations = 1\n");
    const Finished first = calibrate(folder, text);
    INFO(first.errors);
    REQUIRE(first.code == 0);
    CHECK(first.says("posterior (90 %)"));
    const std::string sample = read_bytes(folder / "out/posterior.toml");
    CHECK(sample.find("\"programmes.retry_months\" = ") != std::string::npos);
    CHECK(call_program({"sweep", (folder / "out/posterior.toml").string(), "--dry-run"}).code == 0);
    const auto written = fs::last_write_time(folder / "out/posterior0/sweep.h5");
    CHECK(calibrate(folder, text).code == 0);
    CHECK(read_bytes(folder / "out/posterior.toml") == sample);
    CHECK(fs::last_write_time(folder / "out/posterior0/sweep.h5") == written);
    // Who asks for it no more has no old one.
    CHECK(calibrate(folder, head + axes + anchor("0.33", "0.05")).code == 0);
    CHECK_FALSE(fs::exists(folder / "out/posterior.toml"));
}

TEST_CASE("calibrate varies shares of a whole and values inside series, and writes its ensemble elsewhere, too",
          "[analysis][calibration]") {
    const TemporaryFolder folder;
    const std::string varied =
        "[[calibration.axis]]\nsimplex = \"funding.mix\"\nfixed = { services = 0.1 }\n"
        "[[calibration.axis]]\nparameter = \"practice.cloud.attention.point_1\"\nmin = 0.2\nmax = 4\n"
        "[[calibration.axis]]\nparameter = \"practice.cloud.intercept\"\nmin = -2\nmax = 2\n";
    const std::string mix =
        "[[anchor]]\nname = \"projects\"\noutput = \"budget\"\nwhere = [\"source=project\"]\nper = \"budget\"\n"
        "per_where = []\nvalue = 0.4\ntolerance = 0.08\n";
    const std::string asked = std::regex_replace(head, std::regex("members = 5\n"), "members = 5\nwithout = 4\n");
    const fs::path elsewhere = folder / "sets" / "mix.toml";
    const Finished ended =
        calibrate(folder, asked + varied + anchor("0.33", "0.03") + mix, {"--ensemble", "sets/mix.toml"});
    INFO(ended.errors << ended.output);
    REQUIRE(ended.code == 0);
    CHECK(ended.says("funding.mix.fees"));
    CHECK(ended.says("left out alone"));
    CHECK(ended.says("sets/mix.toml"));
    const std::string ensemble = read_bytes(elsewhere);
    CHECK(ensemble.find("\"practice.cloud.attention.point_1\" = ") != std::string::npos);
    CHECK(ensemble.find("\"funding.mix.services\" = 0.1\n") != std::string::npos);
    CHECK(call_program({"sweep", elsewhere.string(), "--dry-run"}).code == 0);
    const std::string excluded = read_bytes(folder / "out/without.toml"); // not the step that looks for such sets
    CHECK(excluded.find("name = \"set 1\"\n") != std::string::npos);
    CHECK(excluded.find("name = \"without projects | ") != std::string::npos);
    const fs::path scenario = write_scenario(folder.path(), "small");
    for (const fs::path& sets : {elsewhere, folder / "out/without.toml"}) {
        const Finished run = call_program({"run", scenario.string(), "--assumptions", sets.string(), "-o",
                                           (folder / "runs").string(), "--dry-run"});
        INFO(run.errors);
        CHECK(run.code == 0);
    }
}

TEST_CASE("calibrate is stopped and continued to the same ensemble", "[analysis][calibration]") {
    const TemporaryFolder whole;
    const TemporaryFolder folder;
    const std::string text =
        std::regex_replace(head, std::regex("points = 40"), "points = 100") + axes + anchor("0.33", "0.05");
    REQUIRE(calibrate(whole, text).code == 0);
    write_calibration(folder, text);
    const std::vector<std::string> words{
        "calibrate", (folder / "calibration.toml").string(), "-o", (folder / "out").string(), "-q", "-t", "1"};
    int stopped = 0;
    for (const char* step : {"wave1", "members"}) { // while this step is under way
        Process process(program_command(words));
        for (int tries = 0; tries < 20'000 && !fs::exists(folder / "out" / step / "claims"); ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        process.send(SIGTERM);
        const Finished ended = process.wait();
        INFO(step << ": " << ended.code << " " << ended.errors);
        CHECK((ended.code == 75 || ended.code == 0));
        stopped += ended.code == 75 && ended.says("the same command goes on from here") ? 1 : 0;
    }
    CHECK(stopped >= 1);
    const Finished ended = call_program(words);
    CHECK(ended.code == 0);
    CHECK(read_bytes(folder / "out/report.json") == read_bytes(whole / "out/report.json"));
    const std::string points = read_bytes(whole / "out/ensemble.toml");
    const std::string continued = read_bytes(folder / "out/ensemble.toml");
    CHECK(continued.substr(continued.find("[experiment.set]")) == points.substr(points.find("[experiment.set]")));
}

TEST_CASE("calibrate stops at its time limit", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const Finished ended = calibrate(
        folder, std::regex_replace(head, std::regex("points = 40"), "points = 3000") + axes + anchor("0.33", "0.05"),
        {"--max-time", "2"});
    CHECK(ended.code == 75);
    CHECK(ended.says("out/")); // the sweep in which it happened: the first wave, or one before it on a slow machine
}

TEST_CASE("calibrate says what is wrong with its file, with line and column", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const std::string good = anchor("0.33", "0.05");
    const auto refused = [&](const std::string& text, const std::string& message) {
        const Finished ended = calibrate(folder, text);
        INFO(ended.errors);
        CHECK(ended.code == 3);
        CHECK(ended.says(message));
        CHECK_FALSE(fs::exists(folder / "out/ensemble.toml"));
    };
    refused(head + good, "nothing is calibrated: name parameters in [[calibration.axis]]");
    refused(head + axes, "there is no [[anchor]]");
    refused(head + axes + anchor("0.33", "0.05", "held_out = true\n"), "all anchors are held out");
    refused(head + axes + anchor("0.33", "0"), "calibration.toml:30:13: the tolerance must be above 0");
    refused(head + axes + anchor("nan", "0.1"), "must be a finite number");
    refused(head + axes + anchor("0.33", "0.05", "wieght = \"weak\"\n"), "did you mean 'anchor.weight'?");
    refused(head + axes + anchor("0.33", "0.05", "from = 2050\nto = 2051\n"),
            "calibration.toml:31:8: the anchor 'cloud 0.33' lies outside the runs");
    refused(std::regex_replace(head, std::regex("base = .*"), "base = \"none.toml\"") + axes + good, "none.toml");
    refused(head + "[[calibration.axis]]\nparameter = \"adoption.evaluatoin\"\n" + good, "did you mean");
    refused(head + "[[calibration.axis]]\nparameters = [\"adoption.*\"]\nmin = 1\n" + good,
            "'min' belongs to 'parameter'");
    refused(head + "[[calibration.axis]]\nsimplex = \"funding.mix\"\nparameters = [\"adoption.*\"]\n" + good,
            "calibration.toml:16:1: an axis needs one of 'parameter', 'parameters', 'simplex'");
    refused(head + "[[calibration.axis]]\nparameter = \"adoption.noise\"\nfixed = { a = 1 }\n" + good,
            "'fixed' belongs to 'simplex'");
    refused(head + "[[calibration.axis]]\nsimplex = \"funding.mix\"\nfixed = { a = 0.5 }\n" + good,
            "'funding.mix.a' is not a component of the simplex");
    refused(
        head + "[[calibration.axis]]\nparameter = \"practice.cloud.attention.point_9\"\nmin = 0\nmax = 1\n" + good,
        "has only 1 point");
    refused(head + axes + std::regex_replace(good, std::regex("adoption_by_group"), "adoption_by_gruop"),
            "did you mean 'adoption_by_group'?");
    refused(head + axes + std::regex_replace(good, std::regex("practice=cloud"), "practice=clod"),
            "has no 'clod', did you mean 'cloud'?");
    refused("", "calibration.toml");
    refused("[calibration\n", "calibration.toml:1");
    CHECK(call_program({"calibrate"}).code == 2);
    CHECK(call_program({"calibrate", "none.toml", "--thread", "x"}).code == 2);
    CHECK(call_program({"calibrate", (folder / "none.toml").string()}).code == 4);
    CHECK(call_program({"calibrate", "--help"}).says("actorhood calibrate FILE"));
}

TEST_CASE("calibrate says which anchors leave nothing", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const Finished impossible = calibrate(folder, head + axes + anchor("0.99", "0.002"));
    CHECK(impossible.code == 3);
    CHECK(impossible.says("no point of the space is plausible; the nearest fails 'cloud 0.99'"));
    CHECK(impossible.says("Structural miss: no run reaches the band of 'cloud 0.99'"));
    CHECK_FALSE(fs::exists(folder / "out/ensemble.toml"));
    CHECK(fs::exists(folder / "out/report.json"));
    // Another calibration goes into the same folder: finished runs are kept.
    const std::string constant =
        "[[anchor]]\nname = \"energy\"\noutput = \"energy_price\"\nvalue = 900\ntolerance = 1\n";
    const Finished still = calibrate(folder, head + axes + constant);
    CHECK(still.code == 3);
    CHECK(still.says("No parameter moves 'energy': it is the same in all runs."));
}

TEST_CASE("calibrate says that an anchor is defined in no run, and that no run ended well",
          "[analysis][calibration]") {
    const TemporaryFolder folder;
    const std::string nowhere =
        "[[anchor]]\nname = \"recovery\"\noutput = \"shock_recovery\"\nvalue = 5\ntolerance = 1\n";
    const Finished undefined = calibrate(folder, head + axes + nowhere);
    INFO(undefined.errors);
    CHECK(undefined.code == 3);
    CHECK(undefined.says("the anchor 'recovery' is defined in 0 of"));
    const TemporaryFolder other;
    const Finished failed =
        calibrate(other, head + "\"membership.services\" = 1e308\n" + axes + anchor("0.33", "0.05"));
    INFO(failed.errors);
    CHECK(failed.code == 8);
    CHECK(failed.says("no run of out/ends ended well; actorhood status out/ends names the causes"));
    const TemporaryFolder full;
    fs::create_directories(full / "out");
    write_bytes(full / "out/other", "x");
    const Finished foreign = calibrate(full, head + axes + anchor("0.33", "0.05"));
    CHECK(foreign.code == 4);
    CHECK(foreign.says("is not empty and holds no calibration"));
}

TEST_CASE("calibrate recovers what was planted in the shipped example", "[.long][analysis][calibration]") {
    const TemporaryFolder folder;
    const Finished ended =
        Process(program_command({"calibrate", ACTORHOOD_SOURCE_DIR "/scenarios/calibration/recovery.toml", "-o",
                                 (folder / "out").string(), "-q", "--json"}))
            .wait(std::chrono::minutes(5));
    INFO(ended.errors);
    REQUIRE(ended.code == 0);
    const std::vector<std::pair<std::string, double>> planted{{"practice.cloud.intercept", -0.6},
                                                              {"practice.artificial_intelligence.intercept", 0.6},
                                                              {"practice.artificial_intelligence.size_slope", 0.35},
                                                              {"adoption.evaluation", 1.25}};
    for (const auto& [parameter, truth] : planted) {
        const auto [low, high] = left_of(ended.output, parameter);
        INFO(parameter << ": " << low << " to " << high);
        CHECK(low <= truth);
        CHECK(truth <= high);
    }
    CHECK(ended.says("\"name\": \"cloud, 2027\""));
}

} // namespace test_calibrate_program
