// Evolution of choices where the truth is known: hypervolumes, order, operators, and a search under noise.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "analysis/domination.hpp"
#include "analysis/hypervolume.hpp"
#include "analysis/levers.hpp"
#include "analysis/optimisation.hpp"
#include "analysis/standing.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_analysis_optimise {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

constexpr double pi = 3.14159265358979323846;
using Points = std::vector<std::vector<double>>;

double volume(const Points& points, const std::vector<double>& reference) { return hypervolume(points, reference); }

/// Points of the front of ZDT1, f2 = 1 - sqrt(f1), both to be minimised, evenly spaced in f1.
Points zdt1_front(int steps) {
    Points points;
    for (int i = 0; i <= steps; ++i) {
        const double x = static_cast<double>(i) / steps;
        points.push_back({-x, -(1.0 - std::sqrt(x))});
    }
    return points;
}

/// Points of the front of DTLZ2, an eighth of the unit sphere, all to be minimised, on a grid of angles.
Points dtlz2_front(int steps) {
    Points points;
    for (int i = 0; i <= steps; ++i) {
        for (int j = 0; j <= steps; ++j) {
            const double a = 0.5 * pi * i / steps;
            const double b = 0.5 * pi * j / steps;
            points.push_back({-std::cos(a) * std::cos(b), -std::cos(a) * std::sin(b), -std::sin(a)});
        }
    }
    return points;
}

/// Points beat each other by their numbers.
Relation by_values(const Points& points) {
    return [&points](std::size_t a, std::size_t b) {
        bool better = false;
        for (std::size_t k = 0; k < points[a].size(); ++k) {
            if (points[a][k] < points[b][k]) {
                return false;
            }
            better = better || points[a][k] > points[b][k];
        }
        return better;
    };
}

/// One block of a point with one set: replicate x criterion.
ChoiceRuns block(std::size_t criteria, std::vector<double> values) {
    return {1, values.size() / criteria, criteria, std::move(values)};
}

Standing standing_of(const std::vector<Criterion>& criteria, std::vector<double> tolerances,
                     const std::vector<ChoiceRuns>& points) {
    Standing made(criteria, std::move(tolerances));
    for (const ChoiceRuns& point : points) {
        made.add({point});
    }
    return made;
}

Lever range_lever(const std::string& name, double low, double high, bool whole = false) {
    Lever lever{name};
    lever.range = {name, low, high, false, whole, low};
    return lever;
}

Lever mix_lever() {
    Lever lever{"mix"};
    lever.shares = {"mix.a", "mix.b", "mix.c"};
    lever.fixed = {{"mix.d", 0.1}};
    lever.base = {0.5, 0.25, 0.15};
    return lever;
}

/// ZDT1 with three parameters and noise: f1 = x, f2 = g (1 - sqrt(x / g)), g = 1 + 4.5 (y + z); both lower is better.
/// Part of the noise is common to all choices of a replicate. With sets, the s-th adds s to f2.
class NoisyZdt : public ChoiceSimulator {
public:
    double noise = 0.05;
    double common = 0.2;
    std::size_t sets = 1;
    double failing = -1.0;                    ///< choices with x below this fail
    bool constant = false;                    ///< f2 is the same everywhere
    std::map<std::string, std::size_t> asked; ///< choices of each step
    std::set<std::size_t> search_blocks;
    std::set<std::size_t> settling_blocks;
    std::size_t runs = 0;

    static std::vector<double> truth(const std::vector<double>& values) {
        const double g = 1.0 + 4.5 * (values[1] + values[2]);
        return {values[0], g * (1.0 - std::sqrt(values[0] / g))};
    }

    LeverSpace survey() override {
        space_ = LeverSpace({range_lever("x", 0, 1), range_lever("y", 0, 1), range_lever("z", 0, 1)});
        return space_;
    }
    ChoiceRuns run(const std::string& name, const std::vector<Choice>& choices, std::size_t block,
                   std::size_t replicates) override {
        asked[name] = choices.size();
        (name.starts_with("settle") ? settling_blocks : search_blocks).insert(block);
        return simulate(choices, block, replicates);
    }
    ChoiceRuns check(const std::vector<Choice>& choices, std::size_t replicates) override {
        std::vector<Choice> all = choices;
        all.push_back(space_.base());
        return simulate(all, 999, replicates);
    }

private:
    ChoiceRuns simulate(const std::vector<Choice>& choices, std::size_t block, std::size_t replicates) {
        ChoiceRuns made{sets, replicates, 2, {}};
        for (const Choice& choice : choices) {
            const std::vector<double> values = space_.values(choice);
            const std::vector<double> means = truth(values);
            const std::uint64_t id = choice[0] + 1001ULL * (choice[1] + 1001ULL * choice[2]);
            for (std::size_t s = 0; s < sets; ++s) {
                for (std::size_t r = 0; r < replicates; ++r, ++runs) {
                    const sim::RandomStream draws =
                        sim::Random(77 + block, static_cast<std::uint32_t>(r)).fixed(sim::Stream{7});
                    for (std::uint32_t k = 0; k < 2; ++k) {
                        const double value = means[k] + (k == 1 ? static_cast<double>(s) : 0.0) +
                                             common * draws.normal(1'000'000'000'000, k) +
                                             noise * draws.normal(id, k + 2 * static_cast<std::uint32_t>(s));
                        const bool fails = values[0] < failing;
                        made.values.push_back(fails ? std::nan("") : constant && k == 1 ? 3.0 : value);
                    }
                }
            }
        }
        return made;
    }
    LeverSpace space_;
};

std::vector<Criterion> two_objectives() {
    return {{"f1", true, false, 0.02, 1.2, {}}, {"f2", true, false, 0.02, 1.2, {}}};
}

OptimisationPlan small_plan(std::uint64_t seed) {
    OptimisationPlan plan;
    plan.generations = 12;
    plan.patience = 0;
    plan.seed = seed;
    plan.draws = 200;
    return plan;
}

Optimisation search(NoisyZdt& simulator, const std::vector<Criterion>& criteria, const OptimisationPlan& plan) {
    return optimise(simulator, criteria, plan, [](const Optimisation&) {});
}

} // namespace

TEST_CASE("hypervolumes by hand", "[analysis][optimise]") {
    CHECK(volume({}, {0, 0}) == 0.0);
    CHECK(volume({{2}, {5}, {3}}, {1}) == 4.0);
    CHECK(volume({{3, 2}}, {1, 1}) == 2.0);
    CHECK(volume({{3, 2}, {2, 3}}, {1, 1}) == 3.0);
    CHECK(volume({{3, 2}, {2, 3}, {2, 2}, {3, 2}}, {1, 1}) == 3.0); // beaten, and twice the same
    CHECK(volume({{3, 2}, {9, 1}, {1, 9}}, {1, 1}) == 2.0);         // level with the reference
    // A step of 1 from each of three sides: 2x2x2 without the corner that none of them has.
    CHECK(volume({{2, 2, 1}, {2, 1, 2}, {1, 2, 2}}, {0, 0, 0}) == 7.0);
    CHECK(volume({{1, 1, 3}, {2, 2, 2}, {3, 3, 1}}, {0, 0, 0}) == 14.0); // 1 + 4 + 9, slice by slice
    // Two boxes of four dimensions: 2 1 1 1 + 1 2 1 1 less what they share.
    CHECK(volume({{2, 1, 1, 1}, {1, 2, 1, 1}}, {0, 0, 0, 0}) == 3.0);
}

TEST_CASE("hypervolumes of known fronts", "[analysis][optimise]") {
    // n steps of a falling curve lose at most a step times its height, and half of it where they are short.
    for (const int steps : {100, 1000}) {
        const double found = volume(zdt1_front(steps), {-1, -1});
        CHECK(found < 2.0 / 3.0);
        CHECK(found == Approx(2.0 / 3.0 - 0.5 / steps).margin(0.05 / steps + 1e-4));
    }
    const double exact = 1.0 - pi / 6.0;
    CHECK(exact == Approx(0.476401).margin(1e-6));
    const double coarse = volume(dtlz2_front(20), {-1, -1, -1});
    const double fine = volume(dtlz2_front(40), {-1, -1, -1});
    CHECK(coarse < fine);
    CHECK(fine < exact);
    CHECK(exact - fine < 0.04);                                // a cell is .04 wide
    CHECK(2.0 * fine - coarse == Approx(exact).margin(0.002)); // the loss is as wide as a cell
}

TEST_CASE("points in order: fronts, crowding, constraints", "[analysis][optimise]") {
    // (1,4) (2,3) (4,1) beat nothing of each other; (1,3) is beaten by two of them; (1,2) by that, too.
    const Points five{{1, 4}, {2, 3}, {4, 1}, {1, 3}, {1, 2}};
    const std::vector<std::size_t> fronts = front_numbers(5, by_values(five));
    CHECK(fronts == std::vector<std::size_t>{0, 0, 0, 1, 2});
    const std::vector<double> distances = crowding_distances(five, fronts);
    CHECK(std::isinf(distances[0]));
    CHECK(distances[1] == Approx((4.0 - 1.0) / 3.0 + (4.0 - 1.0) / 3.0));
    CHECK(std::isinf(distances[2]));
    CHECK(fittest(five, by_values(five), 4) == std::vector<std::size_t>{0, 2, 1, 3});
    // A circle stands last.
    const Relation circle = [](std::size_t a, std::size_t b) { return a < 3 && b < 3 && b == (a + 1) % 3; };
    CHECK(front_numbers(4, circle) == std::vector<std::size_t>{4, 4, 4, 0});
    // Who keeps the constraint, g at most 2, beats who does not; of two that do not, the one nearer.
    const std::vector<Criterion> bound{{"f", false, false, {}, {}, {}}, {"g", true, false, {}, {}, 2.0}};
    const Standing three =
        standing_of(bound, {0.0}, {block(2, {9, 4, 9, 4}), block(2, {1, 2, 1, 2}), block(2, {9, 3, 9, 3})});
    CHECK(three.violation(0) == 1.0); // 2 over, in limits
    CHECK(three.violation(1) == 0.0);
    CHECK((three.beats(1, 0) && three.beats(1, 2) && three.beats(2, 0)));
    CHECK_FALSE((three.beats(0, 1) || three.beats(2, 1) || three.beats(0, 2)));
    // Equal but for rounding: neither beats the other.
    const std::vector<Criterion> one{{"f", false, false, {}, {}, {}}};
    const Standing equal = standing_of(one, {0.0}, {block(1, {1, 1}), block(1, {1 + 1e-15, 1})});
    CHECK_FALSE((equal.beats(0, 1) || equal.beats(1, 0)));
}

TEST_CASE("choices on their grid: values, operators, sums of shares", "[analysis][optimise]") {
    const LeverSpace space({mix_lever(), range_lever("effort", 0, 2), range_lever("months", 3, 9, true)});
    CHECK(space.dimensions() == 4);
    CHECK(space.base() == Choice{55, 28, 17, 0, 0}); // .5 .25 .15 of .9, in hundredths of it
    CHECK(space.corners().size() == 3);
    CHECK(space.values({100, 0, 0, 50, 6}) == std::vector<double>{0.9, 0.0, 0.0, 1.0, 9.0});
    CHECK(space.settings({50, 50, 0, 1, 1})[0] == Setting{"mix.a", "0.45"});
    CHECK(space.settings({50, 50, 0, 1, 1})[3] == Setting{"mix.d", "0.1"});
    CHECK(space.settings({50, 50, 0, 1, 1})[5] == Setting{"months", "4"});
    CHECK(rounded_to_sum({1.6, 1.6, 0.8}, 4) == std::vector<std::uint32_t>{2, 1, 1});
    const auto good = [&](const Choice& choice) {
        return choice[0] + choice[1] + choice[2] == 100 && choice[3] <= 100 && choice[4] <= 6;
    };
    std::size_t moved = 0;
    std::size_t emptied = 0;
    for (std::uint64_t k = 0; k < 500; ++k) {
        Draws draws(3, 1, k);
        const Choice a = space.at(std::vector<double>{draws.uniform(), draws.uniform(), draws.uniform(), 0.2});
        const Choice b = space.at(std::vector<double>{draws.uniform(), draws.uniform(), draws.uniform(), 0.9});
        REQUIRE(good(a));
        const Choice child = space.crossed(a, b, draws);
        REQUIRE(good(child));
        const Choice changed = space.mutated(child, draws);
        REQUIRE(good(changed));
        moved += changed != child ? 1u : 0u;
        emptied += std::count(changed.begin(), changed.begin() + 3, 0u) > 0 ? 1u : 0u;
        CHECK(space.crossed(a, a, draws) == a);
    }
    CHECK(moved > 250);  // each of four coordinates with probability 1/4: none in a third
    CHECK(emptied >= 3); // the edge can be reached
}

TEST_CASE("places: what replicates leave open", "[analysis][optimise]") {
    const std::vector<Criterion> one{{"f", false, false, {}, {}, {}}};
    // The second is ahead of the first by 1 in each replicate, whatever that does to both.
    const std::vector<ChoiceRuns> three{block(1, {5, 9, 1, 3}), block(1, {6, 10, 2, 4}), block(1, {0, 0, 0, 0.5})};
    std::vector<double> places = standing_of(one, {0.0}, three).places(400);
    CHECK(places[0] == 0.0);
    CHECK(places[1] > 0.9);
    // Level by a tolerance: the first keeps a place beside the second.
    places = standing_of(one, {1.5}, three).places(400);
    CHECK(places[0] > 0.9);
    // A mean difference of .875 with a standard error of .826: beyond it lies, by Student's t with three degrees of
    // freedom at 1.059, a probability of .183.
    const std::vector<ChoiceRuns> two{block(1, {0, 0, 0, 0}), block(1, {3, 1, -1, 0.5})};
    places = standing_of(one, {0.0}, two).places(4000);
    CHECK(places[0] == Approx(0.183).margin(0.02));
    CHECK(places[0] + places[1] == Approx(1.0));
    // A constraint that a choice misses for sure takes its place.
    const std::vector<Criterion> bound{{"f", false, false, {}, {}, {}}, {"g", true, false, {}, {}, 2.0}};
    CHECK(standing_of(bound, {0.0}, {block(2, {5, 9, 5, 9}), block(2, {1, 1, 1, 1})}).places(100) ==
          std::vector<double>{0.0, 1.0});
}

TEST_CASE("places under several assumptions: mean, worst, one alone", "[analysis][optimise]") {
    // Two sets, two replicates: each choice is first in one of the sets.
    const std::vector<ChoiceRuns> runs{{2, 2, 1, {1, 1, 8, 8}}, {2, 2, 1, {3, 3, 5, 5}}};
    const std::vector<Criterion> by_mean{{"f", false, false, {}, {}, {}}};
    const std::vector<Criterion> by_worst{{"f", false, true, {}, {}, {}}};
    CHECK(standing_of(by_mean, {0.0}, runs).places(100) == std::vector<double>{1.0, 0.0});
    CHECK(standing_of(by_worst, {0.0}, runs).places(100) == std::vector<double>{0.0, 1.0});
    Standing first_set(by_mean, {0.0});
    first_set.add({runs[0]}, 0);
    first_set.add({runs[1]}, 0);
    CHECK(first_set.places(100) == std::vector<double>{0.0, 1.0});
    const ChoiceRuns both{2, 2, 1, {1, 1, 8, 8, 3, 3, 5, 5}};
    const std::vector<Spread> spreads = spreads_of(both, by_mean, 0.9, 100);
    CHECK(spreads[0].value == 4.5);
    CHECK(spreads[0].by_chance.low == Approx(4.5));
    CHECK(spreads[0].by_assumptions.low == Approx(1.35)); // a twentieth of the way from 1 to 8
    CHECK(both.complete(0));
    CHECK_FALSE(ChoiceRuns{1, 2, 1, {1, std::nan("")}}.complete(0));
}

TEST_CASE("choices with fewer replicates are compared over those they share", "[analysis][optimise]") {
    const std::vector<Criterion> one{{"f", false, false, {}, {}, {}}};
    Standing standing(one, {0.0});
    // The second has two replicates, which were good ones for all: it is behind by 1, with the higher mean.
    standing.add({block(1, {10, 12}), block(1, {0, 2})});
    standing.add({block(1, {9, 11})});
    CHECK(standing.mean(0, 0) == 6.0);
    CHECK(standing.mean(1, 0) == 10.0);
    CHECK(standing.beats(0, 1));
    CHECK_FALSE(standing.beats(1, 0));
    CHECK(standing.places(100) == std::vector<double>{1.0, 0.0});
}

TEST_CASE("a search under noise finds the front, and fresh replicates keep it", "[analysis][optimise]") {
    std::size_t points = 0;
    std::size_t lost = 0;
    std::size_t beaten = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        NoisyZdt simulator;
        const Optimisation found = search(simulator, two_objectives(), small_plan(seed));
        CHECK(found.search_runs + found.check_runs == simulator.runs);
        Points truth;
        for (const FrontPoint& point : found.front) {
            const std::vector<double> values = NoisyZdt::truth(found.space.values(point.choice));
            truth.push_back({-values[0], -values[1]});
            // g is 1 on the front; what lies above it by more than the tolerance is beaten.
            beaten += values[1] > 1.0 - std::sqrt(values[0]) + 0.1 ? 1u : 0u;
        }
        points += found.front.size();
        lost += found.with(FreshVerdict::lost);
        INFO("seed " << seed << ": " << found.front.size() << " points");
        CHECK(volume(truth, {-1, -1}) > 0.4); // of 2/3
        CHECK(found.generations.back().hypervolume > found.generations.front().hypervolume);
    }
    INFO(points << " points, " << lost << " lost, " << beaten << " far from the front");
    CHECK(points >= 20);
    CHECK(static_cast<double>(lost) <= 0.1 * static_cast<double>(points));
    CHECK(static_cast<double>(beaten) <= 0.25 * static_cast<double>(points));
}

TEST_CASE("replicates go where places are in doubt", "[analysis][optimise]") {
    NoisyZdt noisy;
    const Optimisation found = search(noisy, two_objectives(), small_plan(2));
    std::size_t again = 0;
    for (const auto& [step, choices] : noisy.asked) {
        again += step.find("block") != std::string::npos ? choices : 0;
    }
    CHECK(again > 0);
    CHECK(noisy.search_blocks.size() > 1); // further ones, and draws that the search has not seen settle places
    REQUIRE_FALSE(noisy.settling_blocks.empty());
    CHECK(*noisy.settling_blocks.begin() > *noisy.search_blocks.rbegin());
    const std::size_t everywhere = found.tried * found.plan.most_replicates;
    CHECK(found.search_runs < everywhere / 2);
    for (const FrontPoint& point : found.front) { // settled, or all that it may have
        CHECK((point.place >= found.plan.level || point.replicates == found.plan.most_replicates));
    }
    NoisyZdt silent;
    silent.noise = silent.common = 0.0;
    const Optimisation exact = search(silent, two_objectives(), small_plan(2));
    for (const auto& [step, choices] : silent.asked) { // nothing is in doubt
        CHECK(step.find("block") == std::string::npos);
    }
    CHECK(silent.asked.contains("settle1"));
    CHECK(exact.with(FreshVerdict::kept) == exact.front.size());
    Points points;
    for (const FrontPoint& point : exact.front) {
        points.push_back({-point.worth[0].value, -point.worth[1].value});
    }
    CHECK(volume(points, {-1, -1}) > 0.62); // of 2/3, with 288 choices
}

TEST_CASE("a search with assumptions, constraints and failures", "[analysis][optimise]") {
    NoisyZdt simulator;
    simulator.sets = 3;
    simulator.noise = 0.01;
    OptimisationPlan plan = small_plan(4);
    plan.generations = 6;
    std::vector<Criterion> criteria = two_objectives();
    criteria[1].reference = 4.0;
    const Optimisation mean_of_sets = search(simulator, criteria, plan);
    REQUIRE_FALSE(mean_of_sets.front.empty());
    const Spread& spread = mean_of_sets.front[0].worth[1];
    CHECK(spread.by_assumptions.high - spread.by_assumptions.low == Approx(1.8).margin(0.1)); // 90 % of 0 to 2
    CHECK(spread.by_chance.high - spread.by_chance.low < 0.3);
    criteria[1].worst_set = true;
    const Optimisation worst = search(simulator, criteria, plan);
    CHECK(worst.front.back().worth[1].value > mean_of_sets.front.back().worth[1].value + 0.5);
    NoisyZdt failing;
    failing.failing = 0.4;
    const Optimisation some = search(failing, two_objectives(), plan);
    CHECK(some.failed > 0);
    for (const FrontPoint& point : some.front) {
        CHECK(some.space.values(point.choice)[0] >= 0.4);
    }
    failing.failing = 2.0;
    try {
        (void)search(failing, two_objectives(), plan);
        FAIL("all runs failed");
    } catch (const sim::Error& error) {
        CHECK(error.code() == sim::ExitCode::incomplete);
        CHECK(std::string(error.what()).find("of every choice of the first generation a run failed") !=
              std::string::npos);
    }
    NoisyZdt flat;
    flat.constant = true;
    CHECK_THROWS_WITH(search(flat, two_objectives(), plan),
                      Catch::Contains("the objective 'f2' is the same for all"));
}

TEST_CASE("a search ends for a reason, and is the same every time", "[analysis][optimise]") {
    OptimisationPlan plan = small_plan(5);
    plan.runs = 300;
    NoisyZdt simulator;
    const Optimisation by_runs = search(simulator, two_objectives(), plan);
    CHECK(by_runs.ended == "the runs asked for are used");
    CHECK(by_runs.generations.back().runs >= 300);
    CHECK(by_runs.generations[by_runs.generations.size() - 2].runs < 300);
    NoisyZdt same;
    const Optimisation again = search(same, two_objectives(), plan);
    REQUIRE(again.front.size() == by_runs.front.size());
    CHECK(again.front.back().choice == by_runs.front.back().choice);
    CHECK(again.hypervolume == by_runs.hypervolume);
    plan.runs = 0;
    plan.patience = 2;
    plan.least_gain = 0.896; // a hundred times that is no short number
    CHECK(search(simulator, two_objectives(), plan).ended ==
          "the hypervolume grew by less than 89.6 % in 2 generations");
    // Constraints that nothing keeps: the nearest choice is named.
    const std::vector<Criterion> impossible{{"f1", true, false, {}, {}, {}}, {"f2", true, false, {}, {}, -1.0}};
    const Optimisation none = search(simulator, impossible, small_plan(1));
    CHECK(none.front.empty());
    REQUIRE(none.nearest_miss.size() == 2);
    CHECK(none.nearest_miss[1] < 1.0); // f2 = 0 is the nearest
}

} // namespace test_analysis_optimise
