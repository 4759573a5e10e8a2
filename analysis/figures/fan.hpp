// What the replicates of a result do over time: median, bands, and where each ends.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "analysis/selection.hpp"

namespace actorhood::analysis {

/// Shares of the replicates below the curves of a fan: 90 %, 50 %, median, 50 %, 90 %.
inline constexpr std::array<double, 5> fan_shares{0.05, 0.25, 0.5, 0.75, 0.95};

/// One variable of one result over time. NaN: defined in no replicate then.
struct Fan {
    std::vector<double> times;
    std::array<std::vector<double>, fan_shares.size()> quantiles; ///< over the replicates in which it is defined
    std::vector<double> last;                                     ///< each replicate at the last time
    bool is_uneven = false;                                       ///< somewhere defined in some replicates only
};

/// One variable in all results.
struct FanPanel {
    std::string name;
    std::string place; ///< of the axis of --by: "cluster = alpha"; "" = none
    std::string over;  ///< "mean over cluster (12)"; "" = nothing
    std::string long_name;
    std::string units;
    std::vector<Fan> fans; ///< one a result
};

/// Reads the chosen variables at all recorded times, or those within `selection.average`, and reduces the places of
/// their axes to their mean or sum, at each time for itself. Piece by piece: the memory that it takes has a bound.
[[nodiscard]] std::vector<FanPanel> read_fans(const std::vector<Result>& results, const Selection& selection,
                                              std::vector<std::string>& notices);

} // namespace actorhood::analysis
