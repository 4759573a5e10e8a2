// Responsible demand as it stands this month: the parameters, and what programmes or a shifted regime add to them.
//
// The month begins with the parameters; each who raises the demand adds its part of what is still missing,
//     x <- x + a (1 - x),        the same as 1 - (1 - x)(1 - a),
// so that several sources add up in any order, nothing exceeds 1, and a = 0 changes no bit.
#pragma once

#include <array>

#include "models/state/responsible_demand.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Closes the part `added` (0..1) of the distance from `share` (0..1) to 1.
[[nodiscard]] constexpr double raised(double share, double added) { return share + added * (1.0 - share); }

struct DemandInForce {
    DemandInForce() = default;
    /// Demand of a month in which nobody raises it.
    // NOLINTNEXTLINE(google-explicit-constructor): the parameters alone are a demand in force.
    DemandInForce(const ResponsibleDemand& parameters) : base(parameters) {
        procurement_share.fill(parameters.procurement_share);
        green_procurement.fill(parameters.green_procurement);
    }

    ResponsibleDemand base;                               ///< as declared
    std::array<double, sector_count> procurement_share{}; ///< public share of the sector's demand
    std::array<double, sector_count> green_procurement{}; ///< share of it with green criteria

    /// Raises the green share of public procurement in a sector by the part `added` of the rest.
    void raise_green_procurement(std::size_t sector, double added) {
        green_procurement[sector] = raised(green_procurement[sector], added);
    }
    /// Raises the public share of a sector's demand by the part `added` of the rest.
    void raise_procurement_share(std::size_t sector, double added) {
        procurement_share[sector] = raised(procurement_share[sector], added);
    }
    /// Share of the sector's demand that firms without a visible circular practice cannot win as before.
    [[nodiscard]] double contested(std::size_t sector) const {
        return procurement_share[sector] * green_procurement[sector];
    }
};

} // namespace actorhood::models
