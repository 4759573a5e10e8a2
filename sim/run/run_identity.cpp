#include "sim/run/run_identity.hpp"

#include <array>

#include "sim/core/archive.hpp"

namespace actorhood::sim {

namespace {

/// Lets every bit of a hash depend on every other [Steele, Lea & Flood 2014, SplitMix64]. One to one.
std::uint64_t scattered(std::uint64_t hash) {
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return hash ^ hash >> 31;
}

/// Hash of a text behind a word that says what the hash is for.
std::uint64_t hash_for(std::string_view purpose, std::string_view text) {
    return scattered(hash_bytes(text.data(), text.size(), hash_bytes(purpose.data(), purpose.size())));
}

std::uint64_t hash_words(std::string_view purpose, const std::array<std::uint64_t, 3>& words) {
    return scattered(hash_bytes(words.data(), sizeof words, hash_bytes(purpose.data(), purpose.size())));
}

} // namespace

std::string RunIdentity::text() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result(32, '0');
    for (std::size_t i = 0; i < 16; ++i) {
        result[15 - i] = digits[high >> (4 * i) & 0xfu];
        result[31 - i] = digits[low >> (4 * i) & 0xfu];
    }
    return result;
}

RunIdentity point_identity(std::string_view resolved) {
    return {hash_for("point, first half", resolved), hash_for("point, second half", resolved)};
}

RunIdentity run_identity(const RunIdentity& point, std::uint32_t replicate) {
    const std::array<std::uint64_t, 3> words{point.high, point.low, replicate};
    return {hash_words("run, first half", words), hash_words("run, second half", words)};
}

std::uint64_t derived_seed(std::string_view resolved) { return hash_for("seed of a point", resolved); }

} // namespace actorhood::sim
