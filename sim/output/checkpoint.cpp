#include "sim/output/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/core/archive.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checksum.hpp"

namespace actorhood::sim {

namespace {

constexpr std::array<char, 8> magic{'A', 'C', 'T', 'O', 'R', 'C', 'K', 'P'};
constexpr std::uint32_t format_version = 2;

/// The fixed beginning of the file.
struct Envelope {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t header_bytes;
    std::uint64_t total_bytes;
};
static_assert(sizeof(Envelope) == 24);

/// A file that is not (or no longer) what was written.
class Damage : public Error {
public:
    explicit Damage(const std::string& message) : Error(ExitCode::corrupt, message) {}
};

/// Names the fields of the header once, for writing and reading.
template <class Archive, class Header>
void visit_header(Archive& archive, Header& header) {
    const auto text = [&archive](std::string_view name, auto& value) {
        std::vector<char> letters(value.begin(), value.end());
        archive(name, letters);
        value.assign(letters.begin(), letters.end());
    };
    text("kind", header.kind);
    header.model.visit(archive, text);
    text("parameters_hash", header.parameters_hash);
    text("parameters_toml", header.parameters_toml);
    archive("replicate", header.replicate);
    archive("month", header.month);
    archive("seed", header.seed);
}

/// The bytes of a regular file; Error(input_output) if it cannot be read.
std::vector<std::byte> read_file(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    const bool opened = descriptor >= 0 && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    std::vector<std::byte> bytes(opened ? static_cast<std::size_t>(status.st_size) : 0);
    std::size_t filled = 0;
    ssize_t got = opened ? 1 : -1;
    while (opened && filled < bytes.size() && got != 0) {
        got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno != EINTR) {
            break;
        }
        filled += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    const int error = errno;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (got < 0) {
        throw Error(ExitCode::input_output,
                    "cannot read '" + path.string() + "': " +
                        (descriptor >= 0 && !opened ? std::string("it is not a file")
                                                    : std::generic_category().message(error)));
    }
    bytes.resize(filled);
    return bytes;
}

/// Checks the envelope and the checksum; every failure is damage except a newer format.
Envelope checked_envelope(const std::vector<std::byte>& bytes, const std::string& name) {
    Envelope envelope{};
    std::uint64_t stored_sum = 0;
    if (bytes.size() < sizeof envelope + sizeof stored_sum) {
        throw Damage(name + " is damaged: it is cut short");
    }
    std::memcpy(&envelope, bytes.data(), sizeof envelope);
    std::memcpy(&stored_sum, bytes.data() + bytes.size() - sizeof stored_sum, sizeof stored_sum);
    if (envelope.magic != magic) {
        throw Damage(name + " is not a checkpoint, or its beginning is damaged");
    }
    if (envelope.total_bytes != bytes.size()) {
        throw Damage(name + " is damaged: it has " + std::to_string(bytes.size()) + " bytes instead of " +
                     std::to_string(envelope.total_bytes));
    }
    if (crc64(std::span(bytes).first(bytes.size() - sizeof stored_sum)) != stored_sum) {
        throw Damage(name + " is damaged: its checksum does not fit");
    }
    if (envelope.version != format_version) {
        throw Error(ExitCode::corrupt, name + " has format version " + std::to_string(envelope.version) +
                                           "; this program reads version " + std::to_string(format_version));
    }
    if (envelope.header_bytes > bytes.size() - sizeof envelope - sizeof stored_sum) {
        throw Damage(name + " is damaged: its header does not fit");
    }
    return envelope;
}

/// Refuses an undamaged checkpoint that belongs to something else.
void check_expected(const CheckpointHeader& found, const CheckpointExpectation& expected, const std::string& path) {
    const std::string name = "checkpoint '" + path + "'";
    if (found.kind != expected.kind) {
        throw Error(ExitCode::corrupt, name + " was saved by '" + found.kind + "', not by '" + expected.kind + "'");
    }
    if (!found.model.same_model(expected.model)) {
        const bool layout = found.model.state_layout != expected.model.state_layout;
        throw Error(ExitCode::corrupt, name + " was saved by another model" +
                                           (layout ? " whose state has other parts" : "") + ": " +
                                           found.model.text() + "; this program is " + expected.model.text() +
                                           "; continue with the program that saved it, or run anew with this one");
    }
    if (found.parameters_hash != expected.parameters_hash) {
        std::string message = name + " belongs to another scenario (parameters " + found.parameters_hash +
                              ", expected " + expected.parameters_hash + ")";
        const std::vector<std::string> keys = differing_keys(found.parameters_toml, expected.parameters_toml);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            message += (i == 0 ? "; different: " : ", ") + keys[i];
        }
        throw Error(ExitCode::corrupt, message);
    }
}

using KeyedLines = std::vector<std::pair<std::string, std::string>>;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Dotted key and text of each line of a scenario; the n-th [[list]] entry becomes "list[n]".
KeyedLines keyed_lines(std::string_view toml) {
    KeyedLines lines;
    std::map<std::string, int> entries;
    std::string section;
    while (!toml.empty()) {
        const std::size_t end = std::min(toml.find('\n'), toml.size());
        const std::string_view line = trimmed(toml.substr(0, end));
        toml.remove_prefix(std::min(end + 1, toml.size()));
        if (line.starts_with("[[") && line.find("]]") != line.npos) {
            section = trimmed(line.substr(2, line.find("]]") - 2));
            section += '[' + std::to_string(entries[section]++) + ']';
        } else if (line.starts_with('[') && line.find(']') != line.npos) {
            section = trimmed(line.substr(1, line.find(']') - 1));
        } else if (const std::size_t equal = line.find('='); equal != line.npos && !line.starts_with('#')) {
            const std::string key(trimmed(line.substr(0, equal)));
            lines.emplace_back(section.empty() ? key : section + '.' + key, trimmed(line.substr(equal + 1)));
        }
    }
    return lines;
}

} // namespace

namespace {

using Parts = std::vector<std::span<const std::byte>>;

void write_parts(const std::filesystem::path& path, const CheckpointHeader& header, const Parts& state) {
    ArchiveWriter archive;
    CheckpointHeader written = header;
    visit_header(archive, written);
    const std::vector<std::byte>& head = archive.bytes();
    Envelope envelope{magic, format_version, static_cast<std::uint32_t>(head.size()),
                      sizeof(Envelope) + head.size() + sizeof(std::uint64_t)};
    Parts parts{std::as_bytes(std::span(&envelope, 1)), head};
    parts.insert(parts.end(), state.begin(), state.end());
    for (const auto& part : state) {
        envelope.total_bytes += part.size();
    }
    std::uint64_t sum = 0;
    for (const auto& part : parts) {
        sum = crc64(part, sum);
    }
    parts.push_back(std::as_bytes(std::span(&sum, 1)));
    write_file_atomically(path, parts, Replaced::kept);
}

} // namespace

void write_checkpoint(const std::filesystem::path& path, const CheckpointHeader& header, const ArchiveParts& state) {
    write_parts(path, header, state.parts());
}

void write_checkpoint(const std::filesystem::path& path, const CheckpointHeader& header,
                      const std::vector<std::byte>& state) {
    write_parts(path, header, {state});
}

Checkpoint inspect_checkpoint(const std::filesystem::path& path) {
    std::vector<std::byte> bytes = read_file(path);
    const Envelope envelope = checked_envelope(bytes, "checkpoint '" + path.string() + "'");
    const auto state_begin = static_cast<std::ptrdiff_t>(sizeof envelope + envelope.header_bytes);
    const std::vector<std::byte> head(bytes.begin() + sizeof envelope, bytes.begin() + state_begin);
    Checkpoint checkpoint;
    ArchiveReader archive(head);
    visit_header(archive, checkpoint.header);
    // In place: a large state must not be in memory twice.
    bytes.resize(bytes.size() - sizeof(std::uint64_t));
    bytes.erase(bytes.begin(), bytes.begin() + state_begin);
    checkpoint.state = std::move(bytes);
    return checkpoint;
}

std::uint32_t months_said(const std::filesystem::path& path) {
    constexpr std::uint32_t most_bytes = 1u << 24;
    Envelope envelope{};
    std::ifstream file(path, std::ios::binary);
    const auto read = [&](void* data, std::size_t size) {
        file.read(static_cast<char*>(data), static_cast<std::streamsize>(size));
        if (file.bad()) {
            throw Error(ExitCode::input_output, "cannot read '" + path.string() + "'");
        }
    };
    read(&envelope, sizeof envelope);
    if (!file || envelope.magic != magic || envelope.version != format_version ||
        envelope.header_bytes > most_bytes) {
        return 0;
    }
    std::vector<std::byte> head(envelope.header_bytes);
    read(head.data(), head.size());
    CheckpointHeader header;
    try {
        ArchiveReader archive(head);
        visit_header(archive, header);
    } catch (const Error&) {
        return 0; // whoever reads the state says what is wrong
    }
    return static_cast<std::uint32_t>(std::max<std::int32_t>(header.month, 0));
}

Checkpoint read_checkpoint(const std::filesystem::path& path, const CheckpointExpectation& expected) {
    std::string trouble;
    std::optional<Checkpoint> found;
    ExitCode code = ExitCode::input_output;
    for (const std::filesystem::path& generation : {path, previous_path(path)}) {
        try {
            found = inspect_checkpoint(generation);
            check_expected(found->header, expected, generation.string());
            break;
        } catch (const Damage& damage) {
            trouble += (trouble.empty() ? "" : "; ") + std::string(damage.what());
            code = ExitCode::corrupt;
        } catch (const Error& error) {
            if (error.code() != ExitCode::input_output) {
                throw;
            }
            trouble += (trouble.empty() ? "" : "; ") + std::string(error.what());
        }
    }
    if (!found) {
        throw Error(code, "there is no usable checkpoint: " + trouble);
    }
    if (!trouble.empty()) {
        found->note =
            trouble + "; continuing from the generation before (month " + std::to_string(found->header.month) + ")";
    }
    return std::move(*found);
}

bool checkpoint_exists(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored) || std::filesystem::exists(previous_path(path), ignored);
}

void remove_checkpoint(const std::filesystem::path& path) {
    std::error_code ignored;
    // The older one first: between the two a crash must not leave the older one as the newest.
    std::filesystem::remove(previous_path(path), ignored);
    std::filesystem::remove(path, ignored);
}

std::vector<std::string> differing_keys(std::string_view a, std::string_view b, std::size_t most) {
    const KeyedLines lines_a = keyed_lines(a);
    const KeyedLines lines_b = keyed_lines(b);
    const std::map<std::string, std::string> values_a(lines_a.begin(), lines_a.end());
    const std::map<std::string, std::string> values_b(lines_b.begin(), lines_b.end());
    std::vector<std::string> keys;
    const auto collect = [&](const KeyedLines& lines, const std::map<std::string, std::string>& others, bool shared) {
        for (const auto& [key, value] : lines) {
            const auto other = others.find(key);
            const bool differs = other == others.end() || (shared && other->second != value);
            if (differs && keys.size() < most) {
                keys.push_back(key);
            }
        }
    };
    collect(lines_a, values_b, true);
    collect(lines_b, values_a, false);
    return keys;
}

} // namespace actorhood::sim
