// JSON documents from their parts.
#include <limits>
#include <string>
#include <vector>

#include "sim/config/json.hpp"
#include "tests/catch.hpp"

namespace test_json {

using namespace actorhood::sim;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_CASE("Documents of JSON are made of their parts", "[json]") {
    const std::vector<int> none_there;
    const auto text = [](int number) { return std::to_string(number); };
    CHECK(json_number(-0.5) == "-0.5");
    CHECK(json_number(none) == "null");
    CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
    CHECK(json_object({}) == "{}");
    CHECK(json_object({{"a \"key\"", "1"}, {"b", json_flag(false)}}) == R"({"a \"key\"": 1, "b": false})");
    CHECK(json_numbers({0.5, none}) == "[0.5, null]");
    CHECK(json_texts({"it's", "a \"word\""}) == R"(["it's", "a \"word\""])");
    CHECK(json_array(none_there, text) == "[]");
    CHECK(json_array(std::vector<int>{1, 2}, text) == "[\n      1,\n      2]");
    CHECK(json_list({}) == "[]\n");
    CHECK(json_list({"1", "2"}) == "[\n  1,\n  2\n]\n");
    CHECK(json_document({{"a", "1"}, {"b", "2"}}) == "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
}

} // namespace test_json
