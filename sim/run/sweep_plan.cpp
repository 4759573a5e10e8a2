#include "sim/run/sweep_plan.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/core/parallel.hpp"

namespace actorhood::sim {

namespace {

/// `kept` says what of the record is kept; it belongs to the identity, because shards hold nothing else. `times`: those of
/// the point, if it can be resolved.
PlannedPoint planned(const DesignPoint& point, const PointResolver& resolve, const std::string& kept,
                     std::string& times) {
    PlannedPoint result;
    try {
        const ResolvedPoint resolved = resolve(point);
        result.identity = point_identity(kept + resolved.identity);
        times = resolved.times;
        return result;
    } catch (const Error& error) {
        result.code = error.code();
        result.cause = error.what();
    } catch (const std::bad_alloc&) {
        result.code = ExitCode::too_big;
        result.cause = "out of memory";
    }
    // What cannot be resolved is known by what was asked for.
    std::string asked = "not resolved\n";
    for (const std::string& setting : point.settings) {
        asked += setting + '\n';
    }
    result.identity = point_identity(asked);
    return result;
}

/// Refuses points whose rows stand at other times than those of the first: before they are simulated, not after.
void refuse_other_times(const std::vector<std::string>& times, std::vector<PlannedPoint>& points) {
    const auto resolved = [](const PlannedPoint& point) { return point.cause.empty(); };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(points, resolved) - points.begin());
    for (std::size_t i = first; i < points.size(); ++i) {
        if (points[i].cause.empty() && times[i] != times[first]) {
            points[i].code = ExitCode::configuration;
            points[i].cause = "records other times than point " + std::to_string(first) +
                              ", so they cannot stand in one file: make two experiments of them";
        }
    }
}

} // namespace

SweepPlan::SweepPlan(const Experiment& experiment, const PointResolver& resolve, std::size_t batch_runs)
    : points_(experiment.points.size()),
      replicates_(replicates_range(experiment).second),
      batch_runs_(std::max<std::size_t>(batch_runs, 1)) {
    const std::string kept = experiment.every == 0 ? "last row\n" : "";
    std::vector<std::string> times(points_.size());
    parallel_for(points_.size(),
                 [&](std::size_t i) { points_[i] = planned(experiment.points[i], resolve, kept, times[i]); });
    refuse_other_times(times, points_);
    std::unordered_map<RunIdentity, std::size_t, RunIdentityHash> first;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        PlannedPoint& point = points_[i];
        point.same_as = first.try_emplace(point.identity, i).first->second;
        point.replicates = replicates_of(experiment, experiment.points[i]);
        if (point.cause.empty()) {
            std::uint32_t& simulated = points_[point.same_as].simulated;
            simulated = std::max(simulated, point.replicates);
        }
    }
}

std::size_t SweepPlan::distinct_runs() const {
    std::size_t sum = 0;
    for (const PlannedPoint& point : points_) {
        sum += point.simulated;
    }
    return sum;
}

std::size_t SweepPlan::refused_runs() const {
    std::size_t sum = 0;
    for (const PlannedPoint& point : points_) {
        sum += point.cause.empty() ? 0 : point.replicates;
    }
    return sum;
}

std::size_t SweepPlan::refused_points() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(points_, [](const PlannedPoint& point) { return !point.cause.empty(); }));
}

RunIdentity SweepPlan::identity(const RunPlace& place) const {
    return run_identity(points_[place.point].identity, place.replicate);
}

std::size_t SweepPlan::batches() const { return (runs() + batch_runs_ - 1) / batch_runs_; }

std::vector<RunPlace> SweepPlan::batch(std::size_t number) const {
    std::vector<RunPlace> found;
    const std::size_t end = std::min(runs(), (number + 1) * batch_runs_);
    for (std::size_t run = number * batch_runs_; run < end; ++run) {
        const std::size_t point = run / replicates_;
        if (const auto replicate = static_cast<std::uint32_t>(run % replicates_);
            replicate < points_[point].simulated) {
            found.push_back({point, replicate});
        }
    }
    return found;
}

RunIdentity SweepPlan::fingerprint() const {
    std::string text = std::to_string(replicates_) + '\n';
    for (const PlannedPoint& point : points_) {
        text += point.identity.text();
        text += point.replicates == replicates_ ? "" : " x " + std::to_string(point.replicates) + "\n";
    }
    return point_identity(text);
}

} // namespace actorhood::sim
