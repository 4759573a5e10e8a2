// How timers of firms are set and read: stored columns (Timers), or their rows of a block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "models/firms/timers.hpp"

namespace actorhood::models {

/// The bit of a practice in a mask.
[[nodiscard]] constexpr std::uint32_t bit(std::size_t practice) { return 1u << practice; }

/// Practices in trial or at rest after being abandoned.
template <class Columns>
[[nodiscard]] std::uint32_t timed(const Columns& firms, std::uint32_t row) {
    std::uint32_t mask = 0;
    for (std::size_t slot = 0; slot < timer_slots; ++slot) {
        // Without a branch: whether a timer runs is as good as random.
        mask |= (firms.timer_due[row][slot] != 0 ? 1u : 0u) << (firms.timer_practice[row][slot] & 0x1fu);
    }
    return mask;
}

/// Sets the earliest end of a firm's timers after one of them ended.
template <class Columns>
void renew_next_due(Columns& firms, std::uint32_t row) {
    std::uint16_t next = 0xffff;
    for (const std::uint16_t due : firms.timer_due[row]) {
        next = due != 0 ? std::min(next, due) : next;
    }
    firms.next_due[row] = next;
}

/// Starts a timer that ends in month `due`; false without a free slot. `practice` with rest_flag: a rest.
inline bool set_timer(Timers& firms, std::uint32_t row, std::uint8_t practice, std::uint16_t due) {
    for (std::size_t slot = 0; slot < timer_slots; ++slot) {
        if (firms.timer_due[row][slot] == 0) {
            firms.timer_practice[row][slot] = practice;
            firms.timer_due[row][slot] = due;
            firms.next_due[row] = std::min(firms.next_due[row], due);
            return true;
        }
    }
    return false;
}

} // namespace actorhood::models
