// Adoption without influence has known laws: constant chances make it geometric, and the whole funnel of one
// practice is a Markov chain that can be computed exactly.
#include <array>
#include <cmath>
#include <numeric>

#include "tests/catch.hpp"
#include "tests/support/one_practice.hpp"
#include "tests/support/statistics.hpp"

namespace test_adoption_limits {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr std::uint32_t firm_count = 10'000;

double monthly(double yearly_rate) { return 1.0 - std::exp(-yearly_rate / 12.0); }
double chance(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

} // namespace

TEST_CASE("without peers and word of mouth adoption is geometric") {
    constexpr double intercept = -0.5;
    constexpr double evaluation = 0.9;
    const auto scenario =
        scenario_from(one_practice(0.0001, 1.0, intercept, 1),
                      only_adoption(firm_count) + Settings{"adoption.evaluation=0.9", "time.years=10"});
    models::Model model(scenario->parameters, 0);
    const double start = adopters(model.world);
    const double others = firm_count - start;
    const double q = monthly(evaluation) * chance(intercept);
    for (int month = 0; month < 120; ++month) {
        model.advance();
        // A trial takes a month: what started in months 0 .. month-1 is in use now.
        const double expected = 1.0 - std::pow(1.0 - q, month);
        if (month == 1 || month == 6 || month == 24 || month == 60 || month == 119) {
            INFO("month " << month << ", expected share " << expected);
            CHECK(std::abs(binomial_z(adopters(model.world) - start, others, expected)) < 4.0);
        }
    }
}

namespace {

/// Chances per month of the funnel of one practice, and its lengths in months.
struct Funnel {
    double learn, start, fail, abandon, forget;
    std::size_t trial, rest;
};

/// Shares of firms in each state of the funnel.
struct Shares {
    double unaware{}, idle{}, adopted{};
    std::vector<double> trial, rest; ///< by months left

    [[nodiscard]] double resting() const { return std::accumulate(rest.begin(), rest.end(), 0.0); }
    [[nodiscard]] double trying() const { return std::accumulate(trial.begin(), trial.end(), 0.0); }
};

/// One month: what a firm may do is decided by its state at the beginning of the month. Who ends a rest may forget at
/// once and is a candidate from the next month on; who ends a trial does nothing else in that month.
Shares next(const Funnel& f, const Shares& now) {
    Shares then{0.0, 0.0, 0.0, std::vector<double>(f.trial, 0.0), std::vector<double>(f.rest, 0.0)};
    const double waiting = now.idle * (1.0 - f.start) + now.rest[0];
    then.unaware = now.unaware * (1.0 - f.learn) + waiting * f.forget;
    then.idle = now.unaware * f.learn + waiting * (1.0 - f.forget);
    then.trial[f.trial - 1] = now.idle * f.start;
    for (std::size_t k = 1; k < f.trial; ++k) {
        then.trial[k - 1] += now.trial[k];
    }
    for (std::size_t k = 1; k < f.rest; ++k) {
        then.rest[k - 1] += now.rest[k];
    }
    then.adopted = now.adopted * (1.0 - f.abandon) + now.trial[0] * (1.0 - f.fail);
    then.rest[f.rest - 1] += now.adopted * f.abandon + now.trial[0] * f.fail;
    return then;
}

/// Shares of firms in each state at the beginning of `month`.
Shares shares_of(const models::Firms& firms, const Funnel& f, std::uint16_t month = 0) {
    Shares shares{0.0, 0.0, 0.0, std::vector<double>(f.trial, 0.0), std::vector<double>(f.rest, 0.0)};
    constexpr double one = 1.0 / firm_count;
    for (std::uint32_t row = 0; row < firm_count; ++row) {
        bool timed = false;
        for (std::size_t slot = 0; slot < models::timer_slots; ++slot) {
            if (const std::uint16_t due = firms.timer_due[row][slot]; due != 0) {
                const bool rests = (firms.timer_practice[row][slot] & models::rest_flag) != 0;
                (rests ? shares.rest : shares.trial).at(due - month) += one;
                timed = true;
            }
        }
        if ((firms.adopted[row] & 1u) != 0) {
            shares.adopted += one;
        } else if (!timed) {
            ((firms.aware[row] & 1u) != 0 ? shares.idle : shares.unaware) += one;
        }
    }
    return shares;
}

void check_share(double found, double expected) {
    CHECK(std::abs(binomial_z(found * firm_count, firm_count, expected)) < 4.0);
}

} // namespace

TEST_CASE("the funnel of one practice follows its Markov chain") {
    const auto scenario = scenario_from(
        one_practice(0.3, 0.6, 0.4, 5),
        only_adoption(firm_count) + Settings{"time.years=20", "adoption.media_rate=0.2", "adoption.evaluation=2.0",
                                             "adoption.forgetting=0.5", "adoption.abandonment=0.4", "adoption.rest=7",
                                             "adoption.trial_failure=0.35", "adoption.trial_capacity=0",
                                             "adoption.trial_support=0", "population.resistance=0",
                                             "population.liquidity_low=20", "population.liquidity_high=20"});
    const Funnel funnel{monthly(0.2), monthly(2.0) * chance(0.4), 0.35, monthly(0.4), monthly(0.5), 5, 7};
    models::Model model(scenario->parameters, 0);
    const models::Firms& firms = model.world.firms;
    Shares shares = shares_of(firms, funnel);
    for (int month = 0; month < 240; ++month) {
        model.advance();
        shares = next(funnel, shares);
        if (month % 40 != 39 && month != 5 && month != 12) {
            continue;
        }
        const Shares found = shares_of(firms, funnel, model.world.next_month);
        INFO("month " << month << ", expected adopted " << shares.adopted << ", in trial " << shares.trying()
                      << ", at rest " << shares.resting() << ", unaware " << shares.unaware);
        check_share(found.adopted, shares.adopted);
        check_share(found.unaware, shares.unaware);
        check_share(found.trying(), shares.trying());
        check_share(found.resting(), shares.resting());
    }
}

TEST_CASE("the funnel is consistent for every firm in every month, and the register equals a recount") {
    const auto scenario =
        baseline_with(small_population() + Settings{"time.years=8", "time.burn_in_years=1", "adoption.evaluation=4",
                                                    "adoption.forgetting=0.5", "adoption.abandonment=0.2"});
    models::Model model(scenario->parameters, 0);
    const models::World& world = model.world;
    const models::Firms& firms = world.firms;
    while (world.next_month < world.calendar.months) {
        model.advance();
        INFO("month " << world.next_month - 1);
        std::size_t used_unknown = 0, trials_of_used = 0, twice = 0, gains = 0, overdue = 0;
        models::AdoptionRegister recount;
        recount.resize(firms.segments().size(), firms.cluster_count());
        for (const models::RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                recount.count_firm(firms, row, block.segment, 1);
                used_unknown += (firms.adopted[row] & ~firms.aware[row]) != 0;
                std::uint32_t timed = 0;
                for (std::size_t slot = 0; slot < models::timer_slots; ++slot) {
                    if (firms.timer_due[row][slot] == 0) {
                        continue;
                    }
                    const std::uint32_t practice = 1u << (firms.timer_practice[row][slot] & 0x7fu);
                    twice += (timed & practice) != 0;
                    timed |= practice;
                    overdue += firms.timer_due[row][slot] < world.next_month;
                }
                trials_of_used += (timed & firms.adopted[row]) != 0;
                double gain = 0.0;
                for (std::size_t p = 0; p < world.practices.count(); ++p) {
                    gain += (firms.adopted[row] >> p & 1u) != 0 ? world.practices.entries[p].own_saving() : 0.0;
                }
                gains += std::abs(gain - static_cast<double>(firms.practice_gain[row])) > 1e-5;
            }
        }
        REQUIRE(used_unknown == 0);   // every practice in use is known
        REQUIRE(trials_of_used == 0); // nobody tries, or rests from, what is in use
        REQUIRE(twice == 0);          // one timer a practice
        REQUIRE(overdue == 0);
        REQUIRE(gains == 0); // the saving is that of the practices in use
        for (std::size_t segment = 0; segment < firms.segments().size(); ++segment) {
            REQUIRE(recount.segment(segment).firms == world.adoption.segment(segment).firms);
            REQUIRE(recount.segment(segment).adopters == world.adoption.segment(segment).adopters);
            REQUIRE(recount.segment(segment).aware == world.adoption.segment(segment).aware);
        }
    }
}

} // namespace test_adoption_limits
