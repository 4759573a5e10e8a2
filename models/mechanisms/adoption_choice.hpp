// The choice of one practice among several: shared by the files of the adoption mechanism.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace actorhood::models::adoption {

template <class Use>
void for_each_practice(std::uint32_t mask, Use&& use) {
    while (mask != 0) {
        use(static_cast<std::size_t>(std::countr_zero(mask)));
        mask &= mask - 1;
    }
}

/// Practice chosen by a uniform number with the given weights among those in `mask`; the mask is not empty.
template <class Weight>
[[nodiscard]] std::size_t choose(std::uint32_t mask, double u, Weight&& weight) {
    double total = 0.0;
    for_each_practice(mask, [&](std::size_t p) { total += weight(p); });
    double rest = u * total;
    std::size_t chosen = static_cast<std::size_t>(std::countr_zero(mask));
    for_each_practice(mask, [&](std::size_t p) {
        if (rest >= 0.0) {
            chosen = p;
        }
        rest -= weight(p);
    });
    return chosen;
}

} // namespace actorhood::models::adoption
