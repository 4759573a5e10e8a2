// A dozen outcomes of one small scenario at three dates, compared digit by digit with values.txt.
//
// Determinism promises the bits, so any difference means that the model's results changed. When that was meant, the
// table is written anew with ACTORHOOD_REFRESH=1 and the change explained in models/MODEL.md, "Results changed".
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_values {

using namespace actorhood::tests;

namespace {

const std::string table_file = std::string(ACTORHOOD_SOURCE_DIR) + "/tests/regression/values.txt";

constexpr std::array<const char*, 14> outcomes{"circular_depth",
                                               "digital_depth",
                                               "mean_responsible_actorhood",
                                               "mean_decision_autonomy",
                                               "mean_recognition",
                                               "mean_care_commitment",
                                               "public_spending",
                                               "private_spending",
                                               "public_spending_per_member",
                                               "members",
                                               "staff",
                                               "reflexivity",
                                               "orientation",
                                               "adoption_ten_or_more"};

/// Months after burn-in, from 0, at whose end the outcomes are printed.
constexpr std::array<std::size_t, 3> dates{11, 119, 239};

std::string present_table() {
    const auto scenario =
        baseline_with(Settings{"population.clusters=6", "population.members_per_cluster=60",
                               "population.outside_firms=1000", "population.regions=3", "run.seed=20200101"});
    const FinishedRun run(*scenario, 0);
    std::string table =
        "# Means over clusters, or over groups and practices, at the end of 2020, 2029 and 2039: seed 20200101,\n"
        "# replicate 0, 6 clusters of about 60 members, 1,000 firms outside, 3 regions, otherwise the baseline.\n"
        "# Written by the regression test with ACTORHOOD_REFRESH=1.\n";
    for (const char* name : outcomes) {
        char text[160];
        const std::size_t width = run.width(name);
        const std::vector<double>& values = run.values(name);
        std::array<double, dates.size()> mean{};
        for (std::size_t i = 0; i < dates.size(); ++i) {
            const auto row = values.begin() + static_cast<std::ptrdiff_t>(dates[i] * width);
            mean[i] =
                std::accumulate(row, row + static_cast<std::ptrdiff_t>(width), 0.0) / static_cast<double>(width);
        }
        std::snprintf(text, sizeof text, "%-28s %.12g %.12g %.12g\n", name, mean[0], mean[1], mean[2]);
        table += text;
    }
    return table;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

} // namespace

TEST_CASE("outcomes are those of the table") {
    const std::string present = present_table();
    if (std::getenv("ACTORHOOD_REFRESH") != nullptr) {
        std::ofstream(table_file) << present;
        WARN("wrote " << table_file);
        return;
    }
    std::ifstream stream(table_file);
    std::ostringstream text;
    text << stream.rdbuf();
    const std::vector<std::string> expected = lines_of(text.str());
    const std::vector<std::string> found = lines_of(present);
    INFO("If results were meant to change: ACTORHOOD_REFRESH=1 ctest -L regression, then say why in models/MODEL.md");
    REQUIRE(expected.size() == found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i] == expected[i]);
    }
}

} // namespace test_values
