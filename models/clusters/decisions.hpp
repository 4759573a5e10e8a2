// Collective decisions of clusters.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Collective decisions.
struct Decisions : ColumnGroup<Decisions> {
    Column<std::uint8_t> decided;                           ///< 1 in the quarter's month when a decision was reached
    Column<double> ambition;                                ///< a_c, decided share of the agenda that is not growth
    Column<double> obligation;                              ///< obl = beta * a_c; 0 while nothing binds
    Column<Agenda> effective_agenda;                        ///< the agenda at the decided ambition
    Column<std::array<double, pillar_count>> target_weight; ///< targ_p = theta_pillar / max(theta_circ, theta_dig)

    template <class F>
    void each(F&& column) {
        column("decisions.decided", decided);
        column("decisions.ambition", ambition);
        column("decisions.obligation", obligation);
        column("decisions.effective_agenda", effective_agenda);
        column("decisions.target_weight", target_weight);
    }
};

} // namespace actorhood::models
