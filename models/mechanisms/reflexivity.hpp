// Transformative reflexivity: identify, reflect on and integrate external changes and impacts on all publics.
//
// Measured harms   h = (gap_circular (0.7 + w_nh), gap_digital, L + g), gaps against what is required
// identify         ds_k/dt = (h_k + Normal(0, 0.3^2 / (1 + S_int + v ans_k)) - s_k) / 0.5 y   (new noise every month)
//     ans_k: answerability to those who know the harm, publics (circular), members and workforce (digital, labour)
// reflect          dR/dt = 0.5 S_col diversity (1 - R) - 0.1 (1 + 3 staff gap) R
// integrate        target = normalise(1, u s)                        on (growth, circular, digital, labour)
//     dtheta/dt = iota R (0.5 + e_out) (target - theta)         own need
//               + omega (theta_growth - theta)                  habit: path dependency toward growth
//               + sum_k mu_k phi_k (1 + kappa ans_k) (theta_k - theta)
//     payers: core and project (ans up), fees (ans down), services (they judge by buying, not by asking: ans 0)
// Needs do not saturate: the weight of growth falls with every further harm and stays positive.
// All six pulls are one relaxation to their weighted mean, exact over the month: theta stays on the simplex.
// Leaving staff take R with them. Diversity is the mean of the Simpson indices of members' sectors and orientations;
// the staff gap is the share of the staff intended for the members that is missing.
//
// Sources: S0 (transformative mediated reflexivity); Argyris & Schon 1978; March 1991; Stirling 2006; pulls of payers
// [DiMaggio & Powell 1983; Froelich 1999]; who answers to a payer is steered by it [Ebrahim 2005]; customers exit, members
// speak [Hirschman 1970].
// Departures: a cluster without members has no harms.
#pragma once

#include "models/state/funding_plan.hpp"
#include "models/rules/reflexivity.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::reflexivity {

/// Gaps between what is required and what members do: circular and digital depth, resistance and skill gap.
[[nodiscard]] Harms measured_harms(const Parameters& p, const Census& census, const Landscape& landscape,
                                   std::size_t cluster);
/// Measures the harms of all clusters; also when nobody reflects on them.
void measure(const Parameters& p, const Census& census, const Landscape& landscape, Reflexivity& reflexivity);

/// Start values; they hold when the mechanism is switched off.
void initialise(const Parameters& p, Reflexivity& reflexivity);

/// Identify: lets the month's noisy view of each harm enter the beliefs; intelligence staff, and audiences that are
/// answered and speak, make it clearer.
void identify(const Parameters& p, const Month& month, const sim::Random& random,
              sim::Read<ClusterIdentity, Pathway, Accountability> from, Reflexivity& reflexivity);
/// Reflect: reflexivity grows with collaboration staff and diversity and decays, faster when staff is missing.
void reflect(const Parameters& p, const FundingPlan& plan, const Month& month, const ClusterIdentity& identity,
             const Census& census, const Funding& funding, const Pathway& pathway, Reflexivity& reflexivity);
/// Integrate: own need, habit, payers and joint plans of metaclusters pull the agenda.
void integrate(const Parameters& p, sim::Read<Census, Contracts, Funding, Accountability, Cooperation> from,
               Reflexivity& reflexivity);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream sensing_stream{9, "what clusters perceive"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "reflexivity",
     .title = "Sensing, reflection and agenda change",
     .when_off = {.constant = "reflexivity agenda sensed_harm_circular", .different = "effective_agenda"},
     .streams = {&sensing_stream}}};

} // namespace actorhood::models::reflexivity
