// What an additional unit costs: a difference in money over a difference in what it buys, of paired replicates.
//
// The interval is Fieller's [1954]: of the ratio r of the means m and p of differences that vary together, with the
// variances of these means v_mm, v_mp, v_pp and Student's quantile t,
//
//     (r - g v_mp / v_pp -+ t / p sqrt(v_mm - 2 r v_mp + r^2 v_pp - g (v_mm - v_mp^2 / v_pp))) / (1 - g),
//
// g = t^2 v_pp / p^2. From g = 1 on the differences do not tell p from 0, and no cost can be given.
#pragma once

#include <cstddef>
#include <span>

#include "analysis/statistics.hpp"

namespace actorhood::analysis::report {

struct UnitCost {
    std::size_t pairs{};
    double money{};      ///< mean difference
    double units{};      ///< mean difference
    double cost{};       ///< NaN: cannot be given
    Interval interval{}; ///< of the cost; NaN with it
};

/// `money` and `units`: differences of the same replicates; undefined ones are left out with their partners.
[[nodiscard]] UnitCost unit_cost(std::span<const double> money, std::span<const double> units, double level);

} // namespace actorhood::analysis::report
