// Wrong shocks are reported where they stand, and a run stopped in the middle of a shock ends with the same file.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_shocks {

using namespace actorhood::tests;

TEST_CASE("wrong shocks: file, line and what was probably meant") {
    const TemporaryFolder folder;
    const auto file = write_scenario(folder.path(), "scenario", R"(
[[landscape.shock]]
kind = "demand"
sectors = ["tourim"]
regions = ["region_77"]

[[landscape.shock]]
kind = "technology"
practice = "artificial_inteligence"

[[landscape.shock]]
date = 2010-01-01
)");
    const Finished refused = call_program({"validate", file.string()});
    INFO(refused.errors);
    CHECK(refused.code == 3);
    const std::string text = read_bytes(file);
    const auto line_of = [&](const std::string& what) {
        return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<long>(text.find(what)), '\n'));
    };
    for (const std::string& said :
         {".toml:" + line_of("tourim") + ":", std::string("did you mean 'tourism'?"),
          ".toml:" + line_of("region_77") + ":", std::string("'landscape.shock.regions'"),
          ".toml:" + line_of("artificial_inteligence") + ":", std::string("did you mean 'artificial_intelligence'?"),
          ".toml:" + line_of("2010-01-01") + ":", std::string("before the run")}) {
        INFO(said);
        CHECK(refused.says(said));
    }
}

TEST_CASE("stopped in the middle of a shock and resumed, the file has the same bytes") {
    const TemporaryFolder folder;
    const auto file = write_scenario(folder.path(), "scenario", R"(
time.years = 3
time.burn_in_years = 1

[shocks]
rate.labour = 1.0

[[landscape.shock]]
date = 2021-01-01
kind = "supply"
magnitude = 0.5
duration = 6

[[landscape.shock]]
date = 2021-03-01
kind = "technology"
magnitude = 0.3
practice = "cloud"
)",
                                     2);
    const auto run = [&](const std::string& name, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{
            "run", file.string(), "-o", (folder.path() / name).string(), "--reproducible", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return call_program(arguments);
    };
    REQUIRE(run("whole", {}).code == 0);
    REQUIRE(run("stopped", {"--stop-after", "27", "--threads", "1"}).code == 75); // March 2021
    const Finished resumed = call_program({"resume", (folder.path() / "stopped").string(), "--quiet"});
    INFO(resumed.errors);
    REQUIRE(resumed.code == 0);
    const std::string whole = read_bytes(folder.path() / "whole" / "scenario.h5");
    CHECK(whole.size() > 10'000);
    CHECK((read_bytes(folder.path() / "stopped" / "scenario.h5") == whole));
}

} // namespace test_shocks
