// Services that act on firms: a group of columns.
#pragma once

#include <array>
#include <cstdint>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What services of its cluster still do to a firm.
template <template <class> class Of>
struct AssistanceColumns {
    Of<std::array<std::uint16_t, topic_count>> served_until; ///< month until which a service of the topic acts

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("served_until", self.served_until);
    }
};
using Assistance = AssistanceColumns<Column>;

} // namespace actorhood::models
