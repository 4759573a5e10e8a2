// Work for several ranks: rank 0 hands out the batches, all ranks simulate and write their own shards.
//
// Only rank 0 looks into the folder for what is left, and only it holds claims, on behalf of all; several jobs can
// share a folder, also where locks do not reach from machine to machine within a job.
#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "sim/run/ranks.hpp"
#include "sim/run/sweep.hpp"
#include "sim/run/work_source.hpp"

namespace actorhood::sim {

/// Kinds of messages between ranks.
enum class RankWord : std::uint32_t {
    begin,  ///< 0 to all: prepare for the work that the message describes
    joined, ///< to 0: prepared, or the exit code and message of why not
    go,     ///< 0 to all: ask for work
    ask,    ///< to 0: a batch, please
    batch,  ///< from 0: its number, then point and replicate of each run
    wait,   ///< from 0: others have what is left
    none,   ///< from 0: nothing is left
    done,   ///< to 0: the batch of this number is stored
    left,   ///< to 0: no more work here; stopped, finished, failed, ends the work of all
    quit    ///< 0 to all: end
};

/// Rank 0: hands out the batches of a source to the other ranks, on a thread of its own, and to itself.
class LeadingWork final : public WorkSource {
public:
    /// `source` is used by this object alone, so it needs a view of the folder of its own; `seen`, the view of the
    /// runs simulated here, is brought up to date whenever work is asked for.
    LeadingWork(Ranks& ranks, WorkSource& source, SweepFolder& seen);
    ~LeadingWork() override;

    [[nodiscard]] Answer next(Batch& batch) override;
    void done(const Batch& batch) override;
    /// After the own work: waits until the others have finished theirs. With `early` (asked to stop, or a failed run
    /// ends the sweep) they are given nothing more. What all have done together.
    SweepOutcome finish(const SweepOutcome& own, bool early);

private:
    void serve();
    void answer(const RankMessage& message);
    /// The next batch, unless the work is to end.
    Answer take(Batch& batch);

    Ranks& ranks_;
    WorkSource& source_;
    SweepFolder& seen_;
    std::mutex mutex_;                   ///< guards the source
    std::atomic<bool> closed_{false};    ///< nothing more is handed out
    std::atomic<bool> abandoned_{false}; ///< the others are not waited for any more
    std::size_t at_work_;                ///< other ranks that have not left
    SweepOutcome others_;
    std::exception_ptr failure_;
    std::thread thread_;
};

/// Other ranks: asks rank 0.
class FollowingWork final : public WorkSource {
public:
    explicit FollowingWork(Ranks& ranks) : ranks_(ranks) {}

    [[nodiscard]] Answer next(Batch& batch) override;
    void done(const Batch& batch) override;
    /// After the work: tells rank 0. With `early` nobody is given anything more.
    void finish(const SweepOutcome& own, bool early);

private:
    Ranks& ranks_;
};

} // namespace actorhood::sim
