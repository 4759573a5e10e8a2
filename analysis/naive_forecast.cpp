#include "analysis/naive_forecast.hpp"

#include <cmath>
#include <limits>

#include "analysis/special_numbers.hpp"
#include "sim/core/math.hpp"

namespace actorhood::analysis {

namespace {

bool is_share(double value) { return value > 0.0 && value < 1.0; }

/// The line through points by least squares, at `x`; NaN for fewer than two different places.
double line_at(const std::vector<double>& xs, const std::vector<double>& ys, double x) {
    const auto n = static_cast<double>(xs.size());
    double mean_x = 0.0;
    double mean_y = 0.0;
    for (std::size_t i = 0; i < xs.size(); ++i) {
        mean_x += xs[i] / n;
        mean_y += ys[i] / n;
    }
    double products = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < xs.size(); ++i) {
        products += (xs[i] - mean_x) * (ys[i] - mean_y);
        squares += (xs[i] - mean_x) * (xs[i] - mean_x);
    }
    return squares > 0.0 ? mean_y + products / squares * (x - mean_x) : undefined;
}

} // namespace

NaiveForecast naive_forecast(const std::vector<Anchor>& anchors, std::size_t held_out) {
    const Anchor& asked = anchors[held_out];
    NaiveForecast forecast{undefined, undefined};
    double latest = -std::numeric_limits<double>::infinity();
    std::vector<double> times;
    std::vector<double> logits;
    for (const Anchor& anchor : anchors) {
        const double time = anchor.middle_of_time();
        if (anchor.held_out || !anchor.same_series(asked) || !(time < asked.middle_of_time())) {
            continue;
        }
        if (time > latest) {
            latest = time;
            forecast.persistence = anchor.value;
        }
        if (is_share(anchor.value)) {
            times.push_back(time);
            logits.push_back(sim::logarithm(anchor.value / (1.0 - anchor.value)));
        }
    }
    if (times.size() > 1) {
        const double logit = line_at(times, logits, asked.middle_of_time());
        forecast.logistic = std::isnan(logit) ? undefined : sim::logistic(logit);
    }
    return forecast;
}

} // namespace actorhood::analysis
