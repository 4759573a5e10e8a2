// Carrying out what firms decided in a month, one change of a firm after the other; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/common.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::adoption {

bool can_pay(double employees, RevenuePerEmployee revenue, Cents liquidity, Cents amount) {
    return amount < liquidity + to_cents(employees * revenue.eur / 12.0);
}

namespace {

/// Labour that an adoption displaces, share of the firm's.
double displaced_share(const Practice& entry, const Landscape& landscape, std::size_t practice) {
    return std::min(1.0, entry.displacement * landscape.displacement_index[practice]);
}

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
    const AdoptionEvents& events;
    Funding& funding;
    JointBudgets& budgets;
    Outcome& outcome;

    void carry_out(const Start& start);
    void carry_out(const Change& change);

private:
    void pay_voucher(const Start& start, Cents own_cost);
    void adopt(const Change& change);
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
    /// True for a firm that was given the practice while it tried it.
    [[nodiscard]] bool uses(const Change& change) const {
        return (funnel.adopted[change.row] & bit(change.practice)) != 0;
    }
    void count(const Change& change, bool adopted, std::int8_t sign) {
        outcome.counted.push_back({AdoptionRegister::kind_of(identity, change.row), change.practice, adopted, sign});
    }
    void note(const Change& change, std::int32_t sign) {
        if (events.kept) {
            outcome.events.push_back({month.index, static_cast<std::int32_t>(change.segment),
                                      identity.key[change.row], change.practice, sign});
        }
    }
};

void Execution::carry_out(const Change& change) {
    switch (change.kind) {
    case Change::Kind::learn:
        if ((funnel.aware[change.row] & bit(change.practice)) == 0) {
            funnel.aware[change.row] |= bit(change.practice);
            count(change, false, 1);
        }
        break;
    case Change::Kind::forget:
        if (!settled(change.row, change.practice)) {
            funnel.aware[change.row] &= ~bit(change.practice);
            count(change, false, -1);
        }
        break;
    case Change::Kind::adopt:
        adopt(change);
        break;
    case Change::Kind::fail:
        if (!uses(change)) {
            rest(change);
        }
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
        outcome.joint_budgets += subsidy;
    }
    if (start.bin < EvaluationCounts::bins) {
        ++outcome.counts.accepted[member ? 0 : 1][start.bin];
    }
    finance.liquidity[start.row] -= own_cost;
    outcome.own_costs += own_cost;
    pay_voucher(start, own_cost);
}

/// Pays a granted voucher, if any, of a trial that begins.
void Execution::pay_voucher(const Start& start, Cents own_cost) {
    if (start.voucher <= 0) {
        return;
    }
    outcome.vouchers.push_back({represented(identity, weights, start.row), start.voucher, own_cost, start.programme});
    funnel.voucher_paid[start.row] |= bit(start.practice);
}

void Execution::adopt(const Change& change) {
    if (uses(change)) {
        return;
    }
    const std::uint32_t row = change.row;
    const Practice& entry = practices.entries[change.practice];
    const double negotiation = terms.segments[change.segment].negotiation;
    funnel.adopted[row] |= bit(change.practice);
    finance.practice_gain[row] += static_cast<float>(entry.own_saving());
    count(change, true, 1);
    const double displacement = displaced_share(entry, landscape, change.practice);
    workforce.resistance[row] = static_cast<float>(rules::resistance_after_adoption(
        static_cast<double>(workforce.resistance[row]), displacement, negotiation, work.adoption));
    workforce.skill_gap[row] = static_cast<float>(
        rules::skill_gap_after_adoption(static_cast<double>(workforce.skill_gap[row]),
                                        skill_demand(entry, landscape, change.practice), work.adoption));
    outcome.delivered.push_back({static_cast<double>(identity.employees[row]), change.practice});
    note(change, 1);
}

/// Without a free slot the practice stays in use until one is free: a rest must be remembered.
void Execution::abandon(const Change& change) {
    if (!rest(change)) {
        return;
    }
    funnel.adopted[change.row] &= ~bit(change.practice);
    funnel.given_up[change.row] |= bit(change.practice);
    finance.practice_gain[change.row] -= static_cast<float>(practices.entries[change.practice].own_saving());
    count(change, true, -1);
    note(change, -1);
}

/// The blocks of a cluster together, each block of firms outside by itself.
void form_groups(std::size_t parts, const FirmLayout& layout, Outcomes& outcomes) {
    outcomes.groups.clear();
    for (std::uint32_t b = 0; b < parts; ++b) {
        const std::uint32_t segment = layout.blocks()[b].segment;
        if (b > 0 && layout.is_cluster(segment) && layout.blocks()[b - 1].segment == segment) {
            ++outcomes.groups.back().end;
        } else {
            outcomes.groups.push_back({b, b + 1});
        }
    }
    outcomes.of_group.start(outcomes.groups.size());
    for (std::size_t g = 0; g < outcomes.groups.size(); ++g) {
        outcomes.of_group.part(g).segment = layout.blocks()[outcomes.groups[g].first].segment;
    }
}

/// Books of what all share.
class Books {
public:
    const PracticeCatalogue& practices;
    const Landscape& landscape;
    const Terms& terms;
    const RevenuePerEmployee& revenue;
    AdoptionRegister& adoption;
    Delivery& delivery;
    Ledger& ledger;
    Policy& policy;

    void pay(const Outcome& outcome, bool member) {
        ledger.pay(Ledger::firms, Ledger::technology, outcome.own_costs);
        if (member) {
            ledger.pay(Ledger::cluster(outcome.segment), Ledger::technology, outcome.joint_budgets);
        }
        for (const Outcome::Voucher& paid : outcome.vouchers) {
            ledger.pay(Ledger::programme_funder, Ledger::technology, paid.amount);
            policy.book(paid.programme, paid.firm.money(paid.amount), paid.firm.money(paid.own_cost),
                        paid.firm.weight);
        }
    }
    void count(const Outcome& outcome) {
        adoption.evaluations.add(outcome.counts);
        for (const Outcome::Counted& change : outcome.counted) {
            if (change.adopted) {
                adoption.count_adoption(change.firm, outcome.segment, change.practice, change.sign);
                given_up(outcome.segment, change.practice) += change.sign < 0 ? 1 : 0;
            } else {
                adoption.count_awareness(change.firm, outcome.segment, change.practice, change.sign);
            }
        }
        for (const Outcome::Delivered& adopted : outcome.delivered) {
            deliver(outcome.segment, adopted);
        }
    }

private:
    /// Practices of the pillar given up in the segment this month.
    [[nodiscard]] std::int32_t& given_up(std::uint32_t segment, std::size_t practice) {
        return (practices.pillar(practice) == circular ? delivery.circular_abandonments
                                                       : delivery.digital_abandonments)[segment];
    }
    /// Counts an adoption of a firm in what its segment got.
    void deliver(std::uint32_t segment, const Outcome::Delivered& adopted) {
        const Practice& entry = practices.entries[adopted.practice];
        const double negotiation = terms.segments[segment].negotiation;
        const double displaced = displaced_share(entry, landscape, adopted.practice) * adopted.employees;
        ++(practices.pillar(adopted.practice) == circular ? delivery.circular_adoptions
                                                          : delivery.digital_adoptions)[segment];
        delivery.adoption_savings[segment] += entry.own_saving() * adopted.employees * revenue.eur;
        delivery.displaced_jobs[segment] += displaced * (1.0 - negotiation);
        delivery.reskilled_jobs[segment] += displaced * negotiation;
    }
};

} // namespace

void Outcome::clear() {
    own_costs = 0;
    joint_budgets = 0;
    counts = {};
    counted.clear();
    delivered.clear();
    vouchers.clear();
    events.clear();
}

void carry_out(const Parameters& parameters, const Month& month,
               sim::Read<PracticeCatalogue, Landscape, Terms, Work, RevenuePerEmployee, ExpansionWeights, FirmLayout,
                         FirmIdentity, AdoptionEvents>
                   from,
               const Sums<Changes>& changes, sim::Write<Funnel, Timers, Finance, Workforce> firms, Funding& funding,
               JointBudgets& budgets, Outcomes& outcomes) {
    const auto& [practices, landscape, terms, work, revenue, weights, layout, identity, events] = from;
    const auto& [funnel, timers, finance, workforce] = firms;
    budgets.of_cluster.assign(layout.cluster_count(), {});
    for (std::size_t c = 0; c < budgets.of_cluster.size(); ++c) {
        budgets.of_cluster[c].available = funding.joint_budget[c];
    }
    form_groups(changes.parts().size(), layout, outcomes);
    sim::parallel_for(outcomes.groups.size(), [&](std::size_t g) {
        Execution execution{parameters, month,     practices, landscape, terms,   work,
                            revenue,    weights,   layout,    identity,  funnel,  timers,
                            finance,    workforce, events,    funding,   budgets, outcomes.of_group.part(g)};
        for (std::uint32_t b = outcomes.groups[g].first; b < outcomes.groups[g].end; ++b) {
            for (const Start& start : changes.parts()[b].starts) {
                execution.carry_out(start);
            }
            for (const Change& change : changes.parts()[b].others) {
                execution.carry_out(change);
            }
        }
    });
}

void book(sim::Read<PracticeCatalogue, Landscape, Terms, RevenuePerEmployee, FirmLayout> from,
          const Sums<Changes>& changes, const Outcomes& outcomes,
          sim::Write<AdoptionRegister, Delivery, AdoptionEvents> counts, Ledger& ledger, Policy& policy) {
    const auto& [practices, landscape, terms, revenue, layout] = from;
    const auto& [adoption, delivery, events] = counts;
    adoption.evaluations = {};
    for (const Changes& part : changes.parts()) {
        adoption.evaluations.add(part.counts);
    }
    Books books{practices, landscape, terms, revenue, adoption, delivery, ledger, policy};
    for (const Outcome& outcome : outcomes.of_group.parts()) {
        books.pay(outcome, layout.is_cluster(outcome.segment));
        books.count(outcome);
        events.list.insert(events.list.end(), outcome.events.begin(), outcome.events.end());
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
