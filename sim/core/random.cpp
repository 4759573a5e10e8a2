#include "sim/core/random.hpp"

#include <stdexcept>

#include "sim/core/math.hpp"

namespace actorhood::sim {

double RandomStream::normal(std::uint64_t id, std::uint32_t draw) const { return normal_quantile(uniform(id, draw)); }

void RandomStream::fill(std::span<const std::uint64_t> ids, std::span<std::uint32_t> word0,
                        std::span<std::uint32_t> word1, std::span<std::uint32_t> word2,
                        std::span<std::uint32_t> word3) const {
    const std::uint64_t* const id = ids.data();
    std::uint32_t* __restrict const out0 = word0.data();
    std::uint32_t* __restrict const out1 = word1.data();
    std::uint32_t* __restrict const out2 = word2.data();
    std::uint32_t* __restrict const out3 = word3.data();
    const std::size_t count = ids.size();
    for (std::size_t i = 0; i < count; ++i) {
        // Written out, with 64-bit lanes, because compilers vectorise this form.
        std::uint64_t c0 = id[i] & 0xffffffffu;
        std::uint64_t c1 = id[i] >> 32;
        std::uint64_t c2 = when_;
        std::uint64_t c3 = who_;
        std::uint64_t k0 = key_[0];
        std::uint64_t k1 = key_[1];
#pragma GCC unroll 10
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * c0;
            const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * c2;
            c0 = (product1 >> 32) ^ c1 ^ k0;
            c1 = product1 & 0xffffffffu;
            c2 = (product0 >> 32) ^ c3 ^ k1;
            c3 = product0 & 0xffffffffu;
            k0 = (k0 + 0x9E3779B9u) & 0xffffffffu;
            k1 = (k1 + 0xBB67AE85u) & 0xffffffffu;
        }
        out0[i] = static_cast<std::uint32_t>(c0);
        out1[i] = static_cast<std::uint32_t>(c1);
        out2[i] = static_cast<std::uint32_t>(c2);
        out3[i] = static_cast<std::uint32_t>(c3);
    }
}

Random::Random(std::uint64_t seed, std::uint32_t replicate) : seed_(seed), replicate_(replicate) {
    if (replicate >= (1u << 24)) {
        throw std::out_of_range("replicate number must be below 2^24");
    }
}

} // namespace actorhood::sim
