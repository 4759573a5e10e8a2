// Responsible actorhood of clusters, as it is measured.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Responsible actorhood, measured.
struct Actorhood : ColumnGroup<Actorhood> {
    /// Quarters remembered: five years of decisions, and commitments up to eight years old.
    static constexpr std::size_t quarters = 32;

    Column<double> autonomy;              ///< D; NaN while too few quarters are known
    Column<double> recognition;           ///< Q
    Column<double> care;                  ///< C = c * b; NaN before commitments are due
    Column<double> responsible_actorhood; ///< (D Q C)^(1/3)
    Column<double> delivered_share;       ///< c: delivered share of commitments
    Column<double> benefit_share;         ///< b: benefit to others and the future / all benefit
    Column<double> deviation;             ///< of decided agendas from what payers ask, share of weight, mean
    Column<double> agreement;             ///< of these deviations with published gaps, mean
    Column<double> least_leg;             ///< RA as the least of the three legs
    Column<double> mean_leg;              ///< RA as their mean
    // history, by quarter number modulo `quarters`
    Column<std::array<std::uint8_t, quarters>> decided;
    Column<std::array<Agenda, quarters>> agenda;
    Column<std::array<Agenda, quarters>> payer_target;
    Column<std::array<std::array<double, 3>, quarters>> published;  ///< gaps: circular, digital, labour
    Column<std::array<Agenda, quarters>> services;                  ///< services per member and year by topic
    Column<std::array<std::array<double, 4>, quarters>> benefit;    ///< X, W, B, G of the quarter, EUR a year
    Column<std::array<std::int32_t, topic_count>> quarter_services; ///< services since the quarter began
    Column<std::int32_t> quarter_adoptions;                         ///< members' adoptions since the quarter began
    Column<std::array<double, 4>> quarter_benefit; ///< X, W, B, G since the quarter began, EUR a year

    template <class F>
    void each(F&& column) {
        column("actorhood.autonomy", autonomy);
        column("actorhood.recognition", recognition);
        column("actorhood.care", care);
        column("actorhood.responsible_actorhood", responsible_actorhood);
        column("actorhood.delivered_share", delivered_share);
        column("actorhood.benefit_share", benefit_share);
        column("actorhood.deviation", deviation);
        column("actorhood.agreement", agreement);
        column("actorhood.least_leg", least_leg);
        column("actorhood.mean_leg", mean_leg);
        column("actorhood.decided", decided);
        column("actorhood.agenda", agenda);
        column("actorhood.payer_target", payer_target);
        column("actorhood.published", published);
        column("actorhood.services", services);
        column("actorhood.benefit", benefit);
        column("actorhood.quarter_services", quarter_services);
        column("actorhood.quarter_adoptions", quarter_adoptions);
        column("actorhood.quarter_benefit", quarter_benefit);
    }
};

} // namespace actorhood::models
