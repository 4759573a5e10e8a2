// Responsible actorhood in clusters that are audited month by month: what appears when, what is filed, seen and forgotten.
#include <array>
#include <cmath>
#include <vector>

#include "models/mechanisms/actorhood.hpp"
#include "models/state/statistics.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_actorhood {

using namespace actorhood;
using namespace actorhood::models;

namespace {

const reflexivity::PayerTargets targets{
    {0.5, 0.2, 0.2, 0.1}, {0.6, 0.1, 0.28, 0.02}, {0.0, 0.4, 0.45, 0.15}, {0.85, 0.03, 0.1, 0.02}};
const Agenda need{0.2, 0.3, 0.1, 0.4};

/// Clusters of a hundred members each, as the auditor sees them, month by month.
struct Bench : tests::Bench {
    explicit Bench(std::size_t clusters, double burn_in_years = 0.0)
        : tests::Bench(std::vector<std::uint32_t>(clusters + 1, 0), static_cast<std::uint32_t>(clusters),
                       [&](Parameters& parameters) {
                           parameters.run.seed = 7;
                           parameters.time.burn_in_years = burn_in_years;
                       }) {
        for (std::size_t c = 0; c < clusters; ++c) {
            tests::Bench::clusters().identity.key[c] = 100 + c;
            census.firms[c] = 100.0;
            census.mean_orientation[c] = 0.4;
            funding.realised_share[c] = {1.0, 0.0, 0.0, 0.0};
            contracts.published_themes[c] = {};
            accountability.answerability[c] = {};
            decisions.effective_agenda[c] = need;
            decisions.decided[c] = 1;
        }
        publish({0.4, 0.2, 0.6}); // straight from what core funders ask for to `need`
    }
    /// What statistics say of every region and sector, now and in the years before.
    void publish(const PublishedGap& gap) {
        for (auto& region : statistics.region) {
            region.fill(gap);
        }
        for (auto& sector : statistics.sector) {
            sector.fill(gap);
        }
        statistics.counted = 1;
    }
    void run_months(std::size_t months) {
        for (std::size_t m = 0; m < months; ++m, ++index) {
            run_mechanisms<models::actorhood::about>(index);
        }
    }
    models::actorhood::Parameters& p = parameters()[models::actorhood::about];
    std::uint16_t index = 0;
    Census& census = world().census;
    Contracts& contracts = tests::Bench::clusters().contracts;
    Funding& funding = tests::Bench::clusters().funding;
    Accountability& accountability = tests::Bench::clusters().accountability;
    Decisions& decisions = tests::Bench::clusters().decisions;
    Delivery& delivery = world().delivery;
    Actorhood& state = tests::Bench::clusters().actorhood;
    PublishedStatistics& statistics = model().kept.get<PublishedStatistics>();
};

bool within(double value) { return std::isnan(value) || (value >= 0.0 && value <= 1.0); }

} // namespace

TEST_CASE("actorhood::survey and actorhood::publish count all firms at the end of a year, with the economy's weights",
          "[actorhood]") {
    // A cluster of two in the second of two regions; three firms outside in the first, one in the second.
    tests::Bench bench({2, 3, 1}, 1);
    World& world = bench.world();
    world.practices.pillar_mask = {3u, 4u};
    world.weights = {10.0, 1.0, 1.0, 1.0};
    world.landscape.required_depth = 0.9;
    world.landscape.digital_frontier = 0.6;
    bench.clusters().identity.region[0] = 1;
    Firms& firms = bench.firms();
    const std::uint32_t outside = firms.segment(1).begin;
    const std::uint32_t second = firms.segment(2).begin;
    for (const std::uint32_t row : {0u, 1u, outside, outside + 1, outside + 2, second}) {
        firms.size_class[row] = models::micro;
        firms.sampled[row] = row >= outside ? 1 : 0;
        firms.sector[row] = row == second ? 5 : 2;
    }
    firms.adopted[0] = 7u;       // all of both pillars
    firms.adopted[outside] = 1u; // half of the circular one
    firms.resistance[1] = 0.5f;
    firms.skill_gap[1] = 0.25f;
    auto& statistics = bench.model().kept.get<PublishedStatistics>();
    bench.parameters()[models::actorhood::about].statistics_noise = 0.0;
    const auto count = [&](std::uint16_t month) {
        bench.run_in<OnePass<Step<models::actorhood::about, models::actorhood::survey>>,
                     Step<models::actorhood::about, models::actorhood::publish>>({month, 2020.0, false, false, 6});
    };
    count(0); // the first count stands for the years before it
    CHECK(statistics.counted == 1);
    CHECK(statistics.region[0][3][0] == Approx(0.9 - 0.5 / 3.0));
    CHECK(statistics.region[0][0][1] == Approx(0.6));
    CHECK(statistics.region[1][0][0] == Approx(0.9 - 1.0 / 12.0)); // one firm of weight 10, two members
    CHECK(statistics.region[1][0][2] == Approx(0.75 / 12.0));
    CHECK(statistics.sector[2][0][0] == Approx(0.9 - (10.0 * 0.5 + 1.0) / 32.0));
    CHECK(statistics.sector[2][0][1] == Approx(0.6 - 1.0 / 32.0));
    CHECK(statistics.sector[5][0][0] == Approx(0.9));
    CHECK(statistics.sector[7][0] == PublishedGap{}); // nobody there
    firms.adopted[second] = 3u;
    count(16);
    CHECK(statistics.region[1][0][0] == Approx(0.9 - 1.0 / 12.0)); // not yet
    count(17);                                                     // a year of the run ends
    CHECK(statistics.region[1][0][0] == Approx(0.9 - 11.0 / 12.0));
    CHECK(statistics.region[1][1][0] == Approx(0.9 - 1.0 / 12.0)); // what a lag of one publishes
    bench.parameters()[models::actorhood::about].statistics_noise = 0.1;
    count(29);
    CHECK(statistics.region[1][0][0] != Approx(0.9 - 11.0 / 12.0));
    CHECK(statistics.region[1][0][0] - (0.9 - 11.0 / 12.0) != Approx(statistics.region[0][0][0] - (0.9 - 0.5 / 3.0)));
}

TEST_CASE("Payers ask for the mean of their themes by income", "[actorhood]") {
    const Agenda themes{0.1, 0.6, 0.3, 0.0};
    const Agenda target = models::actorhood::payers_target(targets, {0.4, 0.3, 0.2, 0.1}, themes, 0.5);
    CHECK(target[growth_topic] == Approx(0.4 * 0.5 + 0.3 * 0.1 + 0.2 * 0.5 + 0.1 * 0.6));
    CHECK(target[circular_topic] == Approx(0.4 * 0.2 + 0.3 * 0.6 + 0.2 * 0.2 + 0.1 * 0.1));
    CHECK(target[0] + target[1] + target[2] + target[3] == Approx(1.0));
    const Agenda twice = models::actorhood::payers_target(targets, {0.8, 0.6, 0.4, 0.2}, themes, 0.5);
    CHECK(twice[circular_topic] == Approx(target[circular_topic]));
    CHECK(models::actorhood::payers_target(targets, {0, 0, 0, 0}, themes, 0.5) == targets.theta_growth);
    CHECK(models::actorhood::payers_target(targets, {0, 1, 0, 0}, {}, 0.5) == targets.theta_funder);
}

TEST_CASE("Switched off, recognition is neutral and nothing is measured", "[actorhood]") {
    const Bench bench(2);
    CHECK(bench.state.recognition == Column<double>{0.5, 0.5});
    CHECK(std::isnan(bench.state.responsible_actorhood[0]));
    CHECK(std::isnan(bench.state.autonomy[1]));
    CHECK(std::isnan(bench.state.care[1]));
}

TEST_CASE("Legs appear as soon as their history exists", "[actorhood]") {
    Bench bench(1, 5.0);
    bench.delivery.services[0] = {2, 3, 1, 4};
    bench.run_months(9);
    CHECK(std::isnan(bench.state.autonomy[0]));
    bench.run_months(3);                                         // four quarters
    CHECK(bench.state.autonomy[0] == Approx(0.8).epsilon(1e-4)); // .4 from what is asked, straight toward need
    CHECK(std::isnan(bench.state.delivered_share[0]));
    bench.run_months(33); // fifteen quarters
    CHECK(std::isnan(bench.state.delivered_share[0]));
    bench.run_months(3); // sixteen: four promises are due
    CHECK(bench.state.delivered_share[0] == Approx(1.0));
    CHECK(std::isnan(bench.state.benefit_share[0]));
    bench.run_months(21); // three quarters after burn-in
    CHECK(std::isnan(bench.state.benefit_share[0]));
    CHECK(std::isnan(bench.state.responsible_actorhood[0]));
    bench.run_months(3);
    CHECK(bench.state.benefit_share[0] == 0.0); // growth services only
    CHECK(bench.state.care[0] == 0.0);
    CHECK(bench.state.responsible_actorhood[0] == 0.0);
}

TEST_CASE("Decision autonomy counts quarters of which the decision stands", "[actorhood]") {
    Bench bench(3);
    bench.p.mandate = 2;
    bench.decisions.effective_agenda[1] = targets.theta_funder;
    for (int quarter = 0; quarter < 40; ++quarter) {
        bench.decisions.decided[0] = quarter % 4 == 0; // stands in two quarters of four
        bench.decisions.decided[2] = 0;
        bench.run_months(3);
    }
    CHECK(bench.state.deviation[0] == Approx(0.4));
    CHECK(bench.state.agreement[0] == Approx(1.0).epsilon(1e-4));
    CHECK(bench.state.autonomy[0] == Approx(0.5 * 0.8).epsilon(1e-4));
    CHECK(bench.state.deviation[1] == Approx(0.0).margin(1e-12)); // does what is asked
    CHECK(bench.state.autonomy[1] == Approx(0.0).margin(1e-12));
    CHECK(std::isnan(bench.state.deviation[2])); // decided nothing
    CHECK(bench.state.autonomy[2] == 0.0);
}

TEST_CASE("The window forgets quarters older than five years", "[actorhood]") {
    Bench bench(1);
    bench.decisions.decided[0] = 0;
    bench.run_months(60);
    CHECK(bench.state.autonomy[0] == 0.0);
    bench.decisions.decided[0] = 1;
    bench.run_months(57);
    CHECK(bench.state.autonomy[0] == Approx(0.95 * 0.8).epsilon(1e-4));
    bench.run_months(3);
    CHECK(bench.state.autonomy[0] == Approx(0.8).epsilon(1e-4));
}

TEST_CASE("Stop-go breaks promises", "[actorhood]") {
    // Services for a year, none for a year: volume 3 a quarter of 100 members, i.e. 1.2 and 0 per member and year.
    Bench bench(1);
    bench.decisions.effective_agenda[0] = {0.4, 0.6, 0.0, 0.0};
    for (int year = 0; year < 8; ++year) {
        bench.delivery.services[0] =
            year % 2 == 0 ? std::array<std::int32_t, 4>{0, 10, 0, 0} : std::array<std::int32_t, 4>{0, 0, 0, 0};
        bench.run_months(12);
    }
    // 32 quarters: promises of quarters 0..19, volume (3 years of 1.2, 2 of 0) / 5 = .72, promised .432 circular.
    // Delivered three years later, as a mean over the year, in twelfths of the cycle: after quarter q the year covers
    // quarters q+9..q+12, of which n are in even years.
    double kept = 0.0;
    for (int q = 0; q < 20; ++q) {
        int n = 0;
        for (int quarter = q + 9; quarter <= q + 12; ++quarter) {
            n += (quarter / 4) % 2 == 0 ? 1 : 0;
        }
        kept += std::min(0.432, 1.2 * n / 4.0);
    }
    CHECK(bench.state.delivered_share[0] == Approx(kept / (20 * 0.432)));
    CHECK(bench.state.delivered_share[0] < 0.9);
}

TEST_CASE("Clusters without services or members are audited all the same", "[actorhood]") {
    Bench bench(2);
    bench.census.firms[0] = 0.0;
    bench.funding.realised_share[0] = {};
    bench.decisions.decided[0] = 0;
    bench.accountability.answerability[0].fill(1.0);
    bench.run_months(120);
    for (std::size_t c = 0; c < 2; ++c) {
        CHECK(bench.state.delivered_share[c] == 0.0);
        CHECK(bench.state.benefit_share[c] == 0.0);
        CHECK(bench.state.responsible_actorhood[c] == 0.0);
        CHECK(within(bench.state.recognition[c]));
    }
    CHECK(bench.state.recognition[0] < 0.1); // seen by all, nothing there
}

TEST_CASE("Recognition converges to realised results", "[actorhood]") {
    Bench bench(2);
    bench.p.observer_noise = 0.0;
    bench.p.adoption_weight = 0.5;
    bench.p.comparison = 0.5;
    bench.delivery.services[0] = {5, 5, 5, 0};  // 1.8 per member and year
    bench.delivery.services[1] = {1, 2, 2, 0};  // 0.6
    bench.delivery.circular_adoptions = {5, 1}; // 0.6 and 0.12 per member and year
    bench.accountability.answerability[0].fill(1.0);
    bench.accountability.answerability[1].fill(1.0);
    bench.run_months(600);
    const double first = 0.5 * (1.8 / (1.8 + 0.5 * 0.6 + 0.5)) + 0.5 * (0.6 / (0.6 + 0.5 * 0.12 + 0.2));
    const double second = 0.5 * (0.6 / (0.6 + 0.5 * 1.8 + 0.5)) + 0.5 * (0.12 / (0.12 + 0.5 * 0.6 + 0.2));
    CHECK(bench.state.recognition[0] == Approx(first).epsilon(1e-4));
    CHECK(bench.state.recognition[1] == Approx(second).epsilon(1e-4));
}

TEST_CASE("A cluster that is seldom seen is forgotten in part", "[actorhood]") {
    Bench bench(400);
    bench.p.comparison = 0.0;
    for (std::size_t c = 0; c < 400; ++c) {
        bench.delivery.services[c] = {0, 25, 0, 0}; // 3 per member and year against a standard of 1
        bench.delivery.circular_adoptions[c] = 10;  // 1.2 against 0.4
        bench.accountability.answerability[c][outward] = c < 200 ? 0.0 : 1.0;
    }
    bench.p.observer_noise = 0.1;
    bench.run_months(600);
    double hidden = 0.0;
    double open = 0.0;
    for (std::size_t c = 0; c < 200; ++c) {
        hidden += bench.state.recognition[c] / 200.0;
        open += bench.state.recognition[200 + c] / 200.0;
    }
    const double learned = 1.0 - std::exp(-0.125);
    const double forgotten = 1.0 - std::exp(-0.01);
    CHECK(open == Approx(0.75).epsilon(0.01));
    CHECK(hidden == Approx(0.75 * 0.2 * learned / (0.2 * learned + 0.8 * forgotten)).epsilon(0.02));
}

TEST_CASE("During burn-in adoptions do not count", "[actorhood]") {
    Bench bench(1, 50.0);
    bench.p.observer_noise = 0.0;
    bench.p.forgetting = 0.0;
    bench.delivery.services[0] = {0, 25, 0, 0};
    bench.accountability.answerability[0].fill(1.0);
    bench.run_months(600);
    CHECK(bench.state.recognition[0] == Approx(0.75).epsilon(1e-4));
}

TEST_CASE("Every measure stays between zero and one", "[actorhood]") {
    Bench bench(20, 2.5);
    const sim::RandomStream draws = sim::Random(11, 0).fixed(sim::Stream{2});
    bool inside = true;
    for (std::uint32_t quarter = 0; quarter < 80; ++quarter) {
        for (std::size_t c = 0; c < 20; ++c) {
            const auto u = [&](std::uint32_t k) { return draws.uniform(quarter * 100 + c, k); };
            bench.census.firms[c] = u(0) < 0.1 ? 0.0 : 400.0 * u(1);
            bench.decisions.decided[c] = u(2) < 0.7;
            const double sum = u(3) + u(4) + u(5) + u(6);
            bench.decisions.effective_agenda[c] = {u(3) / sum, u(4) / sum, u(5) / sum, u(6) / sum};
            bench.publish({u(7), u(8) - 0.2, 2.0 * u(9)});
            for (std::uint32_t k = 0; k < topic_count; ++k) {
                bench.delivery.services[c][k] = static_cast<std::int32_t>(u(10 + k) * u(14) * 30.0);
            }
            bench.delivery.circular_adoptions[c] = static_cast<std::int32_t>(u(15) * 10.0);
            bench.delivery.digital_adoptions[c] = static_cast<std::int32_t>(u(16) * 10.0);
            bench.delivery.adoption_savings[c] = 1e6 * u(17) - 1e5;
            bench.delivery.reskilled_jobs[c] = 100.0 * u(18);
            bench.accountability.answerability[c].fill(u(19));
            bench.funding.realised_share[c] = {u(20), u(21), u(22), u(23)};
        }
        bench.run_months(3);
        for (std::size_t c = 0; c < 20; ++c) {
            const Actorhood& a = bench.state;
            for (const double value :
                 {a.autonomy[c], a.recognition[c], a.care[c], a.responsible_actorhood[c], a.delivered_share[c],
                  a.benefit_share[c], a.deviation[c], a.agreement[c], a.least_leg[c], a.mean_leg[c]}) {
                inside = inside && within(value);
            }
        }
    }
    CHECK(inside);
    CHECK_FALSE(std::isnan(bench.state.responsible_actorhood[0]));
}

TEST_CASE("An added cluster changes nobody's audit but through comparison", "[actorhood]") {
    Bench alone(1);
    Bench two(2);
    for (Bench* bench : {&alone, &two}) {
        bench->p.comparison = 0.0;
        bench->delivery.services[0] = {1, 4, 3, 2};
        bench->delivery.circular_adoptions[0] = 2;
        bench->delivery.adoption_savings[0] = 30000.0;
    }
    two.delivery.services[1] = {9, 9, 9, 9};
    alone.run_months(120);
    two.run_months(120);
    CHECK(alone.state.recognition[0] == two.state.recognition[0]);
    CHECK(alone.state.responsible_actorhood[0] == two.state.responsible_actorhood[0]);
}

TEST_CASE("Outputs of actorhood average the clusters that are known", "[actorhood]") {
    World world(1, 0);
    world.clusters.resize(3);
    sim::Outputs outputs;
    outputs.axis("cluster", "cluster organisation", {"a", "b", "c"});
    models::actorhood::initialise(tests::defaults<models::actorhood::Parameters>(), world.clusters.actorhood);
    models::actorhood::declare_outputs(outputs, world);
    world.clusters.actorhood.responsible_actorhood = {0.2, std::nan(""), 0.4};
    bool found = false;
    for (const auto& variable : outputs.variables()) {
        std::vector<double> values(variable.size);
        variable.write(values);
        if (variable.name == "mean_responsible_actorhood") {
            found = true;
            CHECK(values[0] == Approx(0.3));
        }
        if (variable.name == "mean_care_commitment") {
            CHECK(std::isnan(values[0]));
        }
    }
    CHECK(found);
}

TEST_CASE("actorhood::add_month adds services always, adoptions and benefits after burn-in", "[actorhood]") {
    Bench bench(2, 1.0);
    bench.census.firms = {10.0, 60.0, 0.0};
    bench.delivery.services[1] = {1, 2, 3, 4};
    bench.delivery.circular_adoptions[1] = 3;
    bench.delivery.digital_adoptions[1] = 1;
    bench.delivery.adoption_savings[1] = 8000.0;
    bench.delivery.reskilled_jobs[1] = 50.0;
    const auto add = [&](std::uint16_t month) {
        bench.run<Step<models::actorhood::about, models::actorhood::add_month>>(month);
    };
    add(11);
    CHECK(bench.state.quarter_services[1] == std::array<std::int32_t, topic_count>{1, 2, 3, 4});
    CHECK(bench.state.quarter_adoptions[1] == 0);
    add(12);
    CHECK(bench.state.quarter_services[1] == std::array<std::int32_t, topic_count>{2, 4, 6, 8});
    CHECK(bench.state.quarter_adoptions[1] == 4);
    CHECK(bench.state.quarter_benefit[1][0] == Approx(0.6 * 8000.0 * 0.75));
    CHECK(bench.state.quarter_benefit[1][1] == Approx(2000.0 * 10.0)); // two workers a year for each of 60 members
    CHECK(bench.state.quarter_benefit[1][2] == Approx(8000.0));
    CHECK(bench.state.quarter_benefit[1][3] == Approx(10000.0));
    CHECK(bench.state.quarter_adoptions[0] == 0);
}

TEST_CASE("actorhood::file_quarter files what payers ask for at present, with the growth habit of the start",
          "[actorhood]") {
    Bench bench(2);
    const std::size_t c = 1;
    bench.census.firms[c] = 50.0;
    bench.census.mean_orientation[c] = 0.7;
    bench.decisions.decided = {0, 1};
    bench.decisions.effective_agenda[c] = {0.3, 0.4, 0.2, 0.1};
    bench.publish({0.1, 0.2, 0.3});
    bench.funding.realised_share[c] = {0.4, 0.3, 0.2, 0.1};
    bench.contracts.published_themes[c] = {0.1, 0.6, 0.3, 0.0};
    bench.state.quarter_services[c] = {5, 10, 15, 20};
    bench.state.quarter_benefit[c] = {1.0, 2.0, 3.0, 4.0};
    reflexivity::PayerTargets& asked = bench.parameters()[reflexivity::about].targets;
    asked.theta_funder = {0.0, 1.0, 1.0, 0.0}; // weights
    bench.at_start()[reflexivity::about].targets.theta_growth = {0.0, 0.0, 0.0, 1.0};
    const auto file = [&](std::uint16_t month) {
        bench.run<Step<models::actorhood::about, models::actorhood::file_quarter>>(month);
    };
    file(7);
    CHECK(bench.state.decided[c][2] == 0);
    file(8);
    const std::size_t slot = 2;
    CHECK(bench.state.decided[c][slot] == 1);
    CHECK(bench.state.decided[0][slot] == 0);
    CHECK(bench.state.agenda[c][slot] == Agenda{0.3, 0.4, 0.2, 0.1});
    CHECK(bench.state.payer_target[c][slot][circular_topic] ==
          Approx(0.4 * 0.5 + 0.3 * 0.6 + 0.2 * 0.7 * 0.4 + 0.1 * 0.1));
    CHECK(bench.state.published[c][slot] == PublishedGap{0.1, 0.2, 0.3});
    CHECK(bench.state.services[c][slot] == Agenda{0.4, 0.8, 1.2, 1.6}); // per member and year
    CHECK(bench.state.benefit[c][slot] == std::array<double, 4>{1.0, 2.0, 3.0, 4.0});
    bench.funding.realised_share[c] = {};
    file(8);
    CHECK(bench.state.payer_target[c][slot] == Agenda{0.0, 0.0, 0.0, 1.0}); // without income: habit
}

TEST_CASE("actorhood::observe compares results with other clusters and the standard", "[actorhood]") {
    Bench bench(2);
    bench.p.observer_noise = 0.0;
    bench.p.comparison = 0.25;
    bench.p.adoption_weight = 0.75;
    bench.accountability.answerability[0] = {0.0, 0.0, 1.0, 0.0};
    bench.accountability.answerability[1] = {1.0, 1.0, 0.0, 1.0};
    bench.p.least_visibility = 0.0;
    bench.census.firms = {50.0, 100.0, 0.0};
    bench.state.services[0][2] = {0.1, 0.2, 0.3, 0.6}; // 1.2 in all
    bench.state.services[1][2] = {0.4, 0.0, 0.0, 0.0};
    bench.state.quarter_adoptions = {10, 5}; // 0.8 and 0.2 per member and year
    const auto observe = [&](std::uint16_t month) {
        bench.run<Step<models::actorhood::about, models::actorhood::observe>>(month);
    };
    observe(7);
    CHECK(bench.state.recognition == Column<double>{0.5, 0.5});
    observe(8);
    const double services = 1.2 / (1.2 + 0.25 * 0.4 + 0.75 * 1.0);
    const double adoptions = 0.8 / (0.8 + 0.25 * 0.2 + 0.75 * 0.4);
    const double result = 0.75 * adoptions + 0.25 * services;
    CHECK(bench.state.recognition[0] == Approx(0.5 + (1.0 - std::exp(-0.5 / 4.0)) * (result - 0.5)));
    CHECK(bench.state.recognition[1] == Approx(0.5 * std::exp(-0.04 / 4.0))); // seen by nobody
}

TEST_CASE("actorhood::audit draws the three legs from the quarters on file and clears the quarter", "[actorhood]") {
    Bench bench(2);
    bench.p.window = 4;
    bench.p.delivery_lag = 4;
    bench.p.minimum_quarters = 4;
    bench.p.mandate = 1;
    const std::size_t c = 1;
    for (std::size_t quarter = 0; quarter < 8; ++quarter) {
        bench.state.decided[c][quarter] = quarter == 5 ? 0 : 1;
        bench.state.agenda[c][quarter] = quarter < 4 ? Agenda{0.5, 0.5, 0.0, 0.0} : need;
        bench.state.payer_target[c][quarter] = targets.theta_funder;
        bench.state.published[c][quarter] = {0.4, 0.2, 0.6};
        bench.state.services[c][quarter] = quarter < 4 ? Agenda{1.0, 1.0, 0.0, 0.0} : Agenda{1.0, 0.6, 0.4, 0.0};
        bench.state.benefit[c][quarter] =
            quarter < 4 ? std::array<double, 4>{9.0, 9.0, 9.0, 9.0} : std::array<double, 4>{1.0, 2.0, 3.0, 4.0};
    }
    bench.state.recognition[c] = 0.36;
    bench.state.quarter_services[c] = {1, 1, 1, 1};
    bench.state.quarter_adoptions[c] = 7;
    bench.state.quarter_benefit[c] = {1.0, 1.0, 1.0, 1.0};
    const auto audit = [&](std::uint16_t month) {
        bench.run<Step<models::actorhood::about, models::actorhood::audit>>(month);
    };
    audit(22);
    CHECK(std::isnan(bench.state.autonomy[c]));
    CHECK(bench.state.quarter_adoptions[c] == 7);
    audit(23); // the eighth quarter ends
    CHECK(bench.state.deviation[c] == Approx(0.4));
    CHECK(bench.state.autonomy[c] == Approx(0.75 * 0.8).epsilon(1e-4));
    // Promised 0.5 * 2 circular in quarters 0 to 3; delivered a year later, as means over the year up to it.
    const std::array<double, 4> later{0.9, 0.8, 0.7, 0.6};
    CHECK(bench.state.delivered_share[c] == Approx((later[0] + later[1] + later[2] + later[3]) / 4.0));
    CHECK(bench.state.benefit_share[c] == Approx(3.0 / 10.0));
    CHECK(bench.state.care[c] == Approx(0.75 * 0.3));
    CHECK(bench.state.responsible_actorhood[c] ==
          Approx(std::cbrt(bench.state.autonomy[c] * 0.36 * bench.state.care[c])));
    CHECK(bench.state.least_leg[c] == bench.state.care[c]);
    CHECK(bench.state.mean_leg[c] == Approx((bench.state.autonomy[c] + 0.36 + bench.state.care[c]) / 3.0));
    CHECK(bench.state.quarter_services[c] == std::array<std::int32_t, topic_count>{});
    CHECK(bench.state.quarter_adoptions[c] == 0);
    CHECK(bench.state.quarter_benefit[c] == std::array<double, 4>{});
}

} // namespace test_actorhood
