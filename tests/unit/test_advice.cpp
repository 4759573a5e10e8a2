// Advice on replicates: against tables of Student's t and the formula for known variances.
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "sim/core/random.hpp"
#include "sim/run/advice.hpp"
#include "tests/catch.hpp"

namespace test_advice {

using namespace actorhood::sim;

TEST_CASE("Student's t has the quantiles of the tables", "[advice]") {
    CHECK(student_quantile(0.975, 1) == Approx(12.7062047364).epsilon(1e-9));
    CHECK(student_quantile(0.95, 2) == Approx(2.9199855804).epsilon(1e-9));
    CHECK(student_quantile(0.975, 9) == Approx(2.2621571628).epsilon(1e-9));
    CHECK(student_quantile(0.995, 30) == Approx(2.7499956536).epsilon(1e-9));
    CHECK(student_quantile(0.995, 1999) == Approx(student_quantile(0.995, 2000)).margin(2e-6));
    CHECK(student_quantile(0.975, 1'000'000) == Approx(1.9599663568).epsilon(1e-9));
    CHECK(student_quantile(0.5, 7) == 0.0);
    CHECK(student_quantile(0.1, 7) == Approx(-student_quantile(0.9, 7)).epsilon(1e-9));
    CHECK_THROWS_AS(student_quantile(1.0, 7), std::out_of_range);
    CHECK_THROWS_AS(student_quantile(0.9, 0), std::out_of_range);
}

TEST_CASE("pairs needed with a known deviation", "[advice]") {
    CHECK(pairs_by_normal(1.0, 1.0, {0.01, 0.95}) == Approx(17.814).margin(5e-4));
    CHECK(pairs_by_normal(1.0, 1.0, {0.05, 0.80}) == Approx(7.849).margin(5e-4));
    CHECK(pairs_by_normal(3.0, -0.5, {0.05, 0.80}) == Approx(36.0 * 7.8488797).margin(1e-3));
    CHECK(std::isinf(pairs_by_normal(1.0, 0.0, {})));
}

TEST_CASE("an estimated deviation needs a few pairs more", "[advice]") {
    for (const double ratio : {0.3, 1.0, 4.0, 20.0}) {
        const double known = pairs_by_normal(ratio, 1.0, {});
        const std::int64_t needed = pairs_needed(ratio, 1.0, {});
        CHECK(static_cast<double>(needed) > known);
        CHECK(static_cast<double>(needed) < known + 6.0);
        CHECK(detectable_difference(ratio, needed, {}) <= 1.0);
        CHECK(detectable_difference(ratio, needed - 1, {}) > 1.0);
    }
    CHECK(pairs_needed(0.0, 1.0, {}) == 2);
    CHECK(pairs_needed(1.0, 0.0, {}) == most_pairs);
}

TEST_CASE("the advised number of pairs has the promised power", "[advice]") {
    // Paired t-tests of normal differences with mean 0.5 and deviation 1: the share that sees the difference.
    const Assurance assurance{0.05, 0.8};
    const std::int64_t pairs = pairs_needed(1.0, 0.5, assurance);
    const double critical = student_quantile(0.975, pairs - 1);
    const RandomStream draws = Random(7, 0).fixed(Stream{1});
    constexpr int tests = 4000;
    int seen = 0;
    for (int test = 0; test < tests; ++test) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::int64_t i = 0; i < pairs; ++i) {
            const double x = 0.5 + draws.normal(static_cast<std::uint64_t>(test * 1000 + i));
            sum += x;
            squares += x * x;
        }
        const auto n = static_cast<double>(pairs);
        const double mean = sum / n;
        const double sd = std::sqrt((squares - n * mean * mean) / (n - 1.0));
        seen += mean / (sd / std::sqrt(n)) > critical ? 1 : 0;
    }
    const double power = static_cast<double>(seen) / tests;
    CHECK(power > 0.78); // the standard error of this estimate is 0.006
    CHECK(power < 0.84);
}

TEST_CASE("the half-width of an interval", "[advice]") {
    CHECK(half_width(2.0, 10, 0.05) == Approx(2.2621571628 * 2.0 / std::sqrt(10.0)).epsilon(1e-9));
    CHECK(std::isinf(half_width(2.0, 1, 0.05)));
    const std::int64_t n = replicates_for_half_width(2.0, 0.3, 0.1);
    CHECK(half_width(2.0, n, 0.1) <= 0.3);
    CHECK(half_width(2.0, n - 1, 0.1) > 0.3);
    CHECK(replicates_for_half_width(1.0, 0.0, 0.1) == most_pairs);
    CHECK_THROWS_AS(half_width(1.0, 5, 0.0), std::out_of_range);
}

} // namespace test_advice
