// Numbers as reports write them, with words worked out by hand.
#include <string>

#include "analysis/difference.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text.hpp"
#include "tests/catch.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_number_words {

using namespace actorhood::analysis;
using namespace actorhood::analysis::report;
using actorhood::tests::none;

namespace {

const Words english(Language::english);
const Words french(Language::french);

/// "90 %" with the blank at which no line breaks.
std::string with_sign(const std::string& number) { return number + "\xc2\xa0%"; }

} // namespace

TEST_CASE("Levels and probabilities have no more digits than they mean", "[report]") {
    CHECK(level_text(english, 0.9) == with_sign("90"));
    CHECK(level_text(english, 0.995) == with_sign("99.5"));
    CHECK(level_text(french, 0.995) == with_sign("99,5"));
    CHECK(percent_text(english, 0.0) == with_sign("<1"));
    CHECK(percent_text(english, 0.0049) == with_sign("<1"));
    CHECK(percent_text(english, 0.006) == with_sign("1"));
    CHECK(percent_text(english, 0.994) == with_sign("99"));
    CHECK(percent_text(english, 0.995) == with_sign(">99"));
    CHECK(percent_text(english, none) == "-");
}

TEST_CASE("Times are said for people", "[report]") {
    CHECK(when_words(english, "2039.917") == "December 2039");
    CHECK(when_words(french, "2039.083") == "février 2039");
    CHECK(when_words(english, "2039") == "2039");
    CHECK(when_words(english, "2039.05") == "2039.05");
    CHECK(when_words(english, "mean of 2030.083 to 2039.917, 119 rows") == "February 2030 to December 2039");
    CHECK(when_words(english, "mean of 2030 to 2039, 10 rows") == "2030 to 2039");
    CHECK(when_words(french, "mean of 2030 to 2039.917, 120 rows") == "janvier 2030 à décembre 2039");
}

TEST_CASE("Units are said for people", "[report]") {
    CHECK(unit_words(english, "EUR year-1") == "EUR a year");
    CHECK(unit_words(french, "month-1") == "par mois");
    CHECK(unit_words(english, "firms") == "firms");
    CHECK(with_unit(english, "3", "EUR") == "3 EUR");
    CHECK(with_unit(english, "3", "1") == "3"); // a share has no unit
}

TEST_CASE("Intervals stand in words, and a dash where there is none", "[report]") {
    const NumberFormat format({0.25, 0.75});
    CHECK(interval_words(english, format, {0.25, 0.75}) == "0.2500 to 0.7500");
    CHECK(interval_words(french, format, {0.25, 0.75}) == "0,2500 à 0,7500");
    CHECK(interval_words(english, format, {-0.25, 0.75}, true) == "-0.2500 to +0.7500");
    CHECK(interval_words(english, format, {none, none}) == "-");
    Difference difference;
    difference.estimate.mean = 0.5;
    difference.interval = {0.25, 0.75};
    CHECK(difference_text(english, difference) == "+0.5000 (+0.2500 to +0.7500)");
    difference.interval = {none, none};
    CHECK(difference_text(english, difference) == "+0.5000");
}

} // namespace test_number_words
