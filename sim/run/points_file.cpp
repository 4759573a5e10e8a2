#include "sim/run/points_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checksum.hpp"

namespace actorhood::sim {

namespace fs = std::filesystem;

namespace {

/// Columns and points as arrays, for one visitor that saves and loads.
struct PointTable {
    std::uint64_t columns{};
    std::vector<double> coordinates; ///< points x columns
    /// Settings a point, then labels a column, then, if any point has its own number, replicates a point.
    std::vector<std::uint64_t> counts;
    std::vector<char> texts; ///< settings, then name, unit, meaning, role and labels of each column

    template <class Archive>
    void visit(Archive& archive) {
        archive("columns", columns);
        archive("coordinates", coordinates);
        archive("counts", counts);
        archive("texts", texts);
    }
    void add(const std::string& text) {
        texts.insert(texts.end(), text.begin(), text.end());
        texts.push_back('\0');
    }
};

[[noreturn]] void refuse_points(const fs::path& path) {
    throw Error(ExitCode::corrupt, "'" + path.string() +
                                       "' is damaged: start the sweep again with its experiment file and the same "
                                       "folder; finished runs are kept");
}

std::vector<std::byte> sealed_content(const fs::path& path) {
    if (check_seal(path) != SealState::intact) {
        refuse_points(path);
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(fs::file_size(path)) - std::tuple_size_v<Seal>);
    std::ifstream stream(path, std::ios::binary);
    stream.read(static_cast<char*>(static_cast<void*>(bytes.data())), static_cast<std::streamsize>(bytes.size()));
    if (!stream) {
        throw Error(ExitCode::input_output, "cannot read '" + path.string() + "'");
    }
    return bytes;
}

/// Takes texts and counts off one after the other.
class PointReader {
public:
    PointReader(const PointTable& table, const fs::path& path) : table_(table), path_(path) {}
    std::string text() {
        std::string result;
        while (at_ < table_.texts.size() && table_.texts[at_] != '\0') {
            result += table_.texts[at_++];
        }
        check(at_++ < table_.texts.size());
        return result;
    }
    std::vector<std::string> texts() {
        check(counted_ < table_.counts.size());
        std::vector<std::string> result;
        for (std::uint64_t i = 0; i < table_.counts[counted_]; ++i) {
            result.push_back(text());
        }
        ++counted_;
        return result;
    }
    void check(bool good) const {
        if (!good) {
            refuse_points(path_);
        }
    }

private:
    const PointTable& table_;
    const fs::path& path_;
    std::size_t at_ = 0;
    std::size_t counted_ = 0;
};

} // namespace

void store_points(const Experiment& experiment, const fs::path& path) {
    PointTable table;
    table.columns = experiment.columns.size();
    for (const DesignPoint& point : experiment.points) {
        table.coordinates.insert(table.coordinates.end(), point.coordinates.begin(), point.coordinates.end());
        table.counts.push_back(point.settings.size());
        for (const std::string& setting : point.settings) {
            table.add(setting);
        }
    }
    for (const DesignColumn& column : experiment.columns) {
        for (const std::string* text : {&column.name, &column.unit, &column.meaning, &column.role}) {
            table.add(*text);
        }
        table.counts.push_back(column.labels.size());
        for (const std::string& label : column.labels) {
            table.add(label);
        }
    }
    if (std::ranges::any_of(experiment.points, [](const DesignPoint& point) { return point.replicates > 0; })) {
        for (const DesignPoint& point : experiment.points) {
            table.counts.push_back(point.replicates);
        }
    }
    ArchiveWriter archive;
    table.visit(archive);
    const std::vector<std::byte> content = archive.take();
    const Seal seal = make_seal(content);
    const std::vector<std::span<const std::byte>> parts{content, seal};
    write_file_atomically(path, parts);
}

void load_points(Experiment& experiment, std::size_t points, const fs::path& path) {
    const std::vector<std::byte> content = sealed_content(path);
    PointTable table;
    ArchiveReader archive(content);
    table.visit(archive);
    PointReader reader(table, path);
    const std::size_t counted = points + table.columns;
    reader.check(table.coordinates.size() == points * table.columns &&
                 (table.counts.size() == counted || table.counts.size() == counted + points));
    for (std::size_t point = 0; point < points; ++point) {
        const auto first = table.coordinates.begin() + static_cast<std::ptrdiff_t>(point * table.columns);
        const std::uint64_t replicates = table.counts.size() > counted ? table.counts[counted + point] : 0;
        experiment.points.push_back({{first, first + static_cast<std::ptrdiff_t>(table.columns)},
                                     reader.texts(),
                                     static_cast<std::uint32_t>(replicates)});
    }
    for (std::uint64_t column = 0; column < table.columns; ++column) {
        DesignColumn read{reader.text(), reader.text(), reader.text(), reader.text(), {}};
        read.labels = reader.texts();
        experiment.columns.push_back(std::move(read));
    }
}

} // namespace actorhood::sim
