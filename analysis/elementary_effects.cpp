#include "analysis/elementary_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace actorhood::analysis {

namespace {

/// What a trajectory tells of a parameter.
enum Number : std::size_t { effect, absolute, deviation, squared_deviation, chance, numbers };

/// The effect of a step in each replicate, over the replicates.
PointMoments step_effect(const RunTable& runs, const TrajectoryStep& step) {
    std::vector<double> effects;
    for (std::size_t r = 0; r < runs.replicates; ++r) {
        effects.push_back((runs.row(step.after)[r] - runs.row(step.before)[r]) / step.change);
    }
    return moments(effects);
}

BlockNumbers step_numbers(const RunTable& runs, std::span<const MorrisTrajectory> trajectories,
                          std::size_t parameters) {
    BlockNumbers made(trajectories.size(), numbers * parameters);
    std::vector<double> means(parameters, 0.0);
    for (std::size_t t = 0; t < trajectories.size(); ++t) {
        for (const TrajectoryStep& step : trajectories[t]) {
            const PointMoments found = step_effect(runs, step);
            const std::span<double> row = made.row(t).subspan(numbers * step.parameter, numbers);
            row[effect] = found.mean;
            row[absolute] = std::abs(found.mean);
            row[chance] = found.variance / static_cast<double>(runs.replicates);
            means[step.parameter] += found.mean / static_cast<double>(trajectories.size());
        }
    }
    for (std::size_t t = 0; t < trajectories.size(); ++t) {
        for (std::size_t k = 0; k < parameters; ++k) {
            const std::span<double> row = made.row(t).subspan(numbers * k, numbers);
            row[deviation] = row[effect] - means[k];
            row[squared_deviation] = row[deviation] * row[deviation];
        }
    }
    return made;
}

} // namespace

std::vector<ElementaryEffect> elementary_effects(const RunTable& runs, std::span<const MorrisTrajectory> trajectories,
                                                 const Resampling& options) {
    const std::size_t parameters = trajectories.empty() ? 0 : trajectories[0].size();
    const auto n = static_cast<double>(trajectories.size());
    const EstimateFromMeans estimate = [&](std::span<const double> means) {
        std::vector<double> estimates;
        for (std::size_t k = 0; k < parameters; ++k) {
            const std::span<const double> own = means.subspan(numbers * k, numbers);
            const double variance = own[squared_deviation] - own[deviation] * own[deviation];
            estimates.insert(estimates.end(), {own[effect], own[absolute],
                                               std::sqrt(std::max(0.0, variance) * n / (n - 1.0)), own[chance]});
        }
        return estimates;
    };
    std::vector<Index> found =
        estimate_with_intervals(step_numbers(runs, trajectories, parameters), estimate, options);
    cover_replicates(
        found, runs,
        [&](const RunTable& fewer) { return estimate_from(step_numbers(fewer, trajectories, parameters), estimate); },
        options.level, trajectories.size());
    std::vector<ElementaryEffect> effects;
    for (std::size_t k = 0; k < parameters; ++k) {
        const double noise =
            runs.replicates > 1 ? std::sqrt(found[4 * k + 3].value) : std::numeric_limits<double>::quiet_NaN();
        effects.push_back({found[4 * k], found[4 * k + 1], found[4 * k + 2], noise});
    }
    return effects;
}

} // namespace actorhood::analysis
