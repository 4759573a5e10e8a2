// Gates: what happens to few firms of a batch is first decided at the highest chance that any of them can have, by a
// comparison of whole numbers; the exact chance, with the same word, is for those who pass.
#pragma once

#include <array>
#include <cstdint>

#include "models/firms/batches.hpp"

namespace actorhood::models {

/// Highest word whose uniform number (BatchDraws::uniform) may be below a chance of at most `bound`.
[[nodiscard]] constexpr std::uint32_t gate_of(double bound) {
    return bound >= 1.0 ? 0xffffffffu : bound > 0.0 ? static_cast<std::uint32_t>(bound * 0x1p32) : 0u;
}

/// The chance of an event in a month from both sides, 1 - e^-x by the first terms of its series, x = rate / 12: whether a
/// word is below the gate of an event at a rate between two mostly follows without an exponential.
class MonthlyBounds {
public:
    /// Rates per year, not negative.
    constexpr MonthlyBounds(double least_rate, double most_rate) {
        const double least = least_rate / 12.0;
        const double most = most_rate / 12.0;
        // Rounding is far below these margins; a gate is at most one word below its chance.
        least_ = least * (1.0 - 0.5 * least) * (0x1p32 * (1.0 - 1e-9)) - 1.0;
        most_ = most * (1.0 - most * (0.5 - most * (1.0 / 6.0))) * (0x1p32 * (1.0 + 1e-9));
    }
    /// The word is below the gate of any rate between them.
    [[nodiscard]] constexpr bool includes(std::uint32_t word) const { return static_cast<double>(word) < least_; }
    /// The word is below the gate of none.
    [[nodiscard]] constexpr bool excludes(std::uint32_t word) const { return static_cast<double>(word) >= most_; }

private:
    double least_;
    double most_;
};

/// Calls body(i) for the positions of a batch of which applies(i) is true, in order. The positions are listed first,
/// without a branch on what is random.
template <class Applies, class Body>
void for_each_where(RowBatch batch, Applies&& applies, Body&& body) {
    std::array<std::uint16_t, BatchDraws::rows> position;
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        position[count] = static_cast<std::uint16_t>(i);
        count += applies(i) ? 1u : 0u;
    }
    for (std::uint32_t k = 0; k < count; ++k) {
        body(std::uint32_t{position[k]});
    }
}
/// The same for the positions with words[i] <= gate.
template <class Body>
void for_each_that_passes(const std::array<std::uint32_t, BatchDraws::rows>& words, RowBatch batch,
                          std::uint32_t gate, Body&& body) {
    for_each_where(
        batch, [&words, gate](std::uint32_t i) { return words[i] <= gate; }, body);
}

} // namespace actorhood::models
