// Carrying out what firms decided in a month, one change after the other in the order of blocks; see adoption.hpp.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/state/timers.hpp"

namespace actorhood::models::adoption {

bool can_pay(const Access& access, std::uint32_t row, Cents amount) {
    const double revenue = static_cast<double>(access.firms.employees[row]) * access.revenue_per_employee;
    return amount < access.firms.liquidity[row] + to_cents(revenue / 12.0);
}

namespace {

void note_event(const Access& access, const Month& month, const Change& change, std::int32_t sign) {
    if (access.events != nullptr) {
        access.events->push_back({month.index, static_cast<std::int32_t>(change.segment),
                                  access.firms.key[change.row], change.practice, sign});
    }
}

void adopt(const Month& month, const rules::AdoptionShock& shock, const SegmentTerms& terms, const Change& change,
           const Access& access) {
    Firms& firms = access.firms;
    const std::uint32_t row = change.row;
    const Practice& entry = access.practices.entries[change.practice];
    firms.adopted[row] |= bit(change.practice);
    firms.practice_gain[row] += static_cast<float>(entry.own_saving());
    access.adoption.count_adoption(firms, row, change.segment, change.practice, 1);
    const double displacement =
        std::min(1.0, entry.displacement * access.landscape.displacement_index[change.practice]);
    firms.resistance[row] = static_cast<float>(rules::resistance_after_adoption(
        static_cast<double>(firms.resistance[row]), displacement, terms.negotiation, shock));
    firms.skill_gap[row] = static_cast<float>(
        rules::skill_gap_after_adoption(static_cast<double>(firms.skill_gap[row]), entry.skill, shock));
    const double employees = static_cast<double>(firms.employees[row]);
    const double displaced = displacement * employees;
    Delivery& delivery = access.delivery;
    ++(access.practices.pillar(change.practice) == circular ? delivery.circular_adoptions
                                                            : delivery.digital_adoptions)[change.segment];
    delivery.adoption_savings[change.segment] += entry.own_saving() * employees * access.revenue_per_employee;
    delivery.displaced_jobs[change.segment] += displaced * (1.0 - terms.negotiation);
    delivery.reskilled_jobs[change.segment] += displaced * terms.negotiation;
    note_event(access, month, change, 1);
}

/// True if an earlier change of the month decided about the practice: a trial of it ended, or has begun.
bool settled(const Firms& firms, std::uint32_t row, std::size_t practice) {
    return ((firms.adopted[row] | timed(firms, row)) & bit(practice)) != 0;
}

void start(const Month& month, const Change& change, const Access& access, JointBudget* budget) {
    Firms& firms = access.firms;
    if (settled(firms, change.row, change.practice) || (change.voucher == 0 && !change.alone)) {
        return;
    }
    Cents subsidy = 0;
    if (budget != nullptr && change.wish > 0) {
        budget->wished += change.wish;
        subsidy = std::min(change.subsidy, access.funding.joint_budget[change.segment]);
    }
    const Cents own_cost = change.cost - subsidy - change.voucher;
    if (!can_pay(access, change.row, own_cost) ||
        !set_timer(firms, change.row, change.practice, static_cast<std::uint16_t>(month.index + change.months))) {
        return;
    }
    if (subsidy > 0) {
        access.funding.joint_budget[change.segment] -= subsidy;
        access.funding.cash[change.segment] -= subsidy;
        access.ledger.pay(Ledger::cluster(change.segment), Ledger::technology, subsidy);
    }
    if (change.bin < EvaluationCounts::bins) {
        ++access.adoption.evaluations.accepted[firms.is_cluster(change.segment) ? 0 : 1][change.bin];
    }
    firms.liquidity[change.row] -= own_cost;
    access.ledger.pay(Ledger::firms, Ledger::technology, own_cost);
    pay_voucher(change, own_cost, access);
}

} // namespace

void renew_rations(const Parameters& parameters, const std::vector<JointBudget>& budgets, Funding& funding) {
    for (std::size_t c = 0; c < budgets.size(); ++c) {
        if (budgets[c].wished > 0) {
            const double paid = std::min(1.0, static_cast<double>(std::max<Cents>(0, budgets[c].available)) /
                                                  static_cast<double>(budgets[c].wished));
            funding.subsidy_ration[c] += (paid - funding.subsidy_ration[c]) / parameters.ration_memory;
        }
    }
}

void carry_out(const Parameters& parameters, const Month& month, const rules::AdoptionShock& shock,
               const SegmentTerms& terms, const Change& change, const Access& access, JointBudget* budget) {
    Firms& firms = access.firms;
    const std::uint32_t row = change.row;
    const auto rest_until = static_cast<std::uint16_t>(month.index + parameters.rest);
    const auto resting = static_cast<std::uint8_t>(change.practice | rest_flag);
    switch (change.kind) {
    case Change::Kind::learn:
        firms.aware[row] |= bit(change.practice);
        access.adoption.count_awareness(firms, row, change.segment, change.practice, 1);
        break;
    case Change::Kind::forget:
        if (!settled(firms, row, change.practice)) {
            firms.aware[row] &= ~bit(change.practice);
            access.adoption.count_awareness(firms, row, change.segment, change.practice, -1);
        }
        break;
    case Change::Kind::start:
        start(month, change, access, budget);
        break;
    case Change::Kind::adopt:
        adopt(month, shock, terms, change, access);
        break;
    case Change::Kind::fail:
        set_timer(firms, row, resting, rest_until);
        break;
    case Change::Kind::abandon:
        // Without a free slot the practice stays in use until one is free: a rest must be remembered.
        if (set_timer(firms, row, resting, rest_until)) {
            firms.adopted[row] &= ~bit(change.practice);
            firms.given_up[row] |= bit(change.practice);
            firms.practice_gain[row] -= static_cast<float>(access.practices.entries[change.practice].own_saving());
            access.adoption.count_adoption(firms, row, change.segment, change.practice, -1);
            note_event(access, month, change, -1);
        }
        break;
    }
}

} // namespace actorhood::models::adoption
