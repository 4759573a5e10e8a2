// Regimes: the rules of each sector, at the middle level of the multi-level perspective.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

enum RegimeState : std::uint8_t {
    stable_regime = 0,
    reconfiguring_regime = 1,
    shifted_regime = 2,
    backlash_regime = 3
};
inline constexpr std::size_t regime_state_count = 4;
inline constexpr std::array<std::string_view, regime_state_count> regime_state_names{"stable", "reconfiguring",
                                                                                     "shifted", "backlash"};

struct Regime {
    std::array<std::uint8_t, sector_count> state{};  ///< RegimeState
    std::array<double, sector_count> full_barrier{}; ///< barrier of the undisturbed regime
    std::array<double, sector_count> barrier{};      ///< G, 0 .. full barrier
    std::array<double, sector_count> niche{};        ///< weighted share of niche practices in use, 0..1
    std::array<std::int32_t, sector_count> since{};  ///< month in which the present state began
    std::array<double, sector_count> phase{};        ///< part of the new standards in force, 0..1
    // effects; all zero while no sector has shifted
    std::array<double, sector_count> standards{};   ///< added regulatory pressure towards circular practices
    std::array<double, sector_count> procurement{}; ///< added share of public procurement with green criteria

    template <class Archive>
    void visit(Archive& archive) {
        archive("regime.state", state);
        archive("regime.full_barrier", full_barrier);
        archive("regime.barrier", barrier);
        archive("regime.niche", niche);
        archive("regime.since", since);
        archive("regime.phase", phase);
        archive("regime.standards", standards);
        archive("regime.procurement", procurement);
    }
};

} // namespace actorhood::models
