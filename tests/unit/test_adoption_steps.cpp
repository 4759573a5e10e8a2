// The steps of adoption around what firms decide, on a world of three firms, worked out by hand.
#include "models/mechanisms/adoption.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "models/rules/acceptance.hpp"
#include "models/rules/adoption.hpp"
#include "models/rules/fit.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_steps {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;
using Kind = adoption::Change::Kind;

TEST_CASE("adoption::begin remembers experience in the first month after burn-in, and never again") {
    Three three;
    const auto begin = [&](int month) {
        three.firms.adopted[three.anna] ^= 1u << cloud;
        three.world.adoption.resize(2, 1);
        for (const std::uint32_t row : {three.anna, three.bert, three.outside}) {
            three.world.adoption.count_firm(three.firms, row, row == three.outside ? 1 : 0, 1);
        }
        three.bench.run<sim::Step<adoption::about, adoption::begin, sim::When::always>>(three.month(month));
        return three.world.initial_experience.share;
    };
    CHECK(begin(-1)[0][cloud] == 0.0);
    begin(-2);
    const auto first = begin(0);
    CHECK(first[0][cloud] == 0.5);
    CHECK(first[1][cloud] == 0.0);
    CHECK(first.back()[cloud] == Approx(1.0 / 3.0));
    CHECK(begin(1) == first);
}

TEST_CASE(
    "adoption::prepare: savings at present prices, premium of visible practices, gates by number of practices") {
    Three three;
    three.world.landscape.material_price = 1.5;
    three.world.landscape.energy_price = 2.0;
    three.world.landscape.required_depth = 0.4;
    three.world.landscape.digital_frontier = 0.6;
    three.world.practices.entries[sharing].price = 1;
    three.world.practices.entries[cloud].price = 2;
    three.world.practices.entries[cloud].rebound = 0.5;
    three.p.abandonment = 0.1;
    three.p.forgetting = 0.3;
    three.world.policy.habit = 0.05;
    three.prepare();
    CHECK(three.terms.all == 0b111u);
    CHECK(three.terms.saving[repair] == Approx(0.01));
    CHECK(three.terms.saving[sharing] == Approx(0.02 * 1.5));
    CHECK(three.terms.saving[cloud] == Approx(0.03 * 0.5 * 2.0));
    CHECK(three.terms.required == std::array<double, pillar_count>{0.4, 0.6});
    CHECK(three.terms.habit == 0.05);
    CHECK(three.terms.abandonment_gate[2] == adoption::gate(sim::monthly_hazard(0.5)));
    CHECK(three.terms.forgetting_gate[3] == adoption::gate(sim::monthly_hazard(0.9)));
}

TEST_CASE("adoption::prepare_segments: a cluster by its stages, decisions and partners, a region by none of them") {
    Three three;
    set_stocks(three);
    adoption::Parameters& p = three.p;
    p.media_rate = 0.1;
    p.reach_rate = 0.2;
    p.evaluation = 0.3;
    p.evaluation_served = 0.4;
    three.firms.adopted[three.anna] = 1u << repair;
    const auto before = three.world.initial_experience;
    three.count();
    three.world.initial_experience = before; // nobody used it at the start
    three.world.landscape.attention[cloud] = 2.0;
    three.world.landscape.cost_index[sharing] = 0.5;
    three.world.practices.entries[repair].learning = 0.2;
    three.prepare();
    const adoption::SegmentTerms& cluster = three.terms.segments[0];
    const adoption::SegmentTerms& region = three.terms.segments[1];
    const double tailored = 1.0 - p.action_cost * 0.4 / 1.4;
    // Half of the members and a third of all firms use repair; partners add their experience.
    const double learned = learning_factor(100.0 * (0.5 + p.spill_over / 3.0 + 0.02), 0.0, 0.2);
    CHECK(cluster.cost[repair] == Approx(0.02 * learned * tailored));
    CHECK(cluster.cost[sharing] == Approx(0.01 * tailored));
    CHECK(cluster.cost[cloud] == Approx(0.02 * tailored * 0.9));
    CHECK(region.cost[cloud] == Approx(0.02));
    CHECK(region.cost[repair] == Approx(0.02 * learning_factor(100.0 * p.spill_over / 3.0, 0.0, 0.2)));
    const double reach = 0.2 * 0.25 * (1.0 + 0.7 / 1.7);
    CHECK(cluster.awareness[repair] == Approx(0.1 + reach));
    CHECK(cluster.awareness[cloud] == Approx(0.2 + reach + 0.07));
    CHECK(region.awareness[cloud] == Approx(0.2));
    CHECK(cluster.candidate[repair] == Approx(1.0 + p.obligation_weight * 0.5 * 0.2));
    CHECK(cluster.candidate[cloud] == Approx(2.0 * (1.0 + p.obligation_weight * 0.5 * 0.8)));
    CHECK(region.candidate[cloud] == 2.0);
    CHECK(cluster.subsidy[cloud] == Approx(p.subsidy_share * 0.5 * 0.8));
    CHECK(region.subsidy[cloud] == 0.0);
    const double evaluation = 0.3 * (1.0 + p.obligation_evaluation * 0.5);
    CHECK(cluster.evaluation == Approx(evaluation));
    CHECK(region.evaluation == Approx(0.3));
    // The largest small firm has 50 employees, 50/46 of the reference size.
    const double largest = evaluation * std::pow(50.0 / 46.0, 0.25);
    CHECK(cluster.evaluation_gate[small] / 0x1p32 == Approx(sim::monthly_hazard(largest + 0.4)).epsilon(1e-7));
    CHECK(cluster.unserved_evaluation_gate[small] / 0x1p32 == Approx(sim::monthly_hazard(largest)).epsilon(1e-7));
    CHECK(cluster.alignment == Approx(1.0 - std::exp(-0.1)));
    CHECK(region.alignment == 0.0);
    CHECK(cluster.scaling_stock == 0.9);
    CHECK(region.scaling_stock == 0.0);
    CHECK(cluster.negotiation == 0.3);
    CHECK(region.negotiation == 0.05);
    CHECK(region.ration == 0.0);
}

TEST_CASE("adoption::prepare_segments: members expect what the joint budget lately paid, after burn-in") {
    Three three;
    set_stocks(three);
    three.prepare();
    CHECK(three.terms.segments[0].ration == 0.6);
    REQUIRE(three.world.calendar.burn_in > 0);
    three.prepare(0);
    CHECK(three.terms.segments[0].ration == 0.0);
}

TEST_CASE("adoption::grant: a firm that stands for many takes as many vouchers out of the budget") {
    Three three;
    Policy& policy = three.world.policy;
    policy.resize(1, 2);
    policy.vouchers = true;
    policy.budget = {40'000};
    three.world.weights = {1.0, 3.0, 1.0, 1.0};
    three.firms.sampled[three.outside] = 1;
    auto& sums = three.bench.table<Sums<adoption::Changes>>();
    const auto ask = [&](std::uint32_t row) {
        Start change = Three::start(row, row == three.outside ? 1 : 0, 20'000);
        change.voucher = 15'000;
        sums.start(1);
        sums.part(0).starts = {change};
        policy.refused[0] = 0.0;
        three.bench.run<sim::Step<adoption::about, adoption::grant>>(three.month());
        return sums.part(0).starts[0].voucher;
    };
    CHECK(ask(three.anna) == 15'000);
    CHECK(policy.refused[0] == 0.0);
    CHECK(ask(three.outside) == 0); // three firms of the economy: 45,000
    CHECK(policy.refused[0] == 3.0);
    policy.budget = {45'000};
    CHECK(ask(three.outside) == 15'000);
}

TEST_CASE("adoption::carry_out: a trial is paid by joint budget, voucher and the firm itself") {
    Three three;
    set_stocks(three);
    three.prepare();
    Funding& funding = three.bench.clusters().funding;
    funding.joint_budget[0] = 3'000;
    funding.cash[0] = 5'000;
    Policy& policy = three.world.policy;
    policy.resize(1, 2);
    Start change = Three::start(three.anna, 0, 20'000);
    change.wish = 8'000;
    change.subsidy = 4'000; // expected; only 3,000 are there
    change.voucher = 6'000;
    const Cents before = three.firms.liquidity[three.anna];
    three.carry_out({change}, {});
    CHECK(three.firms.liquidity[three.anna] == before - 11'000);
    CHECK(funding.joint_budget[0] == 0);
    CHECK(funding.cash[0] == 2'000);
    CHECK(three.world.ledger.balance(Ledger::technology) == 20'000);
    CHECK(three.world.ledger.balance(Ledger::firms) == -11'000);
    CHECK(three.world.ledger.balance(Ledger::cluster(0)) == -3'000);
    CHECK(three.world.ledger.balance(Ledger::programme_funder) == -6'000);
    CHECK(policy.spent[0] == 6'000);
    CHECK(policy.private_spent[0] == 11'000);
    CHECK(policy.cases[0] == 1.0);
    CHECK(three.firms.voucher_paid[three.anna] == 1u << repair);
    CHECK(timed(three.firms, three.anna) == 1u << repair);
    CHECK(three.firms.next_due[three.anna] == three.month() + 6);
    CHECK(three.bench.table<adoption::JointBudgets>().of_cluster[0].wished == 8'000);
    CHECK(three.bench.table<adoption::JointBudgets>().of_cluster[0].available == 3'000);
    // The same again in the month: it is on trial already.
    three.carry_out({change}, {});
    CHECK(three.firms.liquidity[three.anna] == before - 11'000);
}

TEST_CASE("adoption::carry_out: an adoption moves work, gains and counts of its segment") {
    Three three;
    set_stocks(three);
    three.prepare();
    three.world.landscape.displacement_index[repair] = 0.8;
    three.carry_out({}, {{three.anna, 0, Kind::adopt, repair}});
    const double displacement = 0.25 * 0.8;
    CHECK(three.firms.adopted[three.anna] == 1u << repair);
    CHECK(three.firms.practice_gain[three.anna] == 0.01f);
    CHECK(three.firms.resistance[three.anna] == Approx(2.0 * displacement * (1.0 - 0.3)));
    CHECK(three.firms.skill_gap[three.anna] == Approx(0.3 * 0.5));
    const Delivery& delivery = three.world.delivery;
    CHECK(delivery.circular_adoptions[0] == 1);
    CHECK(delivery.digital_adoptions[0] == 0);
    CHECK(delivery.adoption_savings[0] == Approx(0.01 * 20.0 * 100'000.0));
    CHECK(delivery.displaced_jobs[0] == Approx(20.0 * displacement * 0.7));
    CHECK(delivery.reskilled_jobs[0] == Approx(20.0 * displacement * 0.3));
    CHECK(three.world.adoption.segment(0).adopters[repair][AdoptionRegister::stratum(small, 0)] == 1);
    // Given up: at rest, the gain is gone, and never a first adoption again.
    three.p.rest = 12.0;
    three.carry_out({}, {{three.anna, 0, Kind::abandon, repair}});
    CHECK(three.firms.adopted[three.anna] == 0);
    CHECK(three.firms.given_up[three.anna] == 1u << repair);
    CHECK(three.firms.practice_gain[three.anna] == 0.0f);
    CHECK(three.firms.next_due[three.anna] == three.month() + 12);
    CHECK(three.world.adoption.segment(0).adopters[repair][AdoptionRegister::stratum(small, 0)] == 0);
    CHECK(delivery.circular_abandonments[0] == 1);
    CHECK(delivery.digital_abandonments[0] == 0);
}

TEST_CASE("adoption::seed gives a practice to members at its date, and not again") {
    Three three;
    Practice& entry = three.world.practices.entries[repair];
    entry.seed_share = 0.5;
    entry.seed_date = 2020.25;
    const auto given = [&](std::uint16_t month) {
        three.bench.table<Sums<adoption::Changes>>().start(2);
        three.bench.run<sim::Step<adoption::about, adoption::seed>>(month);
        return three.bench.table<Sums<adoption::Changes>>().part(0).others;
    };
    CHECK(given(three.month(2)).empty());
    CHECK(given(three.month(4)).empty());
    const auto one = given(three.month(3));
    REQUIRE(one.size() == 2);
    CHECK(one[0].kind == Kind::learn);
    CHECK(one[1].kind == Kind::adopt);
    CHECK(one[1].practice == repair);
    entry.seed_choice = static_cast<std::int64_t>(SeedChoice::connected);
    three.firms.ties[three.anna][0] = three.firms.handle[three.bert];
    CHECK(given(three.month(3))[1].row == three.bert);
    three.firms.ties[three.anna][0] = no_firm;
    three.firms.ties[three.bert][0] = three.firms.handle[three.anna];
    CHECK(given(three.month(3))[1].row == three.anna);
    three.firms.adopted[three.anna] = 1u << repair; // one of the two is left, half of it rounded up
    CHECK(given(three.month(3))[1].row == three.bert);
    entry.seed_share = 0.4;
    CHECK(given(three.month(3)).empty());
}

TEST_CASE("adoption::carry_out: who was given a practice while trying it has it once") {
    Three three;
    three.prepare();
    three.carry_out({}, {{three.anna, 0, Kind::learn, repair},
                         {three.anna, 0, Kind::adopt, repair},
                         {three.anna, 0, Kind::adopt, repair},
                         {three.anna, 0, Kind::fail, repair}});
    const auto stratum = AdoptionRegister::stratum(small, 0);
    CHECK(three.world.adoption.segment(0).adopters[repair][stratum] == 1);
    CHECK(three.world.adoption.segment(0).aware[repair][stratum] == 1);
    CHECK(three.firms.practice_gain[three.anna] == 0.01f);
    CHECK(timed(three.firms, three.anna) == 0);
}

TEST_CASE("adoption::carry_out: awareness comes, goes, and stays with what is on trial, a failed trial rests") {
    Three three;
    three.prepare();
    three.carry_out({}, {{three.outside, 1, Kind::learn, cloud}});
    CHECK(three.firms.aware[three.outside] == 1u << cloud);
    CHECK(three.world.adoption.segment(1).aware[cloud][AdoptionRegister::stratum(small, 0)] == 1);
    three.carry_out({}, {{three.outside, 1, Kind::forget, cloud}});
    CHECK(three.firms.aware[three.outside] == 0);
    three.firms.aware[three.outside] = 1u << cloud;
    three.carry_out({}, {{three.outside, 1, Kind::fail, cloud}, {three.outside, 1, Kind::forget, cloud}});
    CHECK(three.firms.aware[three.outside] == 1u << cloud);
    CHECK(timed(three.firms, three.outside) == 1u << cloud);
    CHECK(three.firms.given_up[three.outside] == 0);
}

TEST_CASE(
    "adoption::book: counts, payments and deliveries of members and of firms outside go to their own accounts") {
    Three three;
    set_stocks(three);
    three.prepare();
    three.world.events.kept = true;
    three.world.policy.resize(2, 2);
    auto& outcomes = three.bench.table<adoption::Outcomes>();
    outcomes.of_group.start(2);
    adoption::Outcome& members = outcomes.of_group.part(0);
    members.segment = 0;
    members.own_costs = 700;
    members.joint_budgets = 40;
    members.counts.accepted[0][2] = 3;
    members.counted = {{{2, 1}, cloud, true, 1}};
    members.delivered = {{20.0, cloud}};
    members.vouchers = {{{true, 3.0}, 500, 200, 1}};
    members.events = {{5, 0, 77, cloud, 1}};
    adoption::Outcome& others = outcomes.of_group.part(1);
    others.segment = 1;
    others.own_costs = 1'000;
    others.joint_budgets = 9; // firms outside have no joint budget: nobody to pay it
    others.counted = {{{3, 2}, repair, false, -1}};
    others.delivered = {{8.0, repair}};
    auto& changes = three.bench.table<Sums<adoption::Changes>>();
    changes.start(2);
    changes.part(1).counts.evaluated[1][4] = 6;
    three.bench.run<sim::Step<adoption::about, adoption::book>>(three.month());

    const Ledger& ledger = three.world.ledger;
    CHECK(ledger.balance(Ledger::firms) == -1'700);
    CHECK(ledger.balance(Ledger::cluster(0)) == -40);
    CHECK(ledger.balance(Ledger::programme_funder) == -500);
    CHECK(ledger.balance(Ledger::technology) == 2'240);
    CHECK(three.world.policy.spent[1] == 1'500); // the firm stands for three
    CHECK(three.world.policy.private_spent[1] == 600);
    CHECK(three.world.policy.cases[1] == 3.0);
    AdoptionRegister& adoption = three.world.adoption;
    CHECK(adoption.evaluations.accepted[0][2] == 3);
    CHECK(adoption.evaluations.evaluated[1][4] == 6);
    CHECK(adoption.segment(0).adopters[cloud][2] == 1);
    CHECK(adoption.sector(0, 1).adopters[cloud][2] == 1);
    CHECK(adoption.segment(1).aware[repair][3] == -1);
    CHECK(adoption.sector(1, 2).aware[repair][3] == -1);
    const Delivery& delivery = three.world.delivery;
    CHECK(delivery.digital_adoptions == Column<std::int32_t>{1, 0});
    CHECK(delivery.circular_adoptions == Column<std::int32_t>{0, 1});
    const double outside = three.bench.table<adoption::Terms>().segments[1].negotiation;
    CHECK(delivery.displaced_jobs[1] + delivery.reskilled_jobs[1] ==
          Approx(8.0 * three.world.practices.entries[repair].displacement));
    CHECK(delivery.reskilled_jobs[1] == Approx(8.0 * three.world.practices.entries[repair].displacement * outside));
    REQUIRE(three.world.events.list.size() == 1);
    CHECK(three.world.events.list[0].firm == 77);
    // The evaluations are those of the month.
    changes.start(2);
    outcomes.of_group.start(0);
    three.bench.run<sim::Step<adoption::about, adoption::book>>(three.month());
    CHECK(adoption.evaluations.accepted[0][2] == 0);
}

TEST_CASE("adoption::renew_rations: what the joint budget could pay of what was wished, remembered for a while") {
    Three three;
    Funding& funding = three.bench.clusters().funding;
    funding.subsidy_ration[0] = 1.0;
    three.p.ration_memory = 4.0;
    auto& budgets = three.bench.table<adoption::JointBudgets>().of_cluster;
    budgets.assign(1, {2'000, 8'000});
    const auto renew = [&](std::uint16_t month) {
        three.bench.run<sim::Step<adoption::about, adoption::renew_rations>>(month);
        return funding.subsidy_ration[0];
    };
    CHECK(renew(three.month()) == Approx(1.0 + (0.25 - 1.0) / 4.0));
    CHECK(renew(0) == Approx(1.0 + (0.25 - 1.0) / 4.0)); // burn-in
    budgets.assign(1, {2'000, 0});
    CHECK(renew(three.month()) == Approx(1.0 + (0.25 - 1.0) / 4.0)); // nobody asked
}

TEST_CASE(
    "adoption::adopt_at_start: shares are those of the catalogue, and those who begin with a practice are inclined") {
    const auto start = [](double persistence) {
        tests::Bench bench({0, 8000}, 1);
        bench.parameters()[adoption::about].acceptance_persistence = persistence;
        World& world = bench.world();
        Practice entry = practice("repair", circular, 0.01);
        entry.initial_share = 0.3;
        entry.initial_aware = 0.5;
        entry.size_slope = 0.0;
        world.practices.entries = {entry};
        world.practices.derive();
        bench.run<sim::Step<population::about, population::sizes>,
                  sim::Step<adoption::about, adoption::initial_logits, sim::When::always>,
                  sim::OnePass<sim::Step<adoption::about, adoption::adopt_at_start, sim::When::always>>>();
        double users = 0.0;
        double inclined = 0.0;
        for (std::uint32_t row = world.firms.segment(1).begin; row < world.firms.segment(1).end(); ++row) {
            if (world.firms.adopted[row] != 0) {
                users += 1.0;
                inclined += inclination(world.random, world.firms.key[row], repair);
            }
        }
        return std::array{users, inclined / users};
    };
    const auto [users, inclined] = start(0.9);
    CHECK(std::abs(users - 2400.0) < 4.0 * std::sqrt(8000.0 * 0.3 * 0.7));
    CHECK(inclined > 0.6); // half of the variance is fit, which is the same for all in the mean
    const auto [others, drawn] = start(0.0);
    CHECK(std::abs(others - 2400.0) < 4.0 * std::sqrt(8000.0 * 0.3 * 0.7));
    CHECK(std::abs(drawn) < 4.0 / std::sqrt(others));
}

namespace {

/// Seven practices, so that the last group of four is not full, and firms with their first practices by one step.
template <auto step>
struct FirstDay {
    tests::Bench bench{{0, 500}, 1};
    World& world = bench.world();
    std::array<double, practice_limit> share{};

    FirstDay() {
        bench.parameters()[adoption::about].acceptance_persistence = 0.8;
        world.practices.entries.clear();
        for (std::size_t p = 0; p < 7; ++p) {
            Practice entry =
                practice(("practice" + std::to_string(p)).c_str(), p % 2 == 0 ? circular : digital, 0.01);
            entry.initial_share = share[p] = p == 3 ? 0.0 : 0.1 + 0.12 * static_cast<double>(p);
            entry.initial_aware = share[p] + 0.1;
            entry.size_slope = 0.2;
            world.practices.entries.push_back(entry);
        }
        world.practices.derive();
    }
    void run() {
        bench.run<sim::Step<population::about, population::sizes>,
                  sim::Step<adoption::about, adoption::initial_logits, sim::When::always>,
                  sim::OnePass<sim::Step<adoption::about, step, sim::When::always>>>();
    }
    /// Luck of a firm as the rule for one has it.
    [[nodiscard]] double luck(std::uint64_t key, std::size_t p, double uniform) const {
        return first_luck(0.8, world.random, key, p, uniform);
    }
    [[nodiscard]] double fit(std::uint64_t key, std::size_t p) {
        return practice_fit(world.random, key, p, bench.parameters()[adoption::about].fit,
                            common_fit(world.random, key));
    }
};

} // namespace

TEST_CASE("adoption::adopt_at_start: all practices together give the bits of each alone") {
    FirstDay<&adoption::adopt_at_start> day;
    day.run();
    const sim::RandomStream draws = day.world.random.fixed(initial_adoption_stream);
    const auto& at = day.bench.table<adoption::InitialLogits>().at;
    std::size_t users = 0;
    for (std::uint32_t row = day.world.firms.segment(1).begin; row < day.world.firms.segment(1).end(); ++row) {
        const std::uint64_t key = day.world.firms.key[row];
        std::uint32_t adopted = 0;
        std::uint32_t aware = 0;
        for (std::uint32_t p = 0; p < 7; ++p) {
            const double location =
                initial_adoption_location(at[p], 0.2, static_cast<double>(day.world.firms.employees[row]));
            const double chance = day.share[p] > 0.0 ? first_adoption_probability(location, day.fit(key, p)) : 0.0;
            const bool adopts = day.luck(key, p, draws.uniform(key, p)) < chance;
            const bool knows = draws.uniform(key, practice_limit + p) <
                               awareness_given_not_adopted(day.share[p] + 0.1, day.share[p]);
            adopted |= adopts ? 1u << p : 0u;
            aware |= adopts || knows ? 1u << p : 0u;
        }
        REQUIRE(day.world.firms.adopted[row] == adopted);
        REQUIRE(day.world.firms.aware[row] == aware);
        users += adopted != 0 ? 1u : 0u;
    }
    CHECK(users > 300);
}

TEST_CASE("adoption::adopt_like_others: all practices together give the bits of each alone") {
    FirstDay<&adoption::adopt_like_others> day;
    EntrantFunnel& funnel = day.bench.table<EntrantFunnel>();
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t p = 0; p < 7; ++p) {
            funnel.location[k][p] = -1.0 + 0.3 * static_cast<double>(p + k);
            funnel.aware[k][p] = 0.4;
        }
    }
    day.run();
    const sim::RandomStream draws = day.world.random.fixed(initial_adoption_stream);
    for (std::uint32_t row = day.world.firms.segment(1).begin; row < day.world.firms.segment(1).end(); ++row) {
        const std::uint64_t key = day.world.firms.key[row];
        std::uint32_t adopted = 0;
        std::uint32_t aware = 0;
        for (std::uint32_t p = 0; p < 7; ++p) {
            const double location = funnel.location[day.world.firms.size_class[row]][p];
            const sim::RandomBlock draw = draws.block(key, p);
            const bool adopts =
                day.luck(key, p, draw.uniform(0)) < first_adoption_probability(location, day.fit(key, p));
            adopted |= adopts ? 1u << p : 0u;
            aware |= adopts || draw.uniform(1) < 0.4 ? 1u << p : 0u;
        }
        REQUIRE(day.world.firms.adopted[row] == adopted);
        REQUIRE(day.world.firms.aware[row] == aware);
    }
}

} // namespace test_adoption_steps
