// Tables of members: every mistake is met with its place, hostile names are texts, and nothing is written.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_members_file {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string header = "name,employees,size_class,sector,region,practices,joined\n";

/// A scenario with one cluster whose members stand in ours.csv.
void write_world(const TemporaryFolder& folder, const std::string& table, const std::string& more = "") {
    write_bytes(folder / "ours.csv", table);
    write_bytes(folder / "s.toml", "include = [\"" ACTORHOOD_SOURCE_DIR
                                   "/scenarios/baseline.toml\"]\n"
                                   "[time]\nyears = 1\nburn_in_years = 1\n"
                                   "[population]\noutside_firms = 50\nregions = 2\n"
                                   "[[cluster]]\nname = \"ours\"\nmembers_file = \"ours.csv\"\n" +
                                       more);
}

Finished call(const TemporaryFolder& folder, const std::vector<std::string>& words) {
    LaunchOptions options;
    options.folder = folder.path();
    return call_program(words, options);
}

struct WrongTable {
    const char* name;
    std::string text;
    std::vector<std::string> says;
};

std::vector<WrongTable> wrong_tables() {
    std::string noise;
    for (unsigned i = 0; i < 4000; ++i) {
        noise.push_back(static_cast<char>(i * 2654435761u >> 13 | 0x80u));
    }
    return {
        {"no row", header + ",,,,,,\n", {"ours.csv:1:1:", "only names the columns"}},
        {"no header", "Acme,12\nBolt,7\n", {"ours.csv:1:1:", "the first line must name the columns", "employees"}},
        {"unknown column", "name,employes\nA,1\n", {"ours.csv:1:6:", "'employes'", "did you mean 'employees'?"}},
        {"two columns of one name", "name,Name\nA,B\n", {"ours.csv:1:6:", "are the same; keep one"}},
        {"too many cells",
         header + "A,1,,,,,,,\n",
         {"ours.csv:2:10:", "9 cells, the header has 7", "stands in quotes"}},
        {"no number", header + "A,dozen,,,,,\n", {"ours.csv:2:3:", "must be a number", "\"dozen\""}},
        {"size out of range",
         header + "A,0,,,,,\nB,1e9,,,,,\n",
         {"ours.csv:2:3:", "between 1 and 9999 persons, but is 0", "ours.csv:3:3:", "2 problems"}},
        {"size and class",
         header + "A,60,small,,,,\n",
         {"ours.csv:2:6:", "fewer than 50 employees, but this one has 60"}},
        {"unknown sector", header + "A,,,agrifood,,,\n", {"ours.csv:2:5:", "did you mean \"agri_food\"?"}},
        {"unknown region", header + "A,,,,3,,\n", {"ours.csv:2:6:", "there is no region 3", "from 1 to 2"}},
        {"unknown practice", header + "A,,,,,cloud; robotic,\n", {"ours.csv:2:7:", "did you mean \"robotics\"?"}},
        {"none and others", header + "A,,,,,cloud; none,\n", {"ours.csv:2:7:", "\"none\" stands alone"}},
        {"name twice",
         header + "A,,,,,,\nB,,,,,,\nA,,,,,,\n",
         {"ours.csv:4:1:", "\"A\" is taken by member 1 of this cluster"}},
        {"thousands with a point",
         "name;employees\nA;1.250\n",
         {"ours.csv:2:3:", "employees are counted whole, and 1.25 is no whole number", "parts thousands"}},
        {"name too long", header + std::string(201, 'x') + ",,,,,,\n", {"ours.csv:2:1:", "at most 200 bytes"}},
        {"date in the future", header + "A,,,,,,2020-02\n", {"ours.csv:2:8:", "after the start of the run"}},
        {"no date", header + "A,,,,,,2014-02-41\n", {"ours.csv:2:8:", "must be a date such as 2020-01-01"}},
        {"no such day", header + "A,,,,,,2014-02-30\n", {"ours.csv:2:8:", "2014-02-30", "there is no such day"}},
        {"date with points", header + "A,,,,,,28.02.2014\n", {"ours.csv:2:8:", "28.02.2014", "write 2014-02-28"}},
        {"too few cells", "sep=;\nname;employees\nA\n", {"ours.csv:3:1:", "1 cell, the header has 2", "1 more ';'"}},
        {"open quote", header + "\"A,1,,,,,\nB,2,,,,,\n", {"ours.csv:2:1:", "this quote is not closed"}},
        {"control character", header + "A\x1b[31m,1,,,,,\n", {"ours.csv:2:2:", "control character"}},
        {"empty", "", {"ours.csv", "the table is empty"}},
        {"binary", noise, {"ours.csv:1:", "UTF-8"}},
        {"UTF-16", std::string("\xFF\xFEn\0a\0", 6), {"ours.csv:1:", "UTF-16"}},
        {"NUL", header + std::string("A\0,1,,,,,\n", 10), {"ours.csv:2:2:", "NUL"}},
        {"more than fit into a scenario",
         header +
             [] {
                 std::string rows;
                 for (int i = 0; i < 5001; ++i) {
                     rows += ",1,,,,,\n";
                 }
                 return rows;
             }(),
         {"ours.csv:1:1:", "has 5001 entries; at most 5000"}},
    };
}

} // namespace

TEST_CASE("wrong tables of members are refused with line and column", "[members][case 30][case 31][case 33]") {
    for (const WrongTable& wrong : wrong_tables()) {
        const TemporaryFolder folder;
        write_world(folder, wrong.text);
        INFO("case: " << wrong.name);
        for (const char* command : {"validate", "run"}) {
            const Finished finished = call(folder, {command, "s.toml"});
            INFO(finished.errors.substr(0, 1000));
            CHECK(finished.code == 3);
            CHECK(finished.seconds < 10.0 * ACTORHOOD_PATIENCE);
            CHECK(finished.errors.size() < 20'000);
            for (const std::string& text : wrong.says) {
                INFO("expected: " << text);
                CHECK(finished.errors.find(text) != std::string::npos);
            }
        }
        CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
    }
}

TEST_CASE("tables of members that are no files are refused at once, where the scenario names them",
          "[members][case 33]") {
    const TemporaryFolder folder;
    write_world(folder, "");
    const auto refused = [&](const std::string& says) {
        const Finished finished = call(folder, {"validate", "s.toml"});
        INFO(finished.errors);
        CHECK(finished.code == 3);
        CHECK(finished.seconds < 2.0 * ACTORHOOD_PATIENCE);
        CHECK(finished.says("s.toml:10:16: 'cluster.members_file': cannot read "));
        CHECK(finished.says(says));
    };
    fs::remove(folder / "ours.csv");
    refused("ours.csv: there is no such file");
    fs::create_directory(folder / "ours.csv");
    refused("it is a directory");
    fs::remove(folder / "ours.csv");
    write_bytes(folder / "ours.csv", "name\n");
    fs::resize_file(folder / "ours.csv", 1u << 30); // takes no space on disk, and no time
    refused("more than 1 MiB");
}

TEST_CASE("all mistakes of scenario and table are said at once", "[members][case 31]") {
    const TemporaryFolder folder;
    write_world(folder, header + "A,x,,,,,\nB,1,huge,,,,\n", "funding.levle = 3\nmembres = 4\n");
    const Finished finished = call(folder, {"validate", "s.toml"});
    INFO(finished.errors);
    CHECK(finished.code == 3);
    for (const char* text : {"ours.csv:2:3:", "ours.csv:3:5:", "s.toml:11:", "did you mean 'cluster.funding.level'?",
                             "s.toml:12:1:", "did you mean 'cluster.members'?", "4 problems"}) {
        INFO(text);
        CHECK(finished.errors.find(text) != std::string::npos);
    }
}

TEST_CASE("what only shows when a table is read as a whole is said beside wrong cells", "[members][case 31]") {
    const TemporaryFolder folder;
    write_world(folder, header + "A,x,,,,,\nB,60,small,,,,2031-01\nA,,,,,robotic,\n");
    const Finished finished = call(folder, {"validate", "s.toml"});
    INFO(finished.errors);
    CHECK(finished.code == 3);
    for (const char* text :
         {"ours.csv:2:3:", "must be a number", "ours.csv:3:6:", "fewer than 50 employees",
          "ours.csv:3:15:", "after the start of the run", "ours.csv:4:1:", "\"A\" is taken by member 1",
          "ours.csv:4:7:", "did you mean \"robotics\"?", "5 problems"}) {
        INFO(text);
        CHECK(finished.errors.find(text) != std::string::npos);
    }
}

TEST_CASE("money of a cluster that contradicts itself is refused", "[members]") {
    const TemporaryFolder folder;
    for (const auto& [more, says] : std::vector<std::pair<std::string, std::string>>{
             {"funding.mix.core = 1.0\n", "are given together, or none of them"},
             {"funding.mix = { core = 0.5, project = 0.5, fees = 0.5, services = 0 }\n", "but add up to 1.5"},
             {"funding.level = 100\nfunding.staff = 0\n", "leave one of the two out"},
             {"members = 1\n", "1 member cannot include the 2 that are given"}}) {
        write_world(folder, header + "A,1,,,,,\nB,2,,,,,\n", more);
        const Finished finished = call(folder, {"validate", "s.toml"});
        INFO(more << finished.errors);
        CHECK(finished.code == 3);
        CHECK(finished.says(says));
        CHECK(finished.says("s.toml:1")); // the line of what was given
    }
}

TEST_CASE("the template of an own cluster is valid, says what it draws, and runs, its result stands alone",
          "[members]") {
    const TemporaryFolder folder;
    CHECK(call(folder, {"new", "ours.toml", "--template", "own_cluster"}).code == 0);
    CHECK(fs::exists(folder / "ours_members.csv"));
    CHECK(call(folder, {"new", "ours.toml", "--template", "own_cluster"}).code == 4);
    const Finished valid = call(folder, {"validate", "ours.toml"});
    INFO(valid.errors);
    CHECK(valid.code == 0);
    CHECK(valid.says("cluster \"our cluster\": 12 members given, 0 drawn; of the given ones 24 values are drawn"));
    const std::vector<std::string> run{"run",
                                       "ours.toml",
                                       "-q",
                                       "-o",
                                       "A",
                                       "--replicates",
                                       "1",
                                       "--set",
                                       "time.years=1.0",
                                       "--set",
                                       "population.outside_firms=200"};
    const Finished finished = call(folder, run);
    INFO(finished.errors);
    CHECK(finished.code == 0);
    CHECK(finished.errors.find("notice: cluster \"our cluster\": 12 members given") != std::string::npos);

    // The result needs the table no more; another table is another scenario, and diff names the member.
    std::string table = read_bytes(folder / "ours_members.csv");
    fs::remove(folder / "ours_members.csv");
    const Finished again = call(folder, {"reproduce", "A"});
    INFO(again.output << again.errors);
    CHECK(again.code == 0);
    table.replace(table.find("Dairy,180"), 9, "Dairy,181");
    write_bytes(folder / "ours_members.csv", table);
    std::vector<std::string> other = run;
    other[4] = "B";
    CHECK(call(folder, other).code == 0);
    const Finished different = call(folder, {"diff", "A", "B"});
    INFO(different.output << different.errors);
    CHECK(different.code == 1);
    CHECK(different.says("180"));
    CHECK(different.says("181"));
}

TEST_CASE("what a cluster has of its own is varied by an experiment, also where the base leaves it out",
          "[members]") {
    const TemporaryFolder folder;
    REQUIRE(call(folder, {"new", "ours.toml", "--template", "own_cluster"}).code == 0);
    CHECK(call(folder, {"describe", "ours.toml"}).says("1 of the clusters has money or a mix of its own"));
    CHECK(
        call(folder, {"describe", "ours.toml"}).says("A cluster organisation without money of its own is meant to"));
    write_bytes(folder / "list.toml",
                "[experiment]\nbase = \"ours.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                "outputs = [\"circular_depth\", \"panel_*\"]\n"
                "[experiment.set]\n\"time.years\" = 1\n\"time.burn_in_years\" = 1\n"
                "[[experiment.point]]\nname = \"as it is\"\n"
                "[[experiment.point]]\nname = \"much\"\n"
                "cluster.\"our cluster\".funding.level = 3000\n"
                "[[experiment.point]]\nname = \"theirs\"\ncluster.neighbour.funding.level = 3000\n");
    const Finished swept = call(folder, {"sweep", "list.toml", "-o", "list", "-q"});
    INFO(swept.errors);
    REQUIRE(swept.code == 0);
    // The clusters' names are not kept, but the panel is: the report numbers them.
    CHECK(call(folder, {"report", "list", "--between", "point", "-o", "list.html"}).code == 0);
    write_bytes(folder / "one.toml",
                "[experiment]\nbase = \"ours.toml\"\ndesign = \"one_at_a_time\"\nreplicates = 1\n"
                "[[experiment.axis]]\nparameter = \"cluster.neighbour.funding.level\"\nmin = 1000\nmax = 3000\n"
                "[[experiment.axis]]\nparameter = \"cluster.neighbour.funding.staff\"\nvalues = [1.0, 2.0]\n");
    CHECK(call(folder, {"sweep", "one.toml", "--dry-run"}).says("5 points"));
}

} // namespace test_members_file
