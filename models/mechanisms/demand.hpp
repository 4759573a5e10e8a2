// Demand that rewards responsible firms, as declared: the month begins with it, and programmes and shifted regimes raise
// it (DemandInForce).
#pragma once

#include "models/state/demand_in_force.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models::demand {

/// Puts the declared demand in force.
void begin(const ResponsibleDemand& declared, DemandInForce& demand);

inline constexpr sim::Mechanism<ResponsibleDemand> about{
    {.name = "demand", .title = "Demand that rewards responsible firms, as declared", .switchable = false}};

} // namespace actorhood::models::demand
