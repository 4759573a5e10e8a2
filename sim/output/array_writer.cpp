#include "sim/output/array_writer.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/core/parallel.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_waiting = std::size_t{1} << 22; ///< numbers, 32 MiB

using Extents = std::span<const std::uint64_t>;

std::uint64_t product(Extents extents) {
    return std::accumulate(extents.begin(), extents.end(), std::uint64_t{1}, std::multiplies<>());
}

/// Steps `position` through a box, the last dimension first; false after the last position.
bool advance(std::vector<std::uint64_t>& position, Extents step, Extents box) {
    for (std::size_t k = position.size(); k-- > 0;) {
        position[k] += step[k];
        if (position[k] < box[k]) {
            return true;
        }
        position[k] = 0;
    }
    return false;
}

/// Position of an element in a box, row-major.
std::uint64_t offset_in(Extents box, Extents position) {
    std::uint64_t offset = 0;
    for (std::size_t k = 0; k < box.size(); ++k) {
        offset = offset * box[k] + position[k];
    }
    return offset;
}

/// The chunk of a block that begins at `first`; NaN, the fill value of arrays, where it sticks out of the block.
void cut(std::span<const double> block, Extents extents, Extents chunk, Extents first, std::vector<double>& values) {
    std::vector<std::uint64_t> inside;
    for (std::size_t k = 0; k < chunk.size(); ++k) {
        inside.push_back(std::min(chunk[k], extents[k] - first[k]));
    }
    values.resize(product(chunk));
    if (!std::equal(inside.begin(), inside.end(), chunk.begin())) {
        std::fill(values.begin(), values.end(), std::numeric_limits<double>::quiet_NaN());
    }
    // Dimensions that are whole in chunk and block are copied together.
    std::size_t rows = chunk.size();
    std::uint64_t run = 1;
    do {
        run *= inside[--rows];
    } while (rows > 0 && chunk[rows] == extents[rows]);
    const std::vector<std::uint64_t> ones(chunk.size(), 1);
    std::vector<std::uint64_t> position(rows, 0);
    std::vector<std::uint64_t> from(first.begin(), first.end());
    std::vector<std::uint64_t> to(chunk.size(), 0);
    do {
        for (std::size_t k = 0; k < rows; ++k) {
            from[k] = first[k] + position[k];
            to[k] = position[k];
        }
        std::copy_n(block.begin() + static_cast<std::ptrdiff_t>(offset_in(extents, from)), run,
                    values.begin() + static_cast<std::ptrdiff_t>(offset_in(chunk, to)));
    } while (advance(position, Extents(ones).first(rows), Extents(inside).first(rows)));
}

} // namespace

ArrayWriter::ArrayWriter() : packers_(std::max<std::size_t>(1, ThreadLimit::available())) {}

void ArrayWriter::write(const std::shared_ptr<ChunkedArray>& array, Extents start, Extents count,
                        std::span<const double> values) {
    const Extents chunk = array->chunk;
    if (product(count) == 0) {
        return;
    }
    for (std::size_t k = 0; k < chunk.size(); ++k) {
        const std::uint64_t end = start[k] + count[k];
        if (start[k] % chunk[k] != 0 || (end % chunk[k] != 0 && end != array->shape[k])) {
            throw std::logic_error("a block of an array begins or ends inside a chunk");
        }
    }
    std::vector<std::uint64_t> first(chunk.size(), 0);
    do {
        std::vector<std::uint64_t> place(start.begin(), start.end());
        for (std::size_t k = 0; k < place.size(); ++k) {
            place[k] += first[k];
        }
        if (count_ == waiting_.size()) {
            waiting_.emplace_back();
        }
        Waiting& next = waiting_[count_++];
        next.array = array;
        next.start = std::move(place);
        cut(values, count, chunk, first, next.values);
        numbers_ += next.values.size();
        if (numbers_ >= most_waiting) {
            flush();
        }
    } while (advance(first, chunk, count));
}

void ArrayWriter::flush() {
    parallel_for(packers_.size(), [&](std::size_t packer) {
        for (std::size_t i = packer; i < count_; i += packers_.size()) {
            waiting_[i].packed = packers_[packer].pack(waiting_[i].values);
        }
    });
    for (std::size_t i = 0; i < count_; ++i) {
        waiting_[i].array->dataset.write_chunk(waiting_[i].start, waiting_[i].packed);
        waiting_[i].array.reset();
    }
    count_ = 0;
    numbers_ = 0;
}

} // namespace actorhood::sim
