// What a mechanism says about itself, and where its memory lives.
#pragma once

#include <array>
#include <string_view>

#include "sim/core/random.hpp"
#include "sim/core/words.hpp"

namespace actorhood::sim {

/// What the outputs and the firms of a run look like while a mechanism is off; names are separated by blanks. A test
/// runs every mechanism of the list with and without.
struct WhenOff {
    std::string_view zero{};      ///< outputs that are zero throughout, and are not when it is on
    std::string_view constant{};  ///< outputs that keep their first value, and do not when it is on
    std::string_view frozen{};    ///< columns of firms that no survivor changes, and many change when it is on
    std::string_view different{}; ///< outputs that differ from those of a run in which it is on
};

/// What a mechanism is called, and what it does; its switch has the same name.
struct About {
    std::string_view name;
    Meaning title; ///< also of its switch
    bool switchable = true;
    /// What a scenario must say for the mechanism to matter, as TOML on top of the baseline: for the tests that run
    /// every mechanism of the list with and without.
    std::string_view matters{};
    WhenOff when_off{};
    /// From which it draws: its own, and those of rules that it shares with others.
    std::array<const Stream*, 12> streams{};
};

/// For mechanisms without parameters.
struct NoParameters {};

/// A mechanism with its section of parameters and the functions that declare its outputs.
template <class Section = NoParameters, auto... outputs>
struct Mechanism : About {
    using Parameters = Section;
};

/// Whether a mechanism is switched on, for steps that run always but not always alike: `On<market::about> trades`.
template <const auto& mechanism>
struct On {
    bool on;
    // NOLINTNEXTLINE(google-explicit-constructor): a condition.
    operator bool() const { return on; }
};

/// The axis along which a column of kept state has its values: cluster, region or segment (clusters, then the firms of
/// each region outside).
struct By {
    std::string_view axis;
};

/// State that a step of the list names in its signature and the world does not have by name: made once for a world,
/// saved, hashed and recorded. State of one mechanism, in its own file, or of several, in a file that they share:
///
///     struct State : sim::Kept {
///         double reach{};
///         Column<double> pressure;
///         template <class Visitor> void visit(Visitor&& column) {
///             column(reach, "campaign_reach", sim::Unit{"1"}, sim::Meaning{"Reach of the campaign, 0 to 1"});
///             column(pressure, "campaign_pressure", sim::By{"cluster"}, sim::Unit{"1"}, sim::Meaning{"Pressure felt"});
///         }
///     };
///
/// What is visited with unit and meaning is an output of that name; a name alone is saved only. Columns start as zeros.
struct Kept {};
/// Working memory: made once for a world, neither saved nor part of the state. What a step reads of it, a step of the
/// same month or of the period has written.
struct Working {};

} // namespace actorhood::sim
