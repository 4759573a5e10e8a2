#include "sim/run/shard.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checksum.hpp"

namespace actorhood::sim {

namespace {

constexpr std::array<char, 8> shard_magic{'A', 'C', 'T', 'O', 'R', 'U', 'N', 'S'};
constexpr std::uint32_t shard_version = 3;
constexpr std::uint32_t version_of_instants = 2; ///< knows rows that are instants and whole axes only; is still read
constexpr std::uint32_t most_header_bytes = 1u << 30;

/// The fixed beginning of a shard.
struct Beginning {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t header_bytes;
    std::uint64_t header_sum;
};
static_assert(sizeof(Beginning) == 24);

/// Texts as a length and letters, through the visitor that saves and the one that loads.
template <class Archive>
void visit_text(Archive& archive, std::string& text) {
    std::vector<char> letters(text.begin(), text.end());
    archive("text", letters);
    text.assign(letters.begin(), letters.end());
}

template <class Archive, class Item, class Visit>
void visit_list(Archive& archive, std::vector<Item>& list, Visit&& visit) {
    auto count = static_cast<std::uint64_t>(list.size());
    archive("count", count);
    for (std::uint64_t i = 0; i < count; ++i) { // one by one: a damaged number must not ask for all memory
        if (i == list.size()) {
            list.emplace_back();
        }
        visit(list[i]);
    }
}

template <class Archive>
void visit_layout(Archive& archive, RecordLayout& layout, std::uint32_t version) {
    const bool instants = version == version_of_instants;
    visit_list(archive, layout.axes, [&](Axis& axis) {
        visit_text(archive, axis.name);
        visit_text(archive, axis.meaning);
        visit_list(archive, axis.labels, [&](std::string& label) { visit_text(archive, label); });
        if (!instants) {
            archive("cut_from", axis.cut_from);
        }
    });
    visit_list(archive, layout.variables, [&](RecordLayout::Variable& variable) {
        visit_text(archive, variable.name);
        visit_text(archive, variable.unit);
        visit_text(archive, variable.meaning);
        visit_text(archive, variable.source);
        archive("axes", variable.axes);
        if (!instants) {
            visit_text(archive, variable.cell_methods);
        }
    });
    archive("times", layout.times);
    archive("months", layout.months);
    if (!instants) {
        archive("begins", layout.begins);
    }
}

/// Most numbers of a run: more than any file holds, and few enough for sums of them and of their bytes.
constexpr std::uint64_t most_numbers = std::uint64_t{1} << 48;

[[noreturn]] void refuse_numbers() { throw Error(ExitCode::corrupt, "it tells of more numbers than there can be"); }

/// a b, where it is a possible number of numbers.
std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    if (b > 0 && a > most_numbers / b) {
        refuse_numbers();
    }
    return a * b;
}

/// Sizes and offsets follow from the rest.
void complete(RecordLayout& layout) {
    layout.numbers = 0;
    for (RecordLayout::Variable& variable : layout.variables) {
        variable.size = 1;
        for (const std::size_t axis : variable.axes) {
            if (axis >= layout.axes.size()) {
                throw Error(ExitCode::corrupt, "a variable has an axis that there is not");
            }
            variable.size = product(variable.size, layout.axes[axis].labels.size());
        }
        variable.offset = layout.numbers;
        layout.numbers += product(variable.size, layout.times.size());
        if (layout.numbers > most_numbers) {
            refuse_numbers();
        }
    }
}

/// `layouts` apart, because the index shares them.
template <class Archive>
void visit_header(Archive& archive, std::vector<RecordLayout>& layouts, ShardIndex& index, std::uint32_t version) {
    index.model.visit(archive, [&](std::string_view, std::string& text) { visit_text(archive, text); });
    visit_list(archive, layouts, [&](RecordLayout& layout) { visit_layout(archive, layout, version); });
    visit_list(archive, index.runs, [&](ShardEntry& run) {
        archive("high", run.identity.high);
        archive("low", run.identity.low);
        archive("seconds", run.seconds);
        archive("layout", run.layout);
    });
}

std::vector<std::byte> layout_bytes(RecordLayout layout) {
    ArchiveWriter archive;
    visit_layout(archive, layout, shard_version);
    return archive.take();
}

template <class Value>
std::span<const std::byte> bytes_of(const Value& value) {
    return std::as_bytes(std::span(&value, 1));
}

/// Header of a shard with these runs: equal layouts are listed once.
std::vector<std::byte> header_of(std::span<const RunRecord> runs, const ModelIdentity& model) {
    ShardIndex index;
    index.model = model;
    std::vector<RecordLayout> layouts;
    std::vector<std::vector<std::byte>> known;
    const RecordLayout* last = nullptr;
    std::uint32_t position = 0;
    for (const RunRecord& run : runs) {
        if (run.layout.get() != last) {
            last = run.layout.get();
            std::vector<std::byte> bytes = layout_bytes(*last);
            const auto found = std::ranges::find(known, bytes);
            position = static_cast<std::uint32_t>(found - known.begin());
            if (found == known.end()) {
                known.push_back(std::move(bytes));
                layouts.push_back(*last);
            }
        }
        index.runs.push_back({run.identity, run.seconds, position, 0});
    }
    ArchiveWriter archive;
    visit_header(archive, layouts, index, shard_version);
    return archive.take();
}

std::string shard_name(std::span<const RunRecord> runs) {
    std::string text;
    for (const RunRecord& run : runs) {
        text += run.identity.text();
    }
    return point_identity(text).text() + shard_ending;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Error(ExitCode::corrupt,
                "'" + path.string() + "' " + why + "; remove the file and resume: its runs are simulated again");
}

/// A file that closes itself.
class Descriptor {
public:
    explicit Descriptor(const std::filesystem::path& path) : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (value_ < 0) {
            throw Error(ExitCode::input_output,
                        "cannot read '" + path.string() + "': " + std::generic_category().message(errno));
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }
    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

/// False at the end of the file.
bool read_at(int descriptor, void* data, std::size_t size, std::uint64_t offset, const std::filesystem::path& path) {
    auto* into = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t length = ::pread(descriptor, into, size, static_cast<off_t>(offset));
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length < 0) {
            throw Error(ExitCode::input_output,
                        "cannot read '" + path.string() + "': " + std::generic_category().message(errno));
        }
        if (length == 0) {
            return false;
        }
        into += length;
        offset += static_cast<std::uint64_t>(length);
        size -= static_cast<std::size_t>(length);
    }
    return true;
}

void read_header(const std::vector<std::byte>& header, std::uint32_t version, ShardIndex& index) {
    ArchiveReader archive(header);
    std::vector<RecordLayout> layouts;
    visit_header(archive, layouts, index, version);
    for (RecordLayout& layout : layouts) {
        if (!layout.begins.empty() && layout.begins.size() != layout.times.size()) {
            throw Error(ExitCode::corrupt, "its rows begin at other times than there are");
        }
        complete(layout);
        index.layouts.push_back(std::make_shared<const RecordLayout>(std::move(layout)));
    }
}

/// Places of the runs, and whether the file is as long as they say.
void place_runs(ShardIndex& index, std::uint64_t first) {
    std::uint64_t offset = first;
    for (ShardEntry& run : index.runs) {
        if (run.layout >= index.layouts.size()) {
            refuse(index.path, "is damaged: a run without a description");
        }
        run.offset = offset;
        offset += index.layouts[run.layout]->numbers * sizeof(double);
        if (offset > most_numbers * sizeof(double)) {
            refuse(index.path, "is damaged: it tells of more numbers than there can be");
        }
    }
    std::error_code error;
    if (std::filesystem::file_size(index.path, error) != offset + std::tuple_size_v<Seal> || error) {
        refuse(index.path, "is damaged: its length does not fit");
    }
}

} // namespace

RecordLayout layout_of(const Outputs& outputs, const Trajectory& trajectory) {
    RecordLayout layout;
    std::vector<std::optional<std::size_t>> position(outputs.axes().size());
    for (const std::size_t declared_at : trajectory.variables) {
        const OutputVariable& declared = outputs.variables()[declared_at];
        RecordLayout::Variable variable{
            declared.name, declared.unit, declared.meaning, declared.source, {}, 1, 0, declared.cell_methods};
        for (const std::size_t axis : declared.axes) {
            if (!position[axis]) {
                position[axis] = layout.axes.size();
                layout.axes.push_back(outputs.axes()[axis]);
            }
            variable.axes.push_back(*position[axis]);
        }
        layout.variables.push_back(std::move(variable));
    }
    layout.times = trajectory.times;
    layout.months = trajectory.months;
    layout.begins = trajectory.begins;
    complete(layout);
    return layout;
}

bool same_layout(const RecordLayout& a, const RecordLayout& b) { return layout_bytes(a) == layout_bytes(b); }

std::filesystem::path write_shard(const std::filesystem::path& folder, std::span<const RunRecord> runs,
                                  const ModelIdentity& model) {
    const std::vector<std::byte> header = header_of(runs, model);
    const Beginning beginning{shard_magic, shard_version, static_cast<std::uint32_t>(header.size()), crc64(header)};
    std::vector<std::span<const std::byte>> parts{bytes_of(beginning), header};
    for (const RunRecord& run : runs) {
        for (const std::vector<double>& values : run.values) {
            parts.push_back(std::as_bytes(std::span(values)));
        }
    }
    SealMaker maker;
    for (const std::span<const std::byte> part : parts) {
        maker.add(part);
    }
    const Seal seal = maker.seal();
    parts.push_back(seal);
    const std::filesystem::path path = folder / shard_name(runs);
    write_file_atomically(path, parts);
    return path;
}

ShardIndex read_shard_index(const std::filesystem::path& path) {
    const Descriptor file(path);
    Beginning beginning{};
    std::error_code unknown;
    if (!read_at(file.get(), &beginning, sizeof beginning, 0, path) || beginning.magic != shard_magic ||
        beginning.header_bytes > most_header_bytes ||
        beginning.header_bytes > std::filesystem::file_size(path, unknown)) {
        refuse(path, "is damaged, or not a shard");
    }
    if (beginning.version != shard_version && beginning.version != version_of_instants) {
        refuse(path, "has format " + std::to_string(beginning.version) +
                         " of another program; this one reads format " + std::to_string(shard_version));
    }
    std::vector<std::byte> header(beginning.header_bytes);
    if (!read_at(file.get(), header.data(), header.size(), sizeof beginning, path) ||
        crc64(header) != beginning.header_sum) {
        refuse(path, "is damaged: the checksum of its header does not fit");
    }
    ShardIndex index;
    index.path = path;
    try {
        read_header(header, beginning.version, index);
    } catch (const Error& error) {
        refuse(path, std::string("is damaged: ") + error.what());
    }
    place_runs(index, sizeof beginning + header.size());
    return index;
}

void verify_shard(const std::filesystem::path& path) {
    if (check_seal(path) != SealState::intact) {
        refuse(path, "is damaged: its checksum does not fit");
    }
}

ShardReader::ShardReader(const std::filesystem::path& path) : path_(path), descriptor_(Descriptor(path).release()) {}

ShardReader::~ShardReader() { ::close(descriptor_); }

void ShardReader::read(const ShardEntry& run, const RecordLayout& layout, std::size_t variable,
                       std::vector<double>& into) const {
    const RecordLayout::Variable& wanted = layout.variables[variable];
    into.resize(wanted.size * layout.times.size());
    if (!read_at(descriptor_, into.data(), into.size() * sizeof(double), run.offset + wanted.offset * sizeof(double),
                 path_)) {
        refuse(path_, "is damaged: it ends too early");
    }
}

} // namespace actorhood::sim
