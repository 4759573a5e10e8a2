// Partners of firms: a group of columns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/firms/identity.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

inline constexpr std::size_t inside_ties = 6;
inline constexpr std::size_t outside_ties = 2;
inline constexpr std::size_t tie_slots = inside_ties + outside_ties;

/// Handles of tie partners: six slots for partners of the own cluster or region, two for others.
using TieSlots = std::array<std::uint32_t, tie_slots>;

/// Partners.
template <template <class> class Of>
struct TiesColumns {
    Of<TieSlots> ties; ///< handles, no_firm = free

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("ties", self.ties);
    }
};
using Ties = TiesColumns<Column>;

} // namespace actorhood::models
