// Parameters and outputs of metaclusters; see metaclusters.hpp.
#include <algorithm>

#include "models/mechanisms/metaclusters.hpp"
#include "models/state/output_columns.hpp"

namespace actorhood::models::metaclusters {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

void Entry::declare(sim::Schema& schema, Entry& entry) {
    const Source scenario{"scenario"};
    schema.structural([&] {
        schema.text(entry.name, "name", Default{""}, Meaning{"Name of the metacluster"}, scenario);
        schema.texts(entry.members, "members", Meaning{"Member clusters: names, numbers from 1, or \"all\""},
                     scenario);
        schema.integer(entry.count, "count", Unit{"1"}, Default{0}, Bounds{0, 100000}, Sweep{2, 31},
                       Meaning{"Further member clusters, drawn at random"},
                       Source{"S3: 12 (Silicon Europe), 31 (EACN)"});
        schema.real(entry.share, "share", Unit{"1"}, Default{0}, sim::share, Sweep{0, 1},
                    Meaning{"Further member clusters, drawn at random, as a share of all clusters"}, scenario);
        schema.real(entry.associates, "associates", Unit{"1"}, Default{0}, sim::share, Sweep{0, 0.5},
                    Meaning{"Share of members that are associates: lower dues, less access, no vote, not bound"},
                    Source{"S3 (EACN has full and associated members); share: scenario"});
    });
    schema.real(entry.dues, "dues", Unit{"1"}, Default{0.02}, sim::share, Sweep{0, 0.1},
                Meaning{"Share of a full member's staff time given to the metacluster"},
                Source{"assumption; S3 (voluntary, takes time)"});
    schema.real(entry.approval, "approval", Unit{"1"}, Default{0.67}, sim::share, Sweep{0.5, 0.9},
                Meaning{"Share of full members that must accept a joint ambition"},
                Source{"Kerwer 2013; value: assumption"});
    schema.real(entry.directiveness, "directiveness", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.8},
                Meaning{"Weight of the metacluster's own proposal against what members accept"},
                Source{"S0; low because membership is voluntary (S3)"});
    schema.date(entry.start, "start", Default{"2021-01-01"}, Meaning{"Month in which it begins"},
                Source{"S3: EACN in its current form since 2021"});
}

namespace {

void declare_exchange(sim::Schema& schema, Parameters& p) {
    schema.real(p.message_loss, "message_loss", Unit{"1"}, Default{0.2}, sim::share, Sweep{0.1, 0.4},
                Meaning{"Share of a message lost in each layer of organisation", Symbol{"l"}},
                Source{"assumption; Williamson 1967"});
    schema.real(p.associate_rate, "associate_rate", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Dues and access of associates relative to full members"}, Source{"assumption; S3"});
    schema.real(p.coordination, "coordination", Unit{"1"}, Default{0.02}, sim::non_negative, Sweep{0, 0.1},
                Meaning{"Coordination per further member, relative to working time"},
                Source{"assumption; Brooks 1975 for the form"});
    schema.real(p.exchange_share, "exchange_share", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 0.8},
                Meaning{"Share of free staff time for exchange between members, the rest being intelligence"},
                Source{"assumption"});
    schema.real(p.exchange_time, "exchange_time", Unit{"persons"}, Default{0.01}, Bounds{0.0001, 10},
                Sweep{0.003, 0.03}, Meaning{"Full-time equivalents at which a partner is understood to 63 %"},
                Source{"assumption: two working days a year for each partner"});
}

void declare_items(sim::Schema& schema, Parameters& p) {
    schema.real(p.transfer, "transfer", Unit{"1"}, Default{0.25}, sim::non_negative, Sweep{0, 0.5},
                Meaning{"Weight of a partner cluster's experience against the own cluster's"},
                Source{"assumption; half of the weight of experience elsewhere (adoption.spill_over)"});
    schema.real(p.transfer_rate, "transfer_rate", Unit{"year-1"}, Default{0.5}, Bounds{0, 12}, Sweep{0.2, 1},
                Meaning{"Rate at which partners' experience arrives"}, Source{"assumption"});
    schema.real(p.search, "search", Unit{"year-1"}, Default{0.1}, sim::non_negative, Sweep{0, 0.3},
                Meaning{"Rate at which members learn of a practice per unit of partners' experience"},
                Source{"assumption; partner search and best practice: S3"});
    schema.real(p.ties, "ties", Unit{"year-1"}, Default{0.05}, sim::non_negative, Sweep{0, 0.2},
                Meaning{"Most new ties to firms of partner clusters per free outside slot"},
                Source{"assumption: as many as without help (ties.outside_rate); matchmaking: S3"});
    schema.real(p.application_bonus, "application_bonus", Unit{"1"}, Default{0.3}, sim::non_negative, Sweep{0, 0.6},
                Meaning{"Rise of the score of an application with a partner in a metacluster"},
                Source{"assumption; S3 (support to projects of the European Union)"});
    schema.real(p.memory, "memory", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.6},
                Meaning{"Most of the knowledge of leaving staff that partners keep"},
                Source{"assumption; resilience by cooperation: S3 (EACN)"});
}

void declare_tension(sim::Schema& schema, Parameters& p) {
    schema.real(p.lateral_pull, "lateral_pull", Unit{"1"}, Default{0.1}, Bounds{0, 5}, Sweep{0, 0.3},
                Meaning{"Pull of each metacluster on a cluster's accountability effort"}, Source{"assumption"});
    schema.real(p.lateral_performance, "lateral_performance", Unit{"1"}, Default{0.7}, sim::share, Sweep{0.5, 0.9},
                Meaning{"Judgement of other meta-organisations on a cluster that carries out all joint plans"},
                Source{"assumption"});
    schema.real(p.binding, "binding", Unit{"year-1"}, Default{0.3}, Bounds{0, 10}, Sweep{0, 1},
                Meaning{"Pull of a joint plan of full obligation on the agenda of a cluster that carries it out"},
                Source{"assumption; as strong as a project's (reflexivity.pull.project)"});
    schema.real(p.defiance, "defiance", Unit{"1"}, Default{4}, sim::non_negative, Sweep{0, 10},
                Meaning{"How strongly autonomy cost keeps members from carrying out a joint plan"},
                Source{"assumption; Kerwer 2013"});
    schema.real(p.leave_rate, "leave_rate", Unit{"year-1"}, Default{0.05}, sim::non_negative, Sweep{0.01, 0.15},
                Meaning{"Rate at which a member without cost and value leaves"},
                Source{"assumption; Hirschman 1970"});
    schema.real(p.return_rate, "return_rate", Unit{"year-1"}, Default{0.1}, sim::non_negative, Sweep{0, 0.3},
                Meaning{"Rate at which a cluster that left comes back"}, Source{"assumption"});
    schema.real(p.cost_slope, "cost_slope", Unit{"1"}, Default{3}, sim::non_negative, Sweep{0, 10},
                Meaning{"Effect of autonomy cost and dues on leaving"}, Source{"assumption"});
    schema.real(p.value_slope, "value_slope", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0, 3},
                Meaning{"Effect of the partners reached on staying"}, Source{"assumption; Olson 1965"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("metaclusters", "Metaclusters: meta-organisations whose members are clusters");
    declare_exchange(schema, p);
    declare_items(schema, p);
    declare_tension(schema, p);
    schema.list(p.entries, "metacluster", metacluster_limit, Meaning{"Metaclusters of the scenario"});
}

namespace {

/// Share of the full members of metacluster i that carry out its plan; 0 without any.
double following_share(const Metaclusters& m, std::size_t i) {
    double full = 0.0;
    double follow = 0.0;
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        const bool votes = m.standing[e] == full_member;
        full += votes ? 1.0 : 0.0;
        follow += votes && m.follows[e] != 0 ? 1.0 : 0.0;
    }
    return full > 0.0 ? follow / full : 0.0;
}

void declare_organisation(sim::Outputs& outputs, const Metaclusters& m, Source source) {
    outputs.variable("metacluster_members", {"metacluster"}, Unit{"1"}, Meaning{"Member clusters at work"}, source,
                     values_of(m.members));
    outputs.variable("metacluster_dues", {"metacluster"}, Unit{"persons"},
                     Meaning{"Staff time given by members, full-time equivalents"}, source, values_of(m.staff));
    outputs.variable("metacluster_overhead", {"metacluster"}, Unit{"1"},
                     Meaning{"Share of the given time taken by accountability"}, source, values_of(m.overhead));
    outputs.variable("metacluster_free_staff", {"metacluster"}, Unit{"persons"},
                     Meaning{"Time left by accountability and coordination, full-time equivalents"}, source,
                     values_of(m.free_staff));
    outputs.variable("metacluster_effort", {"metacluster", "direction"}, Unit{"1"},
                     Meaning{"Accountability effort of the metacluster by direction"}, source, values_of(m.effort));
    outputs.variable("metacluster_legitimacy", {"metacluster", "direction"}, Unit{"1"},
                     Meaning{"Legitimacy of the metacluster with an audience"}, source, values_of(m.legitimacy));
    outputs.variable("metacluster_reflexivity", {"metacluster"}, Unit{"1"}, Meaning{"Reflexivity of the metacluster"},
                     source, values_of(m.reflexivity));
    outputs.variable("metacluster_agenda", {"metacluster", "topic"}, Unit{"1"},
                     Meaning{"Weight of a topic in the joint agenda"}, source, values_of(m.agenda));
    outputs.variable("metacluster_plan", {"metacluster", "topic"}, Unit{"1"},
                     Meaning{"Weight of a topic in the joint plan"}, source, values_of(m.plan));
    outputs.variable("metacluster_decision_reached", {"metacluster"}, Unit{"1"},
                     Meaning{"1 in a month in which member clusters decided"}, source, values_of(m.decided));
    outputs.variable("metacluster_ambition", {"metacluster"}, Unit{"1"},
                     Meaning{"Decided share of the joint agenda that is not growth"}, source, values_of(m.ambition));
    outputs.variable("metacluster_following", {"metacluster"}, Unit{"1"},
                     Meaning{"Share of full members that carry out the joint plan"}, source,
                     [&m](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = following_share(m, i);
                         }
                     });
    outputs.variable("metacluster_understanding", {"metacluster"}, Unit{"1"},
                     Meaning{"Share of a partner's experience that exchange reaches"}, source,
                     values_of(m.understanding));
}

void declare_effects(sim::Outputs& outputs, const World& world, Source source) {
    const Cooperation& c = world.cooperation;
    outputs.variable("cooperation_dues", {"cluster"}, Unit{"1"}, Meaning{"Share of staff time given to metaclusters"},
                     source, values_of(c.dues));
    outputs.variable("partner_clusters_reached", {"cluster"}, Unit{"1"},
                     Meaning{"Partner clusters reached through metaclusters, in full equivalents"}, source,
                     values_of(c.breadth));
    const std::size_t practices = world.practices.count();
    outputs.variable("partner_experience", {"cluster", "practice"}, Unit{"1"},
                     Meaning{"Partners' experience with a practice that has arrived, in shares of members"}, source,
                     [&c, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = c.experience[i / practices][i % practices];
                         }
                     });
    outputs.variable("partner_tie_rate", {"cluster"}, Unit{"year-1"},
                     Meaning{"Further ties to firms of partner clusters per free outside slot"}, source,
                     values_of(c.tie_rate));
    outputs.variable("partner_listing", {"cluster"}, Unit{"1"},
                     Meaning{"Share of members listed where those of partner clusters look"}, source,
                     values_of(c.platform_reach));
    outputs.variable("joint_plan_pull", {"cluster"}, Unit{"year-1"}, Meaning{"Pull of joint plans on the agenda"},
                     source, values_of(c.plan_rate));
}

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    if (world.metaclusters.count() == 0) {
        return;
    }
    outputs.axis("metacluster", "meta-organisation of clusters", world.metaclusters.names);
    declare_organisation(outputs, world.metaclusters, Source{"model 7.14"});
    declare_effects(outputs, world, Source{"model 7.14"});
}

} // namespace actorhood::models::metaclusters
