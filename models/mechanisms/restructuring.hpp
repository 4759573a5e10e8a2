// Negotiated professional restructuring: deliberation with the workforce that turns resistance into adaptation.
//
//   nu = nu_max ans_down R (floor + (1-floor) min(1, theta_labour/full))     per cluster; outside firms a constant
//   dL/dt = -(l_0 + l_nu nu) L
//   dg/dt = drift (1-g) - (attrition + r (1 + w_l labour service now + w_s services per year)) g
// Adoption raises L and g (rules::resistance_after_adoption, rules::skill_gap_after_adoption).
// Jobs reskilled by negotiation: the resistance it resolves in a month, turned back into persons by the ratio at
// which displacement caused it, employees * L (1 - exp(-l_nu nu/12)) / (resistance per unit of displacement).
// S0 states that negotiated restructuring results from accountability and reflexivity: the sign of its effect is
// therefore an assumption of this model, its size a finding.
// A labour shock of strength s leaves the share 1 - s of the attrition of skill gaps: there is nobody to recruit.
// Sources: S0 (concept); model 7.11 (form). Values are assumptions.
// Departure: the monthly step of g uses 1 - exp(-x) to third order, because rates differ between firms.
// Switched off: L and g stay constant, nu is 0, and adoption must be given AdoptionShock{0, 0}.
#pragma once

#include <vector>

#include "models/rules/common.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::restructuring {

struct Parameters {
    double strongest{};           ///< nu_max
    double labour_floor{};        ///< share of negotiation left without labour on the agenda
    double labour_full{};         ///< agenda weight of labour at which negotiation is complete
    double outside_negotiation{}; ///< nu of firms outside clusters
    double fading{};              ///< 1/year
    double negotiated_fading{};   ///< 1/year at nu = 1
    double skill_drift{};         ///< 1/year
    double skill_attrition{};     ///< 1/year
    double training{};            ///< r, 1/year
    double labour_service{};      ///< further training while a labour service acts, multiples of r
    double service_training{};    ///< further training per service and year, multiples of r
    rules::AdoptionShock shock;   ///< handed to adoption

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Persons reskilled by negotiation in a block.
struct Reskilled {
    double persons{};
};
/// What the rows of a block need.
using Staff = Rows<Workforce, const FirmIdentity, const Membership, const Assistance>;

/// Intensity of negotiation, 0..1.
[[nodiscard]] double negotiation_intensity(const Parameters& parameters, double answerability, double reflexivity,
                                           double labour_agenda);

/// How work reacts to what happens to firms.
[[nodiscard]] Work work(const Parameters& parameters);
/// Negotiates.
void step(const Parameters& parameters, const Accountability& accountability, const Reflexivity& reflexivity,
          Negotiation& negotiation);
/// Lets resistance fade and skills follow.
void rows(const Parameters& parameters, const Month& month, const Negotiation& negotiation, const Shocks& shocks,
          Staff firms, Sum<Reskilled> reskilled);
/// Books the jobs reskilled.
void settle(const FirmLayout& layout, const Sums<Reskilled>& reskilled, Delivery& delivery);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "restructuring",
     .title = "Workforce resistance, skill gaps and negotiated professional restructuring",
     .when_off = {.constant = "negotiation", .frozen = "resistance skill_gap", .different = "resistance skill_gap"}}};

} // namespace actorhood::models::restructuring
