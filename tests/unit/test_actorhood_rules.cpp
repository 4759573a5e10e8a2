// Rules of responsible actorhood by numbers worked out by hand: stances, deliveries, benefits, legs.
#include <array>
#include <cmath>
#include <vector>

#include "models/mechanisms/actorhood.hpp"
#include "models/state/statistics.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_actorhood_rules {

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("The declared windows fit the memory", "[actorhood]") {
    models::actorhood::Parameters p;
    sim::Schema schema;
    models::actorhood::Parameters::declare(schema, p);
    REQUIRE(schema.checks().size() == 1);
    CHECK(schema.checks()[0]().empty());
    p.window = 24;
    CHECK(schema.checks()[0]().size() == 1);
    p.mandate = 10;
    CHECK(schema.checks()[0]().size() == 2);
    p.mandate = 4;
    p.window = 4;
    p.minimum_quarters = 5;
    CHECK(schema.checks()[0]().size() == 1);
    p.minimum_quarters = 4;
    p.autonomy_exponent = p.recognition_exponent = p.care_exponent = 0.0;
    CHECK(schema.checks()[0]().size() == 1);
}

TEST_CASE("A stance is how far an agenda differs from what was asked for, and whether toward what is missing",
          "[actorhood]") {
    using models::actorhood::stance;
    const Agenda asked{0.5, 0.2, 0.2, 0.1};
    // Two tenths from growth to circular; circular practice is missing: gaps less their mean are (-.1, .3, -.1, -.1).
    const auto apt = stance({0.3, 0.4, 0.2, 0.1}, asked, {0.4, 0.0, 0.0});
    CHECK(apt.deviation == Approx(0.2));
    CHECK(apt.agreement == Approx(1.0 - std::acos(0.08 / std::sqrt(0.08 * 0.12)) / std::acos(-1.0)).epsilon(1e-7));
    CHECK(stance({0.3, 0.4, 0.2, 0.1}, asked, {-0.4, 0.0, 0.0}).agreement == Approx(1.0 - apt.agreement));
    CHECK(stance({0.3, 0.4, 0.2, 0.1}, asked, {0.8, 0.0, 0.0}).agreement == Approx(apt.agreement)); // never saturates
    CHECK(stance({0.2, 0.3, 0.1, 0.4}, asked, {0.4, 0.2, 0.6}).agreement == Approx(1.0).epsilon(1e-4));
    CHECK(stance({0.5, 0.3, 0.1, 0.1}, asked, {0.2, 0.2, 0.7}).agreement == Approx(0.5)); // nothing to do with it
    CHECK(stance({0.3, 0.4, 0.2, 0.1}, asked, {}).agreement == 0.5);                      // nothing is missing
    CHECK(stance(asked, asked, {0.4, 0.0, 0.0}).deviation == 0.0);
    const auto p = tests::defaults<models::actorhood::Parameters>();
    CHECK(models::actorhood::autonomous_part(p, {0.1, 0.8}) == Approx(0.4));
    CHECK(models::actorhood::autonomous_part(p, {0.0, 1.0}) == 0.0);
    CHECK(models::actorhood::autonomous_part(p, {0.3, 0.0}) == 0.0);
}

TEST_CASE("Gaps at hand are the mean of region and lead sector, as old as publication takes", "[actorhood]") {
    auto p = tests::defaults<models::actorhood::Parameters>();
    p.sector_weight = 0.25;
    p.publication_lag = 2;
    PublishedStatistics statistics;
    statistics.region.resize(2);
    statistics.region[1][2] = {0.4, 0.2, 0.0};
    statistics.sector[3][2] = {0.0, 0.6, 0.4};
    const PublishedGap gap = models::actorhood::gap_at_hand(p, statistics, 1, 3);
    CHECK(gap[0] == Approx(0.3));
    CHECK(gap[1] == Approx(0.3));
    CHECK(gap[2] == Approx(0.1));
    CHECK(models::actorhood::gap_at_hand(p, statistics, 1, -1) == PublishedGap{0.4, 0.2, 0.0});
    CHECK(models::actorhood::gap_at_hand(p, statistics, 0, -1) == PublishedGap{});
}

TEST_CASE("The delivered share counts what was promised, not more", "[actorhood]") {
    const std::vector<Agenda> promised{{0.5, 0.4, 0.2, 0.0}, {0.5, 0.4, 0.0, 0.2}};
    CHECK(models::actorhood::delivered_share(promised, promised) == 1.0);
    // kept: min(.4,.1) + min(.2,.9) + 0, and min(.4,.4) + 0 + min(.2,.1); promised 1.2
    const std::vector<Agenda> delivered{{9.0, 0.1, 0.9, 0.3}, {0.0, 0.4, 0.3, 0.1}};
    CHECK(models::actorhood::delivered_share(promised, delivered) == Approx(0.8 / 1.2));
    CHECK(models::actorhood::delivered_share({}, {}) == 0.0);
    const std::vector<Agenda> growth_only{{1.0, 0.0, 0.0, 0.0}};
    CHECK(models::actorhood::delivered_share(growth_only, growth_only) == 0.0);
}

TEST_CASE("Benefits are valued and capped", "[actorhood]") {
    const auto p = tests::defaults<models::actorhood::Parameters>();
    Delivery delivery;
    delivery.resize(1);
    delivery.circular_adoptions[0] = 3;
    delivery.digital_adoptions[0] = 1;
    delivery.adoption_savings[0] = 40000.0;
    delivery.reskilled_jobs[0] = 6.0;
    delivery.services[0] = {2, 5, 1, 0};
    auto benefits = models::actorhood::benefits_of_month(p, delivery, 0, 120.0);
    CHECK(benefits.members == Approx(40000.0));
    CHECK(benefits.environment == Approx(0.6 * 40000.0 * 0.75));
    CHECK(benefits.workers == Approx(12000.0));
    CHECK(benefits.growth == Approx(20000.0));
    CHECK(models::actorhood::benefit_share(benefits) == Approx(30000.0 / 90000.0));

    delivery.adoption_savings[0] = 1e9; // four adoptions at 20,000
    delivery.reskilled_jobs[0] = 1e6;   // 120 members, two workers each a year
    benefits = models::actorhood::benefits_of_month(p, delivery, 0, 120.0);
    CHECK(benefits.members == Approx(80000.0));
    CHECK(benefits.environment == Approx(36000.0));
    CHECK(benefits.workers == Approx(40000.0));

    // By-product links count as wholly circular, whatever is adopted, each with the cap of an adoption.
    delivery.resize(1);
    delivery.digital_adoptions[0] = 1;
    delivery.adoption_savings[0] = 1000.0;
    delivery.link_savings[0] = 9000.0;
    delivery.new_pairs[0] = 2;
    benefits = models::actorhood::benefits_of_month(p, delivery, 0, 120.0);
    CHECK(benefits.members == Approx(10000.0));
    CHECK(benefits.environment == Approx(0.6 * 9000.0));
    delivery.link_savings[0] = 1e9;
    benefits = models::actorhood::benefits_of_month(p, delivery, 0, 120.0);
    CHECK(benefits.members == Approx(1000.0 + 2.0 * 20000.0));
    delivery.digital_adoptions[0] = 0;
    delivery.adoption_savings[0] = 0.0;
    CHECK(models::actorhood::benefits_of_month(p, delivery, 0, 120.0).environment == Approx(0.6 * 40000.0));

    delivery.resize(1);
    benefits = models::actorhood::benefits_of_month(p, delivery, 0, 0.0);
    CHECK(models::actorhood::benefit_share(benefits) == 0.0);
}

TEST_CASE("Actorhood is the geometric mean of its legs", "[actorhood]") {
    auto p = tests::defaults<models::actorhood::Parameters>();
    CHECK(models::actorhood::responsible_actorhood(p, 0.5, 0.5, 0.25) == Approx(std::cbrt(0.0625)));
    CHECK(models::actorhood::responsible_actorhood(p, 0.0, 0.5, 0.25) == 0.0);
    CHECK(models::actorhood::responsible_actorhood(p, 1.0, 1.0, 1.0) == Approx(1.0));
    CHECK(std::isnan(models::actorhood::responsible_actorhood(p, std::nan(""), 0.5, 0.25)));
    p.care_exponent = 2.0;
    CHECK(models::actorhood::responsible_actorhood(p, 0.5, 0.5, 0.25) == Approx(std::pow(0.5 * 0.5 * 0.0625, 0.25)));
    CHECK(models::actorhood::mean_leg(p, 0.5, 0.3, 0.25) == Approx((0.5 + 0.3 + 2.0 * 0.25) / 4.0));
    CHECK(models::actorhood::least_leg(p, 0.5, 0.3, 0.25) == 0.25);
    p.care_exponent = 0.0;
    CHECK(models::actorhood::least_leg(p, 0.5, 0.3, 0.25) == 0.3); // what has no weight does not count
    CHECK(models::actorhood::mean_leg(p, 0.5, 0.3, 0.25) == Approx(0.4));
    CHECK(std::isnan(models::actorhood::least_leg(p, 0.5, std::nan(""), 0.25)));
    CHECK(std::isnan(models::actorhood::mean_leg(p, 0.5, std::nan(""), 0.25)));
}

TEST_CASE("A result against a yardstick", "[actorhood]") {
    CHECK(models::actorhood::relative_result(0.0, 1.0) == 0.0);
    CHECK(models::actorhood::relative_result(0.0, 0.0) == 0.0);
    CHECK(models::actorhood::relative_result(2.0, 2.0) == 0.5);
    CHECK(models::actorhood::relative_result(3.0, 1.0) == 0.75);
    CHECK(models::actorhood::relative_result(3.0, 0.0) == 1.0);
}

} // namespace test_actorhood_rules
