// What firms see when they decide about practices: shared by the files of the adoption mechanism.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/mechanisms/adoption.hpp"

namespace actorhood::models::adoption {

/// A firm that decides.
struct Decider {
    std::uint32_t row;
    std::uint32_t segment;
};

/// Draws of the month.
struct Draws {
    sim::RandomStream choices, evaluations, trials;

    Draws(const sim::Random& random, std::uint16_t month)
        : choices(random.stream(awareness_choice_stream, month)),
          evaluations(random.stream(evaluation_stream, month)),
          trials(random.stream(trial_stream, month)) {}
};

struct View {
    const Parameters& parameters;
    const Month& month;
    const Terms& terms;
    const Thresholds& thresholds;
    const sim::Random& random;
    Draws draws;
    Surroundings surroundings;
    Deciders firms;

    template <class T>
    [[nodiscard]] const T& get() const {
        return std::get<const T&>(surroundings);
    }
    [[nodiscard]] const PracticeCatalogue& practices() const { return get<PracticeCatalogue>(); }
    /// Resistance of a firm's workforce that deliberation has not turned into adaptation, 0..1.
    [[nodiscard]] double unresolved(Decider firm) const {
        return unresolved_resistance(static_cast<double>(firms.resistance[firm.row]),
                                     terms.segments[firm.segment].negotiation);
    }
    /// A service of the pillar acts on the firm.
    [[nodiscard]] bool served(std::uint32_t row, Pillar pillar) const {
        return firms.served_until[row][topic_of(pillar)] > month.index;
    }
};

} // namespace actorhood::models::adoption
