#include "analysis/optimisation_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "analysis/input_file.hpp"

namespace actorhood::analysis {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

constexpr std::size_t most_levers = 100;
/// With more objectives nearly every choice is beaten by none [Purshouse & Fleming 2007].
constexpr std::size_t most_objectives = 4;
constexpr std::size_t most_constraints = 20;
constexpr Bounds anything{-sim::infinity, sim::infinity};
/// Seeds are multiplied by the most blocks (choice_sweeps.cpp).
constexpr std::uint64_t largest_seed = 1'000'000'000'000;

void check_fixed(const LeverEntry& lever, std::vector<sim::Problem>& problems) {
    const auto problem = [&](const char* message) { add_problem(problems, lever.places.of("fixed"), message); };
    if (!lever.fixed) {
        return;
    }
    if (lever.fixed->kind != sim::Node::Kind::table) {
        problem("'fixed' must be a table of shares, such as { services = 0.1 }");
        return;
    }
    double sum = 0.0;
    for (const sim::Node& share : lever.fixed->children) {
        const bool number = share.kind == sim::Node::Kind::real || share.kind == sim::Node::Kind::integer;
        const double value = number ? std::stod(share.text) : std::nan("");
        if (!(value >= 0.0 && value < 1.0)) {
            problem("a fixed share must be a number from 0 to below 1");
            return;
        }
        sum += value;
    }
    if (!(sum < 1.0)) {
        problem("the fixed shares leave nothing for the others");
    }
}

void check_lever(const LeverEntry& lever, std::vector<sim::Problem>& problems) {
    const bool one = lever.places.given("parameter");
    if (one == lever.places.given("simplex")) {
        add_problem(problems, lever.places.entry,
                    "a lever needs either 'parameter', such as \"accountability.effort\", or 'simplex', such as "
                    "\"funding.mix\"");
        return;
    }
    for (const char* key : {"min", "max", "scale"}) {
        if (!one && lever.places.given(key)) {
            add_problem(problems, lever.places.of(key), "'" + std::string(key) + "' belongs to 'parameter'");
        }
    }
    if (one && lever.places.given("fixed")) {
        add_problem(problems, lever.places.of("fixed"), "'fixed' belongs to 'simplex'");
    }
    if (lever.low && lever.high && !(*lever.low < *lever.high)) {
        add_problem(problems, lever.places.of("max"), "'max' must be above 'min'");
    }
    check_fixed(lever, problems);
}

void check_levers(const OptimisationFile& file, std::vector<sim::Problem>& problems) {
    if (file.levers.empty()) {
        add_problem(problems, {file.path.string(), 0, 0},
                    "nothing is chosen: name levers in [[lever]], such as simplex = \"funding.mix\"");
    }
    std::set<std::string> names;
    for (const LeverEntry& lever : file.levers) {
        check_lever(lever, problems);
        const std::string& name = lever.parameter.empty() ? lever.simplex : lever.parameter;
        if (!name.empty() && !names.insert(name).second) {
            add_problem(problems, lever.places.entry, "there are two levers '" + sim::shortened(name) + "'");
        }
    }
}

void check_wanted(const OptimisationFile& file, std::vector<sim::Problem>& problems) {
    if (file.objectives.empty()) {
        add_problem(problems, {file.path.string(), 0, 0},
                    "nothing is wanted: name objectives in [[objective]], such as output = \"circular_depth\"");
    }
    if (file.objectives.size() > most_objectives) {
        add_problem(
            problems, file.objectives[most_objectives].places.entry,
            "at most 4 objectives: with more, hardly any choice beats another; make some of them constraints");
    }
    for (const ObjectiveEntry& objective : file.objectives) {
        require_key(objective, "output", "objective", problems);
        check_rule(objective, problems);
    }
    for (const ConstraintEntry& constraint : file.constraints) {
        require_key(constraint, "output", "constraint", problems);
        check_rule(constraint, problems);
        if (constraint.at_least.has_value() == constraint.at_most.has_value()) {
            add_problem(problems, constraint.places.entry, "a constraint needs either 'at_least' or 'at_most'");
        }
    }
    std::set<std::string> names;
    for (const Reading& reading : file.readings()) {
        if (!reading.name.empty() && !names.insert(reading.name).second) {
            add_problem(problems, reading.places.of("name"),
                        "there are two criteria '" + sim::shortened(reading.name) + "'; give each a 'name'");
        }
    }
}

void check_plan(const OptimisationFile& file, const sim::BindingRecord& record, std::vector<sim::Problem>& problems) {
    const auto problem = [&](const char* key, const char* message) {
        add_problem(problems, sim::place_of(record, key, file.path.string()), message);
    };
    if (file.base.empty()) {
        add_problem(problems, {file.path.string(), 0, 0},
                    "[optimisation] needs 'base', the path of a scenario, such as \"../baseline.toml\"");
    }
    if (!file.assumptions.empty() && !std::filesystem::exists(file.assumptions_path())) {
        problem("optimisation.assumptions", "there is no such file; calibrate makes one");
    }
    if (file.replicates < 2) {
        problem("optimisation.replicates",
                "with one replicate a better choice cannot be told from a lucky one; at "
                "least 2");
    }
    if (file.check_replicates < 2) {
        problem("optimisation.check_replicates", "with one replicate a place cannot be checked; at least 2");
    }
    if (file.most_replicates < file.replicates) {
        problem("optimisation.most_replicates", "it must not be below 'replicates'");
    }
    if (file.seed > largest_seed) {
        problem("optimisation.seed", "a seed up to 1000000000000 is needed");
    }
    for (const sim::Change& change : file.set.each) {
        if (change.key == "run.seed") {
            problem("optimisation.set", "every block of replicates has a run.seed of its own; 'seed' chooses them");
        }
    }
}

} // namespace

void LeverEntry::declare(sim::Schema& schema, LeverEntry& p) {
    const Source source{"optimisation"};
    schema.text(p.parameter, "parameter", Default{""}, Meaning{"Key of a parameter"}, source);
    schema.text(p.simplex, "simplex", Default{""}, Meaning{"Table or vector whose shares add up to 1"}, source);
    schema.optional_real(p.low, "min", Unit{"1"}, anything, Meaning{"Lower end"}, source);
    schema.optional_real(p.high, "max", Unit{"1"}, anything, Meaning{"Upper end"}, source);
    schema.choice(p.scale, "scale", Default{"linear"}, {"linear", "log"}, Meaning{"What is spread evenly"}, source);
    schema.written(p.fixed, "fixed", Meaning{"Shares of the simplex that do not vary"}, source);
    schema.keep_places(p.places);
}

void ObjectiveEntry::declare(sim::Schema& schema, ObjectiveEntry& p) {
    const Source source{"optimisation"};
    schema.text(p.name, "name", Default{""}, Meaning{"Name in the report; that of the output unless given"}, source);
    declare_rule(schema, p);
    schema.choice(p.direction, "direction", Default{"higher"}, {"higher", "lower"}, Meaning{"What is better"},
                  source);
    schema.choice(p.assumptions, "assumptions", Default{"mean"}, {"mean", "worst"},
                  Meaning{"What counts of the sets of assumptions"}, source);
    schema.optional_real(p.tolerance, "tolerance", Unit{"1"}, Bounds{0, sim::infinity},
                         Meaning{"Lead that nobody would act on"}, source);
    schema.optional_real(p.reference, "reference", Unit{"1"}, anything,
                         Meaning{"Value from which hypervolume counts"}, source);
    schema.keep_places(p.places);
}

void ConstraintEntry::declare(sim::Schema& schema, ConstraintEntry& p) {
    const Source source{"optimisation"};
    schema.text(p.name, "name", Default{""}, Meaning{"Name in the report; that of the output unless given"}, source);
    declare_rule(schema, p);
    schema.choice(p.assumptions, "assumptions", Default{"mean"}, {"mean", "worst"},
                  Meaning{"What counts of the sets of assumptions"}, source);
    schema.optional_real(p.at_least, "at_least", Unit{"1"}, anything, Meaning{"What it must reach"}, source);
    schema.optional_real(p.at_most, "at_most", Unit{"1"}, anything, Meaning{"What it must not exceed"}, source);
    schema.keep_places(p.places);
}

void OptimisationFile::declare(sim::Schema& schema, OptimisationFile& p) {
    const Source source{"optimisation"};
    const auto count = [&](std::int64_t& field, const char* name, int value, Bounds bounds, Meaning meaning) {
        schema.integer(field, name, Unit{"1"}, Default{value}, bounds, Sweep{bounds.low, bounds.high}, meaning,
                       source);
    };
    schema.section("optimisation", "Which choices nothing beats");
    schema.text(p.title, "title", Default{""}, Meaning{"Title of the front"}, source);
    schema.text(p.base, "base", Default{""}, Meaning{"Base scenario, relative to this file"}, source);
    schema.text(p.assumptions, "assumptions", Default{""},
                Meaning{"Ensemble under whose sets every choice is run, relative to this file"}, source);
    count(p.population, "population", 24, {4, 1000}, Meaning{"New choices of a generation"});
    count(p.generations, "generations", 20, {1, 1000}, Meaning{"Generations at most"});
    count(p.runs, "runs", 0, {0, 1e9}, Meaning{"Runs after which no new generation begins; 0 = no limit"});
    count(p.replicates, "replicates", 4, {1, 1000}, Meaning{"Replicates of every choice, and of each further block"});
    count(p.most_replicates, "most_replicates", 32, {1, 10'000},
          Meaning{"Replicates at most of a choice whose place is in doubt"});
    count(p.check_replicates, "check_replicates", 32, {1, 10'000},
          Meaning{"Fresh replicates by which the front is checked"});
    schema.real(p.level, "level", Unit{"1"}, Default{0.9}, Bounds{0.6, 0.999}, Sweep{0.8, 0.95},
                Meaning{"Probability with which a place is settled"}, source);
    schema.real(p.least_gain, "least_gain", Unit{"1"}, Default{0.01}, Bounds{0, 1}, Sweep{0, 0.05},
                Meaning{"Growth of the hypervolume below which it ends"}, source);
    count(p.patience, "patience", 5, {0, 1000}, Meaning{"Generations over which that is looked at; 0 = never"});
    count(p.every, "every", 12, {1, 1200}, Meaning{"Months between the recorded rows"});
    schema.seed(p.seed, "seed", Meaning{"Seed of the choices, and of the draws of all replicates"}, source);
    schema.texts(p.outputs, "outputs", Meaning{"Further outputs that the sweeps of the search keep"}, source);
    schema.changes(p.set, "set", Meaning{"Fixed changes to the base scenario"}, source);
    schema.list(p.levers, "lever", most_levers, Meaning{"What is chosen"});
    schema.list(p.objectives, "objective", most_constraints, Meaning{"What is wanted"});
    schema.list(p.constraints, "constraint", most_constraints, Meaning{"What must hold"});
}

std::filesystem::path OptimisationFile::base_path() const { return (path.parent_path() / base).lexically_normal(); }

std::filesystem::path OptimisationFile::assumptions_path() const {
    return assumptions.empty() ? std::filesystem::path() : (path.parent_path() / assumptions).lexically_normal();
}

OptimisationPlan OptimisationFile::plan() const {
    const auto size = [](std::int64_t number) { return static_cast<std::size_t>(number); };
    OptimisationPlan made;
    made.population = size(population);
    made.generations = size(generations);
    made.runs = size(runs);
    made.replicates = size(replicates);
    made.most_replicates = size(most_replicates);
    made.check_replicates = size(check_replicates);
    made.level = level;
    made.least_gain = least_gain;
    made.patience = size(patience);
    made.seed = seed;
    return made;
}

std::vector<Criterion> OptimisationFile::criteria() const {
    std::vector<Criterion> made;
    for (const ObjectiveEntry& one : objectives) {
        made.push_back({one.name, one.direction == 1, one.assumptions == 1, one.tolerance, one.reference, {}});
    }
    for (const ConstraintEntry& one : constraints) {
        made.push_back({one.name,
                        one.at_most.has_value(),
                        one.assumptions == 1,
                        {},
                        {},
                        one.at_most ? one.at_most : one.at_least});
    }
    return made;
}

std::vector<Reading> OptimisationFile::readings() const {
    std::vector<Reading> made(objectives.begin(), objectives.end());
    made.insert(made.end(), constraints.begin(), constraints.end());
    return made;
}

OptimisationFile read_optimisation(const std::filesystem::path& path) {
    OptimisationFile file;
    file.path = path;
    sim::Schema schema;
    OptimisationFile::declare(schema, file);
    sim::BindingRecord record;
    bind_file(path, schema, record);
    refuse_problems(record.problems);
    for (ObjectiveEntry& one : file.objectives) {
        one.name = one.name.empty() ? one.output : one.name;
    }
    for (ConstraintEntry& one : file.constraints) {
        one.name = one.name.empty() ? one.output + " (constraint)" : one.name;
    }
    std::vector<sim::Problem> problems;
    check_plan(file, record, problems);
    check_levers(file, problems);
    check_wanted(file, problems);
    refuse_problems(std::move(problems));
    return file;
}

} // namespace actorhood::analysis
