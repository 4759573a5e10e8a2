#include "sim/core/large_pages.hpp"

#include <cstdint>

#include "tests/catch.hpp"

namespace test_large_pages {

using namespace actorhood;

TEST_CASE("a column on large pages, and one too short for them, holds what it is given") {
    for (const std::size_t entries : {std::size_t{0}, std::size_t{100}, std::size_t{3} << 20}) {
        std::vector<std::uint32_t> column;
        sim::reserve_large(column, entries);
        REQUIRE(column.capacity() >= entries);
        CHECK(column.empty());
        const std::uint32_t* const before = column.data();
        for (std::uint32_t i = 0; i < entries; ++i) {
            column.push_back(7 * i);
        }
        CHECK(column.data() == before);
        for (std::uint32_t i = 0; i < entries; i += 997) {
            CHECK(column[i] == 7 * i);
        }
    }
}

TEST_CASE("asking for large pages changes nothing that stands in memory, wherever it begins and ends") {
    std::vector<std::uint8_t> bytes(std::size_t{9} << 20, std::uint8_t{3});
    for (const std::size_t begin : {std::size_t{0}, std::size_t{1}, std::size_t{4095}}) {
        sim::prefer_large_pages(bytes.data() + begin, bytes.size() - 2 * begin);
    }
    sim::prefer_large_pages(nullptr, 0);
    std::size_t sum = 0;
    for (const std::uint8_t byte : bytes) {
        sum += byte;
    }
    CHECK(sum == 3 * bytes.size());
}

} // namespace test_large_pages
