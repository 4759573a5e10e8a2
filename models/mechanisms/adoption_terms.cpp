// What holds for all firms of a cluster or region in a month of the adoption funnel; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::adoption {

namespace {

/// Weighted numbers of adopters by practice, and of firms.
std::array<double, practice_limit> weighted_adopters(const AdoptionRegister::Counts& counts, std::size_t practices,
                                                     const ExpansionWeights& weights, double& firms) {
    std::array<double, practice_limit> adopters{};
    firms = 0.0;
    for (std::size_t stratum = 0; stratum < AdoptionRegister::strata; ++stratum) {
        const double weight = stratum % 2 == 1 ? weights[stratum / 2] : 1.0;
        firms += weight * counts.firms[stratum];
        for (std::size_t p = 0; p < practices; ++p) {
            adopters[p] += weight * counts.adopters[p][stratum];
        }
    }
    return adopters;
}

} // namespace

std::array<double, practice_limit> world_prevalence(const AdoptionRegister& adoption, std::size_t practices,
                                                    const ExpansionWeights& weights) {
    std::array<double, practice_limit> total{};
    double firms = 0.0;
    for (std::size_t outside = 0; outside < 2; ++outside) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            double part = 0.0;
            const auto adopters = weighted_adopters(adoption.sector(outside, s), practices, weights, part);
            firms += part;
            for (std::size_t p = 0; p < practices; ++p) {
                total[p] += adopters[p];
            }
        }
    }
    for (std::size_t p = 0; p < practices && firms > 0.0; ++p) {
        total[p] /= firms;
    }
    return total;
}

void remember(const AdoptionRegister& adoption, const PracticeCatalogue& practices, const ExpansionWeights& weights,
              InitialExperience& experience) {
    auto& shares = experience.share;
    shares.assign(adoption.segment_count() + 1, {});
    shares.back() = world_prevalence(adoption, practices.count(), weights);
    for (std::size_t segment = 0; segment < adoption.segment_count(); ++segment) {
        double firms = 0.0;
        const auto adopters = weighted_adopters(adoption.segment(segment), practices.count(), weights, firms);
        for (std::size_t p = 0; p < practices.count(); ++p) {
            shares[segment][p] = firms > 0.0 ? adopters[p] / firms : shares.back()[p];
        }
    }
}

void begin(const Month& month, const AdoptionRegister& adoption, const PracticeCatalogue& practices,
           const ExpansionWeights& weights, InitialExperience& experience) {
    if (month.index == month.first) {
        remember(adoption, practices, weights, experience);
    }
}

SegmentTerms segment_terms(const Parameters& parameters, const Access& access, bool burn_in,
                           double outside_negotiation, std::size_t segment,
                           const std::array<double, practice_limit>& world_share) {
    SegmentTerms terms;
    const bool cluster = access.firms.is_cluster(static_cast<std::uint32_t>(segment));
    const std::size_t practices = access.practices.count();
    const ByStage stock = cluster ? access.pathway.stock[segment] : ByStage{};
    const auto saturated = [](double x) { return x / (1.0 + x); };
    const double reach = cluster ? parameters.reach_rate * access.pathway.intelligence_intensity[segment] *
                                       (1.0 + saturated(stock[challenges]))
                                 : 0.0;
    const double obligation = cluster ? access.decisions.obligation[segment] : 0.0;
    const Cooperation* const partners = cluster ? access.cooperation : nullptr;
    double firms = 0.0;
    const auto adopters = weighted_adopters(access.adoption.segment(segment), practices, access.weights, firms);
    double highest = 0.0;
    terms.campaign = access.policy != nullptr ? access.policy->awareness : 0.0;
    for (std::size_t p = 0; p < practices; ++p) {
        const Practice& entry = access.practices.entries[p];
        const double own = firms > 0.0 ? adopters[p] / firms : world_share[p];
        const double learned = partners != nullptr ? partners->experience[segment][p] : 0.0;
        const double factor =
            learning_factor(100.0 * (own + parameters.spill_over * world_share[p] + learned),
                            100.0 * (access.initial_experience.share[segment][p] +
                                     parameters.spill_over * access.initial_experience.share.back()[p]),
                            entry.learning); // experience in percentage points of prevalence
        terms.cost[p] = entry.cost * access.landscape.cost_index[p] * factor *
                        (1.0 - parameters.action_cost * saturated(stock[actions]));
        terms.cost[p] *= cluster ? access.facilities.cost_factor[segment][p] : 1.0;
        terms.awareness[p] = parameters.media_rate * access.landscape.media * access.landscape.attention[p] + reach;
        terms.awareness[p] += partners != nullptr ? partners->awareness[segment][p] : 0.0;
        highest = std::max(highest, terms.awareness[p] + parameters.word_of_mouth + terms.campaign);
        const double target = cluster ? access.decisions.target_weight[segment][access.practices.pillar(p)] : 0.0;
        terms.candidate[p] =
            access.landscape.attention[p] * (1.0 + parameters.obligation_weight * obligation * target);
        terms.subsidy[p] = parameters.subsidy_share * obligation * target;
    }
    for (std::size_t n = 0; n <= practices; ++n) {
        terms.awareness_gate[n] = gate(sim::monthly_hazard(highest * static_cast<double>(n)));
    }
    const double evaluation = parameters.evaluation * (1.0 + parameters.obligation_evaluation * obligation);
    terms.evaluation_gate = gate(sim::monthly_hazard(evaluation + parameters.evaluation_served));
    terms.unserved_evaluation_gate = gate(sim::monthly_hazard(evaluation));
    terms.alignment = 1.0 - sim::exponential(-stock[priorities]);
    terms.scaling_stock = stock[scaling];
    terms.negotiation = cluster ? access.negotiation.intensity[segment] : outside_negotiation;
    terms.ration = cluster && !burn_in ? access.funding.subsidy_ration[segment] : 0.0;
    return terms;
}

} // namespace actorhood::models::adoption
