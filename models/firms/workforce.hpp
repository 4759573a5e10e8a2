// How adoption changed the work in firms: a group of columns.
#pragma once

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// How adoption changed the work.
template <template <class> class Of>
struct WorkforceColumns {
    Of<float> resistance; ///< workforce resistance L, 0..1
    Of<float> skill_gap;  ///< g, 0..1

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("resistance", self.resistance);
        f("skill_gap", self.skill_gap);
    }
};
using Workforce = WorkforceColumns<Column>;

} // namespace actorhood::models
