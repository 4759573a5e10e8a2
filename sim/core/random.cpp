#include "sim/core/random.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/core/math.hpp"

#if defined(__x86_64__)
// g++ 12 calls the undefined registers of its own headers uninitialised (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
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

/// Ten rounds for three groups, which hides the multiplication's latency.
[[gnu::target("avx2"), gnu::always_inline]] inline void ten_rounds(std::array<FourCounters, 3>& groups,
                                                                   std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        for (FourCounters& c : groups) {
            philox_round(c, _mm256_set1_epi64x(key[0]), _mm256_set1_epi64x(key[1]));
        }
        key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
    }
}
[[gnu::target("avx2"), gnu::always_inline]] inline void store_groups(const std::array<FourCounters, 3>& groups,
                                                                     std::size_t at,
                                                                     const std::array<std::uint32_t*, 4>& out) {
    for (const FourCounters& c : groups) {
        store_words(out[0] + at, c.word0);
        store_words(out[1] + at, c.word1);
        store_words(out[2] + at, c.word2);
        store_words(out[3] + at, c.word3);
        at += 4;
    }
}

/// philox4x32_10 for twelve counters at a time, in three groups that hide the multiplication's latency. Integers
/// only, so the bits are the same. Block 0 of each identity, or the one that `blocks` says. Returns how many were done.
[[gnu::target("avx2")]] std::size_t fill_twelve_at_a_time(std::span<const std::uint64_t> ids,
                                                          const std::uint8_t* blocks,
                                                          const std::array<std::uint32_t*, 4>& out,
                                                          const std::array<std::uint32_t, 2>& key, std::uint32_t when,
                                                          std::uint32_t who) {
    std::size_t done = 0;
    for (; done + 12 <= ids.size(); done += 12) {
        std::array<FourCounters, 3> groups;
        std::size_t at = done;
        for (FourCounters& c : groups) {
            c.word0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(&ids[at]));
            c.word1 = _mm256_srli_epi64(c.word0, 32);
            c.word2 = _mm256_set1_epi64x(when);
            c.word3 = _mm256_set1_epi64x(who);
            if (blocks != nullptr) {
                c.word3 = _mm256_or_si256(c.word3, _mm256_cvtepu8_epi64(_mm_loadu_si32(&blocks[at])));
            }
            at += 4;
        }
        ten_rounds(groups, key);
        store_groups(groups, done, out);
    }
    return done;
}

/// Eight counters in 512-bit registers.
struct EightCounters {
    __m512i word0, word1, word2, word3;
};
[[gnu::target("avx512f"), gnu::always_inline]] inline void philox_round(EightCounters& c, __m512i key0,
                                                                        __m512i key1) {
    constexpr int exclusive_or_of_three = 0x96;
    const __m512i product0 = _mm512_mul_epu32(_mm512_set1_epi64(0xD2511F53), c.word0);
    const __m512i product1 = _mm512_mul_epu32(_mm512_set1_epi64(0xCD9E8D57), c.word2);
    c.word0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product1, 32), c.word1, key0, exclusive_or_of_three);
    c.word1 = product1;
    c.word2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product0, 32), c.word3, key1, exclusive_or_of_three);
    c.word3 = product0;
}
[[gnu::target("avx512f"), gnu::always_inline]] inline void store_words(std::uint32_t* out, __m512i lanes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm512_cvtepi64_epi32(lanes));
}
/// philox4x32_10 for sixteen counters at a time, in two groups.
[[gnu::target("avx512f")]] std::size_t fill_sixteen_at_a_time(std::span<const std::uint64_t> ids,
                                                              const std::uint8_t* blocks,
                                                              const std::array<std::uint32_t*, 4>& out,
                                                              const std::array<std::uint32_t, 2>& key,
                                                              std::uint32_t when, std::uint32_t who) {
    std::size_t done = 0;
    for (; done + 16 <= ids.size(); done += 16) {
        std::array<EightCounters, 2> groups;
        std::size_t at = done;
        for (EightCounters& c : groups) {
            c.word0 = _mm512_loadu_si512(&ids[at]);
            c.word1 = _mm512_srli_epi64(c.word0, 32);
            c.word2 = _mm512_set1_epi64(when);
            c.word3 = _mm512_set1_epi64(who);
            if (blocks != nullptr) {
                c.word3 = _mm512_or_si512(c.word3, _mm512_cvtepu8_epi64(_mm_loadu_si64(&blocks[at])));
            }
            at += 8;
        }
        std::array<std::uint32_t, 2> k = key;
        for (int round = 0; round < 10; ++round) {
            for (EightCounters& c : groups) {
                philox_round(c, _mm512_set1_epi64(k[0]), _mm512_set1_epi64(k[1]));
            }
            k = {k[0] + 0x9E3779B9u, k[1] + 0xBB67AE85u};
        }
        at = done;
        for (const EightCounters& c : groups) {
            store_words(out[0] + at, c.word0);
            store_words(out[1] + at, c.word1);
            store_words(out[2] + at, c.word2);
            store_words(out[3] + at, c.word3);
            at += 8;
        }
    }
    return done;
}

/// With the widest registers that the processor has; 0 without any.
constexpr std::size_t most_at_once = 16;
std::size_t fill_many(std::span<const std::uint64_t> ids, const std::uint8_t* blocks,
                      const std::array<std::uint32_t*, 4>& out, const std::array<std::uint32_t, 2>& key,
                      std::uint32_t when, std::uint32_t who) {
    return __builtin_cpu_supports("avx512f") ? fill_sixteen_at_a_time(ids, blocks, out, key, when, who)
           : __builtin_cpu_supports("avx2")  ? fill_twelve_at_a_time(ids, blocks, out, key, when, who)
                                             : 0;
}

/// All of them, or none without such registers: the last with numbers that nobody needs behind them.
std::size_t fill_all(std::span<const std::uint64_t> ids, const std::uint8_t* blocks,
                     const std::array<std::uint32_t*, 4>& out, const std::array<std::uint32_t, 2>& key,
                     std::uint32_t when, std::uint32_t who) {
    const std::size_t done = fill_many(ids, blocks, out, key, when, who);
    const std::size_t left = ids.size() - done;
    if (left == 0) {
        return done;
    }
    std::array<std::uint64_t, most_at_once> last{};
    std::array<std::uint8_t, most_at_once> last_blocks{};
    std::array<std::array<std::uint32_t, most_at_once>, 4> found;
    std::copy_n(ids.data() + done, left, last.begin());
    if (blocks != nullptr) {
        std::copy_n(blocks + done, left, last_blocks.begin());
    }
    if (fill_many(last, blocks != nullptr ? last_blocks.data() : nullptr,
                  {found[0].data(), found[1].data(), found[2].data(), found[3].data()}, key, when, who) == 0) {
        return done;
    }
    for (std::size_t k = 0; k < 4; ++k) {
        std::copy_n(found[k].begin(), left, out[k] + done);
    }
    return ids.size();
}
#endif

} // namespace

double RandomStream::normal(std::uint64_t id, std::uint32_t draw) const { return normal_quantile(uniform(id, draw)); }

void RandomStream::fill(std::span<const std::uint64_t> ids, std::span<std::uint32_t> word0,
                        std::span<std::uint32_t> word1, std::span<std::uint32_t> word2,
                        std::span<std::uint32_t> word3) const {
    std::size_t done = 0;
#if defined(__x86_64__)
    done = fill_all(ids, nullptr, {word0.data(), word1.data(), word2.data(), word3.data()}, key_, when_, who_);
#endif
    for (; done < ids.size(); ++done) {
        const RandomBlock one = block(ids[done]);
        word0[done] = one.word[0];
        word1[done] = one.word[1];
        word2[done] = one.word[2];
        word3[done] = one.word[3];
    }
}

void RandomStream::fill(std::span<const std::uint64_t> ids, std::span<const std::uint8_t> blocks,
                        const std::array<std::span<std::uint32_t>, 4>& words) const {
    std::size_t done = 0;
#if defined(__x86_64__)
    done = fill_all(ids, blocks.data(), {words[0].data(), words[1].data(), words[2].data(), words[3].data()}, key_,
                    when_, who_);
#endif
    for (; done < ids.size(); ++done) {
        const RandomBlock one = block(ids[done], blocks[done]);
        for (std::size_t k = 0; k < 4; ++k) {
            words[k][done] = one.word[k];
        }
    }
}

Random::Random(std::uint64_t seed, std::uint32_t replicate) : seed_(seed), replicate_(replicate) {
    if (replicate >= (1u << 24)) {
        throw std::out_of_range("replicate number must be below 2^24");
    }
}

} // namespace actorhood::sim
