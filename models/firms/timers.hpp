// Trials and rests of firms: a group of columns, timers in a few slots a firm.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

inline constexpr std::size_t timer_slots = 4;
/// Marks a timer as a rest after abandonment instead of a trial.
inline constexpr std::uint8_t rest_flag = 0x80;

/// What a firm tries, and what it gave up a short while ago.
template <template <class> class Of>
struct TimersColumns {
    Of<std::array<std::uint8_t, timer_slots>> timer_practice; ///< practice of a trial, or practice|rest_flag
    Of<std::array<std::uint16_t, timer_slots>> timer_due;     ///< month when it ends; 0 = free slot
    Of<std::uint16_t> next_due;                               ///< earliest timer; 0xffff = none

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("timer_practice", self.timer_practice);
        f("timer_due", self.timer_due);
        f("next_due", self.next_due);
    }
};
using Timers = TimersColumns<Column>;

} // namespace actorhood::models
