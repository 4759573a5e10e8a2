// Transformative reflexivity: identify, reflect on and integrate external changes and impacts on all publics.
//
// Measured harms   h = (gap_circular (0.7 + w_nh), gap_digital, L + g), gaps against what is required
// identify         ds/dt = (h + Normal(0, 0.3^2 / (1 + S_int)) - s) / 0.5 y      (new noise every month)
// reflect          dR/dt = 0.5 S_col diversity (1 - R) - 0.1 (1 + 3 staff gap) R
// integrate        target = normalise(clip(1 - 1.5 sum s, 0.1, 1), s)  on (growth, circular, digital, labour)
//     dtheta/dt = iota R (0.5 + e_out) (target - theta)         own need
//               + omega (theta_growth - theta)                  habit: path dependency toward growth
//               + sum_k mu_k phi_k (theta_k - theta)            payers: core, project, fees, services
// All six pulls are one relaxation to their weighted mean, exact over the month: theta stays on the simplex.
// Leaving staff take R with them. Diversity is the mean of the Simpson indices of members' sectors and orientations;
// the staff gap is the share of the staff intended for the members that is missing.
//
// Sources: S0 (transformative mediated reflexivity); Argyris & Schon 1978; March 1991; Stirling 2006; pulls of payers
// [DiMaggio & Powell 1983; Froelich 1999].
// Departures: a cluster without members has no harms.
#pragma once

#include "models/state/funding_plan.hpp"
#include "models/state/world.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::reflexivity {

/// Circular, digital, labour.
using Harms = std::array<double, 3>;

struct Parameters {
    double nonhuman_weight;
    double circular_weight;
    double sensing_noise;
    double sensing_time;
    double reflection;
    double forgetting;
    double gap_forgetting;
    double urgency;
    double least_growth;
    double integration;
    double integration_base;
    double habit;
    BySource pull;
    PayerTargets targets;
    double initial_reflexivity;
    Agenda initial_agenda;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Gaps between what is required and what members do: circular and digital depth, resistance and skill gap.
[[nodiscard]] Harms measured_harms(const Parameters& p, const Census& census, const Landscape& landscape,
                                   std::size_t cluster);
/// Writes the measured harms of all clusters; done every month, because others audit by them too.
void measure(const Parameters& p, const Census& census, const Landscape& landscape, Reflexivity& reflexivity);
/// Agenda that would answer the given harms.
[[nodiscard]] Agenda needed_agenda(const Parameters& p, const Harms& harms);
/// Agenda of members of mean orientation o: growth 1 - o, the rest as wholly oriented members want it.
[[nodiscard]] Agenda members_agenda(const Parameters& p, double orientation);
/// R after a month; collaboration staff per 50 members, diversity and staff gap 0..1.
[[nodiscard]] double reflected(const Parameters& p, double reflexivity, double collaboration, double diversity,
                               double staff_gap);

/// One pull on the agenda.
struct Pull {
    double rate; ///< per year
    Agenda target;
};
/// The agenda after a month under all pulls together.
[[nodiscard]] Agenda pulled(const Agenda& agenda, std::span<const Pull> pulls);

/// Start values; they hold when the mechanism is switched off.
void initialise(const Parameters& p, Reflexivity& reflexivity);

void step(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
          const ClusterIdentity& identity, const Census& census, const Contracts& contracts, const Funding& funding,
          const Accountability& accountability, const Pathway& pathway, Reflexivity& reflexivity);

void declare_outputs(sim::Outputs& outputs, const World& world);

} // namespace actorhood::models::reflexivity
