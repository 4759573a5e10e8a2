#include "models/mechanisms/accountability.hpp"

#include "models/state/output_columns.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::accountability {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_efforts(sim::Schema& schema, Parameters& p) {
    schema.real(p.effort, "effort", Unit{"1"}, Default{0.25}, sim::share, Sweep{0, 1},
                Meaning{"Accountability effort in a direction that brings in a quarter of the money", Symbol{"ebar"}},
                Source{"S0; level: assumption"});
    schema.real(
        p.follow_money, "follow_money", Unit{"1"}, Default{2}, Bounds{0, 4}, Sweep{0, 4},
        Meaning{"Demands that follow the money: 0 = all audiences ask alike, 4 = only those who pay", Symbol{"zeta"}},
        Source{"assumption; Ebrahim 2005"});
    schema.real(p.policy[upward], "policy.up", Unit{"1"}, Default{0}, Bounds{-5, 5}, Sweep{-1, 1},
                Meaning{"Deliberate accountability to funders, in units of the effort"}, Source{"policy lever; S0"});
    schema.real(p.policy[downward], "policy.down", Unit{"1"}, Default{0}, Bounds{-5, 5}, Sweep{-1, 1},
                Meaning{"Deliberate accountability to members and their workforce, in units of the effort"},
                Source{"policy lever; S0"});
    schema.real(p.policy[outward], "policy.out", Unit{"1"}, Default{0}, Bounds{-5, 5}, Sweep{-1, 1},
                Meaning{"Deliberate accountability to external publics, in units of the effort"},
                Source{"policy lever; S0"});
    schema.real(p.policy[lateral], "policy.lateral", Unit{"1"}, Default{0}, Bounds{-5, 5}, Sweep{-1, 1},
                Meaning{"Deliberate accountability to other meta-organisations, in units of the effort"},
                Source{"policy lever; S0"});
    schema.real(p.services_pull, "services_pull", Unit{"1"}, Default{0.25}, sim::share, Sweep{0, 0.5},
                Meaning{"Weight of the service share in accountability to external publics"}, Source{"assumption"});
    schema.real(p.cost, "cost", Unit{"1"}, Default{0.1}, sim::share, Sweep{0.05, 0.15},
                Meaning{"Staff time that one unit of effort takes", Symbol{"o"}}, Source{"assumption; Koppell 2005"});
    schema.real(p.conflict, "conflict", Unit{"1"}, Default{0.15}, Bounds{0, 2}, Sweep{0.05, 0.3},
                Meaning{"Staff time lost to conflicting demands per pair of directions", Symbol{"rho"}},
                Source{"assumption; Koppell 2005; Ebrahim 2005"});
    schema.real(
        p.reporting, "reporting", Unit{"h month-1"}, Default{3}, Bounds{0, 143}, Sweep{0, 10},
        Meaning{"Work on reports and accounts of a running project of EUR 60,000 in two years; 0 = none beyond the "
                "effort"},
        Source{"assumption: a twentieth of the work of a EUR 60,000 project of two years"});
    schema.real(p.reporting_elasticity, "reporting_elasticity", Unit{"1"}, Default{0.7}, Bounds{0, 2}, Sweep{0, 1},
                Meaning{"Elasticity of that work to the size of the grant; 0 = the same for all"},
                Source{"as that of application cost; assumption"});
}

void declare_audiences(sim::Schema& schema, Parameters& p) {
    schema.real(p.unasked, "unasked", Unit{"1"}, Default{0.02}, sim::share, Sweep{0, 0.05},
                Meaning{"Effort that answers without being asked", Symbol{"eps"}}, Source{"assumption"});
    schema.real(p.saturation, "saturation", Unit{"1"}, Default{0.3}, Bounds{0.01, 10}, Sweep{0.2, 0.5},
                Meaning{"Effort at which an audience is answered to 63 %"}, Source{"assumption"});
    schema.real(p.adjustment, "adjustment", Unit{"year-1"}, Default{0.5}, Bounds{0, 12}, Sweep{0.25, 1},
                Meaning{"Rate at which legitimacy follows answers and performance"}, Source{"assumption"});
    schema.real(p.service_norm, "service_norm", Unit{"year-1"}, Default{1.2}, Bounds{0.01, 100}, Sweep{0.8, 2},
                Meaning{"Services per member that satisfy funders"}, Source{"assumption"});
    schema.real(p.value_slope, "value_slope", Unit{"1"}, Default{3}, Bounds{0, 50}, Sweep{1, 6},
                Meaning{"Steepness of members' judgement of value against fee"}, Source{"assumption"});
    schema.real(p.depth_norm, "depth_norm", Unit{"1"}, Default{0.8}, sim::share, Sweep{0.6, 1},
                Meaning{"Judgement of publics when members are as circular as required"}, Source{"assumption"});
    schema.real(p.lateral_performance, "lateral_performance", Unit{"1"}, Default{0.4}, sim::share, Sweep{0.2, 0.6},
                Meaning{"Judgement of other meta-organisations on a cluster in no metacluster"},
                Source{"assumption; metaclusters: S3"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.initial_legitimacy, "initial_legitimacy", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 0.8},
                    Meaning{"Legitimacy with every audience before burn-in"}, Source{"assumption"});
    });
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("accountability", "Accountability of the cluster organisation in four directions");
    declare_efforts(schema, p);
    declare_audiences(schema, p);
}

void initialise(const Parameters& p, sim::On<about> runs, Accountability& accountability, Funding& funding) {
    const double unasked = answerability(p, 0.0);
    for (std::size_t c = 0; c < accountability.effort.size(); ++c) {
        accountability.effort[c] = {};
        accountability.answerability[c].fill(unasked);
        accountability.legitimacy[c].fill(runs ? p.initial_legitimacy : 0.5 * unasked);
        funding.overhead[c] = 0.0;
    }
}

namespace {

/// Work on the reports of all running projects, hours a month.
double report_hours(const Parameters& p, const Contracts& contracts, std::size_t c) {
    double hours = 0.0;
    for (std::size_t slot = 0; slot < Contracts::project_slots; ++slot) {
        if (contracts.project_end[c][slot] != 0) {
            hours += reporting_hours(p, to_eur(contracts.project_monthly[c][slot]));
        }
    }
    return hours;
}

} // namespace

void step(const Parameters& p, const Month& month, sim::Read<Census, Contracts, Pathway, Landscape, Cooperation> from,
          Accountability& accountability, Funding& funding) {
    const auto& [census, contracts, pathway, landscape, cooperation] = from;
    const double approach = sim::monthly_approach(p.adjustment * month.pace);
    for (std::size_t c = 0; c < accountability.effort.size(); ++c) {
        const ByDirection effort = efforts(p, pulls(p, funding.realised_share[c], cooperation.lateral_pull[c]));
        const ByDirection judged = performance(
            p, {census.mean_services[c], pathway.stock[c][actions], census.mean_value[c] - funding.fee_units[c],
                census.mean_depth[c][circular], landscape.required_depth, cooperation.lateral_performance[c]});
        accountability.effort[c] = effort;
        funding.overhead[c] = overhead(p, effort, report_hours(p, contracts, c), funding.staff[c]);
        for (std::size_t d = 0; d < direction_count; ++d) {
            const double answered = answerability(p, effort[d]);
            double& legitimacy = accountability.legitimacy[c][d];
            accountability.answerability[c][d] = answered;
            legitimacy += approach * (answered * judged[d] - legitimacy);
        }
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Accountability& accountability = world.clusters.accountability;
    const Source source{"model"};
    outputs.variable("accountability_effort", {"cluster", "direction"}, Unit{"1"},
                     Meaning{"Accountability effort by direction"}, source, values_of(accountability.effort));
    outputs.variable("answerability", {"cluster", "direction"}, Unit{"1"},
                     Meaning{"How well an audience is answered, 0 to 1"}, source,
                     values_of(accountability.answerability));
    outputs.variable("legitimacy", {"cluster", "direction"}, Unit{"1"},
                     Meaning{"Legitimacy with an audience, 0 to 1"}, source, values_of(accountability.legitimacy));
    outputs.variable("overhead_share", {"cluster"}, Unit{"1"}, Meaning{"Share of staff time taken by accountability"},
                     source, values_of(world.clusters.funding.overhead));
}

} // namespace actorhood::models::accountability
