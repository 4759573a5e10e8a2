#include "models/parameters.hpp"

#include <algorithm>
#include <cmath>

#include "models/panel.hpp"
#include "models/state/scenario_facts.hpp"
#include "sim/config/other_place.hpp"
#include "sim/core/random.hpp"

namespace actorhood::models {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

void RunParameters::declare(sim::Schema& schema, RunParameters& p) {
    schema.section("run", "Name, random seed and repetition of the run");
    schema.of_whole_result("'title' or 'summary' of [experiment]", [&] {
        schema.text(p.title, "title", Default{"Baseline"}, Meaning{"Title of the result"}, Source{"scenario"});
        schema.text(p.summary, "summary", Default{""}, Meaning{"What the scenario is for"}, Source{"scenario"});
    });
    schema.of_whole_result("[experiment.set], --seed or the base", [&] {
        schema.seed(p.seed, "seed",
                    Meaning{"Master seed; runs with the same seed and replicate share all their draws"},
                    Source{"scenario"});
    });
    schema.of_whole_result("'replicates' of [experiment] or --replicates", [&] {
        schema.structural([&] {
            schema.integer(p.replicates, "replicates", Unit{"1"}, Default{10}, Bounds{1, 16777215}, Sweep{10, 100},
                           Meaning{"Number of replicates, numbered from 0"}, Source{"scenario"});
        });
    });
}

void TimeParameters::declare(sim::Schema& schema, TimeParameters& p) {
    schema.section("time", "Time axis, in months");
    schema.date(p.start, "start", Default{"2020-01-01"}, Meaning{"First month after burn-in"}, Source{"scenario"});
    schema.structural([&] {
        schema.real(p.years, "years", Unit{"year"}, Default{20}, Bounds{0, 300}, Sweep{10, 30},
                    Meaning{"Length of the run after burn-in"}, Source{"scenario"});
        schema.real(p.burn_in_years, "burn_in_years", Unit{"year"}, Default{5}, Bounds{0, 40}, Sweep{0, 10},
                    Meaning{"Length of burn-in, in which adoption is frozen"}, Source{"assumption"});
        schema.real(p.spin_up_years, "spin_up_years", Unit{"year"}, Default{3}, Bounds{0, 40}, Sweep{0, 3},
                    Meaning{"First part of burn-in, in which slow stocks of organisations (pathway, legitimacy, "
                            "reflexivity) move faster"},
                    Source{"numerical: 24 years of adjustment; checked against 20 years of burn-in"});
        schema.real(p.spin_up_pace, "spin_up_pace", Unit{"1"}, Default{8}, Bounds{1, 60}, Sweep{1, 12},
                    Meaning{"How much faster; 1 = no spin-up"}, Source{"numerical, likewise"});
    });
}

Calendar TimeParameters::calendar() const {
    const auto months = [](double years_given) {
        return static_cast<std::uint16_t>(std::floor(years_given * 12.0 + 0.5));
    };
    Calendar calendar;
    calendar.start_year = start;
    calendar.burn_in = months(burn_in_years);
    calendar.spin_up = months(spin_up_years);
    calendar.pace = spin_up_pace;
    calendar.months = static_cast<std::uint16_t>(calendar.burn_in + months(years));
    return calendar;
}

void OutputParameters::declare(sim::Schema& schema, OutputParameters& p) {
    schema.section("output", "What is recorded");
    schema.texts(p.variables, "variables", Meaning{"Recorded variables: names, or patterns with *; [] records all"},
                 Source{"scenario"});
    schema.unwritten_default([&] {
        schema.texts(p.labels, "labels",
                     Meaning{"What is recorded of axes: axis=label, or patterns with * such as practice=a*; several "
                             "of one axis add, and axes that are not named are recorded whole"},
                     Source{"scenario"});
    });
    schema.of_whole_result("'every' of [experiment]", [&] {
        schema.structural([&] {
            schema.integer(p.every, "every", Unit{"month"}, Default{1}, Bounds{1, month_limit}, Sweep{1, 12},
                           Meaning{"Months between recorded rows; the last month is always recorded"},
                           Source{"scenario"});
        });
    });
    schema.unwritten_default([&] {
        schema.choice(
            p.over_time, "over_time", Default{"instant"}, {"instant", "mean", "sum"},
            Meaning{"What a row holds: the value of its month, or the mean or sum over the months since the "
                    "row before; rows of means and sums stand at the ends of spans of 'every' months"},
            Source{"scenario"});
    });
    schema.boolean(p.burn_in, "burn_in", Default{false}, Meaning{"Record burn-in too"}, Source{"scenario"});
    schema.boolean(p.events, "events", Default{false},
                   Meaning{"Keep every adoption and abandonment of every firm in the group /events"},
                   Source{"scenario"});
    schema.written(p.panel, "panel",
                   Meaning{"Firms whose paths are recorded: a number of them, or their names ([\"Acme\", "
                           "\"cluster_001/7\"])"},
                   Source{"scenario"});
}

void MechanismSwitches::declare(sim::Schema& schema, MechanismSwitches& p) {
    schema.section("mechanisms", "Switches; a mechanism that is off takes no step");
    for (std::size_t i = 0; i < mechanism_count; ++i) {
        if (mechanisms[i]->switchable) {
            schema.boolean(p.on_[i], mechanisms[i]->name, Default{true}, Meaning{mechanisms[i]->title},
                           Source{"switch"});
        }
    }
}

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.fixed(sim::built_with_world, [&] {
        RunParameters::declare(schema, p.run);
        TimeParameters::declare(schema, p.time);
        schema.of_whole_result("'outputs', 'labels' or 'over_time' of [experiment], or the base",
                               [&] { OutputParameters::declare(schema, p.output); });
        MechanismSwitches::declare(schema, p.mechanisms);
        population::Parameters::declare(schema, p.population);
    });
    FundingPlan::declare(schema, p.plan);
    p.sections.each([&]<class Section>(Section& section) { Section::declare(schema, section); });
    schema.list(p.practices, "practice", practice_limit, Meaning{"Catalogue of circular and digital practices"});
    schema.list(p.known, "known", 1000, Meaning{"Known figures of a real case, printed beside the simulated ones"});
    toolkit::Parameters::declare(schema, p.toolkit);
    schema.check([&p] { return p.problems(); });
}

std::vector<sim::Schema::Problem> Parameters::problems() const {
    PracticeCatalogue catalogue;
    catalogue.entries = practices;
    std::vector<sim::Schema::Problem> found = catalogue.problems();
    const std::vector<std::string> clusters = population::cluster_names(population);
    const std::vector<sim::Schema::Problem> wrong_clusters = population::problems(population);
    found.insert(found.end(), wrong_clusters.begin(), wrong_clusters.end());
    const std::vector<sim::Schema::Problem> wrong_members =
        population::member_problems(population, catalogue, time.start);
    found.insert(found.end(), wrong_members.begin(), wrong_members.end());
    const ScenarioFacts facts{catalogue, clusters, population.regions, time.calendar()};
    sections.each([&]<class Section>(const Section& section) {
        if constexpr (requires { section.problems(facts); }) {
            const auto wrong = section.problems(facts);
            found.insert(found.end(), wrong.begin(), wrong.end());
        }
    });
    // The table at the end of a run tells known figures apart by their names.
    const std::vector<sim::Schema::Problem> wrong_figures = sim::repeated_names("known", sim::names_of(known));
    found.insert(found.end(), wrong_figures.begin(), wrong_figures.end());
    const std::vector<sim::Schema::Problem> wrong_panel = panel_problems(*this);
    found.insert(found.end(), wrong_panel.begin(), wrong_panel.end());
    const bool own_money = std::any_of(population.entries.begin(), population.entries.end(),
                                       [](const auto& entry) { return entry.level || entry.staff; });
    if (own_money && plan.level <= 0.0) {
        found.push_back({"funding.level", "must be above 0 where clusters have a level or staff of their own"});
    }
    const double months = std::floor(time.years * 12.0 + 0.5) + std::floor(time.burn_in_years * 12.0 + 0.5);
    if (months > month_limit) {
        found.push_back({"time.years", "burn-in and run together may last 4095 months (341 years) at most"});
    }
    if (std::abs(time.years * 12.0 - std::floor(time.years * 12.0 + 0.5)) > 1e-6) {
        found.push_back({"time.years", "must be a whole number of months, e.g. 20 or 2.5"});
    }
    if (std::abs(time.burn_in_years * 12.0 - std::floor(time.burn_in_years * 12.0 + 0.5)) > 1e-6) {
        found.push_back({"time.burn_in_years", "must be a whole number of months, e.g. 5 or 2.5"});
    }
    if (population.clusters + population.regions >= static_cast<std::int64_t>(place_limit)) {
        found.push_back({"population.clusters", "clusters and regions together must be fewer than 262,144"});
    }
    return found;
}

} // namespace actorhood::models
