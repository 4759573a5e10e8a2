// Designs: against published points and known sensitivity indices, and the properties they promise.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <set>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/run/design.hpp"
#include "tests/catch.hpp"

namespace test_design {

using namespace actorhood::sim;

namespace {

constexpr double pi = 3.14159265358979323846;
using Function = std::function<double(std::span<const double>)>;

/// a = 7, b = 0.1 on [-pi, pi]^3.
double ishigami(std::span<const double> unit) {
    const auto x = [&](std::size_t k) { return (2.0 * unit[k] - 1.0) * pi; };
    const double third = x(2) * x(2);
    return std::sin(x(0)) + 7.0 * std::sin(x(1)) * std::sin(x(1)) + 0.1 * third * third * std::sin(x(0));
}

double g_function(std::span<const double> unit) {
    constexpr std::array<double, 8> a{0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0};
    double product = 1.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        product *= (std::abs(4.0 * unit[k] - 2.0) + a[k]) / (1.0 + a[k]);
    }
    return product;
}

struct Indices {
    std::vector<double> first;
    std::vector<double> total;
};

/// Saltelli et al. (2010) for the first order, Jansen (1999) for the total, both centred.
Indices indices(const Function& f, std::size_t factors, std::size_t blocks, Scramble scramble, double offset = 0.0) {
    const std::vector<std::size_t> dimensions(factors, 1);
    const UnitPoints points = saltelli_points(blocks, dimensions, scramble, 5);
    const std::size_t rows = factors + 2;
    std::vector<double> y;
    for (std::size_t i = 0; i < points.size(); ++i) {
        y.push_back(f(points.row(i)) + offset);
    }
    double mean = 0.0;
    for (std::size_t b = 0; b < blocks; ++b) {
        mean += (y[b * rows] + y[b * rows + 1]) / (2.0 * static_cast<double>(blocks));
    }
    double variance = 0.0;
    for (std::size_t b = 0; b < blocks; ++b) {
        for (std::size_t k = 0; k < 2; ++k) {
            variance += (y[b * rows + k] - mean) * (y[b * rows + k] - mean) / (2.0 * static_cast<double>(blocks));
        }
    }
    Indices result{std::vector<double>(factors), std::vector<double>(factors)};
    for (std::size_t b = 0; b < blocks; ++b) {
        for (std::size_t i = 0; i < factors; ++i) {
            const double a = y[b * rows] - mean;
            const double other = y[b * rows + 1] - mean;
            const double mixed = y[b * rows + 2 + i] - mean;
            result.first[i] += other * (mixed - a) / variance / static_cast<double>(blocks);
            result.total[i] += 0.5 * (a - mixed) * (a - mixed) / variance / static_cast<double>(blocks);
        }
    }
    return result;
}

struct Effects {
    std::vector<double> mean;
    std::vector<double> absolute;
    std::vector<double> deviation;
};

Effects effects(const Function& f, const MorrisDesign& design) {
    const std::size_t dimensions = design.points.dimensions();
    const auto trajectories = static_cast<double>(design.points.size() / (dimensions + 1));
    Effects result{std::vector<double>(dimensions), std::vector<double>(dimensions), std::vector<double>(dimensions)};
    for (std::size_t i = 0; i < design.points.size(); ++i) {
        const MorrisStep& step = design.steps[i];
        if (step.step == 0) {
            continue;
        }
        const double effect = (f(design.points.row(i)) - f(design.points.row(i - 1))) / step.change;
        result.mean[step.dimension] += effect / trajectories;
        result.absolute[step.dimension] += std::abs(effect) / trajectories;
        result.deviation[step.dimension] += effect * effect / trajectories;
    }
    for (std::size_t k = 0; k < dimensions; ++k) {
        result.deviation[k] = std::sqrt(std::max(0.0, result.deviation[k] - result.mean[k] * result.mean[k]));
    }
    return result;
}

bool same_rows(const UnitPoints& a, const UnitPoints& b, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::equal(a.row(i).begin(), a.row(i).end(), b.row(i).begin(), b.row(i).end())) {
            return false;
        }
    }
    return true;
}

std::size_t distinct_rows(const UnitPoints& points) {
    std::set<std::vector<double>> rows;
    for (std::size_t i = 0; i < points.size(); ++i) {
        rows.emplace(points.row(i).begin(), points.row(i).end());
    }
    return rows.size();
}

/// True if every dimension has exactly one point in each of as many strata as there are points.
bool stratified(const UnitPoints& points) {
    for (std::size_t k = 0; k < points.dimensions(); ++k) {
        std::vector<int> hits(points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double u = points.row(i)[k];
            if (!(u >= 0.0 && u < 1.0)) {
                return false;
            }
            ++hits[static_cast<std::size_t>(u * static_cast<double>(points.size()))];
        }
        if (std::any_of(hits.begin(), hits.end(), [](int count) { return count != 1; })) {
            return false;
        }
    }
    return true;
}

/// A number that changes with any bit of any coordinate.
std::uint64_t fingerprint(const UnitPoints& points) {
    std::uint64_t hash = 14695981039346656037u;
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (const double u : points.row(i)) {
            hash = (hash ^ std::bit_cast<std::uint64_t>(u)) * 1099511628211u;
        }
    }
    return hash;
}

double smallest_distance(const UnitPoints& points) {
    double smallest = 1e9;
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            double sum = 0.0;
            for (std::size_t k = 0; k < points.dimensions(); ++k) {
                sum += (points.row(i)[k] - points.row(j)[k]) * (points.row(i)[k] - points.row(j)[k]);
            }
            smallest = std::min(smallest, sum);
        }
    }
    return std::sqrt(smallest);
}

} // namespace

TEST_CASE("the Sobol sequence has the published points", "[design]") {
    const UnitPoints points = sobol_points(5, 6, Scramble::none, 0);
    const std::vector<std::array<double, 6>> expected{{0, 0, 0, 0, 0, 0},
                                                      {.5, .5, .5, .5, .5, .5},
                                                      {.75, .25, .25, .25, .75, .75},
                                                      {.25, .75, .75, .75, .25, .25},
                                                      {.375, .375, .625, .875, .375, .125}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(std::equal(expected[i].begin(), expected[i].end(), points.row(i).begin()));
    }
    CHECK(most_sobol_dimensions() >= 1000);
    CHECK_THROWS_AS(sobol_points(2, most_sobol_dimensions() + 1, Scramble::none, 0), Error);
    CHECK(sobol_points(3, 0, Scramble::owen, 0).size() == 3);
}

TEST_CASE("every scrambling keeps a Sobol sequence a net and depends on the seed", "[design]") {
    for (const Scramble scramble : {Scramble::none, Scramble::shift, Scramble::owen}) {
        const UnitPoints points = sobol_points(256, 40, scramble, 11);
        CHECK(stratified(points));
        CHECK(distinct_rows(points) == 256);
        // Any 16 x 16 box of the first two dimensions has one point: a (0,8,2)-net.
        std::set<std::pair<int, int>> boxes;
        for (std::size_t i = 0; i < points.size(); ++i) {
            boxes.emplace(static_cast<int>(points.row(i)[0] * 16.0), static_cast<int>(points.row(i)[1] * 16.0));
        }
        CHECK(boxes.size() == 256);
        const bool moves = !same_rows(points, sobol_points(256, 40, scramble, 12), 256);
        CHECK(moves == (scramble != Scramble::none));
    }
    // A digital shift keeps the differences of digits between points, nested scrambling does not.
    const auto digits = [](const UnitPoints& points, std::size_t i) {
        return static_cast<std::uint32_t>(points.row(i)[3] * 0x1p32);
    };
    const UnitPoints plain = sobol_points(8, 4, Scramble::none, 1);
    const UnitPoints shifted = sobol_points(8, 4, Scramble::shift, 1);
    const UnitPoints nested = sobol_points(8, 4, Scramble::owen, 1);
    CHECK((digits(shifted, 6) ^ digits(shifted, 5)) == (digits(plain, 6) ^ digits(plain, 5)));
    CHECK((digits(nested, 6) ^ digits(nested, 5)) != (digits(plain, 6) ^ digits(plain, 5)));
}

TEST_CASE("nested scrambling is unbiased and better than the bare sequence on smooth functions", "[design]") {
    // Mean of x^2 y over the square is 1/6; 64 scrambled points each.
    double mean = 0.0;
    double squares = 0.0;
    constexpr int seeds = 200;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const UnitPoints points = sobol_points(64, 2, Scramble::owen, seed);
        double estimate = 0.0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            estimate += points.row(i)[0] * points.row(i)[0] * points.row(i)[1] / 64.0;
        }
        mean += estimate / seeds;
        squares += (estimate - 1.0 / 6.0) * (estimate - 1.0 / 6.0) / seeds;
    }
    // Independent points would have a standard deviation of 0.025.
    CHECK(std::sqrt(squares) < 0.003);
    CHECK(mean == Approx(1.0 / 6.0).margin(4.0 * std::sqrt(squares / seeds)));
}

TEST_CASE("a Latin hypercube has one point in each stratum and the variance of theory", "[design]") {
    for (const std::size_t points : {1u, 2u, 3u, 7u, 50u, 501u}) {
        CHECK(stratified(latin_hypercube(points, 4, points)));
    }
    CHECK_FALSE(same_rows(latin_hypercube(20, 3, 1), latin_hypercube(20, 3, 2), 20));
    // Var(mean of x1 + ... + xd) = d / (12 N^3).
    constexpr std::size_t n = 10;
    constexpr std::size_t d = 3;
    constexpr int seeds = 2000;
    double squares = 0.0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const UnitPoints points = latin_hypercube(n, d, seed);
        double mean = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            mean += std::accumulate(points.row(i).begin(), points.row(i).end(), 0.0) / static_cast<double>(n);
        }
        squares += (mean - 1.5) * (mean - 1.5) / seeds;
    }
    // Relative standard error of a variance from 2000 values: 0.032.
    CHECK(squares == Approx(d / (12.0 * n * n * n)).epsilon(0.13));
}

TEST_CASE("the points of a Latin hypercube keep apart", "[design]") {
    // Two hypercubes of the same size matched at random: the mean smallest distance over seeds is about 0.05.
    double mean = 0.0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        mean += smallest_distance(latin_hypercube(30, 2, seed)) / 10.0;
    }
    CHECK(mean > 0.1);
}

TEST_CASE("Saltelli blocks exchange one factor at a time between dimensions of one sequence", "[design]") {
    const std::vector<std::size_t> dimensions{1, 3, 2};
    const UnitPoints points = saltelli_points(16, dimensions, Scramble::owen, 3);
    const UnitPoints both = sobol_points(16, 12, Scramble::owen, 3);
    REQUIRE(points.size() == 16 * 5);
    const std::array<std::size_t, 6> factor{0, 1, 1, 1, 2, 2};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::size_t matrix = i % 5;
        for (std::size_t k = 0; k < 6; ++k) {
            const bool from_b = matrix == 1 || (matrix >= 2 && factor[k] == matrix - 2);
            REQUIRE(points.row(i)[k] == both.row(i / 5)[from_b ? 6 + k : k]);
        }
    }
}

TEST_CASE("Saltelli blocks find the known indices", "[design]") {
    for (const Scramble scramble : {Scramble::none, Scramble::owen}) {
        const Indices found = indices(ishigami, 3, 4096, scramble);
        const std::array<double, 3> first{.313905, .442411, 0.0};
        const std::array<double, 3> total{.557589, .442411, .243684};
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(found.first[k] == Approx(first[k]).margin(0.01));
            CHECK(found.total[k] == Approx(total[k]).margin(0.01));
        }
    }
    const Indices found = indices(g_function, 8, 4096, Scramble::owen);
    const std::array<double, 5> first{.716192, .179048, .023676, .007162, .000072};
    const std::array<double, 5> total{.787144, .242198, .034317, .010460, .000105};
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(found.first[k] == Approx(first[k]).margin(0.01));
        CHECK(found.total[k] == Approx(total[k]).margin(0.01));
    }
    const Function product = [](std::span<const double> x) { return x[0] + 0.5 * x[1] + x[0] * x[1]; };
    for (const double offset : {0.0, 1000.0}) {
        const Indices simple = indices(product, 2, 4096, Scramble::owen, offset);
        CHECK(simple.first[0] == Approx(0.675).margin(0.005));
        CHECK(simple.first[1] == Approx(0.300).margin(0.005));
        CHECK(simple.total[0] == Approx(0.700).margin(0.005));
        CHECK(simple.total[1] == Approx(0.325).margin(0.005));
    }
}

TEST_CASE("Morris trajectories change each dimension once by Delta and stay on the grid", "[design]") {
    const MorrisDesign design = morris_points(50, 7, 6, 9);
    REQUIRE(design.points.size() == 50 * 8);
    REQUIRE(design.steps.size() == design.points.size());
    std::set<double> rises;
    for (std::size_t t = 0; t < 50; ++t) {
        std::set<std::uint32_t> changed;
        for (std::size_t step = 0; step < 8; ++step) {
            const std::size_t i = t * 8 + step;
            CHECK(design.steps[i].trajectory == t);
            CHECK(design.steps[i].step == step);
            for (std::size_t k = 0; k < 7; ++k) {
                const double u = design.points.row(i)[k];
                CHECK(std::abs(u * 5.0 - std::floor(u * 5.0 + 0.5)) < 1e-12);
                CHECK((u >= 0.0 && u <= 1.0));
                if (step > 0) {
                    const bool this_one = design.steps[i].dimension == k;
                    const double expected = this_one ? design.steps[i].change : 0.0;
                    CHECK(u - design.points.row(i - 1)[k] == Approx(expected).margin(1e-15));
                }
            }
            if (step > 0) {
                changed.insert(design.steps[i].dimension);
                CHECK(std::abs(design.steps[i].change) == Approx(0.6)); // 6 / (2 * 5)
                rises.insert(design.steps[i].change);
            }
        }
        CHECK(changed.size() == 7);
    }
    CHECK(rises.size() == 2);
    CHECK_THROWS_AS(morris_points(2, 2, 3, 1), Error);
}

TEST_CASE("Morris effects of a linear function are its coefficients", "[design]") {
    const std::array<double, 5> c{1.0, -2.0, 0.0, 4.0, 0.25};
    const Function linear = [&](std::span<const double> x) {
        return std::inner_product(c.begin(), c.end(), x.begin(), 10.0);
    };
    const Effects found = effects(linear, morris_points(20, 5, 4, 1));
    for (std::size_t k = 0; k < c.size(); ++k) {
        CHECK(found.mean[k] == Approx(c[k]).margin(1e-12));
        CHECK(found.absolute[k] == Approx(std::abs(c[k])).margin(1e-12));
        CHECK(found.deviation[k] == Approx(0.0).margin(1e-6));
    }
}

TEST_CASE("Morris effects of the Ishigami function are those of a full enumeration", "[design]") {
    // All steps of Delta = 2/3 on the grid of four levels.
    const std::array<std::size_t, 3> levels{4, 4, 4};
    std::array<double, 3> mean{};
    std::array<double, 3> absolute{};
    for (std::uint64_t i = 0; i < factorial_size(levels); ++i) {
        const std::vector<std::size_t> row = factorial_row(levels, i);
        for (std::size_t k = 0; k < 3; ++k) {
            if (row[k] >= 2) {
                continue;
            }
            std::vector<double> low;
            std::transform(row.begin(), row.end(), std::back_inserter(low),
                           [](std::size_t level) { return static_cast<double>(level) / 3.0; });
            std::vector<double> high = low;
            high[k] += 2.0 / 3.0;
            const double effect = (ishigami(high) - ishigami(low)) / (2.0 / 3.0);
            mean[k] += effect / 32.0;
            absolute[k] += std::abs(effect) / 32.0;
        }
    }
    const std::array<double, 3> known_mean{7.704054, 0.0, 0.0};
    const std::array<double, 3> known_absolute{7.704054, 7.875, 6.248796};
    const Effects sampled = effects(ishigami, morris_points(4000, 3, 4, 2));
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(mean[k] == Approx(known_mean[k]).margin(1e-6));
        CHECK(absolute[k] == Approx(known_absolute[k]).margin(1e-6));
        CHECK(sampled.mean[k] == Approx(known_mean[k]).margin(4.0 * sampled.deviation[k] / std::sqrt(4000.0)));
        CHECK(sampled.absolute[k] == Approx(known_absolute[k]).margin(0.5));
    }
}

TEST_CASE("designs grow without moving their first points", "[design]") {
    for (const Scramble scramble : {Scramble::none, Scramble::shift, Scramble::owen}) {
        CHECK(same_rows(sobol_points(100, 5, scramble, 4), sobol_points(333, 5, scramble, 4), 100));
        const std::array<std::size_t, 3> dimensions{1, 1, 2};
        CHECK(same_rows(saltelli_points(10, dimensions, scramble, 4), saltelli_points(25, dimensions, scramble, 4),
                        50));
    }
    CHECK(same_rows(morris_points(5, 9, 4, 6).points, morris_points(12, 9, 4, 6).points, 50));
    CHECK_FALSE(same_rows(latin_hypercube(10, 2, 1), latin_hypercube(20, 2, 1), 10));
}

TEST_CASE("factorial designs count through all combinations", "[design]") {
    const std::array<std::size_t, 3> levels{2, 3, 4};
    REQUIRE(factorial_size(levels) == 24);
    CHECK(factorial_row(levels, 0) == std::vector<std::size_t>{0, 0, 0});
    CHECK(factorial_row(levels, 1) == std::vector<std::size_t>{0, 0, 1});
    CHECK(factorial_row(levels, 23) == std::vector<std::size_t>{1, 2, 3});
    std::set<std::vector<std::size_t>> rows;
    for (std::uint64_t i = 0; i < 24; ++i) {
        rows.insert(factorial_row(levels, i));
    }
    CHECK(rows.size() == 24);
    CHECK(factorial_size(std::vector<std::size_t>(60, 2)) == none_so_large);
    CHECK(factorial_size(std::vector<std::size_t>{3, 0}) == 0);
}

TEST_CASE("simplex lattices have the size of theory, no point twice, and only whole sums", "[design]") {
    CHECK(simplex_lattice_size(3, 10) == 66);
    CHECK(simplex_lattice_size(4, 6) == 84);
    CHECK(simplex_lattice_size(1, 5) == 1);
    CHECK(simplex_lattice_size(0, 5) == 0);
    CHECK(simplex_lattice_size(200, 200) == none_so_large);
    for (const auto& [components, steps] :
         std::vector<std::pair<std::size_t, std::uint32_t>>{{1, 4}, {2, 7}, {3, 10}, {4, 6}, {6, 3}, {3, 0}}) {
        const auto lattice = simplex_lattice(components, steps);
        CHECK(lattice.size() == simplex_lattice_size(components, steps));
        CHECK(std::set<std::vector<std::uint32_t>>(lattice.begin(), lattice.end()).size() == lattice.size());
        for (const std::vector<std::uint32_t>& point : lattice) {
            CHECK(std::accumulate(point.begin(), point.end(), 0u) == steps);
        }
    }
    CHECK(simplex_lattice(3, 1) == std::vector<std::vector<std::uint32_t>>{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
}

TEST_CASE("the cube is carried to the simplex uniformly", "[design]") {
    CHECK(simplex_from_unit(std::array<double, 0>{}, 7) == std::vector<std::uint32_t>{7});
    CHECK(simplex_from_unit(std::array<double, 2>{1.0, 0.5}, 100) == std::vector<std::uint32_t>{100, 0, 0});
    CHECK(simplex_from_unit(std::array<double, 2>{0.0, 1.0}, 100) == std::vector<std::uint32_t>{0, 100, 0});
    // Uniform on the simplex of four: each share is Beta(1, 3), mean 1/4 and variance 3/80; two shares have the
    // covariance -1/80.
    const UnitPoints unit = sobol_points(4096, 3, Scramble::owen, 8);
    std::array<double, 4> mean{};
    std::array<std::array<double, 4>, 4> product{};
    for (std::size_t i = 0; i < unit.size(); ++i) {
        const std::vector<std::uint32_t> shares = simplex_from_unit(unit.row(i), share_units);
        CHECK(std::accumulate(shares.begin(), shares.end(), std::uint64_t{0}) == share_units);
        for (std::size_t k = 0; k < 4; ++k) {
            mean[k] += shares[k] / 1e9 / 4096.0;
            for (std::size_t j = 0; j < 4; ++j) {
                product[k][j] += (shares[k] / 1e9) * (shares[j] / 1e9) / 4096.0;
            }
        }
    }
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(mean[k] == Approx(0.25).margin(1e-4));
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(product[k][j] - mean[k] * mean[j] == Approx(k == j ? 3.0 / 80.0 : -1.0 / 80.0).margin(2e-4));
        }
    }
}

TEST_CASE("designs have the same bits on every compiler", "[design]") {
    CHECK(fingerprint(sobol_points(100, 3, Scramble::none, 1)) == 0xad7e1692fe7f4315u);
    CHECK(fingerprint(sobol_points(100, 3, Scramble::shift, 1)) == 0x4ab0034ca11f4315u);
    CHECK(fingerprint(sobol_points(100, 3, Scramble::owen, 1)) == 0x1245588d6ddf4315u);
    CHECK(fingerprint(latin_hypercube(40, 3, 1)) == 0x577a511a8c6f8bd0u);
    CHECK(fingerprint(morris_points(10, 5, 4, 1).points) == 0x06288a082e47c623u);
    std::uint64_t shares = 0;
    for (std::uint32_t share : simplex_from_unit(std::array<double, 3>{0.3, 0.6, 0.9}, share_units)) {
        shares = shares * 1'000'003 + share;
    }
    CHECK(shares == 0x9c2948e11914e280u);
}

} // namespace test_design
