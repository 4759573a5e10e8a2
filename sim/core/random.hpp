// Counter-based randomness.
//
// Every draw is a pure function of (seed, replicate, month, stream, id, draw): nothing is stored and nothing
// depends on the order of calls, on threads or on what other entities draw. Two policies that share seed and
// replicate therefore share all their random numbers (common random numbers).
//
// Generator: Philox4x32-10 [Salmon, Moraes, Dror, Shaw 2011, SC'11].
//   key     = seed (64 bits)
//   counter = id (64) | stream (16) month (16) | replicate (24) block (8)
// The packing is injective, so no two different draws share a counter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace actorhood::sim {

/// One Philox block: four independent 32-bit words.
struct RandomBlock {
    std::array<std::uint32_t, 4> word;

    /// Uniform on (0,1) with 32 bits from word `k` in 0..3; enough for a monthly gate.
    [[nodiscard]] constexpr double uniform32(std::size_t k) const {
        return (static_cast<double>(word[k]) + 0.5) * 0x1p-32;
    }
    /// Uniform on (0,1) with 52 bits from the word pair `k` in 0..1.
    [[nodiscard]] constexpr double uniform(std::size_t k) const {
        const std::uint64_t bits = (static_cast<std::uint64_t>(word[2 * k]) << 32 | word[2 * k + 1]) >> 12;
        return (static_cast<double>(bits) + 0.5) * 0x1p-52;
    }
};

/// Philox4x32 with ten rounds.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                                   std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {
            static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
            static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

/// What some draws are for. A number stands for one purpose for ever: who draws for another purpose, or takes another
/// number for this one, changes the results.
struct Stream {
    std::uint16_t number{};
    std::string_view draws{}; ///< what is drawn, for people
};

/// The draws of one mechanism in one month of one replicate, addressed by entity id and draw number.
class RandomStream {
public:
    constexpr RandomStream(std::uint64_t seed, std::uint32_t replicate, std::uint16_t stream, std::uint16_t month)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          when_{static_cast<std::uint32_t>(stream) << 16 | month},
          who_{replicate << 8} {}

    /// Four words for entity `id`; `block` in 0..255 addresses further words.
    [[nodiscard]] constexpr RandomBlock block(std::uint64_t id, std::uint32_t block = 0) const {
        return {philox4x32_10(
            {static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(id >> 32), when_, who_ | (block & 0xffu)},
            key_)};
    }
    /// Uniform on (0,1), draw number 0..511 (two draws a block).
    [[nodiscard]] constexpr double uniform(std::uint64_t id, std::uint32_t draw = 0) const {
        return block(id, draw / 2).uniform(draw % 2);
    }
    /// Standard normal, draw number 0..511.
    [[nodiscard]] double normal(std::uint64_t id, std::uint32_t draw = 0) const;
    /// True with probability `p`; draw number 0..511. p <= 0 never happens, p >= 1 always.
    [[nodiscard]] constexpr bool happens(std::uint64_t id, double p, std::uint32_t draw = 0) const {
        return uniform(id, draw) < p;
    }
    /// Block 0 of many entities at once, one array a word; the arrays are as long as `ids`. Vectorised where the
    /// processor has AVX2 or AVX-512, with the same bits.
    void fill(std::span<const std::uint64_t> ids, std::span<std::uint32_t> word0, std::span<std::uint32_t> word1,
              std::span<std::uint32_t> word2, std::span<std::uint32_t> word3) const;
    /// The same for a block of each: `blocks[i]` of entity `ids[i]`.
    void fill(std::span<const std::uint64_t> ids, std::span<const std::uint8_t> blocks,
              const std::array<std::span<std::uint32_t>, 4>& words) const;

private:
    std::array<std::uint32_t, 2> key_;
    std::uint32_t when_;
    std::uint32_t who_;
};

/// The source of all randomness of one replicate.
class Random {
public:
    /// Throws std::out_of_range when `replicate` needs more than 24 bits.
    Random(std::uint64_t seed, std::uint32_t replicate);

    /// Draws of `stream` in `month` (0 .. 65534).
    [[nodiscard]] constexpr RandomStream stream(const Stream& stream, std::uint16_t month) const {
        return {seed_, replicate_, stream.number, month};
    }
    /// Draws of `stream` that never change in time (for fixed traits).
    [[nodiscard]] constexpr RandomStream fixed(const Stream& stream) const {
        return {seed_, replicate_, stream.number, 0xffff};
    }
    [[nodiscard]] constexpr std::uint64_t seed() const { return seed_; }
    [[nodiscard]] constexpr std::uint32_t replicate() const { return replicate_; }

private:
    std::uint64_t seed_;
    std::uint32_t replicate_;
};

} // namespace actorhood::sim
