// Census: what is counted of three firms, by hand.
#include "models/mechanisms/census.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_census {

using namespace actorhood;
using namespace actorhood::models;
using sim::OnePass;
using sim::Step;

namespace {

/// Two members and one firm of the sample outside, which stands for ten; two circular practices and a digital one.
struct Town {
    tests::Bench bench{{2, 1}, 1};
    Firms& firms = bench.firms();
    const std::uint32_t outside = firms.segment(1).begin;

    Town() {
        bench.world().practices.entries.resize(3);
        bench.world().practices.entries[2].pillar = digital;
        bench.world().practices.derive();
        bench.world().weights = {10.0, 1.0, 1.0, 1.0};
        fill(0, medium, 3, 0.2f, 1u);
        fill(1, large, 5, 0.6f, 4u);
        fill(outside, micro, 5, 0.9f, 3u);
        firms.sampled[outside] = 1;
        firms.ties[0] = {1, 1, 1, no_firm, no_firm, no_firm, 1, 1};
        firms.served_until[0] = {0, 0, 8, 0};
        firms.served_until[1] = {0, 7, 0, 0};
    }
    void fill(std::uint32_t row, std::uint8_t size_class, std::uint8_t sector, float orientation,
              std::uint32_t adopted) {
        firms.size_class[row] = size_class;
        firms.sector[row] = sector;
        firms.orientation[row] = orientation;
        firms.adopted[row] = adopted;
        firms.trust[row] = 0.5f * orientation;
        if (firms.is_member_row(row)) {
            firms.value[row] = 2.0f * orientation;
        }
        firms.resistance[row] = 0.25f * orientation;
        firms.skill_gap[row] = 1.0f - orientation;
        firms.circular_capacity[row] = 0.125f * orientation;
        firms.digital_capacity[row] = 0.75f * orientation;
        firms.liquidity[row] = static_cast<Cents>(row == outside ? 700 : 100 + row);
    }
    /// In month 7, which ends a quarter or does not.
    void count(bool last_of_quarter = true) {
        bench.run_in<OnePass<Step<census::about, census::count>>>({7, 2021.0, false, last_of_quarter, 0});
    }
    void publish(bool last_of_quarter = true) {
        bench.run_in<Step<census::about, census::publish>>({7, 2021.0, false, last_of_quarter, 0});
    }
};

} // namespace

TEST_CASE("census::count adds up the firms of a block, weighted, and members' perceptions") {
    Town town;
    town.count();
    const auto parts = town.bench.model().working.get<Sums<census::BlockSums>>().parts();
    REQUIRE(parts.size() == 2);
    const census::BlockSums& members = parts[0];
    CHECK(members.weight == 2.0);
    CHECK(members.orientation == Approx(0.8));
    CHECK(members.orientation_squared == Approx(0.04 + 0.36));
    CHECK(members.trust == Approx(0.4));
    CHECK(members.value == Approx(1.6));
    CHECK(members.resistance == Approx(0.2));
    CHECK(members.skill_gap == Approx(1.2));
    CHECK(members.capacity[circular] == Approx(0.1));
    CHECK(members.capacity[digital] == Approx(0.6));
    CHECK(members.depth[circular] == Approx(0.5)); // one of two practices in one firm
    CHECK(members.depth[digital] == Approx(1.0));
    CHECK(members.ties == 3.0);    // the inside slots only
    CHECK(members.passive == 1.0); // month 7: a service until month 7 has ended
    CHECK(members.classes == std::array<std::uint32_t, size_class_count>{0, 0, 1, 1});
    CHECK(members.sectors[3] + members.sectors[5] == 2);
    CHECK(members.orientations[12] + members.orientations[38] == 2); // .2 * 64, .6 * 64
    CHECK(members.by_class[medium][2] == Approx(0.8));
    CHECK(members.by_sector[5][1] == Approx(0.15));
    CHECK(members.use[medium] == census::PracticeUse{1.0, 0.0, 0.0, 0.0, 1.0});
    CHECK(members.use[large] == census::PracticeUse{0.0, 0.0, 0.0, 1.0, 0.0});
    CHECK(members.liquidity == 201);
    const census::BlockSums& others = parts[1];
    CHECK(others.weight == 10.0);
    CHECK(others.orientation == Approx(9.0));
    CHECK(others.by_sector[5][0] == 10.0);
    CHECK(others.by_sector[5][2] == Approx(1.0));
    CHECK(others.use[micro] == census::PracticeUse{10.0, 0.0, 0.0, 0.0, 10.0});
    CHECK(others.trust == 0.0); // only members have a cluster to trust
    CHECK(others.sectors[5] == 0);
    CHECK(others.liquidity == 700); // money is not weighted
}

TEST_CASE("census::publish gives means by segment and sums by group") {
    Town town;
    town.bench.world().census.mean_services = {2.0, 0.0};
    town.bench.world().delivery.services[0] = {1, 0, 2, 1};
    town.count();
    town.publish();
    const Census& census = town.bench.world().census;
    CHECK(census.firms == Column<double>{2.0, 1.0});
    CHECK(census.mean_orientation[0] == Approx(0.4));
    CHECK(census.sd_orientation[0] == Approx(0.2));
    CHECK(census.mean_orientation[1] == Approx(0.9));
    CHECK(census.sd_orientation[1] == Approx(0.0).margin(1e-6));
    CHECK(census.mean_trust[0] == Approx(0.2));
    CHECK(census.mean_value[0] == Approx(0.8));
    CHECK(census.mean_resistance[0] == Approx(0.1));
    CHECK(census.mean_skill_gap[0] == Approx(0.6));
    CHECK(census.mean_skill_gap[1] == Approx(0.1));
    CHECK(census.mean_capacity[0][digital] == Approx(0.3));
    CHECK(census.mean_depth[1][circular] == Approx(1.0));
    CHECK(census.tie_fill[0] == Approx(3.0 / 12.0));
    CHECK(census.passive_share[0] == 0.5);
    CHECK(census.sector_diversity[0] == Approx(0.5));
    CHECK(census.orientation_diversity[0] == Approx(0.5));
    CHECK(census.class_count[0][large] == 1);
    // 4 services to 2 members in a month are 24 a year, of which a month's memory takes 1 - exp(-1/12).
    CHECK(census.mean_services[0] == Approx(2.0 + 22.0 * (1.0 - sim::exponential(-1.0 / 12.0))));
    const SectorCensus& sectors = town.bench.world().sectors;
    CHECK(sectors.sums[0][5][0] == 1.0);
    CHECK(sectors.sums[1][5][0] == 10.0);
    CHECK(sectors.mean_resistance(5) == Approx((0.15 + 2.25) / 11.0));
    const census::Groups& groups = town.bench.model().kept.get<census::Groups>();
    CHECK(groups.by_class[0][medium][1] == Approx(0.05));
    CHECK(groups.by_class[1][micro][1] == Approx(2.25));
    CHECK(groups.use[1][micro][4] == 10.0);
    CHECK(groups.liquidity == 901);
    town.publish(); // counted anew, not added
    CHECK(groups.liquidity == 901);
    CHECK(sectors.sums[1][5][0] == 10.0);
}

TEST_CASE("census::count adds up all batches of a block") {
    tests::Bench bench({600, 0}, 1);
    for (std::uint32_t row = 0; row < 600; ++row) {
        bench.firms().ties[row][0] = 1;
        bench.firms().orientation[row] = 0.25f;
        bench.firms().skill_gap[row] = 0.5f;
        bench.firms().liquidity[row] = 2;
    }
    bench.run<OnePass<Step<census::about, census::count>>>();
    const census::BlockSums& sums = bench.model().working.get<Sums<census::BlockSums>>().parts()[0];
    CHECK(sums.weight == 600.0);
    CHECK(sums.ties == 600.0);
    CHECK(sums.orientation == 150.0);
    CHECK(sums.orientation_squared == 37.5);
    CHECK(sums.skill_gap == 300.0);
    CHECK(sums.classes[0] == 600);
    CHECK(sums.orientations[16] == 600);
    CHECK(sums.liquidity == 1200);
}

TEST_CASE("census: ties are counted when they are renewed or cut, and stay as counted in between") {
    Town town;
    Census& census = town.bench.world().census;
    town.count();
    town.publish();
    town.firms.ties[0].fill(no_firm);
    town.count(false);
    town.publish(false);
    CHECK(census.tie_fill[0] == Approx(3.0 / 12.0));
    town.bench.world().shocks.begins[supply_shock] = true;
    town.count(false);
    town.publish(false);
    CHECK(census.tie_fill[0] == 0.0);
    CHECK(census::counts_ties({0, 2020.0, false, false, 0}, Shocks{}));
    CHECK_FALSE(census::counts_ties({1, 2020.0, false, false, 0}, Shocks{}));
}

TEST_CASE("census::count: what is no number is none in its sum, and in no other") {
    Town town;
    town.firms.resistance[1] = std::numeric_limits<float>::quiet_NaN();
    town.firms.digital_capacity[0] = std::numeric_limits<float>::infinity();
    town.firms.orientation[town.outside] = -0.5f;
    town.count();
    const auto parts = town.bench.table<Sums<census::BlockSums>>().parts();
    CHECK(std::isnan(parts[0].resistance));
    CHECK(std::isnan(parts[0].capacity[digital]));
    CHECK(parts[0].capacity[circular] == Approx(0.1));
    CHECK(parts[0].skill_gap == Approx(1.2));
    CHECK(parts[0].orientation == Approx(0.8));
    CHECK(std::isnan(parts[1].orientation));
    CHECK(parts[1].resistance == Approx(2.25));
}

namespace {

/// 700 firms of all kinds, from the first to the last or the other way round, counted.
class Crowd {
public:
    explicit Crowd(bool turned) {
        bench_.world().practices.entries.resize(8);
        for (std::size_t k = 4; k < 8; ++k) {
            bench_.world().practices.entries[k].pillar = digital;
        }
        bench_.world().practices.derive();
        bench_.world().weights = {11.3, 7.7, 3.1, 1.9};
        for (std::uint32_t i = 0; i < 700; ++i) {
            make(turned ? 699 - i : i, i);
        }
        bench_.run<OnePass<Step<census::about, census::count>>>();
    }
    [[nodiscard]] const census::BlockSums& sums() { return bench_.table<Sums<census::BlockSums>>().parts()[0]; }
    /// The same, firm by firm.
    [[nodiscard]] census::BlockSums wanted() {
        Firms& firms = bench_.firms();
        census::BlockSums all;
        for (std::uint32_t row = 0; row < 700; ++row) {
            const std::size_t k = firms.size_class[row];
            const double weight = firms.sampled[row] != 0 ? bench_.world().weights[k] : 1.0;
            for (std::array<double, 3>* group : {&all.by_class[k], &all.by_sector[firms.sector[row]]}) {
                (*group)[0] += weight;
                (*group)[1] += weight * static_cast<double>(firms.resistance[row]);
                (*group)[2] += weight * static_cast<double>(firms.skill_gap[row]);
            }
            const auto used = static_cast<std::size_t>(std::popcount(firms.adopted[row] & 0xf0u));
            all.use[k][census::intensity_level(used, 4)] += weight;
            all.use[k][census::intensity_count] += (firms.adopted[row] & 0x0fu) != 0 ? weight : 0.0;
            ++all.classes[k];
            all.depth[digital] += weight * static_cast<double>(used) / 4.0;
        }
        return all;
    }

private:
    void make(std::uint32_t row, std::uint32_t number) {
        Firms& firms = bench_.firms();
        const sim::RandomBlock draw = bench_.world().random.fixed(sim::Stream{1}).block(number);
        firms.size_class[row] = static_cast<std::uint8_t>(draw.word[0] % size_class_count);
        firms.sector[row] = static_cast<std::uint8_t>(draw.word[1] % sector_count);
        firms.sampled[row] = number % 3 == 0 ? 1 : 0;
        firms.adopted[row] = draw.word[2] % 256;
        firms.resistance[row] = static_cast<float>(draw.uniform32(2));
        firms.skill_gap[row] = static_cast<float>(draw.uniform32(3));
        firms.orientation[row] = static_cast<float>(draw.uniform32(0));
    }
    tests::Bench bench_{{700, 0}, 1};
};

template <std::size_t Groups, std::size_t Values>
void check_near(const std::array<std::array<double, Values>, Groups>& sums,
                const std::array<std::array<double, Values>, Groups>& wanted) {
    for (std::size_t g = 0; g < Groups; ++g) {
        for (std::size_t i = 0; i < Values; ++i) {
            CHECK(sums[g][i] == Approx(wanted[g][i]));
        }
    }
}

} // namespace

TEST_CASE("census::count adds up each group, with weights") {
    Crowd crowd(false);
    const census::BlockSums wanted = crowd.wanted();
    check_near(crowd.sums().by_class, wanted.by_class);
    check_near(crowd.sums().by_sector, wanted.by_sector);
    check_near(crowd.sums().use, wanted.use);
    CHECK(crowd.sums().classes == wanted.classes);
    CHECK(crowd.sums().depth[digital] == Approx(wanted.depth[digital]));
}

TEST_CASE("census::count: no sum depends on the order of firms, to the bit") {
    Crowd crowd(false);
    Crowd turned(true);
    CHECK(crowd.sums().by_class == turned.sums().by_class);
    CHECK(crowd.sums().by_sector == turned.sums().by_sector);
    CHECK(crowd.sums().use == turned.sums().use);
    CHECK(crowd.sums().orientation == turned.sums().orientation);
    CHECK(crowd.sums().orientation_squared == turned.sums().orientation_squared);
    CHECK(crowd.sums().depth == turned.sums().depth);
}

} // namespace test_census
