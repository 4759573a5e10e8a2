// One visitor saves, loads, counts and describes state.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/transition.hpp"
#include "sim/core/archive.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

using namespace actorhood;
using namespace actorhood::tests;

namespace {

template <class... Item>
std::uint64_t layout_of(std::string_view name, const Item&... item) {
    sim::ArchiveLayout layout;
    (layout(name, item), ...);
    return layout.hash();
}

} // namespace

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
