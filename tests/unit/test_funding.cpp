#include "models/mechanisms/funding.hpp"

#include <limits>
#include <numeric>

#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_funding {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

namespace {

constexpr std::size_t cluster_number = 30;

/// Sizes around 170 members, a few of them small, as in a register.
std::vector<std::uint32_t> register_sizes() {
    std::vector<std::uint32_t> sizes;
    for (std::size_t c = 0; c < cluster_number; ++c) {
        const double u = (static_cast<double>(c * 11 % cluster_number) + 0.5) / cluster_number;
        const double size = 170.0 * sim::exponential(0.9 * sim::normal_quantile(u) - 0.405);
        sizes.push_back(static_cast<std::uint32_t>(size) + 5);
    }
    return sizes;
}

/// Means over clusters and over the twenty years after burn-in.
struct Summary {
    double budget;            ///< realised / intended income
    double variation;         ///< coefficient of variation of monthly income
    double empty_months;      ///< share of months without income
    double staff;             ///< staff / intended staff
    double overhead;          ///< share of staff time
    double application_share; ///< share of staff time
    double core_on;           ///< share of months on a core contract
    double reflexivity;
};

bool all_finite_and_bounded(ClusterWorld& run) {
    const Clusters& all = run.clusters();
    for (std::size_t c = 0; c < all.count(); ++c) {
        const double r = all.reflexivity.reflexivity[c];
        bool fine = r >= 0.0 && r <= 1.0 && std::abs(sum_of(all.reflexivity.agenda[c]) - 1.0) < 1e-12 &&
                    std::abs(sum_of(all.funding.realised_share[c]) - 1.0) < 1e-9 &&
                    std::abs(sum_of(all.decisions.effective_agenda[c]) - 1.0) < 1e-12;
        for (std::size_t t = 0; t < topic_count; ++t) {
            fine = fine && all.reflexivity.agenda[c][t] >= 0.0 && all.decisions.effective_agenda[c][t] >= 0.0;
        }
        for (std::size_t s = 0; s < stage_count; ++s) {
            fine = fine && std::isfinite(all.pathway.stock[c][s]) && all.pathway.stock[c][s] >= 0.0;
        }
        for (std::size_t d = 0; d < direction_count; ++d) {
            fine = fine && all.accountability.legitimacy[c][d] >= 0.0 && all.accountability.legitimacy[c][d] <= 1.0;
        }
        fine = fine && std::isfinite(all.funding.staff[c]) && all.funding.staff[c] >= 0.0 &&
               all.funding.cash[c] >= all.funding.joint_budget[c] && all.funding.overhead[c] >= 0.0 &&
               all.funding.overhead[c] <= 1.0 && all.funding.knowledge_kept[c] > 0.0 &&
               all.funding.knowledge_kept[c] <= 1.0 && std::isfinite(all.pathway.service_capacity[c]) &&
               std::isfinite(all.reflexivity.sensed[c][0]);
        if (!fine) {
            return false;
        }
    }
    return true;
}

/// How project calls choose.
struct Contest {
    double discrimination = 1.0;
    double least_chance = 0.5;
};

/// Thirty clusters over five years of burn-in and twenty years, with one funding mix.
Summary run_mix(std::uint64_t seed, const BySource& mix, const Contest& contest,
                const std::vector<std::uint32_t>& sizes) {
    ClusterWorld run(sizes, [&](Parameters& p) {
        p.run.seed = seed;
        p.plan.mix = mix;
        p.plan.jitter = false;
        p.plan.level = 3000.0;
        p[programmes::about].contest = contest.discrimination;
        p[programmes::about].least_chance = contest.least_chance;
    });
    Summary summary{};
    const Clusters& all = run.clusters();
    std::vector<std::vector<Cents>> history(sizes.size());
    double members = 0.0;
    for (const std::uint32_t size : sizes) {
        members += size;
    }
    const double months = 240.0;
    const double cells = months * static_cast<double>(sizes.size());
    bool sound = true;
    Cents worst_residual = run.residual();
    for (int m = 0; m < 300; ++m) {
        run.month();
        worst_residual = std::max(worst_residual, run.residual());
        sound = sound && all_finite_and_bounded(run);
        if (m < 60) {
            continue;
        }
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            const Funding& funding = all.funding;
            const Cents income = std::accumulate(funding.income[c].begin(), funding.income[c].end(), Cents{0});
            history[c].push_back(income);
            summary.budget += to_eur(income) / (months / 12.0 * run.plan().level * members);
            summary.empty_months += (income == 0 ? 1.0 : 0.0) / cells;
            summary.staff += funding.staff[c] / (months * run.plan().intended_staff(members));
            summary.overhead += funding.overhead[c] / cells;
            if (funding.staff[c] > 0.0) {
                summary.application_share +=
                    std::min(1.0, all.contracts.application_effort[c] / funding.staff[c]) / cells;
            }
            summary.core_on += all.contracts.core_active[c] / cells;
            summary.reflexivity += all.reflexivity.reflexivity[c] / cells;
        }
    }
    for (std::size_t c = 0; c < sizes.size(); ++c) {
        summary.variation += funding::coefficient_of_variation(history[c]) / static_cast<double>(sizes.size());
    }
    CHECK(worst_residual == 0);
    CHECK(sound);
    return summary;
}

struct NamedMix {
    const char* name;
    BySource mix;
};
const std::array<NamedMix, 5> mixes{{{"core", {1, 0, 0, 0}},
                                     {"project", {0, 1, 0, 0}},
                                     {"fees", {0, 0, 1, 0}},
                                     {"services", {0, 0, 0, 1}},
                                     {"balanced", {0.45, 0.25, 0.15, 0.15}}}};

Summary mean_of_seeds(const BySource& mix, const Contest& contest, const std::vector<std::uint32_t>& sizes,
                      std::uint64_t seeds) {
    Summary mean{};
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const Summary one = run_mix(seed, mix, contest, sizes);
        const auto add = [seeds](double& sum, double value) { sum += value / static_cast<double>(seeds); };
        add(mean.budget, one.budget);
        add(mean.variation, one.variation);
        add(mean.empty_months, one.empty_months);
        add(mean.staff, one.staff);
        add(mean.overhead, one.overhead);
        add(mean.application_share, one.application_share);
        add(mean.core_on, one.core_on);
        add(mean.reflexivity, one.reflexivity);
    }
    return mean;
}

} // namespace

TEST_CASE("fees by size class bring in the intended share for the reference members") {
    auto plan = defaults<FundingPlan>();
    plan.level = 3000.0;
    const auto p = defaults<funding::Parameters>();
    const auto schedule = funding::fee_schedule(p, plan, 0.2, 0.5);
    double fee = 0.0;
    double levy = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        fee += plan.reference_classes[k] * schedule.fee[k];
        levy += plan.reference_classes[k] * schedule.levy[k];
    }
    CHECK(fee == Approx(600.0));
    CHECK(levy == Approx(0.2 * 0.5 * 3000.0));
    CHECK(schedule.fee[large] / schedule.fee[micro] == Approx(5.0));
}

TEST_CASE("sales of services follow the Poisson law, also for large clusters") {
    auto plan = defaults<FundingPlan>();
    plan.level = 3000.0;
    const auto p = defaults<funding::Parameters>();
    CHECK(funding::expected_sales(p, plan, 0.5, 120.0, 1.0) == Approx(5.0));
    CHECK(funding::expected_sales(p, plan, 0.5, 120.0, -0.1) == 0.0);
    CHECK(funding::sales(0.5, 0.0) == 0);
    CHECK(funding::sales(0.3, 1.0) == 0); // P(0) = 0.368
    CHECK(funding::sales(0.7, 1.0) == 1); // P(0) + P(1) = 0.736
    CHECK(funding::sales(0.5, 10000.0) == 10000);
    CHECK(funding::sales(0.841344746, 10000.0) == 10100);
    CHECK(std::abs(funding::sales(0.9, 700.0) - funding::sales(0.9, 700.5)) <= 2);
}

TEST_CASE("staff leave with contracts or as whole persons, and are bridged while money lasts") {
    const auto p = defaults<funding::Parameters>();
    const funding::Workforce eight{8.0, {}, 1.0};
    SECTION("small gaps are no exit") {
        const auto after = funding::renewed(p, eight, 7.4, 8.5, false);
        CHECK(after.staff == 8.0);
        CHECK(after.knowledge_kept == 1.0);
    }
    SECTION("a contract that ends takes its people, except those who are bridged") {
        const auto after = funding::renewed(p, eight, 4.0, 20.0, true);
        CHECK(after.staff == Approx(5.5));
        CHECK(after.knowledge_kept == Approx(1.0 - 0.5 * 2.5 / 8.5));
    }
    SECTION("without a contract's end whole persons leave") {
        const auto after = funding::renewed(p, eight, 4.0, 20.0, false);
        CHECK(after.staff == Approx(6.0));
    }
    SECTION("without money in hand the rest is worked in fewer hours, which loses no knowledge") {
        const auto after = funding::renewed(p, eight, 7.5, 7.5, false);
        CHECK(after.staff == Approx(7.5));
        CHECK(after.knowledge_kept == 1.0);
        CHECK(funding::renewed(p, eight, 8.0, 0.0, false).staff == 0.0);
    }
    SECTION("open posts are filled after the lag, unless they are gone by then") {
        auto after = funding::renewed(p, eight, 10.0, 30.0, false);
        CHECK(after.staff == 8.0);
        for (int month = 0; month < 2; ++month) {
            after = funding::renewed(p, after, 10.0, 30.0, false);
            CHECK(after.staff == 8.0);
        }
        CHECK(funding::renewed(p, after, 10.0, 30.0, false).staff == Approx(10.0));
        CHECK(funding::renewed(p, after, 6.0, 6.0, true).staff == Approx(6.0));
    }
    SECTION("nobody, no posts, no money") {
        const auto after = funding::renewed(p, {0.0, {}, 1.0}, 0.0, 0.0, false);
        CHECK(after.staff == 0.0);
        CHECK(after.knowledge_kept == 1.0);
    }
}

TEST_CASE("the coefficient of variation needs income") {
    const std::array<std::int64_t, 4> amounts{1, 3, 1, 3};
    CHECK(funding::coefficient_of_variation(amounts) == Approx(0.5));
    const std::array<std::int64_t, 2> nothing{0, 0};
    CHECK(std::isnan(funding::coefficient_of_variation(nothing)));
}

TEST_CASE("a cluster without members, and one that is switched off, stay finite") {
    ClusterWorld run({40, 0, 1}, [](Parameters& p) { p.run.seed = 3; });
    for (int month = 0; month < 120; ++month) {
        run.month();
        REQUIRE(run.residual() == 0);
        REQUIRE(all_finite_and_bounded(run));
    }
    Clusters& all = run.clusters();
    CHECK(all.funding.staff[1] == 0.0);
    CHECK(all.funding.cash[1] == 0);
    Funding off;
    Ledger ledger;
    ledger.resize(3);
    funding::initialise(run.parameters()[funding::about], run.plan(), all.identity, all.contracts, run.world().census,
                        {false}, off, ledger);
    CHECK(off.staff[0] == 0.0);
    CHECK(off.fee_units[0] == 0.0);
    CHECK(sum_of(off.realised_share[0]) == Approx(1.0));
    CHECK(ledger.residual(0, off.cash) == 0);
}

TEST_CASE("obligations feed the joint budget, which pays no wages") {
    ClusterWorld run({100}, [](Parameters& p) {
        p.plan.jitter = false;
        p.plan.level = 3000.0;
        p.plan.mix = {0, 0, 1, 0};
    });
    Clusters& all = run.clusters();
    all.decisions.obligation[0] = 0.5;
    const auto pay = [&](bool burn_in) { run.run_mechanisms<funding::about>(burn_in ? 59 : 60); };
    pay(true);
    CHECK(all.funding.joint_budget[0] == 0); // nothing to pay for yet
    CHECK(all.funding.fee_units[0] == Approx(1.0));
    const Cents before = run.liquidity();
    pay(false);
    CHECK(all.funding.fee_units[0] == Approx(1.1));
    CHECK(to_eur(all.funding.joint_budget[0]) == Approx(100.0 * 300.0 / 12.0).epsilon(1e-4));
    CHECK(before - run.liquidity() == all.funding.income[0][fee_funding] + all.funding.joint_budget[0]);
    CHECK(to_eur(all.funding.income[0][fee_funding]) == Approx(100.0 * 3000.0 / 12.0).epsilon(1e-4));
    CHECK(all.funding.levy_income[0] == all.funding.joint_budget[0]);
    CHECK(run.residual() == 0);
}

TEST_CASE("every funding mix costs the same in expectation, and projects are the most unsteady") {
    const auto sizes = register_sizes();
    std::array<Summary, mixes.size()> results{};
    for (std::size_t m = 0; m < mixes.size(); ++m) {
        results[m] = mean_of_seeds(mixes[m].mix, {}, sizes, 4);
        CAPTURE(mixes[m].name, results[m].budget, results[m].variation);
        CHECK(results[m].budget == Approx(1.0).margin(0.1));
        CHECK(results[m].staff == Approx(1.0).margin(0.1));
        // Who buys services asks for few answers.
        const bool sells = mixes[m].mix[service_funding] == 1.0;
        CHECK(results[m].overhead == Approx(sells ? 0.085 : 0.15).margin(0.03));
    }
    const auto& [core, project, fees, services, balanced] = results;
    CHECK(core.core_on == Approx(5.0 / 5.11).margin(0.03));
    CHECK(balanced.core_on == Approx(5.0 / 5.11).margin(0.03));
    CHECK(project.variation > 1.5 * std::max({core.variation, fees.variation, services.variation}));
    CHECK(balanced.variation < project.variation / 2.0);
    CHECK(project.application_share > balanced.application_share);
    CHECK(core.application_share == 0.0);
    CHECK(fees.empty_months == 0.0);
    CHECK(project.reflexivity < core.reflexivity);
    const auto [least, most] = std::minmax_element(results.begin(), results.end(),
                                                   [](const auto& a, const auto& b) { return a.budget < b.budget; });
    CHECK(most->budget - least->budget < 0.1);
}

TEST_CASE("with equal chances the income of clusters that live on projects varies as the calls imply") {
    // K = 6 calls a year, s = 0.25, two years: CV = sqrt(0.75 / 3) = 0.5, and P(no project) = 0.75^12 = 0.032.
    const Contest equal_chances{0.0, 1.0};
    const std::vector<std::uint32_t> sizes(cluster_number, 170);
    const Summary projects = mean_of_seeds({0, 1, 0, 0}, equal_chances, sizes, 4);
    CHECK(projects.variation == Approx(0.5).epsilon(0.1));
    CHECK(projects.empty_months == Approx(0.032).margin(0.015));
    CHECK(projects.budget == Approx(1.0).margin(0.05));
    // Staff and track record let winners win again.
    CHECK(mean_of_seeds({0, 1, 0, 0}, {}, sizes, 4).variation > 0.55);
}

TEST_CASE("the outputs of the organisation can be declared together and are finite") {
    ClusterWorld run({60, 0, 150}, [](Parameters& p) { p.run.seed = 7; });
    World& world = run.world();
    sim::Outputs outputs;
    const auto labels = [](const auto& names) { return std::vector<std::string>(names.begin(), names.end()); };
    outputs.axis("cluster", "cluster organisation", {"a", "b", "c"});
    outputs.axis("source", "source of funding", labels(source_names));
    outputs.axis("direction", "direction of accountability", labels(direction_names));
    outputs.axis("topic", "topic of an agenda", labels(topic_names));
    outputs.axis("stage", "stage of the pathway", labels(stage_names));
    outputs.axis("function", "function of the organisation", labels(function_names));
    outputs.axis("size_class", "size class", labels(size_class_names));
    outputs.axis("pillar", "pillar", labels(pillar_names));
    outputs.axis("practice", "practice", {"one", "two"});
    landscape::declare_outputs(outputs, world);
    programmes::declare_outputs(outputs, world);
    funding::declare_outputs(outputs, world);
    accountability::declare_outputs(outputs, world);
    reflexivity::declare_outputs(outputs, world);
    decision::declare_outputs(outputs, world);
    pathway::declare_outputs(outputs, world);
    for (int month = 0; month < 70; ++month) {
        run.month();
    }
    for (const sim::OutputVariable& variable : outputs.variables()) {
        std::vector<double> values(variable.size, -1.0);
        variable.write(values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            CAPTURE(variable.name, i, values[i]);
            // A cluster that never had money has no variation of income.
            const bool undefined = variable.name.starts_with("income_variation") && i == 1;
            CHECK(std::isfinite(values[i]) != undefined);
        }
    }
}

TEST_CASE("funding::collect_fees takes fee and levy from each member by size class") {
    ClusterWorld run({2, 2}, [](Parameters& p) {
        p.plan.jitter = false;
        p.plan.mix = {0.5, 0, 0.5, 0};
    });
    Clusters& all = run.clusters();
    all.decisions.obligation = {0.9, 0.5};
    all.identity.intended_mix[1] = {0.8, 0, 0.2, 0};
    const std::uint32_t first = run.firms().segment(1).begin;
    run.firms().size_class[first] = micro;
    run.firms().size_class[first + 1] = large;
    run.firms().liquidity[first] = run.firms().liquidity[first + 1] = 1'000'000;
    run.run<Step<funding::about, funding::collect_fees>>(60);
    const auto schedule = funding::fee_schedule(run.parameters()[funding::about], run.plan(), 0.2, 0.5);
    const auto due = [&](SizeClass k) {
        return to_cents(schedule.fee[k] / 12.0) + to_cents(schedule.levy[k] / 12.0);
    };
    CHECK(run.firms().liquidity[first] == 1'000'000 - due(micro));
    CHECK(run.firms().liquidity[first + 1] == 1'000'000 - due(large));
    CHECK(all.funding.income[1][fee_funding] ==
          to_cents(schedule.fee[micro] / 12.0) + to_cents(schedule.fee[large] / 12.0));
    CHECK(all.funding.levy_income[1] == due(micro) + due(large) - all.funding.income[1][fee_funding]);
    CHECK(all.funding.fee[1][small] == Approx(schedule.fee[small] + schedule.levy[small]));
    CHECK(all.funding.levy_units[1] == Approx(0.1));
    CHECK(all.funding.fee_units[1] == Approx(0.3));
    run.run<Step<funding::about, funding::collect_fees>>(59);
    CHECK(all.funding.levy_income[1] == 0); // burn-in
    CHECK(all.funding.fee_units[1] == Approx(0.2));
}

TEST_CASE("funding::collect_income counts contracts, projects and sales to the lead sector") {
    ClusterWorld run({10, 20}, [](Parameters& p) { p.plan.level = 3000.0; });
    run.parameters()[funding::about].service_price = 0.01; // so many sales that chance hardly matters
    Clusters& all = run.clusters();
    all.identity.lead_sector = {2, 5};
    all.identity.intended_mix.assign(2, {0.1, 0.2, 0.3, 0.4});
    all.contracts.core_active = {1, 0};
    all.contracts.core_monthly = {700, 900};
    all.contracts.project_monthly = {{10, 20}, {0, 30, 40}};
    Market& market = run.world().market;
    market.demand.fill(1.0);
    market.demand[5] = 0.5;
    Shocks& shocks = run.world().shocks;
    shocks.active[demand_shock] = true;
    shocks.region.assign(3, 0);
    shocks.strength[demand_shock].assign(1, {});
    shocks.strength[demand_shock][0][2] = 0.25;
    all.funding.income.assign(2, {1, 2, 3, 4});
    run.run<Step<funding::about, funding::collect_income>>(8);
    CHECK(all.funding.income[0][core_funding] == 700);
    CHECK(all.funding.income[1][core_funding] == 0);
    CHECK(all.funding.income[0][project_funding] == 30);
    CHECK(all.funding.income[1][project_funding] == 70);
    CHECK(all.funding.income[1][fee_funding] == 3); // not its business
    CHECK(to_eur(all.funding.income[0][service_funding]) == Approx(0.4 * 3000.0 * 10.0 / 12.0 * 0.75).epsilon(0.02));
    CHECK(to_eur(all.funding.income[1][service_funding]) == Approx(0.4 * 3000.0 * 20.0 / 12.0 * 0.5).epsilon(0.02));
}

TEST_CASE("funding::book moves each source from its payer to the cluster and remembers the month") {
    ClusterWorld run({10, 20});
    Funding& funding = run.clusters().funding;
    Ledger& ledger = run.world().ledger;
    ledger.resize(2);
    funding.cash = {0, 0};
    funding.joint_budget = {0, 50};
    funding.income = {{0, 0, 0, 0}, {100, 200, 300, 400}};
    funding.levy_income = {0, 7};
    for (auto& month : funding.income_ring[1]) {
        month = {100, 0, 0, 0};
    }
    const auto book_in = [&](std::uint16_t index) { run.run<Step<funding::about, funding::book>>(index); };
    book_in(62);
    for (std::size_t slot = 0; slot < funding.income_ring[1].size(); ++slot) { // a slot for each month of a year
        INFO(slot);
        CHECK(std::accumulate(funding.income_ring[1][slot].begin(), funding.income_ring[1][slot].end(), Cents{0}) ==
              (slot == 62 % 12 ? 1000 : 100));
    }
    CHECK(ledger.balance(Ledger::core_funder) == -100);
    CHECK(ledger.balance(Ledger::project_funder) == -200);
    CHECK(ledger.balance(Ledger::firms) == -307);
    CHECK(ledger.balance(Ledger::service_buyers) == -400);
    CHECK(ledger.balance(Ledger::cluster(1)) == 1007);
    CHECK(ledger.balance(Ledger::cluster(0)) == 0);
    CHECK(funding.cash[1] == 1007);
    CHECK(funding.joint_budget[1] == 57);
    CHECK(funding.public_since_start == Column<std::int64_t>{0, 300});
    CHECK(funding.income_history[1][62 % 24] == 1000);
    CHECK(funding.income_year[1][core_funding] == Approx(12.0)); // 11 months of 1 EUR and this one
    CHECK(funding.income_year[1][service_funding] == Approx(4.0));
    CHECK(funding.realised_share[1][service_funding] == Approx(4.0 / 21.0));
    CHECK(funding.horizon[1] == Approx((12.0 * 5.0 + 2.0 * 2.0 + 3.0 * 1.0 + 4.0 * 0.5) / 21.0));
    CHECK(funding.concentration[1] == Approx((144.0 + 4.0 + 9.0 + 16.0) / 441.0));
    book_in(59);
    CHECK(funding.public_since_start[1] == 300); // burn-in does not count
}

TEST_CASE("funding::employ pays staff from free cash, and leaves what overhead and applications take") {
    ClusterWorld run({100, 100});
    Clusters& all = run.clusters();
    Funding& funding = all.funding;
    Ledger& ledger = run.world().ledger;
    ledger.resize(2);
    const Cents monthly = to_cents(run.plan().wage / 12.0);
    all.contracts.core_active = {0, 1};
    all.contracts.core_monthly = {0, 2 * monthly};
    all.contracts.project_monthly = {{}, {monthly}};
    funding.income_year[1] = {0, 0, 0.5 * run.plan().wage, 0.25 * run.plan().wage};
    funding.income[1] = {2 * monthly, monthly, 0, 0};
    funding.income_ring[1].fill({2 * monthly, monthly, 0, 0});
    funding.staff = {0, 3.75};
    funding.hiring.assign(2, {});
    funding.overhead = {0, 0.2};
    all.contracts.application_effort = {0, 0.5};
    const Cents reserve = 20 * monthly;
    SECTION("posts are paid and staff stay") {
        funding.cash = {0, reserve};
        funding.joint_budget = funding.earmarked = {0, 0};
        run.run<Step<funding::about, funding::employ>>(8);
        CHECK(funding.staff[1] == Approx(3.75));
        CHECK(funding.knowledge_kept[1] == 1.0);
        CHECK(funding.staff_by_source[1] == BySource{2.0, 1.0, 0.5, 0.25});
        CHECK(funding.wages[1] == to_cents(3.75 * run.plan().wage / 12.0));
        CHECK(funding.cash[1] == reserve - funding.wages[1]);
        CHECK(ledger.balance(Ledger::employees) == funding.wages[1]);
        CHECK(ledger.balance(Ledger::cluster(1)) == -funding.wages[1]);
        CHECK(funding.free_staff[1] == Approx(3.75 * 0.8 - 0.5));
        CHECK(funding.free_staff[0] == 0.0);
    }
    SECTION("joint budget and earmarked money pay no wages") {
        funding.cash = {0, 2 * monthly + 70};
        funding.joint_budget = {0, 50};
        funding.earmarked = {0, 20};
        run.run<Step<funding::about, funding::employ>>(8);
        CHECK(funding.staff[1] == Approx(2.0));
        CHECK(funding.cash[1] == 70);
    }
    SECTION("a contract that ended takes its people along") {
        funding.cash = {0, reserve};
        funding.joint_budget = funding.earmarked = {0, 0};
        all.contracts.core_active[1] = 0;
        funding.income[1][core_funding] = 0;
        run.run<Step<funding::about, funding::employ>>(8);
        // 1.75 posts are left and 1.5 people are bridged: half a person leaves of 3.75.
        CHECK(funding.staff[1] == Approx(3.25));
        CHECK(funding.knowledge_kept[1] == Approx(1.0 - 0.5 * 0.5 / 4.25));
    }
}

} // namespace test_funding
