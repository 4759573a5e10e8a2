// Ridge and emulators against functions that are known.
#include <cmath>
#include <numeric>
#include <vector>

#include "analysis/emulator.hpp"
#include "analysis/ridge.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/math.hpp"
#include "sim/core/random.hpp"
#include "sim/run/design.hpp"
#include "tests/catch.hpp"

namespace test_analysis_emulator {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

std::vector<Point> sample(std::size_t points, std::size_t dimensions, std::uint64_t seed = 3) {
    const sim::UnitPoints units = sim::latin_hypercube(points, dimensions, seed);
    std::vector<Point> made;
    for (std::size_t i = 0; i < points; ++i) {
        made.emplace_back(units.row(i).begin(), units.row(i).end());
    }
    return made;
}

double noise(std::size_t i) { return sim::Random(11, 0).fixed(sim::Stream{9}).normal(i); }

template <class Function>
Training training(const std::vector<Point>& points, Function&& function, double deviation = 0.0) {
    Training made{points, {}, std::vector<bool>(points.size(), true), {0.0, deviation * deviation}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        made.values.push_back(function(points[i]) + deviation * noise(i));
    }
    return made;
}

double quadratic(const Point& u) {
    return 3.0 - 2.0 * u[0] + 4.0 * u[1] * u[1] - 3.0 * u[0] * u[2] + 0.5 * u[3] - u[2] * u[2];
}

} // namespace

TEST_CASE("residuals left out are those of fits without the row", "[analysis][calibration]") {
    constexpr std::size_t rows = 14;
    constexpr std::size_t columns = 4;
    Features features{rows, columns, {}};
    std::vector<double> values;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < columns; ++k) {
            features.values.push_back(noise(100 + columns * i + k));
        }
        values.push_back(1.0 + features.row(i)[0] - 2.0 * features.row(i)[2] + noise(i));
    }
    const double penalty = GENERATE(1e-8, 0.05, 2.0);
    const RidgeFit whole = Ridge(features, values).fit(penalty);
    for (std::size_t out = 0; out < rows; ++out) {
        Features rest{rows - 1, columns, {}};
        std::vector<double> others;
        for (std::size_t i = 0; i < rows; ++i) {
            if (i != out) {
                rest.values.insert(rest.values.end(), features.row(i).begin(), features.row(i).end());
                others.push_back(values[i]);
            }
        }
        // The penalty is one a row: the same sum for one row less.
        const RidgeFit without = Ridge(rest, others).fit(penalty * rows / (rows - 1.0));
        const std::span<const double> row = features.row(out);
        const double predicted =
            std::inner_product(row.begin(), row.end(), without.slopes.begin(), without.intercept);
        CHECK(whole.left_out[out] == Approx(values[out] - predicted).epsilon(1e-9));
    }
}

TEST_CASE("a ridge of nothing is least squares, a strong one the mean", "[analysis][calibration]") {
    const std::vector<Point> points = sample(30, 3);
    Features features{30, 3, {}};
    std::vector<double> values;
    for (const Point& point : points) {
        features.values.insert(features.values.end(), point.begin(), point.end());
        values.push_back(7.0 + 2.0 * point[0] - point[2]);
    }
    const Ridge ridge(features, values);
    const RidgeFit fit = ridge.best();
    CHECK(fit.intercept == Approx(7.0).epsilon(1e-6));
    CHECK(fit.slopes[0] == Approx(2.0).epsilon(1e-6));
    CHECK(std::abs(fit.slopes[1]) < 1e-6);
    CHECK(fit.slopes[2] == Approx(-1.0).epsilon(1e-6));
    const RidgeFit flat = ridge.fit(1e9);
    CHECK(flat.intercept == Approx(mean(values)).epsilon(1e-6));
    CHECK(std::abs(flat.slopes[0]) < 1e-6);
}

TEST_CASE("an emulator recovers a quadratic function, and knows that it does", "[analysis][calibration]") {
    const Emulator emulator(training(sample(60, 5), quadratic));
    CHECK(emulator.scale() == EmulatorScale::plain);
    CHECK(emulator.explained() > 0.999999);
    for (const Point& point : sample(25, 5, 77)) {
        const Prediction found = emulator.at(point);
        CHECK(std::abs(found.mean - quadratic(point)) < 1e-4);
        CHECK(found.deviation < 1e-3);
    }
}

TEST_CASE("an emulator takes the scale on which a share or a positive number is simple", "[analysis][calibration]") {
    const auto share = [](const Point& u) { return sim::logistic(-4.0 + 6.0 * u[0] + 2.0 * u[1] * u[1]); };
    const auto ratio = [](const Point& u) { return 30.0 * sim::exponential(3.0 * u[0] - 2.0 * u[1]); };
    const Emulator of_share(training(sample(60, 3), share));
    const Emulator of_ratio(training(sample(60, 3), ratio));
    CHECK(of_share.scale() == EmulatorScale::logit);
    CHECK(of_ratio.scale() == EmulatorScale::logarithm);
    for (const Point& point : sample(20, 3, 5)) {
        CHECK(std::abs(of_share.at(point).mean - share(point)) < 1e-4);
        CHECK(of_ratio.at(point).mean == Approx(ratio(point)).epsilon(1e-4));
    }
}

TEST_CASE("what chance makes of single runs is no error of the emulator", "[analysis][calibration]") {
    const Training noisy = training(sample(400, 5), quadratic, 0.5);
    const Emulator emulator(noisy);
    Training unaware = noisy;
    unaware.chance = {};
    const Emulator naive(unaware);
    const Point middle(5, 0.5);
    // A run is off by .5; the mean over chance is known far better than that.
    CHECK(naive.at(middle).deviation == Approx(0.5).epsilon(0.1));
    CHECK(emulator.at(middle).deviation < 0.2);
    CHECK(emulator.at(middle).deviation >= std::sqrt(0.05) * naive.at(middle).deviation * 0.999);
    CHECK(emulator.explained() < 0.95);
    CHECK(emulator.explained_of_mean() > 0.97);
    std::vector<double> errors;
    for (const Point& point : sample(200, 5, 21)) {
        errors.push_back((emulator.at(point).mean - quadratic(point)) / emulator.at(point).deviation);
    }
    CHECK(standard_deviation(errors) < 1.5); // the stated deviation is not too small
}

TEST_CASE("on a scale that bends, the mean over chance is not the value in the middle", "[analysis][calibration]") {
    // ln y = 1 + 4 x + e, e of deviation .3: the mean of y is e^.045 times the value without chance.
    const std::vector<Point> points = sample(800, 1);
    const double spread = 0.3;
    const double there = sim::exponential(2.0); // where chance is measured
    Training made{points, {}, std::vector<bool>(points.size(), true), {there, there * there * spread * spread}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        made.values.push_back(sim::exponential(1.0 + 4.0 * points[i][0] + spread * noise(i)));
    }
    const Emulator emulator(made);
    REQUIRE(emulator.scale() == EmulatorScale::logarithm);
    Training unaware = made;
    unaware.chance = {there, 0.0};
    const double middle = Emulator(unaware).at(Point{0.5}).mean;
    CHECK(middle == Approx(sim::exponential(3.0)).epsilon(0.1));
    CHECK(emulator.at(Point{0.5}).mean / middle == Approx(1.0 + 0.5 * spread * spread));
}

TEST_CASE("an output that no parameter moves is a constant, and lost runs are left out", "[analysis][calibration]") {
    Training same = training(sample(30, 2), [](const Point&) { return 4.0; });
    same.values[3] = std::nan("");
    const Emulator emulator(same);
    CHECK(emulator.constant());
    CHECK(emulator.at(Point{0.1, 0.9}).mean == 4.0);
    CHECK(emulator.at(Point{0.1, 0.9}).deviation == 0.0);
    Training lost = training(sample(60, 5), quadratic);
    for (std::size_t i = 0; i < 20; ++i) {
        lost.values[3 * i] = std::nan("");
    }
    CHECK(std::abs(Emulator(lost).at(Point(5, 0.3)).mean - quadratic(Point(5, 0.3))) < 1e-3);
}

TEST_CASE("the error is that at the judged points", "[analysis][calibration]") {
    Training made = training(sample(200, 2), [](const Point& u) { return u[0]; });
    for (std::size_t i = 0; i < made.points.size(); ++i) {
        const bool right = made.points[i][0] > 0.5;
        made.judged[i] = right;
        made.values[i] += right ? 0.01 * noise(i) : 0.5 * noise(i);
    }
    const double judged = Emulator(made).at(Point{0.7, 0.5}).deviation;
    made.judged.assign(made.points.size(), true);
    CHECK(judged < 0.3 * Emulator(made).at(Point{0.7, 0.5}).deviation);
}

} // namespace test_analysis_emulator
