#include "models/mechanisms/reflexivity.hpp"

#include "models/state/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/unit/cluster_side.hpp"

using namespace actorhood;
using namespace actorhood::models;
using reflexivity::Pull;

TEST_CASE("harms are the gaps between what is required and what members do") {
    ClusterSide run(1);
    run.populate({10, 0});
    const auto& p = run.reflexivity_parameters;
    Landscape now;
    now.required_depth = 0.6;
    now.digital_frontier = 0.1;
    const reflexivity::Harms harms = reflexivity::measured_harms(p, run.world.census, now, 0);
    CHECK(harms[0] == Approx(0.25 * 1.0));
    CHECK(harms[1] == 0.0);
    CHECK(harms[2] == Approx(0.4));
    CHECK(reflexivity::measured_harms(p, run.world.census, now, 1) == reflexivity::Harms{});
}

TEST_CASE("the needed agenda leaves room for growth and ignores harms below zero") {
    const auto p = defaults<reflexivity::Parameters>();
    CHECK(reflexivity::needed_agenda(p, {0.0, 0.0, 0.0}) == Agenda{1.0, 0.0, 0.0, 0.0});
    CHECK(reflexivity::needed_agenda(p, {-0.3, -0.1, -2.0}) == Agenda{1.0, 0.0, 0.0, 0.0});
    const Agenda need = reflexivity::needed_agenda(p, {0.3, 0.2, 0.2});
    CHECK(need[growth_topic] == Approx(0.125)); // 0.1 of 0.8
    CHECK(need[circular_topic] == Approx(0.375));
    CHECK(need[labour_topic] == Approx(0.25));
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
        ClusterSide run(1);
        run.populate({10});
        run.initialise();
        Clusters& all = run.world.clusters;
        all.pathway.intelligence_intensity[0] = intelligence;
        double sum = 0.0;
        double squares = 0.0;
        constexpr int months = 4000;
        for (std::uint16_t month = 0; month < months; ++month) {
            reflexivity::measure(run.reflexivity_parameters, run.world.census, run.world.landscape,
                                 all.reflexivity.harm);
            reflexivity::step(run.reflexivity_parameters, run.plan, run.world.calendar.at(month), run.world.random,
                              all.identity, run.world.census, all.contracts, all.funding, all.accountability,
                              all.pathway, all.reflexivity);
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
    ClusterSide run(1);
    run.populate({10, 0});
    run.initialise();
    Clusters& all = run.world.clusters;
    all.funding.knowledge_kept[0] = 0.5;
    reflexivity::step(run.reflexivity_parameters, run.plan, run.world.calendar.at(0), run.world.random, all.identity,
                      run.world.census, all.contracts, all.funding, all.accountability, all.pathway, all.reflexivity);
    CHECK(all.reflexivity.reflexivity[0] < 0.16);
    CHECK(sum_of(all.reflexivity.agenda[1]) == Approx(1.0));
    CHECK(all.reflexivity.harm[1] == reflexivity::Harms{});
}
