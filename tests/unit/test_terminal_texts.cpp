// What may go to a terminal, whoever wrote it.
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"
#include "tests/catch.hpp"
#include "tests/support/errors.hpp"

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

TEST_CASE("what turns the direction of writing never stands in what is printed", "[document]") {
    // The mark, the override, an isolate, a line separator, the Arabic letter mark; a name in Hebrew stays.
    const std::string hidden =
        "a\xe2\x80\x8e"
        "b\xe2\x80\xae"
        "c\xe2\x81\xa7"
        "d\xe2\x80\xa8"
        "e\xd8\x9c"
        "f";
    CHECK(printable(hidden) == "a?b?c?d?e?f");
    CHECK(printable("\xd7\xa9\xd7\x9c \xe2\x80\x93 \xe2\x80\xa6") == "\xd7\xa9\xd7\x9c \xe2\x80\x93 \xe2\x80\xa6");
    CHECK(printable("\xe2\x80") == "\xe2\x80"); // cut short
    CHECK(shortened("x\xe2\x80\xaey\n") == "x?y?");
    CHECK(toml_text(hidden) == "\"a\\u200eb\\u202ec\\u2067d\\u2028e\\u061cf\"");
    CHECK(json_text("\xc2\x9b") == "\"\\u009b\"");
}

TEST_CASE("messages hold no control characters", "[document]") {
    Schema schema;
    const auto message = [&](const std::string& text, const std::vector<std::string>& set) {
        return actorhood::tests::message_of([&] { static_cast<void>(read_text(text, "s.toml", {set}, schema)); },
                                            ExitCode::configuration);
    };
    CHECK(message("\"\\u001b[31m\" = 1", {}).find("unknown key '?[31m'") != std::string::npos);
    CHECK(message("", {"a\nb=1"}).find("--set a?b=1: ") != std::string::npos);
}

} // namespace test_terminal_texts
