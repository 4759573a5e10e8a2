#include "models/mechanisms/regime.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

using namespace actorhood;
using namespace actorhood::models;
using actorhood::test::defaults;
using actorhood::test::make_firms;

namespace {

/// Two members and two firms outside in sector 3; practice 0 is the niche, used by one member and both outside.
struct Sector {
    regime::Parameters p = defaults<regime::Parameters>();
    sim::Random random{1, 0};
    Firms firms = make_firms({2, 2}, 1);
    PracticeCatalogue practices;
    AdoptionRegister adoption;
    ExpansionWeights weights{1.0, 1.0, 1.0, 1.0};
    Landscape landscape;
    Regime state;
    regime::BySector resistance{};
    std::uint16_t month = 60;
    static constexpr std::size_t number = 3;

    Sector() {
        practices.entries.resize(2);
        practices.entries[0].name = "niche";
        practices.entries[0].niche = true;
        practices.derive();
        adoption.resize(2);
        for (std::uint32_t row = 0; row < 4; ++row) {
            firms.sector[row] = number;
            firms.adopted[row] = row == 0 ? 2u : 1u;
            adoption.count_firm(firms, row, row < 2 ? 0 : 1, 1);
        }
        landscape.energy_price = landscape.material_price = 1.0;
        regime::initialise(p, random, state);
    }
    void run(int months, bool burn_in = false) {
        for (int i = 0; i < months; ++i, ++month) {
            const Month now{month, 2020.0, burn_in, month % 3 == 2, 60};
            regime::step(p, now, landscape, practices, weights, adoption, resistance, state);
        }
    }
    [[nodiscard]] RegimeState now() const { return static_cast<RegimeState>(state.state[number]); }
};

} // namespace

TEST_CASE("regime: the niche share by hand") {
    Sector sector;
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 1u, sector.weights) == Approx(0.25 * 0.5 + 0.75));
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 3u, sector.weights) == Approx(0.25 * 0.5 + 0.75 * 0.5));
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 0u, sector.weights) == 0.0);
    CHECK(regime::niche_share(0.25, sector.adoption, 5, 1u, sector.weights) == 0.0); // a sector without firms
    for (std::uint32_t row = 2; row < 4; ++row) {
        sector.adoption.count_firm(sector.firms, row, 1, -1);
    }
    CHECK(regime::niche_share(0.25, sector.adoption, 3, 1u, sector.weights) == Approx(0.5)); // members only
}

TEST_CASE("regime: sampled firms count with their weight") {
    Sector sector;
    const std::uint32_t row = 3;
    sector.adoption.count_firm(sector.firms, row, 1, -1);
    sector.firms.sampled[row] = 1;
    sector.firms.adopted[row] = 0;
    sector.adoption.count_firm(sector.firms, row, 1, 1);
    sector.weights[sector.firms.size_class[row]] = 9.0;
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
    sector.run(24);
    CHECK(sector.now() == stable_regime);
    sector.landscape.regulation[circular] = 0.6; // 0.525: the barrier loses 2 * 0.275 a year
    sector.run(1);
    CHECK(sector.now() == reconfiguring_regime);
    CHECK(sector.state.standards[3] == 0.0);
    sector.run(3);
    CHECK(sector.state.barrier[3] == Approx(0.25 - 4.0 * 0.55 / 12.0));
    CHECK(sector.now() == reconfiguring_regime);
    sector.run(1);
    REQUIRE(sector.now() == shifted_regime);
    CHECK(sector.state.since[3] == 60 + 24 + 4);
    CHECK(sector.state.standards[3] == Approx(0.3 * (1.0 - std::exp(-0.5 / 12.0))));
    CHECK(sector.state.standards[4] == 0.0);
    sector.run(11);
    CHECK(sector.state.standards[3] == Approx(0.3 * (1.0 - std::exp(-0.5))));
    CHECK(sector.state.procurement[3] == Approx(0.3 * (1.0 - std::exp(-0.5))));
    sector.landscape.regulation[circular] = 0.0; // once shifted, the pressure may go
    sector.run(12);
    CHECK(sector.now() == shifted_regime);

    sector.resistance[3] = by_price ? 0.0 : 0.3;
    sector.landscape.energy_price = by_price ? 2.5 : 1.0;
    sector.run(1);
    REQUIRE(sector.now() == backlash_regime);
    CHECK(sector.state.barrier[3] == 0.25);
    const double before = sector.state.standards[3];
    sector.landscape.regulation[circular] = 1.0;
    sector.run(12);
    CHECK(sector.state.standards[3] == Approx(before * std::exp(-0.5)));
    CHECK(sector.state.barrier[3] == 0.25); // nothing moves for four years
    sector.run(34);
    CHECK(sector.now() == backlash_regime);
    sector.run(24);
    CHECK(sector.now() == reconfiguring_regime); // worn down, but the backlash goes on
    CHECK(sector.state.barrier[3] < 0.05);
    sector.resistance[3] = 0.0;
    sector.landscape.energy_price = 1.0;
    sector.run(1);
    CHECK(sector.now() == shifted_regime);
}

TEST_CASE("regime: burn-in and a catalogue without niche practices freeze it") {
    Sector sector;
    sector.landscape.regulation[circular] = 1.0;
    sector.run(60, true);
    CHECK(sector.now() == stable_regime);
    CHECK(sector.state.niche[3] == 0.0);
    sector.practices.entries[0].niche = false;
    sector.practices.derive();
    sector.run(60);
    CHECK(sector.now() == stable_regime);
    CHECK(sector.state.barrier == sector.state.full_barrier);
}
