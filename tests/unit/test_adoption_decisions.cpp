// What three firms decide about practices in a month, worked out by hand: whom they hear, what they try, what they give up.
#include <cstdint>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/timers.hpp"
#include "tests/catch.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_decisions {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;
using Kind = adoption::Change::Kind;

TEST_CASE("adoption::decide: who hears, from media or from the partner met, learns one practice") {
    Three three;
    CHECK(three.decide().others.empty());
    three.world.landscape.attention.fill(0.0);
    three.world.landscape.attention[cloud] = 1.0;
    three.p.media_rate = surely;
    three.firms.aware[three.bert] = 1u << cloud;
    const auto heard = three.decide().others;
    REQUIRE(heard.size() == 2); // Bert knows it
    CHECK(heard[0].row == three.anna);
    CHECK(heard[1].row == three.outside);
    CHECK(heard[1].segment == 1);
    for (const Change& change : heard) {
        CHECK(change.kind == Kind::learn);
        CHECK(change.practice == cloud);
    }
    three.p.media_rate = 0.0;
    three.p.word_of_mouth = surely;
    three.firms.aware[three.bert] = three.firms.adopted[three.bert] = 1u << sharing;
    three.firms.ties[three.anna][2] = three.firms.handle[three.bert];
    const auto told = three.decide().others;
    REQUIRE(told.size() == 1); // the firm outside knows nobody
    CHECK(told[0].row == three.anna);
    CHECK(told[0].practice == sharing);
}

TEST_CASE("adoption::decide: who evaluates begins a trial at its cost, served or not, if it can pay") {
    Three three;
    three.p.evaluation = surely;
    three.p.served_cost = 0.25;
    for (const std::uint32_t row : {three.anna, three.bert, three.outside}) {
        three.firms.aware[row] = 1u << repair;
    }
    three.firms.served_until[three.bert][circular_topic] = 0xffff;
    three.firms.served_until[three.anna][digital_topic] = 0xffff; // of the other pillar: no help
    const auto begun = three.decide().starts;
    REQUIRE(begun.size() == 3);
    const Cents revenue = 20 * 100'000'00;
    CHECK(begun[0].cost == revenue / 50);
    CHECK(begun[1].cost == revenue / 50 * 3 / 4);
    CHECK(begun[2].cost == 2 * revenue / 50);
    CHECK(begun[0].months == 6);
    // A firm can spend what it has and a month of revenue.
    three.firms.liquidity[three.anna] = revenue / 50 - revenue / 12 - 2;
    CHECK(three.decide().starts.size() == 2);
    // Nobody evaluates what is used, on trial or at rest, or with all timers running.
    three.firms.adopted[three.bert] = 1u << repair;
    set_timer(three.firms, three.outside, repair, 0xfff0);
    CHECK(three.decide().starts.empty());
}

TEST_CASE("adoption::decide: large firms find more occasions, those that services give do not depend on size") {
    Three three;
    three.p.evaluation = surely;
    three.p.evaluation_size.exponent = 1.0;
    three.firms.employees[three.anna] = 46e-12f; // surely times as often as at the reference size: hardly ever
    three.firms.aware[three.anna] = three.firms.aware[three.bert] = 1u << repair;
    const auto begun = three.decide().starts;
    REQUIRE(begun.size() == 1);
    CHECK(begun[0].row == three.bert);
    three.firms.served_until[three.anna][circular_topic] = 0xffff;
    three.p.evaluation_served = surely;
    CHECK(three.decide().starts.size() == 2);
}

TEST_CASE("adoption::decide: by the rule of thresholds a firm considers what enough partners use and few gave up") {
    Three three;
    three.p.evaluation = surely;
    three.p.peer_rule = 1;
    three.p.threshold_bypass = 0.0;
    three.p.disappointment = 0.5;
    three.bench.table<adoption::Thresholds>().quantile = {0.25};
    three.firms.aware[three.anna] = 1u << repair;
    CHECK(three.decide().starts.empty()); // no partners
    three.firms.ties[three.anna][0] = three.firms.handle[three.bert];
    three.firms.ties[three.anna][6] = three.firms.handle[three.outside];
    CHECK(three.decide().starts.empty()); // nobody uses it, however high the utility
    three.firms.adopted[three.bert] = 1u << repair;
    three.firms.given_up[three.bert] = 1u << repair; // but uses it again
    CHECK(three.decide().starts.size() == 1);        // a half
    three.firms.given_up[three.outside] = 1u << repair;
    CHECK(three.decide().starts.size() == 1); // (1 - .5) / 2
    three.p.disappointment = 0.6;
    CHECK(three.decide().starts.empty());
    three.p.threshold_bypass = 1.0;
    CHECK(three.decide().starts.size() == 1);
}

TEST_CASE("adoption::decide: one who gave a practice up keeps a partner from hearing of it") {
    Three three;
    three.world.landscape.attention.fill(0.0);
    three.world.landscape.attention[cloud] = 1.0;
    three.p.media_rate = surely;
    three.p.word_of_mouth = surely;
    three.p.disappointment = 1.0;
    three.firms.aware[three.bert] = three.firms.given_up[three.bert] = 1u << cloud;
    three.firms.ties[three.anna][2] = three.firms.handle[three.bert];
    const auto heard = three.decide().others;
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].row == three.outside);
    three.p.disappointment = 0.0;
    CHECK(three.decide().others.size() == 2);
}

TEST_CASE("adoption::decide: only while a service acts, where nothing else moves firms") {
    Three three;
    three.p.evaluation_served = surely;
    three.firms.aware[three.anna] = three.firms.aware[three.bert] = 1u << cloud;
    three.firms.served_until[three.bert][digital_topic] = 0xffff;
    const auto begun = three.decide().starts;
    REQUIRE(begun.size() == 1);
    CHECK(begun[0].row == three.bert);
    CHECK(begun[0].practice == cloud);
}

TEST_CASE("adoption::decide: trials end in their month, those of the pillar's capable firms well") {
    Three three;
    three.p.trial_failure = 0.0;
    three.p.trial_risk = 0.0;
    for (const std::uint32_t row : {three.anna, three.bert, three.outside}) {
        three.firms.aware[row] = 1u << repair;
    }
    set_timer(three.firms, three.anna, repair, three.month());
    set_timer(three.firms, three.bert, repair, static_cast<std::uint16_t>(three.month() + 1));
    set_timer(three.firms, three.outside, repair | rest_flag, three.month());
    const auto ended = three.decide().others;
    REQUIRE(ended.size() == 1);
    CHECK(ended[0].row == three.anna);
    CHECK(ended[0].kind == Kind::adopt);
    CHECK(three.firms.next_due[three.anna] == 0xffff);
    CHECK(three.firms.next_due[three.bert] == three.month() + 1);
    CHECK(three.firms.next_due[three.outside] == 0xffff); // rested
    set_timer(three.firms, three.anna, repair, three.month());
    three.p.trial_failure = 1e9;
    const auto failed = three.decide().others;
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].kind == Kind::fail);
}

TEST_CASE("adoption::decide: firms give up what they use and forget what they do not") {
    Three three;
    three.firms.aware[three.anna] = 1u << repair | 1u << cloud;
    three.firms.adopted[three.anna] = 1u << repair;
    three.p.abandonment = surely;
    const auto given_up = three.decide().others;
    REQUIRE(given_up.size() == 1);
    CHECK(given_up[0].kind == Kind::abandon);
    CHECK(given_up[0].practice == repair);
    three.p.abandonment = 0.0;
    three.p.forgetting = surely;
    const auto forgotten = three.decide().others;
    REQUIRE(forgotten.size() == 1);
    CHECK(forgotten[0].kind == Kind::forget);
    CHECK(forgotten[0].practice == cloud);
}

TEST_CASE("adoption::decide: what a workforce resists does not begin, takes longer, fails, is given up") {
    Three three;
    three.p.implementation = {};
    three.firms.resistance[three.anna] = three.firms.resistance[three.outside] = 1.0f;
    three.bench.clusters().negotiation.intensity[0] = 1.0; // Anna's workforce was heard, that of the firm outside not
    three.bench.table<Work>().outside_negotiation = 0.0;
    const std::uint32_t both = 1u << repair | 1u << sharing;
    for (const std::uint32_t row : {three.anna, three.outside}) {
        three.firms.aware[row] = both;
        three.firms.adopted[row] = 1u << sharing;
    }
    three.p.evaluation = surely;
    CHECK(three.decide().starts.size() == 2);
    three.p.implementation.refusal = 1.0;
    const auto begun = three.decide().starts;
    REQUIRE(begun.size() == 1);
    CHECK(begun[0].row == three.anna);
    three.p.implementation = {.delay = 0.5, .voice_delay = 1.0};
    const auto later = three.decide().starts;
    REQUIRE(later.size() == 2);
    CHECK(later[0].months == 12); // twice as long by deliberation
    CHECK(later[1].months == 9);  // half as long again by resistance
    three.p.evaluation = 0.0;
    three.p.implementation = {.failure = 1.0};
    three.p.trial_failure = 0.0;
    set_timer(three.firms, three.anna, repair, three.month());
    set_timer(three.firms, three.outside, repair, three.month());
    const auto ended = three.decide().others;
    REQUIRE(ended.size() == 2);
    CHECK(ended[0].kind == Kind::adopt);
    CHECK(ended[1].kind == Kind::fail);
    three.p.abandonment = 1e-9;
    three.p.implementation = {.abandonment = 1e15};
    const auto given_up = three.decide().others;
    REQUIRE(given_up.size() == 1);
    CHECK(given_up[0].row == three.outside);
    CHECK(given_up[0].kind == Kind::abandon);
}

} // namespace test_adoption_decisions
