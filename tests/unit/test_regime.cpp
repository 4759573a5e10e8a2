#include "models/mechanisms/regime.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_regime {

using namespace actorhood;
using namespace actorhood::models;
using tests::defaults;

namespace {

/// Two members and two firms outside in sector 3; practice 0 is the niche, used by one member and both outside.
struct Sector : tests::Bench {
    static constexpr std::size_t number = 3;
    PracticeCatalogue& practices = world().practices;
    AdoptionRegister& adoption = world().adoption;
    ExpansionWeights& weights = world().weights;
    Landscape& landscape = world().landscape;
    Regime& state = world().regime;
    std::uint16_t month = 60;

    Sector() : Bench({2, 2}, 1) {
        practices.entries.resize(2);
        practices.entries[0].name = "niche";
        practices.entries[0].niche = true;
        practices.derive();
        for (std::uint32_t segment = 0; segment < 2; ++segment) {
            const Segment& rows = firms().segment(segment);
            for (std::uint32_t row = rows.begin; row < rows.end(); ++row) {
                firms().sector[row] = number;
                firms().adopted[row] = row == 0 ? 2u : 1u;
                adoption.count_firm(firms(), row, segment, 1);
            }
        }
        landscape.energy_price = landscape.material_price = 1.0;
        landscape.regulation = {};
    }
    /// Mean workforce resistance of the sector.
    void resist(double resistance) { world().sectors.sums[1][number] = {1.0, resistance, 0.0}; }
    void run_months(int months, bool burn_in = false) {
        for (int i = 0; i < months; ++i, ++month) {
            run_in<Step<regime::about, regime::step>>({month, 2020.0, burn_in, month % 3 == 2, 60});
        }
    }
    [[nodiscard]] std::uint32_t outside(std::uint32_t firm) { return firms().segment(1).begin + firm; }
    [[nodiscard]] RegimeState now() const { return static_cast<RegimeState>(state.state[number]); }
};

} // namespace

TEST_CASE("regime: the niche share by hand") {
    Sector sector;
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 1u, sector.weights) == Approx(0.25 * 0.5 + 0.75));
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 3u, sector.weights) == Approx(0.25 * 0.5 + 0.75 * 0.5));
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 0u, sector.weights) == 0.0);
    CHECK(regime::niche_share(0.25, sector.adoption, 5, 1u, sector.weights) == 0.0); // a sector without firms
    for (const std::uint32_t firm : {0u, 1u}) {
        sector.adoption.count_firm(sector.firms(), sector.outside(firm), 1, -1);
    }
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 1u, sector.weights) == Approx(0.5)); // members only
}

TEST_CASE("regime: sampled firms count with their weight") {
    Sector sector;
    const std::uint32_t row = sector.outside(1);
    sector.adoption.count_firm(sector.firms(), row, 1, -1);
    sector.firms().sampled[row] = 1;
    sector.firms().adopted[row] = 0;
    sector.adoption.count_firm(sector.firms(), row, 1, 1);
    sector.weights[sector.firms().size_class[row]] = 9.0;
    CHECK(regime::niche_share(0.0, sector.adoption, 3, 1u, sector.weights) == Approx(0.1));
}

TEST_CASE("regime: wear and backlash rules by hand") {
    CHECK(regime::worn_barrier(2.0, 0.25, 0.25, 0.8, 0.5) == Approx(0.25 - 2.0 * 0.15 / 12.0));
    CHECK(regime::worn_barrier(2.0, 0.20, 0.25, 0.1, 0.5) == Approx(0.20 + 2.0 * 0.20 / 12.0));
    CHECK(regime::worn_barrier(2.0, 0.25, 0.25, 0.1, 0.5) == 0.25);
    CHECK(regime::worn_barrier(2.0, 0.01, 0.25, 1.0, 1.0) == 0.0);
    const auto p = defaults<regime::Parameters>();
    CHECK_FALSE(regime::turns_back(p, 0.2, 1.5));
    CHECK(regime::turns_back(p, 0.26, 1.0));
    CHECK(regime::turns_back(p, 0.0, 1.7));
}

TEST_CASE("regime: barriers differ between sectors and never begin at the shift") {
    auto p = defaults<regime::Parameters>();
    Regime state;
    regime::initialise(p, sim::Random(5, 2), state);
    double sum = 0.0;
    for (std::size_t s = 0; s < sector_count; ++s) {
        sum += state.full_barrier[s];
        CHECK(state.barrier[s] == state.full_barrier[s]);
        CHECK(state.full_barrier[s] != state.full_barrier[(s + 1) % sector_count]);
    }
    CHECK(sum / sector_count == Approx(0.25).margin(4.0 * 0.06 / std::sqrt(14.0)));
    p.barrier_sd = 5.0;
    regime::initialise(p, sim::Random(5, 2), state);
    for (const double barrier : state.full_barrier) {
        CHECK(barrier >= 0.1);
    }
}

TEST_CASE("regime: a sector shifts, new rules come into force, and a backlash restores the old ones") {
    const bool by_price = GENERATE(false, true);
    Sector sector;
    sector.state.full_barrier.fill(0.25);
    sector.state.barrier.fill(0.25);
    sector.landscape.regulation[circular] = 0.2; // 0.2 * 0.875 < 0.25
    sector.run_months(24);
    CHECK(sector.now() == stable_regime);
    sector.landscape.regulation[circular] = 0.6; // 0.525: the barrier loses 2 * 0.275 a year
    sector.run_months(1);
    CHECK(sector.now() == reconfiguring_regime);
    CHECK(sector.state.standards[3] == 0.0);
    sector.run_months(3);
    CHECK(sector.state.barrier[3] == Approx(0.25 - 4.0 * 0.55 / 12.0));
    CHECK(sector.now() == reconfiguring_regime);
    sector.run_months(1);
    REQUIRE(sector.now() == shifted_regime);
    CHECK(sector.state.since[3] == 60 + 24 + 4);
    CHECK(sector.state.standards[3] == Approx(0.3 * (1.0 - std::exp(-0.5 / 12.0))));
    CHECK(sector.state.standards[4] == 0.0);
    sector.run_months(11);
    CHECK(sector.state.standards[3] == Approx(0.3 * (1.0 - std::exp(-0.5))));
    CHECK(sector.state.procurement[3] == Approx(0.3 * (1.0 - std::exp(-0.5))));
    sector.landscape.regulation[circular] = 0.0; // once shifted, the pressure may go
    sector.run_months(12);
    CHECK(sector.now() == shifted_regime);

    sector.resist(by_price ? 0.0 : 0.3);
    sector.landscape.energy_price = by_price ? 2.5 : 1.0;
    sector.run_months(1);
    REQUIRE(sector.now() == backlash_regime);
    CHECK(sector.state.barrier[3] == 0.25);
    const double before = sector.state.standards[3];
    sector.landscape.regulation[circular] = 1.0;
    sector.run_months(12);
    CHECK(sector.state.standards[3] == Approx(before * std::exp(-0.5)));
    CHECK(sector.state.barrier[3] == 0.25); // nothing moves for four years
    sector.run_months(34);
    CHECK(sector.now() == backlash_regime);
    sector.run_months(24);
    CHECK(sector.now() == reconfiguring_regime); // worn down, but the backlash goes on
    CHECK(sector.state.barrier[3] < 0.05);
    sector.resist(0.0);
    sector.landscape.energy_price = 1.0;
    sector.run_months(1);
    CHECK(sector.now() == shifted_regime);
}

TEST_CASE("regime: burn-in and a catalogue without niche practices freeze it") {
    Sector sector;
    sector.landscape.regulation[circular] = 1.0;
    sector.run_months(60, true);
    CHECK(sector.now() == stable_regime);
    CHECK(sector.state.niche[3] == 0.0);
    sector.practices.entries[0].niche = false;
    sector.practices.derive();
    sector.run_months(60);
    CHECK(sector.now() == stable_regime);
    CHECK(sector.state.barrier == sector.state.full_barrier);
}

TEST_CASE("regime::raise_demand gives green criteria to a part of the procurement that has none") {
    Sector sector;
    DemandInForce& demand = sector.world().demand;
    demand.green_procurement.fill(0.2);
    demand.procurement_share.fill(0.15);
    sector.state.procurement[3] = 0.25;
    sector.state.standards[3] = 0.9;
    sector.run<Step<regime::about, regime::raise_demand>>();
    CHECK(demand.green_procurement[3] == Approx(0.2 + 0.25 * 0.8));
    CHECK(demand.green_procurement[4] == 0.2);
    CHECK(demand.procurement_share[3] == 0.15);
}

TEST_CASE("regime::step reads the sector's own resistance and the circular pressure") {
    Sector sector;
    sector.state.full_barrier.fill(0.25);
    sector.state.barrier.fill(0.25);
    sector.landscape.regulation[digital] = 1.0;
    sector.run_months(1);
    CHECK(sector.state.barrier[3] == 0.25); // no circular pressure
    CHECK(sector.state.niche[3] == Approx(0.25 * 0.5 + 0.75));
    CHECK(sector.state.niche[4] == 0.0);
    sector.landscape.regulation[circular] = 1.0;
    sector.run_months(1);
    CHECK(sector.state.barrier[3] == Approx(0.25 - 2.0 * (0.875 - 0.25) / 12.0));
    sector.state.state.fill(shifted_regime);
    sector.world().sectors.sums[0][3] = {1.0, 0.4, 9.0};
    sector.world().sectors.sums[1][3] = {3.0, 0.8, 9.0}; // mean 0.3
    sector.world().sectors.sums[0][4] = {1.0, 0.2, 9.0};
    sector.run_months(1);
    CHECK(sector.now() == backlash_regime);
    CHECK(sector.state.state[4] == shifted_regime);
}

} // namespace test_regime
