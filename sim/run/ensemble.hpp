// An ensemble: the replicates of one scenario, in parallel, stoppable and resumable at any step with the same bytes.
//
// While it runs, the folder holds a sub-folder `checkpoint` with one file a replicate: the whole state of replicates
// under way and the record of finished ones. It is removed when the result is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/output/checkpoint.hpp"
#include "sim/run/progress.hpp"
#include "sim/run/simulation.hpp"
#include "sim/run/stop.hpp"

namespace actorhood::sim {

struct EnsembleOptions {
    std::filesystem::path checkpoints; ///< folder for checkpoints
    std::uint32_t replicates{1};
    std::uint64_t seed{};
    CheckpointExpectation identity;        ///< what checkpoints must agree with
    std::uint32_t stop_after{0xffffffffu}; ///< steps after which every replicate stops and is saved
    double checkpoint_seconds{300.0};      ///< time between checkpoints of a replicate
    const StopRequests* requests{};
    Progress* progress{};
    std::function<void(const std::string&)> notice; ///< for messages to the user
};

struct EnsembleResult {
    bool finished{};
    std::uint32_t finished_replicates{};
    std::uint32_t begun_replicates{};     ///< begun and not finished; saved
    std::vector<Trajectory> trajectories; ///< by replicate; only when finished
};

/// Runs all replicates. Saved ones go on where they stopped. An exception of one replicate is rethrown.
[[nodiscard]] EnsembleResult run_ensemble(const SimulationFactory& factory, const EnsembleOptions& options);

/// Gives a simulation the state of a checkpoint. A header that says something else than the state is an Error(corrupt):
/// checksums notice accidents, not a hand that made a new one.
void restore_state(Simulation& simulation, const Checkpoint& saved, const std::filesystem::path& path);

/// File of a replicate's checkpoint in a checkpoint folder.
[[nodiscard]] std::filesystem::path checkpoint_file(const std::filesystem::path& folder, std::uint32_t replicate);

} // namespace actorhood::sim
