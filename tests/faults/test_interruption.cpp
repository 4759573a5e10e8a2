// Runs that are stopped, killed or damaged: resumable with the same bytes, or refused.
#include <csignal>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "sim/output/checkpoint.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_interruption {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

/// A scenario with its result from an uninterrupted run.
class Original {
public:
    Original(const std::string& more, int replicates) {
        write_scenario(folder_.path(), "scenario", more, replicates);
        const Finished finished = call_program(run("whole"), {});
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
        seconds_ = finished.seconds;
        bytes_ = result("whole");
        REQUIRE(bytes_.size() > 10'000);
    }
    [[nodiscard]] std::vector<std::string> run(const std::string& name,
                                               const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{
            "run",    (folder_ / "scenario.toml").string(), "-o", (folder_ / name).string(), "--reproducible",
            "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] std::vector<std::string> resume(const std::string& name,
                                                  const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"resume", (folder_ / name).string(), "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] std::string result(const std::string& name) const {
        return read_bytes(folder_ / name / "scenario.h5");
    }
    [[nodiscard]] bool finished(const std::string& name) const { return fs::exists(folder_ / name / "scenario.h5"); }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] double seconds() const { return seconds_; }

    /// Resumes to the end and compares.
    void check_resumes(const std::string& name, const std::vector<std::string>& more = {}) const {
        const Finished finished_run = call_program(resume(name, more));
        INFO(finished_run.errors);
        REQUIRE(finished_run.code == 0);
        CHECK((result(name) == bytes_)); // in brackets: megabytes of bytes are not printed
        CHECK_FALSE(fs::exists(folder_ / name / "checkpoint"));
    }

private:
    TemporaryFolder folder_;
    std::string bytes_;
    double seconds_{};
};

/// Waits until a run is under way: its scenario is stored in the folder.
void wait_for_start(const fs::path& folder) {
    for (int tries = 0; tries < 5000 && !fs::exists(folder / "checkpoint" / "scenario.toml"); ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(fs::exists(folder / "checkpoint" / "scenario.toml"));
}

const std::string two_years = "time.years = 2\ntime.burn_in_years = 1\n";
/// Long enough to be met while it runs, on one thread.
const std::string long_run = "time.years = 100\n";

/// Kills runs that save every month, at random instants, and resumes them with further kills.
void kill_at_random(int kills) {
    const Original original(two_years, 2);
    const Process timing(program_command(original.run("timing", {"--checkpoint-every", "0"})));
    const auto begin = std::chrono::steady_clock::now();
    while (!original.finished("timing")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        REQUIRE(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::mt19937 random(7);
    int while_running = 0;
    for (int kill = 0; kill < kills; ++kill) {
        const std::string name = "killed_" + std::to_string(kill);
        int rounds = 0;
        while (!original.finished(name) && rounds < 3) {
            const bool begun = fs::exists(original / name / "checkpoint" / "scenario.toml");
            Process process(program_command(begun ? original.resume(name, {"--checkpoint-every", "0"})
                                                  : original.run(name, {"--checkpoint-every", "0", "--force"})));
            std::this_thread::sleep_for(
                std::chrono::duration<double>(0.0011 * seconds * static_cast<double>(random() % 1000)));
            process.send(SIGKILL);
            while_running += process.wait().signal == SIGKILL ? 1 : 0;
            ++rounds;
        }
        INFO("kill " << kill << " after " << rounds << " rounds");
        if (fs::exists(original / name / "checkpoint" / "scenario.toml")) {
            original.check_resumes(name, {"--threads", std::to_string(kill % 3 + 1)});
        } else if (!original.finished(name)) { // killed before anything was promised
            REQUIRE(call_program(original.run(name, {"--force"})).code == 0);
        }
        CHECK((original.result(name) == original.bytes()));
    }
    CHECK(while_running > kills / 2);
}

} // namespace

TEST_CASE("SIGTERM saves the run within ten seconds and resuming gives the same bytes", "[case 3]") {
    const Original original(long_run, 2);
    for (const int signal : {SIGTERM, SIGINT}) {
        const std::string name = "signal_" + std::to_string(signal);
        Process process(program_command(original.run(name, {"--threads", "1"})));
        wait_for_start(original / name);
        std::this_thread::sleep_for(std::chrono::duration<double>(0.2 * original.seconds()));
        process.send(signal);
        const Finished stopped = process.wait(std::chrono::seconds(10));
        INFO(stopped.errors);
        REQUIRE(stopped.code == 75);
        CHECK(stopped.says("actorhood resume " + (original / name).string()));
        CHECK_FALSE(original.finished(name));
        original.check_resumes(name, {"--threads", "2"});
    }
}

TEST_CASE("SIGUSR1 saves and goes on without changing the result", "[case 4]") {
    const Original original(long_run, 1);
    Process process(program_command(original.run("signalled", {"--threads", "1"})));
    wait_for_start(original / "signalled");
    std::this_thread::sleep_for(std::chrono::duration<double>(0.3 * original.seconds()));
    process.send(SIGUSR1);
    const fs::path state = original / "signalled" / "checkpoint" / "replicate_000000.state";
    for (int tries = 0; tries < 5000 && !fs::exists(state); ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(fs::exists(state));
    REQUIRE(process.wait().code == 0);
    CHECK((original.result("signalled") == original.bytes()));
}

TEST_CASE("a time limit stops cleanly and resumably", "[case 6]") {
    const Original original("time.years = 150\n", 2);
    const Finished stopped = call_program(original.run("limited", {"--max-time", "1", "--threads", "1"}));
    if (stopped.code == 0) {
        WARN("this machine finished before the limit of a second; nothing was tested");
        return;
    }
    REQUIRE(stopped.code == 75);
    original.check_resumes("limited");
}

TEST_CASE("killed at eight random instants while saving every month, the result has the same bytes", "[case 1]") {
    kill_at_random(8);
}

TEST_CASE("killed at two hundred random instants while saving every month, the result has the same bytes",
          "[.long][case 1]") {
    kill_at_random(200);
}

TEST_CASE("a damaged checkpoint is refused, and the one before it is used if there is one", "[case 16][case 17]") {
    const Original original(two_years, 1);
    const auto stop = [&](const char* name) {
        REQUIRE(call_program(original.run(name, {"--stop-after", "20"})).code == 75);
    };
    const fs::path state = original / "damaged" / "checkpoint" / "replicate_000000.state";
    stop("damaged");
    const std::string good = read_bytes(state);
    std::vector<std::pair<std::string, std::string>> damaged;
    for (const double share : {0.0, 0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999}) {
        damaged.emplace_back("cut at " + std::to_string(share),
                             good.substr(0, static_cast<std::size_t>(share * static_cast<double>(good.size()))));
    }
    damaged.emplace_back("one byte less", good.substr(0, good.size() - 1));
    damaged.emplace_back("one byte more", good + "x");
    damaged.emplace_back("another file", "something else entirely, and long enough to look like a header or two");
    std::mt19937 random(11);
    for (int flip = 0; flip < 24; ++flip) {
        std::string bytes = good;
        // The first in the envelope and the header, the others anywhere.
        const std::size_t place = random() % (flip < 8 ? 64 : good.size());
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
        damaged.emplace_back("bit flipped in byte " + std::to_string(place), bytes);
    }
    for (const auto& [what, bytes] : damaged) {
        write_bytes(state, bytes);
        const Finished finished = call_program(original.resume("damaged"));
        INFO(what << ": " << finished.errors);
        CHECK(finished.code == 5);
        CHECK_FALSE(original.finished("damaged"));
        CHECK((read_bytes(state) == bytes)); // nothing was modified
    }
    // With an older generation the run goes on from there, says so, and ends the same.
    write_bytes(state, good);
    REQUIRE(call_program(original.resume("damaged", {"--stop-after", "30"})).code == 75);
    std::string newest = read_bytes(state);
    newest[newest.size() / 2] = static_cast<char>(newest[newest.size() / 2] ^ 4);
    write_bytes(state, newest);
    const Finished older = call_program(original.resume("damaged"));
    INFO(older.errors);
    REQUIRE(older.code == 0);
    CHECK(older.says("generation before (month 20)"));
    CHECK((original.result("damaged") == original.bytes()));
}

TEST_CASE("a checkpoint of another scenario is refused with the keys that differ", "[case 19]") {
    const Original original(two_years, 1);
    REQUIRE(call_program(original.run("changed", {"--stop-after", "20"})).code == 75);
    const fs::path stored = original / "changed" / "checkpoint" / "scenario.toml";
    std::string text = read_bytes(stored);
    const std::size_t place = text.find("word_of_mouth = 0.3");
    REQUIRE(place != std::string::npos);
    text.replace(place, 19, "word_of_mouth = 0.4");
    write_bytes(stored, text);
    const Finished refused = call_program(original.resume("changed"));
    INFO(refused.errors);
    CHECK(refused.code == 5);
    CHECK(refused.says("adoption.word_of_mouth"));
    CHECK_FALSE(original.finished("changed"));
}

TEST_CASE("a checkpoint of another model is refused with both, and nothing is lost", "[case 19]") {
    const Original original("[time]\nyears = 1.0\nburn_in_years = 1.0\n", 1);
    REQUIRE(call_program(original.run("stopped", {"--stop-after", "7"})).code == 75);
    const fs::path file = files_in(original / "stopped" / "checkpoint", ".state").at(0);
    const sim::Checkpoint saved = sim::inspect_checkpoint(file);
    for (const bool layout : {false, true}) {
        sim::CheckpointHeader header = saved.header;
        header.model.model = layout ? header.model.model : "0.1.0-0123456789abcdef";
        header.model.program = "actorhood 0.1.0, commit 0123abc";
        header.model.state_layout ^= layout ? 1u : 0u;
        sim::write_checkpoint(file, header, saved.state);
        const Finished refused = call_program(original.resume("stopped"));
        INFO(refused.errors);
        CHECK(refused.code == 5);
        CHECK(refused.says("saved by another model"));
        CHECK(refused.says("actorhood 0.1.0, commit 0123abc, model " + header.model.model));
        CHECK(refused.says("this program is " + saved.header.model.text()));
        CHECK(refused.says("whose state has other parts") == layout);
        const Finished status = call_program({"status", (original / "stopped").string()});
        INFO(status.output);
        CHECK(status.says("another model, " + header.model.text() + ": continue with the program that saved them"));
        CHECK_FALSE(status.says("actorhood resume"));
        const Finished anew = call_program(original.run("stopped"));
        INFO(anew.errors);
        CHECK(anew.code == 4);
        CHECK(anew.says("another model, " + header.model.text() + ": continue it with the program that saved it"));
        CHECK_FALSE(anew.says("actorhood resume"));
        CHECK_FALSE(original.finished("stopped"));
    }
    sim::write_checkpoint(file, saved.header, saved.state);
    original.check_resumes("stopped");
}

TEST_CASE("a run of another model with other parameters is refused for its model, not for its parameters",
          "[case 19]") {
    const Original original("[time]\nyears = 1.0\nburn_in_years = 1.0\n", 1);
    REQUIRE(call_program(original.run("stopped", {"--stop-after", "7"})).code == 75);
    const fs::path folder = original / "stopped" / "checkpoint";
    write_bytes(folder / "scenario.toml", read_bytes(folder / "scenario.toml") + "\n[telepathy]\nstrength = 1.0\n");
    const fs::path file = files_in(folder, ".state").at(0);
    const sim::Checkpoint saved = sim::inspect_checkpoint(file);
    sim::CheckpointHeader header = saved.header;
    header.model.model = "0.1.0-0123456789abcdef";
    sim::write_checkpoint(file, header, saved.state);
    const Finished refused = call_program(original.resume("stopped"));
    INFO(refused.errors);
    CHECK(refused.code == 5);
    CHECK(refused.says("0.1.0-0123456789abcdef"));
    CHECK_FALSE(refused.says("telepathy"));
    // Of this model the fault is in the file, and said.
    sim::write_checkpoint(file, saved.header, saved.state);
    CHECK(call_program(original.resume("stopped")).says("telepathy"));
}

TEST_CASE("resuming what is not there is refused") {
    const Original original(two_years, 1);
    CHECK(call_program(original.resume("absent")).code == 4);
    CHECK(call_program(original.resume("whole")).code == 0); // a finished run needs nothing, as a finished sweep
    fs::create_directories(original / "strange" / "checkpoint");
    CHECK(call_program(original.resume("strange")).code == 4);
    write_bytes(original / "strange" / "checkpoint" / "scenario.toml", "this is not a scenario\n");
    const Finished strange = call_program(original.resume("strange"));
    CHECK(strange.signal == 0);
    CHECK(strange.code != 0);
}

TEST_CASE("a second run in the same folder is refused, and a killed one leaves no lock", "[case 21][case 22]") {
    const Original original(long_run, 2);
    Process first(program_command(original.run("shared", {"--threads", "1"})));
    wait_for_start(original / "shared");
    for (const auto& arguments :
         {original.run("shared"), original.run("shared", {"--force"}), original.resume("shared")}) {
        const Finished second = call_program(arguments);
        INFO(second.errors);
        CHECK(second.code == 4);
        CHECK(second.says("in use by process " + std::to_string(first.id())));
    }
    first.send(SIGKILL);
    REQUIRE(first.wait().signal == SIGKILL);
    const Finished unfinished = call_program(original.run("shared"));
    CHECK(unfinished.code == 4); // the lock is free, but there is something to continue
    CHECK(unfinished.says("unfinished run"));
    original.check_resumes("shared");
}

TEST_CASE("a second signal ends the program at once and leaves the last checkpoint valid", "[case 3]") {
    const Original original(long_run, 1);
    REQUIRE(call_program(original.run("twice", {"--stop-after", "100"})).code == 75);
    Process process(program_command(original.resume("twice", {"--threads", "1"})));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    process.send(SIGTERM);
    process.send(SIGTERM);
    const Finished ended = process.wait(std::chrono::seconds(10));
    INFO(ended.errors);
    CHECK((ended.code == 130 || ended.code == 75 || ended.signal == SIGTERM));
    original.check_resumes("twice");
}

} // namespace test_interruption
