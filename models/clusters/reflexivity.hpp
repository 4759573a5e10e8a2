// Reflexivity of cluster organisations and the agenda it moves.
#pragma once

#include <array>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// Reflexivity and the agenda it moves.
struct Reflexivity : ColumnGroup<Reflexivity> {
    Column<std::array<double, 3>> harm;   ///< measured gaps: circular, digital, labour
    Column<std::array<double, 3>> sensed; ///< what the organisation believes about them
    Column<double> reflexivity;           ///< R, 0..1
    Column<Agenda> agenda;                ///< theta on (growth, circular, digital, labour)

    template <class F>
    void each(F&& column) {
        column("reflexivity.harm", harm);
        column("reflexivity.sensed", sensed);
        column("reflexivity.reflexivity", reflexivity);
        column("reflexivity.agenda", agenda);
    }
};

} // namespace actorhood::models
