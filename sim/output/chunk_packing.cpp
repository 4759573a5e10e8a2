#include "sim/output/chunk_packing.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <new>

#include <libdeflate.h>

namespace actorhood::sim {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers in files are little endian");

constexpr int fastest = 1; ///< level of deflate: higher ones gain a few per cent and cost several times the time
constexpr std::size_t checksum_bytes = 4;

/// First bytes of all numbers, then their second bytes, and so on: what changes slowly stands together.
void shuffle(std::span<const double> values, std::vector<std::byte>& bytes) {
    constexpr std::size_t width = sizeof(double);
    const std::size_t count = values.size();
    bytes.resize(values.size_bytes());
    const auto* const from = reinterpret_cast<const std::byte*>(values.data());
    constexpr std::size_t tile = 512; // numbers that stay in the cache while their bytes are spread
    for (std::size_t first = 0; first < count; first += tile) {
        const std::size_t end = std::min(first + tile, count);
        for (std::size_t k = 0; k < width; ++k) {
            std::byte* const to = bytes.data() + k * count;
            for (std::size_t i = first; i < end; ++i) {
                to[i] = from[i * width + k];
            }
        }
    }
}

/// Fletcher-32 over words of 16 bits, the high byte first, as the format defines it.
std::uint32_t fletcher32(std::span<const std::byte> bytes) {
    constexpr std::size_t most_words = 360; // no overflow before the sums are folded
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    const auto fold = [](std::uint32_t sum) { return (sum & 0xffffu) + (sum >> 16); };
    std::size_t words = bytes.size() / 2;
    std::size_t at = 0;
    while (words != 0) {
        const std::size_t together = std::min(words, most_words);
        words -= together;
        for (std::size_t i = 0; i < together; ++i, at += 2) {
            low += std::to_integer<std::uint32_t>(bytes[at]) << 8 | std::to_integer<std::uint32_t>(bytes[at + 1]);
            high += low;
        }
        low = fold(low);
        high = fold(high);
    }
    if (bytes.size() % 2 != 0) {
        low += std::to_integer<std::uint32_t>(bytes.back()) << 8;
        high += low;
        low = fold(low);
        high = fold(high);
    }
    return fold(high) << 16 | fold(low);
}

} // namespace

struct ChunkPacker::Compressor {
    struct Free {
        void operator()(libdeflate_compressor* p) const { libdeflate_free_compressor(p); }
    };
    std::unique_ptr<libdeflate_compressor, Free> deflate{libdeflate_alloc_compressor(fastest)};
};

ChunkPacker::ChunkPacker() : compressor_(std::make_unique<Compressor>()) {
    if (!compressor_->deflate) {
        throw std::bad_alloc();
    }
}
ChunkPacker::~ChunkPacker() = default;
ChunkPacker::ChunkPacker(ChunkPacker&&) noexcept = default;
ChunkPacker& ChunkPacker::operator=(ChunkPacker&&) noexcept = default;

std::vector<std::byte> ChunkPacker::pack(std::span<const double> values) {
    libdeflate_compressor* const deflate = compressor_->deflate.get();
    shuffle(values, shuffled_);
    // Into room that stays: a new vector of the greatest possible size would first be filled with zeros.
    const std::size_t most = libdeflate_zlib_compress_bound(deflate, shuffled_.size());
    packed_.resize(std::max(packed_.size(), most + checksum_bytes));
    const std::size_t size =
        libdeflate_zlib_compress(deflate, shuffled_.data(), shuffled_.size(), packed_.data(), most);
    const std::uint32_t checksum = fletcher32(std::span(packed_).first(size));
    for (std::size_t k = 0; k < checksum_bytes; ++k) {
        packed_[size + k] = static_cast<std::byte>(checksum >> (8 * k));
    }
    const auto packed = std::span(packed_).first(size + checksum_bytes);
    return {packed.begin(), packed.end()};
}

} // namespace actorhood::sim
