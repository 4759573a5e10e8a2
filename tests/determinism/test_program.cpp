// The same bytes of the result file, whatever surrounds the run.
#include <string>
#include <vector>

#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_program {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

/// A scenario of 60 + 240 months in a folder of its own, and runs of it.
class Workshop {
public:
    explicit Workshop(const std::string& more = "", int replicates = 1)
        : scenario_(write_scenario(folder_.path(), "small", "output.events = true\n" + more, replicates)) {}

    /// Runs with further arguments into the named folder; the bytes of the result.
    std::string run(const std::string& name, const std::vector<std::string>& arguments = {},
                    const LaunchOptions& options = {}) {
        const Finished finished = call_program(command(name, arguments), options);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
        return result(name);
    }
    [[nodiscard]] std::vector<std::string> command(const std::string& name,
                                                   const std::vector<std::string>& arguments) const {
        std::vector<std::string> all{"run",    scenario_.string(), "-o", (folder_ / name).string(), "--reproducible",
                                     "--quiet"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }
    [[nodiscard]] std::string result(const std::string& name) const {
        return read_bytes(folder_ / name / "small.h5");
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    TemporaryFolder folder_;
    fs::path scenario_;
};

} // namespace

TEST_CASE("the result file has the same bytes for any number of threads", "[same bytes]") {
    Workshop workshop("time.years = 4\ntime.burn_in_years = 1\n", 2);
    const std::string one = workshop.run("one", {"--threads", "1"});
    CHECK(one.size() > 100'000);
    for (const char* threads : {"2", "3", "7"}) {
        INFO(threads << " threads");
        CHECK((workshop.run(threads, {"--threads", threads}) == one)); // in brackets: the bytes are not printed
    }
    CHECK((workshop.run("again", {"--threads", "2"}) == one));
    CHECK((workshop.run("other", {"--seed", "8"}) != one));
}

TEST_CASE("stopped at months 1, 37 and 200 and resumed with other threads, the result has the same bytes",
          "[same bytes]") {
    Workshop workshop("", 2);
    const std::string whole = workshop.run("whole");
    const std::string folder = (workshop / "stopped").string();
    Finished finished = call_program(workshop.command("stopped", {"--threads", "1", "--stop-after", "1"}));
    const std::vector<std::vector<std::string>> legs{
        {"resume", folder, "-q", "--threads", "2", "--stop-after", "37"},
        {"resume", folder, "-q", "--threads", "7", "--stop-after", "37"}, // already there: stops again
        {"resume", folder, "-q", "--threads", "3", "--stop-after", "200"},
        {"resume", folder, "-q", "--threads", "2"}};
    for (const auto& leg : legs) {
        INFO(finished.errors);
        REQUIRE(finished.code == 75);
        CHECK(finished.says("actorhood resume " + folder));
        CHECK_FALSE(fs::exists(workshop / "stopped" / "small.h5"));
        finished = call_program(leg);
    }
    INFO(finished.errors);
    REQUIRE(finished.code == 0);
    CHECK((workshop.result("stopped") == whole));
    CHECK_FALSE(fs::exists(workshop / "stopped" / "checkpoint"));
}

TEST_CASE("a slice of an ensemble's file is the run of that replicate", "[same bytes]") {
    Workshop workshop("time.years = 2\ntime.burn_in_years = 1\n");
    workshop.run("three", {"--replicates", "3"});
    workshop.run("one", {"--replicates", "1"});
    const sim::StoredTrajectories three = sim::read_trajectories(workshop / "three" / "small.h5");
    const sim::StoredTrajectories one = sim::read_trajectories(workshop / "one" / "small.h5");
    REQUIRE(three.variables.size() == one.variables.size());
    for (std::size_t i = 0; i < one.variables.size(); ++i) {
        const std::vector<double>& all = three.variables[i].values;
        REQUIRE(all.size() == 3 * one.variables[i].values.size());
        REQUIRE(same_values({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 3)},
                            one.variables[i].values));
    }
}

TEST_CASE("fewer outputs are the same values in the file", "[same bytes]") {
    Workshop workshop("time.years = 2\ntime.burn_in_years = 1\n");
    workshop.run("all");
    workshop.run("few", {"--set", "output.variables=[\"staff\", \"circular_depth\", \"adoption_by_sector\"]"});
    const sim::StoredTrajectories all = sim::read_trajectories(workshop / "all" / "small.h5");
    const sim::StoredTrajectories few = sim::read_trajectories(workshop / "few" / "small.h5");
    REQUIRE(few.variables.size() == 3);
    for (const sim::StoredVariable& variable : few.variables) {
        std::size_t met = 0;
        for (const sim::StoredVariable& other : all.variables) {
            if (other.name == variable.name) {
                ++met;
                CHECK(same_values(variable.values, other.values));
            }
        }
        CHECK(met == 1);
    }
}

TEST_CASE("order of options, working directory, time zone, language, verbosity and terminal do not matter",
          "[same bytes][case 36]") {
    Workshop workshop("time.years = 2\ntime.burn_in_years = 1\n");
    const std::vector<std::string> options{
        "--set", "accountability.effort=0.5", "--set", "adoption.noise=0.3", "--seed", "7"};
    const std::string usual = workshop.run("usual", options);
    CHECK((workshop.run("order", {"--seed", "7", "--set", "adoption.noise=0.3", "--set",
                                  "accountability.effort=0.5"}) == usual));
    LaunchOptions elsewhere;
    elsewhere.folder = "/";
    CHECK((workshop.run("folder", options, elsewhere) == usual));
    for (const char* surroundings : {"TZ=Pacific/Kiritimati", "LC_ALL=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8", "LC_ALL=C",
                                     "LANG=ja_JP.eucJP", "HOME=/nowhere", "OMP_NUM_THREADS=5"}) {
        LaunchOptions with;
        with.environment = {surroundings};
        INFO(surroundings);
        CHECK((workshop.run(std::string("run_") + std::to_string(std::hash<std::string>{}(surroundings)), options,
                            with) == usual));
    }
    // The same with relative paths from the scenario's folder, and talkative.
    const Finished talkative = call_program({"run", "small.toml", "-o", "relative", "--reproducible", "--seed=7",
                                             "--set", "accountability.effort=5e-1", "--set", "adoption.noise=0.30"},
                                            {workshop / "", {}, ""});
    REQUIRE(talkative.code == 0);
    CHECK((workshop.result("relative") == usual));
}

TEST_CASE("without --reproducible the values are the same and the circumstances are recorded", "[same bytes]") {
    Workshop workshop("time.years = 1\ntime.burn_in_years = 1\n");
    const std::string plain = workshop.run("plain");
    REQUIRE(
        call_program({"run", (workshop / "small.toml").string(), "-o", (workshop / "dated").string(), "-q"}).code ==
        0);
    CHECK((workshop.result("dated") != plain));
    const sim::StoredTrajectories a = sim::read_trajectories(workshop / "plain" / "small.h5");
    const sim::StoredTrajectories b = sim::read_trajectories(workshop / "dated" / "small.h5");
    CHECK(a.provenance.size() < b.provenance.size());
    REQUIRE(a.variables.size() == b.variables.size());
    for (std::size_t i = 0; i < a.variables.size(); ++i) {
        CHECK(same_values(a.variables[i].values, b.variables[i].values));
    }
}

TEST_CASE("twenty stops and resumes leave no trace", "[.long][same bytes][case 5]") {
    Workshop workshop("", 3);
    const std::string whole = workshop.run("whole");
    Finished finished = call_program(workshop.command("stopped", {"--stop-after", "15"}));
    for (int stop = 30; stop <= 300; stop += 15) {
        REQUIRE(finished.code == 75);
        finished = call_program({"resume", (workshop / "stopped").string(), "-q", "--stop-after",
                                 std::to_string(stop), "--threads", std::to_string(stop / 15 % 7 + 1)});
    }
    REQUIRE(finished.code == 0); // nothing is left after the last month
    CHECK((workshop.result("stopped") == whole));
}

} // namespace test_program
