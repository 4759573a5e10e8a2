// What firms make of their cluster: two groups of columns.
#pragma once

#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What a firm thinks of the organisation of its cluster; who has left keeps what it thought.
template <template <class> class Of>
struct TrustColumns {
    Of<float> trust; ///< 0..1

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("trust", self.trust);
    }
};
using Trust = TrustColumns<Column>;

/// What a member has of its cluster. Firms outside have no rows here.
template <template <class> class Of>
struct MembershipColumns {
    static constexpr bool has_members_only = true;

    Of<float> value;               ///< perceived membership value V, in units of the level per member
    Of<float> services_rate;       ///< services received, smoothed, per year
    Of<std::int16_t> joined_month; ///< month of joining the cluster, negative before the run

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("value", self.value);
        f("services_rate", self.services_rate);
        f("joined_month", self.joined_month);
    }
};
using Membership = MembershipColumns<Column>;

} // namespace actorhood::models
