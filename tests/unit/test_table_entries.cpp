// The entries of a list from a table: columns by name, cells as values at their places, and what is wrong.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/binder.hpp"
#include "sim/config/csv.hpp"
#include "sim/config/document.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/table_entries.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_table_entries {

using namespace actorhood::sim;
using namespace actorhood::tests;

namespace {

struct Thing {
    std::string name;
    double size{};
    std::int64_t colour{};
    std::vector<std::string> parts;
    std::optional<double> since;

    static void declare(Schema& schema, Thing& thing) {
        const Source source{"test"};
        schema.text(thing.name, "name", Default{""}, Meaning{"Name"}, source);
        schema.real(thing.size, "size", Unit{"m"}, Default{1.0}, Bounds{0, 10}, Sweep{0, 10}, Meaning{"Size"},
                    source);
        schema.choice(thing.colour, "colour", Default{"light_red"}, {"light_red", "green"}, Meaning{"Colour"},
                      source);
        schema.texts(thing.parts, "parts", Meaning{"Parts"}, source);
        schema.optional_date(thing.since, "since", Meaning{"Since when"}, source);
    }
};

/// A list of things, which may come from a file.
struct Things {
    std::vector<Thing> things;
    std::string file;
    Schema schema;

    Things() {
        schema.text(file, "things_file", Default{""}, Meaning{"File"}, Source{"test"});
        schema.list(things, "thing", 5, Meaning{"Things"});
        schema.list_from_file("thing", "things_file");
    }
};

/// Reads the scenario beside a table; returns what is wrong.
std::string wrong_with(const std::string& table, Things& into, const std::string& scenario = "") {
    const TemporaryFolder folder;
    write_bytes(folder / "things.csv", table);
    write_bytes(folder / "s.toml", "things_file = \"things.csv\"\n" + scenario);
    try {
        read_file(folder / "s.toml", {}, into.schema);
    } catch (const ConfigurationError& error) {
        std::string text = error.what();
        for (std::size_t at = text.find(folder.path().string()); at != std::string::npos;
             at = text.find(folder.path().string())) {
            text.erase(at, folder.path().string().size() + 1);
        }
        return text;
    }
    return "";
}

std::string wrong_with(const std::string& table) {
    Things things;
    return wrong_with(table, things);
}

void says(const std::string& text, const std::string& part) {
    INFO("expected: " << part << "\nsaid: " << text);
    CHECK(text.find(part) != std::string::npos);
}

} // namespace

TEST_CASE("a list from a table: columns by name, empty cells left out", "[csv]") {
    Things read;
    REQUIRE(wrong_with("\xEF\xBB\xBFSize,Name,parts,Since,colour\r\n2.5,Acme,\"lid; box\",2014-03-17,Light red\r\n"
                       ",\"A, B\",lid|box,2015,green\r\n,,,,\r\n,2020,,,\r\n,,,,\r\n",
                       read) == "");
    REQUIRE(read.things.size() == 3);
    CHECK(read.things[0].name == "Acme");
    CHECK(read.things[0].size == 2.5);
    CHECK(read.things[0].colour == 0);
    CHECK(read.things[0].parts == std::vector<std::string>{"lid", "box"});
    CHECK(read.things[0].since == Approx(2014.0 + 2.0 / 12.0));
    CHECK(read.things[1].name == "A, B");
    CHECK(read.things[1].size == 1.0);
    CHECK(read.things[1].colour == 1);
    CHECK(read.things[1].parts.size() == 2);
    CHECK(read.things[1].since == Approx(2015.0));
    CHECK(read.things[2].name == "2020"); // a text, whatever it looks like
    CHECK_FALSE(read.things[2].since);
    CHECK(read.file.empty()); // forgotten: the entries are part of the scenario
}

TEST_CASE("a list from a table: every mistake with its line and column", "[csv]") {
    const std::string all = wrong_with("name,size,color\nA,x,green\nB,11,red\n");
    says(all, "things.csv:1:11: unknown column 'color', did you mean 'colour'?");
    says(all, "things.csv:2:3: 'thing.size' must be a number, but is the text \"x\"");
    says(all, "things.csv:3:3: 'thing.size' must be between 0 and 10 m, but is 11");
    says(wrong_with("name,colour\nA,greeen\n"), "things.csv:2:3: 'thing.colour' must be one of");
    says(wrong_with("name,colour\nA,greeen\n"), "did you mean \"green\"?");
    says(wrong_with("Size,size\n1,2\n"), "things.csv:1:6: the columns 'Size' and 'size' are the same; keep one");
    says(
        wrong_with("name,size\nA\n"),
        "things.csv:2:1: this row has 1 cell, the header has 2; empty cells are written, too: 1 more ',' is missing");
    says(wrong_with("name,size\nA, B,1\n"),
         "things.csv:2:6: this row has 3 cells, the header has 2; a cell that holds a ',' stands in quotes");
    says(wrong_with("A,1\nB,2\n"),
         "things.csv:1:1: the first line must name the columns (name, size, colour, parts, since), but has none");
    says(wrong_with("name,since\nA,2014-13\n"), "things.csv:2:3: 'thing.since' must be a date");
    says(wrong_with("name,since\nA,2014-02-99\n"), "things.csv:2:3: 'thing.since' must be a date");
    says(wrong_with("name,since\nA,2014-02-30\n"),
         "things.csv:2:3: 'thing.since' must be a date such as 2020-01-01, but is the text \"2014-02-30\": there is "
         "no "
         "such day");
    says(wrong_with("name,since\nA,28.2.2014\n"), "but is the text \"28.2.2014\": write 2014-02-28");
    says(wrong_with("name,since\nA,02.2014\n"), "but is the text \"02.2014\": write 2014-02");
    says(wrong_with("name,since\nA,2/28/2014\n"), "write year, month and day, as in 2020-01-31");
    says(wrong_with("name,since\nA,31.04.2014\n"), "write year, month and day, as in 2020-01-31");
    says(wrong_with("name,since\nA,spring 2014\n"), "but is the text \"spring 2014\"\n");
    says(wrong_with("name\n\"A\n"), "things.csv:2:1: this quote is not closed");
    says(wrong_with(""), "things.csv: the table is empty");
    says(wrong_with(std::string("name\nA\0B\n", 9)), "things.csv:2:2: there is a NUL byte");
    says(wrong_with("name\n\xC3\x28\n"), "things.csv:2:1: this is not UTF-8");
    says(wrong_with("name\n" + std::string(6, 'A') + "\nB\nC\nD\nE\nF\n"), "at most 5 are accepted");
    says(wrong_with("name\n" + std::string(1u << 21, 'A')), "s.toml:1:15: 'things_file': cannot read things.csv");
    Things both;
    says(wrong_with("name\nA\n", both, "[[thing]]\nname = \"B\"\n"), "stand here and in things.csv");
}

TEST_CASE("a list from a table: a file that is not there", "[csv]") {
    const TemporaryFolder folder;
    write_bytes(folder / "s.toml", "\nthings_file = \"absent.csv\"\n");
    Things things;
    CHECK_THROWS_WITH(read_file(folder / "s.toml", {}, things.schema),
                      Catch::Contains("s.toml:2:15: 'things_file': cannot read ") &&
                          Catch::Contains("absent.csv: there is no such file"));
}

TEST_CASE("a list from a table: any bytes are met with entries or with messages", "[csv][case 44]") {
    // Pieces that mean something to the reader, put together in any way.
    const std::vector<std::string> pieces{"name", "size", "parts", ",",  ";", "\n", "\r\n", "\"", "\"\"",
                                          "1",    "-3e2", "A",     "\t", " ", "=1", "|",    "é",  "\xEF\xBB\xBF",
                                          "\xFF", ""};
    std::uint64_t state = 88172645463325252u;
    const auto next = [&state](std::uint64_t below) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state % below;
    };
    Things things;
    std::size_t read = 0;
    for (int attempt = 0; attempt < 3000; ++attempt) {
        std::string text = next(2) == 0 ? "name,size\n" : "";
        for (std::uint64_t length = next(25); length > 0; --length) {
            text += pieces[next(pieces.size())];
        }
        try {
            const TableEntries entries = table_entries(parse_csv(text, "t.csv"), things.schema.lists().front());
            const auto cells = [](const Node& entry) { return entry.children.size() <= 5; };
            REQUIRE(std::ranges::all_of(entries.entries.children, cells));
            ++read;
        } catch (const ConfigurationError& error) {
            REQUIRE_FALSE(error.problems().empty());
        }
    }
    CHECK(read > 200);
    CHECK(read < 2800);
}

TEST_CASE("a list from a table: the first line of a spreadsheet that says its separator", "[csv]") {
    for (const char* const first : {"sep=;\r\n", "SEP=;\n", "\"sep=;\"\n"}) {
        Things read;
        REQUIRE(wrong_with(std::string("\xEF\xBB\xBF") + first + "name;size\n\"A, B\";2,5\n", read) == "");
        REQUIRE(read.things.size() == 1);
        CHECK(read.things[0].name == "A, B");
        CHECK(read.things[0].size == 2.5);
    }
    Things tabs;
    REQUIRE(wrong_with("sep=\t\nname\tsize\nA\t2\n", tabs) == "");
    CHECK(tabs.things.at(0).size == 2.0);
    Things other;
    says(wrong_with("sep=|\nname|size\nA|2\n", other),
         "things.csv:1:1: the separator of cells must be ',', ';' or a tab");
    Things late;
    says(wrong_with("name;size\nA;x\n", late),
         "things.csv:2:3: 'thing.size' must be a number"); // lines count from the file
    Things counted;
    says(wrong_with("sep=;\nname;size\nA;x\n", counted), "things.csv:3:3: 'thing.size' must be a number");
}

} // namespace test_table_entries
