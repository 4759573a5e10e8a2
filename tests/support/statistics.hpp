// Small statistics for tests that compare a simulation with a known law.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace actorhood::tests {

[[nodiscard]] inline double mean_of(std::span<const double> values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

/// Standard deviation of the population (divisor n).
[[nodiscard]] inline double spread_of(std::span<const double> values) {
    const double mean = mean_of(values);
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return values.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(values.size()));
}

/// Standardised distance of a count from a binomial law.
[[nodiscard]] inline double binomial_z(double count, double trials, double probability) {
    return (count - trials * probability) / std::sqrt(trials * probability * (1.0 - probability));
}

/// Slope of the least-squares line through the points.
[[nodiscard]] inline double slope_of(std::span<const double> x, std::span<const double> y) {
    const double mean_x = mean_of(x);
    const double mean_y = mean_of(y);
    double products = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        products += (x[i] - mean_x) * (y[i] - mean_y);
        squares += (x[i] - mean_x) * (x[i] - mean_x);
    }
    return products / squares;
}

} // namespace actorhood::tests
