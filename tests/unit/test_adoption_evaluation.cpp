// Evaluations of many firms at a time: the same as one by one.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/policy.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

constexpr std::uint32_t segment_count = 4;
constexpr std::size_t practice_count = 5;

Practice practice(std::size_t number, const sim::RandomBlock& draws) {
    Practice entry;
    entry.name = std::string(1, static_cast<char>('a' + number));
    entry.pillar = number % 2 == 0 ? circular : digital;
    entry.cost = 0.05 * draws.uniform32(0);
    entry.saving = 0.05 * draws.uniform32(1);
    entry.risk = draws.uniform32(2);
    entry.skill = draws.uniform32(3);
    entry.months = 6.0;
    entry.size_slope = 0.25;
    entry.visible = number == 0;
    entry.complementarity = 0.3;
    entry.complements = {"a", "b"};
    return entry;
}

policy::Programme voucher() {
    sim::Schema schema;
    policy::Programme entry;
    policy::Programme::declare(schema, entry);
    entry.name = "voucher";
    entry.instrument = static_cast<std::int64_t>(Instrument::voucher);
    entry.pillar = 3;
    entry.start = 2020.0;
    entry.end = 2030.0;
    return entry;
}

/// Thousands of firms that differ in all that an evaluation reads, in blocks of one to thousands of rows.
struct Evaluators {
    tests::Bench bench{{300, 5, 4500, 0}, 2, [](Parameters& p) {
                           p.run.seed = 11;
                           p.time.burn_in_years = 0.0;
                           p[policy::about].programmes = {voucher()};
                       }};
    World& world = bench.world();
    double rate = 60.0; ///< of evaluation: most firms, and more of the large ones
    sim::RandomStream draws{11, 0, 999, 0};

    Evaluators() {
        for (std::size_t number = 0; number < practice_count; ++number) {
            world.practices.entries.push_back(practice(number, draws.block(number, 1)));
        }
        world.practices.derive();
        policy::initialise(bench.parameters()[policy::about], world.practices, world.firms, world.clusters,
                           world.policy);
        for (const RowBlock& block : world.firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                describe(row, block);
            }
        }
        bench.table<adoption::Thresholds>().quantile = {0.0, 0.1, 0.2, 0.3};
    }

    void describe(std::uint32_t row, const RowBlock& block) {
        Firms& firms = world.firms;
        const std::uint64_t key = firms.key[row];
        const sim::RandomBlock one = draws.block(key, 2);
        const sim::RandomBlock other = draws.block(key, 3);
        const sim::RandomBlock friends = draws.block(key, 4);
        const auto real = [](const sim::RandomBlock& from, std::size_t k) {
            return static_cast<float>(from.uniform32(k));
        };
        firms.employees[row] = 1.0f + 300.0f * real(one, 0) * real(one, 0);
        firms.liquidity[row] = static_cast<Cents>(5e6 * one.uniform32(1));
        firms.orientation[row] = real(one, 2);
        firms.resistance[row] = real(one, 3);
        firms.skill_gap[row] = real(other, 0);
        firms.circular_capacity[row] = real(other, 1);
        firms.digital_capacity[row] = real(other, 2);
        firms.aware[row] = other.word[3] & 0x1fu;
        firms.adopted[row] = firms.aware[row] & other.word[3] >> 8;
        firms.size_class[row] = static_cast<std::uint8_t>(other.word[3] >> 16 & 3u);
        firms.sector[row] = static_cast<std::uint8_t>(other.word[3] >> 18 & 7u);
        firms.served_until[row].fill(other.word[3] >> 24 < 64 ? 100 : 0);
        firms.ties[row].fill(no_firm);
        for (std::size_t slot = 0; slot < (friends.word[0] & 7u); ++slot) { // none, for every eighth firm
            const std::uint32_t partner = block.begin + friends.word[1] % (block.end - block.begin);
            firms.ties[row][slot] = firms.handle[partner];
        }
    }

    /// What firms begin in a month when of `groups` groups of firms only one has time for an evaluation.
    std::vector<adoption::Start> starts(std::uint32_t groups, std::uint32_t chosen, std::uint16_t month = 7) {
        Firms& firms = world.firms;
        for (const RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms.timer_due[row].fill(row % groups == chosen ? std::uint16_t{0} : std::uint16_t{5000});
                firms.timer_practice[row].fill(31);
                firms.next_due[row] = row % groups == chosen ? std::uint16_t{0xffff} : std::uint16_t{5000};
            }
        }
        using sim::Step;
        bench.run<Step<policy::about, policy::begin>, Step<adoption::about, adoption::prepare>>(month);
        auto& terms = bench.table<adoption::Terms>();
        terms.segments.assign(segment_count, {});
        for (adoption::SegmentTerms& segment : terms.segments) {
            segment.cost.fill(0.03);
            segment.candidate.fill(1.0);
            segment.subsidy.fill(0.2);
            segment.alignment = 0.5;
            segment.scaling_stock = 0.7;
            segment.ration = 0.9;
            segment.evaluation_gate.fill(0xffffffffu);
            segment.unserved_evaluation_gate.fill(0xffffffffu);
            segment.evaluation = rate;
        }
        bench.run<sim::OnePass<Step<adoption::about, adoption::decide>>>(month);
        std::vector<adoption::Start> all;
        for (const adoption::Changes& part : bench.table<Sums<adoption::Changes>>().parts()) {
            all.insert(all.end(), part.starts.begin(), part.starts.end());
        }
        return all;
    }
};

bool before(const adoption::Start& one, const adoption::Start& other) { return one.row < other.row; }

} // namespace

TEST_CASE("adoption::decide: an evaluation does not depend on who else evaluates") {
    const std::int64_t peer_rule = GENERATE(std::int64_t{0}, std::int64_t{1});
    Evaluators evaluators;
    evaluators.bench.parameters()[adoption::about].peer_rule = peer_rule;
    const std::vector<adoption::Start> together = evaluators.starts(1, 0);
    REQUIRE(together.size() > 500);
    const auto with = [&](auto&& holds) { return std::count_if(together.begin(), together.end(), holds); };
    CHECK(with([](const adoption::Start& start) { return start.voucher > 0 && start.alone; }) > 50);
    CHECK(with([](const adoption::Start& start) { return start.voucher > 0 && !start.alone; }) > 50);
    CHECK(with([](const adoption::Start& start) { return start.subsidy > 0; }) > 50);
    constexpr std::uint32_t groups = 61;
    std::vector<adoption::Start> apart;
    for (std::uint32_t chosen = 0; chosen < groups; ++chosen) {
        const std::vector<adoption::Start> some = evaluators.starts(groups, chosen);
        apart.insert(apart.end(), some.begin(), some.end());
    }
    std::sort(apart.begin(), apart.end(), before);
    CHECK(std::is_sorted(together.begin(), together.end(), before));
    CHECK(apart == together);
}

TEST_CASE("adoption::decide: firms that change their minds from month to month do so by what does not last") {
    Evaluators evaluators;
    Firms& firms = evaluators.world.firms;
    adoption::Parameters& p = evaluators.bench.parameters()[adoption::about];
    p.noise = 0.0;
    evaluators.rate = 1e6;
    p.implementation = {};
    for (const RowBlock& block : firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            firms.aware[row] = 1u; // one practice, or none
            firms.liquidity[row] = 1'000'000'000'00;
        }
    }
    const auto minds_changed = [&](double persistence) {
        p.acceptance_persistence = persistence;
        const auto one = evaluators.starts(1, 0, 7);
        const auto other = evaluators.starts(1, 0, 8);
        REQUIRE(one.size() > 500);
        std::vector<std::uint32_t> rows[2];
        for (const adoption::Start& start : one) {
            rows[0].push_back(start.row);
        }
        for (const adoption::Start& start : other) {
            rows[1].push_back(start.row);
        }
        std::vector<std::uint32_t> apart;
        std::set_symmetric_difference(rows[0].begin(), rows[0].end(), rows[1].begin(), rows[1].end(),
                                      std::back_inserter(apart));
        return static_cast<double>(apart.size()) / static_cast<double>(one.size() + other.size());
    };
    const double none_lasts = minds_changed(0.0);
    const double most_lasts = minds_changed(0.9);
    INFO("changed: " << none_lasts << ", " << most_lasts);
    CHECK(minds_changed(1.0) == 0.0);
    CHECK(most_lasts > 0.0);
    CHECK(most_lasts < 0.5 * none_lasts);
}
