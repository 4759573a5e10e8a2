// Accountability of cluster organisations in four directions.
#pragma once

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Multi-directional accountability.
struct Accountability : ColumnGroup<Accountability> {
    Column<ByDirection> effort;
    Column<ByDirection> answerability;
    Column<ByDirection> legitimacy;

    template <class F>
    void each(F&& column) {
        column("accountability.effort", effort);
        column("accountability.answerability", answerability);
        column("accountability.legitimacy", legitimacy);
    }
};

} // namespace actorhood::models
