// Project calls held in lines of low and high risk.
#include <algorithm>
#include <numeric>

#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_call_lines {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

namespace {

programmes::CallLine line(const char* name, double share, double grant, double months, double risk, double gain) {
    sim::Schema schema;
    programmes::CallLine entry;
    programmes::CallLine::declare(schema, entry);
    entry.name = name;
    entry.share = share;
    entry.grant = grant;
    entry.months = months;
    entry.risk = risk;
    entry.gain = gain;
    return entry;
}

/// Forty clusters of 170 members that live on projects only, with two lines.
ClusterWorld two_lines(double low_risk = 0.1, double high_risk = 0.5) {
    return ClusterWorld(std::vector<std::uint32_t>(40, 170), [=](Parameters& p) {
        p.run.seed = 5;
        p.plan.mix = {0.0, 1.0, 0.0, 0.0};
        p.plan.jitter = false;
        p[programmes::about].lines = {line("low", 0.6, 60000.0, 12.0, low_risk, 0.05),
                                      line("high", 0.2, 64000.0, 10.0, high_risk, 0.15)};
        p[programmes::about].lines[1].stage = challenges;
    });
}

void programmes_step(ClusterWorld& run, std::uint16_t month) { run.run_mechanisms<programmes::about>(month); }

double total(const Column<std::int32_t>& column) {
    return static_cast<double>(std::accumulate(column.begin(), column.end(), 0));
}

} // namespace

TEST_CASE("rounding at random keeps the mean") {
    CHECK(programmes::rounded_at_random(2.3, 0.29) == 3);
    CHECK(programmes::rounded_at_random(2.3, 0.31) == 2);
    CHECK(programmes::rounded_at_random(0.0, 0.0001) == 0);
    CHECK(programmes::rounded_at_random(3.0, 0.0001) == 3);
}

TEST_CASE("shares of lines are relative to each other") {
    auto p = defaults<programmes::Parameters>();
    p.lines = {line("a", 0.6, 6e4, 12, 0, 0), line("b", 0.2, 6e4, 12, 0, 0)};
    CHECK(programmes::line_share(p, 0) == Approx(0.75));
    CHECK(programmes::line_problems(p).empty());
    p.lines[1].name = "a";
    CHECK(programmes::line_problems(p).size() == 1);
    p.lines[0].name = "";
    CHECK(programmes::line_problems(p).size() == 1);
    p.lines[0].share = p.lines[1].share = 0.0;
    CHECK(programmes::line_share(p, 0) == 0.0);
    p.lines[0].name = "b";
    REQUIRE(programmes::line_problems(p).size() == 1);
    CHECK(programmes::line_problems(p)[0].message == "all shares are 0: no line has money; give one a share above 0");
    p.lines[0].share = 1.0;
    p.arrival = static_cast<std::int64_t>(programmes::Arrival::poisson);
    REQUIRE(programmes::line_problems(p).size() == 1);
    CHECK(programmes::line_problems(p)[0].key == "programmes.arrival");
    p.lines.clear();
    CHECK(programmes::line_problems(p).empty());
}

TEST_CASE("lines grant the planned money in their shares and at their success rates") {
    ClusterWorld run = two_lines();
    std::array<double, 2> money{};
    std::array<double, 2> applications{};
    std::array<double, 2> grants{};
    for (std::uint16_t month = 0; month < 120; ++month) {
        programmes_step(run, month);
        const Contracts& contracts = run.clusters().contracts;
        CHECK(total(contracts.line_applications) == total(contracts.applications));
        CHECK(total(contracts.line_grants) == total(contracts.grants));
        for (std::size_t l = 0; l < 2; ++l) {
            CHECK(contracts.line_money[l] ==
                  contracts.line_grants[l] * to_cents(run.parameters()[programmes::about].lines[l].grant));
            money[l] += to_eur(contracts.line_money[l]);
            applications[l] += contracts.line_applications[l];
            grants[l] += contracts.line_grants[l];
        }
    }
    const double planned = 10.0 * 40.0 * 170.0 * run.plan().level;
    CHECK(money[0] / planned == Approx(0.75).epsilon(0.02));
    CHECK(money[1] / planned == Approx(0.25).epsilon(0.03));
    CHECK(grants[0] / applications[0] == Approx(0.25).epsilon(0.02));
    CHECK(grants[1] / applications[1] == Approx(0.25).epsilon(0.03));
}

TEST_CASE("a project that fails yields nothing, one that does not adds its gain once") {
    for (const double risk : {0.0, 1.0}) {
        ClusterWorld run = two_lines(risk, 1.0 - risk);
        std::array<double, 2> successes{};
        std::array<double, 2> failures{};
        ByStage results{};
        for (std::uint16_t month = 0; month < 60; ++month) {
            programmes_step(run, month);
            const Contracts& contracts = run.clusters().contracts;
            for (std::size_t l = 0; l < 2; ++l) {
                successes[l] += contracts.line_successes[l];
                failures[l] += contracts.line_failures[l];
            }
            for (const ByStage& yield : contracts.results) {
                for (std::size_t s = 0; s < stage_count; ++s) {
                    results[s] += yield[s];
                }
            }
        }
        const std::size_t good = risk == 0.0 ? 0 : 1;
        CHECK(failures[good] == 0.0);
        CHECK(successes[1 - good] == 0.0);
        CHECK(successes[good] > 50.0);
        CHECK(failures[1 - good] > 50.0);
        const Stage stage = good == 0 ? actions : challenges;
        const double gain = good == 0 ? 0.05 : 0.15;
        CHECK(results[stage] == Approx(successes[good] * gain * 50.0 / 170.0));
        CHECK(results[good == 0 ? challenges : actions] == 0.0);
    }
}

TEST_CASE("without members and clusters lines do nothing") {
    ClusterWorld run({0}, [](Parameters& p) {
        p[programmes::about].lines = {line("low", 1.0, 60000.0, 12.0, 0.1, 0.05)};
        p.plan.mix = {0.0, 1.0, 0.0, 0.0};
    });
    for (std::uint16_t month = 0; month < 6; ++month) {
        programmes_step(run, month);
        CHECK(total(run.clusters().contracts.applications) == 0.0);
    }
}

TEST_CASE("a cluster without a free place neither applies nor spends the money of others") {
    ClusterWorld run = two_lines();
    Contracts& contracts = run.clusters().contracts;
    std::size_t full = 0;
    for (std::size_t slot = programmes::running(contracts, full); slot < Contracts::project_slots; ++slot) {
        programmes::start_project(contracts, full, 1000, 60000.0, 1000.0, circular_topic);
    }
    // One place in the second cluster.
    for (std::size_t slot = programmes::running(contracts, 1); slot + 1 < Contracts::project_slots; ++slot) {
        programmes::start_project(contracts, 1, 1000, 60000.0, 1000.0, circular_topic);
    }
    const double track = contracts.track_record[full];
    double granted = 0.0;
    double projects = 0.0;
    const auto all_running = [&] {
        double sum = 0.0;
        for (std::size_t c = 0; c < 40; ++c) {
            sum += static_cast<double>(programmes::running(contracts, c));
        }
        return sum;
    };
    // Without a project that ends: places only fill.
    for (auto& ends : contracts.project_end) {
        std::replace_if(
            ends.begin(), ends.end(), [](std::int32_t end) { return end != 0; }, 1000);
    }
    const double before = all_running();
    for (std::uint16_t month = 0; month < 8; ++month) {
        programmes_step(run, month);
        granted += to_eur(contracts.line_money[0]) / 60000.0 + to_eur(contracts.line_money[1]) / 64000.0;
        projects += total(contracts.grants);
        CHECK(contracts.applications[full] <=
              static_cast<std::int32_t>(24 - programmes::running(contracts, full)) + contracts.grants[full]);
    }
    CHECK(projects > 0.0);
    CHECK(projects == Approx(granted));
    CHECK(all_running() - before == projects); // every grant paid for is a project that runs
    CHECK(contracts.track_record[full] == track);
}

TEST_CASE("dues to metaclusters come before applications") {
    ClusterWorld run = two_lines();
    Funding& funding = run.clusters().funding;
    Cooperation& cooperation = run.world().cooperation;
    funding.staff[0] = 2.0;
    funding.overhead[0] = 0.25;
    CHECK(programmes::working_time(funding, cooperation, 0) == 1.5);
    cooperation.dues[0] = 0.5;
    CHECK(programmes::working_time(funding, cooperation, 0) == 0.5);
    cooperation.dues[0] = 1.0;
    CHECK(programmes::working_time(funding, cooperation, 0) == 0.0);
    // Who gives all time away has none for applications, in lines, without lines and when calls come at random.
    const auto effort_with = [&](double dues) {
        cooperation.dues.assign(40, dues);
        double sum = 0.0;
        for (std::uint16_t month = 0; month < 3; ++month) {
            programmes_step(run, month);
            for (const double used : run.clusters().contracts.application_effort) {
                sum += used;
            }
        }
        return sum;
    };
    funding.staff.assign(40, 2.0);
    CHECK(effort_with(0.0) > 0.0);
    CHECK(effort_with(1.0) == 0.0);
    run.parameters()[programmes::about].lines.clear();
    CHECK(effort_with(0.0) > 0.0);
    CHECK(effort_with(1.0) == 0.0);
    run.parameters()[programmes::about].arrival = static_cast<std::int64_t>(programmes::Arrival::poisson);
    CHECK(effort_with(0.0) > 0.0);
    CHECK(effort_with(1.0) == 0.0);
}

} // namespace test_call_lines
