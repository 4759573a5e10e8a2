// Transition pathway: what the staff works on, what has been worked out so far, and the services this allows.
//
// Four stages: 1 priority definition, 2 strategic challenges, 3 tailored actions, 4 pathway design and scaling; three
// functions: intelligence, collaboration, support (S2, Table 2).
//     effort          E_s = free sum_k phi_k d_s F_sk / sum_s' d_s' F_s'k   F = fit of money of source k to stage s
//     start           E_s H / (H + pb_s) starts; 80 % of what is left idle goes to stage 3
//     functions       share a_sf of E_s
//     throughput      thr_s = E_s (sum_f a_sf m_f^rho)^(1/rho), m_f = min(1, skill_f / needed_f),
//                     rho = 1 - 1/elasticity (CES with inputs a_sf E_s m_f); skills follow the need over 24 months
//     stocks          dx_s/dt = thr_s x_{s-1} / (x_{s-1} + 0.5) - 0.2 x_s per 50 members; stage 1 has no
//                     predecessor, but gains half of the pathways completed (0.2 x_4): they raise the next question
//     intensities     S_int = intelligence staff per 50 members + 0.1 per knowledge partner;
//                     S_col = collaboration staff per 50 members
//     services        4 members a month per full-time equivalent of support
// In the spin-up (the first part of burn-in) a month stands for several of the stocks, not of the skills: they arrive where
// these staff and this money would take them.
// Money without a fitting stage waits; leaving staff take stocks with them.
//
// Sources: S2, Table 2; constant elasticity of substitution [Arrow, Chenery, Minhas & Solow 1961].
// Departures: the specification leaves the loop back open; in a rupture of the lead sector in the own region stocks
// decay by up to 0.6 instead of 0.2, in proportion to how full the rupture is.
#pragma once

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::pathway {

struct Parameters {
    std::array<ByStage, source_count> fit;         ///< F, by source
    ByStage demand;                                ///< d
    std::array<ByFunction, stage_count> functions; ///< share of functions in each stage
    ByStage start_years;                           ///< pb
    double redirected;
    double elasticity;
    double skill_months;
    double half_stock;
    double decay;
    double rupture_decay;
    double loop_back;
    double partner_intelligence;
    double services_per_staff;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Full-time equivalents that the money allows for each stage.
[[nodiscard]] ByStage allotted(const Parameters& p, const BySource& shares, double free_staff);
/// Full-time equivalents at work in each stage at a funding horizon in years.
[[nodiscard]] ByStage started(const Parameters& p, const ByStage& allotted_staff, double horizon);
/// Full-time equivalents in each function.
[[nodiscard]] ByFunction function_staff(const Parameters& p, const ByStage& effort);
/// Throughput of a stage relative to its effort, 0..1; `match` = skill of each function relative to the need.
[[nodiscard]] double productivity(const Parameters& p, const ByFunction& functions, const ByFunction& match);
/// Stocks after a month, or several in one step; throughput in full-time equivalents per 50 members.
[[nodiscard]] ByStage advanced(const Parameters& p, const ByStage& stock, const ByStage& throughput,
                               double rupture = 0.0, double months = 1.0);

/// Rate at which results become outdated, 1/year; `rupture` 0 as usual .. 1 full rupture.
[[nodiscard]] double decay_rate(const Parameters& p, double rupture);

/// Start values; they hold when the mechanism is switched off: no staff at work, no stocks, no services.
void initialise(const Parameters& p, const ClusterIdentity& identity, const Funding& funding, Pathway& pathway);

/// Adds to the stocks what projects of call lines that ended this month have yielded.
void take_results(const Contracts& contracts, Pathway& pathway);

void step(const Parameters& p, const Month& month, const ClusterIdentity& identity, const Census& census,
          const Funding& funding, const Shocks& shocks, Pathway& pathway);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "pathway",
     .title = "Work on the transition pathway",
     .when_off = {.constant = "pathway_stock stage_staff service_capacity", .different = "services_delivered"}}};

} // namespace actorhood::models::pathway
