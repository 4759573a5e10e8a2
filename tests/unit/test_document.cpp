// Reading scenarios: what is accepted, and for what is not, the message with its line and column.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <clocale>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <locale>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "tests/catch.hpp"
#include "tests/unit/document_fixture.hpp"
#include "tests/unit/text_fixture.hpp"

namespace test_document {

using namespace actorhood::sim;
using namespace actorhood::tests;
using namespace actorhood::tests::documents;

TEST_CASE("a scenario sets every kind of parameter") {
    SmallWorld world;
    const Reading reading = world.read(R"(seed = 0xff
[funding]
level = 1          # a real takes a whole number
budget = 1_000.5
rules.core = +2e0
mix = { core = 0.75 }
[population]
clusters = 1_0
active = false
title = '''two
lines'''
mode = "core_only"
[time]
start = 2023-09-01
price = [[2020, 1], [2023-09-01, 3.5],
         [2025.5, 2]]
[[practice]]
name = "cloud"
[[practice]]
cost = 2
)");
    CHECK(world.seed == 255);
    CHECK(world.level == 1.0);
    CHECK(world.budget == 1000.5);
    CHECK(world.core == 2.0);
    CHECK(world.mix == std::array<double, 3>{0.75, 0.25, 0.25});
    CHECK(world.clusters == 10);
    CHECK_FALSE(world.active);
    CHECK(world.title == "two\nlines");
    CHECK(world.mode == 0);
    CHECK(world.start == 2023.0 + 8.0 / 12.0);
    REQUIRE(world.price.points.size() == 3);
    CHECK(world.price.points[1] == Series::Point{2023.0 + 8.0 / 12.0, 3.5});
    REQUIRE(world.practices.size() == 2);
    CHECK(world.practices[0].name == "cloud");
    CHECK(world.practices[0].cost == 0.1);
    CHECK(world.practices[1].cost == 2.0);
    CHECK(reading.files == std::vector<std::string>{"s.toml"});
    CHECK(reading.origins.at("funding.level") == "s.toml:3");
    CHECK(reading.origins.at("practice") == "s.toml:17");
}

TEST_CASE("parameters that nothing names keep their values") {
    SmallWorld world;
    const Reading reading = world.read("seed = 2", {"funding.level=0.75"});
    CHECK(world.clusters == 12);
    CHECK(world.level == 0.75);
    CHECK(reading.origins.at("seed") == "s.toml:1");
    CHECK(reading.origins.at("funding.level") == "--set");
    CHECK(reading.origins.at("population.clusters") == "default");
    CHECK(reading.origins.at("practice") == "default");
}

TEST_CASE("unknown keys are met with the key that was meant", "[case 30]") {
    CHECK(complaint("\nfundng = 1") == "s.toml:2:1: unknown key 'fundng', did you mean 'funding'?");
    CHECK(complaint("[fundng]\nlevel = 1\nlevle = 2") == "s.toml:1:2: unknown key 'fundng', did you mean 'funding'?");
    CHECK(complaint("[funding]\n  leevl = 1") ==
          "s.toml:2:3: unknown key 'funding.leevl', did you mean 'funding.level'?");
    CHECK(complaint("funding.rules.croe = 1") ==
          "s.toml:1:15: unknown key 'funding.rules.croe', did you mean 'funding.rules.core'?");
    CHECK(complaint("funding = { level = 1, \"budgett\" = 2 }") ==
          "s.toml:1:24: unknown key 'funding.budgett', did you mean 'funding.budget'?");
    CHECK(complaint("[population]\nlevel = 0.1") ==
          "s.toml:2:1: unknown key 'population.level', did you mean 'funding.level'?");
    CHECK(complaint("[time]\nzebra = 0.1") ==
          "s.toml:2:1: unknown key 'time.zebra'; the keys of 'time' are start, price");
    CHECK(complaint("zebra = 1") ==
          "s.toml:1:1: unknown key 'zebra'; the keys here are funding, population, time, "
          "seed, practice, include");
    CHECK(complaint("\"funding.level\" = 1").find("unknown key 'funding.level'") != std::string::npos);
    CHECK(complaint("[[practice]]\nname = \"a\"\ncosst = 1") ==
          "s.toml:3:1: unknown key 'practice.cosst', did you mean 'practice.cost'?");
    CHECK(complaint("\"\" = 1").find("s.toml:1:1: unknown key ''") == 0);
    // Columns count characters, not bytes.
    CHECK(complaint("funding = { \"Zürich\" = 1, leevl = 2 }").find("s.toml:1:27: unknown key 'funding.leevl'") !=
          std::string::npos);
}

TEST_CASE("wrong types say what is expected and what was given") {
    CHECK(complaint("[funding]\nlevel = \"high\"") ==
          "s.toml:2:9: 'funding.level' must be a number, but is the text \"high\"");
    CHECK(complaint("[funding]\nlevel = \"0.5\"") ==
          "s.toml:2:9: 'funding.level' must be a number, but is the text \"0.5\"; remove the quotes");
    CHECK(complaint("funding.level = true") == "s.toml:1:17: 'funding.level' must be a number, but is true");
    CHECK(complaint("[funding.level]\nx = 1") == "s.toml:1:1: 'funding.level' must be a number, but is a table");
    CHECK(complaint("population.clusters = 3.0") ==
          "s.toml:1:23: 'population.clusters' must be a whole number without point or exponent: write 3 instead of "
          "3.0");
    CHECK(complaint("population.active = 1") == "s.toml:1:21: 'population.active' must be true or false, but is 1");
    CHECK(complaint("population.title = 2020-01-01") ==
          "s.toml:1:20: 'population.title' must be text in quotes, but is the date 2020-01-01");
    CHECK(complaint("population.mode = 1") ==
          "s.toml:1:19: 'population.mode' must be one of \"core_only\", \"mixed\", but is 1");
    CHECK(complaint("population.mode = \"mxed\"") ==
          "s.toml:1:19: 'population.mode' must be one of \"core_only\", "
          "\"mixed\", but is \"mxed\", did you mean \"mixed\"?");
    CHECK(complaint("funding = 3") ==
          "s.toml:1:11: 'funding' is a table with the keys level, budget, rules, mix; "
          "write funding.level = ...");
    CHECK(complaint("funding.mix = [1, 0]") ==
          "s.toml:1:15: 'funding.mix' must be an array of 3 numbers (core, "
          "project, fees), but has 2");
    CHECK(complaint("funding.mix = [1, 0, 2]") ==
          "s.toml:1:22: 'funding.mix' fees must be between 0 and 1, but is 2");
    CHECK(complaint("[funding.mix]\ncroe = 1") ==
          "s.toml:2:8: 'funding.mix' has no element 'croe', did you mean 'core'?");
    CHECK(complaint("practice = 3") == "s.toml:1:12: 'practice' is a list; write its entries as [[practice]] tables");
    CHECK(complaint("practice = [3]") ==
          "s.toml:1:13: an entry of 'practice' must be a table or a name in quotes, but is 3");
}

TEST_CASE("values out of range name the range, the unit and the value") {
    CHECK(complaint("funding.level = 1.5") == "s.toml:1:17: 'funding.level' must be between 0 and 1, but is 1.5");
    CHECK(complaint("funding.budget = -5") == "s.toml:1:18: 'funding.budget' must be at least 0 EUR, but is -5");
    CHECK(complaint("population.clusters = -1") ==
          "s.toml:1:23: 'population.clusters' must be between 0 and 1000, but is -1");
    CHECK(complaint("population.clusters = 99999999999999999999") ==
          "s.toml:1:23: 'population.clusters' must be a whole number that fits in 64 bits, but is "
          "99999999999999999999");
    CHECK(complaint("funding.level = nan") == "s.toml:1:17: 'funding.level' must be a finite number, but is nan");
    CHECK(complaint("funding.budget = inf") == "s.toml:1:18: 'funding.budget' must be a finite number, but is inf");
    CHECK(complaint("funding.budget = -inf").find("finite") != std::string::npos);
    CHECK(complaint("funding.budget = 1e999") ==
          "s.toml:1:18: 'funding.budget' must be a number that fits in 64 bits, but is 1e999");
}

TEST_CASE("seeds are whole numbers of 64 bits without sign", "[case 39]") {
    const auto seed = taken("seed", &SmallWorld::seed);
    CHECK(seed("0") == 0);
    CHECK(seed("9223372036854775807") == 9223372036854775807u);
    CHECK(seed("9223372036854775808") == 9223372036854775808u);
    CHECK(seed("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(seed("\"18446744073709551615\"") == std::numeric_limits<std::uint64_t>::max());
    CHECK(seed("18_446_744_073_709_551_615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(seed("0xFFFFFFFFFFFFFFFF") == std::numeric_limits<std::uint64_t>::max());
    const std::string must = "'seed' must be a whole number between 0 and 18446744073709551615, but is ";
    CHECK(complaint("seed = -1") == "s.toml:1:8: " + must + "-1");
    CHECK(complaint("seed = 18446744073709551616") == "s.toml:1:8: " + must + "18446744073709551616");
    CHECK(complaint("seed = \"lucky\"") == "s.toml:1:8: " + must + "the text \"lucky\"");
    CHECK(complaint("seed = 1.5") == "s.toml:1:8: 'seed' must be a whole number, but is 1.5");
}

TEST_CASE("a real takes a whole number to every base of TOML") {
    const auto budget = taken("funding.budget", &SmallWorld::budget);
    CHECK(budget("0x1_0001") == 65537.0);
    CHECK(budget("0o200001") == 65537.0);
    CHECK(budget("0b1_0000_0000_0000_0001") == 65537.0);
    CHECK(budget("0xFFFFFFFFFFFFFFFF") == 18446744073709551615.0);
    CHECK(complaint("funding.budget = 0x10000000000000000") ==
          "s.toml:1:18: 'funding.budget' must be a number that fits in 64 bits, but is 0x10000000000000000");
}

TEST_CASE("dates are months and may be numbers") {
    const auto start = taken("time.start", &SmallWorld::start);
    CHECK(start("2020-01-01") == 2020.0);
    CHECK(start("2020") == 2020.0);
    CHECK(start("2020.5") == 2020.5);
    CHECK(start("2023.6667") == start("2023-09-01"));
    CHECK(start("\"2023-09\"") == start("2023-09-01"));
    CHECK(complaint("time.start = 2020-01-15") ==
          "s.toml:1:14: 'time.start' must be the first day of a month, but is the date 2020-01-15");
    CHECK(complaint("time.start = 2020.04") ==
          "s.toml:1:14: 'time.start' must be the first day of a month, such as "
          "2020-07-01 or 2020.5, but is 2020.04");
    CHECK(complaint("time.start = 20200") ==
          "s.toml:1:14: 'time.start' must be between 1900-01-01 and 2200-01-01, but is 20200");
    CHECK(complaint("time.start = true") ==
          "s.toml:1:14: 'time.start' must be a date such as 2020-01-01, but is true");
    CHECK(complaint("time.start = nan").find("first day of a month") != std::string::npos);
    CHECK(complaint("time.start = 2020-13-01").find("s.toml:1:") == 0);
}

TEST_CASE("series are points in the order of time, or one number") {
    SmallWorld world;
    world.read("time.price = 3");
    CHECK(world.price.at(1990.0) == 3.0);
    CHECK(complaint("time.price = []").find("must be a number or points in time") != std::string::npos);
    CHECK(complaint("time.price = [1, 2]") ==
          "s.toml:1:15: 'time.price' needs points of a time and a value such as [2020, 1.0], but has 1\n"
          "s.toml:1:18: 'time.price' needs points of a time and a value such as [2020, 1.0], but has 2");
    CHECK(complaint("time.price = [[2021, 1], [2020, 2]]") ==
          "s.toml:1:26: 'time.price' needs points in the order of time, but 2020 is not after the point before it");
    CHECK(complaint("time.price = [[20201, 1]]").find("between 1900 and 2200") != std::string::npos);
    CHECK(complaint("time.price = [[2020, -1]]") == "s.toml:1:22: 'time.price' must be at least 0 EUR, but is -1");
}

TEST_CASE("marks at the ends of files and lines do no harm, and empty files say nothing", "[case 33]") {
    CHECK(complaint("\xEF\xBB\xBFsede = 1") == "s.toml:1:1: unknown key 'sede', did you mean 'seed'?");
    CHECK(complaint("seed = 1\r\nsede = 2\r\n") == "s.toml:2:1: unknown key 'sede', did you mean 'seed'?");
    CHECK(complaint("\xEF\xBB\xBFseed = 1").empty());
    CHECK(complaint("") == "s.toml: the file is empty; a scenario sets at least one key");
    CHECK(complaint("# nothing\n\n") == "s.toml: the file is empty; a scenario sets at least one key");
    CHECK(complaint("a = " + repeated("[", 60) + repeated("]", 60)).find("unknown key 'a'") != std::string::npos);
    CHECK(set_complaint("a" + repeated(".a", 100000) + "=1").find("--set a.a") == 0);
    CHECK(set_complaint("a=" + repeated("[", 100000)).find("--set a=[") == 0);
}

TEST_CASE("a file full of mistakes stops early") {
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += "wrong" + std::to_string(i) + " = 1\n";
    }
    SmallWorld world;
    CHECK(seconds([&] {
              try {
                  world.read(text);
                  FAIL("accepted");
              } catch (const ConfigurationError& error) {
                  CHECK(error.problems().size() == most_problems);
                  CHECK(std::string(error.what()).find("stopped after 200 problems") != std::string::npos);
              }
          }) < 5.0 * ACTORHOOD_PATIENCE);
}

TEST_CASE("all problems are listed at once, in order, with their number", "[case 31]") {
    SmallWorld world;
    try {
        world.read("[time]\nstart = 1\n[funding]\nlevel = 2\nbudgte = 3\n", {"seed=-1"});
        FAIL("accepted");
    } catch (const ConfigurationError& error) {
        CHECK(std::string(error.what()) ==
              "s.toml:2:9: 'time.start' must be between 1900-01-01 and 2200-01-01, but is 1\n"
              "s.toml:4:9: 'funding.level' must be between 0 and 1, but is 2\n"
              "s.toml:5:1: unknown key 'funding.budgte', did you mean 'funding.budget'?\n"
              "--set seed=-1: 'seed' must be a whole number between 0 and 18446744073709551615, but is -1\n"
              "4 problems");
        REQUIRE(error.problems().size() == 4);
        CHECK(error.problems()[1].where.file == "s.toml");
        CHECK(error.problems()[1].where.line == 4);
        CHECK(error.problems()[1].where.column == 9);
        CHECK(error.problems()[1].message == "'funding.level' must be between 0 and 1, but is 2");
    }
    CHECK(world.level == 0.5);
}

TEST_CASE("checks over several parameters are reported where the key was set") {
    CHECK(complaint("[funding]\nlevel = 1\n[population]\nclusters = 200") ==
          "s.toml:2:9: 'funding.level': above 0.9 it needs at most 100 clusters");
    CHECK(complaint("population.clusters = 200", {"funding.level=1"}) ==
          "--set funding.level=1: 'funding.level': above 0.9 it needs at most 100 clusters");
    CHECK(complaint("funding.budget = 7") == "s.toml: something is wrong with time");
    CHECK(complaint("funding.budget = 7\ntime.price = 2") == "s.toml:2:14: something is wrong with time");
    CHECK(complaint("[[practice]]\nname = \"a\"\n[[practice]]\ncost = 13") == "s.toml:4:8: 'cost' brings bad luck");
    // Not before the values themselves are right.
    CHECK(complaint("funding.budget = 7\nseed = -1").find("something") == std::string::npos);
}

TEST_CASE("a last check sees only scenarios in which nothing else is wrong") {
    const auto met = [](const std::string& text) {
        SmallWorld world;
        int times = 0;
        world.schema.last_check([&times]() -> std::vector<Schema::Problem> {
            ++times;
            return {{"practice#0.name", "cannot be used"}};
        });
        std::string what;
        try {
            world.read(text);
        } catch (const ConfigurationError& error) {
            what = error.what();
        }
        return std::pair{times, what.substr(0, what.find('\n'))};
    };
    const std::string practice = "[[practice]]\nname = \"cloud\"\n";
    CHECK(met(practice) == std::pair{1, std::string("s.toml:2:8: 'practice.name': cannot be used")});
    CHECK(met("[funding]\nbudget = 7\n" + practice).first == 0);
    CHECK(met("[funding]\nlevel = 2\n" + practice).first == 0);
}

TEST_CASE("files include others and override them key by key") {
    const Folder folder;
    folder.write("base/common.toml",
                 "[funding]\nlevel = 0.1\nbudget = 1\n[[practice]]\nname = \"a\"\n"
                 "[[practice]]\nname = \"b\"\n");
    folder.write("base/baseline.toml", "include = [\"common.toml\"]\n[funding]\nlevel = 0.2\nrules.core = 3\n");
    const std::string top = folder.write("top.toml",
                                         "include = [\"base/baseline.toml\"]\nfunding.level = 0.3\n"
                                         "practice.b.cost = 9\n");
    SmallWorld world;
    const Reading reading = read_file(top, {}, world.schema);
    CHECK(world.level == 0.3);
    CHECK(world.budget == 1.0);
    CHECK(world.core == 3.0);
    REQUIRE(world.practices.size() == 2);
    CHECK(world.practices[1].name == "b");
    CHECK(world.practices[1].cost == 9.0);
    CHECK(reading.files.size() == 3);
    CHECK(reading.files.back() == top);
    CHECK(reading.origins.at("funding.level") == top + ":2");
    CHECK(reading.origins.at("funding.budget") == (folder.path / "base/common.toml").string() + ":3");

    const std::string replaced = folder.write(
        "replaced.toml", "include = [\"base/common.toml\"]\npractice = [\"c\", { name = \"d\", cost = 1 }]\n");
    read_file(replaced, {}, world.schema);
    REQUIRE(world.practices.size() == 2);
    CHECK(world.practices[0].name == "c");
    CHECK(world.practices[1].cost == 1.0);

    const std::string wrong =
        folder.write("wrong.toml", "include = [\"base/common.toml\"]\n[practice.bb]\ncost = 1\n");
    CHECK(file_complaint(wrong) == wrong + ":2:2: the list 'practice' has no entry named 'bb', did you mean 'b'?");
}

TEST_CASE("include cycles and missing files are reported with the chain") {
    const Folder folder;
    const std::string a = folder.write("a.toml", "seed = 1\ninclude = [\"b.toml\"]\n");
    const std::string b = folder.write("b.toml", "include = [ \"./a.toml\"]\n");
    CHECK(file_complaint(a) ==
          b + ":1:13: files include each other: " + a + " -> " + b + " -> " + a + "; remove one include");
    const std::string self = folder.write("self.toml", "include = [\"self.toml\"]\n");
    CHECK(file_complaint(self).find(self + " -> " + self) != std::string::npos);
    const std::string missing = folder.write("missing.toml", "include = [\"nowhere.toml\"]\nsede = 1\n");
    const std::string nowhere = (folder.path / "nowhere.toml").string();
    CHECK(file_complaint(missing) == missing + ":1:12: cannot read the included file '" + nowhere +
                                         "': there is no such file (" + missing + " -> " + nowhere + ")\n" + missing +
                                         ":2:1: unknown key 'sede', did you mean 'seed'?");
    const std::string typed = folder.write("typed.toml", "include = \"a.toml\"\n");
    CHECK(file_complaint(typed) == typed +
                                       ":1:11: 'include' must be an array of file names in quotes, such as "
                                       "[\"baseline.toml\"]");
    for (int i = 0; i < 20; ++i) {
        folder.write("deep" + std::to_string(i) + ".toml",
                     "include = [\"deep" + std::to_string(i + 1) + ".toml\"]\n");
    }
    CHECK(file_complaint(folder.path / "deep0.toml").find("includes are nested deeper than 16") != std::string::npos);
    folder.write("leaf.toml", "seed = 1\n");
    const std::string many = folder.write("many.toml", "include = [" + repeated("\"leaf.toml\", ", 100) + "]\n");
    CHECK(file_complaint(many).find("more than 64 files are included") != std::string::npos);
}

TEST_CASE("what is not a regular file is refused without waiting") {
    const Folder folder;
    const std::string fifo = (folder.path / "fifo").string();
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(seconds([&] {
              CHECK(file_complaint(fifo) == fifo + ": cannot read this file: it is not a regular file");
              CHECK(file_complaint("/dev/zero") == "/dev/zero: cannot read this file: it is not a regular file");
              CHECK(file_complaint(folder.path) == folder.path.string() +
                                                       ": cannot read this file: it is a directory; name a "
                                                       "file in it");
              CHECK(file_complaint(folder.path / "none.toml").find("there is no such file") != std::string::npos);
              CHECK(file_complaint(fifo + "/x").find("is not a directory") != std::string::npos);
          }) < 2.0 * ACTORHOOD_PATIENCE);
    const std::string large = folder.write("large.toml", "");
    std::filesystem::resize_file(large, 1u << 30);
    CHECK(file_complaint(large) == large + ": cannot read this file: it has more than 2 MiB; a scenario is smaller");
    std::filesystem::create_symlink(folder.path / "loop", folder.path / "loop");
    CHECK(file_complaint(folder.path / "loop").find("go round in circles") != std::string::npos);
}

TEST_CASE("lists have a limit") {
    CHECK(complaint("practice = [\"a\", \"b\", \"c\", \"d\"]") ==
          "s.toml:1:12: 'practice' has 4 entries; at most 3 are accepted");
}

TEST_CASE("numbers do not depend on the locale", "[case 36]") {
    const auto check = [] {
        SmallWorld world;
        world.read("funding.level = 0.25\nfunding.budget = 1234567.5\n[population]\nclusters = 999\ntitle = \"I\"",
                   {"time.start=2020.5"});
        CHECK(world.level == 0.25);
        CHECK(world.budget == 1234567.5);
        CHECK(world.clusters == 999);
        CHECK(world.start == 2020.5);
        CHECK(complaint("TIME = 1") == "s.toml:1:1: unknown key 'TIME', did you mean 'time'?");
    };
    /// Decimal commas and grouped thousands, whether or not the system has such a locale.
    struct Comma : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
    check();
    std::locale::global(before);
    const std::string c_locale = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "tr_TR.UTF-8"}) {
        if (std::setlocale(LC_ALL, name) == nullptr) {
            WARN("locale " << name << " is not installed");
            continue;
        }
        check();
    }
    std::setlocale(LC_ALL, c_locale.c_str());
}

} // namespace test_document
