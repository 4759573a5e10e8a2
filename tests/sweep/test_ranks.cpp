// Sweeps on several ranks: the same bytes, one message, no hang. Needs mpirun and a build with MPI.
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/run/ranks.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_ranks {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> environment{"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"};

/// False, with a warning, where nothing can be tested.
bool can_start_ranks() {
    if (!actorhood::sim::Ranks::available() || shell("command -v mpirun", {}).code != 0) {
        WARN("no mpirun, or a build without MPI: nothing was tested");
        return false;
    }
    return true;
}

std::vector<std::string> on_ranks(int ranks, const std::vector<std::string>& arguments) {
    std::vector<std::string> command{"/usr/bin/env",    "mpirun",    "-n",   std::to_string(ranks),
                                     "--oversubscribe", "--bind-to", "none", ACTORHOOD_PROGRAM};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

/// Processes of this program with a word in their command line.
std::vector<pid_t> processes_with(const std::string& word) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const pid_t process = std::atoi(entry.path().filename().c_str());
        const std::string line = process > 0 ? read_bytes(entry.path() / "cmdline") : "";
        if (line.starts_with(ACTORHOOD_PROGRAM) && line.find(word) != std::string::npos) {
            found.push_back(process);
        }
    }
    return found;
}

std::size_t times_said(const Finished& finished, const std::string& text) {
    std::size_t count = 0;
    const std::string all = finished.output + finished.errors;
    for (std::size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("ranks make the bytes of one process, and resume does", "[same bytes]") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 32, 6);
    REQUIRE(call_program({"sweep", "e.toml", "-o", "one", "-q", "--reproducible"}, {folder.path(), {}, ""}).code ==
            0);
    const std::string one = read_bytes(folder / "one" / "sweep.h5");
    for (const int ranks : {2, 3}) {
        const std::string name = "ranks" + std::to_string(ranks);
        const Finished finished = Process(on_ranks(ranks, {"sweep", "e.toml", "-o", name, "--reproducible"}),
                                          {folder.path(), environment, ""})
                                      .wait();
        INFO(finished.errors);
        CHECK(finished.code == 0);
        CHECK(times_said(finished, name + "/sweep.h5") == 1);
        CHECK((read_bytes(folder / name / "sweep.h5") == one));
        // Handed out, not done twice.
        CHECK(files_in(folder / name / "shards", ".runs").size() ==
              files_in(folder / "one" / "shards", ".runs").size());
    }
    for (const fs::path& shard : files_in(folder / "ranks3" / "shards", ".runs")) {
        fs::remove(shard);
    }
    fs::remove(folder / "ranks3" / "sweep.h5");
    CHECK(Process(on_ranks(2, {"resume", "ranks3", "-q"}), {folder.path(), environment, ""}).wait().code == 0);
    CHECK((read_bytes(folder / "ranks3" / "sweep.h5") == one));
}

TEST_CASE("a sweep has the same bytes for one, two and three ranks, each with one to eight threads",
          "[.long][same bytes]") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 16, 3);
    int sweeps = 0;
    const auto sweep = [&](int ranks, int threads) {
        const std::string name = "sweep_" + std::to_string(++sweeps);
        const Finished finished = Process(on_ranks(ranks, {"sweep", "e.toml", "-o", name, "-q", "--reproducible",
                                                           "--threads", std::to_string(threads)}),
                                          {folder.path(), environment, ""})
                                      .wait();
        INFO(name << ": " << finished.errors);
        CHECK(finished.code == 0);
        return read_bytes(folder / name / "sweep.h5");
    };
    const std::string one = sweep(1, 1);
    REQUIRE(one.size() > 10'000);
    for (const int ranks : {1, 2, 3}) {
        for (const int threads : {1, 2, 3, 4, 7, 8}) {
            INFO(ranks << " ranks with " << threads << " threads");
            CHECK((sweep(ranks, threads) == one));
        }
    }
}

TEST_CASE("a killed rank ends all ranks, and resume makes the same bytes", "[case 24]") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 40, 10);
    REQUIRE(call_program({"sweep", "e.toml", "-o", "one", "-q", "--reproducible"}, {folder.path(), {}, ""}).code ==
            0);
    for (const std::size_t victim : {0u, 1u}) {
        const fs::path out = folder / ("killed" + std::to_string(victim));
        Process process(on_ranks(2, {"sweep", "e.toml", "-o", out.string(), "-q", "--reproducible"}),
                        {folder.path(), environment, ""});
        REQUIRE(wait_for_files(out / "shards", 2, ".runs"));
        std::vector<pid_t> ranks = processes_with(out.string());
        REQUIRE(ranks.size() == 2);
        ::kill(ranks[victim], SIGKILL);
        const Finished finished = process.wait(std::chrono::seconds(30));
        CHECK(finished.code != 0);
        CHECK(processes_with(out.string()).empty());
        CHECK_FALSE(fs::exists(out / "sweep.h5"));
        CHECK(call_program({"resume", out.string(), "-q"}).code == 0);
        CHECK((read_bytes(out / "sweep.h5") == read_bytes(folder / "one" / "sweep.h5")));
    }
}

TEST_CASE("errors of ranks are said once, with the code of the error, and nobody waits", "[case 25]") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 4, 2);
    const auto start = [&](const std::vector<std::string>& arguments, std::vector<std::string> more = {}) {
        more.insert(more.end(), environment.begin(), environment.end());
        return Process(on_ranks(3, arguments), {folder.path(), more, ""}).wait(std::chrono::seconds(30));
    };
    SECTION("no such file") {
        const Finished finished = start({"sweep", "nothing.toml", "-o", "out"});
        CHECK(finished.code == 4);
        CHECK(times_said(finished, "cannot read this file") == 1);
    }
    SECTION("a wrong key") {
        const Finished finished = start({"sweep", "e.toml", "-o", "out", "--set", "fundng.level=1"});
        CHECK(finished.code == 3);
        CHECK(times_said(finished, "did you mean") == 1);
    }
    SECTION("a wrong option") {
        const Finished finished = start({"sweep", "e.toml", "--shrad", "1/2"});
        CHECK(finished.code == 2);
        CHECK(times_said(finished, "shrad") == 1);
    }
    SECTION("nothing to simulate") {
        const Finished finished = start({"sweep", "e.toml", "--dry-run"});
        CHECK(finished.code == 0);
        CHECK(times_said(finished, "would write") == 1);
    }
    SECTION("one rank cannot read what the others can") {
        // Rank 1 sees another root folder, in which the results do not exist.
        write_bytes(folder / "rank.sh",
                    "#!/bin/sh\n"
                    "test \"$OMPI_COMM_WORLD_RANK\" = 1 || exec \"$@\"\n"
                    "exec unshare --user --map-root-user --mount sh -c '\n"
                    "mkdir -p \"$0\" && mount -t tmpfs tmpfs \"$0\" || exit 99\n"
                    "exec \"$@\"' " +
                        (folder / "out").string() + " \"$@\"\n");
        const Finished finished =
            Process({"/usr/bin/env", "mpirun", "-n", "3", "--oversubscribe", "--bind-to", "none", "sh",
                     (folder / "rank.sh").string(), ACTORHOOD_PROGRAM, "sweep", "e.toml", "-o", "out"},
                    {folder.path(), environment, ""})
                .wait(std::chrono::seconds(30));
        if (finished.code == 99) {
            WARN("folders cannot be hidden here; nothing was tested");
            return;
        }
        INFO(finished.output << finished.errors);
        CHECK(finished.code == 3);
        CHECK(times_said(finished, "actorhood: rank 1: ") == 1);
    }
}

TEST_CASE("a failed run of a rank ends the sweep with 8, or not with --keep-going") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_failing(folder.path(), "e");
    const auto start = [&](const std::vector<std::string>& arguments) {
        return Process(on_ranks(2, arguments), {folder.path(), environment, ""}).wait();
    };
    const Finished stops = start({"sweep", "e.toml", "-o", "stops", "-q"});
    CHECK(stops.code == 8);
    CHECK(times_said(stops, "failed: point 2, replicate 0") == 1);
    const Finished goes = start({"sweep", "e.toml", "-o", "goes", "--keep-going"});
    CHECK(goes.code == 8);
    CHECK(times_said(goes, "3 runs finished, 1 failed, 0 left") == 1);
    CHECK(fs::exists(folder / "goes" / "sweep.h5"));
}

TEST_CASE("a full disk under one rank ends all ranks with 4", "[case 7]") {
    if (!can_start_ranks()) {
        return;
    }
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 32, 6);
    fs::create_directory(folder / "disk");
    const Finished finished = shell(R"(
        unshare --user --map-root-user --mount sh -c '
            mount -t tmpfs -o size=64k tmpfs disk || exit 99
            exec mpirun -n 3 --oversubscribe --bind-to none "$1" sweep e.toml -o disk/out --reproducible --quiet
        ' sh "$1")",
                                    {ACTORHOOD_PROGRAM}, {folder.path(), environment, ""});
    if (finished.code == 99) {
        WARN("no small disk can be mounted here; nothing was tested");
        return;
    }
    INFO(finished.output << finished.errors);
    CHECK(finished.code == 4);
    CHECK(finished.says("/disk/out/shards/"));
    CHECK(finished.says("No space left on device"));
}

TEST_CASE("a program without MPI says so when it is started by mpirun", "[case 26]") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 4, 2);
    // What mpirun sets; a build with MPI finds out that it is alone all the same.
    const Finished finished =
        call_program({"sweep", "e.toml", "-o", "out"}, {folder.path(), {"OMPI_COMM_WORLD_SIZE=3"}, ""});
    CHECK(finished.code == 2);
    CHECK(finished.says("this process was started as one of several"));
    CHECK_FALSE(fs::exists(folder / "out"));
    CHECK(
        call_program({"sweep", "e.toml", "-o", "out", "-q"}, {folder.path(), {"OMPI_COMM_WORLD_SIZE=1"}, ""}).code ==
        0);
}

} // namespace test_ranks
