// Packs a chunk as the filters of the format do: bytes shuffled, deflated, a checksum behind.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace actorhood::sim {

/// Packs one chunk after the other; several can work side by side.
class ChunkPacker {
public:
    ChunkPacker();
    ~ChunkPacker();
    ChunkPacker(ChunkPacker&&) noexcept;
    ChunkPacker& operator=(ChunkPacker&&) noexcept;

    /// Whole chunk, as it stands in a file whose data set has the filters shuffle, deflate and Fletcher-32 in this
    /// order. Any reader of the format unpacks it.
    [[nodiscard]] std::vector<std::byte> pack(std::span<const double> values);

private:
    struct Compressor;
    std::unique_ptr<Compressor> compressor_;
    std::vector<std::byte> shuffled_;
    std::vector<std::byte> packed_;
};

} // namespace actorhood::sim
