#include "models/mechanisms/reflexivity.hpp"

#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_reflexivity {

using namespace actorhood;
using namespace actorhood::models;
using reflexivity::Pull;
using tests::ClusterWorld;
using tests::defaults;

TEST_CASE("harms are the gaps between what is required and what members do") {
    ClusterWorld run({10, 0});
    const auto& p = run.parameters()[reflexivity::about];
    Landscape now;
    now.required_depth = 0.6;
    now.digital_frontier = 0.1;
    const reflexivity::Harms harms = reflexivity::measured_harms(p, run.world().census, now, 0);
    CHECK(harms[0] == Approx(0.25 * 1.0));
    CHECK(harms[1] == 0.0);
    CHECK(harms[2] == Approx(0.4));
    CHECK(reflexivity::measured_harms(p, run.world().census, now, 1) == reflexivity::Harms{});
}

TEST_CASE("the needed agenda leaves room for growth, never saturates and ignores harms below zero") {
    const auto p = defaults<reflexivity::Parameters>();
    CHECK(reflexivity::needed_agenda(p, {0.0, 0.0, 0.0}) == Agenda{1.0, 0.0, 0.0, 0.0});
    CHECK(reflexivity::needed_agenda(p, {-0.3, -0.1, -2.0}) == Agenda{1.0, 0.0, 0.0, 0.0});
    const Agenda need = reflexivity::needed_agenda(p, {0.3, 0.2, 0.2});
    CHECK(need[growth_topic] == Approx(1.0 / 3.1)); // three times .7 against 1
    CHECK(need[circular_topic] == Approx(0.9 / 3.1));
    CHECK(need[labour_topic] == Approx(0.6 / 3.1));
    CHECK(reflexivity::needed_agenda(p, {0.6, 0.4, 0.4})[growth_topic] == Approx(1.0 / 5.2));
}

TEST_CASE("members want growth as far as they are oriented to it") {
    const auto p = defaults<reflexivity::Parameters>();
    const Agenda agenda = reflexivity::members_agenda(p, 0.4);
    CHECK(agenda[growth_topic] == Approx(0.6));
    CHECK(agenda[circular_topic] == Approx(0.16));
    CHECK(agenda[digital_topic] == Approx(0.18));
    CHECK(agenda[labour_topic] == Approx(0.06));
}

TEST_CASE("reflexivity grows with collaboration and decays without staff") {
    auto p = defaults<reflexivity::Parameters>();
    double r = 0.1;
    for (int month = 0; month < 2000; ++month) {
        r = reflexivity::reflected(p, r, 0.5, 0.8, 0.0);
    }
    CHECK(r == Approx(0.2 / 0.3));
    CHECK(reflexivity::reflected(p, 0.5, 0.0, 0.8, 1.0) == Approx(0.5 * std::exp(-0.4 / 12.0)));
    CHECK(reflexivity::reflected(p, 1.0, 1e6, 1.0, 0.0) <= 1.0);
    CHECK(reflexivity::reflected(p, 0.5, 0.0, 0.8, 1.0, 8.0) == Approx(0.5 * std::exp(-3.2 / 12.0)));
    p.forgetting = 0.0;
    CHECK(reflexivity::reflected(p, 0.5, 0.0, 0.8, 1.0) == 0.5);
}

TEST_CASE("pulls move the agenda on the simplex") {
    const Agenda start{0.7, 0.1, 0.15, 0.05};
    CHECK(reflexivity::pulled(start, std::vector<Pull>{{0.0, {1.0, 0.0, 0.0, 0.0}}}) == start);
    const std::vector<Pull> one{{0.3, {1.0, 0.0, 0.0, 0.0}}};
    CHECK(reflexivity::pulled(start, one)[growth_topic] == Approx(1.0 - 0.3 * std::exp(-0.3 / 12.0)));
    const std::vector<Pull> two{{3.0, {1.0, 0.0, 0.0, 0.0}}, {1.0, {0.0, 1.0, 0.0, 0.0}}};
    Agenda agenda = start;
    for (int month = 0; month < 600; ++month) {
        agenda = reflexivity::pulled(agenda, two);
        REQUIRE(sum_of(agenda) == Approx(1.0).epsilon(1e-14));
    }
    CHECK(agenda[growth_topic] == Approx(0.75));
    CHECK(agenda[circular_topic] == Approx(0.25));
}

TEST_CASE("beliefs follow measured harms, more exactly with intelligence") {
    const auto spread = [](double intelligence) {
        ClusterWorld run({10});
        Clusters& all = run.clusters();
        all.pathway.intelligence_intensity[0] = intelligence;
        all.accountability.answerability[0] = {};
        double sum = 0.0;
        double squares = 0.0;
        constexpr int months = 4000;
        for (std::uint16_t month = 0; month < months; ++month) {
            run.run_mechanisms<reflexivity::about>(month);
            const double error = all.reflexivity.sensed[0][2] - all.reflexivity.harm[0][2];
            sum += error / months;
            squares += error * error / months;
        }
        CHECK(sum == Approx(0.0).margin(0.03));
        return std::sqrt(squares);
    };
    // Standard deviation of the belief: 0.3 sqrt(a / (2 - a)), a = 1 - exp(-1/6).
    CHECK(spread(0.0) == Approx(0.0865).epsilon(0.15));
    CHECK(spread(3.0) == Approx(0.0433).epsilon(0.2));
}

TEST_CASE("leaving staff take reflexivity with them, and an empty cluster stays finite") {
    ClusterWorld run({10, 0});
    Clusters& all = run.clusters();
    all.funding.knowledge_kept[0] = 0.5;
    run.run_mechanisms<reflexivity::about>();
    CHECK(all.reflexivity.reflexivity[0] < 0.16);
    CHECK(sum_of(all.reflexivity.agenda[1]) == Approx(1.0));
    CHECK(all.reflexivity.harm[1] == reflexivity::Harms{});
}

TEST_CASE("reflexivity::measure weighs the gaps of each cluster's members") {
    ClusterWorld run({3, 5, 0});
    Census& census = run.world().census;
    census.mean_depth[1] = {0.3, 0.2};
    census.mean_resistance[1] = 0.11;
    census.mean_skill_gap[1] = 0.07;
    run.world().landscape.required_depth = 0.65;
    run.world().landscape.digital_frontier = 0.45;
    run.parameters()[reflexivity::about].circular_weight = 0.6;
    run.run<Step<reflexivity::about, reflexivity::measure, When::always>>();
    const reflexivity::Harms& harm = run.clusters().reflexivity.harm[1];
    CHECK(harm[0] == Approx(0.35 * (0.6 + 0.3)));
    CHECK(harm[1] == Approx(0.25));
    CHECK(harm[2] == Approx(0.18));
    CHECK(run.clusters().reflexivity.harm[2] == reflexivity::Harms{}); // nobody there
}

TEST_CASE("reflexivity::identify moves beliefs to the month's view, twice as exactly with three of intelligence") {
    ClusterWorld run({3, 5});
    Clusters& all = run.clusters();
    const auto believe = [&](double noise) {
        run.parameters()[reflexivity::about].sensing_noise = noise;
        for (const std::size_t c : {0u, 1u}) {
            all.identity.key[c] = 77; // the same draws
            all.pathway.intelligence_intensity[c] = c == 0 ? 0.0 : 3.0;
            all.pathway.collaboration_intensity[c] = 8.0;
            all.accountability.answerability[c] = {};
            all.reflexivity.harm[c] = {0.3, 0.2, 0.1};
            all.reflexivity.sensed[c] = {0.1, 0.4, 0.2};
        }
        run.run<Step<reflexivity::about, reflexivity::identify>>(7);
        return all.reflexivity.sensed;
    };
    const auto exact = believe(0.0);
    const auto noisy = believe(0.3);
    const double approach = 1.0 - std::exp(-1.0 / 12.0 / 0.5);
    const reflexivity::Harms expected{0.1 + approach * 0.2, 0.4 - approach * 0.2, 0.2 - approach * 0.1};
    for (std::size_t kind = 0; kind < expected.size(); ++kind) {
        CHECK(exact[1][kind] == Approx(expected[kind]));
        CHECK(noisy[0][kind] != Approx(expected[kind]));
        CHECK(noisy[1][kind] - exact[1][kind] == Approx(0.5 * (noisy[0][kind] - exact[0][kind])));
    }
    CHECK(noisy[0][0] - exact[0][0] != Approx(noisy[0][1] - exact[0][1])); // each harm has its own noise
}

TEST_CASE("reflexivity::identify hears of a harm from those who know it, if they are answered") {
    ClusterWorld run({3, 3, 3});
    Clusters& all = run.clusters();
    run.parameters()[reflexivity::about].heard = 3.0;
    run.parameters()[reflexivity::about].sensing_time = 0.05; // a view becomes a belief within the month
    for (const std::size_t c : {0u, 1u, 2u}) {
        all.identity.key[c] = 77;
        all.pathway.intelligence_intensity[c] = 0.0;
        all.accountability.answerability[c] = {};
        all.reflexivity.harm[c] = {};
        all.reflexivity.sensed[c] = {};
    }
    all.accountability.answerability[1] = {1.0, 0.0, 1.0, 1.0}; // publics speak
    all.accountability.answerability[2] = {1.0, 1.0, 0.0, 1.0}; // members and their workforce do
    run.run<Step<reflexivity::about, reflexivity::identify>>(7);
    const auto& sensed = all.reflexivity.sensed;
    CHECK(sensed[1][0] == Approx(0.5 * sensed[0][0]));
    CHECK(sensed[1][1] == sensed[0][1]);
    CHECK(sensed[2][0] == sensed[0][0]);
    CHECK(sensed[2][1] == Approx(0.5 * sensed[0][1]));
    CHECK(sensed[2][2] == Approx(0.5 * sensed[0][2]));
}

TEST_CASE("reflexivity::reflect grows with collaboration and diversity, decays with missing and leaving staff") {
    ClusterWorld run({100, 100});
    Clusters& all = run.clusters();
    Census& census = run.world().census;
    census.sector_diversity[1] = 0.3;
    census.orientation_diversity[1] = 0.7;
    all.funding.staff[1] = 0.75 * run.plan().intended_staff(100.0);
    all.funding.knowledge_kept[1] = 0.8;
    all.pathway.collaboration_intensity[1] = 0.6;
    all.pathway.intelligence_intensity[1] = 9.0;
    all.reflexivity.reflexivity[1] = 0.5;
    run.run<Step<reflexivity::about, reflexivity::reflect>>();
    // dR/dt = 0.5 * 0.6 * 0.5 (1 - R) - 0.1 (1 + 3 * 0.25) R from R = 0.8 * 0.5.
    const double growth = 0.5 * 0.6 * 0.5;
    const double rate = growth + 0.1 * 1.75;
    CHECK(all.reflexivity.reflexivity[1] == Approx(0.4 + (growth / rate - 0.4) * (1.0 - std::exp(-rate / 12.0))));
}

TEST_CASE("reflexivity::reflect: a month of the spin-up is as long as several for growth, decay and leaving staff") {
    ClusterWorld run({100});
    Clusters& all = run.clusters();
    all.funding.staff[0] = run.plan().intended_staff(100.0);
    all.funding.knowledge_kept[0] = 0.9;
    all.pathway.collaboration_intensity[0] = 0.0;
    all.reflexivity.reflexivity[0] = 0.5;
    Month month;
    month.pace = 4.0;
    run.run_in<Step<reflexivity::about, reflexivity::reflect>>(month);
    CHECK(all.reflexivity.reflexivity[0] == Approx(0.5 * std::pow(0.9, 4.0) * std::exp(-0.1 * 4.0 / 12.0)));
}

TEST_CASE("reflexivity::integrate weighs own need, habit, payers by their shares, and joint plans") {
    ClusterWorld run({3, 5});
    Clusters& all = run.clusters();
    const auto& p = run.parameters()[reflexivity::about];
    const std::size_t c = 1;
    const Agenda start{0.4, 0.3, 0.2, 0.1};
    const Agenda calls{0.1, 0.2, 0.3, 0.4};
    const Agenda plan{0.0, 0.7, 0.1, 0.2};
    all.reflexivity.agenda[c] = start;
    all.reflexivity.sensed[c] = {0.2, 0.1, 0.3};
    all.reflexivity.reflexivity[c] = 0.35;
    all.accountability.effort[c] = {0.9, 0.8, 0.25, 0.7};
    all.accountability.answerability[c] = {0.6, 0.5, 0.9, 0.8};
    all.funding.realised_share[c] = {0.1, 0.2, 0.3, 0.4};
    all.contracts.project_themes[c] = calls;
    run.world().census.mean_orientation[c] = 0.65;
    Cooperation& cooperation = run.world().cooperation;
    cooperation.plan_rate[c] = 0.25;
    cooperation.plan_target[c] = plan;
    run.run<Step<reflexivity::about, reflexivity::integrate>>();
    const std::vector<Pull> pulls{{2.4 * 0.35 * (0.5 + 0.25), {1.0 / 2.8, 0.6 / 2.8, 0.3 / 2.8, 0.9 / 2.8}},
                                  {p.habit, {0.85, 0.03, 0.10, 0.02}},
                                  {0.1 * p.pull[core_funding] * 1.6, {0.5, 0.2, 0.2, 0.1}},
                                  {0.2 * 0.3 * 1.6, calls},
                                  {0.3 * 0.15 * 1.5, {0.35, 0.65 * 0.4, 0.65 * 0.45, 0.65 * 0.15}},
                                  {0.4 * 0.3, {0.6, 0.1, 0.28, 0.02}}, // who buys does not ask
                                  {0.25, plan}};
    const Agenda expected = reflexivity::pulled(start, pulls);
    for (std::size_t topic = 0; topic < topic_count; ++topic) {
        CHECK(all.reflexivity.agenda[c][topic] == Approx(expected[topic]));
    }
}

} // namespace test_reflexivity
