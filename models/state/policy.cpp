#include "models/state/policy.hpp"

#include <limits>

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

} // namespace actorhood::models
