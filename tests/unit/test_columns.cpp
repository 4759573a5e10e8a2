#include "models/clusters/columns.hpp"

#include <array>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace test_columns {

using namespace actorhood::models;

namespace {

struct Shelf : ColumnGroup<Shelf> {
    Column<double> width;
    Column<std::uint8_t> open;
    std::array<int, 2> both{};

    template <class F>
    void each(F&& column) {
        column("shelf.open", open, 1);
        column("shelf.both", both, not_by_row);
        column("shelf.width", width);
    }
};

struct Names {
    std::vector<std::string> seen;
    template <class T>
    void operator()(std::string_view name, const T&) {
        seen.emplace_back(name);
    }
};

} // namespace

TEST_CASE("a group of columns gets rows with the values of its list, and empties what has no rows") {
    Shelf shelf;
    shelf.width = {3.0};
    shelf.both = {4, 5};
    shelf.resize(2);
    CHECK(shelf.width == Column<double>{0.0, 0.0});
    CHECK(shelf.open == Column<std::uint8_t>{1, 1});
    CHECK(shelf.both == std::array<int, 2>{0, 0});
}

TEST_CASE("a group of columns is visited in the order of its list") {
    Shelf shelf;
    Names names;
    shelf.visit(names);
    CHECK(names.seen == std::vector<std::string>{"shelf.open", "shelf.both", "shelf.width"});
}

} // namespace test_columns
