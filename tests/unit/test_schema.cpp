// Declarations: what they accept, how values are written, and the documents made from them.
#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/archive.hpp"
#include "tests/catch.hpp"

namespace test_schema {

using namespace actorhood::sim;

namespace {

struct Step {
    double months{};
    static void declare(Schema& schema, Step& step) {
        schema.real(step.months, "months", Unit{"month"}, Default{1}, Bounds{0, 60}, Sweep{0, 12},
                    Meaning{"Duration"}, Source{"assumption"});
    }
};

struct Practice {
    std::string name;
    double cost{};
    std::vector<Step> steps;
    static void declare(Schema& schema, Practice& practice) {
        schema.text(practice.name, "name", Default{"unnamed"}, Meaning{"Name"}, Source{"assumption"});
        schema.real(practice.cost, "cost.capital", Unit{"EUR"}, Default{0.1}, non_negative, Sweep{0, 1},
                    Meaning{"Capital | cost"}, Source{"assumption"});
        schema.list(practice.steps, "step", 3, Meaning{"Steps"});
    }
};

struct World {
    std::uint64_t seed{};
    double effort{};
    std::int64_t clusters{};
    bool active{};
    std::string title;
    std::int64_t mode{};
    std::array<double, 3> mix{};
    Series price;
    double start{};
    std::vector<double> levels;
    std::vector<std::string> tags;
    Changes changes;
    std::vector<Practice> practices;

    void declare(Schema& schema) {
        schema.seed(seed, "seed", Meaning{"Seed of all randomness"}, Source{"assumption"});
        schema.section("accountability", "Accountability in four directions");
        schema.real(effort, "effort", Unit{"1"}, Default{0.25}, Bounds{0, 1}, Sweep{0.1, 0.9}, Meaning{"Effort"},
                    Source{"Ebrahim 2005"});
        schema.section("population", "Who there is");
        schema.structural([&] {
            schema.integer(clusters, "clusters", Unit{"1"}, Default{12}, Bounds{1, 1000}, Sweep{1, 50},
                           Meaning{"Number of clusters"}, Source{"S2"});
        });
        schema.boolean(active, "active", Default{true}, Meaning{"Switch"}, Source{"assumption"});
        schema.text(title, "title", Default{"a \"quoted\"\ttitle\n"}, Meaning{"Title"}, Source{"assumption"});
        schema.section("funding", "Money");
        schema.choice(mode, "mode", Default{"mixed"}, {"core", "mixed", "fees"}, Meaning{"Mode"}, Source{"S0"});
        schema.vector(mix, "mix", Unit{"1"}, {0.5, 0.25, 0.25}, {"core", "project", "fees"}, share,
                      Meaning{"Shares of income"}, Source{"S0"});
        schema.series(price, "price.energy", Unit{"EUR"}, {{2020.0, 1.0}, {2025.0, 2.0}}, non_negative,
                      Meaning{"Energy price"}, Source{"assumption"});
        schema.section("time", "When");
        schema.date(start, "start", Default{"2020-07-01"}, Meaning{"First month"}, Source{"assumption"});
        schema.section("extra", "Others");
        schema.numbers(levels, "levels", Unit{"1"}, share, Meaning{"Levels"}, Source{"assumption"});
        schema.texts(tags, "tags", Meaning{"Tags"}, Source{"assumption"});
        schema.changes(changes, "set", Meaning{"Changes"}, Source{"assumption"});
        schema.list(practices, "practice", 10, Meaning{"Practices"});
    }
};

const std::string scenario = R"(seed = 18446744073709551615
[accountability]
effort = 0.1
[population]
clusters = 7
active = false
title = "Zürich \t \\"
[funding]
mode = "fees"
mix = [0.1, 0.2, 0.7]
price.energy = [[2021.0833333333333, 0.3333333333333333], [2030, 1e-9]]
[time]
start = 2031-12-01
[extra]
levels = [0, 0.1, 1]
tags = ["a", "b, c"]
set = { "population.clusters" = 10, funding.level = [1, "x"], "a.b" = { c = true }, practice."a b".cost = 2 }
[[practice]]
name = "cloud"
cost.capital = 3
[[practice.step]]
months = 2
[[practice.step]]
[[practice]]
name = "reuse"
)";

} // namespace

TEST_CASE("a series is linear between its points and constant outside") {
    const Series series{{{2020.0, 1.0}, {2022.0, 3.0}, {2023.0, 0.0}}};
    CHECK(series.at(1990.0) == 1.0);
    CHECK(series.at(2020.0) == 1.0);
    CHECK(series.at(2020.5) == 1.5);
    CHECK(series.at(2022.0) == 3.0);
    CHECK(series.at(2022.75) == 0.75);
    CHECK(series.at(2023.0) == 0.0);
    CHECK(series.at(2100.0) == 0.0);
    CHECK(Series{{{2020.0, 4.0}}}.at(2020.0) == 4.0);
    CHECK_THROWS_AS(Series{}.at(2020.0), std::logic_error);
}

TEST_CASE("numbers are written as TOML, shortest first") {
    CHECK(toml_real(1.0) == "1.0");
    CHECK(toml_real(-0.0) == "-0.0");
    CHECK(toml_real(0.1) == "0.1");
    CHECK(toml_real(1e300) == "1e+300");
    CHECK(toml_real(5e-324) == "5e-324");
    CHECK(toml_real(1e-4) == "0.0001");
    CHECK(toml_real(-123456789012345.6) == "-123456789012345.6");
    CHECK(toml_real(1e6) == "1000000.0");
    CHECK(toml_real(1.0 / 3.0) == "0.3333333333333333");
    CHECK(toml_real(infinity) == "inf");
    CHECK(toml_real(-infinity) == "-inf");
    CHECK(toml_real(std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(plain_number(3.0) == "3");
    CHECK(toml_seed(9223372036854775807u) == "9223372036854775807");
    CHECK(toml_seed(18446744073709551615u) == "\"18446744073709551615\"");
    CHECK(toml_text("a\"\\\n\x01\x7f") == "\"a\\\"\\\\\\n\\u0001\\u007f\"");
    CHECK(toml_key("a-b_1") == "a-b_1");
    CHECK(toml_key("a.b") == "\"a.b\"");
    for (int month = 1; month <= 12; ++month) {
        const std::string expected = std::string("2023-") + (month < 10 ? "0" : "") + std::to_string(month) + "-01";
        CHECK(toml_date(years_of_month(2023, month)) == expected);
    }
}

TEST_CASE("declaring sets the default and describes the parameter") {
    World world;
    Schema schema;
    world.declare(schema);
    CHECK(world.effort == 0.25);
    CHECK(world.clusters == 12);
    CHECK(world.mode == 1);
    CHECK(world.start == 2020.5);
    CHECK(world.seed == 1);
    REQUIRE(schema.find("accountability.effort") != nullptr);
    CHECK(schema.find("accountability.effort")->sweepable);
    CHECK(schema.find("accountability.effort")->accepted_text() == "0 to 1");
    CHECK_FALSE(schema.find("population.clusters")->sweepable);
    CHECK(schema.find("population.clusters")->structural);
    CHECK(schema.find("population.title")->default_text == R"("a \"quoted\"\ttitle\n")");
    CHECK(schema.find("funding.mode")->default_text == "\"mixed\"");
    CHECK(schema.find("funding.mix")->default_text == "[0.5, 0.25, 0.25]");
    CHECK(schema.find("funding.price.energy")->default_text == "[[2020.0, 1.0], [2025.0, 2.0]]");
    CHECK(schema.find("time.start")->default_text == "2020-07-01");
    CHECK(schema.find("nothing") == nullptr);
}

TEST_CASE("wrong declarations are refused") {
    double real = 0.0;
    std::int64_t integer = 0;
    double pair[2] = {0.0, 0.0};
    Series series;
    const auto declare = [&](const char* name, double value, Bounds bounds, Sweep sweep) {
        Schema schema;
        double first = 0.0;
        schema.real(first, "a.b", Unit{"1"}, Default{1}, share, Sweep{0, 1}, Meaning{"m"}, Source{"s"});
        schema.real(real, name, Unit{"1"}, Default<double>{value}, bounds, sweep, Meaning{"m"}, Source{"s"});
    };
    CHECK_NOTHROW(declare("a.c", 0.5, {0, 1}, {0, 1}));
    CHECK_THROWS_AS(declare("a.b", 0.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("a", 0.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("a.b.c", 0.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("c", 1.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("d", 0.5, {0, 1}, {0, 2}), std::logic_error);
    CHECK_THROWS_AS(declare("e", 0.5, {1, 0}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("f", 0.5, {0, 1}, {1, 0}), std::logic_error);
    CHECK_THROWS_AS(declare("g", infinity, non_negative, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("two words", 0.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_AS(declare("include", 0.5, {0, 1}, {0, 1}), std::logic_error);
    CHECK_THROWS_WITH(declare("l", 2.0, {0, 1}, {0, 1}),
                      "declaration of 'l': default 2 is outside the accepted values 0 to 1");

    Schema schema;
    CHECK_THROWS_AS(schema.choice(integer, "h", Default{"x"}, {"a", "b"}, Meaning{"m"}, Source{"s"}),
                    std::logic_error);
    CHECK_THROWS_AS(schema.vector(pair, "i", Unit{"1"}, {1.0}, {"a", "b"}, share, Meaning{"m"}, Source{"s"}),
                    std::logic_error);
    CHECK_THROWS_AS(schema.series(series, "j", Unit{"1"}, {}, share, Meaning{"m"}, Source{"s"}), std::logic_error);
    CHECK_THROWS_AS(schema.date(real, "k", Default{"2020-01-02"}, Meaning{"m"}, Source{"s"}), std::logic_error);
    // One field, two keys.
    bool flag = false;
    schema.boolean(flag, "m", Default{true}, Meaning{"m"}, Source{"s"});
    CHECK_THROWS_WITH(schema.boolean(flag, "n", Default{true}, Meaning{"m"}, Source{"s"}),
                      "declaration of 'n': its field belongs to 'm'");
}

TEST_CASE("the resolved scenario reads back to the same text and values") {
    World world;
    Schema schema;
    world.declare(schema);
    CHECK_NOTHROW(read_text(scenario, "scenario.toml", {}, schema));
    CHECK(world.seed == std::numeric_limits<std::uint64_t>::max());
    CHECK(world.practices.size() == 2);
    CHECK(world.practices[0].steps.size() == 2);
    CHECK(world.changes.settings() == std::vector<std::string>{"population.clusters=10", "funding.level=[1, \"x\"]",
                                                               "a.b.c=true", "practice.\"a b\".cost=2"});
    const std::string resolved = resolved_toml(schema);

    World again;
    Schema other;
    again.declare(other);
    CHECK_NOTHROW(read_text(resolved, "resolved.toml", {}, other));
    CHECK(resolved_toml(other) == resolved);
    CHECK(parameters_hash(other) == parameters_hash(schema));
    CHECK(again.seed == world.seed);
    CHECK(again.title == world.title);
    CHECK(again.price == world.price);
    CHECK(again.mix == world.mix);
    CHECK(again.start == world.start);
    CHECK(again.tags == world.tags);
    CHECK(again.changes.settings() == world.changes.settings());
    CHECK(again.practices[0].cost == 3.0);
    CHECK(again.practices[0].steps[0].months == 2.0);
    CHECK(again.practices[1].name == "reuse");
}

TEST_CASE("a long series is written on many lines and reads back") {
    World world;
    Schema schema;
    world.declare(schema);
    world.price.points.clear();
    for (int i = 0; i < 2000; ++i) {
        world.price.points.push_back({1950.0 + i / 12.0, 1.0 / (i + 3)});
    }
    const Series kept = world.price;
    CHECK_NOTHROW(read_text(resolved_toml(schema), "resolved.toml", {}, schema));
    CHECK(world.price == kept);
}

TEST_CASE("the hash tells values apart") {
    World world;
    Schema schema;
    world.declare(schema);
    const std::string before = parameters_hash(schema);
    CHECK(before.size() == 16);
    world.effort = 0.250000000000001;
    CHECK(parameters_hash(schema) != before);

    const double positive[2] = {1.0, 2.0};
    const double negative[2] = {-1.0, -2.0};
    CHECK(hash_bytes(positive, sizeof positive) != hash_bytes(negative, sizeof negative));
    CHECK(hash_bytes("a\0", 2) != hash_bytes("a", 1));
    CHECK(hash_bytes("", 0) != hash_bytes("\0", 1));
    CHECK(hash_bytes("abcdefghi", 9) == hash_bytes("abcdefghi", 9));
}

TEST_CASE("the reference is a scenario that changes nothing") {
    World world;
    Schema schema;
    world.declare(schema);
    const std::string reference = reference_toml(schema);
    const std::string before = resolved_toml(schema);
    world.effort = 0.7;
    CHECK_NOTHROW(read_text(reference, "reference.toml", {}, schema));
    CHECK(resolved_toml(schema) == before);
    CHECK(reference.find("# Effort\n# unit 1; accepted: 0 to 1; sweep: 0.1 to 0.9; source: Ebrahim 2005\n"
                         "effort = 0.25\n") != std::string::npos);
    CHECK(reference.find("# [[practice]]\n") != std::string::npos);
    CHECK(reference.find("# # Name\n") != std::string::npos);
    CHECK(reference.find("# [[practice.step]]\n") != std::string::npos);
    CHECK(reference.find("# Accountability in four directions\n[accountability]\n") != std::string::npos);
    // Without the comment signs the sample entry is valid too.
    const std::size_t sample = reference.find("# [[practice]]");
    std::string active = reference.substr(0, sample);
    for (std::size_t start = sample; start < reference.size(); start = reference.find('\n', start) + 1) {
        active += reference.substr(start + 1, reference.find('\n', start) - start);
    }
    CHECK_NOTHROW(read_text(active, "active.toml", {}, schema));
    CHECK(world.practices.size() == 1);
}

TEST_CASE("tables and listings come from the declarations") {
    World world;
    Schema schema;
    world.declare(schema);
    const std::string tables = markdown_tables(schema);
    CHECK(tables.find("### `[accountability]`: Accountability in four directions\n") != std::string::npos);
    CHECK(tables.find("| `accountability.effort` | 1 | `0.25` | 0 to 1 | 0.1 to 0.9 | Effort | Ebrahim 2005 |") !=
          std::string::npos);
    CHECK(tables.find("### `[[practice]]`: Practices") != std::string::npos);
    CHECK(tables.find("Capital \\| cost") != std::string::npos);

    CHECK(parameters_text(schema, "EFFORT") ==
          "accountability.effort = 0.25\n    Effort\n    unit 1; accepted: 0 to 1; sweep: 0.1 to 0.9; "
          "source: Ebrahim 2005\n");
    CHECK(parameters_text(schema, "no such thing").empty());
    CHECK(parameters_text(schema).find("practice[].step[].months = 1.0") != std::string::npos);
    CHECK(parameters_json(schema, "no such thing") == "[]\n");
    CHECK(parameters_json(schema, "accountability.effort") ==
          "[\n  {\"key\": \"accountability.effort\", \"kind\": \"real\", \"unit\": \"1\", \"default\": \"0.25\", "
          "\"low\": 0, \"high\": 1, \"labels\": [], \"sweep\": [0.1, 0.9], \"structural\": false, \"meaning\": "
          "\"Effort\", \"symbol\": \"\", \"source\": \"Ebrahim 2005\"}\n]\n");
    CHECK(parameters_json(schema, "price.energy").find("\"high\": null") != std::string::npos);
}

TEST_CASE("slips of the keyboard are recognised") {
    CHECK(spelling_distance("funding", "fundng") == 1);
    CHECK(spelling_distance("funding", "fudning") == 1);
    CHECK(spelling_distance("Funding", "funding") == 0);
    CHECK(spelling_distance("", "abc") == 3);
    CHECK(spelling_distance("kitten", "sitting") == 3);
    const std::vector<std::string> words{"core", "project", "fees"};
    CHECK(closest_word("cor", words) == std::string("core"));
    CHECK(closest_word("porject", words) == std::string("project"));
    CHECK_FALSE(closest_word("services", words).has_value());
    CHECK_FALSE(closest_word("", words).has_value());
    CHECK_FALSE(closest_word(std::string(100000, 'x'), words).has_value());
}

TEST_CASE("what few ask for is written only where it is not its default", "[config]") {
    std::int64_t how = 0;
    std::vector<std::string> labels;
    double usual = 0.0;
    Schema schema;
    schema.section("output", "What is recorded");
    schema.real(usual, "usual", Unit{"1"}, Default{1}, non_negative, Sweep{0, 1}, Meaning{"Usual"}, Source{"test"});
    schema.unwritten_default([&] {
        schema.choice(how, "how", Default{"one"}, {"one", "two"}, Meaning{"How"}, Source{"test"});
        schema.texts(labels, "labels", Meaning{"Which"}, Source{"test"});
    });
    CHECK(resolved_toml(schema).find("usual = 1.0") != std::string::npos);
    CHECK(resolved_toml(schema).find("how") == std::string::npos);
    CHECK(resolved_toml(schema).find("labels") == std::string::npos);
    read_text("[output]\nhow = \"two\"\nlabels = [\"a\"]\n", "test.toml", {}, schema);
    const std::string written = resolved_toml(schema);
    CHECK(written.find("how = \"two\"") != std::string::npos);
    CHECK(written.find("labels = [\"a\"]") != std::string::npos);
    CHECK(schema.find("output.how")->default_text == "\"one\"");
}

} // namespace test_schema
