#include "sim/run/ensemble.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>

#include "sim/core/parallel.hpp"

namespace actorhood::sim {

namespace {

/// Carries one replicate from where it is saved to its end, or to a stop.
class ReplicateRun {
public:
    ReplicateRun(const SimulationFactory& factory, const EnsembleOptions& options, std::uint32_t replicate,
                 std::mutex& notices)
        : options_(options),
          replicate_(replicate),
          notices_(notices),
          simulation_(factory(replicate)),
          path_(checkpoint_file(options.checkpoints, replicate)) {}

    void restore() {
        if (!checkpoint_exists(path_)) {
            return;
        }
        const Checkpoint saved = read_checkpoint(path_, options_.identity);
        if (!saved.note.empty() && options_.notice) {
            const std::lock_guard lock(notices_);
            options_.notice(saved.note);
        }
        if (!saved.note.empty()) {
            // The newest file is damaged; the next save must not put it in the place of the good one before it.
            std::error_code ignored;
            std::filesystem::remove(path_, ignored);
        }
        if (saved.header.replicate != replicate_) {
            throw Error(ExitCode::corrupt,
                        path_.string() + " belongs to replicate " + std::to_string(saved.header.replicate));
        }
        restore_state(*simulation_, saved, path_);
    }

    /// True when the replicate is finished.
    bool run() {
        using Clock = std::chrono::steady_clock;
        auto last_save = Clock::now();
        int checkpoints_made = asked();
        while (simulation_->step() < simulation_->steps()) {
            if (simulation_->step() >= options_.stop_after || stop_asked()) {
                save();
                return false;
            }
            const bool due =
                std::chrono::duration<double>(Clock::now() - last_save).count() >= options_.checkpoint_seconds;
            if (due || asked() != checkpoints_made) {
                checkpoints_made = asked();
                save();
                last_save = Clock::now();
            }
            simulation_->advance();
            if (options_.progress != nullptr) {
                options_.progress->advance(1);
            }
        }
        return true;
    }

    void save() {
        CheckpointHeader header;
        header.kind = options_.identity.kind;
        header.model = options_.identity.model;
        header.parameters_hash = options_.identity.parameters_hash;
        header.parameters_toml = options_.identity.parameters_toml;
        header.replicate = replicate_;
        header.month = static_cast<std::int32_t>(simulation_->step());
        header.seed = options_.seed;
        write_checkpoint(path_, header, simulation_->state());
    }

    [[nodiscard]] Simulation& simulation() { return *simulation_; }

private:
    [[nodiscard]] bool stop_asked() const { return options_.requests != nullptr && options_.requests->stop(); }
    [[nodiscard]] int asked() const {
        return options_.requests != nullptr ? options_.requests->checkpoints_asked() : 0;
    }
    const EnsembleOptions& options_;
    std::uint32_t replicate_;
    std::mutex& notices_;
    std::unique_ptr<Simulation> simulation_;
    std::filesystem::path path_;
};

} // namespace

std::filesystem::path checkpoint_file(const std::filesystem::path& folder, std::uint32_t replicate) {
    char name[32];
    std::snprintf(name, sizeof name, "replicate_%06u.state", replicate);
    return folder / name;
}

void restore_state(Simulation& simulation, const Checkpoint& saved, const std::filesystem::path& path) {
    simulation.restore(saved.state);
    if (static_cast<std::int64_t>(simulation.step()) != saved.header.month) {
        throw Error(ExitCode::corrupt, "checkpoint '" + path.string() + "' says " +
                                           std::to_string(saved.header.month) + " months, but its state is that of " +
                                           std::to_string(simulation.step()) + ": it was changed by another hand");
    }
}

namespace {

/// What is saved needs no work any more, of all replicates from the beginning: what is left would seem longer otherwise.
void skip_saved(const EnsembleOptions& options) {
    for (std::uint32_t replicate = 0; options.progress != nullptr && replicate < options.replicates; ++replicate) {
        options.progress->skip(months_said(checkpoint_file(options.checkpoints, replicate)));
    }
}

} // namespace

EnsembleResult run_ensemble(const SimulationFactory& factory, const EnsembleOptions& options) {
    EnsembleResult result;
    skip_saved(options);
    result.trajectories.resize(options.replicates);
    std::atomic<std::uint32_t> finished_replicates{0};
    std::atomic<std::uint32_t> begun_replicates{0};
    std::mutex notices;
    parallel_for(options.replicates, [&](std::size_t r) {
        const auto replicate = static_cast<std::uint32_t>(r);
        const auto saved = checkpoint_file(options.checkpoints, replicate);
        const bool stopping = options.requests != nullptr && options.requests->stop();
        if (stopping && !checkpoint_exists(saved)) {
            return; // not begun: nothing to save
        }
        ReplicateRun run(factory, options, replicate, notices);
        run.restore();
        if (!run.run()) {
            ++begun_replicates;
            return;
        }
        ++finished_replicates;
        run.save(); // so that a later stop, a kill or a full disk does not lose a finished replicate
        result.trajectories[r] = run.simulation().recorder().take(replicate);
    });
    result.finished_replicates = finished_replicates;
    result.begun_replicates = begun_replicates;
    result.finished = finished_replicates == options.replicates;
    if (!result.finished) {
        result.trajectories.clear();
    }
    return result;
}

} // namespace actorhood::sim
