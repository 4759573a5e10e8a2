// Settings of --set, and of the points of a design: they mean what the same words mean in a file.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/config/document.hpp"
#include "tests/catch.hpp"
#include "tests/unit/document_fixture.hpp"

namespace test_settings {

using namespace actorhood::sim;
using namespace actorhood::tests::documents;

TEST_CASE("a plain setting means what it means where the reader of TOML takes it apart") {
    const auto outcome = [](const std::string& setting) {
        SmallWorld world;
        std::string said = "valid";
        try {
            world.read("seed = 1", {setting});
        } catch (const ConfigurationError& error) {
            said = error.what();
            said.erase(0, said.find(": ")); // the setting as it was written
        }
        return std::tuple(said, world.seed, world.level, world.core, world.clusters, world.title, world.start);
    };
    const std::vector<std::pair<std::string, std::string>> keys{{"funding.level", "funding.\"level\""},
                                                                {"funding.rules.core", "funding . rules.core"},
                                                                {"population.clusters", "'population'.clusters"},
                                                                {"population.title", "population. title"},
                                                                {"seed", " seed "},
                                                                {"time.start", "time.\"start\""},
                                                                {"fundng.level", "fundng.\"level\""},
                                                                {"funding", "\"funding\""}};
    for (const auto& [plain, apart] : keys) {
        for (const char* const value : {"0.5",
                                        "1",
                                        "-1",
                                        "0",
                                        "-0",
                                        "007",
                                        "00.5",
                                        "1e-3",
                                        "5.",
                                        ".5",
                                        "+1",
                                        "999999999999999999",
                                        "9999999999999999999",
                                        "99999999999999999999",
                                        "1.5.2",
                                        "--1",
                                        "-",
                                        "1_000",
                                        "2021-02-01",
                                        "2021"}) {
            INFO(plain << " " << value);
            CHECK(outcome(plain + "=" + value) == outcome(apart + "=" + value + " "));
        }
    }
    CHECK(std::get<0>(outcome("seed=1\n")).starts_with(": must be key=value with a dotted key, such as funding"));
}

TEST_CASE("options are typed like the file") {
    SmallWorld world;
    world.read(
        "practice = [\"cloud\", \"cloud computing\"]",
        {"funding.level=0.75", " funding.budget = 5 ", "population.mode=core_only", "population.title=it's me",
         "seed=18446744073709551615", "time.start=2025-01-01", "funding.mix.core=1", "practice.cloud.cost=0.01",
         "practice.\"cloud computing\".cost=0.02", "time.price=[[2020, 1.5]]", "population.active=false"});
    CHECK(world.level == 0.75);
    CHECK(world.budget == 5.0);
    CHECK(world.mode == 0);
    CHECK(world.title == "it's me");
    CHECK(world.seed == std::numeric_limits<std::uint64_t>::max());
    CHECK(world.start == 2025.0);
    CHECK(world.mix[0] == 1.0);
    CHECK(world.practices.at(0).cost == 0.01);
    CHECK(world.practices.at(1).cost == 0.02);
    CHECK(world.price.points == std::vector<Series::Point>{{2020.0, 1.5}});
    CHECK_FALSE(world.active);
    apply_settings({{"practice=[]", "funding.level=0.25"}}, world.schema);
    CHECK(world.practices.empty());
    CHECK(world.level == 0.25);
    CHECK(world.budget == 5.0);
}

TEST_CASE("parts of a series change by name, one after another") {
    SmallWorld world;
    world.read("time.price = [[2020, 1.0], [2025, 2.0], [2030, 4.0]]",
               {"time.price.point_2=3.0", "time.price.factor=0.5", "time.price.points_2_to_3=7"});
    CHECK(world.price.points == std::vector<Series::Point>{{2020.0, 0.5}, {2025.0, 7.0}, {2030.0, 7.0}});
    world.read("[time.price]\nfactor = 2\npoint_1 = 0.25\n");
    CHECK(world.price.points == std::vector<Series::Point>{{2020.0, 0.25}, {2025.0, 14.0}, {2030.0, 14.0}});
    const std::string three = "time.price = [[2020, 1.0], [2025, 2.0], [2030, 4.0]]\n";
    const auto wrong = [&](const std::string& setting) { return complaint(three, {setting}); };
    CHECK(wrong("time.price.point_4=1").ends_with("'time.price' has only 3 points, so there is no 'point_4'"));
    for (const char* name : {"point_0", "point_01", "point_", "points_2", "points_3_to_2", "point_1x", "fctor"}) {
        INFO(name);
        CHECK(wrong("time.price." + std::string(name) + "=1").find("has no part '" + std::string(name)) !=
              std::string::npos);
    }
    CHECK(wrong("time.price.factor=-1").find("factor makes its value at 2020 -1; it must be") != std::string::npos);
    CHECK(wrong("time.price.point_1=-1").find("point_1 must be ") != std::string::npos);
    CHECK(wrong("time.price.point_1=high").find("must be a number") != std::string::npos);
}

TEST_CASE("wrong options are named in their messages") {
    CHECK(set_complaint("fundng.level=1") == "--set fundng.level=1: unknown key 'fundng', did you mean 'funding'?");
    CHECK(set_complaint("funding.level=high") ==
          "--set funding.level=high: 'funding.level' must be a number, but is the text \"high\"");
    CHECK(set_complaint("funding.level=2") ==
          "--set funding.level=2: 'funding.level' must be between 0 and 1, but "
          "is 2");
    CHECK(set_complaint("population.title=3") ==
          "--set population.title=3: 'population.title' must be text in quotes, but is 3");
    const std::string shape = "must be key=value with a dotted key, such as funding.level=0.5";
    CHECK(set_complaint("funding.level") == "--set funding.level: " + shape);
    CHECK(set_complaint("=3") == "--set =3: " + shape);
    CHECK(set_complaint("#=3") == "--set #=3: " + shape);
    CHECK(set_complaint("practice.caf\xc3\xa9 noir.cost=3") ==
          "--set practice.caf\xc3\xa9 noir.cost=3: a name with other letters than a-z, A-Z, 0-9, _ and - stands in "
          "quotes, and the whole in single ones for the shell: --set 'practice.\"caf\xc3\xa9 noir\".cost=3'");
    CHECK(set_complaint("a b=3") == "--set a b=3: " + shape);
    CHECK(set_complaint("seed=1\nfunding.level=2").find(shape) != std::string::npos);
    CHECK(set_complaint("seed=") == "--set seed=: there is no value after '='");
    CHECK(set_complaint("time.price=[[1").find("--set time.price=[[1: this '[' is never closed") == 0);
    CHECK(set_complaint("include=[\"x\"]").find("unknown key 'include'") != std::string::npos);
    CHECK(set_complaint("practice.cloud.cost=1") ==
          "--set practice.cloud.cost=1: the list 'practice' has no entry "
          "named 'cloud'; add entries with [[practice]]");
}

} // namespace test_settings
