#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics.hpp"
#include "tests/catch.hpp"

namespace test_analysis_statistics {

using namespace actorhood::analysis;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double huge = std::numeric_limits<double>::max();
constexpr double tiny = std::numeric_limits<double>::denorm_min();

} // namespace

TEST_CASE("Means, deviations and quantiles of known samples", "[analysis]") {
    const std::vector<double> values{4.0, 1.0, 3.0, 2.0};
    CHECK(mean(values) == 2.5);
    CHECK(standard_deviation(values) == Approx(std::sqrt(5.0 / 3.0)));
    CHECK(quantile(values, 0.0) == 1.0);
    CHECK(quantile(values, 0.5) == 2.5);
    CHECK(quantile(values, 0.9) == Approx(3.7)); // numpy.quantile
    CHECK(quantile(values, 1.0) == 4.0);
    const Interval all = central_interval(values, 1.0);
    CHECK(all.low == 1.0);
    CHECK(all.high == 4.0);
    CHECK(std::isnan(mean({})));
    CHECK(std::isnan(quantile({}, 0.5)));
    CHECK(std::isnan(standard_deviation(std::vector<double>{1.0})));
    CHECK(quantile(std::vector<double>{7.0}, 0.3) == 7.0);
}

TEST_CASE("Values that are not finite are not defined", "[analysis]") {
    CHECK(defined(std::vector<double>{1.0, none, 2.0, infinite, -infinite}) == std::vector<double>{1.0, 2.0});
}

TEST_CASE("Nothing overflows or vanishes that has a result", "[analysis]") {
    CHECK(mean(std::vector<double>{huge, huge, huge}) == huge);
    CHECK(mean(std::vector<double>{huge, -huge}) == 0.0);
    CHECK(standard_deviation(std::vector<double>{1e308, 1e308, 1e308}) == 0.0);
    CHECK(standard_deviation(std::vector<double>{0.0, 1e308}) == Approx(1e308 / std::sqrt(2.0)));
    CHECK(standard_deviation(std::vector<double>{0.0, 1e-300}) ==
          Approx(1e-300 / std::sqrt(2.0)).epsilon(1e-6).margin(0.0));
    CHECK(quantile(std::vector<double>{-huge, huge}, 0.5) == 0.0);
    CHECK(mean(std::vector<double>{tiny, tiny}) == tiny);
    CHECK(skewness(std::vector<double>{0.0, 0.0, 1e308}) == Approx(std::sqrt(3.0)));
    CHECK(skewness(std::vector<double>{0.0, 0.0, 1e-300}) == Approx(std::sqrt(3.0)));
}

TEST_CASE("Means of equal values are that value, to the bit", "[analysis]") {
    const std::vector<double> alike(50, 7.0 / 3.0);
    CHECK(mean(alike) == 7.0 / 3.0);
    CHECK(standard_deviation(alike) == 0.0);
    CHECK(central_interval(alike, 0.9).low == 7.0 / 3.0);
    CHECK(skewness(alike) == 0.0);
}

TEST_CASE("Skewness is that of the usual formula, its noise that of normal samples", "[analysis]") {
    // scipy.stats.skew([1, 2, 3, 4, 10], bias=False)
    CHECK(skewness(std::vector<double>{1.0, 2.0, 3.0, 4.0, 10.0}) == Approx(1.6970562748));
    CHECK(skewness(std::vector<double>{-1.0, -2.0, -3.0, -4.0, -10.0}) == Approx(-1.6970562748));
    CHECK(skewness(std::vector<double>{1.0, 2.0}) == 0.0);
    CHECK(skewness_noise(5) == Approx(std::sqrt(6.0 * 5.0 * 4.0 / (3.0 * 6.0 * 8.0))));
    CHECK(skewness_noise(2) == infinite);
}

} // namespace test_analysis_statistics
