// What firms want: a group of columns.
#pragma once

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What a firm wants.
template <template <class> class Of>
struct OpinionsColumns {
    Of<float> orientation;      ///< 0 growth only .. 1 transition
    Of<float> orientation_next; ///< written by the opinion step, read by nobody until it is committed
    Of<float> uncertainty;      ///< of the orientation (relative agreement)
    Of<float> uncertainty_next; ///< like orientation_next; both serve as working space between opinion steps

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("orientation", self.orientation);
        f("orientation_next", self.orientation_next);
        f("uncertainty", self.uncertainty);
        f("uncertainty_next", self.uncertainty_next);
    }
};
using Opinions = OpinionsColumns<Column>;

} // namespace actorhood::models
