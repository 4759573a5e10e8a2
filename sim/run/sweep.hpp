// Carrying out an experiment: runs in parallel, finished batches into shards, stoppable and resumable at any time.
//
// Threads take runs one after the other; the last one of a batch writes its shard. In memory are the results of the
// batches under way, of which there are at most one more than threads. When fewer runs are left than threads, the idle
// threads help inside the runs.
//
// What an interruption costs: a run under way is given up and simulated again, unless it has taken long already; then
// it is saved as a checkpoint. A kill costs the batches under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/run/experiment.hpp"
#include "sim/run/progress.hpp"
#include "sim/run/stop.hpp"
#include "sim/run/sweep_folder.hpp"
#include "sim/run/sweep_model.hpp"
#include "sim/run/sweep_plan.hpp"
#include "sim/run/work_source.hpp"

namespace actorhood::sim {

struct SweepOptions {
    std::size_t threads{1};
    bool keep_going{};                              ///< go on after a failed run
    ModelIdentity model;                            ///< in shards and checkpoints
    double save_seconds{10.0};                      ///< a run that has taken longer is saved when it is stopped
    double checkpoint_seconds{300.0};               ///< time between checkpoints of a long run
    const StopRequests* requests{};                 ///< may be null
    Progress* progress{};                           ///< may be null; counts progress_steps a run
    std::vector<RunIdentity> counted;               ///< runs whose end elsewhere is progress, too; ascending
    std::function<void(const std::string&)> notice; ///< messages for the user
};

/// Steps of progress that a run has.
inline constexpr std::uint64_t progress_steps = 1000;

/// How it ended.
struct SweepOutcome {
    bool stopped{};         ///< by request, before the end
    std::size_t finished{}; ///< runs finished here
    std::size_t failed{};   ///< runs that failed here
};

/// Simulates what the source hands out until nothing is left. An error that is not one of a run (a full disk) ends it
/// and is thrown.
SweepOutcome run_sweep(const Experiment& experiment, const SweepPlan& plan, const PointResolver& resolve,
                       SweepFolder& folder, WorkSource& source, const SweepOptions& options);

/// Runs a batch should have: few enough that a kill loses at most about 20 s of one core, that a shard stays below
/// about 32 MB and that 32 workers can share the design; but not less than a quarter of a second's work, below which
/// files cost more than runs.
[[nodiscard]] std::size_t batch_length(double seconds_per_run, double bytes_per_run, std::size_t runs);

} // namespace actorhood::sim
