#include "models/mechanisms/programmes.hpp"

#include <numeric>

#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_programmes {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

namespace {

/// A world that lives on projects or contracts only, with start values.
ClusterWorld world_of(const BySource& mix, const std::vector<std::uint32_t>& sizes, std::uint64_t seed = 1) {
    return ClusterWorld(sizes, [&](Parameters& p) {
        p.run.seed = seed;
        p.plan.mix = mix;
        p.plan.jitter = false;
    });
}

void programmes_step(ClusterWorld& run, std::uint16_t month) { run.run_mechanisms<programmes::about>(month); }

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
    plan.level = 3000.0;
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
    CHECK(problems()[0].message.find("= 1.1") != std::string::npos);
}

TEST_CASE("renewal depends on legitimacy and on recognition among applicants") {
    const auto p = defaults<programmes::Parameters>();
    CHECK(programmes::renewal_probability(p, 0.58, 0.5, 0.5) == Approx(0.9002495));
    CHECK(programmes::renewal_probability(p, 0.83, 0.5, 0.5) == Approx(1.0 / (1.0 + std::exp(-3.2))));
    CHECK(programmes::renewal_probability(p, 0.58, 0.55, 0.5) == Approx(1.0 / (1.0 + std::exp(-3.0))));
}

TEST_CASE("the amount of a contract follows legitimacy and recognition within limits") {
    auto p = defaults<programmes::Parameters>();
    CHECK(programmes::grade(p, 0.58, 0.5, 0.5) == 1.0);
    CHECK(programmes::grade(p, 0.48, 0.5, 0.5) == Approx(0.9));
    CHECK(programmes::grade(p, 0.58, 0.47, 0.5) == Approx(0.88));
    CHECK(programmes::grade(p, 0.05, 0.3, 0.5) == 0.5);
    CHECK(programmes::grade(p, 0.83, 0.6, 0.5) == 1.25);
    p.amount_legitimacy = p.amount_recognition = 0.0;
    CHECK(programmes::grade(p, 0.05, 0.3, 0.5) == 1.0);
}

TEST_CASE("contracts and grants are sized for the intended income") {
    auto p = defaults<programmes::Parameters>();
    auto plan = defaults<FundingPlan>();
    plan.level = 3000.0;
    CHECK(to_eur(programmes::core_amount(plan, 0.5, 170.0)) == Approx(255000.0 * 5.11 / 5.0 / 12.0).epsilon(1e-6));
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
    Contracts& contracts = run.clusters().contracts;
    double asked = 0.0;
    double granted = 0.0;
    for (std::uint16_t month = 1; month < 16000; month = static_cast<std::uint16_t>(month + 2)) {
        for (std::size_t c = 0; c < 5; ++c) {
            contracts.project_end[c].fill(0);
            contracts.track_record[c] = 1.1;
        }
        programmes_step(run, month);
        for (std::size_t c = 0; c < 5; ++c) {
            const double members = run.world().census.firms[c];
            asked += members;
            granted += contracts.grants[c] * members;
            REQUIRE(contracts.applications[c] == 1);
        }
    }
    CHECK(granted / asked == Approx(0.25).margin(0.008));
}

TEST_CASE("track records stay within their limits") {
    auto run = world_of({0, 1, 0, 0}, {100, 100, 100, 100});
    const auto& p = run.parameters()[programmes::about];
    for (std::uint16_t month = 0; month < 600; ++month) {
        programmes_step(run, month);
        for (std::size_t c = 0; c < 4; ++c) {
            const double track = run.clusters().contracts.track_record[c];
            REQUIRE(track >= p.track_low);
            REQUIRE(track <= p.track_high);
        }
    }
}

TEST_CASE("projects pay for their length and start staggered") {
    auto run = world_of({0, 1, 0, 0}, std::vector<std::uint32_t>(400, 10));
    const Contracts& contracts = run.clusters().contracts;
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
    run.parameters()[programmes::about].calls = 1;
    for (std::uint16_t month = 0; month < 24; ++month) {
        programmes_step(run, month);
    }
    for (std::size_t c = 0; c < 400; ++c) {
        REQUIRE(running_projects(contracts, c) <= 2.0);
    }
}

TEST_CASE("a contract is renewed for the members of the day, or applied for again a year later") {
    auto run = world_of({1, 0, 0, 0}, {100, 100});
    Clusters& all = run.clusters();
    Contracts& contracts = all.contracts;
    contracts.core_active = {1, 1};
    contracts.core_end = {3, 100};
    SECTION("renewed") {
        run.parameters()[programmes::about].renewal_base = 10.0;
        // .2 less than the mean of the clusters with core money
        all.accountability.legitimacy[0][upward] = 0.3;
        all.accountability.legitimacy[1][upward] = 0.7;
        run.world().census.firms[0] = 50.0;
        programmes_step(run, 2);
        CHECK(contracts.core_monthly[0] == programmes::core_amount(run.plan(), 1.0, 100.0));
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 1);
        CHECK(contracts.core_end[0] == 63);
        CHECK(to_eur(contracts.core_monthly[0]) ==
              Approx(0.8 * to_eur(programmes::core_amount(run.plan(), 1.0, 50.0))).margin(0.01)); // whole cents
    }
    SECTION("refused") {
        run.parameters()[programmes::about].renewal_base = -10.0;
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 0);
        CHECK(contracts.core_monthly[0] == 0);
        CHECK(contracts.core_next_application[0] == 15);
        CHECK(contracts.core_applicants[3] == 1);
        run.parameters()[programmes::about].renewal_base = 10.0;
        programmes_step(run, 14);
        CHECK(contracts.core_active[0] == 0);
        programmes_step(run, 15);
        CHECK(contracts.core_active[0] == 1);
    }
    SECTION("nobody left to apply") {
        run.world().census.firms[0] = 0.0;
        programmes_step(run, 3);
        CHECK(contracts.core_active[0] == 0);
        CHECK(contracts.core_applicants[3] == 0);
    }
}

TEST_CASE("switched off, programmes leave no money") {
    auto run = world_of({0.5, 0.5, 0, 0}, {100, 0});
    Clusters& all = run.clusters();
    programmes::initialise(run.parameters()[programmes::about], run.plan(), run.world().random, all.identity,
                           run.world().census, {false}, all.contracts);
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
            const auto before = without.clusters().contracts.grants[c];
            won += before;
            different += before != with.clusters().contracts.grants[c] ? 1.0 : 0.0;
        }
    }
    CHECK(different < 0.1 * won);
}

TEST_CASE("programmes::end_projects frees the places of projects that are over and starts a new month") {
    auto run = world_of({0, 1, 0, 0}, {50, 100});
    run.parameters()[programmes::about].lines.resize(2);
    run.parameters()[programmes::about].lines[1].gain = 0.2;
    run.parameters()[programmes::about].lines[1].stage = challenges;
    Contracts& contracts = run.clusters().contracts;
    contracts.project_end[1] = {5, 6, 5};
    contracts.project_monthly[1] = {100, 200, 300};
    contracts.project_line[1] = {2, 2, 0};
    contracts.application_effort[1] = 0.5;
    contracts.applications[1] = 2;
    contracts.grants[1] = 1;
    run.run<Step<programmes::about, programmes::end_projects>>(5);
    CHECK(programmes::running(contracts, 1) == 1);
    CHECK(contracts.project_end[1][1] == 6);
    CHECK(contracts.project_monthly[1][0] == 0);
    CHECK(contracts.project_monthly[1][1] == 200);
    CHECK(contracts.project_line[1][0] == 0);
    CHECK(contracts.line_successes == Column<std::int32_t>{0, 1}); // the project outside lines yields nothing
    CHECK(contracts.results[1] == ByStage{0.0, 0.2 * 50.0 / 100.0, 0.0, 0.0});
    CHECK(contracts.results[0] == ByStage{});
    CHECK(contracts.application_effort[1] == 0.0);
    CHECK(contracts.applications[1] == 0);
    CHECK(contracts.grants[1] == 0);
}

TEST_CASE("programmes::award_contracts renews for legitimacy with funders and recognition among applicants") {
    auto run = world_of({1, 0, 0, 0}, {50, 100, 150});
    Clusters& all = run.clusters();
    auto& p = run.parameters()[programmes::about];
    Contracts& contracts = all.contracts;
    contracts.core_active = {1, 1, 1};
    contracts.core_end = {7, 7, 8};
    contracts.core_monthly = {100, 100, 100};
    contracts.core_applicants = {};
    contracts.core_applicant_recognition = {};
    p.renewal_base = p.renewal_legitimacy = p.renewal_recognition = 0.0;
    p.amount_legitimacy = p.amount_recognition = 0.0;
    SECTION("by legitimacy upward, and no other") {
        p.renewal_legitimacy = 1e4;
        all.accountability.legitimacy[0] = {0.9, 0.1, 0.1, 0.1};
        all.accountability.legitimacy[1] = {0.1, 0.9, 0.9, 0.9};
    }
    SECTION("by recognition relative to the applicants' mean") {
        p.renewal_recognition = 1e4;
        all.actorhood.recognition = {0.5, 0.4, 0.9}; // the third does not apply
    }
    run.run<Step<programmes::about, programmes::award_contracts>>(7);
    CHECK(contracts.core_active == Column<std::uint8_t>{1, 0, 1});
    CHECK(contracts.core_end[0] == 67);
    CHECK(contracts.core_monthly == Column<std::int64_t>{programmes::core_amount(run.plan(), 1.0, 50.0), 0, 100});
    CHECK(contracts.core_next_application[1] == 19);
    CHECK(contracts.core_applicants[7] == 2);
}

TEST_CASE("programmes::hold_calls prefers the better application, whatever makes it better") {
    auto run = world_of({0, 1, 0, 0}, {100, 100});
    auto& p = run.parameters()[programmes::about];
    p.contest = 100.0;
    p.success = 0.5; // of two equal applications
    p.themes = {0.0, 0.0, 1.0, 0.0};
    Clusters& all = run.clusters();
    Contracts& contracts = all.contracts;
    Cooperation& cooperation = run.world().cooperation;
    contracts.project_end.assign(2, {});
    contracts.project_monthly.assign(2, {});
    all.funding.staff.assign(2, 5.0);
    all.funding.overhead.assign(2, 0.0);
    all.reflexivity.agenda.assign(2, {0.4, 0.2, 0.3, 0.1});
    const auto better = GENERATE(std::size_t{0}, std::size_t{1});
    SECTION("a track record") { contracts.track_record[better] = 1.3; }
    SECTION("staff") { all.funding.staff[better] = 9.0; }
    SECTION("the theme on the agenda") {
        all.reflexivity.agenda[better] = {0.1, 0.1, 0.8, 0.0};
        all.reflexivity.agenda[1 - better] = {0.1, 0.8, 0.1, 0.0};
    }
    SECTION("a partner in a metacluster") { cooperation.application_factor[better] = 1.3; }
    SECTION("time to prepare") {
        p.contest = 0.0; // nothing else counts
        p.least_chance = 0.0;
        p.volunteers = 0.0;
        SECTION("taken by overhead") { all.funding.overhead[1 - better] = 1.0; }
        SECTION("taken by dues") { cooperation.dues[1 - better] = 1.0; }
    }
    const auto track = contracts.track_record;
    run.run<Step<programmes::about, programmes::hold_calls>>(1);
    CHECK(contracts.applications == Column<std::int32_t>{1, 1});
    CHECK(contracts.grants[better] == 1);
    CHECK(contracts.grants[1 - better] == 0);
    CHECK(contracts.track_record[better] == Approx(track[better] + 0.15 * (1.4 - track[better])));
    CHECK(contracts.track_record[1 - better] == Approx(track[1 - better] + 0.05 * (0.8 - track[1 - better])));
    CHECK(contracts.project_end[better][0] == 1 + 24);
    const double grant = programmes::grant_size(p, run.plan(), 1.0, 100.0);
    CHECK(contracts.project_monthly[better][0] == to_cents(grant / 24.0));
    CHECK(contracts.project_theme[better][0] == digital_topic);
    CHECK(contracts.project_themes[better] == Agenda{0.0, 0.0, 1.0, 0.0});
    const double able = programmes::working_time(all.funding, cooperation, better);
    CHECK(contracts.application_effort[better] ==
          Approx(std::min(able, programmes::application_need(p, run.plan().wage, grant))));
    const double weight = 1.0 - std::exp(-1.0 / 6.0 / 3.0); // of a sixth of a year in a memory of three years
    CHECK(contracts.published_themes[0][digital_topic] == Approx(0.35 + weight * 0.65));
}

TEST_CASE("programmes::hold_calls holds a call in some months only") {
    auto run = world_of({0, 1, 0, 0}, {100, 100});
    run.run<Step<programmes::about, programmes::hold_calls>>(2);
    CHECK(run.clusters().contracts.applications == Column<std::int32_t>{0, 0});
}

} // namespace test_programmes
