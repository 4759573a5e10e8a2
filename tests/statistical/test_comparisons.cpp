// What `actorhood compare` promises, on results of the program itself: verdicts between groups of replicates that differ in
// nothing but the seed, and intervals of a difference that is there. Groups are cut out of large ensembles, so that the
// true difference is known.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "tests/catch.hpp"
#include "tests/support/ensemble.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_comparisons {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

namespace fs = std::filesystem;
using analysis::Verdict;
using File = std::shared_ptr<const analysis::ResultFile>;

constexpr double level = 0.9;

/// A small world for three years, of which the last month is kept.
File simulate(const fs::path& folder, const std::string& name, std::size_t count,
              const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"run",
                                       ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml",
                                       "-o",
                                       (folder / name).string(),
                                       "--quiet",
                                       "--replicates",
                                       std::to_string(count)};
    for (const char* setting :
         {"population.clusters=4", "population.outside_firms=200", "time.years=3", "output.every=36"}) {
        arguments.insert(arguments.end(), {"--set", setting});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process run(program_command(arguments), {folder, {}, {}});
    REQUIRE(run.wait(std::chrono::hours(1)).code == 0);
    return analysis::ResultFile::open(folder / name);
}

/// Replicates [first, first + count) of a file.
analysis::Result group(const File& file, std::size_t first, std::size_t count) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), first);
    return {file, file->name(), {}, std::move(rows)};
}

analysis::Comparison compare_groups(const File& reference, const File& other, std::size_t first, std::size_t count,
                                    const std::vector<std::string>& variables) {
    std::vector<analysis::Result> results{group(reference, first, count), group(other, first, count)};
    return analysis::compare(results, {.variables = variables, .level = level});
}

/// Shares of comparisons.
struct Shares {
    double decided{};    ///< verdicts higher or lower
    double wrong_sign{}; ///< verdicts against the true difference
    double covered{};    ///< intervals that hold the true difference
};

/// All disjoint groups of `count` replicates, all variables together. `truth`: true difference of each variable.
Shares measure(const File& reference, const File& other, std::size_t count, const std::vector<std::string>& variables,
               const std::vector<double>& truth) {
    Shares shares;
    const std::size_t groups = reference->replicates().size() / count;
    const double share = 1.0 / static_cast<double>(groups * variables.size());
    for (std::size_t g = 0; g < groups; ++g) {
        const analysis::Comparison comparison = compare_groups(reference, other, g * count, count, variables);
        for (std::size_t v = 0; v < variables.size(); ++v) {
            const analysis::Difference& difference = comparison.variables[v].differences[0];
            const bool higher = difference.verdict == Verdict::higher;
            const bool lower = difference.verdict == Verdict::lower;
            shares.decided += higher || lower ? share : 0.0;
            shares.wrong_sign += (higher && truth[v] < 0.0) || (lower && truth[v] > 0.0) ? share : 0.0;
            shares.covered += difference.interval.contains(truth[v]) ? share : 0.0;
        }
    }
    return shares;
}

/// Differences of means over all replicates.
std::vector<double> truths(const File& reference, const File& other, const std::vector<std::string>& variables) {
    const std::size_t all = reference->replicates().size();
    std::vector<double> truth;
    for (const analysis::ComparedVariable& variable : compare_groups(reference, other, 0, all, variables).variables) {
        truth.push_back(variable.differences[0].estimate.mean);
    }
    return truth;
}

/// Variables with one number a time that differ in most replicates: of others groups see nothing.
std::vector<std::string> lively_scalars(const File& reference, const File& other) {
    std::vector<std::string> names;
    for (const analysis::Variable& variable : reference->variables()) {
        if (!variable.is_scalar()) {
            continue;
        }
        const analysis::Difference difference =
            compare_groups(reference, other, 0, reference->replicates().size(), {variable.name})
                .variables[0]
                .differences[0];
        if (difference.pairs == difference.shared && 2 * difference.equal < difference.pairs &&
            difference.estimate.standard_error > 0.0) {
            names.push_back(variable.name);
        }
    }
    return names;
}

std::string row_text(const std::string& what, std::size_t count, const Shares& null, const Shares& planted) {
    char text[256];
    std::snprintf(text, sizeof text, "| %s | %zu | %.3f | %.3f | %.3f | %.3f |\n", what.c_str(), count, null.decided,
                  null.covered, planted.covered, planted.wrong_sign);
    return text;
}

} // namespace

TEST_CASE("verdicts and intervals of compare on results of the program", "[.statistical][comparisons]") {
    const TemporaryFolder folder;
    const std::size_t count = replicates(2000);
    const File base = simulate(folder.path(), "base", count, {"--seed", "1"});
    const File other_seed = simulate(folder.path(), "other_seed", count, {"--seed", "2"});
    const File planted =
        simulate(folder.path(), "planted", count,
                 {"--seed", "1", "--set", "funding.mix={ core = 0.8, project = 0.05, fees = 0.1, services = 0.05 }"});
    const std::vector<std::string> headline = group(base, 0, 1).headline_variables();
    const std::vector<std::string> scalars = lively_scalars(base, planted);
    REQUIRE(headline.size() == 4);
    REQUIRE(scalars.size() > 10);
    std::string table =
        "| variables | replicates | null: false verdicts | null: covered | difference: covered | "
        "difference: wrong sign |\n|---|---|---|---|---|---|\n";
    for (const auto& [what, variables] :
         {std::pair("headline", headline), std::pair("all lively scalars", scalars)}) {
        const std::vector<double> difference = truths(base, planted, variables);
        for (const std::size_t size : {5u, 10u, 20u}) {
            const Shares null =
                measure(base, other_seed, size, variables, std::vector<double>(variables.size(), 0.0));
            const Shares there = measure(base, planted, size, variables, difference);
            table += row_text(what, size, null, there);
            INFO(what << ", " << size << " replicates");
            CHECK(null.decided == Approx(1.0 - level).margin(0.04));
            CHECK(there.covered == Approx(level).margin(0.03));
            CHECK(there.wrong_sign < 0.05);
        }
    }
    std::printf("%s", table.c_str());
    if (refreshing()) {
        replace_part("comparisons", table, fs::path(ACTORHOOD_SOURCE_DIR) / "analysis" / "README.md");
    }
}

} // namespace test_comparisons
