// Measurements of the census and of the funnel against a direct count of firms; calls at random times.
#include <array>
#include <bit>
#include <cmath>

#include "models/mechanisms/census.hpp"
#include "tests/catch.hpp"
#include "tests/support/statistics.hpp"
#include "tests/support/world.hpp"

namespace test_measurements {

using namespace actorhood;
using namespace actorhood::tests;

TEST_CASE("levels of digital intensity are the index's shares of the practices") {
    const auto levels = [](std::size_t practices) {
        std::vector<std::size_t> all;
        for (std::size_t used = 0; used <= practices; ++used) {
            all.push_back(models::census::intensity_level(used, practices));
        }
        return all;
    };
    CHECK(levels(12) == std::vector<std::size_t>{0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
    CHECK(levels(6) == std::vector<std::size_t>{0, 0, 1, 1, 2, 3, 3});
    CHECK(levels(1) == std::vector<std::size_t>{0, 3});
    CHECK(levels(0) == std::vector<std::size_t>{0});
}

TEST_CASE("bins of payback are closed below and open above") {
    CHECK(models::EvaluationCounts::bin(0.0) == 0);
    CHECK(models::EvaluationCounts::bin(0.499) == 0);
    CHECK(models::EvaluationCounts::bin(0.5) == 1);
    CHECK(models::EvaluationCounts::bin(8.99) == 8);
    CHECK(models::EvaluationCounts::bin(9.0) == 9);
    CHECK(models::EvaluationCounts::bin(HUGE_VAL) == 9);
}

TEST_CASE("digital intensity and circular action are what a count of the firms says") {
    const auto scenario = baseline_with(small_population() + Settings{"time.years=3", "time.burn_in_years=1"});
    FinishedRun run(*scenario, 0);
    const models::World& world = run.model().world;
    const models::Firms& firms = world.firms;
    std::array<double, 2 * 4 * 4> levels{};
    std::array<double, 2 * 4> acting{};
    std::array<double, 2 * 4> all{};
    for (const models::RowBlock& block : firms.blocks()) {
        const std::size_t side = firms.is_cluster(block.segment) ? 0 : 1;
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            const std::size_t place = side * 4 + firms.size_class[row];
            const double weight = world.weight(row);
            const int digital_practices =
                std::popcount(firms.adopted[row] & world.practices.pillar_mask[models::digital]);
            const std::size_t level = digital_practices < 2   ? 0
                                      : digital_practices < 4 ? 1
                                      : digital_practices < 5 ? 2
                                                              : 3;
            levels[place * 4 + level] += weight;
            acting[place] += (firms.adopted[row] & world.practices.pillar_mask[models::circular]) != 0 ? weight : 0.0;
            all[place] += weight;
        }
    }
    const std::vector<double> recorded = run.last("digital_intensity");
    const std::vector<double> recorded_acting = run.last("any_circular_action");
    for (std::size_t i = 0; i < levels.size(); ++i) {
        CHECK(recorded[i] == Approx(levels[i] / all[i / 4]));
    }
    for (std::size_t i = 0; i < acting.size(); ++i) {
        CHECK(recorded_acting[i] == Approx(acting[i] / all[i]));
    }
    const std::vector<double> sme = run.last("digital_intensity_sme");
    CHECK(sme[4] == Approx((levels[(4 + 1) * 4] + levels[(4 + 2) * 4]) / (all[4 + 1] + all[4 + 2])));
    const std::vector<double> sme_acting = run.last("any_circular_action_sme");
    CHECK(sme_acting[1] == Approx((acting[4] + acting[5] + acting[6]) / (all[4] + all[5] + all[6])));
}

TEST_CASE("every evaluation is counted once, and fewer are accepted") {
    const auto scenario = baseline_with(small_population() + Settings{"time.years=3", "time.burn_in_years=1"});
    const FinishedRun run(*scenario, 0);
    const std::vector<double>& evaluated = run.values("evaluations_by_payback");
    const std::vector<double>& accepted = run.values("acceptances_by_payback");
    double firms_at_work = 0.0;
    for (std::size_t i = 0; i < evaluated.size(); ++i) {
        REQUIRE(accepted[i] >= 0.0);
        REQUIRE(accepted[i] <= evaluated[i]);
        firms_at_work += evaluated[i];
    }
    CHECK(run.sum("acceptances_by_payback") > 0.0);
    // About 250 firms with 10 or more employees, at most one evaluation a month, at a rate near 1 a year.
    CHECK(firms_at_work > 100.0);
    CHECK(firms_at_work < 36.0 * 300.0);
}

TEST_CASE("calls that reach each cluster alone: projects follow Poisson's law") {
    const auto scenario = baseline_with(
        Settings{"population.clusters=60", "population.members_per_cluster=10", "population.members_sigma=0",
                 "population.outside_firms=20", "population.regions=1", "time.years=20", "time.burn_in_years=5",
                 "mechanisms.membership=false", "mechanisms.market=false", "programmes.arrival=\"poisson\"",
                 "output.variables=[\"projects_running\", \"applications\", \"grants_won\"]"} +
        funding_mixes()[1].second);
    const FinishedRun run(*scenario, 0);
    const std::vector<double>& running = run.values("projects_running");
    const double mean = mean_of(running);
    const double spread = spread_of(running);
    // 6 calls a year, a quarter granted, two years each: 3 projects. 60 clusters for 20 years hold about 600 independent
    // looks, so the mean has a standard error of 0.07 and the variance one of 0.17.
    CHECK(std::abs(mean - 3.0) < 0.3);
    CHECK(std::abs(spread * spread - 3.0) < 0.7);
    CHECK(std::abs(run.sum("grants_won") / run.sum("applications") - 0.25) < 0.03);
}

} // namespace test_measurements
