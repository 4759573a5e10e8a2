// Equal access to work, by cluster and region: written by the inclusion mechanism.
#pragma once

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

struct Inclusion {
    Column<double> equality; ///< 0..1, by segment: women's share of applicants relative to parity
    Column<double> pool;     ///< talent pool relative to the start, by segment
    Column<double> agenda;   ///< 1 where equality is on the agenda, 0 elsewhere; outside clusters the share

    template <class Archive>
    void visit(Archive& archive) {
        archive("inclusion.equality", equality);
        archive("inclusion.pool", pool);
        archive("inclusion.agenda", agenda);
    }
    void resize(std::size_t segments, double start) {
        equality.assign(segments, start);
        pool.assign(segments, 1.0);
        agenda.assign(segments, 0.0);
    }
};

} // namespace actorhood::models
