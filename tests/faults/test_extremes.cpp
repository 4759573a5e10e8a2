// Very much, very little and nothing at all: a valid result or a refusal, never a crash or a number that is not one.
#include <cmath>
#include <string>
#include <vector>

#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_extremes {

using namespace actorhood::tests;
namespace sim = actorhood::sim;

TEST_CASE("what no machine can hold is refused before anything is allocated", "[case 15]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario");
    for (const char* set :
         {"population.outside_firms=1000000000000", "population.members_per_cluster=100000000000"}) {
        for (const char* command : {"run", "validate"}) {
            const Finished finished = call_program({command, "scenario.toml", "--set", set}, {folder.path(), {}, ""});
            INFO(command << " " << set << ": " << finished.errors);
            CHECK((finished.code == 7 || finished.code == 3));
            CHECK(finished.signal == 0);
            CHECK(finished.seconds < 1.0 * ACTORHOOD_PATIENCE);
        }
    }
    const Finished refused = call_program({"run", "scenario.toml", "--set", "population.outside_firms=1000000000000"},
                                          {folder.path(), {}, ""});
    CHECK(refused.code == 7);
    CHECK(refused.says("GB of memory"));
}

TEST_CASE("worlds in which something is missing give a valid result", "[case 37]") {
    const std::vector<std::vector<std::string>> missing{
        {"population.outside_firms=0"},
        {"population.outside_firms=1"},
        {"population.clusters=0"},
        {"population.clusters=0", "population.outside_firms=0"},
        {"population.clusters=1", "population.members_per_cluster=1", "population.outside_firms=0"},
        {"population.members_per_cluster=0"},
        {"population.members_per_cluster=0", "population.outside_firms=0"},
        {"population.economy_firms=0"},
        {"funding.level=0"},
        {"funding.level=0", "funding.initial_reserve=0"},
        {"time.years=0"},
        {"time.years=0", "time.burn_in_years=0"},
        {"time.burn_in_years=0"},
        {"ties.base_rate=0", "ties.formation_rate=0", "ties.outside_degree=0", "ties.break_rate=10"},
        {"market.exit_rate=10", "market.entry_rate=0"},
        {"membership.leave_rate=10", "membership.join_rate=0"},
        {"market.entry_rate=1"}};
    for (const std::vector<std::string>& settings : missing) {
        const TemporaryFolder folder;
        write_scenario(folder.path(), "scenario", "time.years = 3\ntime.burn_in_years = 1\n");
        std::vector<std::string> arguments{"run", "scenario.toml", "-o", "out", "--quiet"};
        std::string text;
        for (const std::string& setting : settings) {
            arguments.insert(arguments.end(), {"--set", setting});
            text += setting + " ";
        }
        const Finished finished = call_program(arguments, {folder.path(), {}, ""});
        INFO(text << finished.errors);
        CHECK(finished.signal == 0);
        CHECK((finished.code == 0 || finished.code == 3));
        if (finished.code != 0) {
            CHECK(finished.errors.starts_with("actorhood: --set "));
            continue;
        }
        for (const sim::StoredVariable& variable : sim::read_trajectories(folder / "out" / "scenario.h5").variables) {
            for (const double value : variable.values) {
                if (std::isinf(value)) {
                    FAIL(variable.name << " is infinite");
                }
            }
            if (variable.name == "ledger_residual") {
                for (const double value : variable.values) {
                    CHECK(value == 0.0);
                }
            }
        }
    }
}

TEST_CASE("the smallest and the largest seed work", "[case 39]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 1\ntime.burn_in_years = 1\n");
    std::vector<std::string> results;
    for (const char* seed : {"0", "18446744073709551615"}) {
        REQUIRE(call_program({"run", "scenario.toml", "--seed", seed, "-o", seed, "-q", "--reproducible"},
                             {folder.path(), {}, ""})
                    .code == 0);
        results.push_back(read_bytes(folder / seed / "scenario.h5"));
    }
    CHECK((results[0] != results[1]));
    const auto stored = sim::read_trajectories(folder / "18446744073709551615" / "scenario.h5");
    bool found = false;
    for (const auto& [name, value] : stored.provenance) {
        if (const auto* number = std::get_if<std::uint64_t>(&value); name == "master_seed" && number != nullptr) {
            CHECK(*number == 18446744073709551615u);
            found = true;
        }
    }
    CHECK(found);
    for (const char* seed : {"-1", "18446744073709551616", "1.5", "x"}) {
        CHECK(call_program({"run", "scenario.toml", "--seed", seed, "-o", "wrong"}, {folder.path(), {}, ""}).code ==
              3);
    }
}

TEST_CASE("money that cents cannot count is refused or stops the run", "[case 38]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 1\ntime.burn_in_years = 1\n");
    for (const char* set :
         {"population.revenue_per_employee=1e18", "population.liquidity_high=1e15", "funding.level=1e16"}) {
        const Finished finished =
            call_program({"run", "scenario.toml", "-o", "out", "--force", "--set", set}, {folder.path(), {}, ""});
        INFO(set << ": " << finished.errors);
        CHECK(finished.signal == 0);
        CHECK((finished.code == 3 || finished.code == 6));
    }
}

} // namespace test_extremes
