#include "analysis/emulator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/math.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::size_t most_strongest = 10;
/// Part of the points that the number of terms may reach.
constexpr double most_terms = 0.6;
/// Part of the squared residuals left out that always counts as an error of the emulator.
constexpr double least_error = 0.05;
/// Relative size of what rounding leaves of a constant.

double onto(EmulatorScale scale, double value) {
    switch (scale) {
    case EmulatorScale::logarithm:
        return sim::logarithm(value);
    case EmulatorScale::logit:
        return sim::logarithm(value / (1.0 - value));
    default:
        return value;
    }
}

/// An output as a function of the scale: its value and first two derivatives.
struct Back {
    double value;
    double slope;
    double curvature;
};
Back back(EmulatorScale scale, double z) {
    if (scale == EmulatorScale::logarithm) {
        const double value = sim::exponential(z);
        return {value, value, value};
    }
    if (scale == EmulatorScale::logit) {
        const double share = sim::logistic(z);
        const double slope = share * (1.0 - share);
        return {share, slope, slope * (1.0 - 2.0 * share)};
    }
    return {z, 1.0, 0.0};
}

/// Scales on which the values can stand.
std::vector<EmulatorScale> possible_scales(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::vector<EmulatorScale> scales{EmulatorScale::plain};
    if (*low > 0.0) {
        scales.push_back(*high < 1.0 ? EmulatorScale::logit : EmulatorScale::logarithm);
    }
    return scales;
}

double coordinate(double unit) { return 2.0 * unit - 1.0; }

/// Linear terms, then products of the strongest.
Features features_of(const std::vector<Point>& points, const std::vector<std::size_t>& strongest) {
    const std::size_t parameters = points.front().size();
    Features features{points.size(), parameters + strongest.size() * (strongest.size() + 1) / 2, {}};
    features.values.reserve(features.rows * features.columns);
    for (const Point& point : points) {
        for (const double unit : point) {
            features.values.push_back(coordinate(unit));
        }
        for (std::size_t j = 0; j < strongest.size(); ++j) {
            for (std::size_t i = 0; i <= j; ++i) {
                features.values.push_back(coordinate(point[strongest[i]]) * coordinate(point[strongest[j]]));
            }
        }
    }
    return features;
}

/// How many parameters may have squares and products.
std::size_t bearable(std::size_t points, std::size_t parameters) {
    std::size_t count = std::min(parameters, most_strongest);
    while (count > 0 &&
           static_cast<double>(parameters + count * (count + 1) / 2) > most_terms * static_cast<double>(points)) {
        --count;
    }
    return count;
}

/// The parameters whose linear and squared terms explain most, the strongest first.
std::vector<std::size_t> strongest_of(const std::vector<Point>& points, std::span<const double> values,
                                      std::size_t count) {
    const std::size_t parameters = points.front().size();
    Features features{points.size(), 2 * parameters, {}};
    for (const Point& point : points) {
        for (const double unit : point) {
            features.values.push_back(coordinate(unit));
        }
        for (const double unit : point) {
            features.values.push_back(coordinate(unit) * coordinate(unit));
        }
    }
    const RidgeFit fit = Ridge(features, values).best();
    std::vector<double> strength(parameters);
    std::vector<double> part(points.size());
    for (std::size_t k = 0; k < parameters; ++k) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const std::span<const double> row = features.row(i);
            part[i] = fit.slopes[k] * row[k] + fit.slopes[parameters + k] * row[parameters + k];
        }
        strength[k] = standard_deviation(part);
    }
    std::vector<std::size_t> order(parameters);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return strength[a] > strength[b]; });
    order.resize(count);
    return order;
}

/// A fit on one scale, and how well it predicts the output itself.
struct Tried {
    EmulatorScale scale;
    std::vector<std::size_t> strongest;
    RidgeFit fit;
    double squared_error; ///< mean over the judged points, on the output's own scale
};

/// Mean of the squares of some numbers.
double mean_square(const std::vector<double>& numbers, const std::vector<bool>& chosen) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (chosen[i]) {
            sum += numbers[i] * numbers[i];
            count += 1.0;
        }
    }
    return sum / count;
}

Tried try_scale(EmulatorScale scale, const Training& known) {
    std::vector<double> values;
    std::transform(known.values.begin(), known.values.end(), std::back_inserter(values),
                   [scale](double value) { return onto(scale, value); });
    Tried tried{scale, {}, {}, 0.0};
    tried.strongest = strongest_of(known.points, values, bearable(values.size(), known.points.front().size()));
    tried.fit = Ridge(features_of(known.points, tried.strongest), values).best();
    std::vector<double> errors;
    for (std::size_t i = 0; i < values.size(); ++i) {
        errors.push_back(known.values[i] - back(scale, values[i] - tried.fit.left_out[i]).value);
    }
    tried.squared_error = mean_square(errors, known.judged);
    return tried;
}

/// The points whose value is known; all are judged if none of those to be judged is among them.
Training known_part(const Training& training) {
    Training known{{}, {}, {}, training.chance};
    for (std::size_t i = 0; i < training.points.size(); ++i) {
        if (std::isfinite(training.values[i])) {
            known.points.push_back(training.points[i]);
            known.values.push_back(training.values[i]);
            known.judged.push_back(training.judged[i]);
        }
    }
    if (std::count(known.judged.begin(), known.judged.end(), true) < 2) {
        known.judged.assign(known.points.size(), true);
    }
    return known;
}

/// Variance of chance on a scale: taken there from where it was measured, to first order.
double chance_on(EmulatorScale scale, const Training& known) {
    const double measured_at = known.chance.mean;
    const bool fits = scale == EmulatorScale::plain ||
                      (measured_at > 0.0 && (scale == EmulatorScale::logarithm || measured_at < 1.0));
    const double slope = back(scale, onto(scale, fits ? measured_at : mean(known.values))).slope;
    return known.chance.variance / (slope * slope);
}

double variance_of_judged(const Training& known) {
    std::vector<double> values;
    for (std::size_t i = 0; i < known.values.size(); ++i) {
        if (known.judged[i]) {
            values.push_back(known.values[i]);
        }
    }
    const double deviation = standard_deviation(values);
    return deviation * deviation;
}

} // namespace

ReplicateMoments moments_of(const std::vector<double>& replicates) {
    const std::vector<double> values = defined(replicates);
    const double deviation = values.size() > 1 ? standard_deviation(values) : 0.0;
    return {values.empty() ? std::numeric_limits<double>::quiet_NaN() : mean(values), deviation * deviation};
}

Emulator::Emulator(const Training& training) {
    const Training known = known_part(training);
    const auto [low, high] = std::minmax_element(known.values.begin(), known.values.end());
    constant_ = *high - *low <= rounding * std::max(std::abs(*low), std::abs(*high));
    if (constant_) {
        intercept_ = mean(known.values);
        slopes_.assign(known.points.front().size(), 0.0);
    } else {
        fit(known);
    }
}

void Emulator::fit(const Training& known) {
    std::optional<Tried> best;
    for (const EmulatorScale scale : possible_scales(known.values)) {
        Tried tried = try_scale(scale, known);
        if (!best || tried.squared_error < best->squared_error) {
            best = std::move(tried);
        }
    }
    scale_ = best->scale;
    strongest_ = best->strongest;
    intercept_ = best->fit.intercept;
    const std::vector<double>& slopes = best->fit.slopes;
    const auto parameters = static_cast<std::ptrdiff_t>(known.points.front().size());
    slopes_.assign(slopes.begin(), slopes.begin() + parameters);
    curvatures_.assign(slopes.begin() + parameters, slopes.end());
    chance_ = chance_on(scale_, known);
    const double residual = mean_square(best->fit.left_out, known.judged);
    const double least = std::max(least_error, best->fit.freedom / static_cast<double>(known.values.size()));
    error_ = std::max(residual - chance_, std::min(least, 1.0) * residual);
    const double variance = variance_of_judged(known);
    explained_ = std::max(0.0, 1.0 - best->squared_error / variance);
    const double to_explain = variance - known.chance.variance;
    explained_of_mean_ = to_explain > 0.0 ? std::clamp(explained_ * variance / to_explain, 0.0, 1.0) : 0.0;
}

double Emulator::linear(std::span<const double> point) const {
    double sum = intercept_;
    for (std::size_t k = 0; k < slopes_.size(); ++k) {
        sum += slopes_[k] * coordinate(point[k]);
    }
    std::size_t term = 0;
    for (std::size_t j = 0; j < strongest_.size(); ++j) {
        double inner = 0.0;
        for (std::size_t i = 0; i <= j; ++i) {
            inner += curvatures_[term++] * coordinate(point[strongest_[i]]);
        }
        sum += inner * coordinate(point[strongest_[j]]);
    }
    return sum;
}

Prediction Emulator::at(std::span<const double> point) const {
    const Back here = back(scale_, linear(point));
    return {here.value + 0.5 * chance_ * here.curvature, here.slope * std::sqrt(error_)};
}

} // namespace actorhood::analysis
