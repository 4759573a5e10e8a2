// Accountability in four directions: up to funders, down to members and their workforce, out to publics (nonhuman
// ones through advocates), lateral to other meta-organisations.
//
//     effort         e_d = ebar max(0, 1 - zeta/4 + zeta phi_d + policy_d)
//                    phi_up = core + project share, phi_down = fee share, phi_out = 0.25 service share,
//                    phi_lateral = that of the metacluster (0 for a cluster in none)
//     overhead       O = min(1, sum_d o e_d + rho sum_{d<d'} e_d e_d' + sum of hours of reports/(143 h staff))
//                    share of staff time; 143 h: 1,720 productive hours a year; hours of a project: 3 (its EUR a month / 2,500)^0.7
//     answerability  ans_d = 1 - exp(-(eps + e_d) / 0.3)
//     legitimacy     dLeg_d/dt = 0.5 (ans_d perf_d - Leg_d)
//     performance    up: 1/2 min(1, services per member and year / 1.2) + 1/2 (1 - exp(-x_3));
//                    down: sig(3 (V - fee)); out: min(1, 0.8 depth / required); lateral: 0.4 in no metacluster
//
// Demands add up: each audience asks by what it gives, and a part whether it gives or not; what one asks does not make
// the others ask less, and deliberate accountability costs time of its own.
// Sources: S0 (multi-directional accountability); conflicting demands [Koppell 2005; Ebrahim 2005].
// In the spin-up (the first part of burn-in) legitimacy moves several times as fast.
// Departures: shares of services and depth above the norm count as 1, overhead above all staff time as 1.
#pragma once

#include "models/rules/accountability.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::accountability {

/// Efforts follow the money and take staff time; audiences judge. Metaclusters give the lateral direction its weight.
void step(const Parameters& p, const Month& month, sim::Read<Census, Contracts, Pathway, Landscape, Cooperation> from,
          Accountability& accountability, Funding& funding);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "accountability",
     .title = "Multi-directional accountability",
     .when_off = {.constant = "accountability_effort answerability legitimacy", .different = "overhead_share"}}};

/// Start values. When the mechanism is off efforts and overhead stay zero, answerability is what an organisation has that
/// nobody asks, and legitimacy what follows from it at half performance.
void initialise(const Parameters& p, sim::On<about> runs, Accountability& accountability, Funding& funding);

} // namespace actorhood::models::accountability
