#include "models/rules/adoption.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/core/math.hpp"
#include "sim/core/vector_math.hpp"

namespace actorhood::models {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double share_tolerance = 1e-12;

/// Nodes of the trapezoidal rule on the standard normal: spacing 0.5 out to 6.5 standard deviations.
constexpr std::size_t node_count = 27;
constexpr double node_spacing = 0.5;

/// Four at a time: the places behind the last node have no weight, which adds nothing to a sum.
constexpr std::size_t lanes = 4;
constexpr std::size_t node_places = (node_count + lanes - 1) / lanes * lanes;

struct Nodes {
    std::array<double, node_places> z{};
    std::array<double, node_places> weight{};
};

constexpr Nodes make_nodes() {
    Nodes nodes;
    double sum = 0.0;
    for (std::size_t k = 0; k < node_count; ++k) {
        nodes.z[k] = (static_cast<double>(k) - 13.0) * node_spacing;
        nodes.weight[k] = sim::exponential(-0.5 * nodes.z[k] * nodes.z[k]);
        sum += nodes.weight[k];
    }
    for (double& weight : nodes.weight) {
        weight /= sum;
    }
    return nodes;
}
constexpr Nodes nodes = make_nodes();

/// A share and its derivative with respect to the location.
struct Share {
    double value{};
    double slope{};
};

Share logistic_normal(double location, double sd) {
    Share share;
    for (std::size_t k = 0; k < node_places; k += lanes) {
        const auto p = sim::four::logistic(location + sd * sim::four::load(&nodes.z[k]));
        const auto part = sim::four::load(&nodes.weight[k]) * p;
        const auto slope = part * (1.0 - p);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            share.value += part[lane];
            share.slope += slope[lane];
        }
    }
    return share;
}

/// Root of share(location) = target for an increasing share: Newton's steps, bisection where they leave the bracket.
template <class ShareAt>
double solve_location(double target, double start, ShareAt&& share_at) {
    double low = -60.0;
    double high = 60.0;
    double location = std::clamp(start, low, high);
    for (int iteration = 0; iteration < 200; ++iteration) {
        const Share share = share_at(location);
        const double excess = share.value - target;
        if (std::abs(excess) <= share_tolerance * std::min(1.0, 10.0 * target)) {
            break;
        }
        (excess > 0.0 ? high : low) = location;
        const double step = share.slope > 0.0 ? location - excess / share.slope : infinite;
        location = step > low && step < high ? step : 0.5 * (low + high);
    }
    return location;
}

/// Location of the probit approximation: logistic-normal shrinks the logit by sqrt(1 + pi sd^2 / 8).
double first_guess(double share, double sd) {
    return sim::logarithm(share / (1.0 - share)) * std::sqrt(1.0 + 0.39269908169872414 * sd * sd);
}

} // namespace

double learning_factor(double experience, double initial_experience, double elasticity) {
    const double ratio = (std::max(0.0, experience) + 1.0) / (std::max(0.0, initial_experience) + 1.0);
    return ratio > 1.0 ? sim::power(ratio, -elasticity) : 1.0;
}

double logistic_normal_mean(double location, double sd) { return logistic_normal(location, sd).value; }

double logistic_normal_location(double share, double sd) {
    return solve_location(share, first_guess(share, sd), [sd](double at) { return logistic_normal(at, sd); });
}

double initial_intercept(double initial_share, double size_slope, double fit_sd, std::span<const SizePoint> sizes,
                         double reference_employees) {
    const double reference = sim::logarithm(reference_employees);
    double all = 0.0;
    std::vector<double> shifts;
    for (const SizePoint& size : sizes) {
        all += size.weight;
        shifts.push_back(size_slope * (sim::logarithm(size.employees) - reference));
    }
    return solve_location(initial_share, first_guess(initial_share, fit_sd), [&](double at) {
        Share mean;
        for (std::size_t k = 0; k < sizes.size(); ++k) {
            const Share share = logistic_normal(at + shifts[k], fit_sd);
            mean.value += sizes[k].weight / all * share.value;
            mean.slope += sizes[k].weight / all * share.slope;
        }
        return mean;
    });
}

double initial_adoption_location(double intercept, double size_slope, double employees, double reference_employees) {
    const double size = sim::logarithm(employees) - sim::logarithm(reference_employees);
    return intercept + size_slope * size;
}

double trial_success_probability(const TrialWeights& weights, double risk, double capacity, bool supported) {
    const double failure = weights.failure * (1.0 + weights.risk * risk) *
                           (1.0 - weights.capacity_relief * capacity) *
                           (supported ? 1.0 - weights.support_relief : 1.0);
    return std::clamp(1.0 - failure, 0.0, 1.0);
}

double trial_length(const ImplementationWeights& weights, double months, double unresolved, double negotiation) {
    return std::max(1.0, months * (1.0 + weights.delay * unresolved + weights.voice_delay * negotiation));
}

} // namespace actorhood::models
