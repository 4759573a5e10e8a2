// Tables of values and the points that they hold: what is read, and what is wrong with its place.
#include <string>
#include <vector>

#include "sim/config/csv.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/experiment_fixture.hpp"

namespace test_points_table {

using namespace actorhood::sim;
using namespace actorhood::tests;

namespace {

std::string refusal(const std::string& text) {
    try {
        static_cast<void>(parse_csv(text, "t.csv"));
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return "";
}

std::string value(const std::string& cell, const std::string& separator = ",") {
    const CsvTable table = parse_csv("a" + separator + "b\n" + cell + separator + "0\n", "t.csv");
    return csv_value(table, table.rows.at(0), 0).toml();
}

} // namespace

TEST_CASE("a table is read as spreadsheets write it", "[csv]") {
    const CsvTable table =
        parse_csv("\xEF\xBB\xBFname, x ,\"a, b\"\r\n\r\none,1,\"say \"\"yes\"\"\"\r\n, -2.5 ,\r\n", "t.csv");
    REQUIRE(table.header.cells.size() == 3);
    CHECK(table.header.cells[1].text == "x");
    CHECK(table.header.cells[2].text == "a, b");
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].line == 3);
    CHECK(table.rows[0].cells[2].text == "say \"yes\"");
    CHECK(table.rows[0].cells[2].column == 7);
    CHECK(table.rows[1].cells[0].text.empty());
    CHECK(table.rows[1].cells[1].text == "-2.5");
    CHECK(table.place(table.rows[1], 1).text() == "t.csv:4:3");
}

TEST_CASE("cells are numbers, truths, arrays, dates or texts", "[csv]") {
    CHECK(value("12") == "12");
    CHECK(value("1.5e-3") == "0.0015");
    CHECK(value(".5") == "0.5");
    CHECK(value("5.") == "5.0");
    CHECK(value("-007") == "-7");
    CHECK(value("00") == "0");
    CHECK(value("+2") == "2");
    CHECK(value("nan") == "\"nan\"");
    CHECK(value("-inf") == "\"-inf\"");
    CHECK(value("true") == "true");
    CHECK(value("2024-03-01") == "2024-03-01");
    CHECK(value("[1 2]") == "\"[1 2]\""); // no array in TOML
    CHECK(value("\"[1, 2]\"") == "\"[1, 2]\"");
    CHECK(value("expansion") == "\"expansion\"");
    CHECK(value("\"12\"") == "\"12\"");
    CHECK(value("0,5", ";") == "0.5");
    CHECK(value("[1, 2]", ";") == "[1, 2]");
    CHECK(value("2,5", "\t") == "\"2,5\""); // only semicolons make a comma a decimal point
}

TEST_CASE("everything that is wrong with a table is said at once, with its place", "[csv]") {
    CHECK(has(refusal(""), "t.csv: the table is empty"));
    CHECK(has(refusal("a,,a\n"), "t.csv:1:3: this column has no name"));
    CHECK(has(refusal("a,,a\n"), "t.csv:1:4: two columns have the name 'a'"));
    const std::string said = refusal("a,b\n1\n1,2,3\n\"1,2\n\"1\"x,2\n");
    CHECK(has(said, "t.csv:2:1: this row has 1 cell, the header has 2"));
    CHECK(has(said, "t.csv:3:5: this row has 3 cells, the header has 2"));
    CHECK(has(said, "t.csv:4:1: this quote is not closed"));
    CHECK(has(said, "t.csv:5:4: there is something between the closing quote"));
    CHECK(has(refusal("a\n\xFF\n"), "not UTF-8"));
    const std::string mixed = refusal("a;b\n0,5;2.000\n1.5;3\n"); // two, or two thousand?
    CHECK(has(mixed, "t.csv:2:5: 2.000 has a point, but other numbers of this table a decimal comma"));
    CHECK(has(mixed, "t.csv:3:1: 1.5 has a point"));
}

TEST_CASE("points of a list stand in a table, and mean what points in the file mean", "[experiment][csv]") {
    ExperimentFiles files;
    files.write("points.csv", "name,work.effort\nlow,0.25\nbase,\n\"7\",0.75\n");
    const std::string head = "[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\npoints_file = \"points.csv\"\n";
    const Experiment table = files.read(head);
    const Experiment written = files.read(
        "[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\n"
        "[[experiment.point]]\nname = \"low\"\n\"work.effort\" = 0.25\n"
        "[[experiment.point]]\nname = \"base\"\n"
        "[[experiment.point]]\nname = \"7\"\n\"work.effort\" = 0.75\n");
    REQUIRE(table.points.size() == 3);
    REQUIRE(table.columns.size() == written.columns.size());
    CHECK(table.columns[0].labels == std::vector<std::string>{"low", "base", "7"});
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(table.points[i].coordinates == written.points[i].coordinates);
        CHECK(table.points[i].settings == written.points[i].settings);
    }
}

TEST_CASE("a number of a table is one wherever the point goes", "[experiment][csv]") {
    ExperimentFiles files;
    files.write("points.csv", "work.effort,work.teams\n.5,007\n");
    const Experiment found =
        files.read("[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\npoints_file = \"points.csv\"\n");
    REQUIRE(found.points.size() == 1);
    CHECK(applied(found.points[0].settings, files.world.schema) == "");
    CHECK(files.world.effort == 0.5);
    CHECK(files.world.teams == 7);
}

TEST_CASE("what a table of points says wrongly is told with its cell", "[experiment][csv]") {
    ExperimentFiles files;
    const std::string head = "[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\npoints_file = \"points.csv\"\n";
    files.write("points.csv", "work.effort,work.efort\n0.25,1\nmuch,2\n");
    const std::string said = files.complaint(head);
    CHECK(has(said, "points.csv:1:13: "));
    CHECK(has(said, "did you mean 'work.effort'?"));
    CHECK(has(said, "points.csv:3:1: "));
    CHECK(has(said, "2 problems")); // the name of a column is wrong once, not in every row
    files.write("points.csv", "work.effort,work.repeats\n0.25,1\n0.5,2\n");
    const std::string whole = files.complaint(head);
    CHECK(has(whole, "points.csv:1:13: 'work.repeats' belongs to the whole result"));
    CHECK_FALSE(has(whole, "problems"));
    files.write("points.csv", "work.effort\n0.25\n0.25\n");
    CHECK(has(files.complaint(head), "points.csv:3:1: this point is the same as point 0"));
    CHECK(has(files.complaint(head + "[[experiment.point]]\n\"work.effort\" = 0.1\n"), "not in both"));
    files.write("points.csv", "work.effort,replicates\n0.25,0\n0.5,\n");
    CHECK(has(files.complaint(head), "points.csv:2:6: 'replicates' of a point must be at least 1; leave it out"));
    files.write("points.csv", "work.effort\n");
    CHECK(has(files.complaint(head), "the table has no rows"));
    CHECK(has(files.complaint("[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\npoints_file = \"none.csv\"\n"),
              "there is no such file"));
    CHECK(has(files.complaint("[experiment]\nbase = \"base.toml\"\ndesign = \"sobol\"\npoints = 4\n"
                              "points_file = \"points.csv\"\n[[experiment.axis]]\nparameter = \"work.effort\"\n"),
              "points are given for the design list only"));
}

TEST_CASE("assumptions may be a table too", "[experiment][csv]") {
    ExperimentFiles files;
    files.write("sets.csv", "work.effort\n0.25\n0.75\n");
    const Experiment crossed = files.read(
        "[experiment]\nbase = \"base.toml\"\ndesign = \"list\"\nassumptions = \"sets.csv\"\n"
        "[[experiment.point]]\n");
    CHECK(crossed.design == "crossed");
    CHECK(crossed.points.size() == 2);
}

} // namespace test_points_table
