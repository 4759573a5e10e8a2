// Money of firms: a group of columns.
#pragma once

#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Money and margins.
template <template <class> class Of>
struct FinanceColumns {
    Of<std::int64_t> liquidity; ///< cents
    Of<float> margin_noise;     ///< autoregressive part of the profit margin, share of revenue
    Of<float> practice_gain;    ///< saving of adopted practices, share of revenue at price index 1

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("liquidity", self.liquidity);
        f("margin_noise", self.margin_noise);
        f("practice_gain", self.practice_gain);
    }
};
using Finance = FinanceColumns<Column>;

} // namespace actorhood::models
