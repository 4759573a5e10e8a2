// The settings in force: what the instruments of a scenario make of its parameters, period by period.
//
// Parameters do not change while a mechanism reads them. A run with instruments has a sorted list of periods, each
// with parameters of its own; a month uses those of the last period that has begun. With w the intensity of an
// instrument and target its value at full intensity,
//
//     in force = base + sum over instruments, in the scenario's order, of w (target - base);
//
// a series is shifted in every point; a whole number is rounded. What comes out must lie within the declared bounds
// and pass all checks, otherwise the scenario is refused: nothing is cut to fit. An instrument with intensity 0 makes
// no period, so that its run is the run without it.
//
// Not open to instruments: what is fixed when the world is built (population, calendar, outputs, switches, names of
// practices, initial values, the calendar of shocks), what is no number, and how responsible actorhood is measured:
// a policy must not move the yardstick. Two things that clusters feel and auditors use stay open to instruments: the
// weights of publics (reflexivity.circular_weight, nonhuman_weight) and the agenda of habit (`target.habit`)
// change for clusters only, the audit keeps those of the base; a law that requires more circular depth (landscape)
// changes what is a gap, for the audit too. Practices save what they save now: what firms gain by
// them is renewed when a period changes it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/toolkit/instruments.hpp"

namespace actorhood::models {

/// Parameters from one month on.
struct Period {
    std::uint16_t first{}; ///< index of its first month
    models::Parameters parameters;
};

namespace toolkit {

/// When and how strongly an instrument of a scenario works.
struct Window {
    const Instrument* instrument{};
    std::size_t selection{};     ///< position in the scenario's list
    double intensity{};          ///< 0..1
    double start{};              ///< fractional year
    double end{};                ///< fractional year, first month without it; infinity = it stays
    std::uint32_t first_month{}; ///< index of the first month with it
    std::uint32_t end_month{};   ///< index of the first month without it; equal to the first if it never works
};
/// The selections whose instruments are known, in the scenario's order.
[[nodiscard]] std::vector<Window> windows(const models::Parameters& base);

/// The base from month 0 on, and a period for each month in which an instrument begins or ends. Empty when nothing
/// changes. `base` must be without problems.
[[nodiscard]] std::vector<Period> periods_of(const models::Parameters& base);

/// What a change does, for people: the parameter, its present value and that at full intensity.
struct Effect {
    std::string parameter;
    std::string meaning;
    std::string unit;
    std::string from;
    std::string to;
};
[[nodiscard]] std::vector<Effect> effects(const models::Parameters& base, const Instrument& instrument);

/// Instruments that name what they cannot change, selections that overlap, and values outside their bounds.
[[nodiscard]] std::vector<sim::Schema::Problem> problems(const models::Parameters& base);

} // namespace toolkit

} // namespace actorhood::models
