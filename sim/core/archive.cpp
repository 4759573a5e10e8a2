#include "sim/core/archive.hpp"

#include <algorithm>
#include <cstddef>

namespace actorhood::sim {

namespace {

/// FNV-1a over 8-byte words, whatever the pieces in which they come.
class WordHash {
public:
    explicit WordHash(std::uint64_t start) : hash_(start) {}

    void add(std::span<const std::byte> bytes) {
        size_ += bytes.size();
        while (pending_bytes_ != 0 && !bytes.empty()) { // completes the word that the piece before began
            take(bytes.front());
            bytes = bytes.subspan(1);
        }
        const std::size_t whole = bytes.size() / sizeof(std::uint64_t) * sizeof(std::uint64_t);
        for (std::size_t at = 0; at < whole; at += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, sizeof word);
            mix(word);
        }
        for (const std::byte byte : bytes.subspan(whole)) {
            take(byte);
        }
    }
    [[nodiscard]] std::uint64_t finish() {
        if (pending_bytes_ != 0) {
            mix(pending_);
        }
        mix(size_); // tells a short last word from one that ends in zeros
        return hash_;
    }

private:
    // Multiplying moves differences upward only; the shift brings them back down. Without it the signs of two
    // numbers side by side could change and cancel.
    void mix(std::uint64_t word) {
        constexpr std::uint64_t prime = 0x00000100000001b3u;
        hash_ = (hash_ ^ word) * prime;
        hash_ ^= hash_ >> 32;
    }
    void take(std::byte byte) {
        pending_ |= std::to_integer<std::uint64_t>(byte) << (8 * pending_bytes_);
        if (++pending_bytes_ == sizeof pending_) {
            mix(pending_);
            pending_ = pending_bytes_ = 0;
        }
    }
    std::uint64_t hash_;
    std::uint64_t size_ = 0;
    std::uint64_t pending_ = 0; ///< first bytes of a word that is not complete
    std::uint64_t pending_bytes_ = 0;
};

} // namespace

std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t start) {
    WordHash hash(start);
    hash.add(std::span(static_cast<const std::byte*>(data), size));
    return hash.finish();
}

std::uint64_t ArchiveParts::size() const {
    std::uint64_t bytes = 0;
    for (const Part& part : parts_) {
        bytes += part.size();
    }
    return bytes;
}

std::vector<std::byte> ArchiveParts::joined() const {
    std::vector<std::byte> bytes;
    bytes.reserve(size());
    for (const Part& part : parts_) {
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

std::uint64_t ArchiveParts::hash() const {
    WordHash hash(hash_start);
    for (const Part& part : parts_) {
        hash.add(part);
    }
    return hash.finish();
}

void ArchiveParts::own(const void* data, std::size_t size) {
    const auto* const first = static_cast<const std::byte*>(data);
    parts_.push_back(owned_.emplace_back(first, first + size));
}

void ArchiveParts::header(std::string_view name, std::uint64_t element, std::uint64_t count) {
    ArchiveWriter bytes;
    bytes.header(name, element, count);
    parts_.push_back(owned_.emplace_back(bytes.take()));
}

void ArchiveLayout::add(std::string_view name, char kind, std::uint64_t size, bool column) {
    const std::string item = std::string(name) + (column ? " column " : " ") + kind + std::to_string(size);
    hash_ = hash_bytes(item.data(), item.size(), hash_);
}

} // namespace actorhood::sim
