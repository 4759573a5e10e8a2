// Which of eight whole numbers equal another: a comparison of all at once where the processor has AVX2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace actorhood::sim {

/// Bit k is set when values[k] == wanted.
[[nodiscard]] inline std::uint32_t matches(const std::array<std::uint32_t, 8>& values, std::uint32_t wanted) {
#if defined(__AVX2__)
    using Eight = std::uint32_t __attribute__((vector_size(32)));
    using EightFloats = float __attribute__((vector_size(32)));
    Eight all;
    std::memcpy(&all, values.data(), sizeof all);
    return static_cast<std::uint32_t>(__builtin_ia32_movmskps256(reinterpret_cast<EightFloats>(all == wanted)));
#else
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        bits |= (values[k] == wanted ? 1u : 0u) << k;
    }
    return bits;
#endif
}

} // namespace actorhood::sim
