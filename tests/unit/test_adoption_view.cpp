// What a firm that decides about practices sees: draws of the month, conditions, services and unresolved resistance.
#include "models/mechanisms/adoption_view.hpp"

#include <cstdint>

#include "tests/catch.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_view {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

TEST_CASE("adoption::View: resistance is what deliberation in the firm's segment has not resolved", "[adoption]") {
    Three three;
    three.terms.segments.assign(2, {});
    three.terms.segments[0].negotiation = 0.25;
    three.firms.resistance[three.anna] = three.firms.resistance[three.outside] = 0.5f;
    const Sight members(three.bench, 7, 0);
    const Sight others(three.bench, 7, 1);
    CHECK(members.view.unresolved({three.anna, 0}) == 0.375); // 0.5 (1 - 0.25)
    CHECK(members.view.unresolved({three.bert, 0}) == 0.0);
    CHECK(others.view.unresolved({three.outside, 1}) == 0.5);
}

TEST_CASE("adoption::View: a service acts on the practices of its topic until its month", "[adoption]") {
    Three three;
    three.firms.served_until[three.anna][circular_topic] = 8;
    three.firms.served_until[three.bert][digital_topic] = 7;
    three.firms.served_until[three.bert][labour_topic] = 99;
    const Sight now(three.bench, 7);
    CHECK(now.view.served(three.anna, circular));
    CHECK_FALSE(now.view.served(three.anna, digital));
    CHECK_FALSE(now.view.served(three.bert, digital)); // it ended with the month before
    CHECK_FALSE(now.view.served(three.bert, circular));
    const Sight before(three.bench, 6);
    CHECK(before.view.served(three.bert, digital));
}

TEST_CASE("adoption::View: each purpose has draws of its own, anew each month", "[adoption]") {
    Three three;
    const Sight now(three.bench, 7);
    const sim::Random& random = three.world.random;
    constexpr std::uint64_t key = 12345;
    CHECK(now.view.draws.choices.uniform(key) == random.stream(adoption::awareness_choice_stream, 7).uniform(key));
    CHECK(now.view.draws.evaluations.uniform(key) == random.stream(adoption::evaluation_stream, 7).uniform(key));
    CHECK(now.view.draws.trials.uniform(key) == random.stream(adoption::trial_stream, 7).uniform(key));
    CHECK(now.view.draws.choices.uniform(key) != now.view.draws.evaluations.uniform(key));
    CHECK(now.view.draws.evaluations.uniform(key) != now.view.draws.trials.uniform(key));
    CHECK(Sight(three.bench, 8).view.draws.trials.uniform(key) != now.view.draws.trials.uniform(key));
}

TEST_CASE("adoption::View: conditions are those of the world, not copies", "[adoption]") {
    Three three;
    const Sight now(three.bench, 7);
    three.world.landscape.regulation[circular] = 0.75;
    three.world.revenue = {1234.0};
    CHECK(now.view.get<Landscape>().regulation[circular] == 0.75);
    CHECK(now.view.get<RevenuePerEmployee>().eur == 1234.0);
    CHECK(&now.view.practices() == &three.world.practices);
    CHECK(&now.view.get<Regime>() == &three.world.regime);
}

} // namespace test_adoption_view
