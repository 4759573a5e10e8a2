#include "models/mechanisms/programmes.hpp"

#include <numeric>

#include "models/state/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/unit/cluster_side.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// A world that lives on projects or contracts only, with start values.
ClusterSide world_of(const BySource& mix, const std::vector<std::uint32_t>& sizes, std::uint64_t seed = 1) {
    ClusterSide run(seed);
    run.plan.mix = mix;
    run.plan.jitter = false;
    run.populate(sizes);
    run.initialise();
    return run;
}

void programmes_step(ClusterSide& run, std::uint16_t month) {
    Clusters& all = run.world.clusters;
    programmes::step(run.programmes_parameters, run.plan, run.world.calendar.at(month), run.world.random,
                     all.identity, run.world.census, all.funding, all.accountability, all.reflexivity, all.actorhood,
                     all.contracts);
}

double running_projects(const Contracts& contracts, std::size_t c) {
    double count = 0.0;
    for (const std::int32_t end : contracts.project_end[c]) {
        count += end != 0 ? 1.0 : 0.0;
    }
    return count;
}

} // namespace

TEST_CASE("clusters differ in their funding mix only with jitter") {
    auto plan = defaults<FundingPlan>();
    const sim::Random random(1, 0);
    const sim::RandomStream draws = random.fixed(funding_mix_stream);
    const BySource one = plan.intended_mix(draws, 1);
    CHECK(sum_of(one) == Approx(1.0));
    CHECK(one != plan.intended_mix(draws, 2));
    plan.jitter_spread = 0.0;
    CHECK(plan.intended_mix(draws, 1)[core_funding] == Approx((0.88 * 0.20 + 0.03)));
    plan.jitter = false;
    CHECK(plan.intended_mix(draws, 1)[core_funding] == Approx(0.20));
    CHECK(plan.horizon({0.45, 0.25, 0.15, 0.15}) == Approx(2.25 + 0.5 + 0.15 + 0.075));
    CHECK(plan.intended_staff(170.0) == Approx(8.5));
}

TEST_CASE("shares that do not add up to one are reported") {
    sim::Schema schema;
    FundingPlan plan;
    FundingPlan::declare(schema, plan);
    const auto problems = [&schema] {
        std::vector<sim::Schema::Problem> found;
        for (const auto& check : schema.checks()) {
            for (const auto& problem : check()) {
                found.push_back(problem);
            }
        }
        return found;
    };
    CHECK(problems().empty());
    plan.mix[project_funding] = 0.35;
    REQUIRE(problems().size() == 1);
    CHECK(problems()[0].key == "funding.mix");
    CHECK(problems()[0].message.find("add up to 1.1") != std::string::npos);
}

TEST_CASE("renewal depends on legitimacy and on recognition among applicants") {
    const auto p = defaults<programmes::Parameters>();
    CHECK(programmes::renewal_probability(p, 0.65, 0.5, 0.5) == Approx(0.6224593));
    CHECK(programmes::renewal_probability(p, 0.90, 0.5, 0.5) == Approx(0.8175745));
    CHECK(programmes::renewal_probability(p, 0.65, 0.55, 0.5) == Approx(1.0 / (1.0 + std::exp(-1.3))));
}

TEST_CASE("contracts and grants are sized for the intended income") {
    auto p = defaults<programmes::Parameters>();
    const auto plan = defaults<FundingPlan>();
    CHECK(to_eur(programmes::core_amount(plan, 0.5, 170.0)) == Approx(255000.0 * 5.95 / 5.0 / 12.0).epsilon(1e-6));
    CHECK(programmes::grant_size(p, plan, 1.0, 170.0) == Approx(340000.0));
    CHECK(programmes::grant_size(p, plan, 0.0, 170.0) == 0.0);
    CHECK(programmes::grant_size(p, plan, 1.0, 0.0) == 0.0);
    CHECK(programmes::application_need(p, 60000.0, 60000.0) == Approx(1.128));
    CHECK(programmes::application_need(p, 60000.0, 120000.0) == Approx(1.128 * std::pow(2.0, 0.7)));
    p.grant = 64000.0;
    CHECK(programmes::grant_size(p, plan, 0.1, 10.0) == 64000.0);
}

TEST_CASE("applications are scored and ordered") {
    const auto p = defaults<programmes::Parameters>();
    CHECK(programmes::score(p, 1.2, 1.0, 1.0) == Approx(1.2));
    CHECK(programmes::score(p, 1.0, 0.0, 0.0) == Approx(0.3));
    CHECK(programmes::preparation(p, 1.0, 4.0) == 0.5);
    CHECK(programmes::preparation(p, 3.0, 4.0) == 0.75);
    CHECK(programmes::preparation(p, 5.0, 4.0) == 1.0);
    CHECK(programmes::preparation(p, 0.0, 0.0) == 1.0);
    CHECK(programmes::arrival(0.5, 2.0) == Approx(std::log(2.0) / 2.0));
    CHECK(std::isinf(programmes::arrival(0.5, 0.0)));
}

TEST_CASE("every year has its calls") {
    for (const std::int64_t calls : {1, 2, 5, 6, 12}) {
        for (std::int64_t first = -30; first < 30; ++first) {
            std::int64_t count = 0;
            for (std::int64_t month = first; month < first + 12; ++month) {
                count += programmes::call_opens(calls, month) ? 1 : 0;
            }
            REQUIRE(count == calls);
        }
    }
}

TEST_CASE("a call spends its budget in expectation, however unequal the applicants") {
    auto run = world_of({0, 1, 0, 0}, {20, 400, 60, 1000, 150});
    Contracts& contracts = run.world.clusters.contracts;
    double asked = 0.0;
    double granted = 0.0;
    for (std::uint16_t month = 1; month < 16000; month = static_cast<std::uint16_t>(month + 2)) {
        for (std::size_t c = 0; c < 5; ++c) {
            contracts.project_end[c].fill(0);
            contracts.track_record[c] = 1.1;
        }
        programmes_step(run, month);
        for (std::size_t c = 0; c < 5; ++c) {
            const double members = run.world.census.firms[c];
            asked += members;
            granted += contracts.grants[c] * members;
            REQUIRE(contracts.applications[c] == 1);
        }
    }
    CHECK(granted / asked == Approx(0.25).margin(0.008));
}

TEST_CASE("track records stay within their limits") {
    auto run = world_of({0, 1, 0, 0}, {100, 100, 100, 100});
    const auto& p = run.programmes_parameters;
    for (std::uint16_t month = 0; month < 600; ++month) {
        programmes_step(run, month);
        for (std::size_t c = 0; c < 4; ++c) {
            const double track = run.world.clusters.contracts.track_record[c];
            REQUIRE(track >= p.track_low);
            REQUIRE(track <= p.track_high);
        }
    }
}

TEST_CASE("projects pay for their length and start staggered") {
    auto run = world_of({0, 1, 0, 0}, std::vector<std::uint32_t>(400, 10));
    const Contracts& contracts = run.world.clusters.contracts;
    double projects = 0.0;
    for (std::size_t c = 0; c < 400; ++c) {
        projects += running_projects(contracts, c) / 400.0;
        for (const std::int32_t end : contracts.project_end[c]) {
            REQUIRE(end >= 0);
            REQUIRE(end < 24);
        }
        REQUIRE(sum_of(contracts.project_themes[c]) == Approx(1.0));
    }
    CHECK(projects == Approx(3.0).margin(0.25)); // Binomial(12, 0.25), standard error 0.075
    run.programmes_parameters.calls = 1;
    for (std::uint16_t month = 0; month < 24; ++month) {
        programmes_step(run, month);
    }
    for (std::size_t c = 0; c < 400; ++c) {
        REQUIRE(running_projects(contracts, c) <= 2.0);
    }
}

TEST_CASE("a contract is renewed for the members of the day, or applied for again a year later") {
    auto run = world_of({1, 0, 0, 0}, {100});
    Clusters& all = run.world.clusters;
    Contracts& contracts = all.contracts;
    contracts.core_active[0] = 1;
    contracts.core_end[0] = 3;
    SECTION("renewed") {
        run.programmes_parameters.renewal_base = 10.0;
        run.world.census.firms[0] = 50.0;
        programmes_step(run, 2);
        CHECK(contracts.core_monthly[0] == programmes::core_amount(run.plan, 1.0, 100.0));
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 1);
        CHECK(contracts.core_end[0] == 63);
        CHECK(contracts.core_monthly[0] == programmes::core_amount(run.plan, 1.0, 50.0));
    }
    SECTION("refused") {
        run.programmes_parameters.renewal_base = -10.0;
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 0);
        CHECK(contracts.core_monthly[0] == 0);
        CHECK(contracts.core_next_application[0] == 15);
        CHECK(contracts.core_applicants[3] == 1);
        run.programmes_parameters.renewal_base = 10.0;
        programmes_step(run, 14);
        CHECK(contracts.core_active[0] == 0);
        programmes_step(run, 15);
        CHECK(contracts.core_active[0] == 1);
    }
    SECTION("nobody left to apply") {
        run.world.census.firms[0] = 0.0;
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 0);
        CHECK(contracts.core_applicants[3] == 0);
    }
}

TEST_CASE("switched off, programmes leave no money") {
    auto run = world_of({0.5, 0.5, 0, 0}, {100, 0});
    Clusters& all = run.world.clusters;
    programmes::initialise(run.programmes_parameters, run.plan, run.world.random, all.identity, run.world.census,
                           false, all.contracts);
    CHECK(all.contracts.core_active[0] == 0);
    CHECK(running_projects(all.contracts, 0) == 0.0);
    CHECK(sum_of(all.contracts.published_themes[0]) == Approx(1.0));
}

TEST_CASE("one more isolated cluster hardly changes who wins") {
    double different = 0.0;
    double won = 0.0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        auto without = world_of({0, 1, 0, 0}, std::vector<std::uint32_t>(30, 20), seed);
        auto with = world_of({0, 1, 0, 0}, std::vector<std::uint32_t>(31, 20), seed);
        programmes_step(without, 1);
        programmes_step(with, 1);
        for (std::size_t c = 0; c < 30; ++c) {
            const auto before = without.world.clusters.contracts.grants[c];
            won += before;
            different += before != with.world.clusters.contracts.grants[c] ? 1.0 : 0.0;
        }
    }
    CHECK(different < 0.1 * won);
}
