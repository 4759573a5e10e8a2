// Collective decision and the tension between autonomy of members and of the organisation (quarterly).
//
//     proposal        a = 1 - theta_growth
//     accepted        a* = quantile_{1 - approval}(o_i) + 0.2 mean trust             neutral space
//     decided         a_c = beta a + (1 - beta) min(a, a*), reached with probability min(1, exp(-2 sd(o)) aptitude);
//                     otherwise the ambition stays
//     obligation      obl = beta a_c
//     effective agenda: growth 1 - a_c, the rest over circular, digital, labour in proportion to theta
//     target weight   targ_p = theta_pillar / max(theta_circular, theta_digital)
//
// The effective agenda follows theta every month; its ambition changes by decision only.
// Sources: meta-organisations decide by consent of members [Ahrne & Brunsson 2008; Kerwer 2013; Berkowitz 2018]; S0.
// Departures: an organisation without members decides nothing and binds nobody.
#pragma once

#include "models/state/world.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::decision {

using OrientationHistogram = std::array<std::uint32_t, 64>;

struct Parameters {
    double neutral_space;
    double dissent;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Quantile of orientations at probability q in 0..1, linear inside the bins; 0 without members.
[[nodiscard]] double orientation_quantile(const OrientationHistogram& histogram, double q);
/// Largest ambition that the approving share of members accepts.
[[nodiscard]] double accepted_ambition(const Parameters& p, const OrientationHistogram& histogram, double approval,
                                       double mean_trust);
/// Ambition decided when the organisation proposes `proposed` and members accept `accepted`.
[[nodiscard]] double decided_ambition(double directiveness, double proposed, double accepted);
/// Probability that a decision is reached in a quarter.
[[nodiscard]] double decision_probability(const Parameters& p, double sd_orientation, double aptitude);
/// The agenda at a given ambition.
[[nodiscard]] Agenda agenda_at(const Agenda& agenda, double ambition);
/// Weight of each pillar as a target, the larger one 1.
[[nodiscard]] std::array<double, pillar_count> target_weights(const Agenda& agenda);

/// Start values after reflexivity::initialise(); they hold when the mechanism is switched off: the ambition of the
/// first agenda, and no obligation.
void initialise(const Reflexivity& reflexivity, Decisions& decisions);

void step(const Parameters& p, const Month& month, const sim::Random& random, const ClusterIdentity& identity,
          const Census& census, const Reflexivity& reflexivity, Decisions& decisions);

void declare_outputs(sim::Outputs& outputs, const World& world);

} // namespace actorhood::models::decision
