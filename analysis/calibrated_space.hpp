// The parameters that are calibrated, as coordinates of a unit cube.
//
// Shares of one whole are calibrated by the parts that each takes of what those before it leave: component k of d has
// the part 1 - (1 - u)^(1/(d-k)), u in the unit interval, and the last takes the rest, so that an even cube is an even
// simplex [Rosenblatt 1952; Fang & Wang 1994].
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analysis/splitting.hpp"

namespace actorhood::analysis {

/// A parameter that is calibrated, over its range.
struct CalibratedParameter {
    std::string name;
    double low;
    double high;
    bool logarithmic; ///< equal steps of the coordinate are equal ratios
    bool whole;       ///< whole numbers only
    double base;      ///< value in the base scenario
    /// Of a part of what shares before it leave: shares that come after it; 0 = a parameter by itself.
    std::size_t shares_after = 0;

    /// The value at a coordinate of the unit interval, and back.
    [[nodiscard]] double value(double unit) const;
    [[nodiscard]] double unit(double value) const;
};

/// A whole that several shares divide; all but the last have a parameter, one after another.
struct CalibratedShares {
    std::string name;                                  ///< key of their table
    std::vector<std::string> keys;                     ///< of those that vary
    std::vector<std::pair<std::string, double>> fixed; ///< those that do not
    std::vector<double> base;                          ///< of those that vary, in the base scenario
    std::size_t first;                                 ///< position of their first parameter

    /// The shares that vary at a point: whole billionths that add up, with those that do not vary, to 1.
    [[nodiscard]] std::vector<double> at(const Point& point) const;
    /// Coordinates, one a parameter, of shares that vary.
    [[nodiscard]] std::vector<double> units(const std::vector<double>& shares) const;
    /// What all that vary make together.
    [[nodiscard]] double total() const;
};

/// What is calibrated.
struct CalibratedSpace {
    std::vector<CalibratedParameter> parameters;
    std::vector<CalibratedShares> wholes;
};

/// The point at which a simulation stands: whole parameters are rounded.
[[nodiscard]] Point simulated_point(const std::vector<CalibratedParameter>& parameters, Point point);
/// The points as they are simulated, none twice.
[[nodiscard]] std::vector<Point> distinct_points(const std::vector<CalibratedParameter>& parameters,
                                                 const std::vector<Point>& points);

} // namespace actorhood::analysis
