#include "models/mechanisms/ties.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

#include <set>

namespace test_ties {

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

TEST_CASE("slots are found free or in use, and partners where they are") {
    for (std::uint32_t used = 0; used < 256; ++used) {
        TieSlots slots;
        for (std::uint32_t slot = 0; slot < tie_slots; ++slot) {
            slots[slot] = (used >> slot & 1u) != 0 ? 0x80000000u + slot : no_firm;
        }
        CHECK(used_slots(slots) == used);
        CHECK(free_slots(slots) == 255 - used);
        for (std::uint32_t slot = 0; slot < tie_slots; ++slot) {
            CHECK(sim::matches(slots, 0x80000000u + slot) == (used & 1u << slot));
        }
    }
    CHECK(count_slots(inside_slots) == inside_ties);
    CHECK(count_slots(outside_slots) == outside_ties);
    CHECK((inside_slots & outside_slots) == 0);
}

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
    const ties::Neighbourhood near = ties::map(clusters_in({0, 0, 1, 1}), firms);
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
    ties::initialise(bench.parameters()[ties::about], bench.table<ties::Neighbourhood>(), bench.world().random, firms,
                     firms, firms);
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
    const ties::Neighbourhood near = ties::map(clusters_in({0}), firms);
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

namespace {

/// Clusters 0 and 1 in regions 0 and 1 with three and two members, one and two firms outside; no ties.
struct Fair {
    tests::Bench bench{{3, 2, 1, 2}, 2};
    Firms& firms = bench.firms();
    ties::Parameters& parameters = bench.parameters()[ties::about];

    Fair() {
        parameters.break_rate = parameters.base_rate = parameters.formation_rate = parameters.outside_rate = 0.0;
        bench.clusters().pathway.collaboration_intensity = {0.0, 0.0};
    }
    [[nodiscard]] std::uint32_t row(std::uint32_t segment, std::uint32_t member = 0) const {
        return firms.segment(segment).begin + member;
    }
    [[nodiscard]] std::uint32_t inside(std::uint32_t firm) const { return used(firm, 0, inside_ties); }
    [[nodiscard]] std::uint32_t outside(std::uint32_t firm) const { return used(firm, inside_ties, tie_slots); }
    void renew(bool quarter = true) {
        bench.run_in<Step<ties::about, ties::number_firms>, OnePass<Step<ties::about, ties::renew>>>(
            {2, 2020.0, false, quarter, 0});
    }

private:
    [[nodiscard]] std::uint32_t used(std::uint32_t firm, std::size_t from, std::size_t to) const {
        std::uint32_t count = 0;
        for (std::size_t slot = from; slot < to; ++slot) {
            count += firms.ties[firm][slot] != no_firm ? 1u : 0u;
        }
        return count;
    }
};

constexpr double surely = 1e9; // a rate of 1/year at which everything happens within a quarter

} // namespace

TEST_CASE("ties::number_firms counts the firms before each segment, region by region, in quarters") {
    Fair fair;
    const auto& index = fair.bench.model().working.get<ties::FirmIndex>();
    fair.bench.run_in<Step<ties::about, ties::number_firms>>({1, 2020.0, false, false, 0});
    CHECK(index.before.empty());
    fair.bench.run_in<Step<ties::about, ties::number_firms>>({2, 2020.0, false, true, 0});
    // Region 0 is cluster 0 and segment 2, region 1 is cluster 1 and segment 3.
    CHECK(index.before == std::vector<std::uint32_t>{0, 3, 4, 6, 8});
    CHECK(index.place == std::vector<std::uint32_t>{0, 2, 1, 3});
}

TEST_CASE("ties::break_supply breaks ties of and to firms that are hit, and no others") {
    Fair fair;
    Firms& firms = fair.firms;
    Shocks& shocks = fair.bench.world().shocks;
    shocks.region = {0, 1, 0, 1};
    shocks.beginning[supply_shock].assign(2, {});
    shocks.beginning[supply_shock][1][3] = 1.0; // sector 3 of region 1
    for (const std::uint32_t segment : {0u, 1u}) {
        firms.sector[fair.row(segment)] = 3;
        firms.sector[fair.row(segment, 1)] = 4;
    }
    const std::uint32_t hit = firms.handle[fair.row(1)];
    const std::uint32_t spared = firms.handle[fair.row(1, 1)];
    firms.ties[fair.row(1)][0] = spared; // of a firm that is hit
    firms.ties[fair.row(1, 1)] = {hit,     no_firm, no_firm,
                                  no_firm, // to it, and to one that is spared
                                  no_firm, no_firm, firms.handle[fair.row(0)],
                                  no_firm};
    firms.ties[fair.row(0)][7] = spared; // sector 3, but of the other region
    const auto strike = [&] { fair.bench.run<OnePass<Step<ties::about, ties::break_supply>>>(); };
    strike(); // begins nowhere
    CHECK(firms.ties[fair.row(1)][0] == spared);
    shocks.begins[supply_shock] = true;
    strike();
    CHECK(firms.ties[fair.row(1)][0] == no_firm);
    CHECK(firms.ties[fair.row(1, 1)][0] == no_firm);
    CHECK(firms.ties[fair.row(1, 1)][6] == firms.handle[fair.row(0)]);
    CHECK(firms.ties[fair.row(0)][7] == spared);
}

TEST_CASE("ties::renew breaks ties at their rate, in the last month of a quarter") {
    Fair fair;
    fair.firms.ties[0] = {1, 2, no_firm, no_firm, no_firm, no_firm, 3, 4};
    fair.renew();
    CHECK(fair.inside(0) == 2);
    fair.parameters.break_rate = surely;
    fair.renew(false);
    CHECK(fair.inside(0) == 2);
    fair.renew();
    CHECK(fair.inside(0) + fair.outside(0) == 0);
}

TEST_CASE("ties::renew leaves ties alone that last") {
    Fair fair;
    fair.parameters.break_rate = surely;
    fair.parameters.durable = 2;
    fair.firms.ties[0] = {1, no_firm, 2, 3, no_firm, no_firm, 4, 5};
    fair.renew();
    CHECK(fair.firms.ties[0] == TieSlots{1, no_firm, no_firm, no_firm, no_firm, no_firm, no_firm, no_firm});
}

TEST_CASE("ties::renew forms ties within a segment, in clusters by collaboration") {
    Fair fair;
    fair.parameters.base_rate = surely;
    fair.renew();
    CHECK(fair.firms.ties[fair.row(1)][0] == fair.firms.handle[fair.row(1, 1)]); // the only other member
    CHECK(fair.inside(fair.row(1)) == 1);
    CHECK(fair.inside(fair.row(2)) == 0); // alone
    CHECK(fair.firms.ties[fair.row(3)][0] == fair.firms.handle[fair.row(3, 1)]);
    Fair staffed;
    staffed.parameters.formation_rate = surely;
    staffed.bench.clusters().pathway.collaboration_intensity = {1.0, 0.0};
    staffed.renew();
    CHECK(staffed.inside(staffed.row(0)) > 0);
    CHECK(staffed.inside(staffed.row(1)) == 0); // no staff
    CHECK(staffed.inside(staffed.row(3)) == 0); // no cluster
}

TEST_CASE("ties::renew forms one outside tie a quarter, in the region or beyond, by what platforms do") {
    Fair fair;
    fair.parameters.outside_rate = surely;
    fair.parameters.same_region = 1.0;
    fair.bench.world().policy.outside_ties = {1.0, 0.0, 1.0, 1.0};
    fair.renew();
    CHECK(fair.firms.ties[fair.row(0)][6] == fair.firms.handle[fair.row(2)]); // the only other firm of region 0
    CHECK(fair.outside(fair.row(0)) == 1);
    CHECK(fair.inside(fair.row(0)) == 0);
    CHECK(fair.outside(fair.row(1)) == 0); // their platform hides them
    CHECK(fair.firms.segment_of(fair.firms.ties[fair.row(2)][6]) == 0);
    CHECK(fair.firms.segment_of(fair.firms.ties[fair.row(3)][6]) == 1);
    Fair wide;
    wide.parameters.outside_rate = surely;
    wide.parameters.same_region = 0.0;
    std::set<std::uint32_t> met;
    for (std::uint16_t quarter = 0; quarter < 40; ++quarter) {
        wide.firms.ties[0].fill(no_firm);
        wide.bench.run_in<Step<ties::about, ties::number_firms>, OnePass<Step<ties::about, ties::renew>>>(
            {quarter, 2020.0, false, true, 0});
        met.insert(wide.firms.segment_of(wide.firms.ties[0][6]));
    }
    CHECK(met == std::set<std::uint32_t>{1, 2, 3}); // everywhere but at home
}

TEST_CASE("ties::meet_partners ties members to firms of partner clusters") {
    Fair fair;
    Metaclusters& metaclusters = fair.bench.world().metaclusters;
    metaclusters.names = {"league"};
    metaclusters.first = {0, 2};
    metaclusters.cluster = {0, 1};
    metaclusters.standing = {full_member, full_member};
    fair.bench.world().cooperation.tie_rate = {surely, 0.0};
    const auto meet = [&](bool quarter) {
        fair.bench.run_in<OnePass<Step<ties::about, ties::meet_partners>>>({2, 2020.0, false, quarter, 0});
    };
    meet(false);
    CHECK(fair.outside(0) == 0);
    meet(true);
    for (std::uint32_t member = 0; member < 3; ++member) {
        CHECK(fair.firms.segment_of(fair.firms.ties[fair.row(0, member)][6]) == 1);
        CHECK(fair.outside(fair.row(0, member)) == 1);
        CHECK(fair.inside(fair.row(0, member)) == 0);
    }
    CHECK(fair.outside(fair.row(1)) == 0); // no rate
    CHECK(fair.outside(fair.row(2)) == 0); // no cluster
    fair.firms.ties[0].fill(no_firm);
    metaclusters.standing = {full_member, no_member}; // the partner has left
    meet(true);
    CHECK(fair.outside(0) == 0);
}

} // namespace test_ties
