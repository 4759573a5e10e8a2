#include "models/mechanisms/decision.hpp"

#include "models/state/output_columns.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::decision {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("decision", "Collective decisions of members on the ambition of the agenda");
    schema.real(p.neutral_space, "neutral_space", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.4},
                Meaning{"Ambition beyond their own orientation that members with full trust accept"},
                Source{"S0 (neutral space); size: assumption"});
    schema.real(p.dissent, "dissent", Unit{"1"}, Default{2}, Bounds{0, 20}, Sweep{0, 4},
                Meaning{"How strongly differing orientations keep members from deciding"}, Source{"assumption"});
}

void initialise(const Reflexivity& reflexivity, Decisions& decisions) {
    for (std::size_t c = 0; c < reflexivity.agenda.size(); ++c) {
        const Agenda& agenda = reflexivity.agenda[c];
        decisions.decided[c] = 0;
        decisions.ambition[c] = 1.0 - agenda[growth_topic];
        decisions.obligation[c] = 0.0;
        decisions.effective_agenda[c] = agenda_at(agenda, decisions.ambition[c]);
        decisions.target_weight[c] = target_weights(decisions.effective_agenda[c]);
    }
}

void step(const Parameters& p, const Month& month, const sim::Random& random, const ClusterIdentity& identity,
          const Census& census, const Reflexivity& reflexivity, Decisions& decisions) {
    const sim::RandomStream draws = random.stream(decision_stream, month.index);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const Agenda& agenda = reflexivity.agenda[c];
        const bool has_members = census.firms[c] > 0.0;
        decisions.decided[c] = 0;
        if (!has_members) {
            decisions.obligation[c] = 0.0;
        }
        if (month.last_of_quarter && has_members &&
            draws.happens(identity.key[c],
                          decision_probability(p, census.sd_orientation[c], identity.decision_aptitude[c]))) {
            const double accepted =
                accepted_ambition(p, census.orientation_histogram[c], identity.approval[c], census.mean_trust[c]);
            decisions.decided[c] = 1;
            decisions.ambition[c] = decided_ambition(identity.directiveness[c], 1.0 - agenda[growth_topic], accepted);
            decisions.obligation[c] = identity.directiveness[c] * decisions.ambition[c];
        }
        decisions.effective_agenda[c] = agenda_at(agenda, decisions.ambition[c]);
        decisions.target_weight[c] = target_weights(decisions.effective_agenda[c]);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Decisions& decisions = world.clusters.decisions;
    const Source source{"model"};
    outputs.variable("decision_reached", {"cluster"}, Unit{"1"}, Meaning{"1 in a month in which members decided"},
                     source, values_of(decisions.decided));
    outputs.variable("ambition", {"cluster"}, Unit{"1"}, Meaning{"Decided share of the agenda that is not growth"},
                     source, values_of(decisions.ambition));
    outputs.variable("obligation", {"cluster"}, Unit{"1"}, Meaning{"Strength of binding decisions, 0 to 1"}, source,
                     values_of(decisions.obligation));
    outputs.variable("effective_agenda", {"cluster", "topic"}, Unit{"1"},
                     Meaning{"Weight of a topic in the agenda at the decided ambition"}, source,
                     values_of(decisions.effective_agenda));
}

} // namespace actorhood::models::decision
