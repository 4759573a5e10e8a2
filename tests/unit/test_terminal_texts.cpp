// What may go to a terminal, whoever wrote it.
#include <string>

#include "sim/config/format.hpp"
#include "tests/catch.hpp"

namespace test_terminal_texts {

using namespace actorhood::sim;

TEST_CASE("texts that would drive a terminal are recognised, and printed without what drives it", "[document]") {
    CHECK(printable("a\x1b[31mb\nc\td\x7f") == "a?[31mb\nc\td?");
    CHECK(printable("Saint-\xc3\x89tienne \xc2\x9b"
                    "31m") == "Saint-\xc3\x89tienne ?31m"); // C1 in UTF-8
    CHECK(one_line("two\nlines\tone") == "two lines one");
    CHECK_FALSE(drives_terminal("\xc3\x89tienne\n"));
    CHECK(drives_terminal(std::string("cut\0here", 8)));
}

} // namespace test_terminal_texts
