// False alarms and power of every verdict of the analysis: 200 experiments in which nothing is to be found, and 100 in
// which something of stated size is. Experiments are drawn from fixed seeds, so the numbers are always the same.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analysis/best_split.hpp"
#include "analysis/difference.hpp"
#include "analysis/prim.hpp"
#include "analysis/rank_correlation.hpp"
#include "analysis/ranking.hpp"
#include "analysis/variance_shares.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/analysis_samples.hpp"
#include "tests/support/generated_part.hpp"

namespace test_verdicts {

using namespace actorhood;
using namespace actorhood::analysis;
using namespace actorhood::tests;

namespace {

constexpr int nulls = 200;
constexpr int planted = 100;
constexpr double level = 0.9;

/// The draws of one experiment.
class Draws {
public:
    explicit Draws(std::uint32_t experiment) : stream_(sim::Random(404, experiment).stream(sim::Stream{3}, 0)) {}
    double uniform() { return stream_.uniform(next_++); }
    double normal() { return stream_.normal(next_++); }

private:
    sim::RandomStream stream_;
    std::uint64_t next_ = 0;
};

/// Something that is said, or not, of an experiment whose effect has a size: 0 = none.
struct Statement {
    const char* command;
    const char* what;
    const char* experiment;
    double expected; ///< share of experiments without an effect in which it should be said
    double effect;   ///< planted
    double found;    ///< least share of the planted ones in which it must be said
    std::function<bool(Draws&, double)> is_said;
};

bool compare_says(Draws& draws, double effect, bool paired) {
    std::vector<double> reference;
    std::vector<double> other;
    for (int pair = 0; pair < 10; ++pair) {
        const double common = paired ? 3.0 * draws.normal() : 0.0;
        reference.push_back(common + draws.normal());
        other.push_back(common + effect + draws.normal());
    }
    const Difference found = paired ? paired_difference(measured(reference), measured(other), level)
                                    : unpaired_difference(measured(reference), measured(other), level);
    return found.verdict == analysis::Verdict::higher || found.verdict == analysis::Verdict::lower;
}

/// Two alternatives under ten sets, four replicates with common draws. The effect is the lead of the second in every
/// set; chance of a run has the deviation 1 beside what both share.
OutputRanking ranking(Draws& draws, double effect) {
    constexpr std::size_t sets = 10;
    constexpr std::size_t replicates = 4;
    const Crossing crossing = crossed(2, sets);
    RunTable runs{2 * sets, replicates, true, std::vector<double>(2 * sets * replicates)};
    std::vector<double> own;
    for (std::size_t k = 0; k < 2 * replicates; ++k) {
        own.push_back(draws.normal());
    }
    for (std::size_t s = 0; s < sets; ++s) {
        const double of_set = 5.0 * draws.normal();
        for (std::size_t k = 0; k < 2; ++k) {
            for (std::size_t r = 0; r < replicates; ++r) {
                runs.values[crossing.point(k, s) * replicates + r] =
                    of_set + (k == 1 ? effect : 0.0) + own[k * replicates + r];
            }
        }
    }
    const std::vector<bool> finished(runs.values.size(), true);
    return rank_output(crossed_values(runs, crossing, finished), crossing, {"y", false}, {.resamples = 400});
}

bool flip_is_found(Draws& draws, double effect) {
    std::vector<SplitVariable> assumptions(10, SplitVariable{{}, false});
    std::vector<double> is_first;
    for (int set = 0; set < 60; ++set) {
        for (SplitVariable& assumption : assumptions) {
            assumption.values.push_back(draws.uniform());
        }
        const double chance = 0.5 + (assumptions[3].values.back() > 0.6 ? effect : -effect) / 2.0;
        is_first.push_back(draws.uniform() < chance ? 1.0 : 0.0);
    }
    const std::vector<Split> splits = best_splits(assumptions, is_first, {.least = 3, .permutations = 199});
    return std::any_of(splits.begin(), splits.end(), [](const Split& s) { return s.family_p_value <= 1.0 - level; });
}

bool box_is_found(Draws& draws, double effect, int points) {
    constexpr std::size_t inputs = 6;
    Cases cases;
    for (std::size_t k = 0; k < inputs; ++k) {
        cases.inputs.push_back({"x" + std::to_string(k), "uncertainty", {}, {}});
    }
    for (int one = 0; one < points; ++one) {
        for (CaseInput& input : cases.inputs) {
            input.values.push_back(draws.uniform());
        }
        const bool inside = cases.inputs[0].values.back() < 0.5 && cases.inputs[1].values.back() > 0.4;
        cases.interest.push_back(draws.uniform() < 0.2 + (inside ? effect : 0.0) ? 1.0 : 0.0);
    }
    return box_p_value(cases, {.permutations = 199}) <= 1.0 - level;
}

/// Does the interval of a total index leave out 0? Two parameters, two replicates with draws of their own.
bool index_is_found(Draws& draws, double effect, int count) {
    RunTable runs{0, 2, false, {}};
    std::vector<SaltelliBlock> blocks;
    const auto add = [&](double x, double z) {
        for (int r = 0; r < 2; ++r) {
            runs.values.push_back(x + effect * z + 0.3 * draws.normal());
        }
        return runs.points++;
    };
    for (int n = 0; n < count; ++n) {
        const double x[2] = {draws.uniform(), draws.uniform()};
        const double z[2] = {draws.uniform(), draws.uniform()};
        SaltelliBlock& block = blocks.emplace_back(SaltelliBlock{add(x[0], z[0]), add(x[1], z[1]), {}});
        block.mixed = {add(x[1], z[0]), add(x[0], z[1])};
    }
    const VarianceShares shares = variance_shares(runs, blocks, {.level = level, .resamples = 200});
    return !shares.total[1].interval.contains(0.0);
}

bool correlation_is_found(Draws& draws, double effect) {
    std::vector<std::vector<double>> x(8);
    std::vector<double> y;
    for (int point = 0; point < 100; ++point) {
        for (std::vector<double>& values : x) {
            values.push_back(draws.uniform());
        }
        y.push_back(x[0].back() + effect * x[1].back() + 0.3 * draws.normal());
    }
    std::vector<SampledParameter> parameters;
    for (std::vector<double>& values : x) {
        parameters.push_back({{values}});
    }
    const RankCorrelations found = rank_correlations(parameters, y, {.level = level, .resamples = 200});
    return !found.parameters[1].partial.interval.contains(0.0);
}

const std::vector<Statement>& statements() {
    static const std::vector<Statement> all{
        {"compare", "higher or lower", "10 pairs; planted: 1.4 deviations of a run", 0.1, 1.4, 0.75,
         [](Draws& draws, double effect) { return compare_says(draws, effect, true); }},
        {"compare", "higher or lower", "two independent samples of 10; planted: 1.4 deviations", 0.1, 1.4, 0.75,
         [](Draws& draws, double effect) { return compare_says(draws, effect, false); }},
        {"rank", "first with probability .9 or more", "2 alternatives, 10 sets, 4 replicates; planted: 2 deviations",
         0.2, 2.0, 0.75,
         [](Draws& draws, double effect) { return ranking(draws, effect).alternatives[0].best >= level; }},
        {"rank", "an assumption flips the first place", "60 sets, 10 assumptions; planted: .8 to .2 at a threshold",
         0.1, 0.6, 0.85, flip_is_found},
        {"discover", "a box with p .1 or less", "120 points, 6 inputs; planted: .6 inside, .2 outside", 0.1, 0.4,
         0.35, [](Draws& draws, double effect) { return box_is_found(draws, effect, 120); }},
        {"discover", "a box with p .1 or less", "300 points, 6 inputs; planted: .6 inside, .2 outside", 0.1, 0.4, 0.8,
         [](Draws& draws, double effect) { return box_is_found(draws, effect, 300); }},
        {"sensitivity", "total index not 0",
         "64 blocks, 2 replicates, own draws; planted: a fifth of what parameters do", 0.1, 0.5, 0.25,
         [](Draws& draws, double effect) { return index_is_found(draws, effect, 64); }},
        {"sensitivity", "total index not 0",
         "512 blocks, 2 replicates, own draws; planted: a fifth of what parameters do", 0.1, 0.5, 0.8,
         [](Draws& draws, double effect) { return index_is_found(draws, effect, 512); }},
        {"sensitivity", "partial rank correlation not 0",
         "100 points, 8 inputs; planted: a fifth of what parameters do", 0.1, 0.5, 0.85, correlation_is_found},
    };
    return all;
}

/// Share of experiments of which it is said.
double share_said(const Statement& statement, double effect, int experiments, std::uint32_t first) {
    int said = 0;
    for (int e = 0; e < experiments; ++e) {
        Draws draws(first + static_cast<std::uint32_t>(e));
        said += statement.is_said(draws, effect) ? 1 : 0;
    }
    return static_cast<double>(said) / experiments;
}

} // namespace

TEST_CASE("every verdict has few false alarms and finds what was planted", "[.statistical][verdicts]") {
    std::string table =
        "| command | verdict | experiment | false alarms, 200 | should be | found, 100 planted |\n"
        "|---|---|---|---|---|---|\n";
    for (const Statement& statement : statements()) {
        const double alarms = share_said(statement, 0.0, nulls, 0);
        const double power = share_said(statement, statement.effect, planted, 100'000);
        char row[256];
        std::snprintf(row, sizeof row, "| %s | %s | %s | %.3f | %.1f | %.2f |\n", statement.command, statement.what,
                      statement.experiment, alarms, statement.expected, power);
        table += row;
        INFO(row);
        // Three standard errors of a share of 200.
        CHECK(alarms <=
              statement.expected + 3.0 * std::sqrt(statement.expected * (1.0 - statement.expected) / nulls));
        CHECK(power >= statement.found);
    }
    std::printf("%s", table.c_str());
    if (refreshing()) {
        replace_part("verdicts", table, std::filesystem::path(ACTORHOOD_SOURCE_DIR) / "analysis" / "README.md");
    }
}

} // namespace test_verdicts
