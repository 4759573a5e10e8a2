#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <vector>

#include "sim/core/math.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_random {

using namespace actorhood::sim;

namespace {

/// Chi-square upper limit at probability 1 - 1e-6 for many degrees of freedom [Wilson & Hilferty 1931].
double chi_square_limit(double degrees) {
    const double term = 1.0 - 2.0 / (9.0 * degrees) + 4.753424 * std::sqrt(2.0 / (9.0 * degrees));
    return degrees * term * term * term;
}

double chi_square(const std::vector<double>& counts, double expected) {
    double sum = 0.0;
    for (const double count : counts) {
        sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
}

/// Chi-square of 16 x 16 cells of pairs (first(i), second(i)), both uniform on (0,1) and independent.
template <class First, class Second>
double pair_chi_square(std::size_t count, First first, Second second) {
    std::vector<double> cells(256);
    for (std::size_t i = 0; i < count; ++i) {
        cells[static_cast<std::size_t>(first(i) * 16.0) * 16 + static_cast<std::size_t>(second(i) * 16.0)] += 1.0;
    }
    return chi_square(cells, static_cast<double>(count) / 256.0);
}

} // namespace

TEST_CASE("Philox gives the published known answers", "[random]") {
    using Words = std::array<std::uint32_t, 4>;
    CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    const std::uint32_t ones = 0xffffffff;
    CHECK(philox4x32_10({ones, ones, ones, ones}, {ones, ones}) ==
          Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Filling columns gives the same words as single blocks, for any length", "[random]") {
    const RandomStream stream = Random(0xfedcba9876543210u, 0xabcdef).stream(Stream{0x1234}, 0x5678);
    for (std::size_t count = 0; count < 40; ++count) {
        std::vector<std::uint64_t> ids(count);
        for (std::size_t i = 0; i < count; ++i) {
            ids[i] = i % 2 == 0 ? i : 0xffffffff00000000u + i * 0x123456789u;
        }
        std::vector<std::uint32_t> word[4];
        for (auto& column : word) {
            column.assign(count, 0);
        }
        stream.fill(ids, word[0], word[1], word[2], word[3]);
        for (std::size_t i = 0; i < count; ++i) {
            const RandomBlock expected = stream.block(ids[i]);
            for (std::size_t k = 0; k < 4; ++k) {
                REQUIRE(word[k][i] == expected.word[k]);
            }
        }
    }
}

TEST_CASE("Every part of a draw's address changes the counter or the key", "[random]") {
    // Philox is a bijection of the counter for each key, so distinct blocks mean distinct counters.
    std::set<std::array<std::uint32_t, 4>> seen;
    std::size_t made = 0;
    const std::uint64_t ids[] = {0, 1, 0xffffffffu, 0x100000000u, 0xffffffffffffffffu};
    for (const std::uint32_t replicate : {0u, 1u, 255u, 256u, 0xffffffu}) {
        for (const auto stream : std::array<std::uint16_t, 5>{0, 1, 255, 256, 0xffff}) {
            for (const auto month : std::array<std::uint16_t, 5>{0, 1, 255, 256, 0xfffe}) {
                for (const std::uint64_t id : ids) {
                    for (const std::uint32_t block : {0u, 1u, 255u}) {
                        seen.insert(Random(1, replicate).stream(Stream{stream}, month).block(id, block).word);
                        ++made;
                    }
                }
            }
        }
        seen.insert(Random(1, replicate).fixed(Stream{7}).block(0).word);
        ++made;
    }
    CHECK(seen.size() == made);
    CHECK(Random(1, 0).stream(Stream{1}, 1).block(1).word != Random(2, 0).stream(Stream{1}, 1).block(1).word);
    CHECK(Random(1, 0).stream(Stream{1}, 1).block(1).word !=
          Random(1ull << 32 | 1, 0).stream(Stream{1}, 1).block(1).word);
}

TEST_CASE("Uniform draws lie strictly between 0 and 1", "[random]") {
    const RandomBlock lowest{{0, 0, 0, 0}};
    const RandomBlock highest{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}};
    for (const std::size_t k : {0u, 1u}) {
        CHECK(lowest.uniform(k) > 0.0);
        CHECK(highest.uniform(k) < 1.0);
    }
    for (const std::size_t k : {0u, 1u, 2u, 3u}) {
        CHECK(lowest.uniform32(k) > 0.0);
        CHECK(highest.uniform32(k) < 1.0);
    }
    CHECK(std::isfinite(normal_quantile(lowest.uniform(0))));
    CHECK(std::isfinite(normal_quantile(highest.uniform(0))));
}

TEST_CASE("Impossible events never happen and certain events always do", "[random]") {
    const RandomStream stream = Random(3, 0).stream(Stream{1}, 1);
    for (std::uint64_t id = 0; id < 1000; ++id) {
        CHECK_FALSE(stream.happens(id, 0.0));
        CHECK_FALSE(stream.happens(id, -1.0));
        CHECK(stream.happens(id, 1.0));
    }
}

// With 2^20 draws in 1024 cells at a false alarm rate of 1e-6, a cell probability pattern whose root mean square
// relative deviation is 1.8 % raises the non-centrality to 340 and is found with power above 0.99.
TEST_CASE("Draws are uniform along ids, months, streams, replicates and draw numbers", "[random][statistical]") {
    constexpr std::size_t count = 1u << 20;
    const auto uniformity = [](auto draw) {
        std::vector<double> cells(1024);
        for (std::size_t i = 0; i < count; ++i) {
            cells[static_cast<std::size_t>(draw(i) * 1024.0)] += 1.0;
        }
        return chi_square(cells, count / 1024.0);
    };
    const double limit = chi_square_limit(1023.0);
    const auto low16 = [](std::size_t i) { return static_cast<std::uint16_t>(i & 0xffffu); };
    CHECK(uniformity([](std::size_t i) { return Random(11, 2).stream(Stream{5}, 9).uniform(i); }) < limit);
    CHECK(uniformity([&](std::size_t i) { return Random(11, 2).stream(Stream{5}, low16(i)).uniform(i >> 16); }) <
          limit);
    CHECK(uniformity([&](std::size_t i) { return Random(11, 2).stream(Stream{low16(i)}, 9).uniform(i >> 16); }) <
          limit);
    CHECK(uniformity([](std::size_t i) {
              return Random(11, static_cast<std::uint32_t>(i)).stream(Stream{5}, 9).uniform(17);
          }) < limit);
    CHECK(uniformity([](std::size_t i) {
              return Random(11, 2).stream(Stream{5}, 9).uniform(i >> 9, static_cast<std::uint32_t>(i & 511));
          }) < limit);
    CHECK(uniformity([](std::size_t i) { return Random(i, 2).stream(Stream{5}, 9).block(17).uniform32(3); }) < limit);
}

// 2^20 pairs in 256 cells, false alarm 1e-6: a Gaussian-copula correlation of 0.015 between the members of a pair
// has non-centrality about 236 and is found with power above 0.99.
TEST_CASE("Neighbouring draws are independent along every part of the address", "[random][statistical]") {
    constexpr std::size_t count = 1u << 20;
    const RandomStream base = Random(77, 3).stream(Stream{5}, 9);
    const auto first = [&](std::size_t i) { return base.uniform(i); };
    const double limit = chi_square_limit(255.0);
    const auto against = [&](const RandomStream& other) {
        return pair_chi_square(count, first, [&](std::size_t i) { return other.uniform(i); });
    };
    CHECK(pair_chi_square(count, first, [&](std::size_t i) { return base.uniform(i + 1); }) < limit);
    CHECK(pair_chi_square(count, first, [&](std::size_t i) { return base.uniform(i, 1); }) < limit);
    CHECK(pair_chi_square(count, first, [&](std::size_t i) { return base.uniform(i, 2); }) < limit);
    CHECK(against(Random(77, 3).stream(Stream{5}, 10)) < limit);
    CHECK(against(Random(77, 3).stream(Stream{6}, 9)) < limit);
    CHECK(against(Random(77, 4).stream(Stream{5}, 9)) < limit);
    CHECK(against(Random(78, 3).stream(Stream{5}, 9)) < limit);
    CHECK(against(Random(77, 3).stream(Stream{5}, 9)) > 100.0 * limit); // the test does see dependence
}

TEST_CASE("Normal draws have the moments of a standard normal", "[random][statistical]") {
    constexpr std::size_t count = 1u << 20;
    const RandomStream stream = Random(5, 0).stream(Stream{1}, 1);
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const double value = stream.normal(i);
        sum += value;
        squares += value * value;
    }
    // Five standard errors: 1/1024 for the mean, sqrt(2)/1024 for the variance.
    CHECK(std::abs(sum / count) < 5.0 / 1024.0);
    CHECK(std::abs(squares / count - 1.0) < 5.0 * std::sqrt(2.0) / 1024.0);
}

TEST_CASE("A replicate number beyond 24 bits is refused", "[random]") {
    CHECK_NOTHROW(Random(1, (1u << 24) - 1));
    CHECK_THROWS_AS(Random(1, 1u << 24), std::out_of_range);
}

} // namespace test_random
