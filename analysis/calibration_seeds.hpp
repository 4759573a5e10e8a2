// Seeds of what a calibration draws.
#pragma once

#include <cstdint>

namespace actorhood::analysis {

/// What draws are for: each purpose has a seed of its own.
enum class Purpose : std::uint64_t {
    particles,
    pairs,
    members = 100,
    without = 1000,
    excluded = 10'000,
    posterior = 100'000,
    wave = 1'000'000
};
/// Seed of the draws for a purpose, and for one of several.
[[nodiscard]] inline std::uint64_t seed_of(std::uint64_t seed, Purpose purpose, std::uint64_t number = 0) {
    return seed * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(purpose) + number;
}

} // namespace actorhood::analysis
