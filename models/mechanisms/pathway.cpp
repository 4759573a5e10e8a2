#include "models/mechanisms/pathway.hpp"

#include <algorithm>
#include <cmath>

#include "models/state/output_columns.hpp"
#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::pathway {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

/// Stocks and intensities are counted per this many members.
constexpr double members_per_unit = 50.0;

void declare_table(sim::Schema& schema, Parameters& p) {
    const auto stages = [&schema](ByStage& field, std::string_view name, Unit unit,
                                  std::initializer_list<double> value, Bounds bounds, Meaning meaning) {
        schema.vector(field, name, unit, value,
                      {"priority_definition", "strategic_challenges", "tailored_actions", "pathway_scaling"}, bounds,
                      meaning, Source{"S2, Table 2, read as numbers: assumption"});
    };
    stages(p.fit[core_funding], "fit.core", Unit{"1"}, {1.0, 1.0, 0.4, 0.4}, sim::share,
           Meaning{"How well core money fits each stage", Symbol{"F_sk"}});
    stages(p.fit[project_funding], "fit.project", Unit{"1"}, {0.2, 0.3, 1.0, 0.5}, sim::share,
           Meaning{"How well project money fits each stage", Symbol{"F_sk"}});
    stages(p.fit[fee_funding], "fit.fees", Unit{"1"}, {0.3, 0.6, 0.5, 0.5}, sim::share,
           Meaning{"How well fees fit each stage", Symbol{"F_sk"}});
    stages(p.fit[service_funding], "fit.services", Unit{"1"}, {0.1, 0.2, 0.8, 1.0}, sim::share,
           Meaning{"How well sales fit each stage", Symbol{"F_sk"}});
    stages(p.demand, "demand", Unit{"1"}, {0.2, 0.2, 0.35, 0.25}, sim::share,
           Meaning{"Demand for each stage", Symbol{"d_s"}});
    stages(p.start_years, "start_years", Unit{"year"}, {2.0, 2.0, 0.5, 2.0}, Bounds{0, 50},
           Meaning{"Funding horizon at which half of the work in a stage is begun", Symbol{"pb_s"}});
}

void declare_functions(sim::Schema& schema, Parameters& p) {
    const auto functions = [&schema](ByFunction& field, std::string_view name, std::initializer_list<double> value,
                                     Meaning meaning) {
        schema.vector(field, name, Unit{"1"}, value, {"intelligence", "collaboration", "support"}, sim::share,
                      meaning, Source{"S2, Table 2, read as numbers: assumption"});
    };
    functions(p.functions[priorities], "functions.priority_definition", {0.6, 0.4, 0.0},
              Meaning{"Functions in priority definition (normalised)", Symbol{"a_sf"}});
    functions(p.functions[challenges], "functions.strategic_challenges", {0.6, 0.4, 0.0},
              Meaning{"Functions in strategic challenges (normalised)", Symbol{"a_sf"}});
    functions(p.functions[actions], "functions.tailored_actions", {0.0, 0.0, 1.0},
              Meaning{"Functions in tailored actions (normalised)", Symbol{"a_sf"}});
    functions(p.functions[scaling], "functions.pathway_scaling", {0.0, 0.5, 0.5},
              Meaning{"Functions in pathway design and scaling (normalised)", Symbol{"a_sf"}});
}

void declare_work(sim::Schema& schema, Parameters& p) {
    schema.real(p.redirected, "redirected", Unit{"1"}, Default{0.8}, sim::share, Sweep{0.5, 1},
                Meaning{"Share of work not begun for lack of horizon that goes to tailored actions"},
                Source{"assumption"});
    schema.real(p.elasticity, "elasticity", Unit{"1"}, Default{0.5}, Bounds{0.05, 20}, Sweep{0.25, 2},
                Meaning{"Elasticity of substitution between the functions of a stage"}, Source{"assumption"});
    schema.real(p.skill_months, "skill_months", Unit{"month"}, Default{24}, Bounds{0.1, 600}, Sweep{12, 36},
                Meaning{"Time over which the staff's skills follow the work"}, Source{"assumption"});
    schema.real(p.half_stock, "half_stock", Unit{"1"}, Default{0.5}, Bounds{0.01, 100}, Sweep{0.25, 1},
                Meaning{"Stock of a stage at which the next works at half speed"}, Source{"assumption"});
    schema.real(p.decay, "decay", Unit{"year-1"}, Default{0.2}, Bounds{0, 10}, Sweep{0.1, 0.4},
                Meaning{"Rate at which results of a stage become outdated"}, Source{"assumption"});
    schema.real(p.rupture_decay, "rupture_decay", Unit{"year-1"}, Default{0.6}, Bounds{0, 10}, Sweep{0.2, 1},
                Meaning{"The same in the year of a full rupture of technology"}, Source{"assumption"});
    schema.real(p.loop_back, "loop_back", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Share of completed pathways that raise new priorities"}, Source{"assumption; S2"});
    schema.real(p.partner_intelligence, "partner_intelligence", Unit{"persons"}, Default{0.1}, Bounds{0, 10},
                Sweep{0, 0.2}, Meaning{"Intelligence staff per 50 members that a knowledge partner is worth"},
                Source{"assumption; knowledge partners: S3"});
    schema.real(p.services_per_staff, "services_per_staff", Unit{"month-1"}, Default{4}, Bounds{0, 100}, Sweep{2, 8},
                Meaning{"Members that one full-time equivalent of support serves in a month"}, Source{"assumption"});
}

/// Staff per 50 members; 0 without members.
double intensity(double staff, double members) { return members > 0.0 ? members_per_unit * staff / members : 0.0; }

/// Skill of each function relative to what the work needs, at most 1.
ByFunction skill_match(const ByFunction& skill, const ByFunction& need) {
    ByFunction match{};
    for (std::size_t f = 0; f < function_count; ++f) {
        match[f] = need[f] > 0.0 ? std::min(1.0, skill[f] / need[f]) : 1.0;
    }
    return match;
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("pathway", "Transition pathway: work of the staff by stage and function, and its results");
    declare_table(schema, p);
    declare_functions(schema, p);
    declare_work(schema, p);
}

ByStage allotted(const Parameters& p, const BySource& shares, double free_staff) {
    ByStage effort{};
    for (std::size_t k = 0; k < source_count; ++k) {
        ByStage wanted{};
        for (std::size_t s = 0; s < stage_count; ++s) {
            wanted[s] = p.demand[s] * p.fit[k][s];
        }
        const double sum = sum_of(wanted);
        for (std::size_t s = 0; s < stage_count && sum > 0.0; ++s) {
            effort[s] += free_staff * shares[k] * wanted[s] / sum;
        }
    }
    return effort;
}

ByStage started(const Parameters& p, const ByStage& allotted_staff, double horizon) {
    ByStage effort{};
    double idle = 0.0;
    for (std::size_t s = 0; s < stage_count; ++s) {
        const double years = horizon + p.start_years[s];
        effort[s] = years > 0.0 ? allotted_staff[s] * horizon / years : allotted_staff[s];
        idle += allotted_staff[s] - effort[s];
    }
    effort[actions] += p.redirected * idle;
    return effort;
}

ByFunction function_staff(const Parameters& p, const ByStage& effort) {
    ByFunction staff{};
    for (std::size_t s = 0; s < stage_count; ++s) {
        const ByFunction share = normalised(p.functions[s]);
        for (std::size_t f = 0; f < function_count; ++f) {
            staff[f] += share[f] * effort[s];
        }
    }
    return staff;
}

double productivity(const Parameters& p, const ByFunction& functions, const ByFunction& match) {
    const ByFunction share = normalised(functions);
    const double rho = 1.0 - 1.0 / p.elasticity;
    const bool is_geometric = std::abs(rho) < 1e-6; // elasticity 1: Cobb-Douglas
    double sum = 0.0;
    for (std::size_t f = 0; f < function_count; ++f) {
        if (share[f] <= 0.0) {
            continue;
        }
        if (match[f] <= 0.0 && rho < 1e-6) {
            return 0.0; // an essential function is missing
        }
        sum += share[f] * (is_geometric ? sim::logarithm(match[f]) : sim::power(match[f], rho));
    }
    return is_geometric ? sim::exponential(sum) : sim::power(sum, 1.0 / rho);
}

double decay_rate(const Parameters& p, double rupture) { return p.decay + (p.rupture_decay - p.decay) * rupture; }

ByStage advanced(const Parameters& p, const ByStage& stock, const ByStage& throughput, double rupture,
                 double months) {
    ByStage next = stock;
    const double decay = decay_rate(p, rupture);
    const double approach = sim::monthly_approach(decay * months);
    for (std::size_t s = 0; s < stage_count; ++s) {
        const double gain = s == priorities ? throughput[s] + p.loop_back * p.decay * stock[scaling]
                                            : throughput[s] * stock[s - 1] / (stock[s - 1] + p.half_stock);
        next[s] += decay > 0.0 ? approach * (gain / decay - stock[s]) : gain * months / 12.0;
    }
    return next;
}

void initialise(const Parameters& p, const ClusterIdentity& identity, const Funding& funding, Pathway& pathway) {
    pathway.resize(identity.key.size());
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const ByStage work = started(p, allotted(p, identity.intended_mix[c], 1.0), funding.horizon[c]);
        pathway.skill_mix[c] = normalised(function_staff(p, work));
        pathway.intelligence_intensity[c] = p.partner_intelligence * identity.knowledge_partners[c];
    }
}

void take_results(const Contracts& contracts, Pathway& pathway) {
    for (std::size_t c = 0; c < pathway.stock.size(); ++c) {
        for (std::size_t s = 0; s < stage_count; ++s) {
            pathway.stock[c][s] += contracts.results[c][s];
        }
    }
}

void step(const Parameters& p, const Month& month, const ClusterIdentity& identity, const Census& census,
          const Funding& funding, const Shocks& shocks, Pathway& pathway) {
    const double learned = sim::monthly_approach(12.0 / p.skill_months);
    sim::parallel_for(identity.key.size(), [&](std::size_t c) {
        const ByStage effort =
            started(p, allotted(p, funding.realised_share[c], funding.free_staff[c]), funding.horizon[c]);
        const ByFunction staff = function_staff(p, effort);
        const bool is_working = sum_of(staff) > 0.0;
        const ByFunction need = is_working ? normalised(staff) : pathway.skill_mix[c];
        const ByFunction match = skill_match(pathway.skill_mix[c], need);
        const double kept = month.kept(funding.knowledge_kept[c]);
        ByStage throughput{};
        for (std::size_t s = 0; s < stage_count; ++s) {
            throughput[s] = intensity(effort[s] * productivity(p, p.functions[s], match), census.firms[c]);
            pathway.stock[c][s] *= kept;
        }
        const double rupture = shocks.ruptured(c, static_cast<std::size_t>(identity.lead_sector[c]));
        pathway.stock[c] = advanced(p, pathway.stock[c], throughput, rupture, month.pace);
        for (std::size_t f = 0; f < function_count; ++f) {
            pathway.skill_mix[c][f] += learned * (need[f] - pathway.skill_mix[c][f]);
        }
        pathway.effort[c] = effort;
        pathway.function_staff[c] = staff;
        pathway.intelligence_intensity[c] =
            intensity(staff[intelligence], census.firms[c]) + p.partner_intelligence * identity.knowledge_partners[c];
        pathway.collaboration_intensity[c] = intensity(staff[collaboration], census.firms[c]);
        pathway.service_capacity[c] = p.services_per_staff * staff[support];
    });
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Pathway& pathway = world.clusters.pathway;
    const Source source{"model"};
    outputs.variable("pathway_stock", {"cluster", "stage"}, Unit{"1"},
                     Meaning{"Results at hand in a stage of the transition pathway, per 50 members"}, source,
                     values_of(pathway.stock));
    outputs.variable("stage_staff", {"cluster", "stage"}, Unit{"persons"},
                     Meaning{"Full-time equivalents at work in a stage"}, source, values_of(pathway.effort));
    outputs.variable("function_staff", {"cluster", "function"}, Unit{"persons"},
                     Meaning{"Full-time equivalents in a function"}, source, values_of(pathway.function_staff));
    outputs.variable("staff_skills", {"cluster", "function"}, Unit{"1"}, Meaning{"Share of skills for a function"},
                     source, values_of(pathway.skill_mix));
    outputs.variable("intelligence_intensity", {"cluster"}, Unit{"persons"},
                     Meaning{"Intelligence staff per 50 members, knowledge partners included"}, source,
                     values_of(pathway.intelligence_intensity));
    outputs.variable("collaboration_intensity", {"cluster"}, Unit{"persons"},
                     Meaning{"Collaboration staff per 50 members"}, source,
                     values_of(pathway.collaboration_intensity));
    outputs.variable("service_capacity", {"cluster"}, Unit{"1"}, Meaning{"Members that can be served in the month"},
                     source, values_of(pathway.service_capacity));
}

} // namespace actorhood::models::pathway
