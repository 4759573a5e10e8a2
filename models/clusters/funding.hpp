// Money and people of cluster organisations.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Money and people of the cluster organisation.
struct Funding : ColumnGroup<Funding> {
    static constexpr std::size_t hiring_lag_limit = 24;
    static constexpr std::size_t history_months = 24;

    Column<std::int64_t> cash;                             ///< cents, equals the ledger's account of the cluster
    Column<std::array<std::int64_t, source_count>> income; ///< cents received this month, by source
    Column<BySource> income_year;                          ///< EUR received in the last twelve months (moving sum)
    Column<std::array<std::array<std::int64_t, source_count>, 12>> income_ring; ///< the twelve months behind it
    Column<std::array<std::int64_t, history_months>> income_history; ///< cents a month, all sources, by month modulo
    Column<BySource> realised_share; ///< phi: shares of the last year's income; intended mix at start
    Column<double> horizon;          ///< H, income-weighted length of commitments (years)
    Column<double> concentration;    ///< Herfindahl index of realised_share
    Column<std::array<double, size_class_count>> fee; ///< yearly fee by size class, EUR
    Column<double> fee_units;                         ///< fee (with levy) in units of the level per member
    Column<double> levy_units;                        ///< levy of binding decisions, in the same units (in fee_units)
    Column<std::int64_t> levy_income;                 ///< cents of levy received this month (not part of income)
    Column<std::int64_t> joint_budget;                ///< cents collected by the levy and not yet spent
    Column<std::int64_t> earmarked;                   ///< cents collected for shared facilities, not free
    Column<double> subsidy_ration;                    ///< share of wished subsidies that the joint budget lately paid
    Column<std::int64_t> wages;                       ///< cents paid to employees this month
    Column<std::int64_t> public_since_start;          ///< cents of core and project money since the end of burn-in
    Column<double> staff;                             ///< full-time equivalents at work
    Column<BySource> staff_by_source;
    Column<std::array<double, hiring_lag_limit>> hiring; ///< people who start in 1, 2, ... months
    Column<double> overhead;                             ///< O, share of staff time that accountability takes
    Column<double> free_staff;     ///< staff * (1 - overhead) - applications, full-time equivalents
    Column<double> knowledge_kept; ///< factor of leaving staff on x, R, trust; 1 = nobody left

    template <class F>
    void each(F&& column) {
        column("funding.cash", cash);
        column("funding.income", income);
        column("funding.income_year", income_year);
        column("funding.income_ring", income_ring);
        column("funding.income_history", income_history);
        column("funding.realised_share", realised_share);
        column("funding.horizon", horizon);
        column("funding.concentration", concentration);
        column("funding.fee", fee);
        column("funding.fee_units", fee_units);
        column("funding.levy_units", levy_units);
        column("funding.levy_income", levy_income);
        column("funding.joint_budget", joint_budget);
        column("funding.earmarked", earmarked);
        column("funding.subsidy_ration", subsidy_ration, 1.0);
        column("funding.wages", wages);
        column("funding.public_since_start", public_since_start);
        column("funding.staff", staff);
        column("funding.staff_by_source", staff_by_source);
        column("funding.hiring", hiring);
        column("funding.overhead", overhead);
        column("funding.free_staff", free_staff);
        column("funding.knowledge_kept", knowledge_kept, 1.0);
    }
};

} // namespace actorhood::models
