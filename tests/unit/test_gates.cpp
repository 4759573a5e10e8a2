#include "models/firms/gates.hpp"

#include <array>
#include <limits>
#include <vector>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"

namespace test_gates {

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("a gate lets every word pass whose uniform number is below the bound, and none beyond the next") {
    const sim::RandomStream draws = sim::Random(5, 0).fixed(sim::Stream{1});
    BatchDraws words;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        const double bound = i % 2 == 0 ? draws.uniform(i, 0) : draws.uniform(i, 0) * 1e-8;
        const std::uint32_t gate = gate_of(bound);
        words.word[0][0] = gate + 1;
        words.word[0][1] = gate - 1;
        if (words.uniform(0, 0) < bound || (gate > 0 && words.uniform(0, 1) >= bound)) {
            INFO(bound);
            FAIL("the gate is not at the bound");
        }
    }
    CHECK(gate_of(0.0) == 0);
    CHECK(gate_of(-1.0) == 0);
    CHECK(gate_of(0.5) == 0x80000000u);
    CHECK(gate_of(1.0) == 0xffffffffu);
    CHECK(gate_of(7.0) == 0xffffffffu);
}

TEST_CASE("those to whom something applies come in order, at all sizes of a batch") {
    std::array<std::uint32_t, BatchDraws::rows> words;
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        words[i] = (i * 37u) % 101u;
    }
    for (const std::uint32_t size : {0u, 1u, 100u, BatchDraws::rows}) {
        std::vector<std::uint32_t> small;
        std::vector<std::uint32_t> not_above_fifty;
        for (std::uint32_t i = 0; i < size; ++i) {
            if (words[i] < i % 50) {
                small.push_back(i);
            }
            if (words[i] <= 50) {
                not_above_fifty.push_back(i);
            }
        }
        std::vector<std::uint32_t> found;
        const auto note = [&](std::uint32_t i) { found.push_back(i); };
        for_each_where(
            RowBatch{1000, size}, [&](std::uint32_t i) { return words[i] < i % 50; }, note);
        CHECK(found == small);
        found.clear();
        for_each_that_passes(words, RowBatch{0, size}, 50, note);
        CHECK(found == not_above_fifty);
    }
}

TEST_CASE("bounds of a month's chance never say what the gate of a rate between them denies, and seldom nothing") {
    const sim::RandomStream draws = sim::Random(6, 0).fixed(sim::Stream{1});
    std::size_t undecided = 0;
    constexpr std::uint64_t questions = 20000;
    for (std::uint64_t i = 0; i < questions; ++i) {
        const double rate = 3.0 * draws.uniform(i, 0);
        const MonthlyBounds bounds(rate * (1.0 - 0.02 * draws.uniform(i, 1)),
                                   rate * (1.0 + 0.02 * draws.uniform(i, 2)));
        const double chance = sim::monthly_hazard(rate);
        const auto gate = static_cast<std::uint32_t>(chance * 0x1p32);
        for (const std::uint32_t word : {gate - 1, gate, gate + 1, draws.block(i, 7).word[0]}) {
            REQUIRE(!(bounds.includes(word) && word >= gate));
            REQUIRE(!(bounds.excludes(word) && word < gate));
        }
        const std::uint32_t word = draws.block(i, 7).word[0];
        undecided += !bounds.includes(word) && !bounds.excludes(word) ? 1u : 0u;
    }
    CHECK(undecided < questions / 50);
}

TEST_CASE("without bounds, and without a rate, nothing follows") {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const MonthlyBounds open(0.0, infinite);
    const MonthlyBounds none(0.0 * 0.0, 0.0 * infinite);
    for (const std::uint32_t word : {0u, 1u, 0x80000000u, 0xffffffffu}) {
        CHECK(!open.includes(word));
        CHECK(!open.excludes(word));
        CHECK(!none.includes(word));
        CHECK(!none.excludes(word));
    }
}

} // namespace test_gates
