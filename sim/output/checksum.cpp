#include "sim/output/checksum.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

/// Eight bytes a step: table[k][b] is the remainder of byte b followed by k zero bytes.
constexpr std::array<std::array<std::uint64_t, 256>, 8> make_crc_tables() {
    constexpr std::uint64_t polynomial = 0xC96C5795D7870F42u; // ECMA-182, reflected
    std::array<std::array<std::uint64_t, 256>, 8> tables{};
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
        std::uint64_t rest = byte;
        for (int bit = 0; bit < 8; ++bit) {
            rest = (rest & 1u) != 0 ? rest >> 1 ^ polynomial : rest >> 1;
        }
        tables[0][byte] = rest;
    }
    for (std::size_t k = 1; k < tables.size(); ++k) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            tables[k][byte] = tables[k - 1][byte] >> 8 ^ tables[0][tables[k - 1][byte] & 0xffu];
        }
    }
    return tables;
}
constexpr std::array<std::array<std::uint64_t, 256>, 8> crc_tables = make_crc_tables();

constexpr std::array<char, 8> seal_magic{'A', 'C', 'T', 'O', 'R', 'S', 'U', 'M'};

/// The parts of a seal.
struct SealParts {
    std::array<char, 8> magic;
    std::uint64_t content_bytes;
    std::uint64_t sum;
};
static_assert(sizeof(SealParts) == sizeof(Seal));

/// A file with what stands where its seal would be.
class SealedFile {
public:
    explicit SealedFile(const std::filesystem::path& path)
        : path_(path), file_(path, std::ios::binary | std::ios::ate) {
        const std::streamoff end = file_ ? std::streamoff{file_.tellg()} : -1;
        if (end < 0) {
            const std::string cause = std::generic_category().message(errno);
            throw Error(ExitCode::input_output, "cannot read '" + path_.string() + "': " + cause);
        }
        length_ = static_cast<std::uint64_t>(end);
        if (length_ >= sizeof parts_) {
            Seal seal{};
            read(length_ - sizeof parts_, seal);
            std::memcpy(&parts_, seal.data(), sizeof parts_);
        }
    }
    void read(std::uint64_t from, std::span<std::byte> bytes) {
        file_.seekg(static_cast<std::streamoff>(from));
        file_.read(static_cast<char*>(static_cast<void*>(bytes.data())), static_cast<std::streamsize>(bytes.size()));
        if (!file_) {
            throw Error(ExitCode::input_output, "cannot read '" + path_.string() + "'");
        }
    }
    [[nodiscard]] std::uint64_t length() const { return length_; }
    [[nodiscard]] const SealParts& parts() const { return parts_; }
    [[nodiscard]] bool bears_seal() const { return parts_.magic == seal_magic; }

private:
    std::filesystem::path path_;
    std::ifstream file_;
    std::uint64_t length_ = 0;
    SealParts parts_{};
};

} // namespace

std::uint64_t crc64(std::span<const std::byte> bytes, std::uint64_t start) {
    std::uint64_t rest = ~start;
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        word ^= rest;
        rest = 0;
        for (std::size_t k = 0; k < 8; ++k) {
            rest ^= crc_tables[7 - k][word >> (8 * k) & 0xffu];
        }
        bytes = bytes.subspan(8);
    }
    for (const std::byte byte : bytes) {
        rest = rest >> 8 ^ crc_tables[0][(rest ^ std::to_integer<std::uint64_t>(byte)) & 0xffu];
    }
    return ~rest;
}

void SealMaker::add(std::span<const std::byte> part) {
    bytes_ += part.size();
    sum_ = crc64(part, sum_);
}

Seal SealMaker::seal() const {
    const SealParts parts{seal_magic, bytes_, sum_};
    Seal seal{};
    std::memcpy(seal.data(), &parts, sizeof parts);
    return seal;
}

Seal make_seal(std::span<const std::byte> content) {
    SealMaker maker;
    maker.add(content);
    return maker.seal();
}

SealState check_seal(const std::filesystem::path& path) {
    constexpr std::uint64_t block_bytes = 1u << 20;
    SealedFile file(path);
    if (!file.bears_seal()) {
        return SealState::none;
    }
    const std::uint64_t content = file.length() - sizeof(SealParts);
    std::vector<std::byte> block(std::min(block_bytes, content));
    std::uint64_t sum = 0;
    for (std::uint64_t at = 0; at < content; at += block.size()) {
        const auto part = std::span(block).first(std::min<std::uint64_t>(block.size(), content - at));
        file.read(at, part);
        sum = crc64(part, sum);
    }
    return file.parts().content_bytes == content && file.parts().sum == sum ? SealState::intact : SealState::broken;
}

bool bears_seal(const std::filesystem::path& path) { return SealedFile(path).bears_seal(); }

} // namespace actorhood::sim
