#include "models/mechanisms/reflexivity.hpp"

#include <algorithm>
#include <cmath>

#include "models/state/output_columns.hpp"
#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::reflexivity {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_sensing(sim::Schema& schema, Parameters& p) {
    schema.real(p.nonhuman_weight, "nonhuman_weight", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 1},
                Meaning{"Weight of nonhuman publics in the circular gap", Symbol{"w_nh"}},
                Source{"S0; value: assumption"});
    schema.real(p.circular_weight, "circular_weight", Unit{"1"}, Default{0.7}, sim::share, Sweep{0.5, 1},
                Meaning{"Weight of human publics in the circular gap"}, Source{"assumption"});
    schema.real(p.sensing_noise, "sensing_noise", Unit{"1"}, Default{0.3}, Bounds{0, 5}, Sweep{0, 0.6},
                Meaning{"Standard deviation of a month's view of a harm without intelligence staff"},
                Source{"assumption"});
    schema.real(
        p.heard, "heard", Unit{"1"}, Default{2}, Bounds{0, 20}, Sweep{0, 4},
        Meaning{"What full answerability to those who know a harm adds to the precision of its view, in units "
                "of a view without intelligence staff; 0 = nothing",
                Symbol{"v"}},
        Source{"S0 (all publics are heard); size: assumption"});
    schema.real(p.sensing_time, "sensing_time", Unit{"year"}, Default{0.5}, Bounds{0.05, 20}, Sweep{0.25, 2},
                Meaning{"Time over which views become a belief"}, Source{"assumption"});
    schema.real(p.reflection, "reflection", Unit{"year-1"}, Default{0.5}, Bounds{0, 10}, Sweep{0.2, 1},
                Meaning{"Growth of reflexivity per unit of collaboration staff and diversity"},
                Source{"S0; rate: assumption"});
    schema.real(p.forgetting, "forgetting", Unit{"year-1"}, Default{0.1}, Bounds{0, 5}, Sweep{0.05, 0.2},
                Meaning{"Decay of reflexivity"}, Source{"assumption; March 1991"});
    schema.real(p.gap_forgetting, "gap_forgetting", Unit{"1"}, Default{3}, Bounds{0, 20}, Sweep{0, 6},
                Meaning{"How much faster reflexivity decays without staff"}, Source{"assumption"});
    schema.real(p.urgency, "urgency", Unit{"1"}, Default{3}, Bounds{0, 100}, Sweep{1, 6},
                Meaning{"Weight of a full harm in the needed agenda, where growth has 1", Symbol{"u"}},
                Source{"assumption"});
}

void declare_pulls(sim::Schema& schema, Parameters& p) {
    schema.real(p.integration, "integration", Unit{"year-1"}, Default{2.4}, Bounds{0, 20}, Sweep{0.6, 3.6},
                Meaning{"Rate at which full reflexivity moves the agenda to its need", Symbol{"iota"}},
                Source{"S0; rate: assumption"});
    schema.real(p.integration_base, "integration_base", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 1},
                Meaning{"Part of the integration that needs no accountability to external publics"},
                Source{"assumption"});
    schema.real(p.habit, "habit", Unit{"year-1"}, Default{0.3}, Bounds{0, 10}, Sweep{0.1, 1},
                Meaning{"Pull of path dependency towards growth", Symbol{"omega"}}, Source{"S0; rate: assumption"});
    schema.real(
        p.capture, "capture", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 2},
        Meaning{"How much stronger a payer pulls who is answered in full; 0 = as strongly as any", Symbol{"kappa"}},
        Source{"Ebrahim 2005 for the sign; size: assumption"});
    schema.real(p.pull[core_funding], "pull.core", Unit{"year-1"}, Default{0.1}, Bounds{0, 10}, Sweep{0, 0.3},
                Meaning{"Pull of the core funder on the agenda at a share of 1, unanswered", Symbol{"mu_k"}},
                Source{"assumption; DiMaggio & Powell 1983"});
    schema.real(p.pull[project_funding], "pull.project", Unit{"year-1"}, Default{0.3}, Bounds{0, 10}, Sweep{0.1, 0.5},
                Meaning{"Pull of running calls on the agenda at a share of 1, unanswered", Symbol{"mu_k"}},
                Source{"assumption; Froelich 1999"});
    schema.real(p.pull[fee_funding], "pull.fees", Unit{"year-1"}, Default{0.15}, Bounds{0, 10}, Sweep{0, 0.4},
                Meaning{"Pull of members on the agenda at a share of 1, unanswered", Symbol{"mu_k"}},
                Source{"assumption; Froelich 1999"});
    schema.real(p.pull[service_funding], "pull.services", Unit{"year-1"}, Default{0.3}, Bounds{0, 10},
                Sweep{0.1, 0.5}, Meaning{"Pull of buyers of services on the agenda at a share of 1", Symbol{"mu_k"}},
                Source{"assumption; Froelich 1999"});
}

void declare_targets(sim::Schema& schema, Parameters& p) {
    const auto agenda = [&schema](Agenda& field, std::string_view name, std::initializer_list<double> value,
                                  Meaning meaning) {
        schema.vector(field, name, Unit{"1"}, value, {"growth", "circular", "digital", "labour"}, sim::share, meaning,
                      Source{"assumption"});
    };
    agenda(p.targets.theta_growth, "target.habit", {0.85, 0.03, 0.10, 0.02},
           Meaning{"Agenda of habit: competitiveness first (normalised)"});
    agenda(p.targets.theta_funder, "target.funder", {0.5, 0.2, 0.2, 0.1},
           Meaning{"Agenda of the core funder (normalised)"});
    agenda(p.targets.theta_payers, "target.payers", {0.6, 0.1, 0.28, 0.02},
           Meaning{"Agenda of buyers of services (normalised)"});
    agenda(p.targets.theta_members, "target.members", {0.0, 0.4, 0.45, 0.15},
           Meaning{"Agenda of members wholly oriented to transition (normalised)"});
    schema.fixed(sim::acts_at_start, [&] {
        agenda(p.initial_agenda, "initial_agenda", {0.70, 0.10, 0.15, 0.05},
               Meaning{"Agenda of every cluster before burn-in (normalised)"});
        schema.real(p.initial_reflexivity, "initial_reflexivity", Unit{"1"}, Default{0.3}, sim::share,
                    Sweep{0.1, 0.6}, Meaning{"Reflexivity of every cluster before burn-in"}, Source{"assumption"});
    });
}

/// Share of the intended staff that is missing.
double staff_gap(const FundingPlan& plan, double staff, double members) {
    const double intended = plan.intended_staff(members);
    return intended > 0.0 ? std::clamp(1.0 - staff / intended, 0.0, 1.0) : 0.0;
}

/// What payers ask for: the core funder, calls, members, buyers of services; each pulls by its share of the income, and
/// more strongly the better it is answered.
std::array<Pull, source_count> payers_pulls(const Parameters& p, const BySource& share,
                                            const ByDirection& answerability, const Agenda& calls,
                                            double orientation) {
    const auto pull = [&](FundingSource source, double answered) {
        return p.pull[source] * share[source] * (1.0 + p.capture * answered);
    };
    return {Pull{pull(core_funding, answerability[upward]), normalised(p.targets.theta_funder)},
            Pull{pull(project_funding, answerability[upward]), calls},
            Pull{pull(fee_funding, answerability[downward]), members_agenda(p, orientation)},
            Pull{pull(service_funding, 0.0), normalised(p.targets.theta_payers)}};
}

/// Lets the month's noisy view enter the belief about each harm. Publics know the circular one, members and their
/// workforce the others.
void sense(const Parameters& p, const sim::RandomStream& draws, std::uint64_t key, double intelligence,
           const ByDirection& answerability, const Harms& harm, Harms& sensed) {
    const double approach = sim::monthly_approach(1.0 / p.sensing_time);
    const Harms heard{answerability[outward], answerability[downward], answerability[downward]};
    for (std::size_t kind = 0; kind < harm.size(); ++kind) {
        const double noise = p.sensing_noise / std::sqrt(1.0 + intelligence + p.heard * heard[kind]);
        const double view = harm[kind] + noise * draws.normal(key, static_cast<std::uint32_t>(kind));
        sensed[kind] += approach * (view - sensed[kind]);
    }
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("reflexivity", "Reflexivity: identify, reflect on and integrate impacts on all publics");
    declare_sensing(schema, p);
    declare_pulls(schema, p);
    declare_targets(schema, p);
}

Harms measured_harms(const Parameters& p, const Census& census, const Landscape& landscape, std::size_t cluster) {
    if (census.firms[cluster] <= 0.0) {
        return {};
    }
    const auto& depth = census.mean_depth[cluster];
    return {std::max(0.0, landscape.required_depth - depth[circular]) * (p.circular_weight + p.nonhuman_weight),
            std::max(0.0, landscape.digital_frontier - depth[digital]),
            census.mean_resistance[cluster] + census.mean_skill_gap[cluster]};
}

void measure(const Parameters& p, const Census& census, const Landscape& landscape, Reflexivity& reflexivity) {
    for (std::size_t c = 0; c < reflexivity.harm.size(); ++c) {
        reflexivity.harm[c] = measured_harms(p, census, landscape, c);
    }
}

void initialise(const Parameters& p, Reflexivity& reflexivity) {
    for (std::size_t c = 0; c < reflexivity.agenda.size(); ++c) {
        reflexivity.harm[c] = {};
        reflexivity.sensed[c] = {};
        reflexivity.reflexivity[c] = p.initial_reflexivity;
        reflexivity.agenda[c] = normalised(p.initial_agenda);
    }
}

void identify(const Parameters& p, const Month& month, const sim::Random& random,
              sim::Read<ClusterIdentity, Pathway, Accountability> from, Reflexivity& reflexivity) {
    const auto& [identity, pathway, accountability] = from;
    const sim::RandomStream draws = random.stream(sensing_stream, month.index);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        sense(p, draws, identity.key[c], pathway.intelligence_intensity[c], accountability.answerability[c],
              reflexivity.harm[c], reflexivity.sensed[c]);
    }
}

void reflect(const Parameters& p, const FundingPlan& plan, const Month& month, const ClusterIdentity& identity,
             const Census& census, const Funding& funding, const Pathway& pathway, Reflexivity& reflexivity) {
    for (std::size_t c = 0; c < reflexivity.reflexivity.size(); ++c) {
        const double diversity = 0.5 * (census.sector_diversity[c] + census.orientation_diversity[c]);
        const double kept = month.kept(funding.knowledge_kept[c]) * reflexivity.reflexivity[c];
        reflexivity.reflexivity[c] =
            reflected(p, kept, pathway.collaboration_intensity[c], diversity,
                      staff_gap(plan_of(plan, identity, c), funding.staff[c], census.firms[c]), month.pace);
    }
}

void integrate(const Parameters& p, sim::Read<Census, Contracts, Funding, Accountability, Cooperation> from,
               Reflexivity& reflexivity) {
    const auto& [census, contracts, funding, accountability, cooperation] = from;
    for (std::size_t c = 0; c < reflexivity.agenda.size(); ++c) {
        const double own =
            p.integration * reflexivity.reflexivity[c] * (p.integration_base + accountability.effort[c][outward]);
        const auto [core, calls, members, buyers] =
            payers_pulls(p, funding.realised_share[c], accountability.answerability[c], contracts.project_themes[c],
                         census.mean_orientation[c]);
        const std::array<Pull, 3 + source_count> pulls{Pull{own, needed_agenda(p, reflexivity.sensed[c])},
                                                       Pull{p.habit, normalised(p.targets.theta_growth)},
                                                       core,
                                                       calls,
                                                       members,
                                                       buyers,
                                                       Pull{cooperation.plan_rate[c], cooperation.plan_target[c]}};
        reflexivity.agenda[c] = pulled(reflexivity.agenda[c], pulls);
    }
}

namespace {

void declare_harms(sim::Outputs& outputs, const Reflexivity& reflexivity, Source source) {
    const auto component = [](const Column<Harms>& column, std::size_t kind) {
        return [&column, kind](std::span<double> out) {
            for (std::size_t c = 0; c < out.size(); ++c) {
                out[c] = column[c][kind];
            }
        };
    };
    outputs.variable("harm_circular", {"cluster"}, Unit{"1"}, Meaning{"Measured circular gap, weighted"}, source,
                     component(reflexivity.harm, 0));
    outputs.variable("harm_digital", {"cluster"}, Unit{"1"}, Meaning{"Measured digital gap"}, source,
                     component(reflexivity.harm, 1));
    outputs.variable("harm_labour", {"cluster"}, Unit{"1"}, Meaning{"Measured resistance and skill gap"}, source,
                     component(reflexivity.harm, 2));
    outputs.variable("sensed_harm_circular", {"cluster"}, Unit{"1"}, Meaning{"Believed circular gap, weighted"},
                     source, component(reflexivity.sensed, 0));
    outputs.variable("sensed_harm_digital", {"cluster"}, Unit{"1"}, Meaning{"Believed digital gap"}, source,
                     component(reflexivity.sensed, 1));
    outputs.variable("sensed_harm_labour", {"cluster"}, Unit{"1"}, Meaning{"Believed resistance and skill gap"},
                     source, component(reflexivity.sensed, 2));
}

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Reflexivity& reflexivity = world.clusters.reflexivity;
    const Contracts& contracts = world.clusters.contracts;
    const Source source{"model"};
    outputs.variable("reflexivity", {"cluster"}, Unit{"1"},
                     Meaning{"Reflexivity of the cluster organisation, 0 to 1"}, source,
                     values_of(reflexivity.reflexivity));
    outputs.variable("agenda", {"cluster", "topic"}, Unit{"1"}, Meaning{"Weight of a topic in the agenda"}, source,
                     values_of(reflexivity.agenda));
    outputs.variable("agenda_distance_to_calls", {"cluster"}, Unit{"1"},
                     Meaning{"Share of weight by which agenda and published call themes differ"}, source,
                     [&reflexivity, &contracts](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = distance_between(reflexivity.agenda[c], contracts.published_themes[c]);
                         }
                     });
    declare_harms(outputs, reflexivity, source);
}

} // namespace actorhood::models::reflexivity
