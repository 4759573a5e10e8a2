// Estimators of sensitivity against functions whose indices are known.
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <vector>

#include "analysis/chance.hpp"
#include "analysis/elementary_effects.hpp"
#include "analysis/statistics.hpp"
#include "analysis/variance_shares.hpp"
#include "sim/run/design.hpp"
#include "tests/catch.hpp"
#include "tests/support/analysis_samples.hpp"

namespace test_analysis_sensitivity {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::noise;

namespace {

using Point = std::vector<double>;
/// Output of a point in a replicate; `run` is the number of the run, for draws of its own.
using Model = std::function<double(const Point& x, std::size_t replicate, std::size_t run)>;

/// Points and what a model gives there.
struct Sample {
    std::vector<Point> points;
    std::vector<SaltelliBlock> blocks{};

    [[nodiscard]] RunTable runs(const Model& model, std::size_t replicates = 1, bool common = false) const {
        RunTable table{points.size(), replicates, common, {}};
        for (const Point& point : points) {
            for (std::size_t r = 0; r < replicates; ++r) {
                table.values.push_back(model(point, r, table.values.size()));
            }
        }
        return table;
    }
    /// A block of the points A and B.
    void add_block(const Point& a, const Point& b) {
        SaltelliBlock block{points.size(), points.size() + 1, {}};
        points.insert(points.end(), {a, b});
        for (std::size_t i = 0; i < a.size(); ++i) {
            block.mixed.push_back(points.size());
            points.push_back(a);
            points.back()[i] = b[i];
        }
        blocks.push_back(block);
    }
};

Model deterministic(const std::function<double(const Point&)>& function) {
    return [function](const Point& x, std::size_t, std::size_t) { return function(x); };
}

/// All combinations of nodes, one list a dimension.
std::vector<Point> combinations(const std::vector<Point>& nodes) {
    std::vector<Point> made{{}};
    for (const Point& own : nodes) {
        std::vector<Point> longer;
        for (const Point& begun : made) {
            for (const double node : own) {
                longer.push_back(begun);
                longer.back().push_back(node);
            }
        }
        made = std::move(longer);
    }
    return made;
}

/// Every A with every B. Where the nodes have equal weights and are exact for the moments of a function, so are the
/// estimates.
Sample every_pair(const std::vector<Point>& nodes) {
    const std::vector<Point> all = combinations(nodes);
    Sample sample;
    for (const Point& a : all) {
        for (const Point& b : all) {
            sample.add_block(a, b);
        }
    }
    return sample;
}

/// Blocks as experiments have them.
Sample saltelli_sample(std::size_t blocks, std::size_t dimensions, std::uint64_t seed = 1) {
    const std::vector<std::size_t> single(dimensions, 1);
    const sim::UnitPoints unit = sim::saltelli_points(blocks, single, sim::Scramble::owen, seed);
    Sample sample;
    for (std::size_t n = 0; n < blocks; ++n) {
        const auto row = [&](std::size_t k) {
            return Point(unit.row(n * (dimensions + 2) + k).begin(), unit.row(n * (dimensions + 2) + k).end());
        };
        sample.add_block(row(0), row(1));
    }
    return sample;
}

double ishigami(double x1, double x2, double x3) {
    return std::sin(x1) + 7.0 * std::pow(std::sin(x2), 2) + 0.1 * std::pow(x3, 4) * std::sin(x1);
}

/// An angle from a coordinate of the unit interval.
double angle(double u) { return std::numbers::pi * (2.0 * u - 1.0); }
double ishigami_on_unit(const Point& u) { return ishigami(angle(u[0]), angle(u[1]), angle(u[2])); }

/// Angles at equal distances: exact for sines and cosines of multiples below their number.
Point angles(std::size_t count) {
    Point made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back(2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(count));
    }
    return made;
}

/// Chebyshev's nodes of equal weight for [-pi, pi], exact to degree 9.
Point chebyshev_angles() {
    Point made{0.0};
    for (const double node : {0.167906184214804, 0.528761783057880, 0.601018655380238, 0.911589307728434}) {
        made.insert(made.end(), {std::numbers::pi * node, -std::numbers::pi * node});
    }
    return made;
}

/// Two points of Gauss on [0, 1], exact to degree 3.
Point two_points() { return {0.5 - 0.5 / std::sqrt(3.0), 0.5 + 0.5 / std::sqrt(3.0)}; }

double with_interaction(const Point& x) { return x[0] + 0.5 * x[1] + x[0] * x[1]; }

constexpr Resampling quick{.level = 0.9, .resamples = 20};

std::vector<double> values_of(const std::vector<Index>& indices) {
    std::vector<double> values;
    for (const Index& index : indices) {
        values.push_back(index.value);
    }
    return values;
}

void check_close(const std::vector<Index>& found, const std::vector<double>& expected, double margin) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
        CAPTURE(k, values_of(found));
        CHECK(found[k].value == Approx(expected[k]).margin(margin));
    }
}

/// Points of trajectories on a full grid: from every point a step up in one parameter, the others follow.
struct Trajectories {
    std::vector<Point> points;
    std::vector<MorrisTrajectory> steps;
};

/// From each corner of `lows`, the parameters step up by `change` in turn, beginning with each of them once.
Trajectories every_trajectory(const std::vector<Point>& lows, double change) {
    Trajectories made;
    const std::vector<Point> all = combinations(lows);
    for (const Point& start : all) {
        for (std::size_t order = 0; order < start.size(); ++order) {
            MorrisTrajectory trajectory;
            Point at = start;
            made.points.push_back(at);
            for (std::size_t k = 0; k < start.size(); ++k) {
                const std::size_t parameter = (order + k) % start.size();
                at[parameter] += change;
                made.points.push_back(at);
                trajectory.push_back({made.points.size() - 2, made.points.size() - 1, parameter, change});
            }
            made.steps.push_back(trajectory);
        }
    }
    return made;
}

std::vector<std::size_t> first_points(std::size_t count) {
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

} // namespace

TEST_CASE("Variance shares of a polynomial are exact over all pairs of exact nodes", "[analysis][sensitivity]") {
    const Sample sample = every_pair({two_points(), two_points()});
    const VarianceShares shares = variance_shares(sample.runs(deterministic(with_interaction)), sample.blocks, quick);
    // By hand: V1 = 9/48, V2 = 1/12, V12 = 1/144; V = 40/144.
    CHECK(shares.variance.value == Approx(40.0 / 144.0).epsilon(1e-12));
    check_close(shares.first, {0.675, 0.3}, 1e-12);
    check_close(shares.total, {0.7, 0.325}, 1e-12);
    check_close(shares.pairs, {0.025}, 1e-12);
}

TEST_CASE("Variance shares of Ishigami's function are those of the literature", "[analysis][sensitivity]") {
    const Sample sample = every_pair({angles(3), angles(5), chebyshev_angles()});
    const VarianceShares shares =
        variance_shares(sample.runs(deterministic([](const Point& x) { return ishigami(x[0], x[1], x[2]); })),
                        sample.blocks, {.level = 0.9, .resamples = 2});
    CHECK(shares.variance.value == Approx(13.844588).epsilon(1e-6));
    double mean = 0.0;
    for (const Point& point : sample.points) {
        mean += ishigami(point[0], point[1], point[2]) / static_cast<double>(sample.points.size());
    }
    CHECK(mean == Approx(3.5).epsilon(1e-9));
    check_close(shares.first, {0.313905, 0.442411, 0.0}, 1e-6);
    check_close(shares.total, {0.557589, 0.442411, 0.243684}, 1e-6);
    check_close(shares.pairs, {0.0, 0.243684, 0.0}, 1e-6); // (1,2), (1,3), (2,3)
}

TEST_CASE("Variance shares of Sobol's g function from blocks of an experiment", "[analysis][sensitivity]") {
    const std::array<double, 8> a{0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0};
    const Model g = deterministic([&](const Point& x) {
        double product = 1.0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            product *= (std::abs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
        }
        return product;
    });
    const Sample sample = saltelli_sample(4096, 8);
    const VarianceShares shares = variance_shares(sample.runs(g), sample.blocks, quick);
    CHECK(shares.variance.value == Approx(0.465424).epsilon(0.01));
    check_close(shares.first, {0.716192, 0.179048, 0.023676, 0.007162, 0.000072, 0.000072, 0.000072, 0.000072}, 0.01);
    check_close(shares.total, {0.787144, 0.242198, 0.034317, 0.010460, 0.000105, 0.000105, 0.000105, 0.000105}, 0.01);
}

TEST_CASE("Variance shares do not depend on where the output has its zero", "[analysis][sensitivity]") {
    const Sample sample = saltelli_sample(64, 3);
    const VarianceShares low = variance_shares(sample.runs(deterministic(ishigami_on_unit)), sample.blocks, quick);
    const VarianceShares high =
        variance_shares(sample.runs(deterministic([](const Point& u) { return ishigami_on_unit(u) + 1000.0; })),
                        sample.blocks, quick);
    check_close(high.first, values_of(low.first), 1e-9);
    check_close(high.total, values_of(low.total), 1e-9);
    CHECK(high.first[0].interval.low == Approx(low.first[0].interval.low).margin(1e-9));
    const VarianceShares large = variance_shares(
        sample.runs(deterministic([](const Point& u) { return 1e200 * ishigami_on_unit(u); })), sample.blocks, quick);
    check_close(large.first, values_of(low.first), 1e-12);
}

TEST_CASE("Variance shares are not biased where one run in twenty failed", "[analysis][sensitivity]") {
    // Blocks with a failed run are left out, as sensitivity_of does; the mean over 400 experiments of 64 blocks.
    constexpr std::size_t experiments = 400;
    constexpr double kept_blocks = 0.773780; // .95^5, whole with five points
    std::vector<std::vector<double>> found(6);
    std::size_t blocks = 0;
    const sim::RandomStream failures = sim::Random(79, 0).stream(sim::Stream{6}, 0);
    for (std::size_t e = 0; e < experiments; ++e) {
        const Sample sample = saltelli_sample(64, 3, e);
        std::vector<SaltelliBlock> whole;
        for (std::size_t n = 0; n < 64; ++n) {
            bool failed = false;
            for (std::size_t k = 0; k < 5; ++k) {
                failed = failed || failures.uniform(1000 * e + 5 * n + k) < 0.05;
            }
            if (!failed) {
                whole.push_back(sample.blocks[n]);
            }
        }
        blocks += whole.size();
        const VarianceShares shares =
            variance_shares(sample.runs(deterministic(ishigami_on_unit)), whole, {.level = 0.9, .resamples = 2});
        for (std::size_t k = 0; k < 3; ++k) {
            found[k].push_back(shares.first[k].value);
            found[3 + k].push_back(shares.total[k].value);
        }
    }
    CHECK(static_cast<double>(blocks) / (64.0 * experiments) == Approx(kept_blocks).margin(0.01));
    const std::array<double, 6> truth{0.313905, 0.442411, 0.0, 0.557589, 0.442411, 0.243684};
    for (std::size_t k = 0; k < truth.size(); ++k) {
        const double error = standard_deviation(found[k]) / std::sqrt(static_cast<double>(experiments));
        CAPTURE(k, mean(found[k]), error);
        CHECK(error < 0.01);
        CHECK(std::abs(mean(found[k]) - truth[k]) < 3.0 * error);
    }
}

TEST_CASE("Chance of a single replicate stands in the total shares, or nowhere", "[analysis][sensitivity]") {
    const Sample sample = saltelli_sample(1 << 14, 2);
    const double deviation = std::sqrt(1.0 / 12.0); // as much as the parameter
    const RunTable own =
        sample.runs([&](const Point& x, std::size_t, std::size_t run) { return x[0] + deviation * noise(1, run); });
    check_close(variance_shares(own, sample.blocks, quick).total, {1.0, 0.5}, 0.02);
    // The same draw for all points of a block.
    const RunTable shared = sample.runs(
        [&](const Point& x, std::size_t, std::size_t run) { return x[0] + deviation * noise(2, run / 4); });
    check_close(variance_shares(shared, sample.blocks, quick).total, {0.5, 0.0}, 0.02);
}

TEST_CASE("Replicates take chance out of the variance shares", "[analysis][sensitivity]") {
    const Sample sample = saltelli_sample(1 << 12, 2);
    const double deviation = std::sqrt(1.0 / 12.0);
    const RunTable own = sample.runs(
        [&](const Point& x, std::size_t, std::size_t run) { return x[0] + deviation * noise(3, run); }, 3);
    const VarianceShares shares = variance_shares(own, sample.blocks, quick);
    check_close(shares.first, {1.0, 0.0}, 0.03);
    check_close(shares.total, {1.0, 0.0}, 0.03);
    CHECK(shares.variance.value == Approx(1.0 / 12.0).epsilon(0.03));
    // Common draws: a part moves all points alike, the other the effect of the second parameter in each replicate.
    // 64 replicates, because they alone say what is common to all points.
    const RunTable common = sample.runs(
        [&](const Point& x, std::size_t replicate, std::size_t) {
            return x[0] + deviation * noise(4, replicate) + noise(5, replicate) * (x[1] - 0.5);
        },
        64, true);
    const VarianceShares paired = variance_shares(common, sample.blocks, quick);
    const double mean_slope = [] {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t r = 0; r < 64; ++r) {
            sum += noise(5, r);
            squares += noise(5, r) * noise(5, r);
        }
        return (sum * sum - squares) / (64.0 * 63.0); // squared expectation of the slope
    }();
    check_close(paired.total, {1.0 / (1.0 + mean_slope), mean_slope / (1.0 + mean_slope)}, 0.01);
    check_close(paired.first, {1.0 / (1.0 + mean_slope), mean_slope / (1.0 + mean_slope)}, 0.01);
}

TEST_CASE("Chance and parameters share the variance", "[analysis][sensitivity]") {
    // By hand: means 1 and 5 with variance 2 within; between 4, less a part 2/2 of chance.
    const RunTable two{2, 2, false, {0.0, 2.0, 4.0, 6.0}};
    const Chance chance = chance_at(two, first_points(2));
    CHECK(chance.of_replicates == Approx(2.0));
    CHECK(chance.of_parameters == Approx(3.0));
    CHECK(chance.share() == Approx(0.4));
    // With common draws the replicates differ by 2 at both points: nothing of that is in the variance of the means.
    const RunTable paired{2, 2, true, {0.0, 2.0, 4.0, 6.0}};
    CHECK(chance_at(paired, first_points(2)).of_parameters == Approx(4.0));
    CHECK(std::isnan(chance_at({2, 1, false, {0.0, 4.0}}, first_points(2)).share()));
}

TEST_CASE("Elementary effects of a linear function are its coefficients", "[analysis][sensitivity]") {
    const Trajectories all = every_trajectory({{0.0, 1.0 / 3.0}, {0.0, 1.0 / 3.0}}, 2.0 / 3.0);
    const Sample sample{all.points};
    const RunTable runs = sample.runs(deterministic([](const Point& x) { return 100.0 - 2.0 * x[0] + 3.0 * x[1]; }));
    const std::vector<ElementaryEffect> effects = elementary_effects(runs, all.steps, quick);
    REQUIRE(effects.size() == 2);
    CHECK(effects[0].mean.value == Approx(-2.0).epsilon(1e-12));
    CHECK(effects[0].absolute_mean.value == Approx(2.0).epsilon(1e-12));
    CHECK(effects[0].deviation.value == Approx(0.0).margin(1e-12));
    CHECK(effects[1].mean.value == Approx(3.0).epsilon(1e-12));
    CHECK(std::isnan(effects[0].chance_deviation));
}

TEST_CASE("Elementary effects of Ishigami's function on the full grid of four levels", "[analysis][sensitivity]") {
    // All 64 points of the grid occur as often before a step of each parameter as enumeration asks.
    const Point grid{0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0};
    Sample sample;
    std::vector<MorrisTrajectory> trajectories;
    for (const Point& start : combinations({grid, grid, grid})) {
        MorrisTrajectory trajectory;
        sample.points.push_back(start);
        const std::size_t centre = sample.points.size() - 1;
        for (std::size_t k = 0; k < 3; ++k) {
            sample.points.push_back(start);
            const double change = start[k] < 0.5 ? 2.0 / 3.0 : -2.0 / 3.0;
            sample.points.back()[k] += change;
            trajectory.push_back({centre, sample.points.size() - 1, k, change});
        }
        trajectories.push_back(trajectory);
    }
    const std::vector<ElementaryEffect> effects =
        elementary_effects(sample.runs(deterministic(ishigami_on_unit)), trajectories, quick);
    CHECK(effects[0].mean.value == Approx(7.704054).epsilon(1e-6));
    CHECK(effects[0].absolute_mean.value == Approx(7.704054).epsilon(1e-6));
    CHECK(effects[1].mean.value == Approx(0.0).margin(1e-9));
    CHECK(effects[1].absolute_mean.value == Approx(7.875).epsilon(1e-9));
    CHECK(effects[2].mean.value == Approx(0.0).margin(1e-9));
    CHECK(effects[2].absolute_mean.value == Approx(6.248796).epsilon(1e-6));
}

TEST_CASE("The spread of elementary effects is told from chance", "[analysis][sensitivity]") {
    // Two trajectories, one parameter, by hand: effects 1 and 3 in the means of two replicates that differ by 2.
    const RunTable runs{4, 2, true, {0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 2.0}};
    const std::vector<MorrisTrajectory> trajectories{{{0, 1, 0, 0.5}}, {{3, 2, 0, -0.5}}};
    const std::vector<ElementaryEffect> effects = elementary_effects(runs, trajectories, quick);
    CHECK(effects[0].mean.value == Approx(2.0));
    CHECK(effects[0].deviation.value == Approx(std::sqrt(2.0)));
    CHECK(effects[0].chance_deviation == Approx(1.0)); // variance 2 of two replicates, of their mean 1
}

TEST_CASE("Intervals of indices hold the truth as often as they say", "[analysis][sensitivity]") {
    // 300 experiments with independent blocks; 0.9 of intervals, give or take 0.05 (three standard errors).
    constexpr std::size_t experiments = 300;
    std::array<int, 4> covered{};
    std::size_t id = 0;
    const sim::RandomStream draws = sim::Random(78, 0).stream(sim::Stream{6}, 0);
    for (std::size_t e = 0; e < experiments; ++e) {
        Sample sample;
        for (std::size_t n = 0; n < 64; ++n) {
            Point a;
            Point b;
            for (std::size_t k = 0; k < 3; ++k) {
                a.push_back(draws.uniform(id));
                b.push_back(draws.uniform(id++, 1));
            }
            sample.add_block(a, b);
        }
        const VarianceShares shares =
            variance_shares(sample.runs(deterministic(ishigami_on_unit)), sample.blocks, {.resamples = 200});
        covered[0] += shares.total[0].interval.contains(0.557589);
        covered[1] += shares.total[1].interval.contains(0.442411);
        covered[2] += shares.first[0].interval.contains(0.313905);
        covered[3] += shares.first[1].interval.contains(0.442411);
    }
    for (const int count : covered) {
        CHECK(count / static_cast<double>(experiments) == Approx(0.9).margin(0.05));
    }
}

TEST_CASE("Intervals hold the truth where all points share the draws, from three replicates on",
          "[analysis][sensitivity]") {
    // y = x + slope (z - 1/2), the slope of a replicate normal about 1/2: z makes a fifth of the variance. Blocks alone say
    // the same of any replicates.
    constexpr std::size_t experiments = 200;
    for (const std::size_t replicates : {4u, 8u}) {
        int covered = 0;
        for (std::size_t e = 0; e < experiments; ++e) {
            const Sample sample = saltelli_sample(64, 2, e);
            const Model model = [&](const Point& x, std::size_t replicate, std::size_t run) {
                const double slope = 0.5 + 0.3 * noise(12, 100 * e + replicate);
                return x[0] + slope * (x[1] - 0.5) + 0.1 * noise(13, 10'000 * e + run);
            };
            const VarianceShares shares =
                variance_shares(sample.runs(model, replicates, true), sample.blocks, {.resamples = 50});
            covered += shares.total[1].interval.contains(0.2) ? 1 : 0;
        }
        CAPTURE(replicates, covered);
        CHECK(covered >= 0.8 * experiments);
    }
    // Here the replicates leave most of it open, which more blocks would not change; own draws leave nothing of it.
    const auto part_of_replicates = [](bool common) {
        const Sample one = saltelli_sample(64, 2, 3);
        const Model model = [](const Point& x, std::size_t replicate, std::size_t) {
            return x[0] + (0.5 + 0.3 * noise(12, replicate)) * (x[1] - 0.5);
        };
        return variance_shares(one.runs(model, 4, common), one.blocks, quick).total[1].of_replicates;
    };
    CHECK(part_of_replicates(true) > 0.5);
    CHECK(part_of_replicates(false) == 0.0);
    // With draws of their own nothing is added: the first of two replicates more or less is chance of the blocks.
    const Sample sample = saltelli_sample(64, 2, 1);
    const Model model = [](const Point& x, std::size_t, std::size_t run) { return x[0] + 0.1 * noise(14, run); };
    const Interval own = variance_shares(sample.runs(model, 4, false), sample.blocks, quick).total[0].interval;
    const Interval common = variance_shares(sample.runs(model, 4, true), sample.blocks, quick).total[0].interval;
    CHECK(common.high - common.low > own.high - own.low);
    CHECK(common.high - common.low < 1.3 * (own.high - own.low));
}

} // namespace test_analysis_sensitivity
