#include "analysis/statistics.hpp"
#include "analysis/special_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace actorhood::analysis {

namespace {

/// Mean of values of moderate size.
double plain_mean(std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    const double rough = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double rest = 0.0;
    for (const double value : values) {
        rest += value - rough;
    }
    return rough + rest / count;
}

/// Mean power of the deviations from the mean, of values of moderate size.
double central_moment(std::span<const double> values, int power) {
    const double centre = plain_mean(values);
    double sum = 0.0;
    for (const double value : values) {
        sum +=
            power == 2 ? (value - centre) * (value - centre) : (value - centre) * (value - centre) * (value - centre);
    }
    return sum / static_cast<double>(values.size());
}

/// Quantile of values already in ascending order.
double sorted_quantile(std::span<const double> sorted, double probability) {
    if (sorted.empty()) {
        return undefined;
    }
    const double position = std::clamp(probability, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

std::vector<double> ascending(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

} // namespace

std::vector<double> defined(std::span<const double> values) {
    std::vector<double> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](double v) { return std::isfinite(v); });
    return kept;
}

int scale_exponent(std::span<const double> values) {
    double largest = 0.0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    int exponent = 0;
    std::frexp(largest, &exponent);
    return largest > 0.0 ? exponent : 0;
}

std::vector<double> scaled(std::span<const double> values, int exponent) {
    std::vector<double> small(values.begin(), values.end());
    for (double& value : small) {
        value = std::ldexp(value, -exponent);
    }
    return small;
}

double mean(std::span<const double> values) {
    if (values.empty()) {
        return undefined;
    }
    const int exponent = scale_exponent(values);
    return std::ldexp(plain_mean(scaled(values, exponent)), exponent);
}

double standard_deviation(std::span<const double> values) {
    if (values.size() < 2) {
        return undefined;
    }
    const int exponent = scale_exponent(values);
    const auto count = static_cast<double>(values.size());
    return std::ldexp(std::sqrt(central_moment(scaled(values, exponent), 2) * count / (count - 1.0)), exponent);
}

double skewness(std::span<const double> values) {
    if (values.size() < 3) {
        return 0.0;
    }
    const std::vector<double> small = scaled(values, scale_exponent(values));
    const auto count = static_cast<double>(values.size());
    const double variance = central_moment(small, 2);
    const double skew = central_moment(small, 3) / (variance * std::sqrt(variance));
    return std::isfinite(skew) ? skew * std::sqrt(count * (count - 1.0)) / (count - 2.0) : 0.0;
}

double skewness_noise(std::size_t n) {
    const auto count = static_cast<double>(n);
    return n < 3 ? std::numeric_limits<double>::infinity()
                 : std::sqrt(6.0 * count * (count - 1.0) / ((count - 2.0) * (count + 1.0) * (count + 3.0)));
}

double quantile(std::span<const double> values, double probability) {
    return sorted_quantile(ascending(values), probability);
}

Interval central_interval(std::span<const double> values, double level) {
    const std::vector<double> sorted = ascending(values);
    return {sorted_quantile(sorted, 0.5 - 0.5 * level), sorted_quantile(sorted, 0.5 + 0.5 * level)};
}

} // namespace actorhood::analysis
