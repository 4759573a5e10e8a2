#include "models/mechanisms/landscape.hpp"

#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_landscape {

using namespace actorhood;
using namespace actorhood::models;
using tests::defaults;

TEST_CASE("landscape::step follows its series between dates and stays constant outside them") {
    const auto p = defaults<landscape::Parameters>();
    PracticeCatalogue practices;
    practices.entries.resize(2);
    practices.entries[0].cost_index.points = {{2020.0, 1.0}, {2022.0, 1.0}, {2024.0, 0.5}};
    practices.entries[0].attention.points = {{2020.0, 0.7}};
    practices.entries[1].cost_index.points = {{2020.0, 1.0}};
    practices.entries[1].attention.points = {{2020.0, 1.0}, {2030.0, 2.0}};
    practices.entries[0].saving_index.points = {{2022.0, 1.0}, {2024.0, 1.2}};
    practices.entries[0].skill_index.points = {{2022.0, 1.0}, {2024.0, 0.6}};
    practices.entries[1].saving_index.points = {{2020.0, 1.0}};
    practices.entries[1].skill_index.points = {{2020.0, 3.0}};
    practices.entries[0].skill = 0.75;
    practices.entries[1].skill = 0.4;
    Landscape now;
    CHECK(skill_demand(practices.entries[0], now, 0) == 0.75); // as listed before anything is known
    const auto at = [&](double year) {
        Month month;
        month.year = year;
        landscape::step(p, month, practices, now);
    };
    at(2023.0);
    CHECK(now.cost_index[0] == Approx(0.75));
    CHECK(now.saving_index[0] == Approx(1.1));
    CHECK(skill_demand(practices.entries[0], now, 0) == Approx(0.75 * 0.8));
    CHECK(skill_demand(practices.entries[1], now, 1) == 1.0); // nothing demands more than all
    CHECK(now.attention[0] == 0.7);
    CHECK(now.attention[1] == Approx(1.3));
    CHECK(now.regulation[circular] == Approx(0.1 + 0.15 * 3.0 / 5.0));
    at(2015.0);
    CHECK(now.required_depth == Approx(0.60));
    CHECK(now.cost_index[0] == 1.0);
    CHECK(now.energy_price == 1.0);
    at(2050.0);
    CHECK(now.required_depth == Approx(0.95));
    CHECK(now.regulation[digital] == Approx(0.3));
    CHECK(now.digital_frontier == Approx(0.9));
    CHECK(now.media == 1.0);
}

} // namespace test_landscape
