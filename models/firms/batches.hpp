// Random words for many firms at once, and the choice of a tie partner: what loops over firms share.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#if defined(__BMI2__)
#include <immintrin.h>
#endif

#include "models/firms/firms.hpp"
#include "sim/core/random.hpp"

namespace actorhood::models {

/// First row and number of rows of a piece of a block.
struct RowBatch {
    std::uint32_t begin;
    std::uint32_t size;
};

/// Four random words for each firm of a batch.
struct BatchDraws {
    static constexpr std::uint32_t rows = 256;
    std::array<std::array<std::uint32_t, rows>, 4> word;

    /// Draws block 0 of `stream` for the firms of the batch; `firms` have keys.
    template <class Identity>
    void draw(const sim::RandomStream& stream, const Identity& firms, RowBatch batch) {
        stream.fill(std::span<const std::uint64_t>(&firms.key[batch.begin], batch.size),
                    std::span(word[0]).first(batch.size), std::span(word[1]).first(batch.size),
                    std::span(word[2]).first(batch.size), std::span(word[3]).first(batch.size));
    }
    /// The same for draws that belong to permanent traits.
    template <class Identity>
    void draw_traits(const sim::RandomStream& stream, const Identity& firms, RowBatch batch) {
        std::array<std::uint64_t, rows> keys;
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            keys[i] = trait_key(firms.key[batch.begin + i]);
        }
        stream.fill(std::span(keys).first(batch.size), std::span(word[0]).first(batch.size),
                    std::span(word[1]).first(batch.size), std::span(word[2]).first(batch.size),
                    std::span(word[3]).first(batch.size));
    }
    /// Uniform on (0,1) from word `k` of the firm at position `i` of the batch.
    [[nodiscard]] double uniform(std::size_t k, std::size_t i) const {
        return (static_cast<double>(word[k][i]) + 0.5) * 0x1p-32;
    }
};

/// Calls body(RowBatch) for the pieces of a block, in order.
template <class Body>
void for_each_batch(const RowBlock& block, Body&& body) {
    for (std::uint32_t begin = block.begin; begin < block.end; begin += BatchDraws::rows) {
        body(RowBatch{begin, std::min(BatchDraws::rows, block.end - begin)});
    }
}

/// Whole number in 0..count-1 picked by a random word, all equally likely up to count * 2^-32.
[[nodiscard]] constexpr std::uint32_t pick(std::uint32_t word, std::uint32_t count) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * count) >> 32);
}

/// Place of the bit number `number` (0 = lowest) among those set in `mask`, which has more than `number`.
[[nodiscard]] inline std::uint32_t place_of_bit(std::uint32_t mask, std::uint32_t number) {
#if defined(__BMI2__)
    return static_cast<std::uint32_t>(std::countr_zero(_pdep_u32(1u << number, mask)));
#else
    for (; number > 0; --number) {
        mask &= mask - 1;
    }
    return static_cast<std::uint32_t>(std::countr_zero(mask));
#endif
}

/// Handle of a tie partner of the firm in `row`, all ties in use equally likely; no_firm without ties.
template <class Columns>
[[nodiscard]] std::uint32_t pick_tie(const Columns& firms, std::uint32_t row, std::uint32_t word) {
    const TieSlots& ties = firms.ties[row];
    const std::uint32_t used = used_slots(ties);
    return used == 0 ? no_firm : ties[place_of_bit(used, pick(word, count_slots(used)))];
}

/// Rows of one tie partner for each firm of a batch, picked by `words`; its own row when it has none or that one is
/// gone. In two passes, so that the look-ups of rows overlap.
template <class Columns>
void pick_partners(const FirmLayout& layout, const Columns& firms, RowBatch batch,
                   const std::array<std::uint32_t, BatchDraws::rows>& words,
                   std::array<std::uint32_t, BatchDraws::rows>& partners) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        partners[i] = pick_tie(firms, batch.begin + i, words[i]);
        layout.prefetch_row_of(partners[i]);
    }
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = layout.row_of(partners[i]);
        partners[i] = row == no_firm ? batch.begin + i : row;
    }
}

} // namespace actorhood::models
