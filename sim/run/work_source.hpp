// Who hands out work: batches of runs that nobody else has.
//
// run_sweep asks a source for the next batch and tells it when the batch is done. FolderWork is the source for any
// number of processes that share a folder; what hands out work over a network is another one.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "sim/run/claims.hpp"
#include "sim/run/sweep_folder.hpp"
#include "sim/run/sweep_plan.hpp"

namespace actorhood::sim {

/// Runs that one worker carries out and writes to one shard.
struct Batch {
    std::size_t number{};
    std::vector<RunPlace> runs;
};

/// Calls are made one at a time.
class WorkSource {
public:
    enum class Answer {
        batch, ///< here is one
        wait,  ///< others have what is left and may give it back: ask again later
        none   ///< nothing is left
    };
    WorkSource() = default;
    WorkSource(const WorkSource&) = delete;
    WorkSource& operator=(const WorkSource&) = delete;
    virtual ~WorkSource() = default;

    [[nodiscard]] virtual Answer next(Batch& batch) = 0;
    /// What is finished of the batch is safely stored, and nothing more is done about it here.
    virtual void done(const Batch& batch) = 0;
};

/// What of a folder is worked on.
struct WorkPart {
    std::size_t part{};           ///< this one of `parts` takes the batches number % parts == part
    std::size_t parts{1};         ///< parts in all
    std::set<RunIdentity> only{}; ///< only these runs; empty = all
};
/// The runs of a batch that are still to be simulated.
[[nodiscard]] std::vector<RunPlace> open_runs(const SweepPlan& plan, const SweepFolder& folder, const WorkPart& work,
                                              std::size_t number);
/// All runs that are still to be simulated, in ascending order.
[[nodiscard]] std::vector<RunIdentity> runs_to_do(const SweepPlan& plan, const SweepFolder& folder,
                                                  const WorkPart& work);

/// Hands out the batches of a folder, claimed by locks.
class FolderWork final : public WorkSource {
public:
    using Options = WorkPart;
    /// All must outlive this.
    FolderWork(const SweepPlan& plan, SweepFolder& folder, Claims& claims, Options options);

    [[nodiscard]] Answer next(Batch& batch) override;
    void done(const Batch& batch) override;

private:
    [[nodiscard]] std::vector<RunPlace> open_runs(std::size_t number) const {
        return sim::open_runs(plan_, folder_, options_, number);
    }

    const SweepPlan& plan_;
    SweepFolder& folder_;
    Claims& claims_;
    Options options_;
    std::vector<std::size_t> left_; ///< batches not known to be finished, ascending
    std::set<std::size_t> held_;    ///< claimed here
};

} // namespace actorhood::sim
