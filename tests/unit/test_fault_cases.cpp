// Every fault has a test that exists, and tests/README.md says which.
//
// Refresh it after a change of tests:  ACTORHOOD_REFRESH=1 build/bin/test_unit "[documents]"
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/fault_cases.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_fault_cases {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const fs::path tests_folder = fs::path(ACTORHOOD_SOURCE_DIR) / "tests";

void check_part(const std::string& name, const std::string& wanted) {
    const fs::path file = tests_folder / "README.md";
    if (refreshing()) {
        replace_part(name, wanted, file);
        return;
    }
    const std::string document = text_of(file);
    const Place place = generated_part(document, name);
    INFO("tests/README.md, part '" << name
                                   << "'. To refresh: ACTORHOOD_REFRESH=1 build/bin/test_unit \"[documents]\"");
    const bool current = document.substr(place.begin, place.length) == wanted;
    CHECK(current);
}

} // namespace

TEST_CASE("documents: every fault has tests, which carry its number, and the tables of tests are current",
          "[documents]") {
    const std::vector<TaggedTest> tests = tagged_tests(tests_folder);
    std::set<std::string> shown;
    std::set<std::string> fast;
    for (const TaggedTest& test : tests) {
        shown.insert(test.tags.begin(), test.tags.end());
        if (!test.is_long) {
            fast.insert(test.tags.begin(), test.tags.end());
        }
    }
    CHECK(shown.erase(same_bytes_tag) == 1);
    int number = 0;
    for (const FaultCase& fault : fault_cases()) {
        INFO("case " << fault.number << ": " << fault.what);
        CHECK(fault.number == ++number);
        CHECK(shown.erase("case " + std::to_string(fault.number)) == 1);
        CHECK(fast.contains("case " + std::to_string(fault.number)));
    }
    CHECK(shown == std::set<std::string>{}); // numbers of no case
    check_part("cases", cases_markdown(fault_cases(), tests));
    check_part("same bytes", same_bytes_markdown(tests));
}

TEST_CASE("documents: the tests that hold what was found exist", "[documents]") {
    const std::string found = text_of(tests_folder / "FOUND.md");
    static const std::regex row(R"re(\n\| ([A-Z][0-9]*) \|.*\| `([^`]*)`(?:: ([^\n]*))? \|(?=\n))re");
    std::set<std::string> rows;
    for (std::sregex_iterator match(found.begin(), found.end(), row), end; match != end; ++match) {
        INFO((*match)[1] << ": " << (*match)[2] << ": " << (*match)[3]);
        CHECK(rows.insert((*match)[1]).second);
        const fs::path file = tests_folder.parent_path() / (*match)[2].str();
        REQUIRE(fs::exists(file));
        CHECK(((*match)[3].length() == 0 ||
               read_bytes(file).find("TEST_CASE(\"" + (*match)[3].str() + "\"") != std::string::npos));
    }
    std::size_t lines = 0; // of the table, with its heading
    for (std::size_t at = found.find("\n| "); at != std::string::npos; at = found.find("\n| ", at + 1)) {
        ++lines;
    }
    CHECK(rows.size() + 1 == lines);
}

TEST_CASE("documents: tags of tests are found in sources and scripts", "[documents]") {
    const TemporaryFolder folder;
    fs::create_directory(folder / "faults");
    // Written in parts, so that this file holds no tags.
    const std::string test =
        "TEST"
        "_CASE(\"";
    write_bytes(folder / "faults" / "test_a.cpp", test +
                                                      "first\", \"[.long][case"
                                                      " 3][output]\") {}\n" +
                                                      test + "none\") {}\n" + test +
                                                      "second\",\n          \"[same"
                                                      " bytes]\") {}\n");
    write_bytes(folder / "faults" / "b.sh",
                "echo \"--- a disk [case"
                " 7][case"
                " 8]\"\necho \"nothing\"\n");
    const std::vector<TaggedTest> found = tagged_tests(folder.path());
    REQUIRE(found.size() == 3);
    CHECK(found[0].name == "a disk");
    CHECK(found[0].is_long);
    CHECK(found[0].tags == std::vector<std::string>{"case 7", "case 8"});
    CHECK(found[1].file == "tests/faults/test_a.cpp");
    CHECK(found[1].tags == std::vector<std::string>{"case 3"});
    CHECK(found[1].is_long);
    CHECK(found[2].name == "second");
    CHECK_FALSE(found[2].is_long);
    CHECK(cases_markdown({{3, "a", "b"}}, found).find("| 3 | a | b | `tests/faults/test_a.cpp`: first (long) |") !=
          std::string::npos);
    CHECK(same_bytes_markdown(found) == "- `tests/faults/test_a.cpp`:\n  - second\n");
}

} // namespace test_fault_cases
