#include "analysis/calibrated_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include "sim/core/math.hpp"
#include "sim/run/design.hpp"

namespace actorhood::analysis {

double CalibratedParameter::value(double unit) const {
    if (shares_after > 0) {
        return 1.0 - sim::power(1.0 - std::clamp(unit, 0.0, 1.0), 1.0 / static_cast<double>(shares_after));
    }
    const double inside =
        logarithmic ? low * sim::exponential(unit * sim::logarithm(high / low)) : low + unit * (high - low);
    return std::clamp(whole ? std::floor(inside + 0.5) : inside, low, high);
}

double CalibratedParameter::unit(double value) const {
    if (shares_after > 0) {
        return 1.0 - sim::power(1.0 - value, static_cast<double>(shares_after));
    }
    return logarithmic ? sim::logarithm(value / low) / sim::logarithm(high / low) : (value - low) / (high - low);
}

double CalibratedShares::total() const {
    return std::accumulate(fixed.begin(), fixed.end(), 1.0,
                           [](double rest, const auto& share) { return rest - share.second; });
}

std::vector<double> CalibratedShares::at(const Point& point) const {
    const auto units = static_cast<std::uint32_t>(std::floor(total() * sim::share_units + 0.5));
    std::vector<double> shares;
    for (const std::uint32_t share :
         sim::simplex_from_unit(std::span(point).subspan(first, keys.size() - 1), units)) {
        shares.push_back(static_cast<double>(share) / static_cast<double>(sim::share_units));
    }
    return shares;
}

std::vector<double> CalibratedShares::units(const std::vector<double>& shares) const {
    std::vector<double> made;
    double rest = total();
    for (std::size_t k = 0; k + 1 < shares.size(); ++k) {
        // Where nothing is left to divide, any part is right.
        const double part = rest > 1e-9 ? std::clamp(shares[k] / rest, 0.0, 1.0) : 0.5;
        made.push_back(1.0 - sim::power(1.0 - part, static_cast<double>(shares.size() - 1 - k)));
        rest -= shares[k];
    }
    return made;
}

Point simulated_point(const std::vector<CalibratedParameter>& parameters, Point point) {
    for (std::size_t k = 0; k < point.size(); ++k) {
        const CalibratedParameter& parameter = parameters[k];
        point[k] = parameter.whole ? parameter.unit(parameter.value(point[k])) : point[k];
    }
    return point;
}

std::vector<Point> distinct_points(const std::vector<CalibratedParameter>& parameters,
                                   const std::vector<Point>& points) {
    std::set<Point> seen;
    std::vector<Point> kept;
    for (const Point& point : points) {
        if (Point there = simulated_point(parameters, point); seen.insert(there).second) {
            kept.push_back(std::move(there));
        }
    }
    return kept;
}

} // namespace actorhood::analysis
