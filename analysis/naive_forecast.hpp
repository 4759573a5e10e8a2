// What somebody would say of a held-out anchor who knows its series but no model: the benchmark a model must beat.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/anchors.hpp"

namespace actorhood::analysis {

/// Forecasts of an anchor from the anchors of the same series (the same figure at earlier times) that are not held out;
/// NaN where they are too few.
struct NaiveForecast {
    double persistence; ///< the latest of them
    /// The straight line through their logits, by least squares [growth of a logistic curve]; needs two shares.
    double logistic;
};
[[nodiscard]] NaiveForecast naive_forecast(const std::vector<Anchor>& anchors, std::size_t held_out);

} // namespace actorhood::analysis
