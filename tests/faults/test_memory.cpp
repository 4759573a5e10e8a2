// Memory that does not suffice: said with what is needed; a process that is killed for it leaves nobody waiting.
#include <csignal>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_memory {

using namespace actorhood::tests;
namespace fs = std::filesystem;

TEST_CASE("with too little memory a run ends with 7 and what it needs, before it begins or on its way",
          "[case 14][case 15][address space]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 1\n");
    bool on_its_way = false;
    // From less than the estimate says to somewhat more: what a process needs beside the run is not in it.
    for (const int megabytes : {100, 180, 215, 250}) {
        const Finished finished = shell(
            "ulimit -v $2; exec \"$1\" run scenario.toml --set population.outside_firms=1000000 -o \"out$2\" "
            "--quiet --threads 1 --stop-after 1",
            {ACTORHOOD_PROGRAM, std::to_string(megabytes * 1024)}, {folder.path(), {}, ""});
        INFO(megabytes << " MB: " << finished.errors);
        CHECK(finished.signal == 0);
        CHECK((finished.code == 7 || (finished.code == 75 && megabytes > 200)));
        CHECK((finished.says(" GB") || finished.code == 75));
        on_its_way = on_its_way || finished.says("out of memory: by the estimate");
    }
    if (!on_its_way) {
        WARN("no run began and did not fit: only the refusal beforehand was tested");
    }
}

TEST_CASE("branch and resume refuse what does not fit into memory, as run does, and lose nothing",
          "[case 14][address space]") {
    const TemporaryFolder folder;
    write_scenario(
        folder.path(), "scenario",
        "time.years = 1\ntime.burn_in_years = 0\ntime.spin_up_years = 0\noutput.variables = [\"members\"]\n");
    const std::string many = "population.outside_firms=1000000";
    const auto call = [&](const std::vector<std::string>& words) {
        const Finished finished = call_program(words, {folder.path(), {}, ""});
        INFO(words.front() << "\n" << finished.errors);
        return finished.code;
    };
    REQUIRE(call({"run", "scenario.toml", "--set", many, "-o", "A", "-q"}) == 0);
    REQUIRE(call({"run", "scenario.toml", "--set", many, "-o", "B", "-q", "--stop-after", "1"}) == 75);
    const auto refused = [&](const std::string& words) {
        const Finished finished =
            shell("ulimit -v 122880; exec \"$1\" " + words, {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
        INFO(words << "\n" << finished.errors);
        CHECK(finished.code == 7);
        CHECK(finished.says("this run needs about 0."));
        CHECK(finished.says(" GB of memory and this process may use 0.126 GB"));
    };
    refused("run scenario.toml --set " + many + " -o C -q -t 1");
    refused("branch A --at 2020-02 --set accountability.effort=0.9 -o C -q -t 1");
    refused("resume B -q -t 1");
    CHECK_FALSE(fs::exists(folder / "C"));
    CHECK_FALSE(fs::exists(folder / "A/states"));
    CHECK(call({"resume", "B", "-q"}) == 0); // where there is more
}

TEST_CASE("a run that is killed for memory goes on to the same bytes, others on the folder of a sweep do not wait",
          "[case 13]") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 32, 6);
    const auto sweep = [&](const char* place) {
        return program_command({"sweep", (folder / "e.toml").string(), "-o", (folder / place).string(), "-q",
                                "--reproducible", "--threads", "1"});
    };
    REQUIRE(Process(sweep("usual")).wait().code == 0);
    Process victim(sweep("shared"));
    REQUIRE(wait_for_files(folder / "shared" / "shards", 1, ".runs"));
    Process other(sweep("shared"));
    REQUIRE(wait_for_files(folder / "shared" / "shards", 2, ".runs"));
    victim.send(SIGKILL); // as the kernel does when memory runs out
    CHECK(victim.wait().signal == SIGKILL);
    const Finished finished = other.wait(std::chrono::seconds(60));
    INFO(finished.errors);
    CHECK(finished.code == 0);
    CHECK((read_bytes(folder / "shared" / "sweep.h5") == read_bytes(folder / "usual" / "sweep.h5")));
}

} // namespace test_memory
