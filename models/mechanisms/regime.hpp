// Regime: the rules of each sector, which a growing niche under landscape pressure can overturn.
//
//     niche     N = 0.25 mean_p(share of members) + 0.75 mean_p(share of firms outside)     niche practices p
//     barrier   dG/dt = -2 (pressure N - G_0),  0 <= G <= G_0,  G(0) = G_0 ~ Normal(0.25, 0.06) by sector
//     shift     at G < 0.05; from then on the new rules come into force at a rate, up to
//               + standards      on the regulatory pressure that firms of the sector feel towards circular practices
//               + procurement    on the share of public procurement with green criteria in the sector: that part of what
//                                is not green yet
//     backlash  a shifted sector is restored when the mean resistance of its workforces or the mean of the energy and
//               material price indices exceeds a limit: G returns to G_0, the rules are withdrawn at the same rate, and
//               for some years nothing moves; while a limit is exceeded no sector shifts
// States: stable (G = G_0), reconfiguring (G < G_0), shifted, backlash. The pressure is the circular regulatory
// pressure of the landscape. G is both the threshold that pressure times niche must exceed and the stock that this
// excess wears down; without excess it recovers at the same rate. Frozen in burn-in.
//
// Sources: Geels 2002 (niche, regime, landscape); Bergman et al. 2008 (transitions between states); model 7.15.
// Departures: the specification gives one number for the threshold and the start of G; both are G_0. A draw of G_0
// below twice the shift level counts as twice that level, so that no sector begins shifted. A side of the sector
// without firms leaves the whole weight to the other side.
// Switched off: no barrier moves and no rule changes.
#pragma once

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::regime {

struct Parameters {
    double barrier{};
    double barrier_sd{};
    double erosion{};     ///< year-1
    double shift_below{}; ///< level of G
    double member_weight{};
    double standards{};
    double procurement{};
    double phase_rate{}; ///< year-1
    double resistance_limit{};
    double price_limit{};
    double backlash_years{};

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Weighted share of the practices in `mask` that firms of a sector use, 0..1; 0 without firms or practices.
[[nodiscard]] double niche_share(double member_weight, const AdoptionRegister& adoption, std::size_t sector,
                                 std::uint32_t mask, const ExpansionWeights& weights);
/// Barrier after a month under `pressure` (0..1) and `niche` (0..1).
[[nodiscard]] double worn_barrier(double erosion, double barrier, double full_barrier, double pressure, double niche);
/// True if a backlash turns a shifted sector back.
[[nodiscard]] bool turns_back(const Parameters& p, double resistance, double price_index);

/// Barriers of the sectors; all else neutral.
void initialise(const Parameters& p, const sim::Random& random, Regime& regime);

/// Niche, barrier, shift and backlash of each sector; resistance is what was counted at the end of the month before.
void step(const Parameters& p, const Month& month, const Landscape& landscape, const PracticeCatalogue& practices,
          const ExpansionWeights& weights, const AdoptionRegister& adoption, const SectorCensus& sectors,
          Regime& regime);

/// Raises green procurement in sectors that have shifted.
void raise_demand(const Regime& regime, DemandInForce& demand);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream regime_stream{45, "barriers of sectors"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "regime",
     .title = "Shifts and backlashes of the rules of sectors",
     .when_off = {.zero = "niche_share", .different = "niche_share"},
     .streams = {&regime_stream}}};

} // namespace actorhood::models::regime
