// Intervals by drawing blocks again: against sums by hand, tables of Student's t, and what is known of a mean.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "analysis/resampling.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_analysis_resampling {

using namespace actorhood;
using namespace actorhood::analysis;

TEST_CASE("Resamples draw as many blocks as there are, each as often as the others", "[analysis]") {
    constexpr std::size_t blocks = 10;
    constexpr std::uint32_t resamples = 4000;
    std::vector<double> drawn(blocks, 0.0);
    std::vector<std::uint32_t> times(blocks);
    for (std::uint32_t resample = 0; resample < resamples; ++resample) {
        draw_blocks(resample, times);
        REQUIRE(std::accumulate(times.begin(), times.end(), std::uint32_t{0}) == blocks);
        for (std::size_t block = 0; block < blocks; ++block) {
            drawn[block] += static_cast<double>(times[block]) / resamples;
        }
    }
    for (const double mean : drawn) {
        CHECK(mean == Approx(1.0).margin(0.06)); // four standard errors
    }
    std::vector<std::uint32_t> again(blocks);
    draw_blocks(resamples - 1, again);
    CHECK(again == times);
    draw_blocks(0, again);
    CHECK(again != times);
}

TEST_CASE("Errors of resamples are corrected for the blocks that were drawn from", "[analysis]") {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    // Deviation of 1, 2, 3, 4: sqrt(5/3); of four blocks it is sqrt(4/3) times too small.
    const std::vector<std::vector<double>> estimates{{1.0, 5.0}, {2.0, 5.0}, {3.0, none}, {4.0, 5.0}};
    const std::vector<double> errors = resampled_errors(estimates, 4);
    REQUIRE(errors.size() == 2);
    CHECK(errors[0] == Approx(std::sqrt(5.0 / 3.0) * std::sqrt(4.0 / 3.0)));
    CHECK(std::isnan(errors[1])); // one in four is not defined
    CHECK(std::isnan(resampled_errors(estimates, 1)[0]));
    CHECK(resampled_errors({}, 4).empty());
}

TEST_CASE("Student's factor has one degree of freedom less than there are blocks", "[analysis]") {
    CHECK(student_factor(0.90, 2) == Approx(6.3137515)); // tables
    CHECK(student_factor(0.95, 11) == Approx(2.2281389));
    CHECK(student_factor(0.99, 31) == Approx(2.7499957));
    CHECK(std::isnan(student_factor(0.95, 1)));
}

TEST_CASE("The interval of a mean over blocks is Student's", "[analysis]") {
    BlockNumbers numbers(25, 1);
    const sim::RandomStream draws = sim::Random(5, 0).stream(sim::Stream{3}, 0);
    std::vector<double> values;
    for (std::size_t block = 0; block < numbers.blocks; ++block) {
        numbers.row(block)[0] = 2.0 + draws.normal(block);
        values.push_back(numbers.row(block)[0]);
    }
    const auto mean = [](std::span<const double> means) { return std::vector<double>{means[0]}; };
    const std::vector<Index> indices = estimate_with_intervals(numbers, mean, {0.9, 4000});
    REQUIRE(indices.size() == 1);
    CHECK(indices[0].value == Approx(std::accumulate(values.begin(), values.end(), 0.0) / 25.0));
    const double half = student_factor(0.9, 25) * standard_deviation(values) / 5.0;
    CHECK(indices[0].interval.high - indices[0].value ==
          Approx(half).epsilon(0.05)); // the error of 4,000 resamples: 1 %
    CHECK(indices[0].value - indices[0].interval.low == Approx(half).epsilon(0.05));
    CHECK(estimate_from(numbers, mean)[0] == indices[0].value);
}

} // namespace test_analysis_resampling
