#include "analysis/calibration_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analysis/statistics.hpp"
#include "sim/core/math.hpp"

namespace actorhood::analysis {

namespace {

constexpr double constrained_width = 0.5;
constexpr double weak_width = 0.85;
constexpr double least_correlation = 0.3;
constexpr std::size_t most_correlations = 10;

double correlation_of(const std::vector<double>& a, const std::vector<double>& b) {
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    double products = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        products += (a[i] - mean_a) * (b[i] - mean_b);
    }
    const double spread = standard_deviation(a) * standard_deviation(b) * static_cast<double>(a.size() - 1);
    return spread > 0.0 ? products / spread : 0.0;
}

Identified identified_by(double width) {
    return width < constrained_width ? Identified::constrained
           : width < weak_width      ? Identified::weak
                                     : Identified::not_identifiable;
}

std::vector<double> coordinates(const std::vector<Point>& points, std::size_t parameter) {
    std::vector<double> values;
    for (const Point& point : points) {
        values.push_back(point[parameter]);
    }
    return values;
}

/// Shares are told by themselves; before, each of n is larger than s with the probability (1 - s)^(n-1).
void look_at_shares(Calibration& found, const std::vector<Point>& left) {
    found.shares.clear();
    for (const CalibratedShares& whole : found.wholes) {
        std::vector<std::vector<double>> all(whole.keys.size());
        for (const Point& point : left) {
            const std::vector<double> shares = whole.at(point);
            for (std::size_t k = 0; k < shares.size(); ++k) {
                all[k].push_back(shares[k]);
            }
        }
        const double others = static_cast<double>(whole.keys.size()) - 1.0;
        const double before = whole.total() * (sim::power(0.95, 1.0 / others) - sim::power(0.05, 1.0 / others));
        for (std::size_t k = 0; k < whole.keys.size(); ++k) {
            const Interval interval = central_interval(all[k], 0.9);
            const double width = (interval.high - interval.low) / before;
            found.shares.push_back(
                {whole.keys[k], whole.base[k], {interval, quantile(all[k], 0.5), width, identified_by(width)}});
        }
    }
}

} // namespace

void look_at_parameters(Calibration& found, const std::vector<Point>& left) {
    found.left.clear();
    found.correlations.clear();
    std::vector<std::vector<double>> all;
    for (std::size_t k = 0; k < found.parameters.size(); ++k) {
        const CalibratedParameter& parameter = found.parameters[k];
        const std::vector<double>& here = all.emplace_back(coordinates(left, k));
        const Interval units = central_interval(here, 0.9);
        const double width = (units.high - units.low) / 0.9;
        found.left.push_back({{parameter.value(units.low), parameter.value(units.high)},
                              parameter.value(quantile(here, 0.5)),
                              width,
                              identified_by(width)});
        for (std::size_t m = 0; m < k; ++m) {
            const double value = correlation_of(all[m], here);
            if (std::abs(value) >= least_correlation) {
                found.correlations.push_back({m, k, value});
            }
        }
    }
    std::stable_sort(
        found.correlations.begin(), found.correlations.end(),
        [](const Correlation& a, const Correlation& b) { return std::abs(a.value) > std::abs(b.value); });
    found.correlations.resize(std::min(found.correlations.size(), most_correlations));
    look_at_shares(found, left);
}

} // namespace actorhood::analysis
