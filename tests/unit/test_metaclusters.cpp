#include "models/mechanisms/metaclusters.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "models/state/scenario_facts.hpp"
#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_metaclusters {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

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
struct Side : ClusterWorld {
    explicit Side(const std::vector<metaclusters::Entry>& entries,
                  const std::vector<std::uint32_t>& sizes = {40, 40, 40, 40})
        : ClusterWorld(sizes, [&](Parameters& parameters) {
              parameters.run.seed = 7;
              parameters[metaclusters::about].entries = entries;
          }) {
        for (const RowBlock& block : firms().blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms().adopted[row] = (row - block.begin) % 2;
                world().adoption.count_firm(firms(), row, block.segment, 1);
            }
        }
        world().practices.entries.resize(2);
    }
    void meet(std::uint16_t months) {
        for (std::uint16_t month = 0; month < months; ++month, ++world().next_month) {
            run_mechanisms<metaclusters::about>(static_cast<std::uint16_t>(72 + world().next_month));
        }
    }
    [[nodiscard]] metaclusters::Parameters& p() { return parameters()[metaclusters::about]; }
    [[nodiscard]] Metaclusters& state() { return world().metaclusters; }
    [[nodiscard]] Cooperation& effects() { return world().cooperation; }
};

/// Members never leave.
void stay(Side& side) { side.p().leave_rate = 0.0; }

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
    Side side({entry("a", {"cluster_002", "4"}), entry("b", {"all"}), entry("c", {})});
    CHECK(side.state().first == Column<std::uint32_t>{0, 2, 6, 6});
    CHECK(side.state().cluster == Column<std::uint32_t>{1, 3, 0, 1, 2, 3});
    const auto drawn = [](std::int64_t count, double share) {
        metaclusters::Entry some = entry("some", {});
        some.count = count;
        some.share = share;
        Side drawing({some});
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
    CHECK(side.effects().lateral_performance[3] == side.parameters()[accountability::about].lateral_performance);
    CHECK(sum_of(side.effects().experience[3]) == 0.0);
}

TEST_CASE("metaclusters: partners' experience arrives and stays within its limit") {
    Side side({entry("three", {"1", "2", "3"})});
    stay(side);
    side.p().transfer_rate = 2.0;
    side.meet(1);
    const double u = side.state().understanding[0];
    const double limit = side.p().transfer * 0.8 * 0.8 * u * 2.0 * 0.5; // two partners, half of whose members use it
    CHECK(u > 0.2);
    CHECK(side.effects().experience[0][0] == Approx(limit * (1.0 - std::exp(-2.0 / 12.0))));
    CHECK(side.effects().experience[0][1] == 0.0);
    side.meet(239);
    CHECK(side.effects().experience[0][0] == Approx(limit).epsilon(1e-6));
    CHECK(side.effects().awareness[0][0] == Approx(side.p().search * side.effects().experience[0][0]));
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
    CHECK(two.state().effort[0][downward] == one.state().effort[0][downward]); // nobody asks for less
    CHECK(two.effects().lateral_pull[3] == Approx(0.1));
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
    side.p().leave_rate = 0.0;
    side.p().defiance = 50.0;
    for (double& ambition : side.clusters().decisions.ambition) {
        ambition = 0.0;
    }
    side.clusters().reflexivity.sensed.assign(4, {0.8, 0.5, 0.4});
    side.meet(60);
    CHECK(side.state().ambition[0] > 0.3);
    CHECK(side.state().autonomy_cost[0] ==
          Approx(side.state().ambition[0] - 0.2 * side.state().legitimacy[0][downward]).margin(0.1));
    CHECK(side.state().follows == Column<std::uint8_t>{0, 0, 0, 0});
    CHECK(side.effects().plan_rate[0] == 0.0);
    CHECK(side.effects().lateral_performance[0] == side.parameters()[accountability::about].lateral_performance);
    side.p().leave_rate = 5.0;
    side.p().return_rate = 0.0;
    side.meet(24);
    CHECK(side.state().members[0] == 0.0);
    CHECK(side.effects().dues[0] == 0.0);
    side.p().return_rate = 100.0;
    side.p().leave_rate = 0.0;
    side.meet(4);
    CHECK(side.state().members[0] == 4.0);
}

TEST_CASE("metaclusters::contribute takes dues from free staff time, and partners keep knowledge") {
    ClusterWorld run({10, 10, 10});
    Cooperation& cooperation = run.world().cooperation;
    cooperation.dues = {0.1, 0.5, 0.0};
    cooperation.memory = {0.5, 0.0, 0.0};
    Funding& funding = run.clusters().funding;
    funding.staff = {10.0, 10.0, 10.0};
    funding.free_staff = {8.0, 2.0, 3.0};
    funding.knowledge_kept = {0.8, 0.8, 0.8};
    run.run<Step<funding::about, metaclusters::contribute>>();
    CHECK(funding.free_staff == Column<double>{7.0, 0.0, 3.0});
    CHECK(funding.knowledge_kept[0] == Approx(0.9));
    CHECK(funding.knowledge_kept[1] == 0.8);
}

TEST_CASE("metaclusters::judge_alone follows the parameter in force where there are no metaclusters") {
    const bool any = GENERATE(false, true);
    ClusterWorld run({10, 10}, [&](Parameters& p) {
        if (any) {
            p[metaclusters::about].entries = {entry("a", {"1"})};
        }
    });
    Cooperation& cooperation = run.world().cooperation;
    CHECK(cooperation.lateral_performance == Column<double>{0.4, 0.4});
    run.parameters()[accountability::about].lateral_performance = 0.6;
    run.run<Step<accountability::about, metaclusters::judge_alone>>();
    CHECK(cooperation.lateral_performance == (any ? Column<double>{0.4, 0.4} : Column<double>{0.6, 0.6}));
}

TEST_CASE("metaclusters::judge_alone does so too where they are switched off") {
    ClusterWorld run({10, 10}, [](Parameters& p) { p[metaclusters::about].entries = {entry("a", {"1"})}; });
    auto rules = run.parameters()[accountability::about];
    Cooperation& cooperation = run.world().cooperation;
    rules.lateral_performance = 0.6;
    metaclusters::judge_alone({true}, rules, run.world().metaclusters, cooperation);
    CHECK(cooperation.lateral_performance == Column<double>{0.4, 0.4});
    metaclusters::judge_alone({false}, rules, run.world().metaclusters, cooperation);
    CHECK(cooperation.lateral_performance == Column<double>{0.6, 0.6});
}

namespace {

metaclusters::Entry joint_entry() {
    metaclusters::Entry joint = entry("joint", {"1", "2"});
    joint.dues = 0.1;
    joint.approval = 0.5;
    joint.directiveness = 0.4;
    return joint;
}

/// Two members that differ in everything, and a cluster outside whose figures would be noticed, in a quarter's end.
struct Meeting : Side {
    Meeting() : Side({joint_entry()}, {40, 40, 40}) {
        stay(*this);
        parameters()[reflexivity::about].sensing_noise = 0.0;
        parameters()[decision::about].dissent = 0.0;
        Clusters& all = clusters();
        all.funding.staff = {4.0, 6.0, 50.0};
        all.identity.lead_sector = {3, 3, 5};
        all.decisions.ambition = {0.30, 0.55, 0.9};
        all.reflexivity.sensed = {{0.2, 0.4, 0.1}, {0.4, 0.0, 0.3}, {9.0, 9.0, 9.0}};
        all.reflexivity.agenda = {{0.6, 0.2, 0.1, 0.1}, {0.2, 0.4, 0.3, 0.1}, {0.0, 0.0, 0.0, 1.0}};
        world().census.mean_depth = {{0.2, 0.9}, {0.4, 0.9}, {0.0, 0.0}, {}};
        world().landscape.required_depth = 0.6;
        effects().breadth = {0.5, 1.5, 70.0};
        m.obligation[0] = 0.8;
        m.follows = {1, 0};
        m.legitimacy[0] = {0.2, 0.3, 0.4, 0.5};
        m.sensed[0] = {0.1, 0.1, 0.1};
        m.reflexivity[0] = 0.25;
        agenda_before = m.agenda[0];
        run<Step<metaclusters::about, metaclusters::meet>>(74); // March 2021
    }
    Metaclusters& m = state();
    Agenda agenda_before{};
};

} // namespace

TEST_CASE("metaclusters::meet answers for dues, breadth and depth of the members") {
    Meeting met;
    const Metaclusters& m = met.m;
    CHECK(m.members[0] == 2.0);
    CHECK(m.staff[0] == Approx(1.0));
    // All income is dues: pull 1 downward, none elsewhere.
    CHECK(m.effort[0][downward] == Approx(0.25 * (0.5 + 2.0)));
    CHECK(m.effort[0][upward] == Approx(0.25 * 0.5));
    CHECK(m.overhead[0] == Approx(accountability::overhead(met.parameters()[accountability::about], m.effort[0])));
    CHECK(m.free_staff[0] == Approx((1.0 - m.overhead[0]) / 1.02));
    CHECK(m.understanding[0] == Approx(1.0 - std::exp(-0.5 * m.free_staff[0] / (2.0 * 0.01))));
    const double worth = 1.0 * 1.0 / 2.0 - 3.0 * 0.1; // value of the mean breadth 1 less cost of the dues
    // Upward: of 1.2 partners wanted 1 is reached, and half of the members carry out the obligation. Outward: depth 0.3
    // of 0.6.
    const ByDirection judged{0.5 / 1.2 + 0.5 * (1.0 - std::exp(-0.4)), 1.0 / (1.0 + std::exp(-3.0 * worth)),
                             0.8 * 0.5, 0.4};
    const ByDirection before{0.2, 0.3, 0.4, 0.5};
    for (std::size_t d = 0; d < direction_count; ++d) {
        CAPTURE(direction_names[d]);
        const double answered = 1.0 - std::exp(-(0.02 + m.effort[0][d]) / 0.3);
        CHECK(m.answerability[0][d] == Approx(answered));
        CHECK(m.legitimacy[0][d] ==
              Approx(before[d] + (1.0 - std::exp(-0.5 / 12.0)) * (answered * judged[d] - before[d])));
    }
}

TEST_CASE("metaclusters::meet reflects on what members sense and want, weakened by a layer") {
    Meeting met;
    const Metaclusters& m = met.m;
    const auto& rules = met.parameters()[reflexivity::about];
    const double sensing = 1.0 - std::exp(-1.0 / 6.0);
    const reflexivity::Harms mean{0.3, 0.2, 0.2};
    for (std::size_t kind = 0; kind < mean.size(); ++kind) {
        CHECK(m.sensed[0][kind] == Approx(0.1 + sensing * (0.8 * mean[kind] - 0.1)));
    }
    const double per_fifty = 50.0 * m.free_staff[0] / 2.0;
    const double diversity = 0.5 * (0.0 + 0.5); // one sector, two tenths of ambition
    CHECK(m.reflexivity[0] == Approx(reflexivity::reflected(rules, 0.25, 0.5 * per_fifty, diversity, 0.0)));
    const std::array<reflexivity::Pull, 3> pulls{
        reflexivity::Pull{2.4 * m.reflexivity[0] * (0.5 + m.effort[0][outward]),
                          reflexivity::needed_agenda(rules, m.sensed[0])},
        reflexivity::Pull{rules.habit, {0.85, 0.03, 0.10, 0.02}},
        reflexivity::Pull{0.15 * 0.8, {0.4, 0.3, 0.2, 0.1}}};
    const Agenda moved = reflexivity::pulled(met.agenda_before, pulls);
    for (std::size_t topic = 0; topic < topic_count; ++topic) {
        CHECK(m.agenda[0][topic] == Approx(moved[topic]));
    }
}

TEST_CASE("metaclusters::meet decides what half of the members accept, and binds as far as autonomy allows") {
    Meeting met;
    const Metaclusters& m = met.m;
    const double trust = m.legitimacy[0][downward];
    const double accepted = 20.0 / 64.0 + 0.2 * trust; // ambition 0.30 lies in bin 19 of 64
    const double proposed = 1.0 - m.agenda[0][growth_topic];
    const double ambition = 0.4 * proposed + 0.6 * std::min(proposed, accepted);
    CHECK(m.decided[0] == 1);
    CHECK(m.ambition[0] == Approx(ambition));
    CHECK(m.obligation[0] == Approx(0.4 * ambition));
    CHECK(m.plan[0][growth_topic] == Approx(1.0 - ambition));
    CHECK(m.autonomy_cost[0] == Approx(0.4 * std::max(0.0, ambition - 0.30 - 0.2 * trust)));
    CHECK(m.autonomy_cost[1] == 0.0);
    CHECK(m.follows[1] == 1); // what costs nothing is carried out
}

TEST_CASE("metaclusters::cooperate turns what a metacluster is into what its members get and give") {
    Side side({entry("joint", {"1", "2"})}, {40, 40, 40});
    Metaclusters& m = side.state();
    m.started[0] = 1;
    m.members[0] = 2.0;
    m.standing = {full_member, associate_member};
    m.follows = {1, 0};
    m.understanding[0] = 0.5;
    m.obligation[0] = 0.6;
    m.plan[0] = {0.4, 0.3, 0.2, 0.1};
    Cooperation& effects = side.effects();
    effects.experience[0][0] = effects.experience[2][0] = 0.2;
    effects.dues = {0.7, 0.7, 0.7};
    side.run<Step<metaclusters::about, metaclusters::cooperate>>(75);
    const double breadth = 0.64 * 0.5; // of one partner
    CHECK(effects.dues == Column<double>{0.02, 0.01, 0.0});
    CHECK(effects.lateral_pull == Column<double>{0.1, 0.1, 0.0});
    CHECK(effects.lateral_performance[0] == Approx(0.7)); // carries the plan out
    CHECK(effects.lateral_performance[1] == Approx(0.7)); // an associate need not
    CHECK(effects.lateral_performance[2] == Approx(0.4));
    CHECK(effects.breadth[0] == Approx(breadth));
    CHECK(effects.breadth[1] == Approx(0.5 * breadth));
    CHECK(effects.platform_reach[0] == Approx(breadth));
    CHECK(effects.platform_reach[1] == Approx(0.5 * breadth));
    CHECK(effects.application_factor[0] == Approx(1.3));
    CHECK(effects.application_factor[2] == 1.0);
    CHECK(effects.tie_rate[0] == Approx(0.05 * breadth / (1.0 + breadth)));
    CHECK(effects.memory[0] == Approx(0.3 * breadth / (1.0 + breadth)));
    CHECK(effects.plan_rate[0] == Approx(0.3 * 0.6 * 0.8));
    CHECK(effects.plan_rate[1] == 0.0);
    CHECK(effects.plan_target[0][circular_topic] == Approx(0.3));
    const double kept = std::exp(-0.5 / 12.0);
    const double arriving = (1.0 - kept) * 0.25 * 0.64 * 0.5 * 0.5; // half of the partner's members use practice 0
    CHECK(effects.experience[0][0] == Approx(0.2 * kept + arriving));
    CHECK(effects.experience[1][0] == Approx(0.5 * arriving));
    CHECK(effects.experience[2][0] == Approx(0.2 * kept));
    CHECK(effects.awareness[0][0] == Approx(0.1 * effects.experience[0][0]));
    m.follows = {0, 0};
    side.run<Step<metaclusters::about, metaclusters::cooperate>>(76);
    CHECK(effects.lateral_performance[0] == Approx(0.4));
}

} // namespace test_metaclusters
