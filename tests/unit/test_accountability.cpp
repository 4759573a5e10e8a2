#include "models/mechanisms/accountability.hpp"

#include "models/state/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/unit/cluster_side.hpp"

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("effort follows money and policy, its mean stays") {
    auto p = defaults<accountability::Parameters>();
    const ByDirection pull = accountability::pulls(p, {0.45, 0.25, 0.15, 0.15}, 0.0);
    CHECK(pull[upward] == Approx(0.70));
    CHECK(pull[downward] == Approx(0.15));
    CHECK(pull[outward] == Approx(0.0375));
    CHECK(pull[lateral] == 0.0);
    const ByDirection effort = accountability::efforts(p, pull);
    CHECK(sum_of(effort) == Approx(1.0));
    CHECK(effort[upward] / effort[lateral] == Approx(std::exp(1.4)));
    p.follow_money = 0.0;
    CHECK(accountability::efforts(p, pull)[downward] == Approx(0.25));
    p.effort = 0.0;
    CHECK(sum_of(accountability::efforts(p, pull)) == 0.0);
    p = defaults<accountability::Parameters>();
    p.policy[outward] = 1.0;
    CHECK(accountability::efforts(p, pull)[outward] > effort[outward]);
}

TEST_CASE("accountability costs time and conflicts cost more") {
    const auto p = defaults<accountability::Parameters>();
    CHECK(accountability::overhead(p, {}) == 0.0);
    CHECK(accountability::overhead(p, {0.25, 0.25, 0.25, 0.25}) == Approx(0.1 + 0.15 * 6.0 * 0.0625));
    CHECK(accountability::overhead(p, {1.0, 0.0, 0.0, 0.0}) == Approx(0.1));
    CHECK(accountability::overhead(p, {4.0, 4.0, 4.0, 4.0}) == 1.0);
    CHECK(accountability::answerability(p, 0.25) == Approx(1.0 - std::exp(-0.9)));
}

TEST_CASE("audiences judge results") {
    const auto p = defaults<accountability::Parameters>();
    const ByDirection judged = accountability::performance(p, {0.6, 1.0, 0.1, 0.3, 0.6, 0.4});
    CHECK(judged[upward] == Approx(0.25 + 0.5 * (1.0 - std::exp(-1.0))));
    CHECK(judged[downward] == Approx(1.0 / (1.0 + std::exp(-0.3))));
    CHECK(judged[outward] == Approx(0.4));
    CHECK(judged[lateral] == 0.4);
    const ByDirection best = accountability::performance(p, {100.0, 100.0, 100.0, 1.0, 0.1, 1.0});
    for (const double value : best) {
        CHECK(value == Approx(1.0));
    }
}

TEST_CASE("legitimacy approaches answers times performance") {
    ClusterSide run(1);
    run.plan.jitter = false;
    run.populate({100, 0});
    run.initialise();
    Clusters& all = run.world.clusters;
    all.pathway.stock[0][actions] = 1.0;
    const auto& p = run.accountability_parameters;
    for (int month = 0; month < 600; ++month) {
        accountability::step(p, run.world.census, all.pathway, run.world.landscape, {}, all.accountability,
                             all.funding);
    }
    const double performance = 0.5 * 0.9 / 1.2 + 0.5 * (1.0 - std::exp(-1.0));
    CHECK(all.accountability.legitimacy[0][upward] ==
          Approx(all.accountability.answerability[0][upward] * performance));
    CHECK(std::isfinite(all.accountability.legitimacy[1][downward]));
    CHECK(all.funding.overhead[0] > 0.1);
    SECTION("a metacluster gives the lateral direction weight") {
        const double before = all.accountability.effort[0][lateral];
        const std::vector<accountability::LateralTie> ties{{0.1, 0.7}, {0.0, 0.4}};
        accountability::step(p, run.world.census, all.pathway, run.world.landscape, ties, all.accountability,
                             all.funding);
        CHECK(all.accountability.effort[0][lateral] > before);
    }
    SECTION("switched off it leaves no effort, no overhead and little legitimacy") {
        accountability::initialise(p, false, all.accountability, all.funding);
        CHECK(all.funding.overhead[0] == 0.0);
        CHECK(sum_of(all.accountability.effort[0]) == 0.0);
        CHECK(all.accountability.answerability[0][upward] == Approx(1.0 - std::exp(-0.02 / 0.3)));
        CHECK(all.accountability.legitimacy[0][upward] < 0.05);
    }
}
