#include "sim/core/archive.hpp"

#include <algorithm>
#include <cstddef>

namespace actorhood::sim {

std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t start) {
    constexpr std::uint64_t prime = 0x00000100000001b3u;
    const auto* bytes = static_cast<const std::byte*>(data);
    std::uint64_t hash = start;
    // Multiplying moves differences upward only; the shift brings them back down. Without it the signs of two
    // numbers side by side could change and cancel.
    const auto mix = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * prime;
        hash ^= hash >> 32;
    };
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, std::min(sizeof word, size - at));
        mix(word);
    }
    // The length tells a short last word from one that ends in zeros.
    mix(size);
    return hash;
}

void ArchiveLayout::add(std::string_view name, char kind, std::uint64_t size, bool column) {
    const std::string item = std::string(name) + (column ? " column " : " ") + kind + std::to_string(size);
    hash_ = hash_bytes(item.data(), item.size(), hash_);
}

} // namespace actorhood::sim
