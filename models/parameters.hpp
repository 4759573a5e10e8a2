// All parameters of a scenario: one struct a mechanism, declared beside it, collected here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/mechanisms/accountability.hpp"
#include "models/mechanisms/actorhood.hpp"
#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/census.hpp"
#include "models/mechanisms/decision.hpp"
#include "models/mechanisms/facilities.hpp"
#include "models/mechanisms/funding.hpp"
#include "models/mechanisms/inclusion.hpp"
#include "models/mechanisms/landscape.hpp"
#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/market.hpp"
#include "models/mechanisms/membership.hpp"
#include "models/mechanisms/metaclusters.hpp"
#include "models/mechanisms/opinions.hpp"
#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/policy.hpp"
#include "models/mechanisms/programmes.hpp"
#include "models/mechanisms/reflexivity.hpp"
#include "models/mechanisms/regime.hpp"
#include "models/mechanisms/restructuring.hpp"
#include "models/mechanisms/services.hpp"
#include "models/mechanisms/shocks.hpp"
#include "models/mechanisms/symbiosis.hpp"
#include "models/mechanisms/ties.hpp"
#include "models/population.hpp"
#include "models/state/funding_plan.hpp"
#include "models/state/practices.hpp"
#include "models/state/responsible_demand.hpp"
#include "models/toolkit/instruments.hpp"
#include "models/turnover.hpp"
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

    static void declare(sim::Schema& schema, TimeParameters& p);
    [[nodiscard]] Calendar calendar() const;
};

/// What is recorded.
struct OutputParameters {
    std::vector<std::string> variables; ///< names or patterns; empty = all
    std::int64_t every{};               ///< months between recorded rows
    bool burn_in{};                     ///< burn-in is recorded too
    bool events{};                      ///< adoption events of single firms are kept

    static void declare(sim::Schema& schema, OutputParameters& p);
};

/// Switches: a mechanism that is off leaves its state at neutral initial values.
struct MechanismSwitches {
    bool programmes{}, funding{}, accountability{}, reflexivity{}, decision{}, pathway{}, services{};
    bool ties{}, opinions{}, learning{}, adoption{}, restructuring{}, market{}, membership{}, actorhood{};
    bool shocks{}, policy{}, inclusion{}, symbiosis{}, facilities{}, metaclusters{}, regime{};

    static void declare(sim::Schema& schema, MechanismSwitches& p);
};

struct Parameters {
    RunParameters run;
    TimeParameters time;
    OutputParameters output;
    MechanismSwitches mechanisms;
    population::Parameters population;
    std::vector<Practice> practices;
    landscape::Parameters landscape;
    shocks::Parameters shocks;
    FundingPlan plan;
    programmes::Parameters programmes;
    policy::Parameters policy;
    funding::Parameters funding;
    accountability::Parameters accountability;
    reflexivity::Parameters reflexivity;
    decision::Parameters decision;
    pathway::Parameters pathway;
    services::Parameters services;
    ties::Parameters ties;
    symbiosis::Parameters symbiosis;
    facilities::Parameters facilities;
    opinions::Parameters opinions;
    learning::Parameters learning;
    ResponsibleDemand demand;
    adoption::Parameters adoption;
    restructuring::Parameters restructuring;
    inclusion::Parameters inclusion;
    market::Parameters market;
    membership::Parameters membership;
    actorhood::Parameters actorhood;
    turnover::Parameters turnover;
    std::vector<sim::KnownFigure> known; ///< figures of a real case, printed beside the simulated ones
    metaclusters::Parameters metaclusters;
    regime::Parameters regime;
    toolkit::Parameters toolkit;

    /// Declares everything on `schema`; `p` must not move while the schema is used.
    static void declare(sim::Schema& schema, Parameters& p);
    /// Problems that only show when everything is known (catalogue, run length, memory keys).
    [[nodiscard]] std::vector<sim::Schema::Problem> problems() const;
};

} // namespace actorhood::models
