// Arrays written in packed chunks come back through the HDF5 library, which checks every sum.
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"
#include "sim/output/array_writer.hpp"
#include "sim/output/atomic_file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace actorhood::tests::test_array_writer {

namespace {

using Extents = std::vector<std::uint64_t>;

std::uint64_t product(const Extents& extents) {
    return std::accumulate(extents.begin(), extents.end(), std::uint64_t{1}, std::multiplies<>());
}

struct Written {
    std::vector<double> values;
    std::vector<std::byte> file;
};

/// Writes an array in blocks of `rows` rows of the first dimension, and reads it back.
Written write_and_read(const Extents& shape, const Extents& chunk, std::uint64_t rows,
                       const std::vector<double>& values) {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "array.h5";
    sim::hdf5::File file = sim::hdf5::File::in_memory(path, 1u << 16);
    std::vector<sim::hdf5::Dataset> dimensions;
    std::vector<const sim::hdf5::Dataset*> pointers;
    for (std::size_t k = 0; k < shape.size(); ++k) {
        dimensions.push_back(file.dimension("d" + std::to_string(k), std::vector<double>(shape[k], 1.0)));
    }
    for (const sim::hdf5::Dataset& dimension : dimensions) {
        pointers.push_back(&dimension);
    }
    {
        const auto array = std::make_shared<sim::ChunkedArray>(
            sim::ChunkedArray{file.array("values", pointers, chunk), shape, chunk});
        sim::ArrayWriter writer;
        const std::uint64_t row = product(shape) / shape[0];
        for (std::uint64_t first = 0; first < shape[0]; first += rows) {
            Extents start(shape.size(), 0);
            Extents count = shape;
            start[0] = first;
            count[0] = std::min(rows, shape[0] - first);
            writer.write(array, start, count, std::span(values).subspan(first * row, count[0] * row));
        }
        writer.flush();
    }
    Written written;
    written.file = file.image();
    const std::span<const std::byte> whole(written.file);
    sim::write_file_atomically(path, std::span(&whole, 1));
    written.values = sim::hdf5::File::open(path).dataset("values").doubles();
    return written;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(
        a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

std::vector<double> smooth(std::size_t size) {
    std::vector<double> values(size);
    for (std::size_t i = 0; i < size; ++i) {
        values[i] = std::sqrt(static_cast<double>(i));
    }
    return values;
}

/// Numbers that no packer makes smaller.
std::vector<double> noise(std::size_t size) {
    const sim::RandomStream draws = sim::Random(1, 0).fixed(sim::Stream{1});
    std::vector<double> values(size);
    for (std::size_t i = 0; i < size; ++i) {
        const sim::RandomBlock block = draws.block(i);
        values[i] = std::bit_cast<double>(static_cast<std::uint64_t>(block.word[0]) << 32 | block.word[1]);
    }
    return values;
}

} // namespace

TEST_CASE("array writer: what was written is read, wherever chunks stick out") {
    struct Cut {
        Extents shape, chunk;
        std::uint64_t rows;
    };
    const std::vector<Cut> cuts{{{7}, {3}, 3},
                                {{7}, {7}, 7},
                                {{1, 1}, {1, 1}, 1},
                                {{5, 4, 3}, {2, 4, 3}, 2},
                                {{5, 4, 3}, {2, 3, 2}, 4},
                                {{6, 2, 5, 3}, {1, 1, 2, 3}, 1},
                                {{3, 2, 301, 4, 2}, {2, 2, 100, 4, 2}, 2},
                                {{40, 301, 33}, {1, 301, 33}, 40}};
    for (const Cut& cut : cuts) {
        INFO("chunk of " << product(cut.chunk) << " in " << product(cut.shape));
        std::vector<double> values = smooth(product(cut.shape));
        values[values.size() / 2] = std::numeric_limits<double>::quiet_NaN();
        values.back() = -0.0;
        CHECK(same_bits(write_and_read(cut.shape, cut.chunk, cut.rows, values).values, values));
    }
}

TEST_CASE("array writer: numbers that cannot be packed come back too, for sizes odd and even") {
    for (std::uint64_t size = 1; size < 200; ++size) {
        const std::vector<double> values = noise(size);
        REQUIRE(same_bits(write_and_read({size}, {size}, size, values).values, values));
    }
}

TEST_CASE("array writer: packing makes files smaller, the same for any number of threads") {
    const Extents shape{64, 5000};
    const std::vector<double> values = smooth(product(shape));
    const auto with_threads = [&](std::size_t threads) {
        const sim::ThreadLimit limit(threads);
        return write_and_read(shape, {1, 5000}, 64, values).file;
    };
    const std::vector<std::byte> one = with_threads(1);
    CHECK(one == with_threads(2));
    CHECK(one == with_threads(5));
    CHECK(one.size() < product(shape) * sizeof(double) * 8 / 10);
}

TEST_CASE("array writer: a block that begins or ends inside a chunk is refused") {
    CHECK_THROWS_AS(write_and_read({6}, {4}, 2, smooth(6)), std::logic_error);
}

} // namespace actorhood::tests::test_array_writer
