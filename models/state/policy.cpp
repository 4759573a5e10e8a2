#include "models/state/policy.hpp"

#include <algorithm>
#include <limits>

#include "models/state/demand_in_force.hpp"

namespace actorhood::models {

void Policy::resize(std::size_t programmes, std::size_t segments) {
    action.assign(programmes, {});
    platform.assign(segments, 0.0);
    outside_ties.assign(segments, 1.0);
    inclusion.assign(segments, 0.0);
    for (Column<Cents>* column : {&spent_year, &spent_month, &spent, &private_month, &private_spent}) {
        column->assign(programmes, 0);
    }
    for (Column<double>* column : {&cases_month, &cases, &refused}) {
        column->assign(programmes, 0.0);
    }
}

Cents Policy::left(std::size_t programme) const {
    return budget[programme] > 0 ? budget[programme] - spent_year[programme] : std::numeric_limits<Cents>::max();
}

void Policy::book(std::size_t programme, Cents public_money, Cents own_money, double count) {
    spent_year[programme] += public_money;
    spent_month[programme] += public_money;
    spent[programme] += public_money;
    private_month[programme] += own_money;
    private_spent[programme] += own_money;
    cases_month[programme] += count;
    cases[programme] += count;
}

double Policy::pressure(const FirmIdentity& firms, std::uint32_t row, std::uint32_t segment, std::size_t practice,
                        double pressure) const {
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].pressure > 0.0 && reach[k].covers_practice(practice) && reach[k].covers(firms, row, segment)) {
            pressure = raised(pressure, action[k].pressure);
        }
    }
    return pressure;
}

double Policy::cost_factor(const FirmIdentity& firms, std::uint32_t row, std::uint32_t segment,
                           std::size_t practice) const {
    double factor = 1.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].cost_change != 0.0 && reach[k].covers_practice(practice) &&
            reach[k].covers(firms, row, segment)) {
            factor *= 1.0 + action[k].cost_change;
        }
    }
    return factor;
}

double Policy::awareness_rate(const FirmIdentity& firms, std::uint32_t row, std::uint32_t segment,
                              std::size_t practice) const {
    double rate = 0.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].awareness > 0.0 && reach[k].covers_practice(practice) && reach[k].covers(firms, row, segment)) {
            rate += action[k].awareness;
        }
    }
    return rate;
}

VoucherOffer Policy::offer(const FirmIdentity& firms, const Funnel& funnel, std::uint32_t row, std::uint32_t segment,
                           std::size_t practice) const {
    VoucherOffer best;
    if (!vouchers || ((funnel.voucher_paid[row] | funnel.given_up[row]) >> practice & 1u) != 0) {
        return best;
    }
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].voucher > best.share && left(k) > 0 && reach[k].covers_practice(practice) &&
            reach[k].covers(firms, row, segment)) {
            best = {static_cast<std::uint8_t>(k), action[k].voucher, action[k].limit};
        }
    }
    return best;
}

double Policy::habit_rate(const FirmIdentity& firms, std::uint32_t row, std::size_t practice) const {
    double rate = 0.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (reach[k].instrument != Instrument::voucher || !reach[k].covers_practice(practice) ||
            !reach[k].covers_kind(firms, row)) {
            continue;
        }
        if (action[k].running) {
            return 0.0;
        }
        rate = std::max(rate, action[k].habit);
    }
    return rate;
}

} // namespace actorhood::models
