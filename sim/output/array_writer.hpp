// Writes arrays of a file in whole chunks, packed by several threads at once: packing is most of the work of a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/output/chunk_packing.hpp"
#include "sim/output/hdf5.hpp"

namespace actorhood::sim {

/// An array that is written, and how it is cut.
struct ChunkedArray {
    hdf5::Dataset dataset;
    std::vector<std::uint64_t> shape;
    std::vector<std::uint64_t>
        chunk; ///< elements of a chunk in each dimension; at the end of a dimension it sticks out
};

/// Collects chunks and writes them in the order in which they came. The same bytes for any number of threads.
class ArrayWriter {
public:
    ArrayWriter();
    /// Writes a block of the array: `count[k]` from `start[k]` in each dimension. It begins where a chunk begins and ends
    /// where one or the array ends.
    void write(const std::shared_ptr<ChunkedArray>& array, std::span<const std::uint64_t> start,
               std::span<const std::uint64_t> count, std::span<const double> values);
    /// Writes what is left. Throws Error(input_output) as write() does when there is no room.
    void flush();

private:
    struct Waiting {
        std::shared_ptr<ChunkedArray> array;
        std::vector<std::uint64_t> start;
        std::vector<double> values;
        std::vector<std::byte> packed;
    };
    std::vector<Waiting> waiting_; ///< and room of those that were written, to be used again
    std::size_t count_ = 0;        ///< how many wait
    std::size_t numbers_ = 0;      ///< in all that wait
    std::vector<ChunkPacker> packers_;
};

} // namespace actorhood::sim
