#include "models/turnover.hpp"

#include "models/model.hpp"
#include "models/state/fit.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("the location table gives entrants the mean probability asked for", "[turnover]") {
    const turnover::LocationTable table(1.2);
    for (const double probability : {0.001, 0.05, 0.3, 0.7, 0.95}) {
        CHECK(logistic_normal_mean(table.location(probability), 1.2) == Approx(probability).epsilon(2e-3));
    }
    CHECK(entrant_adoption_probability(table.location(0.0), 3.0) == 0.0);
}

TEST_CASE("entrants keep the size mix that exit would change", "[turnover]") {
    const auto shares = population::entrant_shares({0.6, 0.22, 0.12, 0.06}, {1.0, 0.35, 0.25, 0.2});
    CHECK(shares[micro] == Approx(0.6 / 0.719));
    CHECK(shares[large] == Approx(0.012 / 0.719));
}

TEST_CASE("closing, leaving and joining in one month", "[turnover]") {
    const auto world = tests::baseline_with(tests::small_population());
    Model model(world->parameters, 0);
    World& w = model.world;
    Firms& firms = w.firms;
    const std::uint32_t clusters = firms.cluster_count();
    const std::uint32_t leaver = firms.handle[firms.segment(0).begin];
    const std::uint32_t closing_leaver = firms.handle[firms.segment(0).begin + 1];
    const std::uint32_t joiner = firms.handle[firms.segment(clusters).begin];
    const std::uint32_t closing_joiner = firms.handle[firms.segment(clusters).begin + 1];
    const auto members = firms.segment(0).size;
    const std::uint64_t outside = firms.count() - firms.member_count();
    w.movements.exits = {closing_leaver, closing_joiner};
    w.movements.leaves = {leaver, closing_leaver};
    w.movements.joins = {{joiner, 0}, {closing_joiner, 0}};
    turnover::step(world->parameters[turnover::about], world->parameters.population, model.derived.turnover, w.calendar.at(0),
                   w);
    CHECK(firms.segment(0).size == members - 2 + 1);
    CHECK(firms.count() - firms.member_count() == outside - 1 + 1); // one closed, one left its cluster, a copy joined
    CHECK(firms.row_of(closing_leaver) == no_firm);
    CHECK_FALSE(firms.is_cluster(firms.segment_of(leaver)));
    CHECK_FALSE(firms.is_cluster(firms.segment_of(joiner))); // the firm of the sample stays

    const std::uint32_t copy = firms.segment(0).end() - 1;
    CHECK(firms.sampled[copy] == 0);
    CHECK(trait_key(firms.key[copy]) != firms.key[copy]);
    CHECK(firms.size_class[copy] == firms.size_class[firms.row_of(joiner)]);
    CHECK(firms.sector[copy] == firms.sector[firms.row_of(joiner)]);
    const std::uint64_t original = trait_key(firms.key[copy]);
    CHECK(practice_fit(w.random, firms.key[copy], 3, {1.2, 0.3}, common_fit(w.random, firms.key[copy])) ==
          practice_fit(w.random, original, 3, {1.2, 0.3}, common_fit(w.random, original)));
    for (std::size_t slot = 0; slot < inside_ties; ++slot) {
        const std::uint32_t partner = firms.ties[copy][slot];
        CHECK((partner == no_firm || firms.segment_of(partner) == 0));
    }
    CHECK(w.movements.joins.empty());
}
