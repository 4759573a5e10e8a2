// Small parts of the unit cube whose volumes are known.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "analysis/splitting.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"

namespace test_analysis_splitting {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

/// Largest distance of a coordinate from the middle: under r a cube of volume (2r)^d.
double from_middle(std::span<const double> point) {
    double largest = 0.0;
    for (const double value : point) {
        largest = std::max(largest, std::abs(value - 0.5));
    }
    return largest;
}

std::vector<double> coordinates(const Particles& particles, std::size_t k) {
    std::vector<double> values;
    for (const Point& point : particles.points) {
        values.push_back(point[k]);
    }
    return values;
}

} // namespace

TEST_CASE("splitting finds the volume of a small cube and fills it evenly", "[analysis][calibration]") {
    for (const std::size_t dimensions : {2u, 6u, 20u}) {
        const double half = 0.5 * std::pow(1e-5, 1.0 / static_cast<double>(dimensions));
        const Particles found = narrowed(uniform_particles(1200, dimensions, 5), from_middle, half, 7);
        INFO(dimensions << " dimensions");
        REQUIRE_FALSE(found.empty);
        CHECK(found.log10_volume == Approx(-5.0).margin(0.2));
        for (const Point& point : found.points) {
            REQUIRE(from_middle(point) <= half);
        }
        // Uniform: mean in the middle, deviation half/sqrt(3).
        for (std::size_t k = 0; k < dimensions; ++k) {
            const std::vector<double> values = coordinates(found, k);
            CHECK(std::abs(mean(values) - 0.5) < 0.15 * half);
            CHECK(standard_deviation(values) == Approx(half / std::sqrt(3.0)).epsilon(0.12));
        }
    }
}

TEST_CASE("splitting keeps both of two islands", "[analysis][calibration]") {
    const auto islands = [](std::span<const double> point) {
        double left = 0.0;
        double right = 0.0;
        for (const double value : point) {
            left = std::max(left, std::abs(value - 0.2));
            right = std::max(right, std::abs(value - 0.8));
        }
        return std::min(left, right);
    };
    const Particles found = narrowed(uniform_particles(1200, 4, 2), islands, 0.05, 3);
    CHECK(found.log10_volume == Approx(std::log10(2e-4)).margin(0.2));
    const std::vector<double> values = coordinates(found, 0);
    const auto low =
        static_cast<double>(std::count_if(values.begin(), values.end(), [](double v) { return v < 0.5; }));
    CHECK(low / 1200.0 == Approx(0.5).margin(0.15));
}

TEST_CASE("splitting gives up where there is nothing, and says how near it came", "[analysis][calibration]") {
    const auto never = [](std::span<const double> point) { return 3.0 + from_middle(point); };
    const Particles found = narrowed(uniform_particles(300, 3, 1), never, 2.5, 1);
    CHECK(found.empty);
    CHECK(found.nearest_score == Approx(3.0).margin(0.05));
    CHECK(from_middle(found.nearest) < 0.05);
    const auto nowhere = [](std::span<const double>) { return std::numeric_limits<double>::infinity(); };
    CHECK(narrowed(uniform_particles(50, 3, 1), nowhere, 1.0, 1).empty);
}

TEST_CASE("splitting gives the same for any number of threads", "[analysis][calibration]") {
    const auto found = [](std::size_t threads) {
        const sim::ThreadLimit limit(threads);
        return narrowed(uniform_particles(200, 5, 4), from_middle, 0.1, 9);
    };
    const Particles one = found(1);
    const Particles two = found(2);
    CHECK(one.log10_volume == two.log10_volume);
    CHECK(one.points == two.points);
}

TEST_CASE("points far apart are the corners first", "[analysis][calibration]") {
    std::vector<Point> points;
    for (int i = 0; i <= 10; ++i) {
        for (int k = 0; k <= 10; ++k) {
            points.push_back({0.1 * i, 0.1 * k});
        }
    }
    const std::vector<std::size_t> chosen = farthest_apart(points, 5);
    REQUIRE(chosen.size() == 5);
    const std::set<std::size_t> corners(chosen.begin(), chosen.begin() + 4);
    CHECK(corners == std::set<std::size_t>{0, 10, 110, 120});
    CHECK(chosen[4] == 60);                                      // the middle
    CHECK(farthest_apart({{0.5}, {0.5}, {0.5}}, 3).size() == 1); // copies are no further points
}

} // namespace test_analysis_splitting
