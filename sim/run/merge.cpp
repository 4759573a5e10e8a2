#include "sim/run/merge.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

#include "sim/core/parallel.hpp"
#include "sim/output/array_writer.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/record_file.hpp"

namespace actorhood::sim {

namespace {

/// Finds the runs of the design in the shards.
class Finder {
public:
    Finder(const SweepPlan& plan, const SweepFolder& folder) : plan_(plan), folder_(folder) {}

    struct Found {
        const ShardIndex* shard{};
        const ShardEntry* run{};
        [[nodiscard]] const RecordLayout& layout() const { return *shard->layouts[run->layout]; }
    };
    [[nodiscard]] std::optional<Found> find(const RunPlace& place) const {
        const SweepFolder::Place* there = plan_.asked(place) ? folder_.find(plan_.identity(place)) : nullptr;
        if (there == nullptr) {
            return std::nullopt;
        }
        const ShardIndex& shard = folder_.shard_list()[there->shard];
        return Found{&shard, &shard.runs[there->run]};
    }
    [[nodiscard]] RunStatus status(const RunPlace& place) const {
        if (!plan_.asked(place)) {
            return RunStatus::not_asked;
        }
        if (find(place)) {
            return RunStatus::finished;
        }
        const bool failed = !plan_.points()[place.point].cause.empty() || folder_.has_failed(plan_.identity(place));
        return failed ? RunStatus::failed : RunStatus::missing;
    }

private:
    const SweepPlan& plan_;
    const SweepFolder& folder_;
};

[[noreturn]] void refuse_layout(std::size_t point, std::size_t first, const std::string& what) {
    throw Error(ExitCode::configuration, "point " + std::to_string(point) + " records other " + what +
                                             " than point " + std::to_string(first) +
                                             ", so they cannot stand in one file: make two experiments of them");
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Widens `wide`, which holds the layout of point `first`, so that the layout of `point` fits into it.
void widen(RecordLayout& wide, std::size_t first, const RecordLayout& other, std::size_t point) {
    const auto same_variable = [](const RecordLayout::Variable& a, const RecordLayout::Variable& b) {
        return a.name == b.name && a.unit == b.unit && a.cell_methods == b.cell_methods && a.axes == b.axes;
    };
    if (!std::ranges::equal(wide.variables, other.variables, same_variable) ||
        !std::ranges::equal(wide.axes, other.axes, {}, &Axis::name, &Axis::name)) {
        refuse_layout(point, first, "variables");
    }
    if (wide.months != other.months || !std::ranges::equal(wide.times, other.times, same_bits) ||
        !std::ranges::equal(wide.begins, other.begins, same_bits)) {
        refuse_layout(point, first, "times");
    }
    for (std::size_t i = 0; i < wide.axes.size(); ++i) {
        std::vector<std::string>& labels = wide.axes[i].labels;
        const std::vector<std::string>& others = other.axes[i].labels;
        const std::size_t common = std::min(labels.size(), others.size());
        if (!std::equal(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(common), others.begin())) {
            refuse_layout(point, first, "places on the axis '" + wide.axes[i].name + "'");
        }
        if (others.size() > labels.size()) {
            labels = others;
        }
        wide.axes[i].cut_from = std::max(wide.axes[i].cut_from, other.axes[i].cut_from);
    }
}

/// The layout into which all finished runs fit; nothing if no run is finished. Shards that are used go to `used`.
std::optional<RecordLayout> widest(const SweepPlan& plan, const Finder& finder,
                                   std::set<std::filesystem::path>& used) {
    std::optional<RecordLayout> wide;
    std::size_t first = 0;
    std::set<const RecordLayout*> known;
    for (std::size_t point = 0; point < plan.points().size(); ++point) {
        for (std::uint32_t replicate = 0; replicate < plan.replicates(); ++replicate) {
            const auto found = finder.find({point, replicate});
            if (!found) {
                continue;
            }
            used.insert(found->shard->path);
            if (!known.insert(&found->layout()).second) {
                continue;
            }
            if (!wide) {
                wide = found->layout();
                first = point;
            } else {
                widen(*wide, first, found->layout(), point);
            }
        }
    }
    return wide;
}

/// Copies the rows of a run into wider rows.
void copy_padded(std::span<const double> from, std::span<const std::uint64_t> narrow, std::span<double> to,
                 std::span<const std::uint64_t> wide) {
    if (narrow.empty() || std::ranges::equal(narrow, wide)) {
        std::ranges::copy(from, to.begin());
        return;
    }
    const std::uint64_t count = narrow.front();
    for (std::uint64_t i = 0; i < count; ++i) {
        copy_padded(from.subspan(i * (from.size() / count), from.size() / count), narrow.subspan(1),
                    to.subspan(i * (to.size() / wide.front()), to.size() / wide.front()), wide.subspan(1));
    }
}

/// The file while it is being written.
class Writer {
public:
    Writer(hdf5::File& file, const Experiment& experiment, const SweepPlan& plan, const SweepFolder& folder,
           const Finder& finder, const RecordLayout& layout)
        : file_(file),
          experiment_(experiment),
          plan_(plan),
          folder_(folder),
          finder_(finder),
          layout_(layout),
          design_(numbered("design", plan.points().size(), "Point of the design")),
          replicate_(
              numbered("replicate", plan.replicates(), "Number of the replicate, which selects its random numbers")),
          time_(write_time(file, layout.times, layout.months, layout.begins)) {
        for (const Axis& axis : layout.axes) {
            axes_.push_back(write_axis(file, axis));
        }
        write_columns();
        write_texts();
        write_runs();
        for (std::size_t i = 0; i < layout.variables.size(); ++i) {
            write_variable(i);
        }
        arrays_.flush();
    }

private:
    hdf5::Dataset numbered(const std::string& name, std::size_t count, const std::string& meaning) {
        std::vector<std::int32_t> numbers(count);
        for (std::size_t i = 0; i < count; ++i) {
            numbers[i] = static_cast<std::int32_t>(i);
        }
        hdf5::Dataset dimension = file_.dimension(name, numbers);
        describe(dimension, "1", meaning);
        return dimension;
    }

    /// Name of a column in the file: its key, unless something else has that name.
    [[nodiscard]] std::string column_name(const std::string& key) const {
        static constexpr std::array<std::string_view, 14> own{"design",
                                                              "replicate",
                                                              "time",
                                                              "time_bounds",
                                                              "bound",
                                                              "year",
                                                              "month",
                                                              "step",
                                                              "status",
                                                              "parameters_toml",
                                                              "point_settings",
                                                              "failure_cause",
                                                              "run_identity_high",
                                                              "run_identity_low"};
        const bool taken =
            std::ranges::find(own, key) != own.end() ||
            std::ranges::find(layout_.axes, key, &Axis::name) != layout_.axes.end() ||
            std::ranges::find(layout_.variables, key, &RecordLayout::Variable::name) != layout_.variables.end();
        return taken ? "design_" + key : key;
    }

    void write_columns() {
        for (std::size_t k = 0; k < experiment_.columns.size(); ++k) {
            const DesignColumn& column = experiment_.columns[k];
            const std::string name = column_name(column.name);
            hdf5::Dataset dataset = column.labels.empty() ? file_.column(name, design_, coordinates(k))
                                                          : file_.column(name, design_, labels(k));
            describe(dataset, column.unit.empty() ? "1" : column.unit, column.meaning);
            dataset.attribute("design_role", column.role);
            coordinates_ += " " + name;
        }
    }
    [[nodiscard]] std::vector<double> coordinates(std::size_t column) const {
        std::vector<double> values;
        for (const DesignPoint& point : experiment_.points) {
            values.push_back(point.coordinates.at(column));
        }
        return values;
    }
    [[nodiscard]] std::vector<std::string> labels(std::size_t column) const {
        std::vector<std::string> texts;
        for (const double position : coordinates(column)) {
            texts.push_back(experiment_.columns[column].labels.at(static_cast<std::size_t>(position)));
        }
        return texts;
    }

    void write_texts() {
        std::vector<std::string> settings;
        std::vector<std::string> causes;
        for (std::size_t point = 0; point < experiment_.points.size(); ++point) {
            std::string text;
            for (const std::string& setting : experiment_.points[point].settings) {
                text += (text.empty() ? "" : "\n") + setting;
            }
            settings.push_back(std::move(text));
            causes.push_back(cause(point));
        }
        hdf5::Dataset set = file_.column("point_settings", design_, settings);
        set.attribute("long_name", std::string("Changes of the point to the base scenario, one a line"));
        hdf5::Dataset why = file_.column("failure_cause", design_, causes);
        why.attribute("long_name", std::string("Why a run of the point failed (the first one); empty if none did"));
    }
    [[nodiscard]] std::string cause(std::size_t point) const {
        std::string text = plan_.points()[point].cause;
        for (std::uint32_t replicate = 0; text.empty() && replicate < plan_.replicates(); ++replicate) {
            const auto found = folder_.failed().find(plan_.identity({point, replicate}));
            text = found == folder_.failed().end() ? "" : found->second.cause;
        }
        return text;
    }

    void write_runs() {
        std::vector<std::int32_t> status;
        std::vector<std::uint64_t> high;
        std::vector<std::uint64_t> low;
        for (std::size_t point = 0; point < plan_.points().size(); ++point) {
            for (std::uint32_t replicate = 0; replicate < plan_.replicates(); ++replicate) {
                status.push_back(static_cast<std::int32_t>(finder_.status({point, replicate})));
                const RunIdentity identity = plan_.identity({point, replicate});
                high.push_back(identity.high);
                low.push_back(identity.low);
            }
        }
        const std::array<const hdf5::Dataset*, 2> dimensions{&design_, &replicate_};
        hdf5::Dataset states = file_.table("status", dimensions, status);
        states.attribute("long_name", std::string("How the run ended"));
        states.flags(std::array<std::string, 4>{"finished", "failed", "missing", "not_asked"});
        const auto identity = [&](const char* name, const char* half, const std::vector<std::uint64_t>& values) {
            hdf5::Dataset dataset = file_.table(name, dimensions, values);
            describe(dataset, "1",
                     std::string(half) + " half of the run's identity, a hash of all that decides its trajectories");
        };
        identity("run_identity_high", "Upper", high);
        identity("run_identity_low", "Lower", low);
    }

    void write_variable(std::size_t i) {
        const RecordLayout::Variable& declared = layout_.variables[i];
        std::vector<const hdf5::Dataset*> dimensions{&design_, &replicate_, &time_};
        std::vector<std::uint64_t> row{layout_.times.size()};
        for (const std::size_t axis : declared.axes) {
            dimensions.push_back(&axes_[axis]);
            row.push_back(layout_.axes[axis].labels.size());
        }
        const std::array<std::uint64_t, 2> leading{plan_.points().size(), plan_.replicates()};
        const std::vector<std::uint64_t> chunk = chunk_shape(leading, row.front(), std::span(row).subspan(1));
        const auto array =
            std::make_shared<ChunkedArray>(ChunkedArray{file_.array(declared.name, dimensions, chunk), {}, chunk});
        array->shape = array->dataset.shape();
        describe(array->dataset, declared.unit, declared.meaning);
        array->dataset.attribute("source", declared.source);
        array->dataset.attribute("coordinates", "year month step" + coordinates_);
        if (!declared.cell_methods.empty()) {
            array->dataset.attribute("cell_methods", declared.cell_methods);
        }
        for (std::uint64_t point = 0; point < leading[0]; point += chunk[0]) {
            for (std::uint64_t replicate = 0; replicate < leading[1]; replicate += chunk[1]) {
                write_block(array, i, row, {point, replicate},
                            {std::min(chunk[0], leading[0] - point), std::min(chunk[1], leading[1] - replicate)});
            }
        }
    }

    /// One block of runs, whole in time and axes.
    void write_block(const std::shared_ptr<ChunkedArray>& array, std::size_t variable,
                     const std::vector<std::uint64_t>& row, const std::array<std::uint64_t, 2>& first,
                     const std::array<std::uint64_t, 2>& count) {
        std::uint64_t size = 1;
        for (const std::uint64_t extent : row) {
            size *= extent;
        }
        block_.assign(size * count[0] * count[1], std::numeric_limits<double>::quiet_NaN());
        bool any = false;
        for (std::uint64_t run = 0; size != 0 && run < count[0] * count[1]; ++run) {
            const RunPlace place{static_cast<std::size_t>(first[0] + run / count[1]),
                                 static_cast<std::uint32_t>(first[1] + run % count[1])};
            if (const auto found = finder_.find(place)) {
                any = true;
                const RecordLayout& narrow = found->layout();
                reader(*found->shard).read(*found->run, narrow, variable, values_);
                std::vector<std::uint64_t> narrow_row{row.front()};
                for (const std::size_t axis : narrow.variables[variable].axes) {
                    narrow_row.push_back(narrow.axes[axis].labels.size());
                }
                copy_padded(values_, narrow_row, std::span(block_).subspan(run * size, size), row);
            }
        }
        if (any) { // otherwise the fill value says it
            std::vector<std::uint64_t> start{first[0], first[1]};
            std::vector<std::uint64_t> counts{count[0], count[1]};
            start.insert(start.end(), row.size(), 0);
            counts.insert(counts.end(), row.begin(), row.end());
            arrays_.write(array, start, counts, block_);
        }
    }

    const ShardReader& reader(const ShardIndex& shard) {
        constexpr std::size_t most_open = 200;
        if (readers_.size() >= most_open && readers_.count(&shard) == 0) {
            readers_.clear();
        }
        std::unique_ptr<ShardReader>& open = readers_[&shard];
        if (open == nullptr) {
            open = std::make_unique<ShardReader>(shard.path);
        }
        return *open;
    }

    hdf5::File& file_;
    const Experiment& experiment_;
    const SweepPlan& plan_;
    const SweepFolder& folder_;
    const Finder& finder_;
    const RecordLayout& layout_;
    hdf5::Dataset design_;
    hdf5::Dataset replicate_;
    hdf5::Dataset time_;
    std::vector<hdf5::Dataset> axes_;
    std::string coordinates_;
    std::map<const ShardIndex*, std::unique_ptr<ShardReader>> readers_;
    std::vector<double> block_;
    std::vector<double> values_;
    ArrayWriter arrays_;
};

void add_experiment(hdf5::File& file, const Experiment& experiment, const SweepPlan& plan, const SweepState& state) {
    file.attribute("experiment", experiment.name);
    file.attribute("design", experiment.design);
    file.attribute("common_random_numbers", std::string(experiment.common_random_numbers ? "yes" : "no"));
    file.attribute("experiment_fingerprint", plan.fingerprint().text());
    file.attribute("failed_runs", static_cast<std::int64_t>(state.failed));
    file.attribute("missing_runs", static_cast<std::int64_t>(state.left));
}

/// The library does not say how much room it lacks.
[[noreturn]] void refuse_or_rethrow(const Error& error, const std::filesystem::path& path, std::uint64_t most) {
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(path.parent_path(), unknown);
    if (error.code() != ExitCode::input_output || unknown) {
        throw error;
    }
    const std::string_view all = error.what();
    constexpr std::string_view mark = "error message = '";
    const std::size_t found = all.find(mark);
    const std::string_view rest = found == all.npos ? all : all.substr(found + mark.size());
    const std::string reason(rest.substr(0, found == all.npos ? rest.find('\n') : rest.find('\'')));
    throw Error(ExitCode::input_output, "cannot write '" + path.string() + "': " + reason + "; at most " +
                                            std::to_string(most) + " bytes are needed, " +
                                            std::to_string(space.available) + " are free: make room and resume");
}

/// A temporary file that is removed unless it was published.
class Scratch {
public:
    explicit Scratch(std::filesystem::path path) : path_(std::move(path)) { remove(); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { remove(); }

private:
    void remove() const {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    std::filesystem::path path_;
};

} // namespace

std::size_t merge_sweep(const Experiment& experiment, const SweepPlan& plan, const SweepFolder& folder,
                        const MergeOptions& options) {
    const SweepState state = state_of(plan, folder);
    if (state.left > 0 && !options.partial) {
        throw Error(ExitCode::incomplete, std::to_string(state.left) + (state.left == 1 ? " run" : " runs") +
                                              " of '" + folder.path().string() +
                                              (state.left == 1 ? "' is" : "' are") +
                                              " not simulated yet: resume it, or merge with --partial");
    }
    const Finder finder(plan, folder);
    std::set<std::filesystem::path> used;
    const std::optional<RecordLayout> layout = widest(plan, finder, used);
    if (!layout) {
        throw Error(ExitCode::incomplete, "no run of '" + folder.path().string() + "' is finished: nothing to merge");
    }
    const std::vector<std::filesystem::path> shards(used.begin(), used.end());
    parallel_for(shards.size(), [&](std::size_t i) { verify_shard(shards[i]); });
    const std::filesystem::path target = folder.result();
    const Scratch scratch(partial_path(target));
    try {
        hdf5::File file = hdf5::File::on_disk(partial_path(target));
        file.attributes(options.attributes);
        add_experiment(file, experiment, plan, state);
        file.text("parameters_toml", options.parameters_toml);
        // As in the file of a run: texts are coordinates.
        file.attribute("coordinates", "parameters_toml point_settings failure_cause");
        { const Writer writer(file, experiment, plan, folder, finder, *layout); }
        file.close();
    } catch (const Error& error) {
        refuse_or_rethrow(error, target, layout->numbers * sizeof(double) * plan.runs());
    }
    publish_partial_file(target);
    return layout->times.size();
}

} // namespace actorhood::sim
