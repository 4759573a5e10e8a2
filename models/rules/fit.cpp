#include "models/rules/fit.hpp"

#include <limits>

#include "models/rules/adoption.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models {

LocationTable::LocationTable(double fit_sd) {
    for (std::size_t i = 0; i < points; ++i) {
        const double logit = highest * (2.0 * static_cast<double>(i) / static_cast<double>(points - 1) - 1.0);
        table_[i] = logistic_normal_location(sim::logistic(logit), fit_sd);
    }
}

double LocationTable::location(double probability) const {
    if (probability <= 0.0) {
        return -std::numeric_limits<double>::infinity();
    }
    const double p = std::min(probability, 0.9999);
    const double position = (sim::logarithm(p / (1.0 - p)) / highest + 1.0) * 0.5 * static_cast<double>(points - 1);
    const double inside = std::clamp(position, 0.0, static_cast<double>(points - 1));
    const auto below = std::min(static_cast<std::size_t>(inside), points - 2);
    const double part = inside - static_cast<double>(below);
    return table_[below] + (table_[below + 1] - table_[below]) * part;
}

} // namespace actorhood::models
