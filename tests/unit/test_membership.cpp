#include "models/mechanisms/membership.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_membership {

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

TEST_CASE("membership::perceive: members remember services, trust and judge") {
    Club club({1, 0}, 1);
    Firms& firms = club.firms();
    firms.services_rate[0] = 1.0f;
    firms.ties[0][0] = firms.ties[0][3] = firms.ties[0][7] = 5; // two inside, one outside
    club.clusters().funding.knowledge_kept[0] = 0.8;
    club.clusters().pathway.collaboration_intensity[0] = 1.0;
    club.clusters().accountability.answerability[0] = {0.9, 0.7, 0.1, 0.3}; // members are answered to 0.7
    club.clusters().decisions.obligation[0] = 0.2;
    club.clusters().identity.directiveness[0] = 0.5;
    club.clusters().accountability.legitimacy[0].fill(0.9);
    club.clusters().accountability.legitimacy[0][downward] = 0.4; // members judge by what they get
    firms.orientation[0] = 0.2f;
    club.perceive();
    const double rate = sim::exponential(-1.0 / 12.0);
    CHECK(firms.services_rate[0] == Approx(rate));
    const double gain = 0.1 * rate / (1.0 + rate) + 0.1 * 0.5 + 0.1 * 0.7;
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

TEST_CASE("membership::leave: members leave at the declared rate when value equals fee, faster in the first year") {
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

TEST_CASE("membership::join: a tie to a member draws a joiner to that cluster") {
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

TEST_CASE("membership::count_candidates weighs firms outside by what they stand for and want") {
    Club club({1, 2, 1}, 1);
    Firms& firms = club.firms();
    const std::uint32_t near = firms.segment(1).begin;
    const std::uint32_t far = firms.segment(2).begin;
    club.world().weights = {10.0, 20.0, 1.0, 1.0};
    for (const std::uint32_t row : {0u, near, near + 1, far}) {
        firms.size_class[row] = small;
        firms.sector[row] = 4;
        firms.orientation[row] = 0.2f;
    }
    firms.sampled[near] = 1;
    firms.orientation[far] = 0.8f;
    club.run<sim::OnePass<sim::Step<membership::about, membership::count_candidates>>>();
    const auto parts = club.model().working.get<Sums<membership::Candidates>>().parts();
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].firms[small][4] == 0.0); // members do not join
    CHECK(parts[1].firms[small][4] == Approx(21.0 * 1.1));
    CHECK(parts[2].firms[small][4] == Approx(1.4));
    CHECK(parts[1].firms[micro][4] == 0.0);
}

TEST_CASE("membership::attract spreads the joins of each cluster over the kinds of firms of its region") {
    Club club({1, 1, 1, 1}, 2); // regions 0 and 1 with a cluster each
    Clusters& clusters = club.clusters();
    clusters.identity.region = {0, 1};
    clusters.identity.catchment = {120.0, 4.0};
    clusters.identity.lead_sector = {3, 5};
    clusters.accountability.legitimacy[0] = {};
    clusters.accountability.legitimacy[0][downward] = 0.8;
    clusters.accountability.legitimacy[0][outward] = 0.4;
    clusters.actorhood.recognition = {0.6, 0.4};
    auto& candidates = club.model().working.get<Sums<membership::Candidates>>();
    candidates.start(4);
    candidates.part(1).firms[large][3] = 99.0; // of a cluster: does not count
    candidates.part(2).firms[micro][3] = 5.0;
    candidates.part(2).firms[micro][4] = 20.0;
    candidates.part(2).firms[medium][4] = 8.0;
    candidates.part(3).firms[large][5] = 2.0;
    club.run<sim::Step<membership::about, membership::attract>>();
    const auto& attraction = club.model().working.get<membership::Attraction>();
    CHECK(attraction.clusters_of_region == std::vector<std::vector<std::uint32_t>>{{0}, {1}});
    // Reputation 1 + .5 * (.6 - .4) + .5 * (.6 - .4); micro and medium firms, one to one, of .25 + .25.
    const double expected = 0.15 / 12.0 * 120.0 * 1.2;
    CHECK(attraction.share[0][micro] == Approx(expected * 0.5 / (20.0 * 5.0 + 20.0)));
    CHECK(attraction.share[0][medium] == Approx(expected * 0.5 / 8.0));
    CHECK(attraction.share[0][large] == 0.0);
    CHECK(attraction.up_to[0][micro][3] == 20.0 * attraction.share[0][micro]);
    CHECK(attraction.rates[0][micro][3] == Approx(20.0 * attraction.share[0][micro])); // the lead sector
    CHECK(attraction.rates[0][micro][4] == Approx(attraction.share[0][micro]));
    // Counts as ten members, of neutral reputation; only large firms of its lead sector are there.
    CHECK(attraction.share[1][large] == Approx(0.15 / 12.0 * 10.0 / (20.0 * 2.0)));
    CHECK(attraction.rates[1][large][5] == Approx(0.15 / 12.0 * 10.0 / 2.0));
    CHECK(attraction.rates[1][micro][3] == 0.0);
}

TEST_CASE("membership::leave compares each member's value with the fee of its own cluster") {
    Club club({2, 1, 1}, 2);
    Firms& firms = club.firms();
    club.rules().leave_slope = 200.0;
    club.clusters().funding.fee_units = {0.5, 0.1};
    const std::uint32_t other = firms.segment(1).begin;
    firms.value[0] = 0.3f; // dearer than it is worth: leaves for sure
    firms.value[1] = 0.7f;
    firms.value[other] = 0.3f;
    club.run<sim::OnePass<sim::Step<membership::about, membership::leave>>>();
    const auto parts = club.model().working.get<Sums<membership::Leaves>>().parts();
    CHECK(parts[0].handles == std::vector<std::uint32_t>{firms.handle[0]});
    CHECK(parts[1].handles.empty());
    CHECK(parts[2].handles.empty());
}

TEST_CASE("membership::attract adds up what the clusters of a region weigh in the choice of a joiner") {
    Club club({1, 1, 1, 1, 1}, 3);
    club.clusters().identity.region = {0, 1, 0};
    club.clusters().identity.lead_sector = {3, 3, 4};
    auto& candidates = club.model().working.get<Sums<membership::Candidates>>();
    candidates.start(5);
    candidates.part(3).firms[micro][3] = candidates.part(4).firms[micro][3] = 5.0;
    club.run<sim::Step<membership::about, membership::attract>>();
    const auto& attraction = club.model().working.get<membership::Attraction>();
    CHECK(attraction.place == std::vector<std::uint32_t>{0, 0, 1});
    const double first = 20.0 * attraction.share[0][micro];
    REQUIRE(first > 0.0);
    CHECK(attraction.up_to[0][micro][3] == first);
    CHECK(attraction.up_to[2][micro][3] == first + attraction.share[2][micro]);
    CHECK(attraction.up_to[1][micro][3] == 20.0 * attraction.share[1][micro]);
}

TEST_CASE("membership::join lets firms outside join at the rate of their kind and region") {
    Club club({1, 1, 2, 1}, 2);
    Firms& firms = club.firms();
    club.clusters().identity.region = {0, 1};
    auto& attraction = club.model().working.get<membership::Attraction>();
    attraction.rates.assign(2, {});
    attraction.rates[0][small][6] = 1.0; // surely
    attraction.clusters_of_region = {{0}, {1}};
    attraction.share.assign(2, {});
    attraction.share[0][small] = attraction.share[1][small] = 1.0;
    attraction.place = {0, 0};
    attraction.up_to.assign(2, {});
    attraction.up_to[0][small][6] = attraction.up_to[1][small][6] = 1.0;
    const std::uint32_t near = firms.segment(2).begin;
    for (const std::uint32_t row : {0u, near, near + 1, firms.segment(3).begin}) {
        firms.size_class[row] = small;
        firms.sector[row] = 6;
    }
    firms.sector[near] = 7;
    club.run<sim::OnePass<sim::Step<membership::about, membership::join>>>();
    const auto parts = club.model().working.get<Sums<membership::Joins>>().parts();
    CHECK(parts[0].found.empty()); // a member already
    REQUIRE(parts[2].found.size() == 1);
    CHECK(parts[2].found[0].handle == firms.handle[near + 1]);
    CHECK(parts[2].found[0].cluster == 0);
    CHECK(parts[3].found.empty()); // no rate in the other region
}

TEST_CASE("membership::settle notes movements in the order of blocks") {
    Club club({1, 1}, 1);
    auto& leaves = club.model().working.get<Sums<membership::Leaves>>();
    auto& joins = club.model().working.get<Sums<membership::Joins>>();
    leaves.start(2);
    joins.start(2);
    leaves.part(0).handles = {4, 2};
    joins.part(1).found = {{7, 0}};
    club.movements.clear();
    club.run<sim::Step<membership::about, membership::settle>>();
    CHECK(club.movements.leaves == std::vector<std::uint32_t>{4, 2});
    REQUIRE(club.movements.joins.size() == 1);
    CHECK(club.movements.joins[0].handle == 7);
    CHECK(club.movements.exits.empty());
}

} // namespace test_membership
