// The scenarios of real cases, and every other scenario that comes with the program: they can be read and run, their
// accounts close, results do not depend on the number of threads, and known figures have a simulated value.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/core/parallel.hpp"
#include "sim/output/known_figures.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_cases {

using namespace actorhood;
using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// Scenario files below a folder of scenarios/, in alphabetical order.
std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(std::string(ACTORHOOD_SOURCE_DIR) + "/scenarios")) {
        const std::string path = entry.path().generic_string();
        if (entry.path().extension() == ".toml" && path.find("/scenarios/" + folder) != std::string::npos) {
            files.push_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Those that can be run: not the catalogue of practices, the toolkit's instruments, and designs of experiments,
/// calibrations, ensembles and optimisations.
std::vector<std::string> runnable_files() {
    std::vector<std::string> files = files_below("");
    std::erase_if(files, [](const std::string& file) {
        return file.find("/practices/") != std::string::npos || file.find("/toolkit/") != std::string::npos ||
               file.find("/experiments/") != std::string::npos || file.find("/calibration/") != std::string::npos ||
               file.find("/optimisation/") != std::string::npos || file.find("/ensembles/") != std::string::npos ||
               file.ends_with("/reference.toml");
    });
    return files;
}

/// One that takes gigabytes and more than minutes: it runs here in a smaller world only.
bool is_for_large_machines(const models::program::Scenario& scenario) {
    return models::estimate(scenario.parameters, 2).memory_bytes > 2e9;
}

void check_run(const std::string& file, const Settings& settings) {
    const auto scenario = models::program::read_scenario(file, settings);
    std::uint64_t hash = 0;
    for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
        const sim::ThreadLimit limit(threads);
        FinishedRun run(*scenario, 0);
        for (const char* account : {"ledger_residual", "material_residual"}) {
            INFO(account);
            const auto& months = run.values(account);
            CHECK(std::all_of(months.begin(), months.end(), [](double residual) { return residual == 0.0; }));
        }
        sim::Outputs outputs;
        run.model().declare_outputs(outputs);
        for (const sim::KnownFigure& figure : scenario->parameters.known) {
            INFO(figure.name);
            CHECK_FALSE(std::isnan(sim::simulated_figure(figure, outputs, run.trajectory())));
        }
        CHECK((hash == 0 || hash == run.state_hash()));
        hash = run.state_hash();
    }
}

} // namespace

TEST_CASE("every case runs, its accounts close and its known figures have a simulated value") {
    const std::vector<std::string> cases = files_below("cases/");
    REQUIRE(cases.size() >= 9);
    for (const std::string& file : cases) {
        INFO(file);
        // Long enough for every year that a known figure names.
        const bool pathway = file.find("pathway") != std::string::npos;
        const auto plain = models::program::read_scenario(file, {});
        REQUIRE_FALSE(plain->parameters.known.empty());
        Settings settings{"time.burn_in_years=1", "population.outside_firms=1000",
                          "time.years=" + std::to_string(pathway ? 6 : 7)};
        if (is_for_large_machines(*plain)) {
            settings.insert(settings.end(), {"population.clusters=12", "population.regions=12"});
        }
        check_run(file, settings);
    }
}

TEST_CASE("every known figure of a case has a name and a source") {
    for (const std::string& file : files_below("cases/")) {
        INFO(file);
        const auto scenario = models::program::read_scenario(file, {});
        for (const sim::KnownFigure& figure : scenario->parameters.known) {
            INFO(figure.name);
            CHECK_FALSE(figure.name.empty());
            CHECK_FALSE(figure.source.empty());
        }
    }
}

TEST_CASE("every scenario that comes with the program can be read and fits this machine") {
    const std::vector<std::string> files = runnable_files();
    REQUIRE(files.size() >= 40);
    for (const std::string& file : files) {
        INFO(file);
        const auto scenario = models::program::read_scenario(file, {});
        const models::Estimate needed = models::estimate(scenario->parameters, 2);
        CHECK(needed.firms > 0.0);
        if (!is_for_large_machines(*scenario)) {
            CHECK_NOTHROW(models::refuse_too_big(scenario->parameters, needed));
        }
    }
}

TEST_CASE("every scenario that comes with the program runs as it is", "[.long]") {
    for (const std::string& file : runnable_files()) {
        INFO(file);
        if (!is_for_large_machines(*models::program::read_scenario(file, {}))) {
            check_run(file, {});
        }
    }
}

} // namespace test_cases
