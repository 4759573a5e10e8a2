// Negotiated professional restructuring.
#pragma once

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Negotiated professional restructuring.
struct Negotiation : ColumnGroup<Negotiation> {
    Column<double> intensity; ///< nu, 0..1

    template <class F>
    void each(F&& column) {
        column("negotiation.intensity", intensity);
    }
};

} // namespace actorhood::models
