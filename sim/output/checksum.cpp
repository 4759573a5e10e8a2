#include "sim/output/checksum.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
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
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff end = file ? std::streamoff{file.tellg()} : -1;
    if (end < 0) {
        throw Error(ExitCode::input_output, "cannot read '" + path.string() + "'");
    }
    SealParts parts{};
    const auto length = static_cast<std::uint64_t>(end);
    if (length < sizeof parts) {
        return SealState::none;
    }
    const auto read = [&](std::uint64_t from, std::byte* data, std::uint64_t bytes) {
        file.seekg(static_cast<std::streamoff>(from));
        file.read(static_cast<char*>(static_cast<void*>(data)), static_cast<std::streamsize>(bytes));
        if (!file) {
            throw Error(ExitCode::input_output, "cannot read '" + path.string() + "'");
        }
    };
    Seal seal{};
    const std::uint64_t content = length - sizeof parts;
    read(content, seal.data(), seal.size());
    std::memcpy(&parts, seal.data(), sizeof parts);
    if (parts.magic != seal_magic) {
        return SealState::none;
    }
    std::vector<std::byte> block(std::min(block_bytes, content));
    std::uint64_t sum = 0;
    for (std::uint64_t at = 0; at < content; at += block.size()) {
        const auto bytes = std::min<std::uint64_t>(block.size(), content - at);
        read(at, block.data(), bytes);
        sum = crc64(std::span(block).first(bytes), sum);
    }
    return parts.content_bytes == content && parts.sum == sum ? SealState::intact : SealState::broken;
}

} // namespace actorhood::sim
