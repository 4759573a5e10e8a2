#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/compare_text.hpp"
#include "analysis/text.hpp"
#include "tests/catch.hpp"

namespace test_analysis_text {

using namespace actorhood::analysis;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Difference difference(double mean, Interval interval, double share, Verdict verdict) {
    Difference result;
    result.shared = result.pairs = result.values = 50;
    result.estimate = {mean, 0.01, 49.0, 0.0, 0.3};
    result.interval = interval;
    result.median = {0.5 * mean, {interval.low, interval.high}};
    result.sign_probability = 0.25;
    result.share_higher = share;
    result.verdict = verdict;
    result.median_verdict = Verdict::indistinguishable;
    return result;
}

Comparison sample() {
    Difference jobs = difference(-1.0, {-3.0, 1.0}, 0.4, Verdict::indistinguishable);
    jobs.more_pairs = 1234;
    jobs.equal = 3;
    return {0.9,
            {{"A", "runs/A/a.h5", "Base", "1", 50, "2040"}, {"=B", "runs/B/b.h5", "\"Core\", more", "1", 50, "2040"}},
            {{"funding.mix.core", {"0.2", "0.8"}}, {"mine.risk", {"", "[1, 2]"}, "lever"}},
            {{"circular_depth",
              "",
              "",
              "Depth, circular",
              "1",
              {{0.41, {0.35, 0.47}, 50, 0.03}, {0.45, {0.4, 0.5}, 50, 0.03}},
              {difference(0.04, {0.02, 0.06}, 0.92, Verdict::higher)}},
             {"employment",
              "cluster = x",
              "mean over group (2)",
              "Jobs",
              "person",
              {{12345.6, {12000, 13000}, 50, 300}, {none, {none, none}, 0, none}},
              {jobs}}},
            {"a note"}};
}

bool contains(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

} // namespace

TEST_CASE("Numbers that stand together share their decimals", "[analysis]") {
    const NumberFormat small({0.0412, 0.02, 0.0627});
    CHECK(small.text(0.0412) == "0.04120");
    CHECK(small.signed_text(0.02) == "+0.02000");
    CHECK(small.signed_text(-0.02) == "-0.02000");
    CHECK(small.text(-1e-9) == "0.00000");
    CHECK(small.text(none) == "-");
    CHECK(NumberFormat({9.99996}).text(9.99996) == "10.00");
    CHECK(NumberFormat({1234.0}).text(1234.0) == "1234");
    CHECK(NumberFormat({12345.0}).text(12345.0) == "12,345");
    CHECK(NumberFormat({1234567.0}).text(-1234567.0) == "-1,234,567");
    CHECK(NumberFormat({123456.0}).text(123456.0) == "123,456");
    CHECK(NumberFormat({1e-9}).text(1e-9) == "1.000e-09");
    CHECK(NumberFormat({0.0}).text(0.0) == "0");
}

TEST_CASE("A table aligns its columns by letters, not bytes", "[analysis]") {
    Table table;
    table.row({"", "mean", "verdict"});
    table.line("a line across everything");
    table.row({"société", "1.5", "x"});
    CHECK(table.text(true) == "         mean  verdict\na line across everything\nsociété   1.5  x\n");
}

TEST_CASE("Text in CSV is quoted, and formulas are defused", "[analysis][case 43]") {
    CHECK(csv_text("plain") == "plain");
    CHECK(csv_text("a,b") == "\"a,b\"");
    CHECK(csv_text("say \"x\"") == "\"say \"\"x\"\"\"");
    for (const char* formula : {"=1+1", "+1", "-1", "@x", "\tx"}) {
        CHECK(csv_text(formula) == "'" + std::string(formula));
    }
    CHECK(csv_text("=a,b") == "\"'=a,b\"");
    CHECK(csv_number(-0.5) == "-0.5");
    CHECK(csv_number(none).empty());
}

TEST_CASE("What has a unit shows it, shares and counts have none", "[analysis]") {
    CHECK(unit_behind("EUR year-1") == " [EUR year-1]");
    CHECK(unit_behind("1").empty());
    CHECK(unit_behind("").empty());
}

TEST_CASE("The comparison table says what is seen and what is needed", "[analysis]") {
    const std::string text = comparison_table(sample());
    CHECK(contains(text, "circular_depth: Depth, circular\n"));
    CHECK(contains(text, "employment: Jobs [person], cluster = x, mean over group (2)\n"));
    CHECK(contains(text, "0.3500 to 0.4700"));
    CHECK(contains(text, "  +0.04000  +0.02000 to +0.06000  "));
    CHECK(contains(text, "  46 of 50  higher\n"));
    CHECK(contains(text, "  20 of 50, 3 equal  indistinguishable, need about 1234 more pairs\n"));
    CHECK(contains(text, "median    +0.02000"));
    CHECK(contains(text, "12,346"));
    CHECK(contains(text, "Note: a note.\n"));
}

TEST_CASE("The comparison table begins with the parameters that differ, levers first", "[analysis]") {
    const std::string text = comparison_table(sample());
    CHECK(contains(text,
                   "Parameters that differ    A      =B\n"
                   "  mine.risk (lever)       -  [1, 2]\n"
                   "  funding.mix.core      0.2     0.8\n"));
}

TEST_CASE("The comparison table says how far verdicts can be trusted", "[analysis]") {
    const std::string text = comparison_table(sample());
    CHECK(contains(text, "None is given below 5 pairs, or where fewer differ at all.\n"));
    CHECK(contains(text, "about 10 % of verdicts say higher or lower: of these 2 about 0.2, were all without"));
    CHECK(contains(text, "What occurs in fewer than 5 % of pairs may be missing among 50.\n"));
    CHECK_FALSE(contains(text, "bootstrap"));
}

TEST_CASE("Verdicts carry their reasons", "[analysis]") {
    Comparison comparison = sample();
    Difference& first = comparison.variables[0].differences[0];
    first.carriers = Carriers{2, -0.01, {-0.02, 0.01}, Verdict::indistinguishable};
    Difference& second = comparison.variables[1].differences[0];
    second.verdict = Verdict::undecidable;
    second.reason = "no verdict below 5 pairs";
    const std::string text = comparison_table(comparison);
    CHECK(contains(text, "higher, decided by 2 of 50 pairs\n"));
    CHECK(contains(text, "undecidable: no verdict below 5 pairs\n"));
    const std::string json = comparison_json(comparison);
    CHECK(contains(json, "\"decided_by\": {\"count\": 2, \"mean_without\": -0.01, \"low\": -0.02, \"high\": 0.01, "));
    CHECK(contains(json, "\"reason\": \"no verdict below 5 pairs\""));
    second.verdict = Verdict::identical;
    CHECK(contains(comparison_table(comparison), "identical in every pair\n"));
    second.pairs = 0;
    CHECK(contains(comparison_table(comparison), "  -  identical"));
}

TEST_CASE("The summary has one row a result and stacked heads", "[analysis]") {
    const std::string text = summary_table(sample());
    CHECK(contains(text, "circular_depth"));
    CHECK(contains(text, "\nA "));
    CHECK(contains(text, "\n=B"));
    CHECK(contains(text, "employment: Jobs [person], cluster = x, mean over group (2)\n"));
    CHECK_FALSE(contains(text, "higher"));
    CHECK(summary_csv(sample()) ==
          "result,title,time,replicates,circular_depth,circular_depth_low,circular_depth_high,"
          "circular_depth_replicates,employment (cluster = x),employment_low (cluster = x),"
          "employment_high (cluster = x),employment_replicates (cluster = x)\n"
          "A,Base,2040,50,0.41,0.35,0.47,50,12345.6,12000,13000,50\n"
          "'=B,\"\"\"Core\"\", more\",2040,50,0.45,0.4,0.5,50,,,,0\n");
}

TEST_CASE("CSV has one row a variable and result, of equal length", "[analysis]") {
    const std::string text = comparison_csv(sample());
    CHECK(contains(text, "circular_depth,\"Depth, circular\",1,A,2040,50,0.41,0.35,0.47,,,,,,,,,,,,,,,,,,,,\n"));
    CHECK(contains(text,
                   ",'=B,2040,50,0.45,0.4,0.5,A,true,50,0.04,0.02,0.06,0.92,higher,,,,0.02,0.02,0.06,"
                   "indistinguishable,0,0.25,,,\n"));
    CHECK(contains(text,
                   ",'=B,2040,0,,,,A,true,50,-1,-3,1,0.4,indistinguishable,1234,cluster = x,"
                   "mean over group (2),-0.5,-3,1,indistinguishable,3,0.25,,,\n"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto quoted = std::count(line.begin(), line.end(), '"') / 2; // each hides one comma here
        CHECK(std::count(line.begin(), line.end(), ',') - quoted == 28);
    }
}

TEST_CASE("JSON holds every number and null where there is none", "[analysis]") {
    const std::string text = comparison_json(sample());
    CHECK(contains(text, "\"title\": \"\\\"Core\\\", more\""));
    CHECK(contains(text, "\"mean\": null, \"low\": null"));
    CHECK(contains(text, "\"verdict\": \"indistinguishable\""));
    CHECK(contains(text, "\"decided_by\": null, \"more_pairs_needed\": 1234}"));
    CHECK(contains(text, "{\"key\": \"mine.risk\", \"role\": \"lever\", \"values\": [\"\", \"[1, 2]\"]}"));
    CHECK(contains(text, "\"least_pairs\": 5"));
    CHECK(contains(text, "\"notices\": [\"a note\"]\n}\n"));
}

TEST_CASE("Lists name the first and say how many there are", "[analysis]") {
    CHECK(listed({"a", "b"}, 2) == "a, b");
    CHECK(listed({"a", "b", "c"}, 2) == "a, b, ... (3 in all)");
    CHECK(listed({}, 2).empty());
}

TEST_CASE("Numbers by themselves have no more digits than they mean", "[analysis]") {
    CHECK(thousandths(2039.0 + 11.0 / 12.0) == "2039.917");
    CHECK(thousandths(0.25) == "0.25");
    CHECK(thousandths(2040.0) == "2040");
    CHECK(per_cent(0.9) == "90 %");
    CHECK(per_cent(1.0 - 0.9) == "10 %"); // 0.09999999999999998
    CHECK(per_cent(0.9949) == "99.5 %");
    CHECK(per_cent(none) == "-");
}

} // namespace test_analysis_text
