// Carrying out what firms decided in a month, one change after the other in the order of blocks; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/common.hpp"
#include "models/rules/timers.hpp"

namespace actorhood::models::adoption {

bool can_pay(double employees, RevenuePerEmployee revenue, Cents liquidity, Cents amount) {
    return amount < liquidity + to_cents(employees * revenue.eur / 12.0);
}

namespace {

/// What changes read and on what they are carried out.
class Execution {
public:
    const Parameters& parameters;
    const Month& month;
    const PracticeCatalogue& practices;
    const Landscape& landscape;
    const Terms& terms;
    const Work& work;
    const RevenuePerEmployee& revenue;
    const ExpansionWeights& weights;
    const FirmLayout& layout;
    const FirmIdentity& identity;
    Funnel& funnel;
    Timers& timers;
    Finance& finance;
    Workforce& workforce;
    AdoptionRegister& adoption;
    Delivery& delivery;
    AdoptionEvents& events;
    Funding& funding;
    Ledger& ledger;
    Policy& policy;
    JointBudgets& budgets;

    void carry_out(const Start& start);
    void carry_out(const Change& change);

private:
    void pay_voucher(const Start& start, Cents own_cost);
    void adopt(const Change& change);
    void deliver(const Change& change, const Practice& entry, double displaced);
    void abandon(const Change& change);
    /// Starts a rest; false when no timer is free.
    bool rest(const Change& change) {
        return set_timer(timers, change.row, static_cast<std::uint8_t>(change.practice | rest_flag),
                         static_cast<std::uint16_t>(month.index + parameters.rest));
    }
    /// True if an earlier change of the month decided about the practice: a trial of it ended, or has begun.
    [[nodiscard]] bool settled(std::uint32_t row, std::size_t practice) const {
        return ((funnel.adopted[row] | timed(timers, row)) & bit(practice)) != 0;
    }
    void note(const Change& change, std::int32_t sign) {
        events.note({month.index, static_cast<std::int32_t>(change.segment), identity.key[change.row],
                     change.practice, sign});
    }
};

void Execution::carry_out(const Change& change) {
    switch (change.kind) {
    case Change::Kind::learn:
        funnel.aware[change.row] |= bit(change.practice);
        adoption.count_awareness(identity, change.row, change.segment, change.practice, 1);
        break;
    case Change::Kind::forget:
        if (!settled(change.row, change.practice)) {
            funnel.aware[change.row] &= ~bit(change.practice);
            adoption.count_awareness(identity, change.row, change.segment, change.practice, -1);
        }
        break;
    case Change::Kind::adopt:
        adopt(change);
        break;
    case Change::Kind::fail:
        rest(change);
        break;
    case Change::Kind::abandon:
        abandon(change);
        break;
    }
}

void Execution::carry_out(const Start& start) {
    if (settled(start.row, start.practice) || (start.voucher == 0 && !start.alone)) {
        return;
    }
    Cents subsidy = 0;
    const bool member = layout.is_cluster(start.segment);
    if (member && start.wish > 0) {
        budgets.of_cluster[start.segment].wished += start.wish;
        subsidy = std::min(start.subsidy, funding.joint_budget[start.segment]);
    }
    const Cents own_cost = start.cost - subsidy - start.voucher;
    if (!can_pay(static_cast<double>(identity.employees[start.row]), revenue, finance.liquidity[start.row],
                 own_cost) ||
        !set_timer(timers, start.row, start.practice, static_cast<std::uint16_t>(month.index + start.months))) {
        return;
    }
    if (subsidy > 0) {
        funding.joint_budget[start.segment] -= subsidy;
        funding.cash[start.segment] -= subsidy;
        ledger.pay(Ledger::cluster(start.segment), Ledger::technology, subsidy);
    }
    if (start.bin < EvaluationCounts::bins) {
        ++adoption.evaluations.accepted[member ? 0 : 1][start.bin];
    }
    finance.liquidity[start.row] -= own_cost;
    ledger.pay(Ledger::firms, Ledger::technology, own_cost);
    pay_voucher(start, own_cost);
}

/// Pays a granted voucher, if any, of a trial that begins.
void Execution::pay_voucher(const Start& start, Cents own_cost) {
    if (start.voucher <= 0) {
        return;
    }
    const Represented firm = represented(identity, weights, start.row);
    ledger.pay(Ledger::programme_funder, Ledger::technology, start.voucher);
    policy.book(start.programme, firm.money(start.voucher), firm.money(own_cost), firm.weight);
    funnel.voucher_paid[start.row] |= bit(start.practice);
}

void Execution::adopt(const Change& change) {
    const std::uint32_t row = change.row;
    const Practice& entry = practices.entries[change.practice];
    const double negotiation = terms.segments[change.segment].negotiation;
    funnel.adopted[row] |= bit(change.practice);
    finance.practice_gain[row] += static_cast<float>(entry.own_saving());
    adoption.count_adoption(identity, row, change.segment, change.practice, 1);
    const double displacement = std::min(1.0, entry.displacement * landscape.displacement_index[change.practice]);
    workforce.resistance[row] = static_cast<float>(rules::resistance_after_adoption(
        static_cast<double>(workforce.resistance[row]), displacement, negotiation, work.adoption));
    workforce.skill_gap[row] = static_cast<float>(
        rules::skill_gap_after_adoption(static_cast<double>(workforce.skill_gap[row]), entry.skill, work.adoption));
    deliver(change, entry, displacement);
    note(change, 1);
}

/// Counts an adoption of a firm in what its segment got.
void Execution::deliver(const Change& change, const Practice& entry, double displacement) {
    const double employees = static_cast<double>(identity.employees[change.row]);
    const double negotiation = terms.segments[change.segment].negotiation;
    const double displaced = displacement * employees;
    ++(practices.pillar(change.practice) == circular ? delivery.circular_adoptions
                                                     : delivery.digital_adoptions)[change.segment];
    delivery.adoption_savings[change.segment] += entry.own_saving() * employees * revenue.eur;
    delivery.displaced_jobs[change.segment] += displaced * (1.0 - negotiation);
    delivery.reskilled_jobs[change.segment] += displaced * negotiation;
}

/// Without a free slot the practice stays in use until one is free: a rest must be remembered.
void Execution::abandon(const Change& change) {
    if (!rest(change)) {
        return;
    }
    funnel.adopted[change.row] &= ~bit(change.practice);
    funnel.given_up[change.row] |= bit(change.practice);
    finance.practice_gain[change.row] -= static_cast<float>(practices.entries[change.practice].own_saving());
    adoption.count_adoption(identity, change.row, change.segment, change.practice, -1);
    note(change, -1);
}

} // namespace

void carry_out(const Parameters& parameters, const Month& month,
               sim::Read<PracticeCatalogue, Landscape, Terms, Work, RevenuePerEmployee, ExpansionWeights, FirmLayout,
                         FirmIdentity>
                   from,
               const Sums<Changes>& changes, sim::Write<Funnel, Timers, Finance, Workforce> firms,
               sim::Write<AdoptionRegister, Delivery, AdoptionEvents> counts,
               sim::Write<Funding, Ledger, Policy> money, JointBudgets& budgets) {
    const auto [practices, landscape, terms, work, revenue, weights, layout, identity] = from;
    const auto [funnel, timers, finance, workforce] = firms;
    const auto [adoption, delivery, events] = counts;
    const auto [funding, ledger, policy] = money;
    budgets.of_cluster.assign(layout.cluster_count(), {});
    for (std::size_t c = 0; c < budgets.of_cluster.size(); ++c) {
        budgets.of_cluster[c].available = funding.joint_budget[c];
    }
    adoption.evaluations = {};
    Execution execution{parameters, month,    practices, landscape, terms,  work,    revenue,
                        weights,    layout,   identity,  funnel,    timers, finance, workforce,
                        adoption,   delivery, events,    funding,   ledger, policy,  budgets};
    for (const Changes& part : changes.parts()) {
        adoption.evaluations.add(part.counts);
        for (const Start& start : part.starts) {
            execution.carry_out(start);
        }
        for (const Change& change : part.others) {
            execution.carry_out(change);
        }
    }
}

void renew_rations(const Parameters& parameters, const Month& month, const JointBudgets& budgets, Funding& funding) {
    for (std::size_t c = 0; c < budgets.of_cluster.size() && !month.burn_in; ++c) {
        const JointBudget& budget = budgets.of_cluster[c];
        if (budget.wished > 0) {
            const double paid = std::min(
                1.0, static_cast<double>(std::max<Cents>(0, budget.available)) / static_cast<double>(budget.wished));
            funding.subsidy_ration[c] += (paid - funding.subsidy_ration[c]) / parameters.ration_memory;
        }
    }
}

} // namespace actorhood::models::adoption
