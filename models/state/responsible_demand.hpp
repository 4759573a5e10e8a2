// Demand that rewards responsible firms: buyers that really pay more, and public procurement with green criteria.
// Market (who wins demand) and adoption (what firms expect to win) read the same numbers.
#pragma once

#include "sim/config/schema.hpp"

namespace actorhood::models {

struct ResponsibleDemand {
    double buyers{};             ///< share of demand from buyers that really pay for responsibility
    double premium{};            ///< what they pay, share of the price
    double procurement_share{};  ///< public share of demand
    double green_procurement{};  ///< share of it with green criteria
    double procurement_weight{}; ///< expected gain from green procurement, share of its volume

    static void declare(sim::Schema& schema, ResponsibleDemand& p);
};

} // namespace actorhood::models
