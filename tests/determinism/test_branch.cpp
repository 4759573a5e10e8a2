// branch: the same past, another future, and the bytes of a run of the branched scenario from its start.
#include <regex>
#include <string>
#include <vector>

#include "sim/output/checkpoint.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_branch {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

/// A finished run of 2020 to 2026 in A, and branches of it.
class Workshop {
public:
    explicit Workshop(int replicates = 2) {
        write_scenario(folder_.path(), "small", "time.years = 6\ntime.burn_in_years = 1\n", replicates);
        REQUIRE(call({"run", "small.toml", "-o", "A", "--reproducible", "-q"}).code == 0);
    }
    Finished call(const std::vector<std::string>& words) { return call_program(words, {folder_.path(), {}, ""}); }
    Finished branch(const std::string& into, std::vector<std::string> more) {
        more.insert(more.begin(), {"branch", "A", "-o", into, "--reproducible"});
        return call(more);
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] std::string result(const std::string& name) const {
        return read_bytes(folder_ / name / "small.h5");
    }

private:
    TemporaryFolder folder_;
};

const std::vector<std::string> more_effort{"--at", "2023-03", "--set", "accountability.effort=0.9"};

} // namespace

TEST_CASE("a branch has the past of the original and the bytes of its own scenario run from the start",
          "[same bytes]") {
    Workshop workshop;
    const Finished branched = workshop.branch("B", more_effort);
    INFO(branched.errors);
    REQUIRE(branched.code == 0);
    CHECK(branched.says("next: actorhood compare A/small.h5 B/small.h5"));
    const Finished text = workshop.call({"scenario", "B"});
    write_bytes(workshop / "branched.toml", text.output);
    REQUIRE(workshop.call({"run", "branched.toml", "--name", "small", "-o", "C", "--reproducible", "-q"}).code == 0);
    CHECK((workshop.result("B") == workshop.result("C")));

    const sim::StoredTrajectories first = sim::read_trajectories(workshop / "A" / "small.h5");
    const sim::StoredTrajectories second = sim::read_trajectories(workshop / "B" / "small.h5");
    const std::size_t months = first.times.size();
    const std::size_t parted = 38; // January 2020 to February 2023
    bool differs = false;
    for (std::size_t v = 0; v < first.variables.size(); ++v) {
        const auto& a = first.variables[v].values;
        const auto& b = second.variables[v].values;
        const std::size_t row = a.size() / (months * first.replicates.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            const bool same = a[i] == b[i] || (a[i] != a[i] && b[i] != b[i]);
            const bool past = i / row % months < parted;
            REQUIRE((same || !past));
            differs = differs || !same;
        }
    }
    CHECK(differs);
}

TEST_CASE("a branch has a title of its own, which alone makes none") {
    Workshop workshop;
    std::vector<std::string> called = more_effort;
    called.insert(called.end(), {"--set", "run.title=Twice the effort", "--set", "run.summary=A trial"});
    const Finished branched = workshop.branch("B", called);
    INFO(branched.errors);
    REQUIRE(branched.code == 0);
    const Finished scenario = workshop.call({"scenario", "B"});
    CHECK(scenario.says("title = \"Twice the effort\""));
    CHECK(scenario.says("summary = \"A trial\""));
    CHECK(sim::hdf5::File::open(workshop / "B" / "small.h5").text_attribute("title") == "Twice the effort");
    const Finished only = workshop.branch("C", {"--at", "2023-03", "--set", "run.title=Nothing else"});
    CHECK(only.code == 2);
    CHECK(only.says("the branch differs in nothing"));
}

TEST_CASE("a branch sets what it says, whatever instruments and earlier branches do") {
    Workshop workshop(1);
    const auto branch = [&](const std::string& of, const std::string& into, const std::string& date,
                            const std::string& effort) {
        return workshop.call(
            {"branch", of, "-o", into, "-q", "--at", date, "--set", "accountability.effort=" + effort});
    };
    const auto effort_at = [&](const std::string& name, std::size_t month) {
        const sim::StoredTrajectories stored = sim::read_trajectories(workshop / name / "small.h5");
        for (const auto& variable : stored.variables) {
            if (variable.name == "accountability_effort") {
                return variable.values.at(month * variable.values.size() / stored.times.size());
            }
        }
        FAIL("accountability_effort is not recorded");
        return 0.0;
    };
    REQUIRE(branch("A", "B", "2022", "0.9").code == 0);
    REQUIRE(branch("B", "C", "2023", "0.1").code == 0);
    REQUIRE(branch("A", "D", "2023", "0.1").code == 0);
    REQUIRE(branch("B", "E", "2023", "0.25").code == 0); // the value of the original, no longer in force
    CHECK(branch("B", "F", "2023", "0.9").code == 2);    // in force already
    constexpr std::size_t before = 35;                   // December 2022
    CHECK(effort_at("C", before) == effort_at("B", before));
    CHECK(effort_at("C", before) != effort_at("A", before));
    CHECK(effort_at("C", before + 1) == Approx(effort_at("D", before + 1)).epsilon(0.05));
    CHECK(effort_at("E", before + 1) == Approx(effort_at("A", before + 1)).epsilon(0.05));
    const Finished compared = workshop.call({"compare", "A", "B", "C", "--variables", "members"});
    CHECK(std::regex_search(compared.output,
                            std::regex("effort from 2023-01 \\(branch_2023_01\\) +0\\.25 +0\\.9 +0\\.1\n")));
    INFO(compared.output);
    REQUIRE(workshop
                .call({"run", "small.toml", "-o", "T", "-q", "--set",
                       "toolkit=[{name=\"multi_directional_accountability\",start=2020-01-01}]"})
                .code == 0);
    REQUIRE(branch("T", "U", "2023", "0.5").code == 0);
    const Finished instrument = workshop.call({"compare", "T", "U", "--variables", "members"});
    CHECK(std::regex_search(instrument.output,
                            std::regex("effort from 2023-01 \\(branch_2023_01\\) +0\\.35 +0\\.5\n")));
}

TEST_CASE("states of a result that no longer stands there are made anew by a branch, with a word") {
    Workshop workshop(1);
    REQUIRE(workshop.branch("B", more_effort).code == 0);
    REQUIRE(workshop.call({"run", "small.toml", "-o", "A", "--reproducible", "-q", "--seed", "4", "--force"}).code ==
            0);
    const Finished again = workshop.branch("C", more_effort);
    INFO(again.errors);
    CHECK(again.code == 0);
    CHECK(again.says("states that were kept are made anew"));
    CHECK(again.says("different: run.seed"));
    const Finished third = workshop.branch("D", more_effort);
    CHECK_FALSE(third.says("made anew"));
    CHECK((workshop.result("C") == workshop.result("D")));
}

TEST_CASE("a second branch from the same month takes the state that the first has kept") {
    Workshop workshop;
    REQUIRE(workshop.branch("B", more_effort).code == 0);
    const fs::path kept = workshop / "A" / "states" / "2023-03-01" / "replicate_000001.state";
    REQUIRE(fs::exists(kept));
    const fs::file_time_type before = fs::last_write_time(kept);
    REQUIRE(workshop.branch("C", {"--at", "2023-03-01", "--set", "funding.level=4000"}).code == 0);
    CHECK(fs::last_write_time(kept) == before); // nothing of the past was simulated again
    REQUIRE(workshop.branch("D", {"--at", "2023-03", "--set", "funding.level=4000", "--forget"}).code == 0);
    CHECK_FALSE(fs::exists(kept));
    CHECK((workshop.result("C") == workshop.result("D")));
    CHECK((workshop.result("C") != workshop.result("B")));
}

TEST_CASE("a branch that is stopped goes on to the same bytes, and one of a branch is one more", "[same bytes]") {
    Workshop workshop;
    REQUIRE(workshop.branch("B", more_effort).code == 0);
    // A run that stops on its way has the state of the past and of the way.
    const Finished text = workshop.call({"scenario", "B"});
    write_bytes(workshop / "small.toml", text.output);
    REQUIRE(workshop.call({"run", "small.toml", "-o", "C", "--reproducible", "-q", "--stop-after", "60"}).code == 75);
    REQUIRE(workshop.call({"resume", "C", "-q"}).code == 0);
    CHECK((workshop.result("C") == workshop.result("B")));
    const Finished again =
        workshop.call({"branch", "B", "--at", "2023-03", "--set", "funding.level=4000", "-o", "D"});
    INFO(again.errors);
    CHECK(again.code == 0);
}

TEST_CASE("instruments of the toolkit begin with the branch, those with programmes too") {
    Workshop workshop(1);
    const Finished branched = workshop.branch("B", {"--at", "2022", "--toolkit", "spearhead_clusters"});
    INFO(branched.errors);
    REQUIRE(branched.code == 0);
    const Finished text = workshop.call({"scenario", "B"});
    CHECK(text.says("name = \"spearhead_clusters\"\nstart = 2022-01-01"));
    const Finished training = workshop.branch("C", {"--at", "2022", "--toolkit", "digital_training"});
    INFO(training.errors);
    CHECK(training.code == 0);
    CHECK(training.says("programmes of its own"));
}

TEST_CASE("branch says what it cannot do, and leaves nothing behind") {
    Workshop workshop(1);
    const auto refused = [&](const std::vector<std::string>& more, int code, const std::string& said) {
        const Finished finished = workshop.branch("B", more);
        INFO(finished.errors);
        CHECK(finished.code == code);
        CHECK(finished.says(said));
        CHECK_FALSE(fs::exists(workshop / "B"));
    };
    const std::string effort = "accountability.effort=0.9";
    refused({"--at", "2040", "--set", effort}, 2, "is outside the run, which goes from 2020-01-01 to 2026-01-01");
    refused({"--at", "2023-03-15", "--set", effort}, 2, "--at must be the first day of a month");
    refused({"--set", effort}, 2, "--at DATE");
    refused({"--at", "2023"}, 2, "differs in nothing");
    refused({"--at", "2023", "--set", "population.clusters=9"}, 3,
            "'population.clusters' cannot change during a run");
    refused({"--at", "2023", "--set", "run.seed=9"}, 3, "'run.seed' cannot change during a run");
    refused({"--at", "2023", "--set", "toolkit=[\"spearhead_clusters\"]"}, 3, "--toolkit NAME");
    refused({"--at", "2023", "--set", "accountability.effort=7"}, 3, "--set accountability.effort=7");
    refused({"--at", "2023", "--toolkit", "spearhead_cluster"}, 3,
            "--toolkit spearhead_cluster: no instrument has this name; did you mean 'spearhead_clusters'?");
    refused({"--at", "2023", "--toolkit", "nope"}, 3,
            "--toolkit nope: no instrument has this name; 'actorhood toolkit' lists them all");
    CHECK(workshop.call({"branch", "nowhere", "--at", "2023", "--set", effort}).code == 4);
    CHECK(workshop.call({"branch", "A", "-o", "A", "--at", "2023", "--set", effort}).code == 2);
}

TEST_CASE("a cluster's own money changes by its name from a date on, and only so", "[same bytes]") {
    const TemporaryFolder folder;
    const auto call = [&](const std::vector<std::string>& words) {
        return call_program(words, {folder.path(), {}, ""});
    };
    write_scenario(folder.path(), "own",
                   "time.years = 4\ntime.burn_in_years = 1\n[[cluster]]\nname = \"St. Gallen\"\nmembers = 30\n"
                   "funding.level = 3000\n"
                   "funding.mix = { core = 0.4, project = 0.2, fees = 0.2, services = 0.2 }\n"
                   "[[cluster]]\nname = \"other\"\nmembers = 30\n",
                   1);
    REQUIRE(call({"run", "own.toml", "-o", "A", "--reproducible", "-q"}).code == 0);
    const std::vector<std::string> branch{"branch", "A", "--at", "2022", "--reproducible", "-q", "-o"};
    const auto branched = [&](const std::string& into, const std::vector<std::string>& set) {
        std::vector<std::string> words = branch;
        words.push_back(into);
        for (const std::string& one : set) {
            words.insert(words.end(), {"--set", one});
        }
        return call(words);
    };
    const Finished mixed =
        branched("B", {"cluster.\"St. Gallen\".funding.level=6000",
                       "cluster.\"St. Gallen\".funding.mix={core=0.1,project=0.1,fees=0.6,services=0.2}"});
    INFO(mixed.errors);
    REQUIRE(mixed.code == 0);
    write_bytes(folder / "again.toml", call({"scenario", "B"}).output);
    REQUIRE(call({"run", "again.toml", "--name", "own", "-o", "C", "--reproducible", "-q"}).code == 0);
    CHECK((read_bytes(folder / "B" / "own.h5") == read_bytes(folder / "C" / "own.h5")));
    CHECK((read_bytes(folder / "B" / "own.h5") != read_bytes(folder / "A" / "own.h5")));

    const auto refused = [&](const std::string& set, const std::string& said) {
        const Finished finished = branched("D", {set});
        INFO(finished.errors);
        CHECK(finished.code == 3);
        CHECK(finished.says(said));
    };
    refused("cluster.\"St. Gallen\".members=40", "'cluster.\"St. Gallen\".members' cannot change during a run");
    refused("cluster.other.funding.level=5000",
            "'cluster.other.funding.level' cannot begin or end during a run, only change, and the original does not "
            "give it");
    refused("cluster.other.member=[{name=\"x\"}]", "'cluster.other.member' cannot change during a run");
    refused("cluster.\"St. Gallen\".funding.mix.core=0.9", "must add up to 1");
}

} // namespace test_branch
