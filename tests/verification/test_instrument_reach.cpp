// Every parameter that instruments may change does something when one changes it on the way.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "models/toolkit/periods.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_instrument_reach {

using namespace actorhood;
using namespace actorhood::tests;
using models::TransitionSimulation;
using models::toolkit::Change;
using models::toolkit::Selection;

namespace {

constexpr std::uint32_t changed_month = 13;

/// A small world in which nearly every mechanism has something to do.
std::unique_ptr<models::program::Scenario> rich_world() {
    const std::string text = R"(
[[landscape.shock]]
name = "d"
date = 2020-06-01
kind = "demand"
magnitude = 0.9
duration = 4
[[landscape.shock]]
name = "s"
date = 2020-09-01
kind = "supply"
magnitude = 0.5
duration = 4
[[landscape.shock]]
name = "e"
date = 2020-09-01
kind = "energy"
magnitude = 3.0
duration = 4
[[landscape.shock]]
name = "t"
date = 2021-01-01
kind = "technology"
practice = "artificial_intelligence"
magnitude = 0.15
duration = 4
[[landscape.shock]]
name = "l"
date = 2020-11-01
kind = "labour"
magnitude = 0.4
duration = 4
[[facility]]
name = "pilot_plant"
cost = 1000
cost_per_member = 400
practices = ["material_efficiency", "eco_design", "internet_of_things", "robotics"]
cost_reduction = 0.2
running_years = 1
marginal_return = 0.6
[[facility]]
name = "water"
cost = 3000
cost_per_member = 30000
practices = ["waste_minimisation", "by_product_exchange"]
cost_reduction = 0.4
[[metacluster]]
name = "a"
members = ["1", "2", "3"]
associates = 0.5
directiveness = 1.0
approval = 0.1
start = 2019-06-01
[[programme]]
name = "i"
kind = "inclusion"
start = 2020-02-01
end = 2022-06-01
intensity = 1.0
[[instrument]]
name = "mover"
title = "T"
description = "D"
source = "assumption"
recommendations = [1]
changes = [{ parameter = "adoption.noise", add = 0.1 }]
)";
    return scenario_from(
        text,
        small_population() +
            Settings{"population.clusters=9",       "population.regions=2",       "programmes.core_term=1",
                     "programmes.renewal_base=0",   "programmes.calls=6",         "programmes.application_cost=20000",
                     "facilities.rounds=2",         "facilities.rest=0.5",        "adoption.trial_failure=0.8",
                     "membership.join_rate=1",      "regime.backlash_years=0.5",  "regime.resistance_limit=0.06",
                     "decision.neutral_space=0.02", "time.start=2020-01-01",      "time.years=2.5",
                     "time.burn_in_years=0.5",      "shocks.rate.demand=0.5",     "shocks.rate.labour=0.5",
                     "shocks.rate.energy=0.5",      "shocks.rate.technology=0.5", "shocks.rate.supply=0.5",
                     "regime.barrier=0.02",         "regime.barrier_sd=0.001",    "regime.shift_below=0.004",
                     "regime.erosion=10",           "facilities.stake=0.01",      "symbiosis.unaided=2",
                     "symbiosis.facilitation=3",    "symbiosis.platform=3",       "funding.level=3000"});
}

/// Ways to move a parameter, the first that is accepted counts.
std::vector<std::vector<Change>> moves(const std::string& key, const sim::Parameter& parameter) {
    const auto add = [](const std::string& what, double by) { return Change{what, by, {}, {}}; };
    const auto multiply = [](const std::string& what, double by) { return Change{what, {}, by, {}}; };
    std::vector<std::vector<Change>> found;
    for (const double by : {1.5, 0.5}) {
        found.push_back({multiply(key, by)});
    }
    for (const double by : {5.0, 0.3, 0.1, -0.1, -0.3, -5.0}) {
        found.push_back({add(key, by)});
    }
    for (const std::string& label : parameter.labels) {
        found.push_back({add(key + "." + label, 0.2)});
    }
    if (key.starts_with("funding.mix.")) { // shares that add up
        found.push_back(
            {add(key, 0.1), add(key == "funding.mix.core" ? "funding.mix.fees" : "funding.mix.core", -0.1)});
    }
    return found;
}

/// States after each month, and the record.
struct Course {
    std::vector<std::uint64_t> states;
    std::vector<std::vector<double>> values;
};

Course course_of(const models::Parameters& parameters) {
    TransitionSimulation simulation(parameters, 0);
    Course course;
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
        course.states.push_back(simulation.state_hash());
    }
    course.values = simulation.recorder().trajectory().values;
    return course;
}

/// True once the state or, at the end, the record differs.
bool differs(const models::Parameters& parameters, const Course& base) {
    TransitionSimulation simulation(parameters, 0);
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
        if (simulation.state_hash() != base.states[simulation.step() - 1]) {
            return simulation.step() > changed_month;
        }
    }
    const auto& values = simulation.recorder().trajectory().values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!same_values(values[i], base.values[i])) {
            return true;
        }
    }
    return false;
}

/// Why a parameter may do nothing in this world; "" if it must do something.
std::string_view idle_because(const std::string& key) {
    struct Reason {
        std::string_view prefix;
        std::string_view why;
    };
    static constexpr std::array<Reason, 7> reasons{{
        {"policy.", "programmes read it, and only one for inclusion runs here"},
        {"adoption.threshold_mean", "peers count by the additive rule here"},
        {"adoption.threshold_bypass", "peers count by the additive rule here"},
        {"adoption.scaling_peer", "so small and young clusters hardly scale pathways: the stock is near zero"},
        {"programmes.renewal_recognition", "no renewal here comes so near its chance that recognition decides it"},
        {"restructuring.detached_", "negotiation follows the theory here"},
        {"metaclusters.defiance", "joint plans here ask for no more than clusters want themselves"},
    }};
    const auto found = std::find_if(reasons.begin(), reasons.end(),
                                    [&](const Reason& reason) { return key.starts_with(reason.prefix); });
    return found == reasons.end() ? "" : found->why;
}

/// Keys of all numbers with their declarations: the practices by one that needs a partner, and two that do not.
std::vector<std::pair<std::string, sim::Parameter>> numbers(models::program::Scenario& scenario) {
    std::vector<std::pair<std::string, sim::Parameter>> found;
    const auto add = [&](const std::string& prefix, const sim::Parameter& parameter) {
        using Kind = sim::Parameter::Kind;
        if (parameter.kind == Kind::real || parameter.kind == Kind::integer || parameter.kind == Kind::vector ||
            parameter.kind == Kind::series) {
            found.emplace_back(prefix + parameter.key, parameter);
        }
    };
    for (const sim::Parameter& parameter : scenario.schema.parameters()) {
        add("", parameter);
    }
    scenario.schema.find_list("practice")->each([&](sim::Schema& entry) {
        const std::string name = *std::get<std::string*>(entry.find("name")->target);
        for (const sim::Parameter& parameter : entry.parameters()) {
            if (name == "by_product_exchange" || name == "eco_design" || name == "internet_of_things") {
                add("practice." + name + ".", parameter);
            }
        }
    });
    return found;
}

} // namespace

TEST_CASE("every parameter open to instruments does something when one changes it on the way") {
    const auto scenario = rich_world();
    models::Parameters& p = scenario->parameters;
    const Course base = course_of(p);
    auto& instrument = *std::find_if(p.toolkit.instruments.begin(), p.toolkit.instruments.end(),
                                     [](const auto& entry) { return entry.name == "mover"; });
    std::size_t tried = 0;
    for (const auto& [key, parameter] : numbers(*scenario)) {
        bool accepted = false;
        bool closed = false;
        bool moved = false;
        for (const std::vector<Change>& changes : moves(key, parameter)) {
            instrument.changes = changes;
            p.toolkit.selections = {Selection{"mover", 2020.0 + (changed_month - 6.0) / 12.0, {}, {}, 1.0}};
            const auto problems = models::toolkit::problems(p);
            closed = std::any_of(problems.begin(), problems.end(), [](const auto& problem) {
                return problem.message.find("cannot change") != std::string::npos;
            });
            if (!problems.empty() || closed) {
                if (closed) {
                    break;
                }
                continue;
            }
            accepted = true;
            moved = differs(p, base);
            if (moved) {
                break;
            }
        }
        INFO(key << (accepted ? "" : ": no move was accepted"));
        tried += closed ? 0 : 1;
        if (!closed && idle_because(key).empty()) {
            CHECK(moved);
        }
    }
    CHECK(tried > 250);
}

} // namespace test_instrument_reach
