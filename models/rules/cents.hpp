// Between whole cents and floating point, for loops over firms. Processors before AVX-512 have no instruction that
// converts several 64-bit integers at a time; amounts below 2^51 cents need none, because a number between 2^52 and 2^53
// shows its whole part in its low bits. Both ways give the same cents wherever the second holds.
#pragma once

#include <bit>
#include <cstdint>

#include "models/state/ledger.hpp"

namespace actorhood::models::rules {

/// 1.5 * 2^52: numbers from -2^51 to 2^51 added to it are rounded to whole ones, half to even.
inline constexpr double whole_shift = 0x1.8p52;

/// Any amount.
struct AnyAmounts {
    [[nodiscard]] static double number(Cents cents) { return static_cast<double>(cents); }
    /// Nearest whole cent; beyond 2^51 cents the nearest that is a multiple of two or more.
    [[nodiscard]] static Cents nearest(double cents) {
        return static_cast<Cents>((cents + whole_shift) - whole_shift);
    }
    /// Whole cents of an amount that is not negative.
    [[nodiscard]] static Cents whole(double cents) { return static_cast<Cents>(cents); }
};

/// Amounts from -2^51 to 2^51 cents (22 trillion EUR), without a conversion between integers and numbers.
struct SmallAmounts {
    [[nodiscard]] static double number(Cents cents) {
        return std::bit_cast<double>(cents + std::bit_cast<Cents>(whole_shift)) - whole_shift;
    }
    [[nodiscard]] static Cents nearest(double cents) {
        return std::bit_cast<Cents>(cents + whole_shift) - std::bit_cast<Cents>(whole_shift);
    }
    [[nodiscard]] static Cents whole(double cents) {
        const double shifted = cents + whole_shift;
        const Cents rounded_up = shifted - whole_shift > cents;
        return std::bit_cast<Cents>(shifted) - std::bit_cast<Cents>(whole_shift) - rounded_up;
    }
};

/// Whether an account of a firm and what it earns are both below 2^50 cents, so that their sum is small: 0 if so, else
/// bits that may be joined over firms.
[[nodiscard]] inline std::uint64_t too_large(Cents account, double earned) {
    constexpr std::uint64_t largest = std::uint64_t{1} << 50;
    const std::uint64_t size = std::bit_cast<std::uint64_t>(earned) & ~(std::uint64_t{1} << 63);
    const std::uint64_t room =
        std::bit_cast<std::uint64_t>(0x1p50) - size; // negative beyond, and for what is no number
    return ((static_cast<std::uint64_t>(account) + largest) >> 51) | (room >> 63);
}

} // namespace actorhood::models::rules
