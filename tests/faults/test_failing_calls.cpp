// A disk that breaks: each call that changes the output folder fails once, or from then on. The program ends with 4 and
// the path, what was kept before is still there, and going on afterwards gives the bytes of a run that nothing happened
// to. Calls are counted and made to fail by tests/support/failing_calls.c.
#include <algorithm>
#include <csignal>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_failing_calls {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

using Arguments = std::vector<std::string>;

/// A call as failing_calls.c writes it down.
struct Call {
    long number{};
    bool failed{};
    std::string name;
    std::string path;
};

std::vector<Call> calls_in(const fs::path& log) {
    std::vector<Call> calls;
    std::istringstream lines(read_bytes(log));
    static const std::regex form("([0-9]+)( failed)? ([a-z-]+) (.*)");
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        REQUIRE(std::regex_match(line, match, form));
        calls.push_back({std::stol(match[1]), match[2].matched, match[3], match[4]});
    }
    return calls;
}

/// How a call fails: an error, SHORT (half is written), INTERRUPTED, or KILLED; and whether all later ones do.
struct Disk {
    std::string error;
    bool always = false;
    bool reads = false; ///< calls that read are meant, not those that change something

    [[nodiscard]] bool kills() const { return error == "KILLED"; }

    /// True if the program has to get by without a word.
    [[nodiscard]] bool is_well() const { return error == "SHORT" || error == "INTERRUPTED"; }
    /// True if a disk like this can fail that call.
    [[nodiscard]] bool concerns(const Call& call) const {
        return !is_well() || call.name == "write" || call.name == "pwrite";
    }
};

/// Failures without consequence, after which a command goes on: of what is tidied up, of the name in a lock, of trials
/// (of a folder; of a new name, by the HDF5 library), of the end of reading, and of the exchange of two names, which
/// not all file systems know.
bool does_no_harm(const Call& call) {
    static const std::set<std::string> tidying{"unlink", "remove", "exchange"};
    const bool unfinished = call.path.find(".partial-") != std::string::npos;
    return tidying.contains(call.name) || (call.name == "close" && !unfinished) ||
           (call.path.ends_with("/.lock") && call.name != "open");
}

/// A command whose calls fail, after others that nothing happens to.
struct Story {
    Arguments before; ///< a command, or none
    Arguments command;
    int code; ///< its exit code when nothing happens
    std::string result;
};

/// Carries stories out in a folder.
class Workshop {
public:
    Workshop() : out_((fs::canonical(folder_.path()) / "out").string()) {
        write_scenario(folder_.path(), "small", "time.years = 1\ntime.burn_in_years = 1\n", 2);
        write_sobol(folder_.path(), "sobol", 4, 2);
    }

    [[nodiscard]] Story stopped_run() const {
        return {{},
                {"run", "small.toml", "-o", out_, "--reproducible", "-q", "--threads", "1", "--checkpoint-every", "0",
                 "--stop-after", "2"},
                75,
                "small.h5"};
    }
    [[nodiscard]] Story resumed_run() const {
        return {stopped_run().command, {"resume", out_, "-q", "--threads", "1"}, 0, "small.h5"};
    }
    [[nodiscard]] Story sweep() const {
        return {{}, {"sweep", "sobol.toml", "-o", out_, "--reproducible", "-q", "--threads", "1"}, 0, "sweep.h5"};
    }

    [[nodiscard]] Story merge() const {
        Arguments simulate = sweep().command;
        simulate.emplace_back("--no-merge");
        return {simulate, {"merge", out_, "-q"}, 0, "sweep.h5"};
    }

    [[nodiscard]] Story check() const { return {sweep().command, {"check", out_}, 0, "sweep.h5"}; }

    /// Lets calls of the command fail, one in each telling: every one, or those of different kinds that do harm.
    void tell(const Story& story, const std::vector<Disk>& disks, bool every_call) {
        begin(story);
        REQUIRE(call(story.command, watched(disks.front())).code == story.code);
        const std::vector<Call> calls = calls_in(log());
        complete(story);
        usual_ = read_bytes(result(story));
        REQUIRE(usual_.size() > 5'000);
        std::size_t tellings = 0;
        for (const Call& chosen : every_call ? calls : of_each_kind(calls)) {
            const Disk& disk = disks[tellings % disks.size()];
            if (disk.concerns(chosen)) {
                begin(story);
                fail(story, chosen, disk);
                ++tellings;
            }
        }
        CHECK(tellings > 3);
    }

private:
    /// The first of each kind that does harm, and one in eight of those that follow it.
    [[nodiscard]] static std::vector<Call> of_each_kind(const std::vector<Call>& calls) {
        std::map<std::string, std::size_t> seen;
        std::vector<Call> chosen;
        for (const Call& call : calls) {
            const std::string kind =
                call.name + std::regex_replace(call.path, std::regex("[0-9a-f]{6,}|-[0-9]+"), "");
            if (!does_no_harm(call) && seen[kind]++ % 8 == 0) {
                chosen.push_back(call);
            }
        }
        return chosen;
    }

    [[nodiscard]] fs::path log() const { return folder_ / "log"; }
    [[nodiscard]] fs::path result(const Story& story) const { return fs::path(out_) / story.result; }
    [[nodiscard]] std::vector<std::string> watched(const Disk& disk) const {
        fs::remove(log());
        std::vector<std::string> environment{std::string("LD_PRELOAD=") + ACTORHOOD_FAILING_CALLS,
                                             "FAILING_BELOW=" + out_, "FAILING_LOG=" + log().string()};
        if (disk.reads) {
            environment.emplace_back("FAILING_READS=1");
        }
        return environment;
    }
    [[nodiscard]] Finished call(const Arguments& arguments, const std::vector<std::string>& environment = {}) const {
        return call_program(arguments, {folder_.path(), environment, ""});
    }
    void begin(const Story& story) const {
        fs::remove_all(out_);
        if (!story.before.empty()) {
            const Finished finished = call(story.before);
            INFO(finished.errors);
            REQUIRE((finished.code == 75 || finished.code == 0));
        }
    }
    /// As a user would: goes on, or begins again where nothing is there to go on with.
    void complete(const Story& story) const {
        Finished finished = call({"resume", out_, "-q"});
        if (finished.code == 4 && !fs::exists(result(story))) {
            INFO(finished.errors);
            CHECK((finished.says("nothing to continue") || finished.says("there is no folder")));
            finished = call(story.command);
            finished = finished.code == 75 ? call({"resume", out_, "-q"}) : finished;
        }
        INFO(finished.errors);
        CHECK((finished.code == 0 || finished.says("is finished")));
    }
    void fail(const Story& story, const Call& chosen, const Disk& disk) const {
        std::vector<std::string> environment = watched(disk);
        environment.push_back("FAILING_CALL=" + std::to_string(chosen.number));
        environment.push_back("FAILING_ERROR=" + disk.error);
        if (disk.always) {
            environment.emplace_back("FAILING_ALWAYS=1");
        }
        const Finished finished = call(story.command, environment);
        const std::vector<Call> calls = calls_in(log());
        std::vector<Call> failed;
        std::ranges::copy_if(calls, std::back_inserter(failed), &Call::failed);
        REQUIRE_FALSE(failed.empty());
        INFO(disk.error << (disk.always ? " from " : " in ") << failed.front().name << " " << failed.front().path
                        << ": code " << finished.code << ", signal " << finished.signal << "\n"
                        << finished.errors);
        judge(story, disk, failed, finished);
        if (!story.before.empty()) {
            CHECK(call({"check", out_}).code == 0);
        }
        if (fs::exists(result(story))) {
            CHECK((read_bytes(result(story)) == usual_));
        }
        complete(story);
        CHECK((read_bytes(result(story)) == usual_));
        for (const auto& entry : fs::recursive_directory_iterator(out_)) {
            INFO(entry.path());
            CHECK(entry.path().filename().string().find(".partial-") == std::string::npos);
        }
    }
    void judge(const Story& story, const Disk& disk, const std::vector<Call>& failed,
               const Finished& finished) const {
        if (disk.kills()) {
            CHECK(finished.signal == SIGKILL);
            return;
        }
        CHECK(finished.signal == 0);
        if (disk.reads) { // a scenario that cannot be read is 3, whatever the reason
            const bool goes_on = finished.code == 0 && finished.says("continuing from the generation before");
            CHECK((finished.code == 4 || goes_on || (finished.code == 3 && failed.front().path.ends_with(".toml"))));
            CHECK(finished.says(out_));
            return;
        }
        if (disk.is_well() || std::ranges::all_of(failed, does_no_harm)) {
            CHECK(finished.code == story.code);
            return;
        }
        // Trial of the library whether the name of a new file is taken.
        const bool trial = failed.size() == 1 && failed.front().name == "open" &&
                           failed.front().path.find(".h5.partial-") != std::string::npos;
        CHECK((finished.code == 4 || (trial && finished.code == story.code)));
        CHECK((finished.says(out_) || finished.code != 4));
    }

    TemporaryFolder folder_;
    std::string out_;
    std::string usual_;
};

/// As they are found: a sector that cannot be read or written, a quota, a disk that is full and stays so.
const std::vector<Disk> broken{{"EIO"}, {"ENOSPC", true}, {"EDQUOT"}};
const std::vector<Disk> killed{{"KILLED"}};
const std::vector<Disk> unreadable{{"EIO", false, true}, {"EIO", true, true}};

} // namespace

TEST_CASE("calls to the disk fail in a run that is stopped: 4 and the path, and it goes on to the same bytes",
          "[case 8][case 9]") {
    Workshop workshop;
    workshop.tell(workshop.stopped_run(), broken, false);
}

TEST_CASE("calls to the disk fail in a run that goes on: 4 and the path, and it goes on to the same bytes",
          "[case 7][case 9]") {
    Workshop workshop;
    workshop.tell(workshop.resumed_run(), broken, false);
}

TEST_CASE("calls to the disk fail in a sweep: 4 and the path, and it goes on to the same bytes", "[case 7][case 9]") {
    Workshop workshop;
    workshop.tell(workshop.sweep(), broken, false);
}

TEST_CASE(
    "reads from the disk fail in resume and merge: the path, 4 or 3, or the checkpoint before, and nothing is lost",
    "[case 9]") {
    Workshop workshop;
    workshop.tell(workshop.resumed_run(), unreadable, false);
    workshop.tell(workshop.merge(), unreadable, false);
}

TEST_CASE("reads from the disk fail in check: the path and 4, nothing is called damaged or whole", "[case 9]") {
    Workshop workshop;
    workshop.tell(workshop.check(), unreadable, false);
}

TEST_CASE("killed while a checkpoint is written, renamed or brought to disk, the one before is used: the same bytes",
          "[case 2]") {
    Workshop workshop;
    workshop.tell(workshop.stopped_run(), killed, false);
}

TEST_CASE("killed in every call to the disk of a run and of a sweep, it goes on to the same bytes",
          "[.long][case 1][case 2]") {
    Workshop workshop;
    for (const Story& story : {workshop.stopped_run(), workshop.resumed_run(), workshop.sweep()}) {
        workshop.tell(story, killed, true);
    }
}

TEST_CASE("every call to the disk fails once, and with all that follow, writes are short and interrupted",
          "[.long][case 7][case 8][case 9]") {
    Workshop workshop;
    for (const Disk& disk : {Disk{"EIO"}, Disk{"EDQUOT"}, Disk{"ENOSPC", true}, Disk{"SHORT"}, Disk{"INTERRUPTED"}}) {
        for (const Story& story : {workshop.stopped_run(), workshop.resumed_run(), workshop.sweep()}) {
            workshop.tell(story, {disk}, true);
        }
    }
}

} // namespace test_failing_calls
