// Points on a simplex: shares that add up to one (agendas, funding mixes).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace actorhood::models {

/// Sum in the order of the elements.
template <std::size_t N>
[[nodiscard]] constexpr double sum_of(const std::array<double, N>& values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum;
}

/// The values divided by their sum; equal shares when the sum is not positive.
template <std::size_t N>
[[nodiscard]] constexpr std::array<double, N> normalised(std::array<double, N> values) {
    const double sum = sum_of(values);
    for (double& value : values) {
        value = sum > 0.0 ? value / sum : 1.0 / static_cast<double>(N);
    }
    return values;
}

/// Half the sum of absolute differences: the share of weight by which two points differ, 0..1.
template <std::size_t N>
[[nodiscard]] double distance_between(const std::array<double, N>& a, const std::array<double, N>& b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < N; ++k) {
        sum += std::abs(a[k] - b[k]);
    }
    return 0.5 * sum;
}

} // namespace actorhood::models
