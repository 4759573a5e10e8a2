// How firms appear to those who meet them: a group of columns, working memory of the months in which firms meet.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "models/firms/layout.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// How a firm was before this quarter's meetings, in eight bytes: shares in steps of 2^-16, uncertainty of 2^-13.
class Impression {
public:
    Impression() = default; ///< to be overwritten
    Impression(float orientation, float uncertainty, float circular_capacity, float digital_capacity)
        : orientation_(steps(orientation, shares)),
          uncertainty_(std::max<std::uint16_t>(steps(uncertainty, uncertainties), 1)),
          capacity_{steps(circular_capacity, shares), steps(digital_capacity, shares)} {}

    /// So uncertain that it convinces no one, and nothing can be learned from it.
    [[nodiscard]] static Impression of_nobody() { return {0.0f, 8.0f, 0.0f, 0.0f}; }

    [[nodiscard]] float orientation() const { return static_cast<float>(orientation_) / shares; }
    /// Never 0, and 8 of nobody: about twice that of any firm.
    [[nodiscard]] float uncertainty() const { return static_cast<float>(uncertainty_) / uncertainties; }
    [[nodiscard]] float capacity(Pillar pillar) const { return static_cast<float>(capacity_[pillar]) / shares; }

private:
    static constexpr float shares = 0x1p16f;
    static constexpr float uncertainties = 0x1p13f;
    static constexpr float largest = 0xffff;
    [[nodiscard]] static std::uint16_t steps(float x, float in_one) {
        return static_cast<std::uint16_t>(std::min(std::max(x * in_one + 0.5f, 0.0f), largest));
    }
    std::uint16_t orientation_;
    std::uint16_t uncertainty_;
    std::array<std::uint16_t, pillar_count> capacity_;
};

/// How each firm appears to others.
template <template <class> class Of>
struct ImpressionsColumns : sim::Working {
    Of<Impression> appearance;

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("appearance", self.appearance);
    }
};
using Impressions = ImpressionsColumns<Column>;

/// Whom the firms of a block met, from its first row on: handed on within a pass.
struct Met {
    std::array<Impression, block_rows> partner;
    std::array<std::uint8_t, block_rows> sector; ///< of the partner; of nobody, the own
};

} // namespace actorhood::models
