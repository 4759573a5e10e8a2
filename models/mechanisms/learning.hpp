// Learning: absorptive capacity for circular and for digital practices, what firms pick up from ties, and what they
// forget.
//
// Quarterly, from the partner j that a firm meets (meetings.hpp), for each pillar (rate r per year, a quarter at a time):
//   d = max(0, kappa_j - kappa_i),  AC = floor + (1 - floor) kappa_i
//   dkappa_i = r/4 * AC * max(0, d - d^2/d_max) * (1 - s [j is of another sector])
// too near teaches nothing new, too far is not understood: best at d_max/2. Monthly decay to the initial value:
//   dkappa/dt = -decay (kappa - kappa(0)).
// kappa(0) = mean + slope (ln n - ln 20) + sd z, within [0,1]: a pure function of key and size. It is kept in two
// bytes a firm (steps of 1/255) because drawing it again every month would cost more than the whole step; the
// firm starts exactly at the kept value. Services raise kappa elsewhere.
// Sources: Cohen & Levinthal 1990; Nooteboom et al. 2007 (inverted U of cognitive distance); Boschma 2005 (what firms of
// one sector have in common lets them understand each other).
// Departure: a sector is near to itself alone; which sectors are related is not known at the level of ecosystems.
// Departure: 0.6 is read as a rate per year. Read as a jump per contact, one contact a quarter would lift whole
// clusters to their best members within three years, against a decay of .06 a year.
// Switched off: capacities stay constant but for services.
#pragma once

#include <array>

#include "models/firms/impressions.hpp"
#include "models/rules/common.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::learning {

struct Parameters {
    double rate{};                           ///< 1/year
    double furthest{};                       ///< d_max
    double understanding{};                  ///< floor of AC
    double sector_barrier{};                 ///< s
    double decay{};                          ///< 1/year
    std::array<double, pillar_count> mean{}; ///< of initial capacity at 20 employees
    std::array<double, pillar_count> sd{};
    double size_slope{}; ///< per ln(employees)

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Gain in absorptive capacity of a firm in a quarter with a partner, share per pillar.
[[nodiscard]] inline float learned(float own, float partner, float quarterly_rate, float furthest,
                                   float understanding) {
    const float distance = rules::positive_part(partner - own);
    const float useful = rules::positive_part(distance - distance * distance / furthest);
    return quarterly_rate * (understanding + (1.0f - understanding) * own) * useful;
}

/// Share of what is useful that gets across: all within a sector, less between two.
[[nodiscard]] inline float sector_proximity(std::uint8_t own, std::uint8_t partner, float barrier) {
    return own == partner ? 1.0f : 1.0f - barrier;
}

/// Initial absorptive capacity of both pillars, in 255ths; a pure function of key and employees.
[[nodiscard]] std::array<std::uint8_t, pillar_count> initial_capacity(const Parameters& parameters,
                                                                      const sim::Random& random, std::uint64_t key,
                                                                      double employees);

/// Capacities of firms on their first day, and their bases.
void begin(const Parameters& parameters, const sim::Random& random, Rows<Skills, const FirmIdentity> firms);

/// Forgets what was learned, month by month.
void forget(const Parameters& parameters, Rows<Skills> firms);
/// Learns from whom it met, in the last month of a quarter.
void learn(const Parameters& parameters, const Month& month, Rows<Skills, const FirmIdentity> firms,
           Handed<const Met> met);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream initial_capacity_stream{29, "absorptive capacity at the start"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "learning",
     .title = "Learning from tie partners",
     .when_off = {.different = "absorptive_capacity outside_absorptive_capacity"},
     .streams = {&initial_capacity_stream}}};

} // namespace actorhood::models::learning
