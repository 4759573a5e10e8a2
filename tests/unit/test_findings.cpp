// The statistics behind the published findings.
#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/findings.hpp"

namespace test_findings {

using namespace actorhood::tests;

TEST_CASE("findings: intervals of Student's t") {
    CHECK(student_quantile(2) == Approx(4.303));
    CHECK(student_quantile(29) == Approx(2.0452).margin(0.0005));
    CHECK(student_quantile(1000) == Approx(1.9623).margin(0.0005));
    const std::vector<double> values{1.0, 2.0, 3.0, 4.0};
    const Estimate found = estimate(values);
    CHECK(found.mean == Approx(2.5));
    CHECK(found.high - found.mean == Approx(3.182 * std::sqrt(5.0 / 3.0) / 2.0));
    CHECK(found.mean - found.low == Approx(found.high - found.mean));
}

TEST_CASE("findings: two-sided bands judge the mean, claims of more or less the whole interval") {
    CHECK(Band::between(1.0, 2.0).judge({1.9, 1.5, 2.3}) == Verdict::holds);
    CHECK(Band::between(1.0, 2.0).judge({2.1, 1.9, 2.3}) == Verdict::missed);
    CHECK(Band::above(0.0).judge({0.2, 0.1, 0.3}) == Verdict::holds);
    CHECK(Band::above(0.0).judge({0.2, -0.1, 0.5}) == Verdict::missed);
    CHECK(Band::below(0.5).judge({0.3, 0.2, 0.4}) == Verdict::holds);
    CHECK(Band::below(0.5).judge({0.4, 0.2, 0.6}) == Verdict::missed);
}

TEST_CASE("findings: the jackknife of a ratio has the mean of a ratio of means") {
    const std::vector<double> numerator{1.0, 2.0, 3.0};
    const std::vector<double> denominator{4.0, 4.0, 4.0};
    const std::vector<double> values = ratio_of_means(numerator, denominator);
    CHECK(values[0] == Approx(0.25));
    CHECK(values[1] == Approx(0.5));
    CHECK(values[2] == Approx(0.75));
    CHECK(std::isnan(correlation(numerator, denominator)));
    CHECK(correlation(numerator, std::vector<double>{2.0, 4.0, 6.0}) == Approx(1.0));
}

TEST_CASE("findings: the switches are those of the scenario") {
    const std::vector<std::string> names = mechanism_switches();
    CHECK(names.size() >= 15);
    CHECK(has_mechanism("programmes"));
    CHECK_FALSE(has_mechanism("alchemy"));
}

} // namespace test_findings
