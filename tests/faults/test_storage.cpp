// Disks that are full, read-only or gone, results that exist, and terminals that are closed.
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_storage {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string short_run = "time.years = 2\ntime.burn_in_years = 1\n";

Finished run_in(const fs::path& folder, std::vector<std::string> arguments, const LaunchOptions& options = {}) {
    LaunchOptions there = options;
    there.folder = folder;
    arguments.insert(arguments.begin(), {"run", "scenario.toml", "--reproducible", "--quiet"});
    return call_program(arguments, there);
}

/// A run of a hundred years that has its folder, "out", locked, and has written its first file there.
struct LongRun {
    explicit LongRun(const std::string& standard_output = "") : process(started(standard_output)) {
        const fs::path first = folder / "out" / "checkpoint" / "scenario.toml";
        for (int tries = 0; tries < 5000 && !fs::exists(first); ++tries) {
            ::usleep(1000);
        }
        REQUIRE(fs::exists(first));
    }
    [[nodiscard]] Process started(const std::string& standard_output) const {
        write_scenario(folder.path(), "scenario", "time.years = 100\n", 2);
        return Process(program_command({"run", "scenario.toml", "-o", "out", "--quiet", "--threads", "1"}),
                       {folder.path(), {}, standard_output});
    }

    TemporaryFolder folder;
    Process process;
};

} // namespace

TEST_CASE("an existing result is not overwritten without --force", "[case 40]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    REQUIRE(run_in(folder.path(), {"-o", "out"}).code == 0);
    const std::string first = read_bytes(folder / "out" / "scenario.h5");
    const Finished refused = run_in(folder.path(), {"-o", "out", "--seed", "5"});
    CHECK(refused.code == 4);
    CHECK(refused.says("--force"));
    CHECK((read_bytes(folder / "out" / "scenario.h5") == first));
    CHECK(run_in(folder.path(), {"-o", "out", "--seed", "5", "--force"}).code == 0);
    CHECK((read_bytes(folder / "out" / "scenario.h5") != first));
    CHECK(run_in(folder.path(), {"-o", "dry", "--dry-run"}).code == 0);
    CHECK_FALSE(fs::exists(folder / "dry"));
}

TEST_CASE("folders that cannot be written are refused before the first month", "[case 11]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 300\n", 20);
    write_bytes(folder / "file", "in the way");
    std::vector<std::string> places{"/proc/nowhere", "/dev/null/below", "file", "file/below"};
    // Permissions do not stop the superuser; everybody else meets them.
    if (::geteuid() != 0) {
        fs::create_directory(folder / "locked");
        fs::permissions(folder / "locked", fs::perms::owner_read | fs::perms::owner_exec);
        places.insert(places.end(), {"locked", "locked/below"});
    }
    for (const std::string& place : places) {
        const Finished finished = run_in(folder.path(), {"-o", place});
        INFO(place << ": " << finished.errors);
        CHECK(finished.code == 4);
        CHECK(finished.says(place));
        CHECK(finished.seconds < 1.0 * ACTORHOOD_PATIENCE);
    }
}

TEST_CASE("results are not written through links", "[case 35]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    fs::create_directory(folder / "out");
    write_bytes(folder / "precious", "do not touch");
    fs::create_symlink(folder / "precious", folder / "out" / "scenario.h5");
    for (const auto& arguments : {std::vector<std::string>{"-o", "out"}, {"-o", "out", "--force"}}) {
        const Finished finished = run_in(folder.path(), arguments);
        INFO(finished.errors);
        CHECK(finished.code == 4);
        CHECK(read_bytes(folder / "precious") == "do not touch");
    }
}

TEST_CASE("a closed or full standard output does not touch the data, and is noticed", "[case 12]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    REQUIRE(run_in(folder.path(), {"-o", "usual"}).code == 0);
    const std::string usual = read_bytes(folder / "usual" / "scenario.h5");
    for (const char* output : {"closed", "/dev/full"}) {
        const fs::path place = folder / fs::path(output).filename().string();
        const Finished finished = call_program({"run", "scenario.toml", "-o", place.string(), "--reproducible"},
                                               {folder.path(), {}, output});
        INFO(output << ": " << finished.errors);
        CHECK(finished.code == 4);
        CHECK(finished.says("cannot write the output"));
        CHECK((read_bytes(place / "scenario.h5") == usual));
    }
}

TEST_CASE("every command that prints notices a full output, and none minds a reader that had enough", "[case 12]") {
    const TemporaryFolder folder;
    const fs::path scenario = write_scenario(folder.path(), "scenario", short_run);
    const std::string path = scenario.string();
    REQUIRE(run_in(folder.path(), {"-o", "out"}).code == 0);
    const std::vector<std::vector<std::string>> printing{
        {"version"},       {"help"},         {"help", "run"},       {"parameters"},     {"outputs"},
        {"practices"},     {"toolkit"},      {"toolkit", "--json"}, {"validate", path}, {"describe", path},
        {"status", "out"}, {"check", "out"}, {"compare", "out"},    {"export", "out"}};
    for (const auto& arguments : printing) {
        const Finished finished = call_program(arguments, {folder.path(), {}, "/dev/full"});
        INFO(arguments.front() << ": " << finished.errors);
        CHECK(finished.code == 4);
        CHECK(finished.says("cannot write the output"));
    }
    const Finished left =
        shell("{ \"$1\" parameters --toml; echo $? > code; } | head -n 1 > /dev/null; test \"$(cat code)\" -ne 4",
              {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    CHECK(left.code == 0);
}

TEST_CASE("a full or closed output is noticed whatever the command would end with", "[case 12]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    write_failing(folder.path(), "fails");
    REQUIRE(run_in(folder.path(), {"-o", "one"}).code == 0);
    REQUIRE(run_in(folder.path(), {"-o", "two", "--seed", "5"}).code == 0);
    REQUIRE(run_in(folder.path(), {"-o", "half", "--stop-after", "2"}).code == 75);
    REQUIRE(
        call_program({"sweep", "fails.toml", "-o", "failed", "-q", "--keep-going"}, {folder.path(), {}, ""}).code ==
        8);
    const std::vector<std::pair<int, std::vector<std::string>>> answers{
        {1, {"diff", "one", "two"}}, {75, {"status", "half"}}, {8, {"status", "failed"}}, {8, {"merge", "failed"}}};
    for (const auto& [code, arguments] : answers) {
        INFO(arguments.front() << " " << arguments.back());
        CHECK(call_program(arguments, {folder.path(), {}, ""}).code == code);
        for (const char* output : {"/dev/full", "closed"}) {
            const Finished lost = call_program(arguments, {folder.path(), {}, output});
            INFO(output << ": " << lost.errors);
            CHECK(lost.code == 4);
            CHECK(lost.says("cannot write the output"));
        }
    }
}

TEST_CASE("no file gets the number of a closed standard output: what is printed would go into it", "[case 12]") {
    LongRun run("closed");
    const fs::path stream =
        fs::path("/proc") / std::to_string(run.process.id()) / "fd" / std::to_string(STDOUT_FILENO);
    std::error_code none;
    CHECK(fs::read_symlink(stream, none) == "/dev/null");
}

TEST_CASE("what a killed process left half written in the folder of checkpoints is removed at the next start",
          "[case 22]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    REQUIRE(run_in(folder.path(), {"-o", "out", "--stop-after", "2"}).code == 75);
    const fs::path left = folder / "out" / "checkpoint" / "replicate_0.partial-999999999";
    write_bytes(left, "half a checkpoint");
    REQUIRE(call_program({"resume", "out", "--stop-after", "4"}, {folder.path(), {}, ""}).code == 75);
    CHECK_FALSE(fs::exists(left));
    CHECK(fs::exists(folder / "out" / "checkpoint"));
}

TEST_CASE("a file that may not grow is an error with the path, and the run can be resumed", "[case 7]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run);
    REQUIRE(run_in(folder.path(), {"-o", "usual"}).code == 0);
    const Finished limited = shell("ulimit -f 200; exec \"$1\" run scenario.toml -o out --reproducible --quiet",
                                   {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    INFO(limited.errors);
    CHECK(limited.code == 4);
    CHECK(limited.says("cannot write 'out/"));
    CHECK_FALSE(fs::exists(folder / "out" / "scenario.h5"));
    const Finished resumed = call_program({"resume", "out", "-q"}, {folder.path(), {}, ""});
    INFO(resumed.errors);
    REQUIRE(resumed.code == 0);
    CHECK((read_bytes(folder / "out" / "scenario.h5") == read_bytes(folder / "usual" / "scenario.h5")));
}

TEST_CASE("a full disk is an error with the path, keeps the checkpoint, and the run can be resumed",
          "[case 7][case 8]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run, 2);
    REQUIRE(run_in(folder.path(), {"-o", "usual"}).code == 0);
    fs::create_directory(folder / "disk");
    // A small disk in a name space of its own: mounting needs no privileges there, where the kernel allows it.
    const Finished finished = shell(R"(
        unshare --user --map-root-user --mount sh -c '
            mount -t tmpfs -o size=600k tmpfs disk || exit 99
            "$1" run scenario.toml -o disk/out --reproducible --quiet --stop-after 10
            echo "stopped $?"
            head -c 10M /dev/zero > disk/filler 2>/dev/null
            "$1" resume disk/out --quiet --stop-after 20
            echo "full checkpoint $?"
            rm disk/filler
            "$1" resume disk/out --quiet
            echo "full result $?"
            ls disk/out/scenario.h5 2>/dev/null
            mount -o remount,size=30m disk
            "$1" resume disk/out --quiet
            echo "resumed $?"
            cp disk/out/scenario.h5 result.h5
        ' sh "$1" || exit 99)",
                                    {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    if (finished.code == 99) {
        WARN("no small disk can be mounted here; nothing was tested: " << finished.errors);
        return;
    }
    INFO(finished.output << finished.errors);
    CHECK(finished.output == "stopped 75\nfull checkpoint 4\nfull result 4\nresumed 0\n");
    CHECK(finished.says("No space left"));
    CHECK((read_bytes(folder / "result.h5") == read_bytes(folder / "usual" / "scenario.h5")));
}

TEST_CASE("an output folder that disappears is an error, not a crash", "[case 10]") {
    LongRun run;
    fs::remove_all(run.folder / "out");
    const Finished finished = run.process.wait();
    INFO(finished.errors);
    CHECK(finished.signal == 0);
    CHECK(finished.code == 4);
    CHECK(finished.says("out"));
}

TEST_CASE("where the file system knows no locks, runs and sweeps work with a notice, and processes share",
          "[case 23]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run, 3);
    write_bytes(folder / "sweep.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"latin_hypercube\"\npoints = 8\nreplicates = 2\n"
                "[[experiment.axis]]\nparameter = \"accountability.effort\"\n");
    REQUIRE(run_in(folder.path(), {"-o", "usual"}).code == 0);
    const std::vector<std::string> sweep{"sweep", "sweep.toml", "--reproducible", "--quiet", "-o"};
    const auto sweep_into = [&](const char* place) {
        std::vector<std::string> arguments = sweep;
        arguments.emplace_back(place);
        return arguments;
    };
    REQUIRE(call_program(sweep_into("usual_sweep"), {folder.path(), {}, ""}).code == 0);
    for (const std::string kind : {"missing", "unsupported"}) {
        const LaunchOptions without{
            folder.path(), {std::string("LD_PRELOAD=") + ACTORHOOD_NO_LOCKS, "NO_LOCKS=" + kind}, ""};
        const Finished run = run_in(folder.path(), {"-o", kind}, without);
        INFO(kind << ": " << run.errors);
        CHECK(run.code == 0);
        CHECK(run.says("knows no locks"));
        CHECK((read_bytes(folder / kind / "scenario.h5") == read_bytes(folder / "usual" / "scenario.h5")));
        const std::string place = kind + "_sweep";
        Process one(program_command(sweep_into(place.c_str())), without);
        Process two(program_command(sweep_into(place.c_str())), without);
        const Finished first = one.wait();
        const Finished second = two.wait();
        INFO(first.errors << second.errors);
        CHECK(first.code == 0);
        CHECK(second.code == 0);
        CHECK((read_bytes(folder / place / "sweep.h5") == read_bytes(folder / "usual_sweep" / "sweep.h5")));
    }
}

TEST_CASE("a folder where the result would stand is refused before the first month, even with --force", "[case 40]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 300\n", 20);
    fs::create_directories(folder / "out" / "scenario.h5" / "precious");
    const Finished refused = run_in(folder.path(), {"-o", "out", "--force"});
    CHECK(refused.code == 4);
    CHECK(refused.says("is a folder"));
    CHECK(refused.seconds < 1.0 * ACTORHOOD_PATIENCE);
    CHECK(fs::exists(folder / "out" / "scenario.h5" / "precious"));
}

TEST_CASE("scripts and scenarios are written whole or not at all, with the reason", "[case 7]") {
    const TemporaryFolder folder;
    // The signal of the limit would kill a program that does not expect it.
    const Finished limited = shell("ulimit -f 0; \"$1\" new limited.toml 2> /dev/null; test $? -eq 4",
                                   {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    CHECK(limited.code == 0);
    CHECK(fs::is_empty(folder.path()));
    // Two files: 1024 bytes hold the table, not the scenario.
    const Finished second =
        shell("ulimit -f 2; \"$1\" new ours.toml --template own_cluster 2> /dev/null; test $? -eq 4",
              {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    CHECK(second.code == 0);
    CHECK(fs::is_empty(folder.path()));
    const std::vector<std::string> again{"new", "ours.toml", "--template", "own_cluster"};
    CHECK(call_program(again, {folder.path(), {}, ""}).code == 0);
    CHECK(fs::file_size(folder / "ours_members.csv") < 1024); // otherwise the limit stops the first
    CHECK(fs::file_size(folder / "ours.toml") > 1024);
}

} // namespace test_storage
