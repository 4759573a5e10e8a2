// Partners of firms: a group of columns.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "models/firms/identity.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/core/matches.hpp"

namespace actorhood::models {

inline constexpr std::size_t inside_ties = 6;
inline constexpr std::size_t outside_ties = 2;
inline constexpr std::size_t tie_slots = inside_ties + outside_ties;

/// Handles of tie partners: six slots for partners of the own cluster or region, two for others.
using TieSlots = std::array<std::uint32_t, tie_slots>;

inline constexpr std::uint32_t inside_slots = (1u << inside_ties) - 1;                  ///< a bit for each
inline constexpr std::uint32_t outside_slots = ((1u << tie_slots) - 1) & ~inside_slots; ///< a bit for each

/// Which slots are free, and which hold a partner: bit k for slot k.
[[nodiscard]] inline std::uint32_t free_slots(const TieSlots& slots) { return sim::matches(slots, no_firm); }
[[nodiscard]] inline std::uint32_t used_slots(const TieSlots& slots) {
    return free_slots(slots) ^ (inside_slots | outside_slots);
}
/// Number of slots in a set of bits.
[[nodiscard]] constexpr std::uint32_t count_slots(std::uint32_t bits) {
    return static_cast<std::uint32_t>(std::popcount(bits));
}

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
