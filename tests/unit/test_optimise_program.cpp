// The command optimise as its users meet it: end to end on a small world, stopped and continued, wrong inputs.
#include <chrono>
#include <filesystem>
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

namespace test_optimise_program {

using namespace actorhood;
using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string head = R"([optimisation]
base = ")" ACTORHOOD_SOURCE_DIR R"(/scenarios/baseline.toml"
population = 6
generations = 2
replicates = 2
most_replicates = 4
check_replicates = 3
)";
const std::string set = R"([optimisation.set]
"population.clusters" = 2
"population.members_per_cluster" = 40
"population.outside_firms" = 100
"population.regions" = 2
"time.years" = 2
"time.burn_in_years" = 0
"funding.jitter" = false
)";
const std::string levers = R"([[lever]]
simplex = "funding.mix"
fixed = { services = 0.1 }
[[lever]]
parameter = "accountability.effort"
max = 0.5
)";
const std::string objectives = R"([[objective]]
output = "circular_depth"
[[objective]]
name = "spending"
output = "public_spending_per_member"
time = "mean"
direction = "lower"
)";
const std::string good = head + set + levers + objectives;

void write_optimisation(const TemporaryFolder& folder, const std::string& text) {
    write_bytes(folder / "mixes.toml", text);
}

Finished optimise(const TemporaryFolder& folder, const std::string& text, std::vector<std::string> more = {}) {
    write_optimisation(folder, text);
    std::vector<std::string> arguments{"optimise", "mixes.toml", "-o", "out", "-q", "-t", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call_program(arguments, {folder.path(), {}, ""});
}

std::string with(const std::string& text, const std::string& what, const std::string& instead) {
    return std::regex_replace(text, std::regex(what), instead);
}

} // namespace

TEST_CASE("optimise makes a front that sweep, rank and run accept, and never repeats a run", "[analysis][optimise]") {
    const TemporaryFolder folder;
    const Finished first = optimise(folder, good);
    INFO(first.errors);
    REQUIRE(first.code == 0);
    CHECK(first.says("Optimisation of mixes.toml: 2 objectives, 0 constraints, 4 values to choose"));
    CHECK(first.says("out/pareto.toml"));
    CHECK(first.says("fresh replicates"));
    const std::string pareto = read_bytes(folder / "out/pareto.toml");
    CHECK(pareto.find("name = \"front 1\"") != std::string::npos);
    CHECK(pareto.find("\"funding.mix.services\" = 0.1\n") != std::string::npos);
    // The front keeps all outputs, the search those of the objectives; every block has draws of its own.
    const auto front = analysis::ResultFile::open(folder / "out/front");
    CHECK(front->variables().size() > 50);
    CHECK(front->replicates().size() == 3);
    const auto generation = analysis::ResultFile::open(folder / "out/generation2");
    CHECK(generation->variables().size() < 10);
    CHECK(front->attribute("master_seed") != generation->attribute("master_seed"));
    // Once more: the same report, nothing simulated.
    const auto written = fs::last_write_time(folder / "out/generation1/sweep.h5");
    const Finished again = optimise(folder, good, {"--json"});
    CHECK(again.code == 0);
    CHECK(again.output == read_bytes(folder / "out/report.json"));
    CHECK(fs::last_write_time(folder / "out/generation1/sweep.h5") == written);
    CHECK(read_bytes(folder / "out/pareto.toml") == pareto);
    const Finished compared = call_program({"compare", "out"}, {folder.path(), {}, ""});
    CHECK(compared.code == 4);
    CHECK(compared.says("is that of a study of several sweeps; its result is out/front"));
    // What comes out goes in.
    const LaunchOptions here{folder.path(), {}, ""};
    CHECK(call_program({"sweep", "out/pareto.toml", "--dry-run"}, here).code == 0);
    const fs::path scenario = write_scenario(folder.path(), "small");
    const Finished run =
        call_program({"run", scenario.string(), "--assumptions", "out/pareto.toml", "-o", "runs", "--dry-run"}, here);
    INFO(run.errors);
    CHECK(run.code == 0);
}

TEST_CASE("optimise over an ensemble of assumptions and with constraints", "[analysis][optimise]") {
    const TemporaryFolder folder;
    write_bytes(folder / "ensemble.toml",
                "[experiment]\nbase = \"" ACTORHOOD_SOURCE_DIR
                "/scenarios/baseline.toml\"\ndesign = \"list\"\n[[experiment.point]]\n"
                "\"adoption.noise\" = 0.1\n[[experiment.point]]\n\"adoption.noise\" = 0.3\n");
    const std::string text = head + "assumptions = \"ensemble.toml\"\n" + set + levers + objectives +
                             "[[constraint]]\noutput = \"public_spending_per_member\"\nat_most = 1e6\n" +
                             "assumptions = \"worst\"\n";
    const Finished ended = optimise(folder, text);
    INFO(ended.errors);
    REQUIRE(ended.code == 0);
    CHECK(ended.says("2 sets of assumptions"));
    CHECK(ended.says("public_spending_per_member (constraint) <= 1000000, worst set"));
    const auto front = analysis::ResultFile::open(folder / "out/front");
    CHECK(front->points() % 2 == 0);
    const Finished ranked =
        call_program({"rank", "out/front", "--output", "circular_depth,public_spending_per_member:lower"},
                     {folder.path(), {}, ""});
    INFO(ranked.errors);
    CHECK(ranked.code == 0);
    CHECK(ranked.says("Pareto set"));
    // What no choice can keep: the report says how near they come.
    const Finished none = optimise(folder, with(text, "at_most = 1e6", "at_most = -1.0"));
    CHECK(none.code == 3);
    CHECK(none.says("No choice keeps all constraints. The nearest: public_spending_per_member (constraint) = "));
    CHECK_FALSE(fs::exists(folder / "out/pareto.toml"));
}

TEST_CASE("optimise is stopped and continued to the same front", "[analysis][optimise]") {
    const TemporaryFolder whole;
    const TemporaryFolder folder;
    const std::string text = with(good, "population = 6", "population = 40");
    REQUIRE(optimise(whole, text).code == 0);
    write_optimisation(folder, text);
    const std::vector<std::string> words{
        "optimise", (folder / "mixes.toml").string(), "-o", (folder / "out").string(), "-q", "-t", "1"};
    int stopped = 0;
    for (const char* step : {"generation1", "generation2", "front"}) { // while this step is under way
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
    const std::string points = read_bytes(whole / "out/pareto.toml");
    const std::string continued = read_bytes(folder / "out/pareto.toml");
    CHECK(continued.substr(continued.find("[experiment.set]")) == points.substr(points.find("[experiment.set]")));
    const Finished late = optimise(folder, with(text, "generations = 2", "generations = 200"), {"--max-time", "2"});
    CHECK(late.code == 75);
}

TEST_CASE("optimise says what is wrong with its file, with line and column", "[analysis][optimise]") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& text, const std::string& message) {
        const Finished ended = optimise(folder, text);
        INFO(ended.errors);
        CHECK(ended.code == 3);
        CHECK(ended.says(message));
        CHECK_FALSE(fs::exists(folder / "out/pareto.toml"));
    };
    refused(head + set + objectives, "nothing is chosen: name levers in [[lever]]");
    refused(head + set + levers, "nothing is wanted: name objectives in [[objective]]");
    refused(with(good, "\nreplicates = 2", "\nreplicates = 1"),
            "mixes.toml:5:14: with one replicate a better choice cannot be told from a lucky one");
    refused(with(good, "most_replicates = 4", "most_replicates = 1"), "it must not be below 'replicates'");
    refused(with(good, "population = 6", "population = 6\nassumptions = \"none.toml\""),
            "mixes.toml:4:15: there is no such file; calibrate makes one");
    refused(with(good, "time = \"mean\"", "time = \"mean\"\ndirektion = \"lower\""),
            "did you mean 'objective.direction'?");
    refused(with(good, "output = \"circular_depth", "output = \"circluar_depth"), "did you mean 'circular_depth'?");
    refused(
        with(good, "output = \"circular_depth", "output = \"circluar_depth"),
        "out/ends.toml cannot be carried out, see above: it is made from the file of the optimisation, mend that");
    refused(with(good, "time = \"mean\"", "time = \"mean\"\nfrom = 2050"),
            "the objective 'spending' lies outside the runs");
    refused(with(good, "max = 0.5", "max = 0.5\nfixed = { services = 0.1 }"), "'fixed' belongs to 'simplex'");
    refused(with(good, "max = 0.5", "min = 0.6\nmax = 0.5"), "'max' must be above 'min'");
    refused(with(good, "services = 0.1", "services = 1.1"), "a fixed share must be a number from 0 to below 1");
    refused(with(good, "accountability.effort", "accountability.efort"), "did you mean");
    refused(good + "[[constraint]]\noutput = \"members\"\n", "a constraint needs either 'at_least' or 'at_most'");
    refused(good + "[[objective]]\nname = \"spending\"\noutput = \"members\"\n", "there are two criteria 'spending'");
    refused(good + "[[objective]]\n", "an objective needs 'output'");
    refused(with(good, "base = .*\n", ""), "[optimisation] needs 'base'");
    refused(with(good, "\"time.years\" = 2", "\"time.years\" = 2\n\"run.seed\" = 7"),
            "every block of replicates has a run.seed of its own");
    refused("[optimisation\n", "mixes.toml:1");
    // All at once.
    const Finished several = optimise(folder, with(head, "\nreplicates = 2", "\nreplicates = 1") + set);
    CHECK(several.says("with one replicate"));
    CHECK(several.says("nothing is chosen"));
    CHECK(several.says("nothing is wanted"));
    CHECK(call_program({"optimise"}).code == 2);
    CHECK(call_program({"optimise", (folder / "none.toml").string()}).code == 4);
    CHECK(call_program({"optimise", "--help"}).says("actorhood optimise FILE"));
}

TEST_CASE("optimise says that nothing moves an objective, and that no run ended well", "[analysis][optimise]") {
    const TemporaryFolder folder;
    const Finished constant = optimise(folder, head + set + levers + "[[objective]]\noutput = \"energy_price\"\n");
    CHECK(constant.code == 3);
    CHECK(constant.says("the objective 'energy_price' is the same for all choices of the first generation"));
    const Finished undefined_there =
        optimise(folder, with(good, "output = \"circular_depth", "output = \"mean_responsible_actorhood"));
    CHECK(undefined_there.code == 8); // within two years nobody reports
    CHECK(undefined_there.says("of 12 runs 'mean_responsible_actorhood' in 12, 'spending' in 0 have no value"));
    const TemporaryFolder other;
    const Finished failed = optimise(other, head + set + "\"membership.services\" = 1e308\n" + levers + objectives);
    INFO(failed.errors);
    CHECK(failed.code == 8);
    CHECK(failed.says("no run of out/ends ended well; actorhood status out/ends names the causes"));
    const TemporaryFolder full;
    fs::create_directories(full / "out");
    write_bytes(full / "out/other", "x");
    const Finished foreign = optimise(full, good);
    CHECK(foreign.code == 4);
    CHECK(foreign.says("is not empty and holds no optimisation"));
}

} // namespace test_optimise_program
