// Complex contagion [Centola & Macy 2007]: where a firm considers a practice only once several of its partners use it,
// clustered ties carry the practice from a neighbourhood to all, and random ones do not; where one partner is enough,
// random ties are no worse. The ties must last: where they break and form anew, all meet several users sooner or later.
#include <string>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "tests/catch.hpp"
#include "tests/support/one_practice.hpp"
#include "tests/support/statistics.hpp"

namespace test_contagion {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr std::uint32_t replicate_count = 12;

/// One cluster of 120 members, in which a firm and those around it, five in all, are given the practice. All know it,
/// want it, and evaluate it often.
Settings neighbourhood(double rewiring, const std::string& rule) {
    return only_adoption(0) + Settings{"population.clusters=1",
                                       "population.members_per_cluster=120",
                                       "population.members_sigma=0",
                                       "mechanisms.ties=true",
                                       "ties.durable=6",
                                       "ties.base_rate=0",
                                       "ties.outside_rate=0",
                                       "ties.rewiring=" + std::to_string(rewiring),
                                       "adoption.peer_rule=" + rule,
                                       "adoption.threshold_bypass=0",
                                       "adoption.evaluation=12",
                                       "time.years=20"};
}

std::string seeded() {
    return one_practice(0.0001, 1.0, 10.0, 1) + "seed_share = 0.04\nseed_choice = \"together\"\n";
}

/// Mean share of members that use the practice in the end.
double reached(const Settings& settings) {
    const auto scenario = scenario_from(seeded(), settings);
    double share = 0.0;
    for (std::uint32_t replicate = 0; replicate < replicate_count; ++replicate) {
        models::Model model(scenario->parameters, replicate);
        const models::World& world = model.world;
        // All need more than two of six partners; by the rule's own distribution every third firm would need one.
        model.working.get<models::adoption::Thresholds>().quantile = {0.42};
        for (int month = 0; month < 240; ++month) {
            model.advance();
        }
        share += adopters(world) / static_cast<double>(world.firms.member_count()) / replicate_count;
    }
    return share;
}

} // namespace

TEST_CASE("a practice that needs several contacts spreads over clustered ties that last, and not over random ones") {
    const double clustered = reached(neighbourhood(0.0, "threshold"));
    const double random = reached(neighbourhood(1.0, "threshold"));
    INFO("clustered " << clustered << ", random " << random);
    CHECK(clustered > random + 0.5);
    // Ties that break and form anew bring new partners again and again: how they were arranged matters less.
    const Settings fleeting{"ties.durable=0", "ties.break_rate=0.2", "ties.base_rate=2"};
    const double once_clustered = reached(neighbourhood(0.0, "threshold") + fleeting);
    const double always_random = reached(neighbourhood(1.0, "threshold") + fleeting);
    INFO("that break: clustered " << once_clustered << ", random " << always_random);
    CHECK(once_clustered - always_random < clustered - random - 0.1);
}

TEST_CASE("a practice that needs no contacts does not depend on how ties are arranged") {
    CHECK(reached(neighbourhood(0.0, "simple")) == Approx(reached(neighbourhood(1.0, "simple"))).margin(0.02));
}

} // namespace test_contagion
