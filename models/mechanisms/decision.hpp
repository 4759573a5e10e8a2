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

#include "models/rules/decision.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::decision {

/// Start values after reflexivity::initialise(); they hold when the mechanism is switched off: the ambition of the
/// first agenda, and no obligation.
void initialise(const Reflexivity& reflexivity, Decisions& decisions);

void step(const Parameters& p, const Month& month, const sim::Random& random, const ClusterIdentity& identity,
          const Census& census, const Reflexivity& reflexivity, Decisions& decisions);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream decision_stream{10, "whether members agree"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "decision",
     .title = "Collective decisions that bind members",
     .when_off = {.zero = "decision_reached levy_income",
                  .constant = "ambition",
                  .different = "obligation decision_autonomy"},
     .streams = {&decision_stream}}};

} // namespace actorhood::models::decision
