// What firms know and use: a group of columns.
#pragma once

#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What a firm knows and uses.
template <template <class> class Of>
struct FunnelColumns {
    Of<std::uint32_t> aware;        ///< bit p: knows practice p
    Of<std::uint32_t> adopted;      ///< bit p: uses practice p
    Of<std::uint32_t> given_up;     ///< bit p: has given practice p up at least once
    Of<std::uint32_t> voucher_paid; ///< bit p: had a voucher for practice p

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("aware", self.aware);
        f("adopted", self.adopted);
        f("given_up", self.given_up);
        f("voucher_paid", self.voucher_paid);
    }
};
using Funnel = FunnelColumns<Column>;

} // namespace actorhood::models
