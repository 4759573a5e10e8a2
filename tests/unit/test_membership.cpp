#include "models/mechanisms/membership.hpp"
#include "models/state/rules.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// Clusters of a given number of members, all content, and firms outside; organisations that have no history.
struct Club : tests::Bench {
    Movements& movements = world().movements;

    Club(const std::vector<std::uint32_t>& sizes, std::uint32_t count)
        : Bench(sizes, count, [](Parameters& p) { p.run.seed = 21; }) {
        clusters() = {};
        clusters().resize(count);
        for (std::size_t c = 0; c < count; ++c) {
            clusters().identity.catchment[c] = sizes[c];
            clusters().funding.fee_units[c] = 0.25;
            clusters().accountability.legitimacy[c].fill(0.4);
            clusters().actorhood.recognition[c] = 0.4;
            clusters().decisions.ambition[c] = 0.5;
            for (std::uint32_t row = firms().segment(c).begin; row < firms().segment(c).end(); ++row) {
                firms().value[row] = 0.25f;
                firms().trust[row] = 0.5f;
                firms().size_class[row] = static_cast<std::uint8_t>(row % 4);
            }
        }
        for (std::uint32_t row = firms().segment(count).begin; row < firms().segments().back().end(); ++row) {
            firms().size_class[row] = static_cast<std::uint8_t>(row % 4);
            firms().sector[row] = static_cast<std::uint8_t>(row / 4 % sector_count);
        }
    }
    membership::Parameters& rules() { return parameters()[membership::about]; }
    void perceive() { run<sim::OnePass<sim::Step<membership::about, membership::perceive, sim::When::always>>>(); }
    void step(std::uint16_t index) {
        movements.clear();
        using sim::OnePass;
        using sim::Step;
        run_in<OnePass<Step<membership::about, membership::count_candidates>>,
               Step<membership::about, membership::attract>,
               OnePass<Step<membership::about, membership::leave>, Step<membership::about, membership::join>>,
               Step<membership::about, membership::settle>>({index, 2020.0, false, false, 0});
    }
};

} // namespace

TEST_CASE("benefit, autonomy cost, leave rate and reputation by hand") {
    const auto parameters = test::defaults<membership::Parameters>();
    CHECK(membership::benefit(parameters, 1.0, 0.8, 0.5, 0.4) == Approx(0.45 + 0.2 + 0.15 + 0.06 - 0.25));
    CHECK(membership::autonomy_cost(parameters, 0.5, 0.7, 0.3, 0.5) == Approx(0.5 * 0.3));
    CHECK(membership::autonomy_cost(parameters, 0.5, 0.3, 0.3, 0.5) == 0.0);
    CHECK(membership::leave_rate(parameters, 0.4, 0.4, false) == Approx(0.115));
    CHECK(membership::leave_rate(parameters, 1.0, 0.5, true) == Approx(0.115 * 1.3 * sim::exponential(0.3)));
    CHECK(membership::reputation(parameters, 0.4, 0.4) == 1.0);
    CHECK(membership::reputation(parameters, 0.6, 0.3) == Approx(1.05));
    CHECK(rules::service_rate_decay() * rules::service_rate_increment() ==
          Approx(12.0 * (1.0 - sim::exponential(-1.0 / 12.0))));
}

TEST_CASE("members remember services, trust and judge") {
    Club club({1, 0}, 1);
    Firms& firms = club.firms();
    firms.services_rate[0] = 1.0f;
    firms.ties[0][0] = firms.ties[0][3] = firms.ties[0][7] = 5; // two inside, one outside
    club.clusters().funding.knowledge_kept[0] = 0.8;
    club.clusters().pathway.collaboration_intensity[0] = 1.0;
    club.clusters().decisions.obligation[0] = 0.2;
    club.clusters().identity.directiveness[0] = 0.5;
    firms.orientation[0] = 0.2f;
    club.perceive();
    const double rate = sim::exponential(-1.0 / 12.0);
    CHECK(firms.services_rate[0] == Approx(rate));
    const double gain = 0.1 * rate / (1.0 + rate) + 0.1 * 0.5;
    const double target = (gain + 0.1) / (gain + 0.2);
    const double trust = target + (0.4 - target) * sim::exponential(-(gain + 0.2) / 12.0);
    CHECK(firms.trust[0] == Approx(trust).epsilon(1e-4));
    const double worth = 0.45 * rate + 0.25 * 2.0 / 6.0 + 0.12 + 0.06 - 0.25 - 0.5 * (0.5 - 0.2 - 0.2 * trust);
    CHECK(firms.value[0] == Approx(0.25 + (1.0 - sim::exponential(-0.05)) * (worth - 0.25)).epsilon(1e-4));
}

TEST_CASE("a member that receives one service a month has a rate of twelve a year") {
    Club club({1, 0}, 1);
    for (int month = 0; month < 240; ++month) {
        club.firms().services_rate[0] += static_cast<float>(rules::service_rate_increment());
        club.perceive();
    }
    CHECK(club.firms().services_rate[0] == Approx(12.0).epsilon(1e-4));
}

TEST_CASE("members leave at the declared rate when value equals fee, faster in the first year") {
    Club club({20000, 0}, 1);
    double left = 0.0;
    double dissatisfied = 0.0;
    for (std::uint16_t month = 0; month < 36; ++month) {
        club.step(month);
        left += static_cast<double>(club.movements.leaves.size());
    }
    CHECK(-sim::logarithm(1.0 - left / (36.0 * 20000.0)) * 12.0 == Approx(0.115).epsilon(0.03));
    club.clusters().funding.fee_units[0] = 1.25;
    for (std::uint32_t row = 0; row < 20000; ++row) {
        club.firms().joined_month[row] = 36;
    }
    for (std::uint16_t month = 36; month < 48; ++month) {
        club.step(month);
        dissatisfied += static_cast<double>(club.movements.leaves.size());
    }
    CHECK(-sim::logarithm(1.0 - dissatisfied / (12.0 * 20000.0)) * 12.0 ==
          Approx(0.115 * 1.3 * sim::exponential(0.6)).epsilon(0.03));
}

TEST_CASE("joins do not depend on the number of firms outside and keep the declared mix") {
    for (const std::uint32_t outside : {2000u, 8000u}) {
        Club club({300, 0, outside}, 2);
        double joins = 0.0;
        double small_firms = 0.0;
        double lead = 0.0;
        double second = 0.0;
        for (std::uint16_t month = 0; month < 120; ++month) {
            club.step(month);
            for (const Movements::Join& join : club.movements.joins) {
                const std::uint32_t row = club.firms().row_of(join.handle);
                joins += 1.0;
                second += join.cluster == 1 ? 1.0 : 0.0;
                small_firms += club.firms().size_class[row] == small ? 1.0 : 0.0;
                lead += club.firms().sector[row] == 0 ? 1.0 : 0.0;
            }
        }
        CHECK(joins / 10.0 == Approx(0.15 * 310.0).epsilon(0.12)); // the empty cluster counts as ten members
        CHECK(small_firms / joins == Approx(0.35).margin(0.06));
        CHECK(second / joins == Approx(10.0 / 310.0).margin(0.025));
        CHECK(lead / joins == Approx(20.0 / 33.0).margin(0.07)); // sectors alike outside: 20 / (20 + 13)
    }
}

TEST_CASE("what members perceive is the rule of benefit less the rule of autonomy cost") {
    Club club({40, 0}, 1);
    club.rules().approach = 1000.0; // V reaches the benefit in one month
    club.clusters().identity.directiveness[0] = 0.7;
    club.clusters().decisions.obligation[0] = 0.6;
    club.clusters().decisions.ambition[0] = 0.8;
    for (std::uint32_t row = 0; row < 40; ++row) {
        club.firms().orientation[row] = 0.025f * static_cast<float>(row);
        club.firms().services_rate[row] = 0.1f * static_cast<float>(row % 7);
        club.firms().ties[row][row % inside_ties] = club.firms().handle[(row + 1) % 40];
    }
    club.perceive();
    double least = 1.0;
    for (std::uint32_t row = 0; row < 40; ++row) {
        const double cost =
            membership::autonomy_cost(club.rules(), 0.7, 0.8, club.firms().orientation[row], club.firms().trust[row]);
        const double benefit = membership::benefit(club.rules(), club.firms().services_rate[row],
                                                   1.0 / static_cast<double>(inside_ties), 0.4, 0.4);
        CHECK(club.firms().value[row] == Approx(benefit - cost).margin(1e-5));
        least = std::min(least, cost);
    }
    CHECK(least == 0.0); // some members want more than was decided
}

TEST_CASE("a tie to a member draws a joiner to that cluster") {
    Club club({100, 100, 2000}, 2);
    club.rules().tie_pull = 1e9;
    for (std::uint32_t row = club.firms().segment(2).begin; row < club.firms().segment(2).end(); ++row) {
        club.firms().ties[row][6] = club.firms().handle[club.firms().segment(1).begin];
    }
    for (std::uint16_t month = 0; month < 24; ++month) {
        club.step(month);
        for (const Movements::Join& join : club.movements.joins) {
            CHECK(join.cluster == 1);
        }
    }
}

TEST_CASE("the number and mix of joins do not depend on what a firm of the sample stands for") {
    const auto joins_with = [](double weight) {
        Club club({300, 3000}, 1);
        club.world().weights.fill(weight);
        for (std::uint32_t row = club.firms().segment(1).begin; row < club.firms().segment(1).end(); ++row) {
            club.firms().sampled[row] = row % 3 == 0 ? 0 : 1; // a third stand for themselves: former members
        }
        double joins = 0.0;
        double own = 0.0;
        for (std::uint16_t month = 0; month < 240; ++month) {
            club.step(month);
            for (const Movements::Join& join : club.movements.joins) {
                joins += 1.0;
                own += club.firms().sampled[club.firms().row_of(join.handle)] == 0 ? 1.0 : 0.0;
            }
        }
        return std::pair{joins / 20.0, own / joins};
    };
    const auto [many, many_own] = joins_with(50.0);
    const auto [few, few_own] = joins_with(1.0);
    CHECK(many == Approx(0.15 * 300.0).epsilon(0.1));
    CHECK(few == Approx(0.15 * 300.0).epsilon(0.1));
    CHECK(few_own == Approx(1.0 / 3.0).margin(0.06));
    CHECK(many_own == Approx(1.0 / 101.0).margin(0.015));
}

TEST_CASE("empty worlds are quiet") {
    Club empty({0, 0}, 1);
    empty.perceive();
    empty.step(0);
    CHECK(empty.movements.leaves.empty());
    CHECK(empty.movements.joins.empty());
}
