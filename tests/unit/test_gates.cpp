#include "models/firms/gates.hpp"

#include <vector>

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

} // namespace test_gates
