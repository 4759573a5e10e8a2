#include "models/mechanisms/restructuring.hpp"

#include <cmath>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_restructuring {

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// A cluster of an organisation that answers to nobody yet, and a region outside.
struct Place : tests::Bench {
    explicit Place(const std::vector<std::uint32_t>& sizes) : Bench(sizes, 1) {
        clusters() = {};
        clusters().resize(1);
    }
    void step() {
        run_in<sim::Step<restructuring::about, restructuring::step>,
               sim::OnePass<sim::Step<restructuring::about, restructuring::rows>>,
               sim::Step<restructuring::about, restructuring::settle>>({2, 2020.0, false, false, 0});
    }
};

} // namespace

TEST_CASE("adoption raises resistance and skill gap") {
    CHECK(rules::resistance_after_adoption(0.1, 0.25, 0.4) == Approx(0.1 + 0.3 * 0.9));
    CHECK(rules::resistance_after_adoption(0.1, 0.9, 0.0) == 1.0);
    CHECK(rules::resistance_after_adoption(0.1, 0.25, 1.0) == 0.1);
    CHECK(rules::skill_gap_after_adoption(0.2, 0.5) == Approx(0.2 + 0.15 * 0.8));
    CHECK(rules::resistance_after_adoption(0.1, 0.25, 0.4, {0.0, 0.0}) == 0.1);
    CHECK(rules::skill_gap_after_adoption(0.2, 0.5, {0.0, 0.0}) == 0.2);
}

TEST_CASE("negotiation is the geometric mean of answerability, reflexivity and labour on the agenda") {
    const auto parameters = test::defaults<restructuring::Parameters>();
    CHECK(restructuring::negotiation_intensity(parameters, 1.0, 1.0, 0.5) == Approx(0.8));
    CHECK(restructuring::negotiation_intensity(parameters, 0.5, 0.4, 0.0) == Approx(0.8 * std::cbrt(0.2 * 0.3)));
    CHECK(restructuring::negotiation_intensity(parameters, 0.5, 0.4, 1.0 / 6.0) ==
          Approx(0.8 * std::cbrt(0.2 * 0.65)));
    // Twice as much of all is twice as much of it.
    CHECK(restructuring::negotiation_intensity(parameters, 0.6, 0.8, 1.0) ==
          Approx(restructuring::negotiation_intensity(parameters, 0.3, 0.4, 0.0) * std::cbrt(4.0 / 0.3)));
    CHECK(restructuring::negotiation_intensity(parameters, 0.0, 1.0, 0.5) == 0.0);
}

TEST_CASE("detached negotiation is drawn with the declared mean and spread, whatever the cluster is") {
    const auto parameters = test::defaults<restructuring::Parameters>();
    CHECK(restructuring::detached_intensity(parameters, 0.5) == Approx(parameters.detached_mean));
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < 1000; ++i) {
        const double nu =
            restructuring::detached_intensity(parameters, (i + 0.5) / 1000.0) - parameters.detached_mean;
        sum += nu / 1000.0;
        squares += nu * nu / 1000.0;
    }
    CHECK(sum == Approx(0.0).margin(1e-12));
    CHECK(std::sqrt(squares) == Approx(parameters.detached_spread).epsilon(1e-5));
    Place place({1, 1});
    place.parameters()[restructuring::about].link = static_cast<std::int64_t>(restructuring::Link::detached);
    place.clusters().accountability.answerability[0].fill(0.0);
    place.step();
    const double nu = place.clusters().negotiation.intensity[0];
    CHECK(nu > 0.0);
    place.clusters().accountability.answerability[0].fill(1.0);
    place.clusters().reflexivity.reflexivity[0] = 1.0;
    place.step();
    CHECK(place.clusters().negotiation.intensity[0] == nu);
}

TEST_CASE("restructuring::rows wins back know-how that a rupture took, faster where it is negotiated") {
    Place place({2, 1});
    Firms& firms = place.firms();
    place.clusters().accountability.answerability[0][downward] = 1.0;
    place.clusters().reflexivity.reflexivity[0] = 1.0;
    place.clusters().reflexivity.agenda[0][labour_topic] = 1.0; // nu = .8
    const std::uint32_t outside = firms.segment(1).begin;
    for (const std::uint32_t row : {0u, 1u, outside}) {
        firms.digital_base[row] = firms.circular_base[row] = 204; // 0.8
        firms.digital_capacity[row] = row == 1 ? 0.9f : 0.4f;
        firms.circular_capacity[row] = 0.8f;
    }
    place.step();
    CHECK(firms.digital_capacity[0] == 0.4f); // there are no shocks in this run
    place.world().shocks.region = {0, 0};
    place.step();
    const double won = 0.4 * (1.0 - sim::exponential(-(0.1 + 0.6 * 0.8) / 12.0));
    CHECK(firms.digital_capacity[0] == Approx(0.4 + won).epsilon(1e-5));
    CHECK(firms.digital_capacity[outside] == Approx(0.8 - 0.4 * sim::exponential(-0.1 / 12.0)).epsilon(1e-5));
    CHECK(firms.digital_capacity[1] == 0.9f); // above its base nothing is missing
    CHECK(place.model().kept.get<RuptureAccount>().relearned[0] == Approx(won).epsilon(1e-4));
}

TEST_CASE(
    "restructuring::step, restructuring::rows and restructuring::settle: resistance fades, skills follow their "
    "equations") {
    Place place({1, 1});
    Firms& firms = place.firms();
    const Delivery& delivery = place.world().delivery;
    place.clusters().accountability.answerability[0][downward] = 1.0;
    place.clusters().reflexivity.reflexivity[0] = 0.125;
    place.clusters().reflexivity.agenda[0] = {};
    place.clusters().reflexivity.agenda[0][labour_topic] = 1.0;
    const std::uint32_t outside = firms.segment(1).begin;
    for (const std::uint32_t row : {0u, outside}) {
        firms.employees[row] = 100.0f;
        firms.resistance[row] = 0.5f;
        firms.skill_gap[row] = 0.5f;
    }
    firms.services_rate[0] = 2.0f;
    firms.served_until[0][labour_topic] = 3;
    place.model().kept.get<JobsAccount>().without_work[0] = 50.0;
    place.step();
    CHECK(place.clusters().negotiation.intensity[0] == Approx(0.4));
    CHECK(firms.resistance[0] == Approx(0.5 * sim::exponential(-0.42 / 12.0)).epsilon(1e-5));
    CHECK(firms.resistance[outside] == Approx(0.5 * sim::exponential(-0.1 / 12.0)).epsilon(1e-5));
    CHECK(delivery.reskilled_jobs[0] == Approx(50.0 * (1.0 - sim::exponential(-0.32 / 12.0))));
    CHECK(delivery.reskilled_jobs[1] == 0.0);
    const auto gap_after = [](double gap, double rate) {
        return 0.1 / rate + (gap - 0.1 / rate) * sim::exponential(-rate / 12.0);
    };
    CHECK(firms.skill_gap[0] == Approx(gap_after(0.5, 0.1 + 0.2 + 0.25 * (1.0 + 2.0 + 0.4))).epsilon(1e-4));
    CHECK(firms.skill_gap[outside] == Approx(gap_after(0.5, 0.55)).epsilon(1e-5));
}

TEST_CASE("jobs: nobody loses work twice, and who is without it is reskilled, hired, or gone with the firm") {
    // 100 employees of whom 20 are without work: a practice for 10 displaces 8; 28 * 0.25 reskilled, 21 * 0.1 hired.
    const restructuring::JobsMonth month = restructuring::jobs_after(20.0, 100.0, 100.0, 10.0, 0.25, 0.1);
    CHECK(month.displaced == Approx(8.0));
    CHECK(month.reskilled == Approx(7.0));
    CHECK(month.hired == Approx(2.1));
    CHECK(month.gone == 0.0);
    CHECK(month.without_work == Approx(18.9));
    // A fifth of employment left, and with it a fifth of those without work.
    const restructuring::JobsMonth smaller = restructuring::jobs_after(20.0, 125.0, 100.0, 0.0, 0.0, 0.0);
    CHECK(smaller.gone == Approx(4.0));
    CHECK(smaller.without_work == Approx(16.0));
    CHECK(restructuring::jobs_after(0.0, 10.0, 10.0, 50.0, 0.0, 0.0).without_work == 10.0); // all there are
    CHECK(restructuring::jobs_after(4.0, 10.0, 0.0, 5.0, 0.0, 0.0).without_work == 0.0);    // nobody is left
}

TEST_CASE("restructuring::settle keeps the account of displaced jobs") {
    Place place({1, 0});
    place.firms().employees[0] = 200.0f;
    auto& account = place.model().kept.get<JobsAccount>();
    place.parameters()[restructuring::about].hiring = 12.0;
    for (int month = 0; month < 3; ++month) {
        place.world().delivery.displaced_jobs[0] = 120.0;
        place.step();
    }
    const double stay = std::exp(-1.0);
    const double first = 120.0 * stay;
    const double second = (first + 120.0 * (1.0 - first / 200.0)) * stay;
    const double third = (second + 120.0 * (1.0 - second / 200.0)) * stay;
    CHECK(account.employment[0] == 200.0);
    CHECK(account.without_work[0] == Approx(third));
    CHECK(account.displaced[0] ==
          Approx(account.reskilled[0] + account.hired[0] + account.gone[0] + account.without_work[0]));
    CHECK(place.world().delivery.displaced_jobs[0] == Approx(120.0 * (1.0 - second / 200.0)));
    place.model().kept.get<RuptureAccount>().displaced[0] = 50.0;
    place.model().kept.get<RuptureAccount>().reskilled[0] = 10.0;
    place.world().delivery.displaced_jobs[0] = 0.0;
    place.step();
    CHECK(place.world().delivery.displaced_jobs[0] == Approx(40.0 * (1.0 - third / 200.0)));
    place.world().delivery.displaced_jobs[0] = 0.0;
    place.step();
    CHECK(place.world().delivery.displaced_jobs[0] == 0.0); // ruptures are entered once
}

TEST_CASE("in burn-in work changes as if practices came in at their rate before the run") {
    Place place({1, 1});
    auto& parameters = place.parameters()[restructuring::about];
    parameters.fading = parameters.negotiated_fading = 0.0;
    parameters.skill_drift = parameters.skill_attrition = parameters.training = 0.0;
    Firms& firms = place.firms();
    const std::uint32_t outside = firms.segment(1).begin;
    const auto run = [&](bool burn_in) {
        place.run_in<sim::OnePass<sim::Step<restructuring::about, restructuring::rows>>>(
            {2, 2020.0, burn_in, false, 0});
    };
    run(false);
    CHECK(firms.resistance[0] == 0.0f);
    run(true);
    CHECK(firms.resistance[0] == Approx(2.0 * 0.03 / 12.0));
    CHECK(firms.resistance[outside] == Approx(2.0 * 0.012 / 12.0));
    CHECK(firms.skill_gap[0] == Approx(0.3 * 0.18 / 12.0));
    CHECK(firms.skill_gap[outside] == Approx(0.3 * 0.06 / 12.0));
}

TEST_CASE("restructuring::rows with nothing to do leaves all in place") {
    Place place({0, 1});
    restructuring::Parameters& parameters = place.parameters()[restructuring::about];
    parameters.fading = parameters.skill_drift = parameters.skill_attrition = parameters.training = 0.0;
    Firms& firms = place.firms();
    const std::uint32_t row = firms.segment(1).begin;
    firms.resistance[row] = 0.3f;
    firms.skill_gap[row] = 0.4f;
    place.step();
    CHECK(firms.resistance[row] == 0.3f);
    CHECK(firms.skill_gap[row] == 0.4f);
    CHECK(place.clusters().negotiation.intensity[0] == 0.0);
}

} // namespace test_restructuring
