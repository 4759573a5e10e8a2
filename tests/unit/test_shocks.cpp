// Shocks: how they pass, when they come, and entries that cannot be.
#include "models/mechanisms/shocks.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "models/state/scenario_facts.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"
#include "tests/unit/shock_fixture.hpp"

namespace test_shocks {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

namespace {

/// The shocks of a run in a world of so many regions without clusters.
std::vector<ShockPlan> drawn(const shocks::Parameters& parameters, const PracticeCatalogue& practices,
                             std::size_t regions, const Calendar& months, const sim::Random& random) {
    const Firms firms = tests::make_firms(std::vector<std::uint32_t>(regions), 0);
    return shocks::draw(parameters, practices, firms, months, random).shocks;
}

} // namespace

TEST_CASE("a shock acts fully for its duration and then passes in its shape") {
    ShockPlan shock = shock_of(demand_shock, 1.0, 0, 3);
    shock.recovery = 4;
    const auto series = [&](Recovery shape) {
        shock.shape = shape;
        double sum = 0.0;
        for (std::int32_t age = 0; age < 60; ++age) {
            sum += shocks::profile(shock, age);
        }
        return sum;
    };
    CHECK(shocks::profile(shock, -1) == 0.0);
    CHECK(series(Recovery::step) == 3.0);
    CHECK(series(Recovery::linear) == Approx(3.0 + 4.0 / 2.0)); // area of a triangle
    CHECK(shocks::profile(shock, 2) == 1.0);
    CHECK(shocks::profile(shock, 3) == Approx(1.0 - 0.5 / 4.0));
    CHECK(shocks::profile(shock, 6) == Approx(0.125));
    CHECK(shocks::profile(shock, 7) == 0.0);
    CHECK(series(Recovery::lasting) == 60.0);
    series(Recovery::exponential);
    CHECK(shocks::profile(shock, 3) == Approx(std::pow(0.05, 0.125)));
    CHECK(shocks::profile(shock, 6) > 0.05);
    CHECK(shocks::profile(shock, 7) < 0.05);
    CHECK(shocks::profile(shock, 40) == 0.0);
    shock.recovery = 0;
    CHECK(shocks::profile(shock, 3) == 0.0);
}

TEST_CASE("losses of a firm by kind, around what the mean firm loses") {
    const ShockResponse response = test::defaults<shocks::Parameters>().response;
    const ByShockKind strength{0.4, 0.4, 1.0, 0.5, 0.5};
    const ByShockKind mean = response.losses(strength, 6, 0.4, 0.5, 0.3);
    CHECK(mean[demand_shock] == Approx(0.4));
    CHECK(mean[supply_shock] == Approx(0.5 * 0.4));
    CHECK(mean[energy_shock] == Approx(0.5 * 0.10 * 1.0)); // sector 6: energy intensive
    CHECK(mean[technology_shock] == 0.0);
    CHECK(mean[labour_shock] == Approx(0.5 * 0.5 * 0.3));
    const ByShockKind able = response.losses(strength, 0, 0.9, 1.0, 0.3);
    CHECK(able[demand_shock] == Approx(0.4 * (1.0 - 0.3 * 0.5)));
    CHECK(able[supply_shock] == Approx(0.5 * 0.4 * (1.0 - 0.5 * 0.5)));
    CHECK(response.losses({1.0, 1.0, 900.0, 1.0, 1.0}, 6, 0.0, 0.0, 1.0)[energy_shock] == 1.0);
    CHECK(response.losses({1.0, 0, 0, 0, 0}, 6, 0.0, 0.0, 1.0)[demand_shock] == 1.0); // never more than everything
    CHECK(response.energy_margin(1.0, 6) == Approx(0.3 * 0.1));
    const auto parameters = test::defaults<shocks::Parameters>();
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.9) == Approx(0.4));
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.45) == Approx(0.4 * 1.5));
    CHECK(shocks::capacity_loss(parameters, 0.4, 0.0) == Approx(0.8));
    CHECK(shocks::capacity_loss(parameters, 0.9, 0.0) == 1.0);
}

TEST_CASE("dates and regions by name") {
    const Calendar months{2020.0, 24, 264};
    CHECK(shocks::onset_month(2020.0, months) == 24);
    CHECK(shocks::onset_month(2026.0 + 2.0 / 12.0, months) == 24 + 74);
    CHECK(shocks::onset_month(2017.99, months) == 0);
    CHECK(shocks::onset_month(2017.0, months) == -12);
    CHECK(shocks::region_number("region_1", 3) == 0u);
    CHECK(shocks::region_number("region_3", 3) == 2u);
    for (const char* wrong : {"region_4", "region_0", "region_01", "region_", "region_1x", "Region_1", "",
                              "region_-1", "region_99999999999999999999"}) {
        INFO(wrong);
        CHECK_FALSE(shocks::region_number(wrong, 3).has_value());
    }
}

TEST_CASE("random shocks come as often as their rate says, after burn-in, in their size") {
    auto parameters = test::defaults<shocks::Parameters>();
    PracticeCatalogue practices;
    practices.entries.resize(3);
    practices.entries[2].pillar = digital;
    const Calendar months{2020.0, 60, 300}; // 20 years
    CHECK(drawn(parameters, practices, 5, months, sim::Random(1, 0)).empty());
    CHECK_FALSE(parameters.used());
    parameters.rate = {0.2, 0.0, 0.25, 0.3, 0.0};
    CHECK(parameters.used());
    ByShockKind count{};
    double magnitude = 0.0;
    double sectors = 0.0;
    double duration = 0.0;
    const int replicates = 400;
    for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
        std::int32_t before = 60;
        for (const ShockPlan& shock : drawn(parameters, practices, 5, months, sim::Random(1, replicate))) {
            count[shock.kind] += 1.0;
            magnitude += shock.magnitude;
            duration += shock.duration;
            REQUIRE(shock.onset >= before); // in order, not in burn-in
            REQUIRE(shock.onset < 300);
            REQUIRE((shock.magnitude >= 0.05 && shock.magnitude <= 0.4));
            REQUIRE(shock.sectors != 0);
            REQUIRE((shock.practice == 2) == (shock.kind == technology_shock)); // the only digital one
            before = shock.onset;
            for (std::size_t s = 0; s < sector_count && shock.kind != energy_shock; ++s) {
                sectors += shock.hits_sector(s) ? 1.0 : 0.0;
            }
        }
    }
    const double years = 20.0 * replicates;
    for (const ShockKind kind : {demand_shock, energy_shock, technology_shock}) {
        CHECK(std::abs(count[kind] - parameters.rate[kind] * years) < 4.0 * std::sqrt(parameters.rate[kind] * years));
    }
    CHECK(count[supply_shock] + count[labour_shock] == 0.0);
    const double all = count[demand_shock] + count[energy_shock] + count[technology_shock];
    CHECK(magnitude / all == Approx(0.225).margin(4.0 * 0.101 / std::sqrt(all)));
    CHECK(duration / all == Approx(6.0).epsilon(0.05));
    // One sector is surely hit, each of the others with probability .3.
    CHECK(sectors / (all - count[energy_shock]) == Approx(1.0 + 13 * 0.3).epsilon(0.03));
}

TEST_CASE("policies share random shocks, and a kind does not move another") {
    auto parameters = test::defaults<shocks::Parameters>();
    PracticeCatalogue practices;
    const Calendar months{2020.0, 12, 252};
    const auto of_kind = [&](ShockKind kind) {
        std::vector<std::array<double, 4>> found;
        for (const ShockPlan& shock : drawn(parameters, practices, 7, months, sim::Random(3, 1))) {
            if (shock.kind == kind) {
                double regions = 0.0;
                for (std::size_t r = 0; r < shock.regions.size(); ++r) {
                    regions += shock.regions[r] != 0 ? std::ldexp(1.0, static_cast<int>(r)) : 0.0;
                }
                found.push_back({1.0 * shock.onset, shock.magnitude, 1.0 * shock.sectors, regions});
            }
        }
        return found;
    };
    parameters.region_share = 0.4;
    parameters.rate = {0.3, 0.0, 0.0, 0.0, 0.0};
    const auto alone = of_kind(demand_shock);
    REQUIRE(alone.size() > 2);
    parameters.rate = {0.3, 2.0, 1.0, 1.0, 1.0};
    parameters.response.fixed_cost = 0.9;
    parameters.scheduled.resize(1);
    parameters.scheduled[0].date = 2025.0;
    parameters.scheduled[0].magnitude = 0.1;
    parameters.scheduled[0].duration = 1.0;
    CHECK(of_kind(demand_shock).size() == alone.size() + 1); // and the one listed
    parameters.scheduled.clear();
    CHECK(of_kind(demand_shock) == alone);
    CHECK(of_kind(supply_shock).size() > alone.size());
    // A higher rate adds shocks; months in which one came keep it.
    parameters.rate[demand_shock] = 0.6;
    const auto more = of_kind(demand_shock);
    for (const auto& shock : alone) {
        CHECK(std::find(more.begin(), more.end(), shock) != more.end());
    }
}

TEST_CASE("entries that cannot be are reported") {
    shocks::Entry entry;
    sim::Schema schema;
    shocks::Entry::declare(schema, entry);
    CHECK(entry.problems().empty());
    entry.sectors = {"tourism", "tourim"};
    entry.magnitude = 1.5;
    entry.practice = "cloud";
    REQUIRE(entry.problems().size() == 3);
    CHECK(entry.problems()[0].message.find("did you mean 'tourism'?") != std::string::npos);
    entry = {};
    entry.kind = energy_shock;
    entry.magnitude = 1.5;
    CHECK(entry.problems().empty());
    entry.regions = {"region_1"};
    CHECK(entry.problems().size() == 1);
    auto parameters = test::defaults<shocks::Parameters>();
    parameters.scheduled.resize(2);
    parameters.scheduled[0].date = 2026.0;
    parameters.scheduled[1].date = 2010.0;
    parameters.scheduled[1].kind = technology_shock;
    parameters.scheduled[1].practice = "clud";
    parameters.scheduled[1].regions = {"region_2", "region_5"};
    PracticeCatalogue practices;
    practices.entries.resize(1);
    practices.entries[0].name = "cloud";
    const auto found = parameters.problems({practices, {}, 4, {2020.0, 60, 300}});
    REQUIRE(found.size() == 3);
    CHECK(found[0].key == "landscape.shock#1.practice");
    CHECK(found[0].message.find("did you mean 'cloud'?") != std::string::npos);
    CHECK(found[1].message.find("'region_5'") != std::string::npos);
    CHECK(found[2].key == "landscape.shock#1.date");
}

} // namespace test_shocks
