// An experiment with a model of a few numbers, carried out by the engine alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/run/experiment.hpp"
#include "sim/run/sweep.hpp"
#include "sim/run/sweep_model.hpp"

namespace actorhood::tests {

/// What a point of the small model says: settings "x=1.5", "places=3", "steps=10", "fails=2" (in that step),
/// "wait=5" (milliseconds a step), "refused=1" (cannot be resolved).
class SmallSweep {
public:
    /// Points with x = 0, 1, 2, ...
    explicit SmallSweep(std::size_t points, std::uint32_t replicates, std::vector<std::string> more = {});

    sim::Experiment experiment;
    /// Counts what it makes.
    [[nodiscard]] sim::PointResolver resolver();
    [[nodiscard]] std::size_t simulated() const { return *made_; }
    [[nodiscard]] std::size_t steps() const { return *steps_; }
    [[nodiscard]] sim::SweepPlan plan(std::size_t batch_runs = 3) { return {experiment, resolver(), batch_runs}; }

    /// Carries the experiment out in a folder as one process of several would; what it did.
    sim::SweepOutcome carry_out(const std::filesystem::path& folder, sim::SweepOptions options = {},
                                sim::FolderWork::Options work = {});
    /// Carries all of it out, runs that fail or not, and merges it: a result.
    void finish(const std::filesystem::path& folder);
    /// Bytes of the merged file.
    std::string merged(const std::filesystem::path& folder, bool partial = false);
    [[nodiscard]] sim::SweepState state(const std::filesystem::path& folder);

private:
    std::shared_ptr<std::atomic<std::size_t>> made_ = std::make_shared<std::atomic<std::size_t>>(0);
    std::shared_ptr<std::atomic<std::size_t>> steps_ = std::make_shared<std::atomic<std::size_t>>(0);
};

/// The small model over all combinations of x = 0, 2, 4, in that role, and two to four places, which are assumed.
[[nodiscard]] SmallSweep crossed_sweep(std::uint32_t replicates = 3, const char* role = "lever");

} // namespace actorhood::tests
