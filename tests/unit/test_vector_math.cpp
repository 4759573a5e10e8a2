// Four numbers at a time give the bits of one at a time.
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/vector_math.hpp"
#include "tests/catch.hpp"

namespace test_vector_math {

using namespace actorhood;

namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Largest index at which `four` differs from `one` over all numbers, or -1.
template <class Four, class One>
int first_difference(const std::vector<double>& numbers, Four&& four, One&& one) {
    for (std::size_t i = 0; i + 4 <= numbers.size(); ++i) { // every number in every lane
        double out[4];
        sim::four::store(out, four(sim::four::load(&numbers[i])));
        for (std::size_t lane = 0; lane < 4; ++lane) {
            if (!same_bits(out[lane], one(numbers[i + lane]))) {
                return static_cast<int>(i + lane);
            }
        }
    }
    return -1;
}

std::vector<double> between(double low, double high, std::size_t count) {
    const sim::RandomStream draws(5, 0, 1, 0);
    std::vector<double> numbers{low, high, 0.5 * (low + high)};
    for (std::uint64_t i = 0; i < count; ++i) {
        numbers.push_back(low + (high - low) * draws.uniform(i));
    }
    return numbers;
}

} // namespace

TEST_CASE("exponential, logarithm and logistic of four numbers have the bits of one") {
    std::vector<double> exponents = between(-40.0, 40.0, 100000);
    for (const double x : between(-720.0, 720.0, 100000)) {
        exponents.push_back(x);
    }
    for (const double x : {0.0, -0.0, 1e-300, -708.0, -708.0000001, 709.782712893384, 709.79, -1e9, 1e9}) {
        exponents.push_back(x);
    }
    CHECK(first_difference(
              exponents, [](auto x) { return sim::four::exponential(x); },
              [](double x) { return sim::exponential(x); }) == -1);
    CHECK(first_difference(
              exponents, [](auto x) { return sim::four::logistic(x); }, [](double x) { return sim::logistic(x); }) ==
          -1);
    std::vector<double> positive;
    for (const double x : between(-700.0, 700.0, 100000)) {
        positive.push_back(sim::exponential(x));
    }
    for (const double x : {1.0, 0x1p-1022, 0x1.fffffffffffffp1023, 1.4142135623730951, 1.4142135623730954, 0.1}) {
        positive.push_back(x);
    }
    CHECK(first_difference(
              positive, [](auto x) { return sim::four::logarithm(x); }, [](double x) { return sim::logarithm(x); }) ==
          -1);
}

TEST_CASE("normal quantiles of many probabilities have the bits of single ones") {
    std::vector<double> probabilities = between(0x1p-53, 1.0 - 0x1p-53, 100003);
    for (const double p : {1e-300, 1e-20, 1e-11, 0.0749999, 0.075, 0.0750001, 0.5, 0.925, 0.9250001, 1.0 - 1e-12}) {
        probabilities.push_back(p);
    }
    for (std::size_t first = 0; first < 4; ++first) { // every length modulo four, every lane
        std::vector<double> together(probabilities.begin() + static_cast<std::ptrdiff_t>(first), probabilities.end());
        sim::four::normal_quantiles(together);
        std::size_t different = 0;
        for (std::size_t i = 0; i < together.size(); ++i) {
            different += same_bits(together[i], sim::normal_quantile(probabilities[first + i])) ? 0u : 1u;
        }
        CHECK(different == 0);
    }
}

TEST_CASE("words of many entities, block 0 or a block each, are those of single ones") {
    const sim::RandomStream draws(0x123456789abcdefull, 77, 9, 301);
    for (const std::size_t count : {0u, 1u, 11u, 12u, 13u, 16u, 33u, 256u}) {
        std::vector<std::uint64_t> ids;
        std::vector<std::uint8_t> blocks;
        for (std::size_t i = 0; i < count; ++i) {
            ids.push_back(0xfedcba9876543210ull * (i + 1));
            blocks.push_back(static_cast<std::uint8_t>(i * 37));
        }
        std::array<std::vector<std::uint32_t>, 4> words;
        for (auto& word : words) {
            word.assign(count, 0);
        }
        const auto agree = [&](bool block_each) {
            for (std::size_t i = 0; i < count; ++i) {
                const sim::RandomBlock one = draws.block(ids[i], block_each ? blocks[i] : 0u);
                for (std::size_t k = 0; k < 4; ++k) {
                    if (words[k][i] != one.word[k]) {
                        return false;
                    }
                }
            }
            return true;
        };
        draws.fill(ids, words[0], words[1], words[2], words[3]);
        CHECK(agree(false));
        draws.fill(ids, blocks, {words[0], words[1], words[2], words[3]});
        CHECK(agree(true));
    }
}

} // namespace test_vector_math
