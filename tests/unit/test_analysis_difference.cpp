#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/difference.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_analysis_difference {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<Measured> measured(const std::vector<double>& values) {
    std::vector<Measured> result;
    for (const double value : values) {
        result.push_back({value, std::abs(value)});
    }
    return result;
}

std::vector<double> normals(std::size_t count, std::uint16_t stream, double centre = 0.0, double deviation = 1.0) {
    const sim::RandomStream draws = sim::Random(37, 0).stream(sim::Stream{stream}, 0);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = centre + deviation * draws.normal(i);
    }
    return values;
}

/// The values as differences to a reference of zeros.
Difference of_differences(const std::vector<double>& differences, double level = 0.9) {
    return paired_difference(measured(std::vector<double>(differences.size(), 0.0)), measured(differences), level);
}

} // namespace

TEST_CASE("The verdict follows from the interval of the mean", "[analysis]") {
    const Difference higher = of_differences(normals(20, 1, 1.0));
    CHECK(higher.verdict == Verdict::higher);
    CHECK(higher.interval.low > 0.0);
    CHECK(higher.median_verdict == Verdict::higher);
    CHECK(higher.pairs == 20);
    CHECK(higher.reason.empty());
    CHECK_FALSE(higher.carriers);
    CHECK_FALSE(higher.more_pairs);
    CHECK(of_differences(normals(20, 1, -1.0)).verdict == Verdict::lower);
    const Difference none_seen = of_differences(normals(20, 2, 0.0));
    CHECK(none_seen.verdict == Verdict::indistinguishable);
    CHECK(none_seen.interval.contains(0.0));
    CHECK(none_seen.more_pairs);
}

TEST_CASE("Rounding is no difference", "[analysis]") {
    const Difference difference =
        paired_difference(measured(std::vector<double>(20, 0.3)), measured(std::vector<double>(20, 0.1 + 0.2)), 0.9);
    REQUIRE(0.1 + 0.2 != 0.3);
    CHECK(difference.verdict == Verdict::identical);
    CHECK(difference.equal == 20);
    CHECK(difference.estimate.mean == 0.0);
    CHECK(difference.share_higher == 0.0);
    CHECK(
        unpaired_difference(measured(std::vector<double>(20, 0.3)), measured(std::vector<double>(25, 0.1 + 0.2)), 0.9)
            .verdict == Verdict::identical);
    // A value near zero that was made of large ones is judged by these.
    const std::vector<Measured> zeros(20, Measured{0.0, 1e6});
    const std::vector<Measured> nearly(20, Measured{1e-9, 1e6});
    CHECK(paired_difference(zeros, nearly, 0.9).verdict == Verdict::identical);
    // What is small but not rounding remains.
    CHECK(
        paired_difference(measured(std::vector<double>(20, 1.0)), measured(std::vector<double>(20, 1.0 + 1e-9)), 0.9)
            .verdict == Verdict::higher);
}

TEST_CASE("The largest numbers are compared like others", "[analysis]") {
    std::vector<double> reference;
    std::vector<double> other;
    for (const double noise : normals(20, 3, 0.9, 0.02)) {
        reference.push_back(noise * 1.5e308);
        other.push_back(noise * 1.6e308);
    }
    const Difference difference = paired_difference(measured(reference), measured(other), 0.9);
    CHECK(difference.verdict == Verdict::higher);
    CHECK(difference.estimate.mean == Approx(0.9e307).epsilon(0.05));
    const std::vector<double> low(20, -1.7e308);
    CHECK(paired_difference(measured(low), measured(other), 0.9).verdict == Verdict::higher);
    CHECK(unpaired_difference(measured(low), measured(other), 0.9).verdict == Verdict::higher);
    CHECK(of_differences(normals(20, 1, 5e-320, 1e-320)).verdict == Verdict::higher);
}

TEST_CASE("Where nothing can be said the reason is told", "[analysis]") {
    const Difference few = of_differences({1.0, 1.1, 0.9, 1.2});
    CHECK(few.verdict == Verdict::undecidable);
    CHECK(few.median_verdict == Verdict::undecidable);
    CHECK(few.reason == "no verdict below 5 pairs");
    CHECK(few.interval.low > 0.0); // the interval is there
    CHECK(of_differences({1.0, 1.1, 0.9, 1.2, 1.3}).verdict == Verdict::higher);
    CHECK(of_differences({1.0, 1.1, 0.9, 1.2, 1.3}, 0.95).reason == "no verdict below 6 pairs");
    CHECK(of_differences({1.0}).verdict == Verdict::undecidable);

    const Difference undefined = of_differences(std::vector<double>(20, none));
    CHECK(undefined.verdict == Verdict::undecidable);
    CHECK(undefined.reason == "not defined in any pair");
    CHECK(undefined.pairs == 0);
    std::vector<double> partly(20, none);
    partly[3] = partly[7] = 1.0;
    CHECK(of_differences(partly).reason == "no verdict below 5 pairs; defined in 2 of 20");
    CHECK(unpaired_difference(measured(partly), measured(normals(20, 1)), 0.9).reason ==
          "no verdict below 5 replicates; defined in 2 of 20");
    CHECK(of_differences(std::vector<double>(20, std::numeric_limits<double>::infinity())).pairs == 0);
}

TEST_CASE("Undefined pairs are left out, pair by pair", "[analysis]") {
    const Difference difference = paired_difference(measured({1.0, none, 3.0, 4.0, 5.0, 6.0, 7.0}),
                                                    measured({2.5, 5.0, none, 3.5, 7.0, 8.0, 9.5}), 0.9);
    CHECK(difference.shared == 7);
    CHECK(difference.pairs == 5);
    CHECK(difference.estimate.mean == Approx((1.5 - 0.5 + 2.0 + 2.0 + 2.5) / 5.0));
    CHECK(difference.share_higher == Approx(0.8));
}

TEST_CASE("A difference that is the same in every pair needs no interval", "[analysis]") {
    const Difference shift = of_differences(std::vector<double>(20, 0.25));
    CHECK(shift.verdict == Verdict::higher);
    CHECK(shift.interval.low == 0.25);
    CHECK(shift.interval.high == 0.25);
    CHECK(of_differences(std::vector<double>(20, 0.0)).verdict == Verdict::identical);
}

TEST_CASE("An interval that touches zero is no difference", "[analysis]") {
    std::vector<double> differences(40, 0.0); // the interval of the median ends at values that were seen
    for (std::size_t i = 0; i < 22; ++i) {
        differences[i] = 1.0 + 0.01 * static_cast<double>(i);
    }
    const Difference up = of_differences(differences);
    REQUIRE(up.median.interval.low == 0.0);
    REQUIRE(up.median.interval.high > 0.0);
    CHECK(up.verdict == Verdict::higher); // of the mean
    CHECK(up.median_verdict == Verdict::indistinguishable);
    for (double& difference : differences) {
        difference = -difference;
    }
    const Difference down = of_differences(differences);
    REQUIRE(down.median.interval.high == 0.0);
    CHECK(down.verdict == Verdict::lower);
    CHECK(down.median_verdict == Verdict::indistinguishable);
}

TEST_CASE("A few pairs that differ at all decide nothing", "[analysis]") {
    std::vector<double> differences(20, 0.0);
    differences[2] = differences[8] = differences[11] = 1.0;
    const Difference difference = of_differences(differences);
    REQUIRE(difference.interval.low > 0.0); // Student's interval would call that higher
    CHECK(difference.verdict == Verdict::undecidable);
    CHECK(difference.reason == "only 3 of 20 pairs differ");
    std::vector<double> reference(20, 0.0);
    std::vector<double> other(20, 0.0);
    other[1] = other[4] = other[5] = other[9] = 1.0;
    CHECK(unpaired_difference(measured(reference), measured(other), 0.9).reason ==
          "only 4 of 40 replicates differ from the others");
}

TEST_CASE("A few pairs far from the others are named where they decide", "[analysis]") {
    // 18 pairs are higher by 0.3; two are lower by 5.
    std::vector<double> differences = normals(20, 4, 0.3, 0.1);
    differences[6] = -5.0;
    differences[13] = -5.5;
    const Difference hidden = of_differences(differences);
    CHECK(hidden.verdict == Verdict::indistinguishable);
    CHECK(hidden.median_verdict == Verdict::higher);
    REQUIRE(hidden.carriers);
    CHECK(hidden.carriers->count == 2);
    CHECK(hidden.carriers->verdict == Verdict::higher);
    CHECK(hidden.carriers->mean == Approx(0.3).margin(0.1));
    // Without a decision of theirs they are not named.
    differences[6] = differences[13] = 5.0;
    const Difference higher = of_differences(differences);
    CHECK(higher.median_verdict == Verdict::higher);
    CHECK((higher.verdict == Verdict::higher) == !higher.carriers);
    // A quarter of the pairs is not a few.
    for (std::size_t i = 0; i < 6; ++i) {
        differences[i] = -5.0;
    }
    CHECK_FALSE(of_differences(differences).carriers);
    // Samples that are not paired.
    std::vector<double> other = normals(20, 5, 0.3, 0.1);
    other[6] = -5.0;
    const Difference unpaired = unpaired_difference(measured(normals(20, 6, 0.0, 0.1)), measured(other), 0.9);
    REQUIRE(unpaired.carriers);
    CHECK(unpaired.carriers->count == 1);
    CHECK(unpaired.values == 40);
}

TEST_CASE("Further pairs are those of a test with the level of the interval", "[analysis]") {
    // Differences -+1 around 0.1: deviation 1.026, mean 0.1; (1.645 + 0.842)^2 x 1.0526 / 0.01 = 651.
    std::vector<double> differences;
    for (int i = 0; i < 20; ++i) {
        differences.push_back(i % 2 == 0 ? 1.1 : -0.9);
    }
    const Difference difference = of_differences(differences);
    REQUIRE(difference.more_pairs);
    CHECK(static_cast<double>(*difference.more_pairs) == Approx(651.0 - 20.0).margin(3.0));
    const Difference strict = of_differences(differences, 0.99);
    REQUIRE(strict.more_pairs);
    CHECK(*strict.more_pairs > *difference.more_pairs + 400);
    std::vector<double> balanced(20, 1.0);
    std::fill_n(balanced.begin(), 10, -1.0);
    CHECK_FALSE(of_differences(balanced).more_pairs); // no finite number
}

TEST_CASE("Samples that are not paired are compared by all combinations", "[analysis]") {
    const Difference difference =
        unpaired_difference(measured({1.0, 2.0, 3.0, 4.0, 5.0}), measured({2.0, 4.0, 6.0, 8.0, 10.0, 12.0}), 0.9);
    CHECK_FALSE(difference.paired);
    CHECK(difference.pairs == 5);
    CHECK(difference.estimate.mean == Approx(4.0));
    CHECK(difference.verdict == Verdict::higher);
    CHECK(difference.share_higher == Approx((1 + 3 + 5 * 4) / 30.0)); // a tie is not higher
    CHECK(std::isnan(difference.sign_probability));
}

} // namespace test_analysis_difference
