// What firms are able to take up: a group of columns.
#pragma once

#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Absorptive capacity.
template <template <class> class Of>
struct SkillsColumns {
    Of<float> circular_capacity;    ///< for circular practices, 0..1
    Of<float> digital_capacity;     ///< for digital practices, 0..1
    Of<std::uint8_t> circular_base; ///< capacity to which unused know-how decays, in 255ths
    Of<std::uint8_t> digital_base;

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("circular_capacity", self.circular_capacity);
        f("digital_capacity", self.digital_capacity);
        f("circular_base", self.circular_base);
        f("digital_base", self.digital_base);
    }
    [[nodiscard]] auto& capacity(Pillar pillar) { return pillar == circular ? circular_capacity : digital_capacity; }
    [[nodiscard]] const auto& capacity(Pillar pillar) const {
        return pillar == circular ? circular_capacity : digital_capacity;
    }
};
using Skills = SkillsColumns<Column>;

} // namespace actorhood::models
