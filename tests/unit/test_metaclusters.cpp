#include "models/mechanisms/metaclusters.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "models/state/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/unit/cluster_side.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

metaclusters::Entry entry(const std::string& name, const std::vector<std::string>& members) {
    metaclusters::Entry result;
    sim::Schema schema;
    metaclusters::Entry::declare(schema, result);
    result.name = name;
    result.members = members;
    return result;
}

/// Clusters of forty members, half of which use practice 0 in each, under the given metaclusters.
struct Side : ClusterSide {
    metaclusters::Parameters p = defaults<metaclusters::Parameters>();

    explicit Side(const std::vector<metaclusters::Entry>& entries,
                  const std::vector<std::uint32_t>& sizes = {40, 40, 40, 40})
        : ClusterSide(7) {
        populate(sizes);
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            world.clusters.names.push_back("cluster_" + std::to_string(c + 1));
        }
        world.adoption.resize(sizes.size());
        for (const RowBlock& block : world.firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                world.firms.adopted[row] = (row - block.begin) % 2;
                world.adoption.count_firm(world.firms, row, block.segment, 1);
            }
        }
        initialise();
        world.practices.entries.resize(2);
        p.entries = entries;
        metaclusters::initialise(p, world.random, accountability_parameters, reflexivity_parameters, world.clusters,
                                 world.metaclusters);
    }
    void meet(std::uint16_t months) {
        for (std::uint16_t month = 0; month < months; ++month, ++world.next_month) {
            metaclusters::step(p, {accountability_parameters, reflexivity_parameters, decision_parameters},
                               world.calendar.at(static_cast<std::uint16_t>(72 + world.next_month)), world.random,
                               world.practices, world.census, world.landscape, world.adoption, world.clusters,
                               world.metaclusters);
        }
    }
    [[nodiscard]] const Metaclusters& state() const { return world.metaclusters; }
    [[nodiscard]] const Cooperation& effects() const { return world.metaclusters.cooperation; }
};

/// Members never leave.
void stay(Side& side) { side.p.leave_rate = 0.0; }

} // namespace

TEST_CASE("metaclusters: time, understanding and breadth by hand") {
    const auto p = defaults<metaclusters::Parameters>();
    CHECK(metaclusters::free_time(p, 2.0, 0.1, 6.0) == Approx(2.0 * 0.9 / 1.1));
    CHECK(metaclusters::free_time(p, 2.0, 0.1, 0.0) == Approx(1.8));
    // Half of 1.2 persons for 4 members with 3 partners each: 0.05 persons a pair, five times the time needed.
    CHECK(metaclusters::understanding(p, 1.2, 4.0) == Approx(1.0 - std::exp(-5.0)));
    CHECK(metaclusters::understanding(p, 1.2, 1.0) == 0.0);
    CHECK(metaclusters::understanding(p, 0.0, 4.0) == 0.0);
    CHECK(metaclusters::breadth(p, 0.5, 4.0) == Approx(0.8 * 0.8 * 0.5 * 3.0));
    CHECK(metaclusters::breadth(p, 0.5, 0.0) == 0.0);
}

TEST_CASE("metaclusters: with dues of equal size partners reached rise and understanding falls with the number") {
    const auto p = defaults<metaclusters::Parameters>();
    const auto understood = [&](double n) {
        return metaclusters::understanding(p, metaclusters::free_time(p, 0.17 * n, 0.17, n), n);
    };
    const auto reached = [&](double n) { return metaclusters::breadth(p, understood(n), n); };
    CHECK(understood(2.0) > understood(6.0));
    CHECK(understood(12.0) > understood(31.0));
    CHECK(reached(2.0) < reached(6.0));
    CHECK(reached(6.0) < reached(12.0));
    CHECK(reached(100.0) < reached(12.0)); // coordination
}

TEST_CASE("metaclusters: tension by hand") {
    const auto p = defaults<metaclusters::Parameters>();
    CHECK(metaclusters::autonomy_cost(0.3, 0.8, 0.4, 0.2, 0.5) == Approx(0.3 * 0.3));
    CHECK(metaclusters::autonomy_cost(0.3, 0.4, 0.6, 0.2, 0.5) == 0.0);
    CHECK(metaclusters::following(p, 0.0) == 1.0);
    CHECK(metaclusters::following(p, 0.25) == Approx(std::exp(-1.0)));
    CHECK(metaclusters::leave_rate(p, 0.0, 0.0, 0.0) == Approx(0.05));
    CHECK(metaclusters::leave_rate(p, 0.2, 0.02, 3.0) == Approx(0.05 * std::exp(3.0 * 0.22 - 0.75)));
}

TEST_CASE("metaclusters: members are found by name, number, all and by draw") {
    Side side({entry("a", {"cluster_2", "4"}), entry("b", {"all"}), entry("c", {})});
    CHECK(side.state().first == Column<std::uint32_t>{0, 2, 6, 6});
    CHECK(side.state().cluster == Column<std::uint32_t>{1, 3, 0, 1, 2, 3});
    const auto drawn = [](std::int64_t count, double share) {
        metaclusters::Entry some = entry("some", {});
        some.count = count;
        some.share = share;
        const Side drawing({some});
        return std::vector<std::uint32_t>(drawing.state().cluster);
    };
    CHECK(drawn(0, 0.0).empty());
    CHECK(drawn(2, 0.0).size() == 2);
    CHECK(drawn(0, 0.75).size() == 3);
    CHECK(drawn(9, 0.0).size() == 4);
    const auto two = drawn(2, 0.0);
    const auto three = drawn(3, 0.0);
    CHECK(std::includes(three.begin(), three.end(), two.begin(), two.end())); // a larger one contains a smaller one
}

TEST_CASE("metaclusters: mistakes in a scenario are named") {
    auto p = defaults<metaclusters::Parameters>();
    const std::vector<std::string> clusters{"north", "south"};
    p.entries = {entry("", {}), entry("a", {"north", "3"}), entry("a", {"all", "2"})};
    const auto found = p.problems({{}, clusters, 1, {}});
    REQUIRE(found.size() == 3);
    CHECK(found[0].message.find("needs a name") != std::string::npos);
    CHECK(found[1].message.find("there is no cluster \"3\"") != std::string::npos);
    CHECK(found[2].message.find("taken by metacluster 2") != std::string::npos);
    p.entries = {entry("a", {"south", "1"})};
    CHECK(p.problems({{}, clusters, 1, {}}).empty());
}

TEST_CASE("metaclusters: nothing happens before the start, and to clusters outside") {
    metaclusters::Entry late = entry("late", {"1", "2", "3"});
    late.start = 2021.5;
    Side side({late});
    stay(side);
    side.meet(6); // January to June 2021
    CHECK(side.state().members[0] == 0.0);
    CHECK(side.effects().dues[0] == 0.0);
    side.meet(1);
    CHECK(side.state().members[0] == 3.0);
    CHECK(side.effects().dues[0] == Approx(0.02));
    CHECK(side.effects().breadth[0] > 0.0);
    CHECK(side.effects().application_factor[0] == Approx(1.3));
    CHECK(side.effects().lateral_pull[0] == Approx(0.1));
    CHECK(side.effects().dues[3] == 0.0);
    CHECK(side.effects().breadth[3] == 0.0);
    CHECK(side.effects().application_factor[3] == 1.0);
    CHECK(side.effects().lateral_performance[3] == side.accountability_parameters.lateral_performance);
    CHECK(sum_of(side.effects().experience[3]) == 0.0);
}

TEST_CASE("metaclusters: partners' experience arrives and stays within its limit") {
    Side side({entry("three", {"1", "2", "3"})});
    stay(side);
    side.p.transfer_rate = 2.0;
    side.meet(1);
    const double u = side.state().understanding[0];
    const double limit = side.p.transfer * 0.8 * 0.8 * u * 2.0 * 0.5; // two partners, half of whose members use it
    CHECK(u > 0.5);
    CHECK(side.effects().experience[0][0] == Approx(limit * (1.0 - std::exp(-2.0 / 12.0))));
    CHECK(side.effects().experience[0][1] == 0.0);
    side.meet(239);
    CHECK(side.effects().experience[0][0] == Approx(limit).epsilon(1e-6));
    CHECK(side.effects().awareness[0][0] == Approx(side.p.search * side.effects().experience[0][0]));
}

TEST_CASE("metaclusters: none, one, or empty member clusters give nothing and break nothing") {
    Side side({entry("none", {}), entry("one", {"1"}), entry("with an empty one", {"2", "3"})}, {40, 40, 0, 0});
    stay(side);
    side.meet(24);
    CHECK(side.state().members == Column<double>{0.0, 1.0, 1.0});
    CHECK(side.state().understanding == Column<double>{0.0, 0.0, 0.0});
    for (std::size_t c = 0; c < 4; ++c) {
        CHECK(side.effects().breadth[c] == 0.0);
        CHECK(side.effects().application_factor[c] == 1.0);
        CHECK(sum_of(side.effects().experience[c]) == 0.0);
        CHECK(side.effects().tie_rate[c] == 0.0);
        CHECK(side.effects().memory[c] == 0.0);
        CHECK(std::isfinite(side.effects().lateral_performance[c]));
    }
    CHECK(side.effects().dues == Column<double>{0.02, 0.02, 0.0, 0.0}); // belonging costs all the same
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::isfinite(side.state().reflexivity[i]));
        CHECK(sum_of(side.state().agenda[i]) == Approx(1.0));
        CHECK(std::isfinite(sum_of(side.state().legitimacy[i])));
    }
}

TEST_CASE("metaclusters: several of them add up") {
    Side one({entry("a", {"1", "2", "3"})});
    Side two({entry("a", {"1", "2", "3"}), entry("b", {"1", "2", "4"})});
    for (Side* side : {&one, &two}) {
        stay(*side);
        side->meet(2);
    }
    CHECK(two.effects().lateral_pull[0] == Approx(0.2));
    CHECK(two.effects().dues[0] == Approx(0.04));
    CHECK(two.effects().breadth[0] > 1.5 * one.effects().breadth[0]);
    CHECK(two.effects().lateral_pull[2] == Approx(0.1));
    const double a = 0.64 * two.state().understanding[0];
    const double b = 0.64 * two.state().understanding[1];
    CHECK(two.effects().platform_reach[0] == Approx(1.0 - (1.0 - a) * (1.0 - b)));
    CHECK(two.effects().platform_reach[2] == Approx(a));
    // Linked by common members, both answer to each other too: less effort for members.
    CHECK(two.state().effort[0][lateral] > one.state().effort[0][lateral]);
    CHECK(two.state().effort[0][downward] < one.state().effort[0][downward]);
    std::vector<accountability::LateralTie> ties(4);
    metaclusters::tie_laterally(two.effects(), ties);
    CHECK(ties[0].pull == Approx(0.2));
    CHECK(ties[3].pull == Approx(0.1));
}

TEST_CASE("metaclusters: associates pay and reach half, do not vote and are not bound") {
    metaclusters::Entry half = entry("half", {"all"});
    half.associates = 1.0;
    Side associates({half});
    Side full({entry("full", {"all"})});
    for (Side* side : {&associates, &full}) {
        stay(*side);
        side->meet(24);
    }
    CHECK(associates.effects().dues[0] == Approx(0.01));
    CHECK(associates.state().staff[0] == Approx(0.5 * full.state().staff[0]));
    CHECK(associates.state().obligation[0] == 0.0);
    CHECK(associates.effects().plan_rate[0] == 0.0);
    CHECK(full.state().obligation[0] > 0.0);
    CHECK(full.effects().plan_rate[0] > 0.0);
    CHECK(sum_of(full.effects().plan_target[0]) == Approx(1.0));
}

TEST_CASE("metaclusters: an ambition beyond the members' costs autonomy, and they stop carrying it out or leave") {
    metaclusters::Entry directive = entry("directive", {"all"});
    directive.directiveness = 1.0;
    Side side({directive});
    side.p.leave_rate = 0.0;
    side.p.defiance = 50.0;
    for (double& ambition : side.world.clusters.decisions.ambition) {
        ambition = 0.0;
    }
    side.world.clusters.reflexivity.sensed.assign(4, {0.8, 0.5, 0.4});
    side.meet(60);
    CHECK(side.state().ambition[0] > 0.3);
    CHECK(side.state().autonomy_cost[0] ==
          Approx(side.state().ambition[0] - 0.2 * side.state().legitimacy[0][downward]).margin(0.1));
    CHECK(side.state().follows == Column<std::uint8_t>{0, 0, 0, 0});
    CHECK(side.effects().plan_rate[0] == 0.0);
    CHECK(side.effects().lateral_performance[0] == side.accountability_parameters.lateral_performance);
    side.p.leave_rate = 5.0;
    side.p.return_rate = 0.0;
    side.meet(24);
    CHECK(side.state().members[0] == 0.0);
    CHECK(side.effects().dues[0] == 0.0);
    side.p.return_rate = 100.0;
    side.p.leave_rate = 0.0;
    side.meet(4);
    CHECK(side.state().members[0] == 4.0);
}

TEST_CASE("metaclusters: dues come from free staff time, and partners keep knowledge") {
    Cooperation cooperation;
    cooperation.resize(3);
    cooperation.dues = {0.1, 0.5, 0.0};
    cooperation.memory = {0.5, 0.0, 0.0};
    Funding funding;
    funding.resize(3);
    funding.staff = {10.0, 10.0, 10.0};
    funding.free_staff = {8.0, 2.0, 3.0};
    funding.knowledge_kept = {0.8, 0.8, 0.8};
    metaclusters::contribute(cooperation, funding);
    CHECK(funding.free_staff == Column<double>{7.0, 0.0, 3.0});
    CHECK(funding.knowledge_kept[0] == Approx(0.9));
    CHECK(funding.knowledge_kept[1] == 0.8);
}
