#include "models/mechanisms/decision.hpp"

#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_decision {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

TEST_CASE("quantiles of orientations are linear inside the bins") {
    decision::OrientationHistogram histogram{};
    CHECK(decision::orientation_quantile(histogram, 0.5) == 0.0);
    histogram.fill(3);
    for (const double q : {0.0, 0.1, 0.33, 0.5, 1.0}) {
        CHECK(decision::orientation_quantile(histogram, q) == Approx(q));
    }
    histogram = {};
    histogram[16] = 10;
    CHECK(decision::orientation_quantile(histogram, 0.0) == Approx(16.0 / 64.0));
    CHECK(decision::orientation_quantile(histogram, 0.5) == Approx(16.5 / 64.0));
    CHECK(decision::orientation_quantile(histogram, 1.0) == Approx(17.0 / 64.0));
    histogram[63] = 10;
    CHECK(decision::orientation_quantile(histogram, 0.75) == Approx(63.5 / 64.0));
}

TEST_CASE("the organisation decides between its proposal and what members accept") {
    const auto p = defaults<decision::Parameters>();
    decision::OrientationHistogram histogram{};
    histogram.fill(1);
    CHECK(decision::accepted_ambition(p, histogram, 0.67, 0.5) == Approx(0.43));
    CHECK(decision::decided_ambition(0.5, 0.6, 0.4) == Approx(0.5));
    CHECK(decision::decided_ambition(1.0, 0.6, 0.4) == Approx(0.6));
    CHECK(decision::decided_ambition(0.0, 0.6, 0.4) == Approx(0.4));
    CHECK(decision::decided_ambition(0.3, 0.6, 0.9) == Approx(0.6));
    CHECK(decision::decision_probability(p, 0.2, 1.0) == Approx(std::exp(-0.4)));
    CHECK(decision::decision_probability(p, 0.0, 1.5) == 1.0);
}

TEST_CASE("the agenda at an ambition keeps the proportions of its topics") {
    const Agenda agenda = decision::agenda_at({0.6, 0.1, 0.2, 0.1}, 0.2);
    CHECK(agenda[growth_topic] == Approx(0.8));
    CHECK(agenda[circular_topic] == Approx(0.05));
    CHECK(agenda[digital_topic] == Approx(0.1));
    CHECK(sum_of(decision::agenda_at({1.0, 0.0, 0.0, 0.0}, 0.3)) == Approx(1.0));
    CHECK(decision::target_weights(agenda)[circular] == Approx(0.5));
    CHECK(decision::target_weights(agenda)[digital] == 1.0);
    CHECK(decision::target_weights({1.0, 0.0, 0.0, 0.0})[circular] == 0.0);
}

TEST_CASE("decisions are taken by quarter, bind by directiveness, and need members") {
    ClusterWorld run({200, 200, 200, 200, 200, 0});
    Clusters& all = run.clusters();
    CHECK(all.decisions.ambition[0] == Approx(0.3));
    CHECK(all.decisions.obligation[0] == 0.0);
    all.decisions.obligation[5] = 0.4;
    double decided = 0.0;
    for (std::uint16_t month = 0; month < 3000; ++month) {
        run.run_mechanisms<decision::about>(month);
        REQUIRE((month % 3 == 2 || all.decisions.decided[0] == 0));
        decided += all.decisions.decided[0];
        REQUIRE(all.decisions.decided[5] == 0);
    }
    CHECK(decided / 1000.0 == Approx(std::exp(-0.4)).margin(0.05));
    CHECK(all.decisions.obligation[5] == 0.0);
    for (std::size_t c = 0; c < 5; ++c) {
        CHECK(all.decisions.obligation[c] == Approx(all.identity.directiveness[c] * all.decisions.ambition[c]));
        CHECK(all.decisions.effective_agenda[c][growth_topic] == Approx(1.0 - all.decisions.ambition[c]));
    }
}

TEST_CASE("decision::step decides between proposal and acceptance in the last month of a quarter") {
    ClusterWorld run({4, 4, 0});
    run.parameters()[decision::about].dissent = 0.0;
    Clusters& all = run.clusters();
    Census& census = run.world().census;
    all.identity.directiveness = {0.9, 0.25, 0.9};
    all.identity.approval = {0.1, 0.75, 0.1};
    census.mean_trust[1] = 0.6;
    census.orientation_histogram[1] = {};
    census.orientation_histogram[1][16] = 4; // a quarter of them lies below 16.25/64 + ...
    all.reflexivity.agenda[1] = {0.2, 0.5, 0.2, 0.1};
    all.decisions.ambition[1] = 0.5;
    all.decisions.obligation = {0.0, 0.3, 0.3};
    SECTION("before that month the agenda moves at the old ambition") {
        run.run<Step<decision::about, decision::step>>(1);
        CHECK(all.decisions.decided[1] == 0);
        CHECK(all.decisions.ambition[1] == 0.5);
        CHECK(all.decisions.obligation[1] == 0.3);
        CHECK(all.decisions.effective_agenda[1][circular_topic] == Approx(0.5 * 0.5 / 0.8));
    }
    SECTION("in that month members accept what their least oriented quarter does, and a little more with trust") {
        run.run<Step<decision::about, decision::step>>(2);
        const double accepted = (16.0 + 0.25) / 64.0 + 0.2 * 0.6;
        const double ambition = 0.25 * 0.8 + 0.75 * accepted;
        CHECK(all.decisions.decided[1] == 1);
        CHECK(all.decisions.ambition[1] == Approx(ambition));
        CHECK(all.decisions.obligation[1] == Approx(0.25 * ambition));
        CHECK(all.decisions.effective_agenda[1][growth_topic] == Approx(1.0 - ambition));
        CHECK(all.decisions.target_weight[1][digital] == Approx(0.4));
        CHECK(all.decisions.decided[2] == 0);
        CHECK(all.decisions.obligation[2] == 0.0); // nobody there to bind
    }
    SECTION("clusters that differ more, or decide less easily, often reach no decision") {
        run.parameters()[decision::about].dissent = 1000.0;
        census.sd_orientation[0] = 0.0;
        census.sd_orientation[1] = 0.5;
        run.run<Step<decision::about, decision::step>>(2);
        CHECK(all.decisions.decided[0] == 1);
        CHECK(all.decisions.decided[1] == 0);
        all.identity.decision_aptitude[0] = 0.0;
        run.run<Step<decision::about, decision::step>>(2);
        CHECK(all.decisions.decided[0] == 0);
    }
}

} // namespace test_decision
