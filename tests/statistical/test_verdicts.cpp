// False alarms and power of every verdict of the analysis: 200 experiments in which nothing is to be found, and 100 in
// which something of stated size is. Experiments are drawn from fixed seeds, so the numbers are always the same.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/best_split.hpp"
#include "analysis/calibration.hpp"
#include "analysis/case_tree.hpp"
#include "analysis/difference.hpp"
#include "analysis/elementary_effects.hpp"
#include "analysis/prim.hpp"
#include "analysis/rank_correlation.hpp"
#include "analysis/ranking.hpp"
#include "analysis/run_table.hpp"
#include "analysis/standing.hpp"
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

/// Six inputs; inside a box of two of them interest is more frequent by the effect.
Cases planted_box(Draws& draws, double effect, int points) {
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
    return cases;
}

bool box_is_found(Draws& draws, double effect, int points) {
    return box_p_value(planted_box(draws, effect, points), {.permutations = 199}) <= 1.0 - level;
}

bool tree_asks(Draws& draws, double effect) { return case_tree(planted_box(draws, effect, 300), {}).leaves() > 1; }

/// What a design tells of a model with two parameters: y = x + slope z + bend x z + chance.
struct Linear {
    double slope = 0.0;
    double bend = 0.0;
    double slope_by_draws = 0.0; ///< deviation of the slope between replicates whose draws all points share
    double chance = 0.3;         ///< deviation of a run's own
    std::size_t replicates = 2;
};

/// Runs of points as they are added.
class Runs {
public:
    Runs(Draws& draws, const Linear& model)
        : table{0, model.replicates, model.slope_by_draws > 0.0, {}}, draws_(draws), model_(model) {
        for (std::size_t r = 0; r < model.replicates; ++r) {
            slopes_.push_back(model.slope +
                              (table.common_random_numbers ? model.slope_by_draws * draws.normal() : 0.0));
        }
    }
    std::size_t add(double x, double z) {
        for (const double slope : slopes_) {
            table.values.push_back(x + slope * (z - 0.5) + model_.bend * x * z + model_.chance * draws_.normal());
        }
        return table.points++;
    }
    RunTable table;

private:
    Draws& draws_;
    Linear model_;
    std::vector<double> slopes_;
};

VarianceShares shares_of(Draws& draws, const Linear& model, int count) {
    Runs runs(draws, model);
    std::vector<SaltelliBlock> blocks;
    for (int n = 0; n < count; ++n) {
        const double x[2] = {draws.uniform(), draws.uniform()};
        const double z[2] = {draws.uniform(), draws.uniform()};
        SaltelliBlock& block = blocks.emplace_back(SaltelliBlock{runs.add(x[0], z[0]), runs.add(x[1], z[1]), {}});
        block.mixed = {runs.add(x[1], z[0]), runs.add(x[0], z[1])};
    }
    return variance_shares(runs.table, blocks, {.level = level, .resamples = 200});
}

/// Does the interval of a total index leave out 0?
bool index_is_found(Draws& draws, double effect, int count) {
    return !shares_of(draws, {.slope = effect}, count).total[1].interval.contains(0.0);
}

/// The same where all points share their draws, and what the parameter does depends on them.
bool index_is_found_under_common_draws(Draws& draws, double effect, std::size_t replicates) {
    const Linear model{.slope = effect, .slope_by_draws = 0.3, .replicates = replicates};
    return !shares_of(draws, model, 128).total[1].interval.contains(0.0);
}

bool interaction_is_found(Draws& draws, double effect) {
    return shares_of(draws, {.slope = 0.5, .bend = effect}, 512).pairs[0].interval.low > 0.0;
}

/// "Enough" of an index that is wrong by more than half of the aim (without an effect), or right.
bool enough_is_said(Draws& draws, double effect) {
    constexpr double aim = 0.3;
    const Index total = shares_of(draws, {.slope = 0.5}, effect > 0.0 ? 640 : 160).total[0];
    const bool is_right = std::abs(total.value - 0.8) <= 0.5 * aim;
    return total.interval.high - total.interval.low <= aim && is_right == (effect > 0.0);
}

/// Does the interval of a mean effect leave out 0?
bool effect_is_found(Draws& draws, double effect) {
    Runs runs(draws, {.slope = effect});
    std::vector<MorrisTrajectory> trajectories;
    for (int t = 0; t < 20; ++t) {
        const double x = draws.uniform() < 0.5 ? 0.0 : 1.0 / 3.0;
        const double z = draws.uniform() < 0.5 ? 0.0 : 1.0 / 3.0;
        const std::size_t first = runs.add(x, z);
        const std::size_t second = runs.add(x + 2.0 / 3.0, z);
        const std::size_t third = runs.add(x + 2.0 / 3.0, z + 2.0 / 3.0);
        trajectories.push_back({{first, second, 0, 2.0 / 3.0}, {second, third, 1, 2.0 / 3.0}});
    }
    const std::vector<ElementaryEffect> found =
        elementary_effects(runs.table, trajectories, {.level = level, .resamples = 200});
    return !found[1].mean.interval.contains(0.0);
}

/// The partial correlation of a parameter where all points share their draws, and what it does depends on them.
bool correlation_is_found_under_common_draws(Draws& draws, double effect) {
    Runs runs(draws, {.slope = effect, .slope_by_draws = 0.3, .replicates = 4});
    std::vector<std::vector<double>> x(2);
    std::vector<std::size_t> points;
    for (int point = 0; point < 100; ++point) {
        x[0].push_back(draws.uniform());
        x[1].push_back(draws.uniform());
        points.push_back(runs.add(x[0].back(), x[1].back()));
    }
    const std::vector<SampledParameter> parameters{{{x[0]}}, {{x[1]}}};
    const RankCorrelations found =
        rank_correlations_of_runs(parameters, runs.table, points, {.level = level, .resamples = 200});
    return !found.parameters[1].partial.interval.contains(0.0);
}

/// One of two choices is settled on the front: one objective, eight replicates, the second ahead by the effect.
bool choice_is_settled(Draws& draws, double effect) {
    std::vector<ChoiceRuns> runs(2, ChoiceRuns{1, 8, 1, {}});
    for (int r = 0; r < 8; ++r) {
        runs[0].values.push_back(draws.normal());
        runs[1].values.push_back(effect + draws.normal());
    }
    Standing standing({{"f", false, false, {}, {}, {}}}, {0.0});
    standing.add({runs[0]});
    standing.add({runs[1]});
    const std::vector<double> places = standing.places(400);
    return effect > 0.0 ? places[1] >= level : std::max(places[0], places[1]) >= level;
}

/// Two anchors: the first is 10 times the first parameter, the second chance alone; the second parameter is idle.
class TwoAnchors : public Simulator {
public:
    explicit TwoAnchors(Draws& draws) : draws_(draws) {}
    Survey survey() override {
        return {{{{"moving", 0.0, 1.0, false, false, 0.5}, {"idle", 0.0, 1.0, false, false, 0.5}}, {}},
                {},
                {1, 2, {}, {}}};
    }
    AnchorRuns base(std::size_t replicates) override { return run("base", {Point(2, 0.5)}, replicates); }
    AnchorRuns run(const std::string&, const std::vector<Point>& points, std::size_t replicates) override {
        AnchorRuns runs{replicates, 2, {}, {}};
        for (const Point& point : points) {
            for (std::size_t r = 0; r < replicates; ++r) {
                runs.finished.push_back(true);
                runs.values.push_back(10.0 * point[0] + 0.4 * draws_.normal());
                runs.values.push_back(5.0 + 0.4 * draws_.normal());
            }
        }
        return runs;
    }

private:
    Draws& draws_;
};

/// A calibration whose first anchor is planted beyond what can be reached, by the effect; what several statements ask of is
/// calibrated once.
const Calibration& calibrated(Draws& draws, double beyond) {
    static std::map<std::pair<double, double>, Calibration> known;
    const std::pair key(draws.uniform(), beyond);
    if (const auto found = known.find(key); found != known.end()) {
        return found->second;
    }
    TwoAnchors simulator(draws);
    const double value = beyond > 0.0 ? 10.0 + beyond : 1.0 + 8.0 * draws.uniform();
    std::vector<Anchor> anchors(2);
    anchors[0].name = anchors[0].output = "height";
    anchors[0].value = value;
    anchors[0].tolerance = 1.0;
    anchors[1].name = anchors[1].output = "noise";
    anchors[1].value = 5.0;
    anchors[1].tolerance = 1.0;
    CalibrationPlan plan;
    plan.waves = 1;
    plan.points = 60;
    plan.members = 4;
    plan.member_replicates = 2;
    plan.seed = static_cast<std::uint64_t>(1e6 * draws.uniform());
    return known.emplace(key, calibrate(simulator, anchors, plan, [](const Calibration&) {})).first->second;
}

bool nothing_is_left(Draws& draws, double effect) { return calibrated(draws, effect).empty(); }

bool miss_is_named(Draws& draws, double effect) { return calibrated(draws, effect).missed(0); }

/// Of the parameter that moves an anchor (planted), or of the idle one.
bool parameter_is_constrained(Draws& draws, double effect) {
    return calibrated(draws, 0.0).left[effect > 0.0 ? 0 : 1].identified != Identified::not_identifiable;
}

/// Of the anchor that chance alone moves (planted), or of the other.
bool anchor_is_unmoved(Draws& draws, double effect) { return calibrated(draws, 0.0).unmoved(effect > 0.0 ? 1 : 0); }

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
        {"discover", "a question of the tree", "300 points, 6 inputs; planted: .6 inside, .2 outside", 0.1, 0.4, 0.65,
         tree_asks},
        {"sensitivity", "total index not 0",
         "64 blocks, 2 replicates, own draws; planted: a fifth of what parameters do", 0.1, 0.5, 0.25,
         [](Draws& draws, double effect) { return index_is_found(draws, effect, 64); }},
        {"sensitivity", "total index not 0",
         "512 blocks, 2 replicates, own draws; planted: a fifth of what parameters do", 0.1, 0.5, 0.8,
         [](Draws& draws, double effect) { return index_is_found(draws, effect, 512); }},
        {"sensitivity", "total index not 0", "128 blocks, 4 replicates, common draws; planted: a fifth", 0.1, 0.5,
         0.2, [](Draws& draws, double effect) { return index_is_found_under_common_draws(draws, effect, 4); }},
        {"sensitivity", "total index not 0", "128 blocks, 10 replicates, common draws; planted: a fifth", 0.1, 0.5,
         0.8, [](Draws& draws, double effect) { return index_is_found_under_common_draws(draws, effect, 10); }},
        {"sensitivity", "an interaction above 0", "512 blocks, 2 replicates; planted: a twelfth of the variance",
         0.05, 4.0, 0.3, interaction_is_found},
        {"sensitivity", "enough, of an index off by more than half the aim (planted: not)",
         "160 blocks, aim .3; planted: 640 blocks", 0.1, 1.0, 0.8, enough_is_said},
        {"sensitivity", "mean effect (Morris) not 0", "20 trajectories, 2 replicates; planted: half of the other's",
         0.1, 0.5, 0.9, effect_is_found},
        {"sensitivity", "partial rank correlation not 0",
         "100 points, 4 replicates, common draws; planted: .5 a range", 0.1, 0.5, 0.4,
         correlation_is_found_under_common_draws},
        {"sensitivity", "partial rank correlation not 0",
         "100 points, 8 inputs; planted: a fifth of what parameters do", 0.1, 0.5, 0.85, correlation_is_found},
        {"optimise", "a place settled", "2 choices, 8 replicates; planted: 1.4 deviations of a run", 0.2, 1.4, 0.75,
         choice_is_settled},
        {"calibrate", "nothing is left", "60 points; planted: 6 deviations of the band out of reach", 0.1, 3.0, 0.8,
         nothing_is_left},
        {"calibrate", "structural miss", "60 points; planted: 6 deviations of the band out of reach", 0.1, 3.0, 0.8,
         miss_is_named},
        {"calibrate", "a parameter identified", "60 points; an idle one; planted: one that moves an anchor", 0.1, 1.0,
         0.95, parameter_is_constrained},
        {"calibrate", "no parameter moves an anchor", "60 points; planted: an anchor of chance alone", 0.1, 1.0, 0.95,
         anchor_is_unmoved},
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
        std::snprintf(row, sizeof row, "| %s | %s | %s | %.3f | %.2g | %.2f |\n", statement.command, statement.what,
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
