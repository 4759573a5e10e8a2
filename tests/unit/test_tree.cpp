// Texts that are not TOML, or not safe to parse: the message with its line and column.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"
#include "tests/catch.hpp"
#include "tests/unit/text_fixture.hpp"

namespace test_tree {

using namespace actorhood::sim;
using namespace actorhood::tests;

namespace {

/// The problem of a text, "" if it is TOML.
std::string complaint(const std::string& text) {
    const ParsedText parsed = parse_toml(text, "s.toml");
    return parsed.problem ? parsed.problem->text() : "";
}

} // namespace

TEST_CASE("a tree keeps the order of the file, the characters of numbers and the places of keys") {
    const ParsedText parsed = parse_toml("z = 1_0\n[b]\nx.y = +1e3\n\"q r\" = [1, 'x']\n[a]\n", "s.toml");
    REQUIRE_FALSE(parsed.problem.has_value());
    CHECK(parsed.root.toml() == "{z = 1_0, b = {x = {y = +1e3}, \"q r\" = [1, \"x\"]}, a = {}}");
    const Node* table = parsed.root.child("b");
    REQUIRE(table != nullptr);
    CHECK(parsed.root.child("c") == nullptr);
    CHECK(table->key.line == 2);
    CHECK(table->key.column == 2);
    REQUIRE(table->child("q r") != nullptr);
    CHECK(table->child("q r")->key.column == 1);
    CHECK(table->child("q r")->value.column == 9);
    CHECK(table->child("q r")->children[1].value.column == 13);
}

TEST_CASE("broken TOML is reported with line and column") {
    CHECK(complaint("seed = 1\n[funding]\nlevel = 0.1\nlevel = 0.2") ==
          "s.toml:4:9: 'level' is given twice, first on line 3; keep one of them");
    CHECK(complaint("[funding]\nlevel = 1\n[time]\n[funding]\nbudget = 2") ==
          "s.toml:4:1: 'funding' is given twice, first on line 1; keep one of them");
    CHECK(complaint("seed = 1\nseed.x = 2") ==
          "s.toml:2:10: 'seed' is a value since line 1 and cannot have keys of its own");
    CHECK(complaint("[population]\ntitle = demo") ==
          "s.toml:2:9: this is not a value; text needs quotes, as in \"text\"");
    CHECK(complaint("[funding]\nlevel = 0,5") ==
          "s.toml:2:10: unexpected ',' after the value; decimals are written with a point");
    CHECK(complaint("seed = 1 clusters = 2") ==
          "s.toml:1:10: unexpected 'c' after the value; each key needs a line of its own");
    CHECK(complaint("seed") == "s.toml:1:5: there is no '=' after the key; write key = value");
    CHECK(complaint("seed =").find("s.toml:1:7: there is no value after '='") == 0);
    CHECK(complaint("seed = 1\n[funding\nlevel = [1]") == "s.toml:2:1: this '[' is never closed");
    CHECK(complaint("a = [1, 2") == "s.toml:1:5: this '[' is never closed");
    CHECK(complaint("a = \"x\nb = 1") == "s.toml:1:5: this text is not closed; add a \" at its end");
    CHECK(complaint("a = '''x\nb = 1") == "s.toml:1:5: this text is not closed; add a ''' at its end");
    CHECK(complaint("a = \"\\q\"") ==
          "s.toml:1:5: this text has a wrong escape; write \\\\ for a backslash, or put "
          "the text in single quotes");
    CHECK(complaint("a = [1,,2]") == "s.toml:1:8: this is not a value; text needs quotes, as in \"text\"");
}

TEST_CASE("values as people write them are met with what to write") {
    const std::string digits = ": a number in TOML has digits on both sides of its point, and no zeros in front";
    const std::string alone = "write the number alone: its unit is that of the parameter";
    const std::string general = "write year, month and day, as in 2020-01-31";
    CHECK(complaint("seed = 01") == "s.toml:1:8: write 1 instead of 01" + digits);
    CHECK(complaint("seed = 1\nlevel = .5 # half") == "s.toml:2:9: write 0.5 instead of .5" + digits);
    const std::vector<std::pair<std::string, std::string>> met{
        {"level = 5.\r\n", "write 5.0 instead of 5." + digits},
        {"start = 01.02.2021", "write 2021-02-01"},
        {"start = 1.2.2021", "write 2021-02-01"},
        {"start = 02/2021", "write 2021-02"},
        {"start = 2021-3-1", "write 2021-03-01"},
        {"start = 2021-03", "write 2021-03-01"},
        {"start = 2021/03/01", "write 2021-03-01"},
        {"start = 01-03-2021", general},
        {"on = True", "write true instead of True"},
        {"on = off", "write false instead of off"},
        {"level == 0.5", "write one '=' between key and value"},
        {"level = 50 %", "write a share instead of per cent: 0.5 for 50 %"},
        {"level = 50%", "write a share instead of per cent: 0.5 for 50 %"},
        {"level = 1700 EUR", alone},
        {"level = 1700 \u20ac # a year", alone},
        {"level = 5 bar", alone},
        {"level = 3years", alone},
        {"level = 1 700", "write a number without spaces in it"},
        // What only looks like one of these is told what is wrong with it.
        {"[funding # on = True\nlevel = 1", "this '[' is never closed"},
        {"level = 5.2021\nlevel = 5.2021", "'level' is given twice, first on line 1; keep one of them"},
        {"level = # 5 EUR", "there is no value after '='"}};
    for (const auto& [text, message] : met) {
        INFO(text);
        CHECK(complaint(text).ends_with(": " + message));
    }
    for (const char* const other : {"level = 0x1p3", "level = 1_000_", "level = 0,5", "level = 1/2"}) {
        INFO(other);
        CHECK(complaint(other).find("write the number alone") == std::string::npos);
    }
}

TEST_CASE("what is not a text file is refused") {
    CHECK(complaint(std::string("seed = 1\na\0", 11)) ==
          "s.toml:2:2: there is a NUL byte; this is not a text file, or it is damaged");
    CHECK(complaint("seed = 1 # \xff") == "s.toml:1:12: this is not UTF-8 text; save the file as UTF-8");
    CHECK(complaint("# \xC0\xAF").find("not UTF-8") != std::string::npos);
    CHECK(complaint("# \xED\xA0\x80").find("not UTF-8") != std::string::npos);
    CHECK(complaint("# \xF4\x90\x80\x80").find("not UTF-8") != std::string::npos);
    CHECK(complaint("# \xE2\x82").find("not UTF-8") != std::string::npos);
    CHECK(complaint(std::string("\xFF\xFEs\0", 4)) == "s.toml:1:1: the file is UTF-16; save it as UTF-8");
    CHECK(complaint("\x7f"
                    "ELF\x02") == "s.toml:1:1: there is a control character (byte 127); remove it");
    CHECK(complaint("# \x1b[31m") == "s.toml:1:3: there is a control character (byte 27); remove it");
    CHECK(complaint("seed = 1\rseed = 2").find("s.toml:1:9: there is a carriage return") == 0);
    CHECK(complaint("seed = 1 #" + std::string(10000, 'x')).find("longer than 10000 bytes") != std::string::npos);
    CHECK(complaint(std::string(most_text_bytes + 1, '\n')).find("more than 2 MiB") != std::string::npos);
}

TEST_CASE("deep nesting ends in a message at once") {
    CHECK(seconds([] {
              CHECK(complaint("a = " + repeated("[", 9000)) == "s.toml:1:69: brackets are nested deeper than 64");
              CHECK(complaint("a = " + repeated("[\n", 10000) + repeated("]", 9000)) ==
                    "s.toml:65:1: brackets are nested deeper than 64");
              CHECK(complaint(repeated("[", 9000) + "a").find("nested deeper") != std::string::npos);
              CHECK(complaint("a = " + repeated("{a=", 3000)).find("nested deeper") != std::string::npos);
              CHECK(complaint("a" + repeated(".a", 4000) + " = 1") == "s.toml:1:130: the key has more than 64 parts");
              CHECK(complaint("a" + repeated(" . a", 2000) + " = 1").find("more than 64 parts") != std::string::npos);
              CHECK(complaint("[a" + repeated(".\"a\"", 2000) + "]").find("more than 64 parts") != std::string::npos);
              CHECK(complaint("a" + repeated(".a", 100000) + " = 1").find("s.toml:1:") == 0);
              CHECK(complaint("a = " + repeated("[", 100000)).find("s.toml:1:") == 0);
          }) < 5.0);
}

} // namespace test_tree
