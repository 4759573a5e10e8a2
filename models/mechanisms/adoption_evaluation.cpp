// How a firm evaluates a practice: its cost, who pays a part of it, and whether the firm wants it; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption_view.hpp"
#include "models/rules/fit.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::adoption {

namespace {

/// Share of a firm's living tie partners that use a practice.
double share_of_peers(const View& view, std::uint32_t row, std::size_t practice) {
    const FirmLayout& layout = view.get<FirmLayout>();
    const Funnel& others = view.get<Funnel>();
    std::size_t partners = 0;
    std::size_t users = 0;
    for (const std::uint32_t handle : view.firms.ties[row]) {
        const std::uint32_t partner = layout.row_of(handle);
        if (partner != no_firm) {
            ++partners;
            users += others.adopted[partner] >> practice & 1u;
        }
    }
    return partners == 0 ? 0.0 : static_cast<double>(users) / static_cast<double>(partners);
}

/// The share itself, or with thresholds 1 for a firm that follows its peers and 0 for another.
double peer_effect(const View& view, std::uint32_t row, std::size_t practice) {
    const double share = share_of_peers(view, row, practice);
    if (view.parameters.peer_rule == 0) {
        return share;
    }
    const std::uint64_t key = view.firms.key[row];
    const double u = view.random.fixed(trait_stream).uniform(trait_key(key), 40);
    const auto& quantiles = view.thresholds.quantile;
    const double threshold = quantiles[static_cast<std::size_t>(u * static_cast<double>(quantiles.size()))];
    return share >= threshold || view.draws.evaluations.uniform(key, 4) < view.parameters.threshold_bypass ? 1.0
                                                                                                           : 0.0;
}

/// What the firm weighs, but for cost and payback.
Prospect prospect_of(const View& view, std::uint32_t row, std::size_t practice) {
    const Deciders& firms = view.firms;
    const Practice& entry = view.practices().entries[practice];
    const Pillar pillar = view.practices().pillar(practice);
    const std::uint64_t key = firms.key[row];
    Prospect prospect;
    prospect.intercept = entry.intercept;
    prospect.log_employees = sim::logarithm(static_cast<double>(firms.employees[row]));
    prospect.size_slope = entry.size_slope;
    prospect.peer = peer_effect(view, row, practice);
    prospect.scaling_stock = view.segment().scaling_stock;
    prospect.capacity = static_cast<double>(firms.capacity(pillar)[row]);
    prospect.skill_demand = entry.skill;
    prospect.skill_gap = static_cast<double>(firms.skill_gap[row]);
    prospect.complements = view.practices().complement_effect(practice, firms.adopted[row]);
    const double standards = pillar == circular ? view.get<Regime>().standards[firms.sector[row]] : 0.0;
    const double pressure = view.get<Landscape>().regulation[pillar] + standards;
    prospect.regulation = view.parameters.regulation_weight *
                          view.get<Policy>().pressure(firms, row, firms.block.segment, practice, pressure);
    prospect.orientation = static_cast<double>(firms.orientation[row]);
    prospect.circular = pillar == circular;
    prospect.fit = practice_fit(view.random, key, practice, view.parameters.fit, common_fit(view.random, key));
    return prospect;
}

/// What a practice costs a firm, in shares of its yearly revenue, and who pays how much of it, in shares of the cost.
struct Price {
    bool helped; ///< a service of the pillar acts
    double cost;
    double wished;  ///< subsidy by the rule of the joint budget
    double subsidy; ///< what the firm expects of it
    /// Share of yearly revenue that the firm itself pays without a voucher.
    [[nodiscard]] double own() const { return cost * (1.0 - subsidy); }
};

Price price_of(const View& view, std::uint32_t row, std::size_t practice, double revenue) {
    const SegmentTerms& terms = view.segment();
    const std::uint32_t segment = view.firms.block.segment;
    Price price{};
    price.helped = view.served(row, view.practices().pillar(practice));
    price.cost = terms.cost[practice] * (price.helped ? 1.0 - view.parameters.served_cost : 1.0) *
                 view.get<Policy>().cost_factor(view.firms, row, segment, practice);
    const double eur = price.cost * revenue;
    if (terms.subsidy[practice] > 0.0 && eur > 0.0) {
        price.wished = std::min(terms.subsidy[practice], view.parameters.subsidy_limit / eur);
    }
    price.subsidy = terms.ration * price.wished;
    return price;
}

/// Counts the evaluation by the payback that an expert would find; its bin, or `bins` when it is not counted.
std::size_t count_evaluation(const View& view, std::uint32_t row, std::size_t practice, double cost,
                             EvaluationCounts& counts) {
    if (view.firms.size_class[row] == micro || view.month.burn_in) {
        return EvaluationCounts::bins;
    }
    const double risk = view.practices().entries[practice].risk;
    const std::size_t bin =
        EvaluationCounts::bin(payback_years(cost, risk, 0.0, 0.0, view.terms.saving[practice], 0.0));
    const std::size_t side = view.get<FirmLayout>().is_cluster(view.firms.block.segment) ? 0 : 1;
    ++counts.evaluated[side][bin];
    return bin;
}

/// Whether a firm wants a practice at what it would pay itself, and otherwise at what a voucher leaves it to pay.
struct Verdict {
    bool alone;
    bool asks;
    double covered; ///< share of its own cost that the voucher pays
    std::uint8_t programme;
};

Verdict judge(const View& view, std::uint32_t row, std::size_t practice, const Price& price, double revenue) {
    const Parameters& parameters = view.parameters;
    const Deciders& firms = view.firms;
    const Practice& entry = view.practices().entries[practice];
    const sim::RandomBlock draws = view.draws.evaluations.block(firms.key[row], 1);
    const double gain = view.terms.saving[practice] + (entry.visible ? view.terms.premium[firms.sector[row]] : 0.0);
    const double error =
        (price.helped ? parameters.served_noise : 1.0) * parameters.noise * sim::normal_quantile(draws.uniform(0));
    Prospect prospect = prospect_of(view, row, practice);
    const auto accepts = [&](double own_cost) {
        prospect.cost = own_cost;
        prospect.payback = payback_years(own_cost, entry.risk, parameters.resistance_cost,
                                         static_cast<double>(firms.resistance[row]), gain, error);
        return draws.uniform(1) < acceptance_probability(utility(view.terms.weights, prospect));
    };
    const VoucherOffer offer = view.get<Policy>().offer(firms, firms, row, firms.block.segment, practice);
    const double covered = offer.covered(price.own() * revenue);
    const bool alone = accepts(price.own());
    const bool asks = covered > 0.0 && accepts(price.own() * (1.0 - covered));
    return {alone, asks, covered, offer.programme};
}

} // namespace

void evaluate(const View& view, std::uint32_t row, std::size_t practice, Changes& changes) {
    const Deciders& firms = view.firms;
    const RevenuePerEmployee per_employee = view.get<RevenuePerEmployee>();
    const double employees = static_cast<double>(firms.employees[row]);
    const double revenue = employees * per_employee.eur;
    const Price price = price_of(view, row, practice, revenue);
    const std::size_t bin = count_evaluation(view, row, practice, price.cost, changes.counts);
    const Verdict verdict = judge(view, row, practice, price, revenue);
    const auto months = static_cast<std::uint16_t>(std::max(1.0, view.practices().entries[practice].months));
    // In burn-in only what is still under way at its end.
    if ((!verdict.alone && !verdict.asks) || view.month.index + months < view.month.first) {
        return;
    }
    const auto can_spend = [&](Cents amount) {
        return can_pay(employees, per_employee, firms.liquidity[row], amount);
    };
    const double eur = price.cost * revenue;
    const Cents due = to_cents(eur);
    const Cents subsidy = to_cents(eur * price.subsidy);
    const Cents voucher = verdict.asks ? to_cents(to_eur(due - subsidy) * verdict.covered) : 0;
    if (can_spend(due - subsidy - voucher)) {
        changes.list.push_back({row, firms.block.segment, Change::Kind::start, static_cast<std::uint8_t>(practice),
                                months, due, to_cents(eur * price.wished), subsidy, voucher, verdict.programme,
                                verdict.alone && can_spend(due - subsidy), static_cast<std::uint8_t>(bin)});
    }
}

} // namespace actorhood::models::adoption
