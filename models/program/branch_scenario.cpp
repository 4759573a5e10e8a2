#include "models/program/branch_scenario.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "models/program/toolkit_listing.hpp"
#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models::program {

namespace {

using sim::Parameter;
using toolkit::Change;

[[noreturn]] void refuse(const std::string& why) { throw sim::Error(sim::ExitCode::configuration, why); }

/// Numbers of a parameter with the ending of the key by which an instrument changes each: ".core" for elements.
using Numbers = std::vector<std::pair<std::string, double>>;
Numbers numbers_of(const Parameter& parameter) {
    switch (parameter.kind) {
    case Parameter::Kind::real: {
        if (const auto* const real = std::get_if<double*>(&parameter.target)) {
            return {{"", **real}};
        }
        const auto* const optional = std::get_if<std::optional<double>*>(&parameter.target);
        return optional != nullptr && **optional ? Numbers{{"", ***optional}} : Numbers{};
    }
    case Parameter::Kind::integer:
        return {{"", static_cast<double>(*std::get<std::int64_t*>(parameter.target))}};
    case Parameter::Kind::vector: {
        Numbers numbers;
        const auto values = std::get<std::span<double>>(parameter.target);
        for (std::size_t i = 0; i < values.size(); ++i) {
            numbers.emplace_back("." + parameter.labels[i], values[i]);
        }
        return numbers;
    }
    default:
        return {};
    }
}

/// What an instrument does to a parameter that differs: the shift and, but of a series, which can only be shifted as a
/// whole, the value.
void add_changes(const std::string& key, const Parameter& before, const Parameter& after,
                 std::vector<Change>& changes) {
    if (!after.fixed.empty()) {
        refuse("'" + key + "' cannot change during a run: " + after.fixed);
    }
    if (before.value_text().empty() || after.value_text().empty()) {
        refuse("'" + key + "' cannot begin or end during a run, only change, and the original " +
               (before.value_text().empty() ? "does not give it" : "gives it") +
               ": run the scenario with --set instead, or give it there and branch from that run");
    }
    if (after.kind == Parameter::Kind::series) {
        const auto& old_points = std::get<sim::Series*>(before.target)->points;
        const auto& points = std::get<sim::Series*>(after.target)->points;
        bool shifted = old_points.size() == points.size();
        for (std::size_t i = 0; shifted && i < points.size(); ++i) {
            const double shift = points[0].value - old_points[0].value;
            shifted = points[i].year == old_points[i].year &&
                      std::abs(points[i].value - old_points[i].value - shift) <= 1e-12 * std::abs(points[i].value);
        }
        if (!shifted) {
            refuse("'" + key + "' is a series in time: from a date on it can only be shifted as a whole");
        }
        changes.push_back({key, points[0].value - old_points[0].value, std::nullopt, std::nullopt});
        return;
    }
    const auto old_numbers = numbers_of(before);
    const auto numbers = numbers_of(after);
    if (numbers.empty()) {
        refuse("'" + key + "' cannot change during a run: it is not a number");
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (const double shift = numbers[i].second - old_numbers[i].second; shift != 0.0) {
            changes.push_back({key + numbers[i].first, shift, std::nullopt, numbers[i].second});
        }
    }
}

/// Changes between the parameters of two declarations of the same things.
void compare(const sim::Schema& before, const sim::Schema& after, const std::string& prefix,
             std::vector<Change>& changes) {
    for (const Parameter& parameter : after.parameters()) {
        const Parameter* const old = before.find(parameter.key);
        if (old->value_text() != parameter.value_text()) {
            add_changes(prefix + parameter.key, *old, parameter, changes);
        }
    }
}

/// Entries of a list by their texts, for comparison.
std::vector<std::string> texts_of(const sim::ListDeclaration& list) {
    std::vector<std::string> texts;
    list.each([&](sim::Schema& entry) {
        std::string text;
        for (const Parameter& parameter : entry.parameters()) {
            text += parameter.key + "=" + parameter.value_text() + "\n";
        }
        for (const sim::ListDeclaration& inner : entry.lists()) {
            for (const std::string& part : texts_of(inner)) {
                text += inner.key + ": " + part;
            }
        }
        texts.push_back(std::move(text));
    });
    return texts;
}

/// Names of the entries of a list, "" where they have none.
std::vector<std::string> names_of(const sim::ListDeclaration& list) {
    std::vector<std::string> names;
    list.each([&](sim::Schema& entry) {
        const Parameter* const name = entry.find("name");
        names.push_back(name == nullptr ? "" : *std::get<std::string*>(name->target));
    });
    return names;
}

/// Changes of one entry, whose keys begin with `prefix`.
void compare_entries(const sim::Schema& before, const sim::Schema& after, const std::string& prefix,
                     std::vector<Change>& changes) {
    compare(before, after, prefix, changes);
    for (const sim::ListDeclaration& inner : after.lists()) {
        if (texts_of(*before.find_list(inner.key)) != texts_of(inner)) {
            refuse("'" + prefix + inner.key + "' cannot change during a run: " + std::string(sim::built_with_world));
        }
    }
}

/// Changes of all entries of lists with the same names.
void compare_named(const sim::ListDeclaration& before, const sim::ListDeclaration& after,
                   std::vector<Change>& changes) {
    const std::vector<std::string> names = names_of(after);
    const std::vector<std::string> old_texts = texts_of(before);
    const std::vector<std::string> texts = texts_of(after);
    std::size_t place = 0;
    after.each([&](sim::Schema& entry) {
        const std::size_t own = place++;
        if (texts[own] == old_texts[own]) {
            return;
        }
        std::size_t old_place = 0;
        before.each([&](sim::Schema& old_entry) {
            if (old_place++ == own) {
                compare_entries(old_entry, entry, after.key + "." + sim::toml_key(names[own]) + ".", changes);
            }
        });
    });
}

void compare_lists(const Scenario& before, const Scenario& after, std::vector<Change>& changes) {
    for (const sim::ListDeclaration& list : after.schema.lists()) {
        const sim::ListDeclaration& old = *before.schema.find_list(list.key);
        const bool by_name = list.key == "practice" || list.key == "cluster";
        if (by_name && names_of(old) == names_of(list)) {
            compare_named(old, list, changes);
        } else if (texts_of(old) != texts_of(list)) {
            refuse("a branch changes parameters, not entries of [[" + list.key + "]]" +
                   (list.key == "toolkit" ? ": add an instrument with --toolkit NAME" : ""));
        }
    }
}

/// A name that no instrument has.
std::string free_name(const toolkit::Parameters& known, const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; known.find(name) != nullptr; ++number) {
        name = wanted + "_" + std::to_string(number);
    }
    return name;
}

/// Turns the changes into an instrument that begins at `start` and stays.
void add_instrument(std::vector<Change> changes, double start, toolkit::Parameters& toolkit) {
    if (changes.empty()) {
        return;
    }
    const std::string date = sim::toml_date(start);
    toolkit::Instrument instrument;
    sim::Schema defaults;
    toolkit::Instrument::declare(defaults, instrument);
    instrument.name = free_name(toolkit, "branch_" + date.substr(0, 4) + "_" + date.substr(5, 2));
    instrument.title = "Branch of " + date;
    instrument.description = "What is set from " + date + " on.";
    instrument.source = "actorhood branch";
    instrument.start = start;
    instrument.changes = std::move(changes);
    toolkit::Selection selection;
    sim::Schema selection_defaults;
    toolkit::Selection::declare(selection_defaults, selection);
    selection.name = instrument.name;
    selection.start = start;
    toolkit.selections.push_back(std::move(selection));
    toolkit.instruments.push_back(std::move(instrument));
}

void add_selections(const std::vector<std::string>& names, double start, toolkit::Parameters& toolkit) {
    for (const std::string& name : names) {
        toolkit::Selection selection;
        sim::Schema defaults;
        toolkit::Selection::declare(defaults, selection);
        selection.name = name;
        selection.start = start;
        toolkit.selections.push_back(std::move(selection));
    }
}

/// The names given with --toolkit are those of instruments.
void check_names(const std::vector<std::string>& names, const toolkit::Parameters& own) {
    const auto shipped = names.empty() ? nullptr : read_toolkit();
    std::vector<std::string> known;
    for (const toolkit::Parameters* const some : {&own, shipped ? &shipped->parameters.toolkit : &own}) {
        for (const toolkit::Instrument& instrument : some->instruments) {
            known.push_back(instrument.name);
        }
    }
    for (const std::string& name : names) {
        if (std::ranges::find(known, name) == known.end()) {
            const auto meant = sim::closest_word(name, known);
            refuse("--toolkit " + name + ": no instrument has this name" +
                   (meant ? "; did you mean '" + *meant + "'?" : "; 'actorhood toolkit' lists them all"));
        }
    }
}

/// The scenario of a branch as it will be stored: checked, and with the instruments that it names.
std::unique_ptr<Scenario> completed(const Scenario& future, const std::string& file) {
    auto scenario = std::make_unique<Scenario>();
    try {
        sim::read_text(sim::resolved_toml(future.schema), file, {}, scenario->schema);
    } catch (const sim::ConfigurationError& error) {
        std::vector<sim::Problem> problems = error.problems();
        for (sim::Problem& problem : problems) {
            problem.where = {"branch of " + file, 0, 0}; // nobody has seen its lines
        }
        throw sim::ConfigurationError(std::move(problems));
    }
    return scenario;
}

/// What a branch is called is of no month, so that it does not change from one on.
void call_as(const RunParameters& from, RunParameters& to) {
    to.title = from.title;
    to.summary = from.summary;
}

/// Index of the month that begins at `start`; Error(usage) if it is none of the run.
std::uint32_t first_month(double start, const Calendar& calendar) {
    const std::int32_t month = shocks::onset_month(start, calendar);
    if (month < calendar.burn_in || month >= calendar.months) {
        throw sim::Error(sim::ExitCode::usage, "--at " + sim::toml_date(start) +
                                                   " is outside the run, which goes from " +
                                                   sim::toml_date(calendar.at(calendar.burn_in).year) + " to " +
                                                   sim::toml_date(calendar.at(calendar.months).year));
    }
    return static_cast<std::uint32_t>(month);
}

/// The scenario as it stands in a month, with what its instruments have made of its parameters until then, and none.
std::unique_ptr<Scenario> in_force(const Parameters& past, std::uint32_t month) {
    auto scenario = std::make_unique<Scenario>();
    scenario->parameters = past;
    for (const Period& period : toolkit::periods_of(past)) {
        if (period.first <= month) {
            scenario->parameters = period.parameters;
        }
    }
    scenario->parameters.toolkit = {};
    return scenario;
}

/// What is asked for from a month on.
struct Asked {
    std::vector<Change> changes;
    RunParameters run; ///< what the branch is called
};

/// What the settings change of what is in force in a month. Where instruments work their effects add up, so that a value
/// is reached by its distance from that in force; elsewhere it is set.
Asked asked_by(const std::vector<std::string>& settings, const Parameters& past, std::uint32_t month) {
    const std::unique_ptr<Scenario> before = in_force(past, month);
    Scenario changed;
    changed.parameters = before->parameters;
    sim::apply_settings({settings}, changed.schema);
    Asked asked{{}, changed.parameters.run};
    call_as(past.run, changed.parameters.run);
    std::vector<Change>& changes = asked.changes;
    compare(before->schema, changed.schema, "", changes);
    compare_lists(*before, changed, changes);
    const bool shifted = !toolkit::windows(past).empty();
    for (Change& change : changes) {
        if (change.set) {
            (shifted ? change.set : change.add).reset();
        }
    }
    return asked;
}

} // namespace

Fork forked(const std::string& original, const std::string& file, const BranchWish& wish) {
    const auto read = [&] {
        auto scenario = std::make_unique<Scenario>();
        sim::read_text(original, file, {}, scenario->schema);
        return scenario;
    };
    Fork fork;
    fork.past = read();
    fork.future = read();
    fork.date = sim::toml_date(wish.start);
    fork.month = first_month(wish.start, fork.past->parameters.time.calendar());
    Asked asked = asked_by(wish.set, fork.past->parameters, fork.month);
    if (asked.changes.empty() && wish.toolkit.empty()) {
        throw sim::Error(sim::ExitCode::usage,
                         "the branch differs in nothing: say what changes with --set "
                         "KEY=VALUE or --toolkit NAME");
    }
    check_names(wish.toolkit, fork.past->parameters.toolkit);
    // The future is the past, with instruments.
    Parameters& parameters = fork.future->parameters;
    call_as(asked.run, parameters.run);
    add_instrument(std::move(asked.changes), wish.start, parameters.toolkit);
    add_selections(wish.toolkit, wish.start, parameters.toolkit);
    fork.future = completed(*fork.future, file);
    return fork;
}

} // namespace actorhood::models::program
