#include <limits>
#include <string>

#include "analysis/compare_text.hpp"
#include "analysis/text.hpp"
#include "tests/catch.hpp"

using namespace actorhood::analysis;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Comparison sample() {
    return {0.9,
            {{"A", "runs/A/a.h5", "Base", "1", 50, "2040"}, {"=B", "runs/B/b.h5", "\"Core\", more", "1", 50, "2040"}},
            {{"circular_depth",
              "Depth, circular",
              "1",
              {{0.41, {0.35, 0.47}, 50, 0.03}, {0.45, {0.4, 0.5}, 50, 0.03}},
              {{true, 50, 0.04, {0.02, 0.06}, 0.92, Difference::Verdict::higher, std::nullopt}}},
             {"employment",
              "Jobs",
              "person",
              {{12345.6, {12000, 13000}, 50, 300}, {none, {none, none}, 0, none}},
              {{true, 50, -1.0, {-3.0, 1.0}, 0.4, Difference::Verdict::indistinguishable, 1234}}}},
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

TEST_CASE("Text in CSV is quoted, and formulas are defused", "[analysis]") {
    CHECK(csv_text("plain") == "plain");
    CHECK(csv_text("a,b") == "\"a,b\"");
    CHECK(csv_text("say \"x\"") == "\"say \"\"x\"\"\"");
    for (const char* formula : {"=1+1", "+1", "-1", "@x", "\tx"}) {
        CHECK(csv_text(formula) == "'" + std::string(formula));
    }
    CHECK(csv_text("=a,b") == "\"'=a,b\"");
    CHECK(csv_number(-0.5) == "-0.5");
    CHECK(csv_number(none).empty());
    CHECK(json_number(none) == "null");
    CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("The comparison table says what is seen and what is needed", "[analysis]") {
    const std::string text = comparison_table(sample());
    CHECK(contains(text, "circular_depth: Depth, circular [1]\n"));
    CHECK(contains(text, "0.3500 to 0.4700"));
    CHECK(contains(text, "  +0.04000  +0.02000 to +0.06000  "));
    CHECK(contains(text, "  46 of 50  higher\n"));
    CHECK(contains(text, "  20 of 50  indistinguishable, need about 1234 more pairs\n"));
    CHECK(contains(text, "12,346"));
    CHECK(contains(text, "Note: a note.\n"));
}

TEST_CASE("The summary has one row a result and stacked heads", "[analysis]") {
    const std::string text = summary_table(sample());
    CHECK(contains(text, "circular_depth"));
    CHECK(contains(text, "\nA "));
    CHECK(contains(text, "\n=B"));
    CHECK(contains(text, "employment: Jobs [person]\n"));
    CHECK_FALSE(contains(text, "higher"));
}

TEST_CASE("CSV has one row a variable and result, of equal length", "[analysis]") {
    const std::string text = comparison_csv(sample());
    CHECK(contains(text, "circular_depth,\"Depth, circular\",1,A,2040,50,0.41,0.35,0.47,,,,,,,,,\n"));
    CHECK(contains(text, ",'=B,2040,50,0.45,0.4,0.5,A,true,50,0.04,0.02,0.06,0.92,higher,\n"));
    CHECK(contains(text, ",'=B,2040,0,,,,A,true,50,-1,-3,1,0.4,indistinguishable,1234\n"));
}

TEST_CASE("JSON holds every number and null where there is none", "[analysis]") {
    const std::string text = comparison_json(sample());
    CHECK(contains(text, "\"title\": \"\\\"Core\\\", more\""));
    CHECK(contains(text, "\"mean\": null, \"low\": null"));
    CHECK(contains(text, "\"verdict\": \"indistinguishable\", \"more_pairs_needed\": 1234}"));
    CHECK(contains(text, "\"notices\": [\n    \"a note\"\n  ]\n}\n"));
}
