#include "sim/core/random.hpp"

#include <stdexcept>

#include "sim/core/math.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace actorhood::sim {

namespace {

#if defined(__x86_64__)
/// The four words of four counters, each word in the lower half of a 64-bit lane.
struct FourCounters {
    __m256i word0, word1, word2, word3;
};

/// One round of Philox. mul_epu32 reads lower halves only, so the upper halves may hold rubbish.
[[gnu::target("avx2"), gnu::always_inline]] inline void philox_round(FourCounters& c, __m256i key0, __m256i key1) {
    const __m256i product0 = _mm256_mul_epu32(_mm256_set1_epi64x(0xD2511F53), c.word0);
    const __m256i product1 = _mm256_mul_epu32(_mm256_set1_epi64x(0xCD9E8D57), c.word2);
    c.word0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(product1, 32), c.word1), key0);
    c.word1 = product1;
    c.word2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(product0, 32), c.word3), key1);
    c.word3 = product0;
}

/// Stores the lower halves of four lanes.
[[gnu::target("avx2"), gnu::always_inline]] inline void store_words(std::uint32_t* out, __m256i lanes) {
    const __m256i packed = _mm256_permutevar8x32_epi32(lanes, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm256_castsi256_si128(packed));
}

/// philox4x32_10 for twelve counters at a time, in three groups that hide the multiplication's latency. Integers
/// only, so the bits are the same. Returns how many of the identities were done.
[[gnu::target("avx2")]] std::size_t fill_twelve_at_a_time(std::span<const std::uint64_t> ids,
                                                          const std::array<std::uint32_t*, 4>& out,
                                                          const std::array<std::uint32_t, 2>& key, std::uint32_t when,
                                                          std::uint32_t who) {
    std::size_t done = 0;
    for (; done + 12 <= ids.size(); done += 12) {
        FourCounters groups[3];
        const std::uint64_t* id = ids.data() + done;
        for (FourCounters& c : groups) {
            c.word0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(id));
            c.word1 = _mm256_srli_epi64(c.word0, 32);
            c.word2 = _mm256_set1_epi64x(when);
            c.word3 = _mm256_set1_epi64x(who);
            id += 4;
        }
        std::array<std::uint32_t, 2> k = key;
        for (int round = 0; round < 10; ++round) {
            for (FourCounters& c : groups) {
                philox_round(c, _mm256_set1_epi64x(k[0]), _mm256_set1_epi64x(k[1]));
            }
            k = {k[0] + 0x9E3779B9u, k[1] + 0xBB67AE85u};
        }
        std::size_t at = done;
        for (const FourCounters& c : groups) {
            store_words(out[0] + at, c.word0);
            store_words(out[1] + at, c.word1);
            store_words(out[2] + at, c.word2);
            store_words(out[3] + at, c.word3);
            at += 4;
        }
    }
    return done;
}
#endif

} // namespace

double RandomStream::normal(std::uint64_t id, std::uint32_t draw) const { return normal_quantile(uniform(id, draw)); }

void RandomStream::fill(std::span<const std::uint64_t> ids, std::span<std::uint32_t> word0,
                        std::span<std::uint32_t> word1, std::span<std::uint32_t> word2,
                        std::span<std::uint32_t> word3) const {
    std::size_t done = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        const std::array<std::uint32_t*, 4> out{word0.data(), word1.data(), word2.data(), word3.data()};
        done = fill_twelve_at_a_time(ids, out, key_, when_, who_);
    }
#endif
    for (; done < ids.size(); ++done) {
        const RandomBlock one = block(ids[done]);
        word0[done] = one.word[0];
        word1[done] = one.word[1];
        word2[done] = one.word[2];
        word3[done] = one.word[3];
    }
}

Random::Random(std::uint64_t seed, std::uint32_t replicate) : seed_(seed), replicate_(replicate) {
    if (replicate >= (1u << 24)) {
        throw std::out_of_range("replicate number must be below 2^24");
    }
}

} // namespace actorhood::sim
