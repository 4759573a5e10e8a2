// Who firms are: a group of columns, and the keys that are theirs for life.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/state/vocabulary.hpp"
#include "sim/core/random.hpp"

namespace actorhood::models {

inline constexpr std::uint32_t no_firm = 0xffffffffu; ///< handle or row of nobody

/// How a firm came into the world; part of its key.
enum class Origin : std::uint8_t { initial_member = 0, initial_outside = 1, entrant = 2 };

inline constexpr std::uint32_t month_limit = 4095;       ///< longest run, in months
inline constexpr std::uint32_t place_limit = 1u << 18;   ///< most clusters or regions
inline constexpr std::uint32_t ordinal_limit = 1u << 24; ///< most firms of one origin, place and month
inline constexpr std::uint32_t copy_limit = 255;         ///< most copies of one sampled firm

/// Permanent key: copy (8 bits) | origin (2) | place (18) | month (12) | ordinal (24). Injective: no collisions.
[[nodiscard]] constexpr std::uint64_t firm_key(Origin origin, std::uint32_t place, std::uint32_t month,
                                               std::uint32_t ordinal) {
    return static_cast<std::uint64_t>(origin) << 54 | static_cast<std::uint64_t>(place % place_limit) << 36 |
           static_cast<std::uint64_t>(month & 0xfffu) << 24 | (ordinal % ordinal_limit);
}
/// Key of a copy (1..255) of a sampled firm: its own monthly draws, the same permanent traits.
[[nodiscard]] constexpr std::uint64_t copy_key(std::uint64_t key, std::uint32_t copy) {
    return (key & 0x00ffffffffffffffull) | static_cast<std::uint64_t>(copy & 0xffu) << 56;
}
/// Key for permanent traits (fit, initial opinion and skills): a copy shares them with its original.
[[nodiscard]] constexpr std::uint64_t trait_key(std::uint64_t key) { return key & 0x00ffffffffffffffull; }
inline constexpr sim::Stream trait_stream{3, "traits of clusters; thresholds of firms that follow their peers"};

/// Who a firm is.
template <template <class> class Of>
struct FirmIdentityColumns {
    Of<std::uint64_t> key;
    Of<std::uint32_t> handle;
    Of<float> employees;          ///< persons
    Of<std::uint8_t> sector;      ///< 0..13
    Of<std::uint8_t> size_class;  ///< SizeClass, by employees
    Of<std::uint8_t> sampled;     ///< 0: stands for itself; n: sampled, stands for many, copied n-1 times
    Of<std::int16_t> birth_month; ///< month of foundation, negative before the run

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("key", self.key);
        f("handle", self.handle);
        f("employees", self.employees);
        f("sector", self.sector);
        f("size_class", self.size_class);
        f("sampled", self.sampled);
        f("birth_month", self.birth_month);
    }
};
using FirmIdentity = FirmIdentityColumns<Column>;

} // namespace actorhood::models
