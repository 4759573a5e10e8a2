// What holds for everybody, and for all firms of a cluster or region, in a month of the adoption funnel; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::adoption {

namespace {

/// Weighted numbers of firms, and of those that use each practice.
struct Adopters {
    double firms = 0.0;
    std::array<double, practice_limit> of{};
};

Adopters weighted(const AdoptionRegister::Counts& counts, std::size_t practices, const ExpansionWeights& weights) {
    Adopters adopters;
    for (std::size_t stratum = 0; stratum < AdoptionRegister::strata; ++stratum) {
        const double weight = stratum % 2 == 1 ? weights[stratum / 2] : 1.0;
        adopters.firms += weight * counts.firms[stratum];
        for (std::size_t p = 0; p < practices; ++p) {
            adopters.of[p] += weight * counts.adopters[p][stratum];
        }
    }
    return adopters;
}

} // namespace

std::array<double, practice_limit> world_prevalence(const AdoptionRegister& adoption, std::size_t practices,
                                                    const ExpansionWeights& weights) {
    Adopters total;
    for (std::size_t outside = 0; outside < 2; ++outside) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            const Adopters part = weighted(adoption.sector(outside, s), practices, weights);
            total.firms += part.firms;
            for (std::size_t p = 0; p < practices; ++p) {
                total.of[p] += part.of[p];
            }
        }
    }
    for (std::size_t p = 0; p < practices && total.firms > 0.0; ++p) {
        total.of[p] /= total.firms;
    }
    return total.of;
}

void remember(const AdoptionRegister& adoption, const PracticeCatalogue& practices, const ExpansionWeights& weights,
              InitialExperience& experience) {
    auto& shares = experience.share;
    shares.assign(adoption.segment_count() + 1, {});
    shares.back() = world_prevalence(adoption, practices.count(), weights);
    for (std::size_t segment = 0; segment < adoption.segment_count(); ++segment) {
        const Adopters adopters = weighted(adoption.segment(segment), practices.count(), weights);
        for (std::size_t p = 0; p < practices.count(); ++p) {
            shares[segment][p] = adopters.firms > 0.0 ? adopters.of[p] / adopters.firms : shares.back()[p];
        }
    }
}

void begin(const Month& month, const AdoptionRegister& adoption, const PracticeCatalogue& practices,
           const ExpansionWeights& weights, InitialExperience& experience) {
    if (month.index == month.first) {
        remember(adoption, practices, weights, experience);
    }
}

namespace {

UtilityWeights utility_weights(const Parameters& parameters) {
    UtilityWeights weights;
    weights.payback = parameters.payback_weight;
    weights.capital_share = parameters.capital_weight;
    weights.peer = parameters.peer_weight;
    weights.scaling = parameters.scaling_peer;
    weights.capacity = parameters.capacity_weight;
    weights.skill = parameters.skill_weight;
    weights.orientation = parameters.orientation_weight;
    return weights;
}

double price_index(const Landscape& landscape, const Practice& entry) {
    return entry.price == 0 ? 1.0 : entry.price == 1 ? landscape.material_price : landscape.energy_price;
}

} // namespace

void prepare(const Parameters& parameters, const PracticeCatalogue& practices, const Landscape& landscape,
             const DemandInForce& demand, const Policy& policy, Terms& terms) {
    terms.all = static_cast<std::uint32_t>((std::uint64_t{1} << practices.count()) - 1);
    terms.weights = utility_weights(parameters);
    terms.trials = {parameters.trial_failure, parameters.trial_risk, parameters.trial_capacity,
                    parameters.trial_support};
    terms.evaluation_size = EvaluationSizeBounds(parameters.evaluation_size);
    terms.campaign = policy.awareness;
    terms.habit = policy.habit;
    terms.required = {landscape.required_depth, landscape.digital_frontier};
    for (std::size_t p = 0; p < practices.count(); ++p) {
        const Practice& entry = practices.entries[p];
        terms.saving[p] = entry.net_saving() * landscape.saving_index[p] * price_index(landscape, entry);
    }
    for (std::size_t s = 0; s < sector_count; ++s) {
        terms.premium[s] =
            rules::visible_premium(demand.base.buyers, demand.base.premium, demand.procurement_share[s],
                                   demand.green_procurement[s], demand.base.procurement_weight);
    }
    for (std::size_t n = 0; n <= practices.count(); ++n) {
        const auto count = static_cast<double>(n);
        const double most = parameters.abandonment * (1.0 + parameters.implementation.abandonment) + terms.habit;
        terms.abandonment_gate[n] = gate(sim::monthly_hazard(most * count));
        terms.forgetting_gate[n] = gate(sim::monthly_hazard(parameters.forgetting * count));
    }
}

namespace {

/// From what the terms of a segment follow.
struct Sources {
    const Parameters& parameters;
    const PracticeCatalogue& practices;
    const Landscape& landscape;
    const Work& work;
    const AdoptionRegister& adoption;
    const ExpansionWeights& weights;
    const InitialExperience& initial;
    const Pathway& pathway;
    const Decisions& decisions;
    const Negotiation& negotiation;
    const Funding& funding;
    const Facilities& facilities;
    const Cooperation& cooperation;
    double campaign;
    std::array<double, practice_limit> world_share; ///< of all firms, now

    /// Share of yearly revenue that a practice costs firms of a segment of which the share `own` uses it.
    [[nodiscard]] double cost(std::size_t segment, bool cluster, std::size_t practice, double own) const;
    /// Practices: what they cost, how firms hear of them, whom they attract and who pays a part.
    void set_practices(std::size_t segment, bool cluster, SegmentTerms& terms) const;
    [[nodiscard]] SegmentTerms terms(std::size_t segment, bool burn_in) const;
};

double saturated(double x) { return x / (1.0 + x); }

double Sources::cost(std::size_t segment, bool cluster, std::size_t practice, double own) const {
    const Practice& entry = practices.entries[practice];
    const double learned = cluster ? cooperation.experience[segment][practice] : 0.0;
    const double spill_over = parameters.spill_over;
    // Experience in percentage points of prevalence.
    const double factor = learning_factor(
        100.0 * (own + spill_over * world_share[practice] + learned),
        100.0 * (initial.share[segment][practice] + spill_over * initial.share.back()[practice]), entry.learning);
    const double tailored = cluster ? pathway.stock[segment][actions] : 0.0;
    const double cost =
        entry.cost * landscape.cost_index[practice] * factor * (1.0 - parameters.action_cost * saturated(tailored));
    return cluster ? cost * facilities.cost_factor[segment][practice] : cost;
}

void Sources::set_practices(std::size_t segment, bool cluster, SegmentTerms& terms) const {
    const double reach = cluster ? parameters.reach_rate * pathway.intelligence_intensity[segment] *
                                       (1.0 + saturated(pathway.stock[segment][challenges]))
                                 : 0.0;
    const double obligation = cluster ? decisions.obligation[segment] : 0.0;
    const Adopters adopters = weighted(adoption.segment(segment), practices.count(), weights);
    double highest = 0.0;
    for (std::size_t p = 0; p < practices.count(); ++p) {
        terms.cost[p] =
            cost(segment, cluster, p, adopters.firms > 0.0 ? adopters.of[p] / adopters.firms : world_share[p]);
        terms.awareness[p] = parameters.media_rate * landscape.media * landscape.attention[p] + reach;
        terms.awareness[p] += cluster ? cooperation.awareness[segment][p] : 0.0;
        terms.highest_awareness = std::max(terms.highest_awareness, terms.awareness[p] + campaign);
        highest = std::max(highest, terms.awareness[p] + parameters.word_of_mouth + campaign);
        const double target = cluster ? decisions.target_weight[segment][practices.pillar(p)] : 0.0;
        terms.candidate[p] = landscape.attention[p] * (1.0 + parameters.obligation_weight * obligation * target);
        terms.subsidy[p] = parameters.subsidy_share * obligation * target;
    }
    for (std::size_t n = 0; n <= practices.count(); ++n) {
        terms.awareness_gate[n] = gate(sim::monthly_hazard(highest * static_cast<double>(n)));
    }
}

SegmentTerms Sources::terms(std::size_t segment, bool burn_in) const {
    SegmentTerms terms;
    const bool cluster = segment < pathway.stock.size();
    set_practices(segment, cluster, terms);
    const double obligation = cluster ? decisions.obligation[segment] : 0.0;
    const double evaluation = parameters.evaluation * (1.0 + parameters.obligation_evaluation * obligation);
    terms.evaluation = evaluation;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        const double most = evaluation * parameters.evaluation_size.factor(size_limits[k + 1]);
        terms.evaluation_gate[k] = gate(sim::monthly_hazard(most + parameters.evaluation_served));
        terms.unserved_evaluation_gate[k] = gate(sim::monthly_hazard(most));
    }
    terms.alignment = cluster ? 1.0 - sim::exponential(-pathway.stock[segment][priorities]) : 0.0;
    terms.scaling_stock = cluster ? pathway.stock[segment][scaling] : 0.0;
    terms.negotiation = cluster ? negotiation.intensity[segment] : work.outside_negotiation;
    terms.ration = cluster && !burn_in ? funding.subsidy_ration[segment] : 0.0;
    return terms;
}

} // namespace

void prepare_segments(const Parameters& parameters, const Month& month, const PracticeCatalogue& practices,
                      const Landscape& landscape, const Work& work,
                      sim::Read<AdoptionRegister, ExpansionWeights, InitialExperience> experience,
                      sim::Read<Pathway, Decisions, Negotiation, Funding, Facilities, Cooperation> clusters,
                      Terms& terms) {
    const auto [adoption, weights, initial] = experience;
    const auto [pathway, decisions, negotiation, funding, facilities, cooperation] = clusters;
    const Sources sources{
        parameters, practices,  landscape,   work,           adoption,
        weights,    initial,    pathway,     decisions,      negotiation,
        funding,    facilities, cooperation, terms.campaign, world_prevalence(adoption, practices.count(), weights)};
    terms.segments.resize(adoption.segment_count());
    sim::parallel_for(terms.segments.size(),
                      [&](std::size_t s) { terms.segments[s] = sources.terms(s, month.burn_in); });
}

} // namespace actorhood::models::adoption
