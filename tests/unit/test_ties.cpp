#include "models/mechanisms/ties.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

#include <set>

using namespace actorhood;
using namespace actorhood::models;

namespace {

using sim::OnePass;
using sim::Step;

ClusterIdentity clusters_in(std::vector<std::int32_t> regions) {
    ClusterIdentity identity;
    identity.resize(regions.size());
    identity.region = std::move(regions);
    return identity;
}

double inside_fill(const Firms& firms, const Segment& segment) {
    double used = 0.0;
    for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
        for (std::size_t slot = 0; slot < inside_ties; ++slot) {
            used += firms.ties[row][slot] != no_firm ? 1.0 : 0.0;
        }
    }
    return used / (6.0 * segment.size);
}

} // namespace

TEST_CASE("tie events follow the binomial distribution") {
    const ties::EventTable table = ties::event_table(0.25);
    CHECK(table[0][0] == 1.0);
    CHECK(table[2][0] == Approx(0.5625));
    CHECK(table[2][1] == Approx(0.9375));
    CHECK(table[8][8] == Approx(1.0));
    CHECK(ties::event_count(table, 2, 0.5) == 0);
    CHECK(ties::event_count(table, 2, 0.6) == 1);
    CHECK(ties::event_count(table, 2, 0.95) == 2);
    CHECK(ties::event_count(table, 0, 0.999999) == 0);
}

TEST_CASE("formation saturates and has its declared value at intensity one") {
    const auto parameters = test::defaults<ties::Parameters>();
    CHECK(ties::formation_rate(parameters, 0.0) == parameters.base_rate);
    CHECK(ties::formation_rate(parameters, 1.0) == Approx(parameters.base_rate + parameters.formation_rate));
    CHECK(ties::formation_rate(parameters, 1e9) == Approx(parameters.base_rate + 3.0 * parameters.formation_rate));
}

TEST_CASE("initial ties are a small world without self, double or stray ties") {
    Firms firms = test::make_firms({170, 3, 1, 0, 400, 300}, 4);
    const ties::Neighbourhood near = ties::derive(clusters_in({0, 0, 1, 1}), 2);
    CHECK(std::vector<std::uint32_t>(near.segments.begin(), near.segments.begin() + near.first[1]) ==
          std::vector<std::uint32_t>{0, 1, 4});
    const auto parameters = test::defaults<ties::Parameters>();
    ties::initialise(parameters, near, sim::Random(1, 0), firms, firms, firms);
    for (std::uint32_t s = 0; s < 6; ++s) {
        for (std::uint32_t row = firms.segment(s).begin; row < firms.segment(s).end(); ++row) {
            std::set<std::uint32_t> seen;
            for (std::size_t slot = 0; slot < tie_slots; ++slot) {
                const std::uint32_t partner = firms.ties[row][slot];
                if (partner != no_firm) {
                    CHECK(seen.insert(partner).second);
                    CHECK(partner != firms.handle[row]);
                    CHECK((firms.segment_of(partner) == s) == (slot < inside_ties));
                }
            }
        }
    }
    CHECK(inside_fill(firms, firms.segment(0)) > 0.97);
    CHECK(inside_fill(firms, firms.segment(1)) == Approx(2.0 / 6.0).margin(0.12));
    CHECK(inside_fill(firms, firms.segment(2)) == 0.0);
    CHECK(inside_fill(firms, firms.segment(4)) == Approx(0.5).margin(0.01));
}

TEST_CASE("ties settle where formation balances breaking") {
    tests::Bench bench({2000, 2000}, 1, [](Parameters& p) { p.run.seed = 7; });
    Firms& firms = bench.firms();
    ties::initialise(bench.parameters()[ties::about], bench.model().derived.neighbourhood, bench.world().random,
                     firms, firms, firms);
    bench.clusters().pathway.collaboration_intensity[0] = 1.0;
    const auto meet = [&](const Month& month) {
        bench.run_in<Step<ties::about, ties::number_firms>,
                     OnePass<Step<ties::about, ties::break_supply>, Step<ties::about, ties::renew>,
                             Step<ties::about, ties::meet_partners>>>(month);
    };
    const TieSlots before = firms.ties[0];
    meet({0, 2020.0, false, false, 0});
    CHECK(firms.ties[0] == before);
    for (std::uint16_t quarter = 0; quarter < 200; ++quarter) {
        meet({quarter, 2020.0, false, true, 0});
    }
    // Quarterly hazards p (form) and q (break) leave the share p/(p+q-pq) after forming.
    const double q = 1.0 - sim::exponential(-0.1 / 4.0);
    const double p = 1.0 - sim::exponential(-0.35 / 4.0);
    CHECK(inside_fill(firms, firms.segment(0)) == Approx(p / (p + q - p * q)).margin(0.015));
    const double base = q;
    CHECK(inside_fill(firms, firms.segment(1)) == Approx(base / (base + q - base * q)).margin(0.015));
}

TEST_CASE("ties to firms that closed are dropped when their handles are released") {
    Firms firms = test::make_firms({20, 0}, 1);
    const ties::Neighbourhood near = ties::derive(clusters_in({0}), 1);
    const auto parameters = test::defaults<ties::Parameters>();
    ties::initialise(parameters, near, sim::Random(3, 0), firms, firms, firms);
    const std::uint32_t gone = firms.ties[0][0];
    firms.remove(gone);
    firms.renew_blocks();
    CHECK(firms.row_of(gone) == no_firm);
    firms.release_handles();
    for (std::uint32_t row = 0; row < 19; ++row) {
        for (const std::uint32_t partner : firms.ties[row]) {
            CHECK(partner != gone);
        }
    }
}
