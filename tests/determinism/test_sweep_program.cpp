// The same bytes of the merged file, however a sweep is split, stopped, killed and extended.
#include <csignal>
#include <string>
#include <vector>

#include "sim/output/hdf5.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_sweep_program {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

/// Sweeps of one experiment in folders of their own.
class Workshop {
public:
    explicit Workshop(int points = 12, int replicates = 2) {
        write_sobol(folder_.path(), "small", points, replicates);
    }

    [[nodiscard]] std::vector<std::string> command(const std::string& name,
                                                   const std::vector<std::string>& arguments = {}) const {
        std::vector<std::string> all{
            "sweep", (folder_ / "small.toml").string(), "-o", (folder_ / name).string(), "--reproducible", "--quiet"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }
    void sweep(const std::string& name, const std::vector<std::string>& arguments = {}) const {
        const Finished finished = call_program(command(name, arguments));
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
    }
    void resume(const std::string& name, const std::vector<std::string>& arguments = {}) const {
        std::vector<std::string> all{"resume", (folder_ / name).string(), "--quiet"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const Finished finished = call_program(all);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
    }
    [[nodiscard]] std::string result(const std::string& name) const {
        return read_bytes(folder_ / name / "sweep.h5");
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    TemporaryFolder folder_;
};

} // namespace

TEST_CASE("a sweep has the same bytes for threads, shards and processes", "[same bytes]") {
    const Workshop workshop(30, 4);
    workshop.sweep("one", {"--threads", "1"});
    const std::string one = workshop.result("one");
    CHECK(one.size() > 20'000);
    workshop.sweep("two", {"--threads", "2"});
    CHECK((workshop.result("two") == one));
    for (const char* part : {"2/2", "1/2"}) {
        CHECK_FALSE(fs::exists(workshop / "parts" / "sweep.h5"));
        workshop.sweep("parts", {"--shard", part});
    }
    CHECK((workshop.result("parts") == one));
    const LaunchOptions array{
        {}, {"SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_COUNT=1"}, ""};
    CHECK(call_program(workshop.command("array", {"--shard", "slurm"}), array).code == 0);
    CHECK((workshop.result("array") == one));
    workshop.sweep("unmerged", {"--no-merge"});
    CHECK_FALSE(fs::exists(workshop / "unmerged" / "sweep.h5"));
    CHECK(call_program({"merge", (workshop / "unmerged").string()}).code == 0);
    CHECK((workshop.result("unmerged") == one));
}

TEST_CASE("two processes on one folder share the runs of a sweep", "[same bytes][case 21]") {
    const Workshop workshop(32, 6);
    workshop.sweep("one", {"--threads", "2"});
    {
        Process first(program_command(workshop.command("shared", {"--threads", "1"})));
        REQUIRE(wait_for_files(workshop / "shared", 1, "experiment.toml"));
        Process second(program_command(workshop.command("shared", {"--threads", "1"})));
        const Finished one = first.wait();
        const Finished two = second.wait();
        INFO(one.errors << two.errors);
        CHECK(one.code == 0);
        CHECK(two.code == 0);
    }
    CHECK((workshop.result("shared") == workshop.result("one")));
    // Shared, not done twice: as many shards as in the sweep of one process.
    CHECK(files_in(workshop / "shared" / "shards", ".runs").size() ==
          files_in(workshop / "one" / "shards", ".runs").size());
}

TEST_CASE("a sweep that is killed goes on where its last shard is, with the same bytes", "[same bytes]") {
    const Workshop workshop(32, 6);
    workshop.sweep("whole", {"--threads", "2"});
    {
        Process process(program_command(workshop.command("killed", {"--threads", "1"})));
        REQUIRE(wait_for_files(workshop / "killed" / "shards", 1, ".runs"));
        process.send(SIGKILL);
        CHECK(process.wait().signal == SIGKILL);
    }
    const std::size_t kept = files_in(workshop / "killed" / "shards", ".runs").size();
    CHECK(kept < files_in(workshop / "whole" / "shards", ".runs").size());
    CHECK_FALSE(fs::exists(workshop / "killed" / "sweep.h5"));
    workshop.resume("killed");
    CHECK((workshop.result("killed") == workshop.result("whole")));
}

TEST_CASE("a sweep that is asked to stop ends with 75 and goes on with the same bytes", "[same bytes]") {
    const Workshop workshop(32, 6);
    workshop.sweep("whole", {"--threads", "2"});
    Finished finished;
    {
        Process process(program_command(workshop.command("stopped", {"--threads", "1"})));
        REQUIRE(wait_for_files(workshop / "stopped" / "shards", 1, ".runs"));
        process.send(SIGTERM);
        const auto asked = std::chrono::steady_clock::now();
        finished = process.wait();
        CHECK(std::chrono::steady_clock::now() - asked < std::chrono::seconds(10));
    }
    INFO(finished.errors);
    CHECK(finished.code == 75);
    CHECK(finished.says("actorhood resume"));
    const Finished status = call_program({"status", (workshop / "stopped").string()});
    CHECK(status.code == 75);
    workshop.resume("stopped", {"--threads", "2"});
    CHECK((workshop.result("stopped") == workshop.result("whole")));
    CHECK(call_program({"status", (workshop / "stopped").string()}).code == 0);
}

TEST_CASE("an extended sweep simulates the new runs only and has the bytes of one made at once", "[case 42]") {
    const Workshop workshop(8, 2);
    workshop.sweep("grown");
    const Finished extended =
        call_program({"sweep", (workshop / "small.toml").string(), "-o", (workshop / "grown").string(),
                      "--reproducible", "--points", "12", "--replicates", "3"});
    INFO(extended.errors);
    CHECK(extended.code == 0);
    CHECK(extended.says("16 of 36 runs are finished already and kept, 20 are new, 0 finished ones are not needed"));
    workshop.sweep("fresh", {"--points", "12", "--replicates", "3"});
    CHECK((workshop.result("grown") == workshop.result("fresh")));
    const Finished shrunk = call_program(
        {"sweep", (workshop / "small.toml").string(), "-o", (workshop / "grown").string(), "--reproducible"});
    CHECK(shrunk.says("16 of 16 runs are finished already and kept, 0 are new, 20 finished ones are not needed"));
    workshop.sweep("small");
    CHECK((workshop.result("grown") == workshop.result("small")));
}

TEST_CASE("a run inside a sweep is the run alone", "[same bytes]") {
    const TemporaryFolder folder;
    write_experiment(folder.path(), "single", "design = \"list\"\nreplicates = 2\n",
                     "[[experiment.point]]\nname = \"a\"\n\"accountability.effort\" = 0.5\n");
    REQUIRE(
        call_program({"sweep", (folder / "single.toml").string(), "-o", (folder / "sweep").string(), "-q"}).code ==
        0);
    write_scenario(folder.path(), "alone",
                   "time.years = 2\ntime.burn_in_years = 1\naccountability.effort = 0.5\noutput.every = 6\n", 2);
    REQUIRE(call_program({"run", (folder / "alone.toml").string(), "-o", (folder / "run").string(), "-q"}).code == 0);
    const auto values = [](const fs::path& file, const char* name) {
        return sim::hdf5::File::open(file).dataset(name).doubles();
    };
    for (const char* name : {"circular_depth", "members"}) {
        const std::vector<double> in_sweep = values(folder / "sweep" / "sweep.h5", name);
        CHECK_FALSE(in_sweep.empty());
        CHECK(in_sweep == values(folder / "run" / "alone.h5", name));
    }
}

TEST_CASE("under assumptions every lever has the draws and values that it has alone") {
    const TemporaryFolder folder;
    const std::string low = "[[experiment.point]]\nname = \"low\"\n\"accountability.effort\" = 0.2\n";
    const std::string high = "[[experiment.point]]\nname = \"high\"\n\"accountability.effort\" = 0.8\n";
    write_bytes(folder / "ensemble.toml",
                "[experiment]\ndesign = \"list\"\n"
                "[[experiment.point]]\n\"adoption.noise\" = 0.1\n"
                "[[experiment.point]]\n\"adoption.noise\" = 0.7\n");
    write_experiment(folder.path(), "crossed",
                     "design = \"crossed\"\nlevers = { design = \"list\" }\nassumptions = \"ensemble.toml\"\n"
                     "replicates = 2\n",
                     low + high);
    write_experiment(folder.path(), "list", "design = \"list\"\nreplicates = 2\n",
                     "[[experiment.point]]\n\"accountability.effort\" = 0.8\n\"adoption.noise\" = 0.1\n");
    write_experiment(folder.path(), "levers", "design = \"list\"\nreplicates = 2\n", low + high);
    write_scenario(folder.path(), "alone", "time.years = 2\ntime.burn_in_years = 1\noutput.every = 6\n", 2);
    const auto carry_out = [&](std::vector<std::string> arguments) {
        const std::string name = arguments[1];
        arguments[1] = (folder / (name + ".toml")).string();
        arguments.insert(arguments.end(), {"-o", (folder / name).string(), "-q", "--force"});
        const Finished finished = call_program(arguments);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
        return sim::hdf5::File::open(folder / name / "sweep.h5");
    };
    const sim::hdf5::File crossed = carry_out({"sweep", "crossed"});
    CHECK(crossed.text_attribute("design") == "crossed");
    CHECK(crossed.dataset("lever_point").doubles() == std::vector<double>{0, 0, 1, 1});
    CHECK(crossed.dataset("assumption_point").doubles() == std::vector<double>{0, 1, 0, 1});
    CHECK(crossed.dataset("adoption.noise").doubles() == std::vector<double>{0.1, 0.7, 0.1, 0.7});
    const std::vector<double> all = crossed.dataset("circular_depth").doubles();
    const std::vector<double> third = carry_out({"sweep", "list"}).dataset("circular_depth").doubles();
    REQUIRE(all.size() == 4 * third.size());
    const auto point = [&](std::size_t i) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * third.size());
        return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(third.size()));
    };
    CHECK(point(2) == third); // its draws are those of the same settings anywhere
    CHECK(point(2) != point(0));
    CHECK(point(2) != point(3));
    const std::string file = (folder / "ensemble.toml").string();
    CHECK(carry_out({"sweep", "levers", "--assumptions", file}).dataset("circular_depth").doubles() == all);
    const sim::hdf5::File run = carry_out({"run", "alone", "--assumptions", file});
    CHECK(run.dataset("lever_point").doubles() == std::vector<double>{0, 0});
    CHECK(run.dataset("adoption.noise").doubles() == std::vector<double>{0.1, 0.7});
    CHECK(call_program({"run", (folder / "alone.toml").string(), "--assumptions", file, "--stop-after", "3"}).code ==
          2);
}

TEST_CASE("the tasks of an array that is a list share the work, and those of a regular one have parts") {
    const Workshop workshop(16, 2);
    workshop.sweep("whole");
    const std::string whole = workshop.result("whole");
    const auto tasks = [&](const std::string& place, const std::vector<std::string>& numbers,
                           const std::string& first, const std::string& last, const std::string& step) {
        for (const std::string& number : numbers) {
            const Finished finished = call_program(
                workshop.command(place, {"--shard", "slurm"}),
                {{},
                 {"SLURM_ARRAY_TASK_ID=" + number, "SLURM_ARRAY_TASK_MIN=" + first, "SLURM_ARRAY_TASK_MAX=" + last,
                  "SLURM_ARRAY_TASK_STEP=" + step, "SLURM_ARRAY_TASK_COUNT=" + std::to_string(numbers.size())},
                 ""});
            INFO(place << " " << number << ": " << finished.errors);
            CHECK(finished.code == 0);
        }
        CHECK((workshop.result(place) == whole));
    };
    tasks("list", {"3", "7"}, "3", "7", "1");
    tasks("uneven", {"1", "2", "9"}, "1", "9", "1");
    tasks("steps", {"2", "5", "8"}, "2", "8", "3");
    tasks("one", {"7"}, "7", "7", "1");
}

} // namespace test_sweep_program
