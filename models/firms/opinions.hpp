// What firms want: a group of columns.
#pragma once

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What a firm wants.
template <template <class> class Of>
struct OpinionsColumns {
    Of<float> orientation; ///< 0 growth only .. 1 transition
    Of<float> uncertainty; ///< of the orientation (relative agreement)

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("orientation", self.orientation);
        f("uncertainty", self.uncertainty);
    }
};
using Opinions = OpinionsColumns<Column>;

} // namespace actorhood::models
