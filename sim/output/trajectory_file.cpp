#include "sim/output/trajectory_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

#include "sim/core/error.hpp"
#include "sim/output/array_writer.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/record_file.hpp"

namespace actorhood::sim {

namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// The trajectories must be rows of one table.
void check_alike(const Outputs& meta, std::span<const Trajectory> trajectories) {
    if (trajectories.empty()) {
        throw std::logic_error("a trajectory file needs a trajectory");
    }
    const Trajectory& first = trajectories.front();
    for (const Trajectory& other : trajectories) {
        bool alike = other.variables == first.variables && other.months == first.months &&
                     std::ranges::equal(other.times, first.times, same_bits) &&
                     std::ranges::equal(other.begins, first.begins, same_bits) &&
                     other.months.size() == other.times.size() && other.values.size() == other.variables.size() &&
                     other.events.size() == first.events.size();
        for (std::size_t i = 0; alike && i < other.variables.size(); ++i) {
            const OutputVariable& declared = meta.variables().at(other.variables[i]);
            alike = other.values[i].size() == other.times.size() * declared.size;
        }
        for (std::size_t i = 0; alike && i < other.events.size(); ++i) {
            alike = other.events[i].name() == first.events[i].name() && other.events[i].consistent() &&
                    other.events[i].columns().size() == first.events[i].columns().size();
        }
        if (!alike) {
            throw std::logic_error("replicate " + std::to_string(other.replicate) + " recorded something else than " +
                                   "replicate " + std::to_string(first.replicate));
        }
    }
}

/// Extents of the axes of a variable.
std::vector<std::uint64_t> extents_of(const Outputs& meta, const OutputVariable& declared) {
    std::vector<std::uint64_t> extents;
    for (const std::size_t axis : declared.axes) {
        extents.push_back(meta.axes()[axis].labels.size());
    }
    return extents;
}

/// The file while it is being written.
class Writer {
public:
    Writer(hdf5::File& file, const Outputs& meta, std::span<const Trajectory> trajectories)
        : file_(file),
          meta_(meta),
          trajectories_(trajectories),
          replicate_(replicate_dimension()),
          time_(write_time(file, trajectories.front().times, trajectories.front().months,
                           trajectories.front().begins)) {
        write_axes();
        for (std::size_t i = 0; i < trajectories.front().variables.size(); ++i) {
            write_variable(i);
        }
        arrays_.flush();
        for (std::size_t i = 0; i < trajectories.front().events.size(); ++i) {
            write_events(i);
        }
    }

private:
    hdf5::Dataset replicate_dimension() {
        std::vector<std::int32_t> numbers;
        for (const Trajectory& trajectory : trajectories_) {
            numbers.push_back(static_cast<std::int32_t>(trajectory.replicate));
        }
        hdf5::Dataset dimension = file_.dimension("replicate", numbers);
        describe(dimension, "1", "Number of the replicate, which selects its random numbers");
        return dimension;
    }

    void write_axes() {
        std::vector<bool> used(meta_.axes().size(), false);
        const Trajectory& first = trajectories_.front();
        for (const std::size_t variable : first.variables) {
            for (const std::size_t axis : meta_.variables()[variable].axes) {
                used[axis] = true;
            }
        }
        for (const EventTable& table : first.events) {
            for (const EventColumn& column : table.columns()) {
                const auto found = std::ranges::find(meta_.axes(), column.axis, &Axis::name);
                if (found != meta_.axes().end()) {
                    used[static_cast<std::size_t>(found - meta_.axes().begin())] = true;
                }
            }
        }
        axes_.resize(used.size());
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (used[i]) {
                axes_[i].emplace(write_axis(file_, meta_.axes()[i]));
            }
        }
    }

    void write_variable(std::size_t i) {
        const OutputVariable& declared = meta_.variables()[trajectories_.front().variables[i]];
        std::vector<const hdf5::Dataset*> dimensions{&replicate_, &time_};
        for (const std::size_t axis : declared.axes) {
            dimensions.push_back(&*axes_[axis]);
        }
        const std::vector<std::uint64_t> chunk =
            chunk_shape(std::array<std::uint64_t, 1>{trajectories_.size()}, trajectories_.front().times.size(),
                        extents_of(meta_, declared));
        const auto array =
            std::make_shared<ChunkedArray>(ChunkedArray{file_.array(declared.name, dimensions, chunk), {}, chunk});
        array->shape = array->dataset.shape();
        describe(array->dataset, declared.unit, declared.meaning);
        array->dataset.attribute("source", declared.source);
        array->dataset.attribute("coordinates", std::string("year month step"));
        if (!declared.cell_methods.empty()) {
            array->dataset.attribute("cell_methods", declared.cell_methods);
        }
        std::vector<double> block;
        for (std::size_t first = 0; first < trajectories_.size(); first += chunk.front()) {
            const std::size_t count = std::min<std::size_t>(chunk.front(), trajectories_.size() - first);
            block.clear();
            for (const Trajectory& trajectory : trajectories_.subspan(first, count)) {
                block.insert(block.end(), trajectory.values[i].begin(), trajectory.values[i].end());
            }
            std::vector<std::uint64_t> start(chunk.size(), 0);
            std::vector<std::uint64_t> counts = array->shape;
            start[0] = first;
            counts[0] = count;
            arrays_.write(array, start, counts, block);
        }
    }

    void write_events(std::size_t table) {
        const EventTable& declared = trajectories_.front().events[table];
        std::vector<std::int64_t> numbers;
        std::vector<std::int32_t> replicates;
        for (const Trajectory& trajectory : trajectories_) {
            replicates.insert(replicates.end(), trajectory.events[table].rows(),
                              static_cast<std::int32_t>(trajectory.replicate));
        }
        for (std::size_t row = 0; row < replicates.size(); ++row) {
            numbers.push_back(static_cast<std::int64_t>(row));
        }
        hdf5::Group group = file_.make_group(declared.name());
        group.attribute("title", declared.meaning());
        hdf5::Dataset dimension = group.dimension("event", numbers);
        describe(dimension, "1", "Number of the event in the file");
        hdf5::Dataset replicate = group.column("replicate", dimension, replicates);
        describe(replicate, "1", "Replicate in which it happened");
        for (std::size_t column = 0; column < declared.columns().size(); ++column) {
            std::visit([&](const auto& sample) { write_event_column(group, dimension, table, column, sample); },
                       declared.columns()[column].values);
        }
    }

    template <class Values>
    void write_event_column(hdf5::Group& group, const hdf5::Dataset& dimension, std::size_t table, std::size_t column,
                            const Values&) {
        const EventColumn& declared = trajectories_.front().events[table].columns()[column];
        Values all;
        for (const Trajectory& trajectory : trajectories_) {
            const auto& values = std::get<Values>(trajectory.events[table].columns()[column].values);
            all.insert(all.end(), values.begin(), values.end());
        }
        hdf5::Dataset dataset = group.column(declared.name, dimension, all);
        describe(dataset, declared.unit, declared.meaning);
        if (!declared.axis.empty()) {
            dataset.attribute("position_on_dimension", declared.axis);
        }
    }

    hdf5::File& file_;
    const Outputs& meta_;
    std::span<const Trajectory> trajectories_;
    hdf5::Dataset replicate_;
    hdf5::Dataset time_;
    std::vector<std::optional<hdf5::Dataset>> axes_;
    ArrayWriter arrays_;
};

/// Steps in which the file grows in memory: few for a large ensemble, small for a small one.
std::size_t growth_step(std::span<const Trajectory> trajectories) {
    std::size_t values = 0;
    for (const std::vector<double>& buffer : trajectories.front().values) {
        values += buffer.size();
    }
    return std::clamp<std::size_t>(values * trajectories.size() / 8, 1u << 16, 1u << 26);
}

} // namespace

void write_trajectories(const std::filesystem::path& path, const hdf5::Attributes& provenance,
                        std::string_view parameters_toml, const Outputs& meta,
                        std::span<const Trajectory> trajectories) {
    check_alike(meta, trajectories);
    hdf5::File file = hdf5::File::in_memory(partial_path(path), growth_step(trajectories));
    file.attributes(provenance);
    file.text("parameters_toml", std::string(parameters_toml));
    // Readers of netCDF take it for a coordinate, so that means over all variables do not meet a text.
    file.attribute("coordinates", "parameters_toml");
    { const Writer writer(file, meta, trajectories); }
    const std::vector<std::byte> image = file.image();
    const std::span<const std::byte> whole(image);
    write_file_atomically(path, std::span(&whole, 1));
}

StoredTrajectories read_trajectories(const std::filesystem::path& path) {
    const hdf5::File file = hdf5::File::open(path);
    StoredTrajectories stored;
    stored.provenance = file.attributes();
    std::erase_if(stored.provenance, [](const auto& attribute) { return attribute.first == "coordinates"; });
    const std::vector<std::string> toml = file.dataset("parameters_toml").strings();
    stored.parameters_toml = toml.empty() ? "" : toml.front();
    stored.replicates = file.dataset("replicate").int32s();
    stored.times = file.dataset("time").doubles();
    for (const std::string& name : file.dataset_names()) {
        const hdf5::Dataset dataset = file.dataset(name);
        if (dataset.is_dimension() && dataset.element() == hdf5::Element::text) {
            stored.axes.push_back({name, dataset.text_attribute("long_name"), dataset.strings()});
        }
        const std::vector<std::string> dimensions = dataset.dimension_names();
        if (dimensions.size() >= 2 && dimensions[0] == "replicate" && dimensions[1] == "time") {
            stored.variables.push_back({name, dataset.text_attribute("units"), dataset.text_attribute("long_name"),
                                        dataset.text_attribute("source"), dimensions, dataset.shape(),
                                        dataset.doubles()});
        }
    }
    return stored;
}

} // namespace actorhood::sim
