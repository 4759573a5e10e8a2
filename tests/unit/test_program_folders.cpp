// Folders of results as their users meet them: what does not mix is refused before anything is written, what is refused
// leaves nothing, and what is finished leaves its result.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_program_folders {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// A scenario of a year, and an experiment over it.
class Workshop {
public:
    Workshop() {
        write_scenario(folder_.path(), "scenario", "time.years = 1\ntime.burn_in_years = 1\n", 2);
        experiment("experiment", "\"accountability.effort\" = 0.5");
    }
    void experiment(const std::string& name, const std::string& settings) const {
        write_bytes(folder_ / (name + ".toml"),
                    "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\nreplicates = 2\n"
                    "[[experiment.point]]\n" +
                        settings + "\n[[experiment.point]]\n");
    }
    [[nodiscard]] Finished call(const std::vector<std::string>& words) const {
        return call_program(words, {folder_.path(), {}, ""});
    }
    /// Expects an exit code and a text in what is said; what was said.
    Finished expect(const std::vector<std::string>& words, int code, const std::string& text) const {
        Finished finished = call(words);
        INFO(words.front() << " " << words.back() << "\n" << finished.output << finished.errors);
        CHECK(finished.code == code);
        CHECK(finished.says(text));
        return finished;
    }
    [[nodiscard]] std::set<std::string> files(const std::string& name) const {
        std::set<std::string> found;
        for (const auto& entry : fs::directory_iterator(folder_ / name)) {
            found.insert(entry.path().filename().string());
        }
        return found;
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    TemporaryFolder folder_;
};

using Names = std::set<std::string>;

} // namespace

TEST_CASE("a finished run leaves its result and nothing else", "[program]") {
    const Workshop workshop;
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 0, "");
    CHECK(workshop.files("A") == Names{"scenario.h5"});
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 4, "exists already");
    CHECK(workshop.files("A") == Names{"scenario.h5"});
    workshop.expect({"run", "scenario.toml", "-q", "-o", "B", "--stop-after", "6"}, 75, "actorhood resume B");
    CHECK(workshop.files("B") == Names{"checkpoint"});
    workshop.expect({"resume", "B", "-q"}, 0, "");
    CHECK(workshop.files("B") == Names{"scenario.h5"});
}

TEST_CASE("a sweep does not mix with a run, finished or not, nor a run with a sweep", "[program][sweep]") {
    const Workshop workshop;
    workshop.expect({"run", "scenario.toml", "-q", "-o", "done"}, 0, "");
    workshop.expect({"run", "scenario.toml", "-q", "-o", "begun", "--stop-after", "6"}, 75, "");
    const std::string finished =
        "'done' holds the result of a run, scenario.h5: give the sweep a folder of its own with -o";
    const std::string unfinished =
        "'begun' holds an unfinished run: continue it by actorhood resume begun, and "
        "give the sweep a folder of its own with -o";
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, {"--dry-run"}, {"--force"}, {"--pilot", "2"}}) {
        std::vector<std::string> words{"sweep", "experiment.toml", "-o", "done"};
        words.insert(words.end(), more.begin(), more.end());
        workshop.expect(words, 4, finished);
        words[3] = "begun";
        workshop.expect(words, 4, unfinished);
    }
    CHECK(workshop.files("done") == Names{"scenario.h5"});
    CHECK(workshop.files("begun") == Names{"checkpoint"});
    workshop.expect({"sweep", "experiment.toml", "-q", "-o", "swept"}, 0, "");
    const Names before = workshop.files("swept");
    for (const char* const more : {"--dry-run", "--force", "-q"}) {
        workshop.expect({"run", "scenario.toml", "-o", "swept", more}, 4, "swept holds a sweep");
    }
    CHECK(workshop.files("swept") == before);
}

TEST_CASE("a dry run refuses what the command itself would refuse", "[program][sweep]") {
    const Workshop workshop;
    workshop.experiment("other", "\"accountability.effort\" = 0.7");
    workshop.expect({"sweep", "experiment.toml", "-q", "-o", "S", "--replicates", "1"}, 0, "");
    workshop.expect({"sweep", "other.toml", "--dry-run", "-o", "S", "--seed", "9"}, 4,
                    "is the finished result of another experiment");
    workshop.expect({"sweep", "other.toml", "--dry-run", "-o", "S", "--seed", "9", "--replace"}, 0, "would write");
    workshop.expect({"sweep", "experiment.toml", "--dry-run", "-o", "S", "--replicates", "1"}, 0,
                    "2 of these runs are finished there, 0 are left");
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 0, "");
    workshop.expect({"run", "scenario.toml", "--dry-run", "-o", "A"}, 4, "exists already");
    workshop.expect({"run", "scenario.toml", "--dry-run", "-o", "A", "--force"}, 0, "would write");
}

TEST_CASE("a file that stands where the folder would be is named, and how to go on", "[program][sweep]") {
    const Workshop workshop;
    fs::copy_file(workshop / "scenario.toml", workshop / "noext");
    fs::copy_file(workshop / "experiment.toml", workshop / "study");
    const auto refused = [&](const std::vector<std::string>& words, const std::string& name) {
        workshop.expect(words, 4,
                        "'" + name +
                            "' is a file and cannot be the folder for the result: name another with -o, such as -o " +
                            name + "_result");
    };
    refused({"run", "noext"}, "noext");
    refused({"run", "noext", "--dry-run"}, "noext");
    refused({"run", "noext", "--force"}, "noext");
    refused({"run", "scenario.toml", "-o", "study"}, "study");
    refused({"sweep", "study"}, "study");
    refused({"sweep", "study", "--dry-run"}, "study");
    refused({"slurm", "study"}, "study");
    workshop.expect({"run", "noext", "-q", "-o", "noext_result"}, 0, "");
    CHECK(workshop.files("noext_result") == Names{"noext.h5"});
    refused({"branch", "noext_result", "--at", "2020-06", "--set", "accountability.effort=0.9", "-o", "noext"},
            "noext");
    workshop.expect({"sweep", "study", "-q", "-o", "S"}, 0, "");
    CHECK(fs::is_regular_file(workshop / "noext"));
}

TEST_CASE("what folders of results hold is no change of a repository that ignores what this one does", "[program]") {
    const fs::path ignored = ACTORHOOD_SOURCE_DIR "/.gitignore";
    if (!fs::exists(ignored)) {
        WARN("these sources are no repository; nothing was tested");
        return;
    }
    const Workshop workshop;
    fs::create_directory(workshop / "repository");
    fs::copy_file(ignored, workshop / "repository/.gitignore");
    const std::vector<std::string> results{"A/demo.h5",    "A/states/2030-01-01/replicate_000000.state",
                                           "A/.lock",      "B/checkpoint/scenario.toml",
                                           "S/sweep.h5",   "S/shards/000001.runs",
                                           "results/x.svg"};
    const auto is_ignored = [&](const std::string& file) {
        const Finished finished = shell("git init -q . && git check-ignore -q \"$1\"", {file},
                                        {workshop / "repository", {"GIT_CONFIG_GLOBAL=/dev/null"}, ""});
        INFO(file << "\n" << finished.errors);
        CHECK((finished.code == 0 || finished.code == 1));
        return finished.code == 0;
    };
    if (shell("git --version", {}).code != 0) {
        WARN("there is no git here; nothing was tested");
        return;
    }
    for (const std::string& file : results) {
        INFO(file);
        CHECK(is_ignored(file));
    }
    for (const char* const file : {"models/state/world.hpp", "demo.toml", "tests/fuzz/corpus/checkpoint/new"}) {
        INFO(file);
        CHECK_FALSE(is_ignored(file));
    }
}

TEST_CASE("a scenario that is refused is not written in part", "[program]") {
    const Workshop workshop;
    workshop.expect({"sweep", "experiment.toml", "-q", "-o", "S"}, 0, "");
    CHECK(workshop.expect({"scenario", "S", "--point", "99"}, 2, "point").output.empty());
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 0, "");
    CHECK(workshop.expect({"scenario", "A", "--point", "3"}, 2, "point").output.empty());
    CHECK(workshop.expect({"scenario", "S", "--point", "0"}, 0, "accountability.effort=0.5").output.size() > 1000);
}

TEST_CASE("commands to be copied can be run by a shell, whatever names they hold", "[program][sweep]") {
    const Workshop workshop;
    const std::string name = "mon é 1";
    workshop.experiment(name, "\"accountability.effort\" = 0.5");
    const std::string file = name + ".toml";
    workshop.expect({"slurm", file, "--script", "j é.sh"}, 0, "next: sbatch 'j é.sh'\n");
    workshop.expect({"sweep", file, "-o", name, "--shard", "2/2"}, 0, "  actorhood merge '" + name + "'\n");
    workshop.expect({"sweep", file, "-o", "p 1", "--pilot", "2"}, 0, "  actorhood resume 'p 1'\n");
    workshop.expect({"run", "scenario.toml", "-o", "r 1", "-q", "--stop-after", "3"}, 75,
                    "  actorhood resume 'r 1'\n");
    workshop.expect({"status", "r 1"}, 75, "actorhood resume 'r 1'\n");
    workshop.expect({"run", "scenario.toml", "-o", "r 1", "-q"}, 4, "continue it by actorhood resume 'r 1', ");
    workshop.expect({"sweep", "experiment.toml", "-o", "r 1", "-q"}, 4, "continue it by actorhood resume 'r 1', ");
}

} // namespace test_program_folders
