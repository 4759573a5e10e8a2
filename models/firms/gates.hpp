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
