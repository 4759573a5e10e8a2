// The runs of an experiment, told apart by identity and cut into batches.
//
// Runs are numbered by point and replicate (point * replicates + replicate) and cut into batches of equal length. The
// batches only say who works on what at the same time: what is finished is known by identity, so batches may be cut
// anew when an experiment is extended.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/run_identity.hpp"
#include "sim/run/sweep_model.hpp"

namespace actorhood::sim {

/// Place of a run in the design.
struct RunPlace {
    std::size_t point{};
    std::uint32_t replicate{};

    bool operator==(const RunPlace&) const = default;
};

/// One point as planned.
struct PlannedPoint {
    RunIdentity identity;
    std::size_t same_as{};       ///< the first point with the same identity; itself if there is none before it
    ExitCode code{ExitCode::ok}; ///< why it cannot be run at all
    std::string cause;           ///< in words; empty = it can be run
    std::uint32_t replicates{};  ///< asked for
    std::uint32_t
        simulated{}; ///< by its place in the plan: those that any equal point asks for, 0 if one stands before it
};

class SweepPlan {
public:
    /// Resolves all points, in parallel. `batch_runs` is the length of a batch.
    SweepPlan(const Experiment& experiment, const PointResolver& resolve, std::size_t batch_runs);

    /// Cuts the design anew.
    void set_batch_runs(std::size_t batch_runs) { batch_runs_ = std::max<std::size_t>(batch_runs, 1); }

    [[nodiscard]] const std::vector<PlannedPoint>& points() const { return points_; }
    /// The most that a point has.
    [[nodiscard]] std::uint32_t replicates() const { return replicates_; }
    /// True if the point has so many replicates.
    [[nodiscard]] bool asked(const RunPlace& place) const {
        return place.replicate < points_[place.point].replicates;
    }
    /// Places for runs: points times the most replicates.
    [[nodiscard]] std::size_t runs() const { return points_.size() * replicates_; }
    /// Runs to simulate: those of points that can be run, equal ones counted once.
    [[nodiscard]] std::size_t distinct_runs() const;
    /// Points that cannot be run, and their runs.
    [[nodiscard]] std::size_t refused_points() const;
    [[nodiscard]] std::size_t refused_runs() const;
    [[nodiscard]] RunIdentity identity(const RunPlace& place) const;

    [[nodiscard]] std::size_t batches() const;
    /// The runs of one batch that have to be simulated: no repeated and no impossible ones.
    [[nodiscard]] std::vector<RunPlace> batch(std::size_t number) const;
    /// Calls `use` with every run to simulate, in order.
    template <class Use>
    void for_each_run(Use&& use) const {
        for (std::size_t point = 0; point < points_.size(); ++point) {
            for (std::uint32_t replicate = 0; replicate < points_[point].simulated; ++replicate) {
                use(RunPlace{point, replicate});
            }
        }
    }
    /// Identifies the experiment as a whole: which runs, in which order.
    [[nodiscard]] RunIdentity fingerprint() const;

private:
    std::vector<PlannedPoint> points_;
    std::uint32_t replicates_;
    std::size_t batch_runs_;
};

} // namespace actorhood::sim
