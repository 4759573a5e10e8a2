// The seeded faults of tests/mutation can still be made: each text that one replaces stands in its file, once.
#include <filesystem>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace test_mutation_list {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

std::string with_line_ends(std::string text) {
    for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
        text.replace(at, 2, "\n");
    }
    return text;
}

} // namespace

TEST_CASE("documents: each seeded fault replaces a text that stands in its file once", "[documents]") {
    const fs::path top(ACTORHOOD_SOURCE_DIR);
    std::istringstream lines(text_of(top / "tests" / "mutation" / "faults.txt"));
    std::size_t faults = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        INFO(line);
        const std::size_t colon = line.find(": ");
        const std::size_t arrow = line.find(" ==>");
        REQUIRE((colon != std::string::npos && arrow != std::string::npos && colon < arrow));
        REQUIRE(fs::exists(top / line.substr(0, colon)));
        const std::string source = text_of(top / line.substr(0, colon));
        const std::string replaced = with_line_ends(line.substr(colon + 2, arrow - colon - 2));
        const std::size_t place = source.find(replaced);
        CHECK(place != std::string::npos);
        CHECK((place == std::string::npos || source.find(replaced, place + 1) == std::string::npos));
        ++faults;
    }
    CHECK(faults >= 60);
}

} // namespace test_mutation_list
