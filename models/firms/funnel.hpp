// What firms know, try and use: a group of columns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

inline constexpr std::size_t timer_slots = 4;
/// Marks a timer as a rest after abandonment instead of a trial.
inline constexpr std::uint8_t rest_flag = 0x80;

/// What a firm knows, tries and uses.
template <template <class> class Of>
struct FunnelColumns {
    Of<std::uint32_t> aware;                                  ///< bit p: knows practice p
    Of<std::uint32_t> adopted;                                ///< bit p: uses practice p
    Of<std::uint32_t> given_up;                               ///< bit p: has given practice p up at least once
    Of<std::uint32_t> voucher_paid;                           ///< bit p: had a voucher for practice p
    Of<std::array<std::uint8_t, timer_slots>> timer_practice; ///< practice of a trial, or practice|rest_flag
    Of<std::array<std::uint16_t, timer_slots>> timer_due;     ///< month when it ends; 0 = free slot
    Of<std::uint16_t> next_due;                               ///< earliest timer; 0xffff = none
    Of<std::array<std::uint16_t, topic_count>> served_until;  ///< month until which a service of the topic acts

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("aware", self.aware);
        f("adopted", self.adopted);
        f("given_up", self.given_up);
        f("voucher_paid", self.voucher_paid);
        f("timer_practice", self.timer_practice);
        f("timer_due", self.timer_due);
        f("next_due", self.next_due);
        f("served_until", self.served_until);
    }
};
using Funnel = FunnelColumns<Column>;

} // namespace actorhood::models
