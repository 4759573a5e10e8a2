#include "models/mechanisms/accountability.hpp"

#include <cmath>

#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_accountability {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

TEST_CASE("effort adds up what each audience demands") {
    auto p = defaults<accountability::Parameters>();
    const ByDirection pull = accountability::pulls(p, {0.45, 0.25, 0.15, 0.15}, 0.0);
    CHECK(pull[upward] == Approx(0.70));
    CHECK(pull[downward] == Approx(0.15));
    CHECK(pull[outward] == Approx(0.0375));
    CHECK(pull[lateral] == 0.0);
    const ByDirection effort = accountability::efforts(p, pull);
    CHECK(effort[upward] == Approx(0.25 * (0.5 + 2.0 * 0.70)));
    CHECK(effort[lateral] == Approx(0.25 * 0.5));
    const ByDirection alone = accountability::efforts(p, accountability::pulls(p, {1.0, 0.0, 0.0, 0.0}, 0.0));
    CHECK(sum_of(alone) == Approx(1.0)); // whoever pays, and with one payer no less
    CHECK(sum_of(accountability::efforts(p, {0.25, 0.25, 0.25, 0.25})) == Approx(1.0));
    p.follow_money = 0.0;
    CHECK(accountability::efforts(p, pull)[downward] == Approx(0.25));
    p.effort = 0.0;
    CHECK(sum_of(accountability::efforts(p, pull)) == 0.0);
    p = defaults<accountability::Parameters>();
    p.policy[outward] = 1.0;
    const ByDirection deliberate = accountability::efforts(p, pull);
    CHECK(deliberate[outward] == Approx(effort[outward] + 0.25));
    CHECK(deliberate[upward] == effort[upward]); // what one asks for does not make others ask less
    p.policy[outward] = -5.0;
    CHECK(accountability::efforts(p, pull)[outward] == 0.0);
}

TEST_CASE("accountability costs time and conflicts cost more") {
    const auto p = defaults<accountability::Parameters>();
    CHECK(accountability::overhead(p, {}) == 0.0);
    CHECK(accountability::overhead(p, {0.25, 0.25, 0.25, 0.25}) == Approx(0.1 + 0.15 * 6.0 * 0.0625));
    CHECK(accountability::overhead(p, {1.0, 0.0, 0.0, 0.0}) == Approx(0.1));
    CHECK(accountability::overhead(p, {4.0, 4.0, 4.0, 4.0}) == 1.0);
    // Nine hours of reports a month and two persons of 1,720 hours a year.
    CHECK(accountability::overhead(p, {}, 9.0, 2.0) == Approx(9.0 / (2.0 * 1720.0 / 12.0)));
    CHECK(accountability::overhead(p, {}, 9.0, 0.0) == 0.0);
    CHECK(accountability::reporting_hours(p, 2500.0) == Approx(3.0));
    CHECK(accountability::reporting_hours(p, 5000.0) == Approx(3.0 * std::pow(2.0, 0.7)));
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
    ClusterWorld run({100, 0}, [](Parameters& p) { p.plan.jitter = false; });
    Clusters& all = run.clusters();
    all.pathway.stock[0][actions] = 1.0;
    for (int month = 0; month < 600; ++month) {
        run.run_mechanisms<accountability::about>();
    }
    const double performance = 0.5 * 0.9 / 1.2 + 0.5 * (1.0 - std::exp(-1.0));
    CHECK(all.accountability.legitimacy[0][upward] ==
          Approx(all.accountability.answerability[0][upward] * performance));
    CHECK(std::isfinite(all.accountability.legitimacy[1][downward]));
    CHECK(all.funding.overhead[0] > 0.1);
    SECTION("a metacluster gives the lateral direction weight") {
        const double before = all.accountability.effort[0][lateral];
        run.world().metaclusters.names = {"one"};
        run.world().cooperation.lateral_pull[0] = 0.1;
        run.run_mechanisms<accountability::about>();
        CHECK(all.accountability.effort[0][lateral] > before);
    }
    SECTION("switched off it leaves no effort, no overhead and little legitimacy") {
        accountability::initialise(run.parameters()[accountability::about], {false}, all.accountability, all.funding);
        CHECK(all.funding.overhead[0] == 0.0);
        CHECK(sum_of(all.accountability.effort[0]) == 0.0);
        CHECK(all.accountability.answerability[0][upward] == Approx(1.0 - std::exp(-0.02 / 0.3)));
        CHECK(all.accountability.legitimacy[0][upward] < 0.05);
    }
}

TEST_CASE("accountability::step lets effort follow the money and audiences judge what the cluster has done") {
    ClusterWorld run({3, 5});
    Clusters& all = run.clusters();
    const std::size_t c = 1;
    Census& census = run.world().census;
    all.funding.realised_share[c] = {0.1, 0.2, 0.3, 0.4};
    all.funding.fee_units[c] = 0.5;
    all.pathway.stock[c] = {0.1, 0.2, 0.7, 0.4};
    all.accountability.legitimacy[c] = {0.1, 0.2, 0.3, 0.4};
    census.mean_services[c] = 0.6;
    census.mean_value[c] = 0.9;
    census.mean_depth[c] = {0.3, 0.9};
    run.world().landscape.required_depth = 0.6;
    Cooperation& cooperation = run.world().cooperation;
    cooperation.lateral_pull = {0.0, 0.15};
    cooperation.lateral_performance = {0.4, 0.8};
    all.contracts.project_end[c] = {};
    all.contracts.project_end[c][3] = all.contracts.project_end[c][7] = 20;
    all.contracts.project_monthly[c][3] = all.contracts.project_monthly[c][7] = 250000; // cents
    all.funding.staff[c] = 1.5;
    run.run<Step<accountability::about, accountability::step>>();

    // phi = core + project, fees, a quarter of services, the metacluster's pull; effort 0.25 (1/2 + 2 phi).
    const ByDirection phi{0.3, 0.3, 0.1, 0.15};
    const ByDirection judged{0.5 * 0.6 / 1.2 + 0.5 * (1.0 - std::exp(-0.7)), 1.0 / (1.0 + std::exp(-3.0 * 0.4)),
                             0.8 * 0.3 / 0.6, 0.8};
    const ByDirection before{0.1, 0.2, 0.3, 0.4};
    for (std::size_t d = 0; d < direction_count; ++d) {
        CAPTURE(direction_names[d]);
        const double effort = 0.25 * (0.5 + 2.0 * phi[d]);
        const double answered = 1.0 - std::exp(-(0.02 + effort) / 0.3);
        CHECK(all.accountability.effort[c][d] == Approx(effort));
        CHECK(all.accountability.answerability[c][d] == Approx(answered));
        CHECK(all.accountability.legitimacy[c][d] ==
              Approx(before[d] + (1.0 - std::exp(-0.5 / 12.0)) * (answered * judged[d] - before[d])));
    }
    CHECK(all.funding.overhead[c] ==
          Approx(accountability::overhead(run.parameters()[accountability::about], all.accountability.effort[c]) +
                 2.0 * 3.0 / (1.5 * 1720.0 / 12.0)));
    CHECK(all.accountability.effort[0][lateral] < all.accountability.effort[1][lateral]);
}

TEST_CASE("accountability::step: a month of the spin-up moves legitimacy as several months do") {
    ClusterWorld run({3});
    Clusters& all = run.clusters();
    all.accountability.legitimacy[0].fill(0.5);
    all.funding.realised_share[0] = {0.0, 0.0, 0.0, 0.0};
    all.pathway.stock[0] = {};
    run.world().census.mean_services[0] = 0.0;
    Month month;
    month.pace = 8.0;
    run.run_in<Step<accountability::about, accountability::step>>(month);
    CHECK(all.accountability.legitimacy[0][upward] == Approx(0.5 * std::exp(-0.5 * 8.0 / 12.0))); // nothing is done
}

} // namespace test_accountability
