// Evaluations: their terms by numbers worked out by hand, and many firms at a time the same as one by one.
#include "models/mechanisms/adoption_evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/policy.hpp"
#include "models/rules/acceptance.hpp"
#include "models/rules/fit.hpp"
#include "sim/core/math.hpp"
#include "sim/core/normal.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"
#include "tests/support/statistics.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_evaluation {

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

/// Anna evaluates one practice, whose logit is its intercept and nothing else unless a test adds to it.
struct One {
    test::Three three;
    Firms& firms = three.firms;
    adoption::Parameters& p = three.p;
    adoption::SegmentTerms& terms;
    const std::uint32_t anna = three.anna;
    static constexpr std::uint16_t month = 7;

    One() : terms((three.terms.segments.assign(2, {}), three.terms.segments[0])) {
        terms.cost.fill(0.02);
        terms.candidate.fill(1.0);
        terms.unserved_evaluation_gate.fill(0xffffffffu);
        terms.evaluation = test::surely;
        three.terms.saving.fill(0.02);
        three.terms.weights.payback = three.terms.weights.peer = three.terms.weights.capacity = 0.0;
        three.terms.weights.skill = three.terms.weights.orientation = 0.0;
        three.world.landscape.regulation = {};
        p.fit = {0.0, 0.0};
        p.acceptance_persistence = 0.0;
        p.implementation = {};
    }
    /// All that comes of it in a month; `word`: of the draw that gives the occasion.
    [[nodiscard]] adoption::Changes evaluate(std::size_t practice, std::uint16_t in = month, std::uint32_t word = 0) {
        firms.aware[anna] |= 1u << practice;
        const test::Sight sight(three.bench, in);
        adoption::Changes changes;
        adoption::EvaluationBatch batch(sight.view, changes);
        batch.add({anna, 0}, word);
        batch.finish();
        return changes;
    }
    [[nodiscard]] bool begins(std::size_t practice, std::uint16_t in = month) {
        return !evaluate(practice, in).starts.empty();
    }
    /// Draws of an evaluation: 2 is its error, 3 its luck.
    [[nodiscard]] double draw(std::uint32_t number, std::uint16_t in = month) const {
        return three.world.random.stream(adoption::evaluation_stream, in).uniform(firms.key[anna], number);
    }
    /// Whether the trial begins just above a logit at which the chance is `luck`, and not just below; `others`: what is
    /// added to the intercept.
    [[nodiscard]] bool turns_at(std::size_t practice, double luck, double others, std::uint16_t in = month) {
        double& intercept = three.world.practices.entries[practice].intercept;
        const double logit = std::log(luck / (1.0 - luck));
        intercept = logit - others - 1e-6;
        const bool below = begins(practice, in);
        intercept = logit - others + 1e-6;
        return !below && begins(practice, in);
    }
};

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

TEST_CASE("adoption::EvaluationBatch: a firm accepts by its luck and the terms of its utility", "[adoption]") {
    using test::repair;
    using test::sharing;
    One one;
    Firms& firms = one.firms;
    World& world = one.three.world;
    one.three.terms.weights = UtilityWeights{};
    Practice& entry = world.practices.entries[repair];
    entry.risk = 0.25;
    entry.size_slope = 0.5;
    entry.skill = 0.4;
    entry.visible = true;
    entry.complementarity = 0.3;
    entry.complements = {"sharing"};
    world.practices.derive();
    one.p.served_cost = 0.5;
    one.p.subsidy_limit = 1e9;
    one.p.resistance_cost = 0.4;
    one.p.noise = 0.4;
    one.p.served_noise = 0.5;
    one.p.regulation_weight = 2.0;
    one.p.disappointment = 0.5;
    one.p.fit = {0.8, 0.25};
    one.p.acceptance_persistence = 0.36;
    one.terms.cost[repair] = 0.04;
    one.terms.subsidy[repair] = 0.4;
    one.terms.ration = 0.5;
    one.terms.scaling_stock = 1.0;
    one.three.terms.saving[repair] = 0.02;
    one.three.terms.premium[5] = 0.004;
    world.landscape.regulation = {0.2, 0.9};
    world.landscape.skill_index[repair] = 1.5;
    world.regime.standards[5] = 0.3;
    firms.sector[one.anna] = 5;
    firms.employees[one.anna] = 40.0f;
    firms.resistance[one.anna] = 0.5f;
    firms.skill_gap[one.anna] = 0.5f;
    firms.circular_capacity[one.anna] = 0.625f;
    firms.digital_capacity[one.anna] = 0.125f;
    firms.orientation[one.anna] = 0.75f;
    firms.served_until[one.anna][circular_topic] = 0xffff;
    firms.aware[one.anna] = firms.adopted[one.anna] = 1u << sharing;
    firms.ties[one.anna][1] = firms.handle[one.three.bert];
    firms.ties[one.anna][6] = firms.handle[one.three.outside];
    firms.adopted[one.three.bert] = firms.given_up[one.three.bert] = 1u << repair; // and uses it again
    firms.given_up[one.three.outside] = 1u << repair;

    // Half of 4 % by the service, four fifths of that after the subsidy: 1.6 % of revenue. With risk and resistance
    // 1.6 % * 1.25 * 1.2 = 2.4 %, as much as saving and premium bring in a year: ln 1 = 0, judged with half of the error.
    const std::uint64_t key = firms.key[one.anna];
    const double error = 0.5 * 0.4 * sim::normal_quantile(one.draw(2));
    const double others = -error - 0.4 * std::log(0.8)     // capital: 1.6 % against 2 %
                          + 0.5 * std::log(2.0)            // 40 employees against 20
                          + 1.5 * 0.25 * (1.0 + 0.5 * 0.5) // (1 - 0.5) of 2 partners, scaling stock 1
                          + 1.5 * 0.225                    // capacity 0.625 against 0.4
                          - 1.5 * 0.6 * 0.5                // skills: demand 0.4 * 1.5, gap 0.5
                          + 0.3                            // one complement
                          + 2.0 * 0.5                      // rules 0.2 and standards 0.3
                          + 1.5 * 0.35                     // orientation 0.75 against 0.4
                          + practice_fit(world.random, key, repair, one.p.fit, common_fit(world.random, key));
    const double luck = first_luck(0.36, world.random, key, repair, one.draw(3));
    CHECK(one.turns_at(repair, luck, others));
    // What begins: the cost after the service, and half of the subsidy wished for.
    const std::vector<adoption::Start> starts = one.evaluate(repair).starts;
    REQUIRE(starts.size() == 1);
    CHECK(starts[0].cost == 80'000'00); // 2 % of 40 * 100,000 EUR
    CHECK(starts[0].wish == 32'000'00);
    CHECK(starts[0].subsidy == 16'000'00);
    CHECK(starts[0].months == 6);
}

TEST_CASE(
    "adoption::EvaluationBatch: rules and orientation that are of the circular pillar leave the digital one alone",
    "[adoption]") {
    using test::cloud;
    One one;
    Firms& firms = one.firms;
    one.three.terms.weights.orientation = 1.5;
    one.three.terms.weights.capacity = 1.0;
    one.p.regulation_weight = 2.0;
    one.three.world.landscape.regulation = {0.9, 0.25};
    one.three.world.regime.standards[0] = 0.3;
    firms.orientation[one.anna] = 1.0f;
    firms.circular_capacity[one.anna] = 1.0f;
    firms.digital_capacity[one.anna] = 0.5f;
    CHECK(one.turns_at(cloud, one.draw(3), 2.0 * 0.25 + 0.1));
}

TEST_CASE("adoption::EvaluationBatch: what lasts of the luck is the inclination of the firm to the practice",
          "[adoption]") {
    One one;
    one.p.acceptance_persistence = 0.75;
    const std::uint64_t key = one.firms.key[one.anna];
    const sim::Random& random = one.three.world.random;
    const auto is_inclined = [&](std::size_t practice, std::uint16_t month) {
        // Phi(0.5 z - 0.866 a)
        const double score =
            0.5 * sim::normal_quantile(one.draw(3, month)) - std::sqrt(0.75) * inclination(random, key, practice);
        const bool turns = one.turns_at(practice, sim::normal_probability(score), 0.0, month);
        one.firms.aware[one.anna] = 0;
        return turns;
    };
    for (const std::size_t practice : {test::repair, test::sharing, test::cloud}) {
        CHECK(is_inclined(practice, 7));
        CHECK(is_inclined(practice, 8));
    }
    // A copy of a firm of the sample is inclined like it, and evaluates by draws of its own.
    one.firms.key[one.anna] = copy_key(key, 2);
    CHECK(is_inclined(test::sharing, 7));
}

TEST_CASE("adoption::EvaluationBatch: a firm's threshold is its own for ever, and its copies'", "[adoption]") {
    One one;
    one.three.world.practices.entries[test::repair].intercept = 1e3;
    one.p.peer_rule = 1;
    one.p.threshold_bypass = 0.0;
    Firms& firms = one.firms;
    firms.ties[one.anna][0] = firms.handle[one.three.bert];
    firms.ties[one.anna][1] = firms.handle[one.three.outside];
    firms.adopted[one.three.bert] = 1u << test::repair; // a share of a half
    auto& quantiles = one.three.bench.table<adoption::Thresholds>().quantile;
    quantiles.assign(100, 0.0);
    const std::uint64_t key = firms.key[one.anna];
    const double place = one.three.world.random.fixed(trait_stream).uniform(trait_key(key), 40);
    double& own = quantiles[static_cast<std::size_t>(100.0 * place)];
    const auto months_of_trials = [&] {
        int months = 0;
        for (std::uint16_t month = 1; month <= 20; ++month) {
            months += one.begins(test::repair, month) ? 1 : 0;
        }
        return months;
    };
    CHECK(months_of_trials() == 20);
    own = 0.5;
    CHECK(months_of_trials() == 20);
    own = 0.51;
    CHECK(months_of_trials() == 0);
    firms.key[one.anna] = copy_key(key, 3);
    CHECK(months_of_trials() == 0);
    // Some look at what nobody uses all the same, by a draw that says nothing about their luck.
    one.p.threshold_bypass = 0.25;
    for (std::uint16_t month = 1; month <= 20; ++month) {
        CHECK(one.begins(test::repair, month) == (one.draw(4, month) < 0.25));
    }
}

TEST_CASE(
    "adoption::EvaluationBatch: evaluations are counted by the payback of an expert, if the firm considers them",
    "[adoption]") {
    One one;
    one.three.world.practices.entries[test::repair].intercept = -1e3;
    one.three.world.practices.entries[test::repair].risk = 0.5;
    one.three.terms.saving[test::repair] = 0.01; // 2 % * 1.5 / 1 %: three years, the beginning of the seventh bin
    one.p.noise = 3.0;
    const auto counted = [&] { return one.evaluate(test::repair).counts.evaluated[0]; };
    std::array<std::int32_t, EvaluationCounts::bins> expected{};
    expected[6] = 1;
    CHECK(counted() == expected);
    one.firms.size_class[one.anna] = micro;
    CHECK(counted() == std::array<std::int32_t, EvaluationCounts::bins>{});
    one.firms.size_class[one.anna] = small;
    one.p.peer_rule = 1;
    one.p.threshold_bypass = 0.0;
    one.three.bench.table<adoption::Thresholds>().quantile = {0.5};
    CHECK(counted() == std::array<std::int32_t, EvaluationCounts::bins>{});
}

TEST_CASE("adoption::EvaluationBatch: the word of an occasion is below the hazard of the firm's size", "[adoption]") {
    One one;
    one.three.world.practices.entries[test::repair].intercept = 1e3;
    one.p.evaluation_size = {0.25, 46.0};
    one.p.evaluation_served = 1.2;
    one.terms.evaluation = 6.0;
    one.firms.employees[one.anna] = 46.0f * 16.0f; // twice as often
    const auto begins_at = [&](double word) {
        return !one.evaluate(test::repair, One::month, static_cast<std::uint32_t>(word * 0x1p32)).starts.empty();
    };
    CHECK(begins_at(1.0 - std::exp(-1.0) - 1e-6)); // 12 a year
    CHECK_FALSE(begins_at(1.0 - std::exp(-1.0) + 1e-6));
    one.firms.served_until[one.anna][digital_topic] = 0xffff; // of any pillar
    CHECK(begins_at(1.0 - std::exp(-1.1) - 1e-6));
    CHECK_FALSE(begins_at(1.0 - std::exp(-1.1) + 1e-6));
}

TEST_CASE("adoption::decide: the largest firms of each class evaluate as often as their size says", "[adoption]") {
    constexpr std::uint32_t members = 4000;
    tests::Bench bench({members, 0}, 1);
    World& world = bench.world();
    adoption::Parameters& p = bench.parameters()[adoption::about];
    p.media_rate = p.reach_rate = p.word_of_mouth = p.forgetting = p.abandonment = 0.0;
    p.evaluation = 6.0;
    p.evaluation_served = 0.0;
    p.implementation = {};
    world.practices.entries = {test::practice("repair", circular, 0.01)};
    world.practices.derive();
    world.revenue = {100'000.0};
    world.landscape.cost_index.fill(1.0);
    world.landscape.attention.fill(1.0);
    adoption::remember(world.adoption, world.practices, world.weights, world.initial_experience);
    for (const SizeClass size_class : {micro, small, medium, large}) {
        for (std::uint32_t row = 0; row < members; ++row) {
            world.firms.size_class[row] = size_class;
            world.firms.employees[row] = static_cast<float>(size_limits[size_class + 1]) * 0.999f;
            world.firms.aware[row] = 1u;
            world.firms.liquidity[row] = 1'000'000'000'00;
        }
        using sim::Step;
        bench.run<Step<adoption::about, adoption::prepare>, Step<adoption::about, adoption::prepare_segments>,
                  sim::OnePass<Step<adoption::about, adoption::decide>>>(
            static_cast<std::uint16_t>(world.calendar.burn_in + 3));
        double begun = 0.0;
        for (const adoption::Changes& part : bench.table<Sums<adoption::Changes>>().parts()) {
            begun += static_cast<double>(part.starts.size());
        }
        const double rate = 6.0 * std::pow(size_limits[size_class + 1] * 0.999 / 46.0, 0.25);
        CHECK(std::abs(tests::binomial_z(begun, members, 1.0 - std::exp(-rate / 12.0))) < 4.0);
    }
}

} // namespace test_adoption_evaluation
