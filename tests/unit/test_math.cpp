#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "sim/core/math.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_math {

using namespace actorhood::sim;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Distance of `value` from the 64-bit-mantissa `reference`, in units in the last place of the reference.
double distance_in_ulp(double value, long double reference) {
    const auto rounded = static_cast<double>(reference);
    const double unit = std::nextafter(std::abs(rounded), infinite) - std::abs(rounded);
    return static_cast<double>(std::abs(static_cast<long double>(value) - reference)) / unit;
}

/// `count` reproducible points, uniform on [low, high].
std::vector<double> points(double low, double high, std::size_t count = 200000) {
    const RandomStream stream = Random(99, 0).fixed(Stream{0});
    std::vector<double> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        result[i] = low + (high - low) * stream.uniform(i);
    }
    return result;
}

} // namespace

TEST_CASE("The exponential is within 2 units in the last place", "[math]") {
    double worst = 0.0;
    for (const auto& [low, high] : {std::pair{-708.0, 709.78}, {-1.0, 1.0}, {-1e-8, 1e-8}, {0.34, 0.35}}) {
        for (const double x : points(low, high)) {
            worst = std::max(worst, distance_in_ulp(exponential(x), std::exp(static_cast<long double>(x))));
        }
    }
    INFO("worst distance " << worst);
    CHECK(worst < 2.0);
}

TEST_CASE("The exponential has its documented edges", "[math]") {
    CHECK(exponential(0.0) == 1.0);
    CHECK(exponential(-0.0) == 1.0);
    CHECK(exponential(709.782712893384) > 1.797e308);
    CHECK(std::isfinite(exponential(709.782712893384)));
    CHECK(exponential(709.7827128933841) == infinite);
    CHECK(exponential(infinite) == infinite);
    CHECK(exponential(-708.0) > 0.0);
    CHECK(exponential(-708.0000001) == 0.0);
    CHECK(exponential(-infinite) == 0.0);
    CHECK(std::isnan(exponential(not_a_number)));
    CHECK(exponential(5e-324) == 1.0);
}

TEST_CASE("The logarithm is within 2 units in the last place", "[math]") {
    double worst = 0.0;
    const auto observe = [&](double x) {
        worst = std::max(worst, distance_in_ulp(logarithm(x), std::log(static_cast<long double>(x))));
    };
    for (const auto& [low, high] : {std::pair{0.5, 2.0}, {0.999, 1.001}, {1.0 - 1e-9, 1.0 + 1e-9}, {1.0, 1e6}}) {
        for (const double x : points(low, high)) {
            if (x != 1.0) {
                observe(x);
            }
        }
    }
    for (const double exponent : points(-1074.0, 1023.9)) {
        observe(std::exp2(exponent)); // includes subnormal numbers
    }
    INFO("worst distance " << worst);
    CHECK(worst < 2.0);
}

TEST_CASE("The logarithm has its documented edges", "[math]") {
    CHECK(logarithm(1.0) == 0.0);
    CHECK(logarithm(0.0) == -infinite);
    CHECK(logarithm(-0.0) == -infinite);
    CHECK(logarithm(infinite) == infinite);
    CHECK(std::isnan(logarithm(-1.0)));
    CHECK(std::isnan(logarithm(not_a_number)));
    CHECK(logarithm(DBL_MAX) == Approx(709.782712893384).epsilon(1e-15));
    CHECK(logarithm(5e-324) == Approx(-744.4400719213812).epsilon(1e-15));
}

TEST_CASE("A power is as accurate as its documentation says", "[math]") {
    const RandomStream stream = Random(4, 0).fixed(Stream{1});
    double worst_near = 0.0;
    double worst_excess = 0.0;
    for (std::uint64_t i = 0; i < 400000; ++i) {
        const double x = std::exp2(200.0 * (stream.uniform(i) - 0.5));
        const double y = 10.0 * (stream.uniform(i, 1) - 0.5);
        const long double size = std::abs(static_cast<long double>(y) * std::log(static_cast<long double>(x)));
        const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(y));
        const auto relative = static_cast<double>(std::abs(power(x, y) / exact - 1.0L)) * 0x1p53;
        worst_excess = std::max(worst_excess, relative / (2.0 + 2.0 * static_cast<double>(size)));
        if (size <= 1.0L) {
            worst_near = std::max(worst_near, distance_in_ulp(power(x, y), exact));
        }
    }
    INFO("near 1: " << worst_near << " ulp; relative to the bound: " << worst_excess);
    CHECK(worst_near < 2.0);
    CHECK(worst_excess < 1.0);
}

TEST_CASE("A power has its documented edges", "[math]") {
    CHECK(power(0.0, 0.0) == 1.0);
    CHECK(power(5.0, 0.0) == 1.0);
    CHECK(power(0.0, 2.0) == 0.0);
    CHECK(power(0.0, -1.0) == infinite);
    CHECK(power(1.0, 1e300) == 1.0);
    CHECK(power(1e300, 2.0) == infinite);
    CHECK(power(1e-300, 2.0) == 0.0);
    CHECK(power(4.0, 0.5) == Approx(2.0).epsilon(1e-15));
    CHECK(std::isnan(power(-1.0, 2.0)));
    CHECK(std::isnan(power(0.0, not_a_number)));
    CHECK(std::isnan(power(2.0, not_a_number)));
}

TEST_CASE("The logistic function is a sigmoid and never overflows", "[math]") {
    CHECK(logistic(0.0) == 0.5);
    CHECK(logistic(-1e6) == 0.0);
    CHECK(logistic(1e6) == 1.0);
    CHECK(logistic(2.0) + logistic(-2.0) == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("Yearly rates become monthly probabilities that compound to the year", "[math]") {
    CHECK(monthly_hazard(0.0) == 0.0);
    CHECK(monthly_hazard(-1.0) == 0.0);
    CHECK(monthly_hazard(infinite) == 1.0);
    CHECK(monthly_hazard(12.0) == Approx(1.0 - std::exp(-1.0)).epsilon(1e-14));
    CHECK(1.0 - std::pow(1.0 - monthly_hazard(0.3), 12.0) == Approx(1.0 - std::exp(-0.3)).epsilon(1e-13));
    CHECK(monthly_approach(0.3) == monthly_hazard(0.3));
}

TEST_CASE("Elementary functions do not decrease", "[math]") {
    double last_exponential = 0.0;
    double last_logarithm = -infinite;
    double last_quantile = -infinite;
    bool monotone = true;
    for (int i = 1; i < 400000; ++i) {
        const double share = i / 400000.0;
        const double e = exponential(1400.0 * share - 700.0);
        const double l = logarithm(share * 8.0);
        const double q = normal_quantile(share);
        monotone = monotone && e >= last_exponential && l >= last_logarithm && q >= last_quantile;
        last_exponential = e;
        last_logarithm = l;
        last_quantile = q;
    }
    CHECK(monotone);
}

TEST_CASE("Normal quantiles agree with tabulated values", "[math]") {
    // Reference values to 16 digits, from 40-digit arithmetic.
    const std::pair<double, double> table[] = {
        {0.5, 0.0},
        {0.6, 0.2533471031357997988},
        {0.75, 0.6744897501960818},
        {0.9, 1.2815515655446004},
        {0.95, 1.6448536269514727},
        {0.975, 1.9599639845400543},
        {0.99, 2.3263478740408412},
        {0.999, 3.0902323061678136},
        {0.0013498980316300946, -3.0},
        {1e-5, -4.264890793922825},
        {1e-10, -6.361340902404056},
        {1e-20, -9.262340089798408},
        {1e-100, -21.2734535609653243},
        {1e-300, -37.0470962993611992},
    };
    for (const auto& [p, quantile] : table) {
        INFO("p = " << p);
        CHECK(normal_quantile(p) == Approx(quantile).epsilon(2e-15).margin(1e-300));
    }
    for (const double p : {0.01, 0.074, 0.075, 0.076, 0.3}) {
        CHECK(normal_quantile(p) == Approx(-normal_quantile(1.0 - p)).epsilon(1e-13));
    }
    CHECK(normal_quantile(0.0) == -infinite);
    CHECK(normal_quantile(1.0) == infinite);
    CHECK(std::isnan(normal_quantile(-0.1)));
    CHECK(std::isnan(normal_quantile(1.1)));
    CHECK(std::isnan(normal_quantile(not_a_number)));
}

TEST_CASE("Normal quantiles invert the error function", "[math]") {
    for (double x = -8.0; x < 8.0; x += 0.0137) {
        const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
        // The rounding of p alone moves the quantile by half an ulp over the density.
        const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * M_PI);
        CHECK(std::abs(normal_quantile(p) - x) < 1e-14 + 4.0 * p * DBL_EPSILON / density);
    }
}

TEST_CASE("Poisson quantiles invert the distribution function", "[math]") {
    CHECK(poisson_quantile(0.5, 0.0) == 0);
    CHECK(poisson_quantile(std::exp(-2.0) * 0.999, 2.0) == 0);
    CHECK(poisson_quantile(std::exp(-2.0) * 1.001, 2.0) == 1);
    CHECK(poisson_quantile(3.0 * std::exp(-2.0) * 0.999, 2.0) == 1);
    CHECK(poisson_quantile(3.0 * std::exp(-2.0) * 1.001, 2.0) == 2);
    CHECK(poisson_quantile(0.5, 700.0) == 700);
    CHECK(poisson_quantile(1.0 - 0x1p-53, 700.0) < 1000);
    CHECK(poisson_quantile(0x1p-53, 700.0) > 450);
    CHECK_THROWS_AS(poisson_quantile(0.5, 700.1), std::out_of_range);
    CHECK_THROWS_AS(poisson_quantile(0.5, -0.1), std::out_of_range);
    CHECK_THROWS_AS(poisson_quantile(0.5, not_a_number), std::out_of_range);
}

TEST_CASE("Poisson draws have mean and variance equal to the mean", "[math][statistical]") {
    const RandomStream stream = Random(6, 0).fixed(Stream{2});
    constexpr double count = 200000.0;
    for (const double mean : {0.01, 0.7, 5.0, 60.0, 690.0}) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::uint64_t i = 0; i < 200000; ++i) {
            const double value = poisson_quantile(stream.uniform(i), mean) - mean;
            sum += value;
            squares += value * value;
        }
        // Five standard errors; the fourth central moment of a Poisson variable is mean + 3 mean^2.
        INFO("mean " << mean);
        CHECK(std::abs(sum / count) < 5.0 * std::sqrt(mean / count));
        CHECK(std::abs(squares / count - mean) < 5.0 * std::sqrt((mean + 2.0 * mean * mean) / count));
    }
}

TEST_CASE("Poisson quantiles do not decrease with the quantile or the mean", "[math]") {
    for (double u = 0.01; u < 1.0; u += 0.03) {
        std::uint32_t last = 0;
        for (double mean = 0.0; mean < 30.0; mean += 0.1) {
            const std::uint32_t now = poisson_quantile(u, mean);
            REQUIRE(now >= last);
            REQUIRE(now <= poisson_quantile(u + 0.009, mean));
            last = now;
        }
    }
}

TEST_CASE("Beta quantiles agree with closed forms", "[math]") {
    for (const double u : {0.001, 0.1, 0.37, 0.5, 0.8, 0.999}) {
        INFO("u = " << u);
        CHECK(beta_quantile(u, 1.0, 1.0) == Approx(u).margin(2e-12));
        CHECK(beta_quantile(u, 3.0, 1.0) == Approx(std::cbrt(u)).margin(2e-12));
        CHECK(beta_quantile(u, 1.0, 4.0) == Approx(1.0 - std::pow(1.0 - u, 0.25)).margin(2e-12));
        const double sine = std::sin(u * M_PI / 2.0);
        CHECK(beta_quantile(u, 0.5, 0.5) == Approx(sine * sine).margin(2e-12)); // arcsine law
        CHECK(beta_quantile(u, 2.5, 7.0) == Approx(1.0 - beta_quantile(1.0 - u, 7.0, 2.5)).margin(4e-12));
    }
    // Beta(2,2): u = 3x^2 - 2x^3.
    for (const double x : {0.05, 0.3, 0.5, 0.77}) {
        CHECK(beta_quantile(3.0 * x * x - 2.0 * x * x * x, 2.0, 2.0) == Approx(x).margin(2e-12));
    }
    CHECK(beta_quantile(0.5, 1e5, 1e5) == Approx(0.5).margin(1e-10));
    CHECK_THROWS_AS(beta_quantile(0.5, 0.4, 1.0), std::out_of_range);
    CHECK_THROWS_AS(beta_quantile(0.5, 1.0, not_a_number), std::out_of_range);
}

TEST_CASE("Beta draws have the moments of the distribution", "[math][statistical]") {
    const RandomStream stream = Random(8, 0).fixed(Stream{3});
    constexpr double count = 20000.0;
    for (const auto& [a, b] : {std::pair{0.5, 0.5}, {2.0, 5.0}, {40.0, 60.0}}) {
        double sum = 0.0;
        double squares = 0.0;
        double last = 0.0;
        const double mean = a / (a + b);
        for (std::uint64_t i = 0; i < 20000; ++i) {
            const double value = beta_quantile(stream.uniform(i), a, b) - mean;
            sum += value;
            squares += value * value;
        }
        const double variance = a * b / ((a + b) * (a + b) * (a + b + 1.0));
        CHECK(std::abs(sum / count) < 5.0 * std::sqrt(variance / count));
        CHECK(squares / count == Approx(variance).epsilon(0.06));
        for (double u = 0.01; u < 1.0; u += 0.01) {
            const double now = beta_quantile(u, a, b);
            REQUIRE(now > last);
            last = now;
        }
    }
}

} // namespace test_math
