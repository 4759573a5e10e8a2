#include "sim/run/sweep.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "sim/core/loops_in_place.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/run/ensemble.hpp"

namespace actorhood::sim {

namespace {

/// Processor time of this thread: what a run costs, whatever else the machine does.
double thread_seconds() {
    std::timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// A batch while its runs are simulated. Guarded by the mutex of the sweep, except that a run's record belongs to the
/// thread that simulates it until it is handed in.
struct OpenBatch {
    Batch batch;
    std::vector<std::optional<RunRecord>> records;
    std::size_t next = 0; ///< first run not begun
    std::size_t open = 0; ///< runs not ended
    std::map<std::size_t, std::shared_ptr<const ResolvedPoint>> points;
    std::mutex resolving;
};

/// One run to simulate.
struct Task {
    std::shared_ptr<OpenBatch> batch;
    std::size_t position{};

    [[nodiscard]] const RunPlace& place() const { return batch->batch.runs[position]; }
};

/// Only the last row of what was recorded.
void keep_last_row(Trajectory& record, const Outputs& outputs) {
    if (record.times.size() < 2) {
        return;
    }
    for (std::size_t i = 0; i < record.values.size(); ++i) {
        std::vector<double>& values = record.values[i];
        const auto size = static_cast<std::ptrdiff_t>(outputs.variables()[record.variables[i]].size);
        values.erase(values.begin(), values.end() - size);
    }
    record.times = {record.times.back()};
    record.months = {record.months.back()};
    record.begins = record.begins.empty() ? std::vector<double>{} : std::vector<double>{record.begins.back()};
}

/// The sweep while it runs.
class Running {
public:
    Running(const Experiment& experiment, const SweepPlan& plan, const PointResolver& resolve, SweepFolder& folder,
            WorkSource& source, const SweepOptions& options)
        : experiment_(experiment),
          plan_(plan),
          resolve_(resolve),
          folder_(folder),
          source_(source),
          options_(options) {}

    SweepOutcome run() {
        do {
            answer_ = WorkSource::Answer::none;
            all_busy_ = true;
            try {
                parallel_for(options_.threads, [this](std::size_t) { work(); });
            } catch (...) {
                aborted_ = true;
                throw;
            }
        } while (!halted() && answer_ == WorkSource::Answer::wait && waited());
        store_unfinished();
        outcome_.stopped = stop_asked();
        return outcome_;
    }

private:
    /// What one thread does. When no run is left for it, it helps those that go on.
    void work() {
        const LoopsInPlace in_place(all_busy_);
        try {
            while (const std::optional<Task> task = take()) {
                if (!simulate(*task)) {
                    return;
                }
            }
            all_busy_ = false;
        } catch (...) {
            aborted_ = true; // the others stop at their next step
            throw;
        }
    }

    std::optional<Task> take() {
        const std::lock_guard lock(mutex_);
        while (!halted()) {
            for (const std::shared_ptr<OpenBatch>& open : open_) {
                if (open->next < open->batch.runs.size()) {
                    return Task{open, open->next++};
                }
            }
            Batch batch;
            answer_ = source_.next(batch);
            count_others();
            if (answer_ != WorkSource::Answer::batch) {
                break;
            }
            auto open = std::make_shared<OpenBatch>();
            open->open = batch.runs.size();
            open->records.resize(batch.runs.size());
            open->batch = std::move(batch);
            open_.push_back(std::move(open));
        }
        return std::nullopt;
    }

    /// What other processes finish of the work here is progress too; what they finish of theirs is not.
    void count_others() {
        if (options_.progress == nullptr) {
            return;
        }
        for (; looked_at_ < folder_.shard_list().size(); ++looked_at_) {
            stored_ += static_cast<std::size_t>(
                std::ranges::count_if(folder_.shard_list()[looked_at_].runs, [this](const ShardEntry& run) {
                    return std::ranges::binary_search(options_.counted, run.identity);
                }));
        }
        const std::size_t others = stored_ - std::min(stored_, outcome_.finished);
        if (others > others_) {
            options_.progress->advance(progress_steps * (others - others_));
            others_ = others;
        }
    }

    /// The point of a run; resolved once a batch, and forgotten when the batch is past it.
    std::shared_ptr<const ResolvedPoint> resolved(const Task& task) {
        const std::size_t point = task.place().point;
        OpenBatch& open = *task.batch;
        const std::lock_guard lock(open.resolving);
        std::shared_ptr<const ResolvedPoint>& known = open.points[point];
        if (known == nullptr) {
            known = std::make_shared<const ResolvedPoint>(resolve_(experiment_.points[point]));
        }
        const std::shared_ptr<const ResolvedPoint> result = known;
        open.points.erase(open.points.begin(), open.points.lower_bound(point));
        return result;
    }

    /// False when it was given up.
    bool simulate(const Task& task) {
        RunRecord record;
        record.identity = plan_.identity(task.place());
        FailedRun failure{record.identity, task.place(), ExitCode::ok, {}, {}};
        const double begun = thread_seconds();
        std::shared_ptr<const ResolvedPoint> point;
        std::unique_ptr<Simulation> simulation;
        const std::filesystem::path checkpoint = folder_.checkpoint(record.identity);
        const bool goes_on = checkpoint_exists(checkpoint);
        guarded(failure, [&] {
            point = resolved(task);
            simulation = point->make(task.place().replicate);
        });
        if (simulation != nullptr && goes_on) {
            restore_state(*simulation, read_checkpoint(checkpoint, expected(*point)), checkpoint);
        }
        if (simulation != nullptr && !carry(*simulation, *point, checkpoint, task, failure, begun)) {
            return false;
        }
        if (failure.cause.empty()) {
            Trajectory recorded = simulation->recorder().take(task.place().replicate);
            if (experiment_.every == 0) {
                keep_last_row(recorded, simulation->outputs());
            }
            record.layout = shared_layout(layout_of(simulation->outputs(), recorded));
            record.values = std::move(recorded.values);
            record.seconds = thread_seconds() - begun;
        } else {
            failure.settings = experiment_.points[task.place().point].settings;
        }
        simulation.reset();
        hand_in(task, std::move(record), failure);
        if (goes_on || std::filesystem::exists(checkpoint)) {
            remove_checkpoint(checkpoint);
        }
        return true;
    }

    /// Takes down an exception of the model as the failure of its run.
    template <class Body>
    static void guarded(FailedRun& failure, Body&& body) {
        try {
            body();
        } catch (const Error& error) {
            failure.code = error.code();
            failure.cause = error.what();
        } catch (const std::bad_alloc&) {
            failure.code = ExitCode::too_big;
            failure.cause = "out of memory: use fewer firms or fewer threads";
        } catch (const std::exception& error) {
            failure.code = ExitCode::invariant;
            failure.cause = error.what();
        }
    }

    /// Simulates to the end or to a failure; false when the run is given up because the sweep stops.
    bool carry(Simulation& simulation, const ResolvedPoint& point, const std::filesystem::path& checkpoint,
               const Task& task, FailedRun& failure, double begun) {
        double saved = begun;
        std::uint64_t reported = progress_steps * simulation.step() / std::max(simulation.steps(), 1u);
        if (options_.progress != nullptr) {
            options_.progress->skip(reported); // done before a stop
        }
        while (simulation.step() < simulation.steps()) {
            const double now = thread_seconds();
            const bool stops = halted();
            if ((stops && !aborted_ && now - begun >= options_.save_seconds) ||
                now - saved >= options_.checkpoint_seconds) {
                save(simulation, point, checkpoint, task);
                saved = now;
            }
            if (stops) {
                return false;
            }
            guarded(failure, [&] { simulation.advance(); });
            if (!failure.cause.empty()) {
                break;
            }
            const std::uint64_t reached = progress_steps * simulation.step() / simulation.steps();
            if (options_.progress != nullptr && reached > reported) {
                options_.progress->advance(reached - reported);
            }
            reported = reached;
        }
        if (options_.progress != nullptr) {
            options_.progress->advance(progress_steps - reported);
        }
        return true;
    }

    [[nodiscard]] CheckpointExpectation expected(const ResolvedPoint& point) const {
        return {"sweep", options_.model, point_identity(point.identity).text(), point.identity};
    }

    void save(Simulation& simulation, const ResolvedPoint& point, const std::filesystem::path& checkpoint,
              const Task& task) const {
        const CheckpointExpectation identity = expected(point);
        CheckpointHeader header;
        header.kind = identity.kind;
        header.model = identity.model;
        header.parameters_hash = identity.parameters_hash;
        header.parameters_toml = identity.parameters_toml;
        header.replicate = task.place().replicate;
        header.month = static_cast<std::int32_t>(simulation.step());
        write_checkpoint(checkpoint, header, simulation.state());
    }

    /// One description for all runs that record the same.
    std::shared_ptr<const RecordLayout> shared_layout(RecordLayout layout) {
        const std::lock_guard lock(mutex_);
        if (last_layout_ == nullptr || !same_layout(*last_layout_, layout)) {
            last_layout_ = std::make_shared<const RecordLayout>(std::move(layout));
        }
        return last_layout_;
    }

    void hand_in(const Task& task, RunRecord record, const FailedRun& failure) {
        OpenBatch& open = *task.batch;
        {
            const std::lock_guard lock(mutex_);
            if (failure.cause.empty()) {
                open.records[task.position] = std::move(record);
                ++outcome_.finished;
            } else {
                folder_.record_failure(failure);
                ++outcome_.failed;
                failure_stops_ = failure_stops_ || !options_.keep_going;
            }
            if (--open.open != 0) {
                return;
            }
        }
        close(task.batch);
    }

    /// Writes what is finished of a batch and gives it back.
    void close(const std::shared_ptr<OpenBatch>& open) {
        std::vector<RunRecord> records;
        for (std::optional<RunRecord>& record : open->records) {
            if (record) {
                records.push_back(std::move(*record));
            }
        }
        if (!records.empty()) {
            write_shard(folder_.shards(), records, options_.model);
        }
        const std::lock_guard lock(mutex_);
        source_.done(open->batch);
        open_.remove(open);
    }

    void store_unfinished() {
        while (!open_.empty()) {
            close(std::shared_ptr<OpenBatch>(open_.front()));
        }
    }

    /// Waits a moment for other processes; false when asked to stop.
    bool waited() const {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        return !halted();
    }

    [[nodiscard]] bool stop_asked() const { return options_.requests != nullptr && options_.requests->stop(); }
    [[nodiscard]] bool halted() const { return aborted_ || failure_stops_ || stop_asked(); }

    const Experiment& experiment_;
    const SweepPlan& plan_;
    const PointResolver& resolve_;
    SweepFolder& folder_;
    WorkSource& source_;
    const SweepOptions& options_;
    std::mutex mutex_; ///< guards what follows, the folder and the source
    std::list<std::shared_ptr<OpenBatch>> open_;
    std::shared_ptr<const RecordLayout> last_layout_;
    SweepOutcome outcome_;
    std::size_t looked_at_{}; ///< shards that progress knows,
    std::size_t stored_{};    ///< ... runs of the work here that they hold,
    std::size_t others_{};    ///< ... and how many of them are not from here
    WorkSource::Answer answer_{};
    std::atomic<bool> aborted_{false};
    std::atomic<bool> all_busy_{true}; ///< every thread has a run of its own
    std::atomic<bool> failure_stops_{false};
};

} // namespace

SweepOutcome run_sweep(const Experiment& experiment, const SweepPlan& plan, const PointResolver& resolve,
                       SweepFolder& folder, WorkSource& source, const SweepOptions& options) {
    return Running(experiment, plan, resolve, folder, source, options).run();
}

std::size_t batch_length(double seconds_per_run, double bytes_per_run, std::size_t runs) {
    constexpr double most_seconds = 20.0;
    constexpr double least_seconds = 0.25;
    constexpr double most_bytes = 32e6;
    constexpr double most_runs = 512.0;
    constexpr double workers = 32.0;
    const double seconds = std::max(seconds_per_run, 1e-4);
    const double limit = std::min({most_seconds / seconds, most_bytes / std::max(bytes_per_run, 1.0), most_runs});
    const double fair = std::max(static_cast<double>(runs) / workers, least_seconds / seconds);
    return static_cast<std::size_t>(std::max(std::min(limit, fair), 1.0));
}

} // namespace actorhood::sim
