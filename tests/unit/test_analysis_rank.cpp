// Criteria of choice, chance, splits and crossings against numbers worked out by hand.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "analysis/left_out_sets.hpp"
#include "analysis/ranking.hpp"
#include "analysis/ranking_text.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/analysis_samples.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_rank {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::ExitCode;
using tests::crossed;
using tests::none;

namespace {

/// A ranking in which only the probabilities of being best are known, one an alternative.
OutputRanking probabilities(const std::vector<double>& best) {
    OutputRanking made;
    made.sets = 7;
    for (std::size_t k = 0; k < best.size(); ++k) {
        RankedAlternative one{};
        one.alternative = k;
        one.best = best[k];
        made.alternatives.push_back(one);
    }
    return made;
}

/// A(10,4,6), B(7,7,7), C(2,9,9) over three sets.
const std::vector<double> three{10, 7, 2, 4, 7, 9, 6, 7, 9};

DesignColumn column(std::string name, std::string role, std::vector<std::string> values, bool is_text = false) {
    return {std::move(name), std::move(role), std::move(values), is_text};
}

/// Runs of a crossing by a function of alternative, set and replicate.
template <class Value>
RunTable runs_of(const Crossing& crossing, std::size_t replicates, bool common, Value value) {
    RunTable runs{crossing.points.size(), replicates, common,
                  std::vector<double>(crossing.points.size() * replicates)};
    for (std::size_t k = 0; k < crossing.alternatives; ++k) {
        for (std::size_t s = 0; s < crossing.sets; ++s) {
            for (std::size_t r = 0; r < replicates; ++r) {
                runs.values[crossing.point(k, s) * replicates + r] = value(k, s, r);
            }
        }
    }
    return runs;
}

CrossedValues values_of(const RunTable& runs, const Crossing& crossing) {
    std::vector<bool> finished;
    for (const double value : runs.values) {
        finished.push_back(std::isfinite(value));
    }
    return crossed_values(runs, crossing, finished);
}

const RankedAlternative& of(const OutputRanking& ranking, std::size_t alternative) {
    return *std::find_if(ranking.alternatives.begin(), ranking.alternatives.end(),
                         [&](const RankedAlternative& one) { return one.alternative == alternative; });
}

double normal(std::uint64_t id, std::uint32_t draw) {
    return sim::Random(11, 0).fixed(sim::Stream{5}).normal(id * 1000 + draw);
}

template <class Action>
std::pair<ExitCode, std::string> failure(Action action) {
    try {
        action();
    } catch (const sim::Error& error) {
        return {error.code(), error.what()};
    }
    return {ExitCode::ok, ""};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("Without an anchor the sets that it alone excludes count with their part", "[analysis][rank]") {
    const OutputRanking with = probabilities({0.6, 0.4, 0.0});
    const LeftOutAnchor turned = without_anchor("staff", 0.3, with, probabilities({0.2, 0.8, 0.0}));
    CHECK(turned.turns());
    CHECK(turned.first == 0);
    CHECK(turned.leader == 1);
    CHECK(turned.sets == 7);
    CHECK(turned.first_best == Approx(0.7 * 0.6 + 0.3 * 0.2));
    CHECK(turned.leader_best == Approx(0.7 * 0.4 + 0.3 * 0.8));
    CHECK(turned.turning == Approx(0.25)); // .6 - .4 w and .4 + .4 w meet
    const LeftOutAnchor kept = without_anchor("staff", 0.2, with, probabilities({0.2, 0.8, 0.0}));
    CHECK_FALSE(kept.turns());
    CHECK(kept.leader_best == Approx(kept.first_best));
    CHECK(kept.turning == Approx(0.25));
    const LeftOutAnchor idle = without_anchor("staff", 0.9, with, probabilities({0.9, 0.1, 0.0}));
    CHECK_FALSE(idle.turns());
    CHECK(std::isnan(idle.turning));
}

TEST_CASE("Sets that one anchor alone excludes have names that say so", "[analysis][rank]") {
    const std::string name = left_out_name({"cloud, 10 | more, 2023", 0.34}, 7);
    CHECK(name == "without cloud, 10 | more, 2023 | 0.34 | 7");
    const auto read = left_out_set(name);
    REQUIRE(read);
    CHECK(read->anchor == "cloud, 10 | more, 2023");
    CHECK(read->part == 0.34);
    for (const char* other : {"set 1", "without", "without x", "without x | 0.3", "without x | y | 1",
                              "without | 2 | 1", "x | 0.3 | 1", ""}) {
        INFO(other);
        CHECK_FALSE(left_out_set(other));
    }
}

TEST_CASE("Regret, maximin, Hurwicz and ranks of three alternatives under three sets", "[analysis][rank]") {
    const Criteria found = criteria_of({3, three}, 0.25, 0.0, true);
    CHECK(found.largest_regret == std::vector<double>{5, 3, 8});
    CHECK(found.expected_regret[0] == Approx(8.0 / 3.0));
    CHECK(found.expected_regret[1] == Approx(7.0 / 3.0));
    CHECK(found.expected_regret[2] == Approx(8.0 / 3.0));
    CHECK(found.least == std::vector<double>{4, 7, 2});
    CHECK(found.hurwicz == std::vector<double>{5.5, 7, 3.75});
    CHECK(found.best[0] == Approx(1.0 / 3.0));
    CHECK(found.best[2] == Approx(2.0 / 3.0));
    CHECK(found.worst[0] == Approx(2.0 / 3.0));
    CHECK(found.worst[1] == 0.0);
    CHECK(found.mean_rank[0] == Approx(7.0 / 3.0));
    CHECK(found.mean_rank[1] == Approx(2.0));
    CHECK(found.mean_rank[2] == Approx(5.0 / 3.0));
}

TEST_CASE("Equal values share places and ranks, also when only rounding parts them", "[analysis][rank]") {
    const std::vector<double> values{5.0, 5.0 + 1e-13, 1.0, 3.0};
    const double tolerance = rounding_of(values);
    const Criteria found = criteria_of({4, values}, 0.5, tolerance, true);
    CHECK(found.best == std::vector<double>{0.5, 0.5, 0, 0});
    CHECK(found.mean_rank == std::vector<double>{1.5, 1.5, 4, 3});
    CHECK(found.worst == std::vector<double>{0, 0, 1, 0});
}

TEST_CASE("The Pareto set holds what nothing beats", "[analysis][rank]") {
    const std::vector<double> a{1, 2, 3, 2, 3, 0};
    const std::vector<double> b{3, 2, 1, 1, 1, 4};
    const std::vector<double> exact{0.0, 0.0};
    CHECK(pareto_front({a, b}, exact) == std::vector<bool>{true, true, true, false, true, true});
    std::vector<double> cost; // the front of ZDT1, 1 - sqrt(f1), and points a tenth above it: lower is better
    std::vector<double> harm;
    for (int k = 0; k <= 20; ++k) {
        const double f1 = 0.05 * k;
        cost.insert(cost.end(), {-f1, -f1});
        harm.insert(harm.end(), {std::sqrt(f1) - 1.0, std::sqrt(f1) - 1.1});
    }
    const std::vector<bool> front = pareto_front({cost, harm}, exact);
    for (std::size_t k = 0; k < front.size(); ++k) {
        CHECK(front[k] == (k % 2 == 0));
    }
}

TEST_CASE("Points of a sphere are all on the front of three outputs, points within are not", "[analysis][rank]") {
    std::array<std::vector<double>, 3> sphere; // the front of DTLZ2, lower is better
    for (int i = 0; i <= 6; ++i) {
        for (int j = 0; j <= 6; ++j) {
            const double u = i * std::numbers::pi / 12.0;
            const double v = j * std::numbers::pi / 12.0;
            const double radius = (i + j) % 3 == 0 ? 1.2 : 1.0;
            sphere[0].push_back(-radius * std::cos(u) * std::cos(v));
            sphere[1].push_back(-radius * std::cos(u) * std::sin(v));
            sphere[2].push_back(-radius * std::sin(u));
        }
    }
    const std::vector<double> rounding{1e-12, 1e-12, 1e-12};
    const std::vector<bool> front = pareto_front({sphere[0], sphere[1], sphere[2]}, rounding);
    for (std::size_t k = 0; k < front.size(); ++k) {
        const bool outside = (k / 7 + k % 7) % 3 == 0;
        bool beaten = false; // the definition, point by point
        for (std::size_t other = 0; other < front.size(); ++other) {
            bool as_good = true;
            bool better = false;
            for (const std::vector<double>& output : sphere) {
                as_good = as_good && output[other] >= output[k] - 1e-12;
                better = better || output[other] > output[k] + 1e-12;
            }
            beaten = beaten || (as_good && better);
        }
        CHECK(front[k] == !beaten);
        CHECK((outside || front[k]));
    }
}

TEST_CASE("The probability of being best is Student's where two alternatives meet", "[analysis][rank]") {
    const Crossing crossing = crossed(2, 1);
    const std::array<double, 4> lead{0.3, -0.1, 0.5, 0.2}; // mean 0.225, standard error 0.125
    for (const bool common : {true, false}) {
        const RunTable runs = runs_of(crossing, 4, common, [&](std::size_t k, std::size_t, std::size_t r) {
            return common ? 100.0 * static_cast<double>(r) + (k == 1 ? lead[r] : 0.0) : (k == 1 ? lead[r] : 0.0);
        });
        const OutputRanking found =
            rank_output(values_of(runs, crossing), crossing, {"y", false}, {.resamples = 20000});
        const double expected = boost::math::cdf(boost::math::students_t(3.0), 0.225 / 0.125);
        CHECK(of(found, 1).best == Approx(expected).margin(0.01));
        CHECK(of(found, 0).worst == Approx(expected).margin(0.01));
        CHECK(found.alternatives[0].alternative == 1);
        CHECK(found.alternatives[0].swap == Approx(1.0 - expected).margin(0.01));
        CHECK(of(found, 0).expected_regret == Approx(0.225));
        CHECK(std::isnan(found.alternatives[1].swap));
    }
}

TEST_CASE("Draws of common replicates move all alternatives together", "[analysis][rank]") {
    const Crossing crossing = crossed(3, 4);
    const RunTable runs = runs_of(crossing, 5, true, [](std::size_t k, std::size_t s, std::size_t r) {
        return 0.01 * static_cast<double>(k) + static_cast<double>(s) + normal(r, 0);
    });
    const OutputRanking found = rank_output(values_of(runs, crossing), crossing, {"y", false}, {});
    CHECK(of(found, 2).best == Approx(1.0)); // chance falls out
    CHECK(of(found, 2).best_by_chance.low == Approx(1.0));
    CHECK(of(found, 2).best_by_sets.low == Approx(4.0 / (4.0 + 1.6448536 * 1.6448536)).margin(1e-6)); // Wilson
    CHECK(found.decided == 1.0);
    CHECK(found.winners_luck == Approx(0.0).margin(1e-12));
    CHECK(found.flips.empty());
}

TEST_CASE("Alternatives that are equal but for chance are seldom told apart", "[analysis][rank]") {
    const Crossing crossing = crossed(2, 1);
    int told = 0;
    constexpr int samples = 1000;
    for (int sample = 0; sample < samples; ++sample) {
        const RunTable runs = runs_of(crossing, 4, true, [&](std::size_t k, std::size_t, std::size_t r) {
            return normal(static_cast<std::uint64_t>(sample), static_cast<std::uint32_t>(10 * k + r));
        });
        const OutputRanking found =
            rank_output(values_of(runs, crossing), crossing, {"y", false}, {.resamples = 400});
        told += found.alternatives[0].best >= 0.9 ? 1 : 0;
    }
    CHECK(told > 0.2 * samples - 50); // a tenth on either side
    CHECK(told < 0.2 * samples + 50);
}

TEST_CASE("Missing runs leave the values of a two-way layout as they are", "[analysis][rank]") {
    const Crossing crossing = crossed(3, 2);
    const auto value = [](std::size_t k, std::size_t s, std::size_t r) {
        const bool failed = s == 0 && ((k == 0 && r == 0) || (k == 2 && r == 3));
        return failed ? none
                      : 1e6 + static_cast<double>(k) + 10.0 * static_cast<double>(r * r) + static_cast<double>(s);
    };
    const CrossedValues found = values_of(runs_of(crossing, 4, true, value), crossing);
    CHECK(found.sets == std::vector<std::size_t>{0, 1});
    CHECK(found.runs_left_out == 2);
    for (const std::size_t s : {0u, 1u}) { // plain means of what is there would differ by 30
        CHECK(found.set(s)[1] - found.set(s)[0] == Approx(1.0).margin(1e-6));
        CHECK(found.set(s)[2] - found.set(s)[1] == Approx(1.0).margin(1e-6));
    }
    const OutputRanking ranking = rank_output(found, crossing, {"y", true}, {});
    CHECK(of(ranking, 0).best == Approx(1.0)); // lower is better, and nothing is left to chance
}

TEST_CASE("A set that lacks two replicates of an alternative is dropped and counted", "[analysis][rank]") {
    const Crossing crossing = crossed(2, 3);
    const RunTable runs = runs_of(crossing, 3, true, [](std::size_t k, std::size_t s, std::size_t r) {
        return k == 1 && ((s == 0 && r > 0) || s == 2) ? none : static_cast<double>(k + s + r);
    });
    std::vector<bool> finished(runs.values.size(), true);
    for (std::size_t r = 1; r < 3; ++r) {
        finished[crossing.point(1, 0) * 3 + r] = false;
    }
    const CrossedValues found = crossed_values(runs, crossing, finished);
    CHECK(found.sets == std::vector<std::size_t>{1});
    CHECK(found.not_finished == 1);
    CHECK(found.not_defined == 1);
}

TEST_CASE("Satisfying is judged with what the replicates leave open", "[analysis][rank]") {
    const Crossing crossing = crossed(2, 2);
    const RunTable runs = runs_of(crossing, 2, true, [](std::size_t k, std::size_t s, std::size_t r) {
        return k == 0 ? (r == 0 ? 1.0 : 3.0) : (s == 0 ? 5.0 : 1.0); // means 2 and 2 of chance; 5 and 1 without
    });
    RankingRequest request;
    request.at_least = 2.0;
    const CrossedValues values = values_of(runs, crossing);
    const OutputRanking found = rank_output(values, crossing, {"y", false}, request);
    CHECK(of(found, 0).share == Approx(0.5));
    CHECK(of(found, 1).share == Approx(0.5));
    request.at_least = 3.0; // Student's t with one degree: a quarter lies beyond one standard error
    CHECK(of(rank_output(values, crossing, {"y", false}, request), 0).share == Approx(0.25));
    request.at_most = 4.0;
    CHECK(of(rank_output(values, crossing, {"y", true}, request), 1).share == Approx(0.0));
    request.order = RankingOrder::share;
    CHECK(rank_output(values, crossing, {"y", true}, request).alternatives[0].alternative == 0);
}

TEST_CASE("With one replicate the ranking is that of its draws", "[analysis][rank]") {
    const Crossing crossing = crossed(3, 3);
    const RunTable runs =
        runs_of(crossing, 1, true, [](std::size_t k, std::size_t s, std::size_t) { return three[s * 3 + k]; });
    RankingRequest request;
    request.order = RankingOrder::largest_regret;
    const OutputRanking found = rank_output(values_of(runs, crossing), crossing, {"y", false}, request);
    CHECK(found.alternatives[0].alternative == 1);
    CHECK(of(found, 2).best == Approx(2.0 / 3.0));
    CHECK(std::isnan(found.alternatives[0].swap));
    CHECK(std::isnan(of(found, 2).best_by_chance.low));
    CHECK(std::isnan(found.winners_luck));
    CHECK(found.winners[0].lead == Approx(3.0));
    request.order = RankingOrder::least;
    CHECK(rank_output(values_of(runs, crossing), crossing, {"y", false}, request).alternatives[0].alternative == 1);
    request.order = RankingOrder::rank;
    CHECK(rank_output(values_of(runs, crossing), crossing, {"y", false}, request).alternatives[0].alternative == 2);
    const OutputRanking lower = rank_output(values_of(runs, crossing), crossing, {"y", true}, {});
    CHECK(of(lower, 0).best == Approx(2.0 / 3.0));
    CHECK(of(lower, 2).least == 9.0);
    CHECK(of(lower, 2).largest_regret == 5.0);
}

TEST_CASE("What flips the first place is found with its threshold", "[analysis][rank]") {
    const Crossing crossing = crossed(3, 40);
    const RunTable runs = runs_of(crossing, 4, true, [](std::size_t k, std::size_t s, std::size_t r) {
        const double first = k == 0 ? 1.0 : 0.0;
        const double later = k == 2 && s >= 26 ? 3.0 : 0.0;
        return first + later + 0.05 * normal(s, static_cast<std::uint32_t>(10 * k + r));
    });
    const OutputRanking found = rank_output(values_of(runs, crossing), crossing, {"y", false}, {});
    REQUIRE(found.flips.size() == 1);
    const Flip& flip = found.flips[0];
    CHECK(flip.assumption == "u");
    CHECK(flip.split.threshold == 25.5);
    CHECK(flip.split.low_count == 26);
    CHECK(flip.split.low_mean == Approx(1.0).margin(0.01));
    CHECK(flip.split.high_mean == Approx(0.0).margin(0.01));
    CHECK(flip.split.explained > 0.99);
    CHECK(flip.split.family_p_value == Approx(0.001));
    CHECK(flip.low_leader == "effort=0");
    CHECK(flip.high_leader == "effort=2");
    CHECK(of(found, 0).best == Approx(0.65).margin(0.01));
}

TEST_CASE("Best splits of numbers and of options, by hand", "[analysis][rank]") {
    const std::vector<double> target{0, 0, 1, 1, 0, 1};
    const std::vector<SplitVariable> variables{{{1, 2, 3, 4, 5, 6}, false}, {{0, 1, 2, 2, 0, 1}, true}};
    const std::vector<Split> splits = best_splits(variables, target, {.least = 1});
    CHECK(splits[0].threshold == 2.5); // 0 0 | 1 1 0 1: between 0.75, of 1.5 in all
    CHECK(splits[0].explained == Approx(0.5));
    CHECK(splits[0].high_mean == Approx(0.75));
    CHECK(splits[1].low == std::vector<std::size_t>{0}); // 0 of option 0, half of option 1, all of option 2
    CHECK(splits[1].low_count == 2);
    CHECK(splits[1].explained == Approx(0.5));
    CHECK(splits[0].p_value > 0.2);
    CHECK(best_splits(variables, target, {.least = 3})[0].threshold == 3.5);
    CHECK_FALSE(best_splits(variables, std::vector<double>(6, 0.3), {})[0].exists);
    CHECK_FALSE(best_splits(std::vector<SplitVariable>{{{7, 7, 7, 7, 7, 7}, false}}, target, {})[0].exists);
}

TEST_CASE("The p-value of a split is that of all permutations", "[analysis][rank]") {
    // Two of six are high; the two highest numbers hold them: 2 of the 15 choices of two split as well.
    const std::vector<double> target{0, 0, 0, 0, 1, 1};
    const std::vector<SplitVariable> variables{{{1, 2, 3, 4, 5, 6}, false}};
    CHECK(best_splits(variables, target, {.least = 1, .permutations = 20000})[0].p_value ==
          Approx(2.0 / 15.0).margin(0.01));
}

TEST_CASE("Of assumptions that flip nothing one in ten families raises a false alarm", "[analysis][rank]") {
    constexpr int samples = 400;
    int own = 0;
    int family = 0;
    for (int sample = 0; sample < samples; ++sample) {
        std::vector<SplitVariable> variables;
        std::vector<double> target;
        for (std::uint32_t member = 0; member < 40; ++member) {
            target.push_back(normal(static_cast<std::uint64_t>(sample), member) > 0.5 ? 1.0 : 0.0);
        }
        for (std::uint32_t k = 1; k <= 8; ++k) {
            SplitVariable& variable = variables.emplace_back(SplitVariable{{}, false});
            for (std::uint32_t member = 0; member < 40; ++member) {
                variable.values.push_back(normal(static_cast<std::uint64_t>(sample), 100 * k + member));
            }
        }
        const std::vector<Split> splits = best_splits(variables, target, {.least = 2, .permutations = 199});
        own += splits[0].p_value <= 0.1 ? 1 : 0;
        family += std::any_of(splits.begin(), splits.end(), [](const Split& s) { return s.family_p_value <= 0.1; });
    }
    CHECK(own > 0.06 * samples);
    CHECK(own < 0.14 * samples);
    CHECK(family > 0.06 * samples);
    CHECK(family < 0.14 * samples);
}

TEST_CASE("Points cross by equal coordinates, in any order", "[analysis][rank]") {
    const std::vector<DesignColumn> columns{column("mix.core", "lever", {"0.5", "0", "0.5", "0"}),
                                            column("mix.fees", "lever", {"0.25", "0.5", "0.25", "0.5"}),
                                            column("mix.rest", "lever", {"0.25", "0.5", "0.25", "0.5"}),
                                            column("effort", "uncertainty", {"2", "2", "1", "1"}),
                                            column("still", "uncertainty", {"3", "3", "3", "3"})};
    const Crossing found = crossing_of(columns, "factorial", {});
    CHECK(found.alternatives == 2);
    CHECK(found.sets == 2);
    CHECK(found.names == std::vector<std::string>{"core=0.5 fees=0.25 rest=0.25", "core=0 fees=0.5 rest=0.5"});
    CHECK(found.point(1, 0) == 1);
    CHECK(found.point(0, 1) == 2);
    REQUIRE(found.levers.size() == 1);
    CHECK(found.levers[0].is_simplex);
    REQUIRE(found.assumptions.size() == 1);
    CHECK(found.notices.empty());
    const Crossing other = crossing_of(columns, "factorial", {"effort"});
    CHECK(other.names == std::vector<std::string>{"effort=2", "effort=1"});
    CHECK(other.assumptions[0].name == "mix");
}

TEST_CASE("Labels of a crossed design say which points belong together", "[analysis][rank]") {
    const std::vector<DesignColumn> columns{column("effort", "lever", {"1", "1", "2", "2"}),
                                            column("noise", "uncertainty", {"7", "7", "7", "7"}),
                                            column("lever_point", "design", {"0", "0", "1", "1"}),
                                            column("assumption_point", "design", {"0", "1", "0", "1"})};
    const Crossing found = crossing_of(columns, "crossed", {});
    CHECK(found.alternatives == 2);
    CHECK(found.sets == 2); // two members of an ensemble whose columns are not in the design
    CHECK(found.assumptions.empty());
}

TEST_CASE("alternatives of a list are called as the list names them", "[analysis][rank]") {
    const std::vector<DesignColumn> columns{{"point", "lever", {"much", "much", "little", "little"}, true},
                                            column("effort", "lever", {"2", "2", "1", "1"}),
                                            column("noise", "uncertainty", {"7", "8", "7", "8"})};
    CHECK(crossing_of(columns, "crossed", {}).names == std::vector<std::string>{"much", "little"});
    // Asked for by their axis, they are called by it; where the names do not tell them apart, by all axes.
    CHECK(crossing_of(columns, "crossed", {"effort"}).names == std::vector<std::string>{"effort=2", "effort=1"});
    std::vector<DesignColumn> same = columns;
    same[0].values = {"much", "much", "much", "much"};
    CHECK(crossing_of(same, "crossed", {}).names == std::vector<std::string>{"effort=2", "effort=1"});
}

TEST_CASE("One set of assumptions is told of", "[analysis][rank]") {
    const Crossing found = crossing_of({column("a.x", "lever", {"1", "2", "3"})}, "list", {});
    CHECK(found.sets == 1);
    REQUIRE(found.notices.size() == 1);
    CHECK(holds(found.notices[0], "this is one set of assumptions"));
}

TEST_CASE("What does not cross is refused with what to do", "[analysis][rank]") {
    const DesignColumn lever = column("effort", "lever", {"1", "2", "3"});
    const DesignColumn u = column("u", "uncertainty", {"1", "2", "3"});
    const auto sampled = failure([&] { (void)crossing_of({lever, u}, "latin_hypercube", {}); });
    CHECK(sampled.first == ExitCode::usage);
    CHECK(holds(sampled.second, "of 3 alternatives x 3 assumption sets = 9 combinations there are only 3"));
    CHECK(holds(sampled.second, "drawn together"));
    CHECK(holds(sampled.second, "design = \"crossed\""));
    const auto hole = failure([&] {
        (void)crossing_of({column("effort", "lever", {"1", "2", "1"}), column("u", "uncertainty", {"4", "4", "5"})},
                          "list", {});
    });
    CHECK(holds(hole.second, "For one, effort=2 was not tried where u=5"));
    const auto twice = failure([&] {
        (void)crossing_of({column("effort", "lever", {"1", "2", "1"}), column("u", "uncertainty", {"4", "4", "4"}),
                           column("label", "design", {"a", "b", "c"}, true)},
                          "list", {});
    });
    CHECK(holds(twice.second, "points 0 and 2 of the sweep are the same alternative"));
    const auto no_lever = failure([&] { (void)crossing_of({u}, "sobol", {}); });
    CHECK(holds(no_lever.second, "no axis of the sweep has the role 'lever'"));
    CHECK(holds(no_lever.second, "There is: u"));
    const auto unknown = failure([&] { (void)crossing_of({lever, u}, "sobol", {"efort"}); });
    CHECK(holds(unknown.second, "did you mean 'effort'?"));
    const auto alike = failure([&] { (void)crossing_of({column("x", "lever", {"1", "1"})}, "list", {}); });
    CHECK(holds(alike.second, "nothing to rank"));
}

TEST_CASE("The Pareto set of two outputs counts chance and takes lower for better where asked", "[analysis][rank]") {
    const Crossing crossing = crossed(3, 2);
    const auto depth = [](std::size_t k, std::size_t, std::size_t) { return std::vector<double>{3, 2, 1}[k]; };
    const auto cost = [](std::size_t k, std::size_t s, std::size_t) {
        return std::vector<double>{30, 10, s == 0 ? 20.0 : 5.0}[k]; // the last is beaten in the first set only
    };
    const std::vector<CrossedValues> outputs{values_of(runs_of(crossing, 3, true, depth), crossing),
                                             values_of(runs_of(crossing, 3, true, cost), crossing)};
    const std::vector<ParetoAlternative> found = rank_by_pareto(outputs, {false, true}, 100);
    CHECK(found[0].probability == 1.0);
    CHECK(found[1].probability == 1.0);
    CHECK(found[2].alternative == 2);
    CHECK(found[2].probability == 0.5);
    CHECK_FALSE(found[2].on_front); // 1 and 12.5 against 2 and 10
    CHECK(found[2].means == std::vector<double>{1.0, 12.5});
}

} // namespace test_analysis_rank
