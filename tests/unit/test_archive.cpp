// One visitor saves, loads, counts and describes state.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/transition.hpp"
#include "sim/core/archive.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_archive {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

template <class... Item>
std::uint64_t layout_of(std::string_view name, const Item&... item) {
    sim::ArchiveLayout layout;
    (layout(name, item), ...);
    return layout.hash();
}

struct State {
    std::vector<std::uint8_t> odd;
    std::vector<double> numbers{1.5, -0.0};
    std::uint16_t month = 7;
    std::vector<std::array<std::uint16_t, 3>> triples{{1, 2, 3}};
    template <class Archive>
    void visit(Archive& archive) {
        archive("odd", odd);
        archive("numbers", numbers);
        archive("month", month);
        archive("triples", triples);
    }
};

} // namespace

TEST_CASE("state in parts has the bytes and the hash of state in one piece, and copies no column", "[archive]") {
    for (std::size_t size = 0; size < 20; ++size) { // words of the hash begin anywhere
        State state;
        state.odd.assign(size, std::uint8_t{3});
        sim::ArchiveWriter whole;
        sim::ArchiveParts parts;
        state.visit(whole);
        state.visit(parts);
        CHECK(parts.size() == whole.bytes().size());
        CHECK(parts.joined() == whole.bytes());
        CHECK(parts.hash() == sim::hash_bytes(whole.bytes().data(), whole.bytes().size()));
        const auto at = [&](const void* data) {
            return std::ranges::any_of(parts.parts(), [data](const auto& part) { return part.data() == data; });
        };
        CHECK(at(state.numbers.data()));
        const std::uint64_t before = parts.hash(); // parts are those of the state as it was
        state.odd.push_back(4);
        sim::ArchiveParts other;
        state.visit(other);
        CHECK(other.hash() != before);
    }
}

TEST_CASE("a layout is names, kinds and sizes, whatever the columns hold", "[archive]") {
    const std::vector<float> column{1.0f, 2.0f};
    const std::uint64_t usual = layout_of("trust", column);
    CHECK(layout_of("trust", std::vector<float>{}) == usual);
    CHECK(layout_of("value", column) != usual);
    CHECK(layout_of("trust", std::vector<double>{}) != usual);
    CHECK(layout_of("trust", std::vector<std::int32_t>{}) != usual); // as long as float
    CHECK(layout_of("trust", std::vector<std::uint32_t>{}) != layout_of("trust", std::vector<std::int32_t>{}));
    CHECK(layout_of("trust", 1.0f) != usual); // one number is no column
    CHECK(layout_of("trust", std::array<float, 2>{}) != layout_of("trust", std::array<float, 3>{}));
    CHECK(layout_of("trust", column, column) != usual);
    CHECK(layout_of("trust", column, 1.0) != layout_of("trust", 1.0, column));
}

TEST_CASE("the layout of the model's state is the same for all scenarios", "[archive]") {
    const auto rich = scenario_from(
        "[[metacluster]]\nname = \"m\"\ncount = 2\n[[programme]]\nname = \"v\"\n"
        "kind = \"voucher\"\nstart = 2020-01-01\nend = 2024-01-01\n",
        small_population());
    models::Model model(rich->parameters, 1);
    for (int month = 0; month < 3; ++month) {
        model.advance();
    }
    model.world.firms.pack();
    sim::ArchiveLayout layout;
    model.visit(layout);
    CHECK(layout.hash() == models::state_layout());
    CHECK(layout.hash() != 0);
}

} // namespace test_archive
