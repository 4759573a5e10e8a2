// The folder of an experiment under way: what is finished, what has failed, who works on what.
//
//     DIR/shards/*.runs        finished runs, immutable (shard.hpp)
//     DIR/failed/*.toml        one small file a failed run: where it is in the design and why
//     DIR/checkpoints/*.state  long runs on their way
//     DIR/claims               locks (claims.hpp)
//     DIR/sweep.h5             the merged result
//
// Files appear whole or not at all and are never changed, so a process sees at any time a true picture of what the
// others have done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/run/claims.hpp"
#include "sim/run/run_identity.hpp"
#include "sim/run/shard.hpp"
#include "sim/run/sweep_plan.hpp"

namespace actorhood::sim {

/// Why a run failed.
struct FailedRun {
    RunIdentity identity;
    RunPlace place;
    ExitCode code{ExitCode::invariant};
    std::string cause;
    std::vector<std::string> settings; ///< of its point
};

class SweepFolder {
public:
    explicit SweepFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    [[nodiscard]] std::filesystem::path shards() const { return folder_ / "shards"; }
    [[nodiscard]] std::filesystem::path failures() const { return folder_ / "failed"; }
    [[nodiscard]] std::filesystem::path checkpoints() const { return folder_ / "checkpoints"; }
    [[nodiscard]] std::filesystem::path claims() const { return folder_ / "claims"; }
    [[nodiscard]] std::filesystem::path result() const { return folder_ / "sweep.h5"; }
    [[nodiscard]] std::filesystem::path checkpoint(const RunIdentity& run) const {
        return checkpoints() / (run.text() + ".state");
    }
    /// Makes the folders that are missing.
    void make() const;

    /// Where a finished run is.
    struct Place {
        std::size_t shard{};
        std::size_t run{};
    };
    /// Takes in what has come since the last call. A damaged shard is an Error(corrupt).
    void look();
    [[nodiscard]] const Place* find(const RunIdentity& run) const;
    [[nodiscard]] std::size_t finished_runs() const { return finished_.size(); }
    [[nodiscard]] const std::vector<ShardIndex>& shard_list() const { return shards_; }
    [[nodiscard]] const std::map<RunIdentity, FailedRun>& failed() const { return failed_; }
    [[nodiscard]] bool has_failed(const RunIdentity& run) const { return failed_.count(run) != 0; }

    void record_failure(const FailedRun& run);
    /// The run is no longer a failed one.
    void forget_failure(const RunIdentity& run);

private:
    void look_at_failures();
    void share_layouts(ShardIndex& shard);

    std::filesystem::path folder_;
    std::vector<ShardIndex> shards_;
    std::vector<std::shared_ptr<const RecordLayout>> layouts_; ///< of all shards, each once
    std::set<std::string> seen_;                               ///< names of shards taken in
    std::unordered_map<RunIdentity, Place, RunIdentityHash> finished_;
    std::map<RunIdentity, FailedRun> failed_;
};

/// How far an experiment is.
struct SweepState {
    std::size_t done{};
    std::size_t failed{}; ///< with those of points that cannot be run
    std::size_t left{};
    std::size_t unneeded{};            ///< finished runs that the experiment does not ask for (any more)
    std::vector<ModelIdentity> models; ///< that simulated the finished runs
    double seconds{};                  ///< computing time of the finished runs that are asked for
};
[[nodiscard]] SweepState state_of(const SweepPlan& plan, const SweepFolder& folder);

/// Claims of a folder: the session of a process is shared, the others are exclusive. Batches follow.
inline constexpr std::uint64_t session_claim = 0;
inline constexpr std::uint64_t merge_claim = 1;
inline constexpr std::uint64_t first_batch_claim = 16;

} // namespace actorhood::sim
