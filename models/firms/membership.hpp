// What members make of their cluster: a group of columns.
#pragma once

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What a member thinks of its cluster.
template <template <class> class Of>
struct MembershipColumns {
    Of<float> trust;         ///< in the cluster organisation, 0..1
    Of<float> value;         ///< perceived membership value V, in units of the level per member
    Of<float> services_rate; ///< services received, smoothed, per year

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("trust", self.trust);
        f("value", self.value);
        f("services_rate", self.services_rate);
    }
};
using Membership = MembershipColumns<Column>;

} // namespace actorhood::models
