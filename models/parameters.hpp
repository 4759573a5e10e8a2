// All parameters of a scenario: a section a mechanism of the list, declared beside it, and what holds for the run.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/contents.hpp"
#include "models/population.hpp"
#include "models/state/funding_plan.hpp"
#include "models/state/practices.hpp"
#include "models/toolkit/instruments.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/known_figures.hpp"

namespace actorhood::models {

/// What the run is called and how often it is repeated.
struct RunParameters {
    std::string title;
    std::string summary;
    std::uint64_t seed{};
    std::int64_t replicates{};

    static void declare(sim::Schema& schema, RunParameters& p);
};

struct TimeParameters {
    double start{}; ///< fractional year of the first month after burn-in
    double years{};
    double burn_in_years{};
    double spin_up_years{};
    double spin_up_pace{};

    static void declare(sim::Schema& schema, TimeParameters& p);
    [[nodiscard]] Calendar calendar() const;
};

/// What is recorded.
struct OutputParameters {
    std::vector<std::string> variables; ///< names or patterns; empty = all
    std::vector<std::string> labels;    ///< "axis=pattern": what is kept of axes; those not named stay whole
    std::int64_t every{};               ///< months between recorded rows
    std::int64_t over_time{};           ///< sim::OverTime: what a row holds of the months since the one before
    bool burn_in{};                     ///< burn-in is recorded too
    bool events{};                      ///< adoption events of single firms are kept
    std::optional<sim::Node> panel;     ///< firms whose paths are recorded: a number or names (panel.hpp)

    static void declare(sim::Schema& schema, OutputParameters& p);
};

/// Switches: a mechanism that is off leaves its state at neutral initial values. One for each switchable mechanism of
/// the list, with its name.
class MechanismSwitches {
public:
    static void declare(sim::Schema& schema, MechanismSwitches& p);

    [[nodiscard]] bool operator[](const sim::About& mechanism) const {
        return !mechanism.switchable || on_.at(place_of(mechanism.name));
    }

private:
    std::array<bool, mechanism_count> on_{};
};

/// All parameters of a scenario: `parameters[market::about].margin` is a parameter of a mechanism of the list.
struct Parameters {
    RunParameters run;
    TimeParameters time;
    OutputParameters output;
    MechanismSwitches mechanisms;
    population::Parameters population;
    std::vector<Practice> practices;
    FundingPlan plan;
    Sections sections;
    std::vector<sim::KnownFigure> known; ///< figures of a real case, printed beside the simulated ones
    toolkit::Parameters toolkit;

    template <class Section, auto... outputs>
    [[nodiscard]] Section& operator[](const sim::Mechanism<Section, outputs...>&) {
        return sections.get<Section>();
    }
    template <class Section, auto... outputs>
    [[nodiscard]] const Section& operator[](const sim::Mechanism<Section, outputs...>&) const {
        return sections.get<Section>();
    }

    /// Declares everything on `schema`; `p` must not move while the schema is used. What instruments make of the
    /// parameters is checked by who reads a whole scenario (program/scenario.hpp).
    static void declare(sim::Schema& schema, Parameters& p);
    /// Problems that only show when everything is known (catalogue, run length, memory keys).
    [[nodiscard]] std::vector<sim::Schema::Problem> problems() const;
};

} // namespace actorhood::models
