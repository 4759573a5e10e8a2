// Noticing damaged files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace actorhood::sim {

/// CRC-64/XZ: finds every error of one or two bits and every burst up to 64 bits. `start` continues a sum.
[[nodiscard]] std::uint64_t crc64(std::span<const std::byte> bytes, std::uint64_t start = 0);

/// A mark at the end of a file: a magic word, the bytes before the mark, and their checksum. Readers of HDF5 ignore
/// what follows the file's own end, so a sealed file opens everywhere.
using Seal = std::array<std::byte, 24>;
[[nodiscard]] Seal make_seal(std::span<const std::byte> content);
/// The same for a content that comes in parts, one after the other.
class SealMaker {
public:
    void add(std::span<const std::byte> part);
    [[nodiscard]] Seal seal() const;

private:
    std::uint64_t bytes_ = 0;
    std::uint64_t sum_ = 0;
};

enum class SealState {
    none,   ///< made, or changed, by another program
    intact, ///< the file is what was written
    broken
};
/// Reads the whole file. A file that cannot be read is an Error(input_output).
[[nodiscard]] SealState check_seal(const std::filesystem::path& path);
/// Whether the file ends with a seal, which may be broken. Reads its end only.
[[nodiscard]] bool bears_seal(const std::filesystem::path& path);

} // namespace actorhood::sim
