// Programmes of policy in whole runs: what each kind changes, what it may not change, and what it costs.
#include <algorithm>
#include <string>
#include <vector>

#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_policy {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

Settings world() {
    return {"population.clusters=6",      "population.members_per_cluster=80",
            "population.members_sigma=0", "population.outside_firms=1200",
            "population.regions=3",       "time.years=8",
            "time.burn_in_years=1"};
}

std::string programme(const std::string& kind, const std::string& more, const std::string& name = "p") {
    return "[[programme]]\nname = \"" + name + "\"\nkind = \"" + kind + "\"\nstart = 2021-01-01\nend = 2025-01-01\n" +
           more;
}

/// Names of outputs, of those both runs have, whose records differ.
std::vector<std::string> differing(FinishedRun& a, FinishedRun& b) {
    std::vector<std::string> names;
    const auto& variables = a.model();
    sim::Outputs outputs;
    variables.declare_outputs(outputs);
    for (const sim::OutputVariable& variable : outputs.variables()) {
        if (!same_values(a.values(variable.name), b.values(variable.name))) {
            names.push_back(variable.name);
        }
    }
    return names;
}

/// Rows of an output of the world or of a single programme, as one number a month.
double at(const FinishedRun& run, const char* name, std::size_t month) { return run.values(name)[month]; }

/// Members' adopters of all practices: sum over clusters and practices of shares, times the members.
double adopters(const FinishedRun& run, std::size_t month) {
    const std::size_t practices = run.width("adoption") / run.width("members");
    double sum = 0.0;
    for (std::size_t c = 0; c < run.width("members"); ++c) {
        for (std::size_t p = 0; p < practices; ++p) {
            sum += run.values("members")[month * run.width("members") + c] *
                   run.values("adoption")[month * run.width("adoption") + c * practices + p];
        }
    }
    return sum;
}

constexpr std::size_t first_month = 12; ///< of the programmes, counted from the end of burn-in
constexpr std::size_t last_month = 60;

} // namespace

TEST_CASE("a programme without intensity, or over before the start, changes nothing") {
    const auto plain = scenario_from("", world());
    FinishedRun base(*plain, 0);
    std::string nothing;
    for (const char* kind : {"voucher", "training", "procurement", "regulation", "platform", "inclusion"}) {
        nothing += programme(kind, "intensity = 0\nbudget = 1e6\n", std::string("weak_") + kind);
        nothing += "[[programme]]\nname = \"past_" + std::string(kind) + "\"\nkind = \"" + kind +
                   "\"\nstart = 2010-01-01\nend = 2020-01-01\nbudget = 1e6\n";
    }
    const auto null = scenario_from(nothing, world());
    FinishedRun run(*null, 0);
    CHECK(differing(base, run).empty());
    CHECK(run.state_hash() != 0);
    CHECK(run.sum("programme_public_money") == 0.0);
}

TEST_CASE("the switch turns every programme off") {
    const std::string text = programme("voucher", "budget = 2e5\n") +
                             programme("regulation", "pressure = 0.5\nbudget = 1e5\n", "q") +
                             programme("procurement", "green_share = 0.5\n", "r") + programme("inclusion", "", "s");
    const auto plain = scenario_from("", world());
    const auto off = scenario_from(text, world() + Settings{"mechanisms.policy=false"});
    const auto on = scenario_from(text, world());
    FinishedRun base(*plain, 0);
    FinishedRun without(*off, 0);
    FinishedRun with(*on, 0);
    CHECK(differing(base, without).empty());
    CHECK(without.sum("programme_public_money") == 0.0);
    CHECK_FALSE(differing(base, with).empty());
    const auto unequal = scenario_from(text, world() + Settings{"mechanisms.inclusion=false"});
    FinishedRun frozen(*unequal, 0);
    CHECK(frozen.constant("talent_pool"));
    CHECK_FALSE(with.constant("talent_pool"));
}

TEST_CASE("each kind changes what it should, from its first month on") {
    struct Case {
        std::string text;
        std::vector<const char*> changed;
        std::vector<const char*> same; ///< what it may not reach in its first month
    };
    const std::vector<Case> cases{
        {programme("voucher", "members_only = true\n"), {"adoption", "circular_depth", "programme_cases"}, {}},
        {programme("training", "budget = 5e5\n"), {"skill_gap", "absorptive_capacity", "programme_cases"}, {}},
        {programme("procurement", "green_share = 0.5\n"), {"green_procurement", "adoption"}, {"skill_gap"}},
        {programme("regulation", "pressure = 0.5\n"), {"adoption"}, {"green_procurement", "skill_gap"}},
        {programme("regulation", "pressure = 0\nawareness = 0.5\n"), {"awareness_by_group"}, {"green_procurement"}},
        {programme("platform", "awareness = 0.2\n"), {"platform_visibility", "awareness_by_group"}, {}},
        {programme("inclusion", ""), {"equality", "vacancy_duration", "skill_gap"}, {"green_procurement"}}};
    const auto plain = scenario_from("", world());
    FinishedRun base(*plain, 0);
    for (const Case& entry : cases) {
        INFO(entry.text);
        const auto scenario = scenario_from(entry.text, world());
        FinishedRun run(*scenario, 0);
        for (const char* name : entry.changed) {
            INFO(name);
            if (std::string(name) == "programme_cases") {
                CHECK(run.sum(name) > 0.0);
            } else {
                CHECK_FALSE(same_values(base.values(name), run.values(name)));
            }
        }
        sim::Outputs outputs;
        base.model().declare_outputs(outputs);
        for (const sim::OutputVariable& variable : outputs.variables()) {
            INFO("before the start: " << variable.name);
            const auto& a = base.values(variable.name);
            const auto& b = run.values(variable.name);
            const auto rows = static_cast<std::ptrdiff_t>(first_month * variable.size);
            CHECK(same_values({a.begin(), a.begin() + rows}, {b.begin(), b.begin() + rows}));
        }
        for (const char* name : entry.same) {
            INFO("untouched at first: " << name);
            const std::size_t width = base.width(name);
            for (std::size_t i = 0; i < width; ++i) {
                CHECK(at(base, name, first_month * width + i) == at(run, name, first_month * width + i));
            }
        }
    }
}

TEST_CASE("effects have the sign they are meant to have") {
    const auto plain = scenario_from("", world());
    FinishedRun base(*plain, 0);
    const auto end_of = [&](const std::string& text) {
        const auto changed = scenario_from(text, world());
        FinishedRun run(*changed, 0);
        return adopters(run, last_month);
    };
    const double before = adopters(base, last_month);
    // Awareness, but not adoption, must rise: a firm that knows more practices has more to choose one from.
    const auto campaign = scenario_from(programme("platform", "pillar = \"any\"\nawareness = 0.5\n"), world());
    FinishedRun known(*campaign, 0);
    const auto unaware = [](const FinishedRun& run) {
        const std::size_t width = run.width("awareness_by_group");
        double sum = 0.0;
        for (std::size_t i = 0; i < width; ++i) {
            sum += 1.0 - at(run, "awareness_by_group", last_month * width + i);
        }
        return sum;
    };
    CHECK(unaware(known) < 0.7 * unaware(base));
    CHECK(end_of(programme("voucher", "members_only = true\n")) > before + 20.0);
    CHECK(end_of(programme("regulation", "pillar = \"circular\"\npressure = 0.8\n")) > before + 5.0);
    CHECK(end_of(programme("regulation", "pillar = \"any\"\npressure = 0\ncost_change = 1\n")) < before - 20.0);
}

TEST_CASE("no budget is exceeded by a cent, and every payment is in the ledger") {
    const std::string text = programme("voucher", "budget = 150000\nmembers_only = true\n", "members") +
                             programme("voucher", "budget = 777777.77\ntheme = \"digital\"\n", "all") +
                             programme("training", "budget = 123456.78\nmembers_only = true\n", "skills") +
                             programme("platform", "budget = 99999.99\n", "platform");
    const auto scenario = scenario_from(text, world());
    models::Model model(scenario->parameters, 0);
    const models::Policy& policy = model.world.policy;
    std::vector<models::Cents> most(4, 0);
    double refused = 0.0;
    models::Cents ledger_of_members = 0;
    while (model.world.next_month < model.world.calendar.months) {
        model.advance();
        CHECK(model.ledger_residual() == 0);
        for (std::size_t k = 0; k < 4; ++k) {
            REQUIRE(policy.spent_year[k] <= policy.budget[k]);
            most[k] = std::max(most[k], policy.spent_year[k]);
            refused += policy.refused[k];
        }
    }
    ledger_of_members = -model.world.ledger.balance(models::Ledger::programme_funder);
    CHECK(refused > 10.0);
    CHECK(most[0] > policy.budget[0] * 9 / 10);
    CHECK(most[2] == policy.budget[2]);
    CHECK(policy.spent[2] == 4 * policy.budget[2]);
    CHECK(policy.spent[3] == 4 * policy.budget[3]);
    // Vouchers of sampled firms count for the economy in the accounts, and for the firm in the ledger.
    const models::Cents others = policy.spent[0] + policy.spent[2] + policy.spent[3];
    CHECK(ledger_of_members > others);
    CHECK(ledger_of_members < others + policy.spent[1]);
    CHECK(policy.private_spent[0] > policy.spent[0] / 2); // at least 40 : 60, more where the largest sum binds
}

TEST_CASE("where every firm stands for itself the accounts are the ledger") {
    const auto scenario =
        scenario_from(programme("voucher", "budget = 1e6\n"), world() + Settings{"population.economy_firms=0"});
    FinishedRun run(*scenario, 0);
    const models::World& end = run.model().world;
    CHECK(end.policy.spent[0] > 0);
    CHECK(end.policy.spent[0] == -end.ledger.balance(models::Ledger::programme_funder));
    CHECK(models::to_eur(end.policy.spent[0]) == Approx(run.sum("programme_public_money")));
    CHECK(run.last("programmes_public_money")[0] == models::to_eur(end.policy.spent[0]));
    CHECK(run.last("programmes_private_money")[0] == Approx(run.sum("programme_private_money")));
}

TEST_CASE("some adoptions with a voucher would not have happened, others would") {
    const auto plain = scenario_from("", world());
    const auto scenario = scenario_from(programme("voucher", "members_only = true\n"), world());
    double additional = 0.0;
    double vouchers = 0.0;
    for (std::uint32_t replicate = 0; replicate < 2; ++replicate) {
        FinishedRun base(*plain, replicate);
        FinishedRun run(*scenario, replicate);
        additional += adopters(run, last_month) - adopters(base, last_month);
        vouchers += run.sum("programme_cases");
    }
    INFO(additional << " additional adopters for " << vouchers << " vouchers");
    CHECK(vouchers > 100.0);
    CHECK(additional / vouchers > 0.05);
    CHECK(additional / vouchers < 0.95);
}

TEST_CASE("a voucher refused is no acceptance unless the firm begins without") {
    const auto plain = scenario_from("", world());
    const auto scenario = scenario_from(programme("voucher", "budget = 1\n"), world());
    FinishedRun base(*plain, 0);
    FinishedRun run(*scenario, 0);
    REQUIRE(run.sum("programme_refused") > 50.0);
    CHECK(run.sum("programme_cases") == 0.0);
    CHECK(same_values(run.values("evaluations_by_payback"), base.values("evaluations_by_payback")));
    CHECK(same_values(run.values("acceptances_by_payback"), base.values("acceptances_by_payback")));
}

TEST_CASE("what is left of vouchers after their end depends on the decay of habits") {
    std::vector<double> kept;
    const auto plain = scenario_from("", world());
    for (const char* decay : {"0", "0.3", "2"}) {
        const auto scenario = scenario_from(programme("voucher", "members_only = true\n"),
                                            world() + Settings{std::string("policy.habit_decay=") + decay});
        double during = 0.0;
        double after = 0.0;
        for (std::uint32_t replicate = 0; replicate < 2; ++replicate) {
            FinishedRun base(*plain, replicate);
            FinishedRun run(*scenario, replicate);
            during += adopters(run, last_month - 1) - adopters(base, last_month - 1);
            after += adopters(run, last_month + 24) - adopters(base, last_month + 24);
        }
        INFO("decay " << decay << ": " << during << " at the end, " << after << " two years later");
        CHECK(during > 20.0);
        kept.push_back(after / during);
    }
    CHECK(kept[0] > kept[1] + 0.02);
    CHECK(kept[1] > kept[2] + 0.02);
}

TEST_CASE("programmes and call lines give the same bits for any threads and after a restart") {
    const std::string text = programme("voucher", "budget = 150000\n", "v") +
                             programme("training", "budget = 150000\n", "t") + programme("inclusion", "", "i") +
                             "[[call_line]]\nname = \"low\"\n[[call_line]]\nname = \"high\"\nrisk = 0.5\n";
    const auto scenario = scenario_from(text, world());
    const auto whole = [&](std::size_t threads) {
        const sim::ThreadLimit limit(threads);
        models::TransitionSimulation simulation(scenario->parameters, 0);
        while (simulation.step() < simulation.steps()) {
            simulation.advance();
        }
        return simulation.save();
    };
    const auto one = whole(1);
    CHECK((whole(4) == one)); // in brackets: the bytes are not printed
    models::TransitionSimulation first(scenario->parameters, 0);
    while (first.step() < 50) {
        first.advance();
    }
    models::TransitionSimulation second(scenario->parameters, 0);
    second.restore(first.save());
    while (second.step() < second.steps()) {
        second.advance();
    }
    CHECK((second.save() == one));
}

} // namespace test_policy
