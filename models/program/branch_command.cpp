// branch: the same past, another future. The branch is a scenario of its own: that of the result, with an instrument that
// sets parameters from a date on. Until then nothing differs, so its past need not be simulated again: replicates go on
// from the state of the original at that date, which is kept beside the original for further branches.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "models/program/toolkit_listing.hpp"
#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/result_path.hpp"
#include "sim/run/machine.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

using sim::Parameter;
using toolkit::Change;

[[noreturn]] void refuse(const std::string& why) { throw sim::Error(sim::ExitCode::configuration, why); }

/// The month of "2030", "2030-06" or "2030-06-01", in years.
double month_of(const std::string& text) {
    int year = 0;
    int month = 1;
    const auto part = [&](std::size_t from, std::size_t length, int& value) {
        return std::from_chars(text.data() + from, text.data() + from + length, value).ptr ==
               text.data() + from + length;
    };
    const bool shaped = (text.size() == 4 || text.size() == 7 || text.size() == 10) && part(0, 4, year) &&
                        (text.size() < 7 || (text[4] == '-' && part(5, 2, month))) &&
                        (text.size() < 10 || text.substr(7) == "-01");
    if (!shaped || month < 1 || month > 12) {
        throw sim::Error(
            sim::ExitCode::usage,
            "--at must be the first day of a month, such as 2030, 2030-06 or 2030-06-01, not '" + text + "'");
    }
    return sim::years_of_month(year, month);
}

/// What the original says about itself.
struct Original {
    fs::path file;
    std::string scenario; ///< stands alone
    std::string model;    ///< "" in a reproducible file
};

Original read_original(const std::string& name) {
    Original original{sim::result_path(name), {}, {}};
    const sim::hdf5::File file = sim::hdf5::File::open(original.file);
    if (!file.sealed()) {
        notice(sim::unsealed_notice(original.file));
    }
    if (file.has("point_settings")) {
        throw sim::Error(sim::ExitCode::usage,
                         "'" + original.file.string() + "' is the result of a sweep: branch takes that of a run");
    }
    if (!file.has("parameters_toml")) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "'" + original.file.string() + "' does not hold the scenario it was made from");
    }
    original.scenario = file.dataset("parameters_toml").strings().front();
    original.model = file.text_attribute("model");
    const sim::ModelIdentity own = model_identity();
    if (!original.model.empty() && original.model != own.model) {
        throw sim::Error(sim::ExitCode::corrupt, "'" + original.file.string() + "' was simulated by another model, " +
                                                     original.model + "; this program, " + own.text() +
                                                     ", would give it another past: run it anew, or use the program "
                                                     "that made it");
    }
    return original;
}

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

/// The past and the future, and where they part.
struct Fork {
    std::unique_ptr<Scenario> past;
    std::unique_ptr<Scenario> future;
    std::uint32_t month{}; ///< index of the first month that differs
    std::string date;
};

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
std::unique_ptr<Scenario> completed(const Scenario& future, const Original& original) {
    auto scenario = std::make_unique<Scenario>();
    try {
        sim::read_text(sim::resolved_toml(future.schema), original.file.string(), {}, scenario->schema);
    } catch (const sim::ConfigurationError& error) {
        std::vector<sim::Problem> problems = error.problems();
        for (sim::Problem& problem : problems) {
            problem.where = {"branch of " + original.file.string(), 0, 0}; // nobody has seen its lines
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
    const std::unique_ptr<Scenario> after = in_force(past, month);
    sim::apply_settings({settings}, after->schema);
    Asked asked{{}, after->parameters.run};
    call_as(past.run, after->parameters.run);
    std::vector<Change>& changes = asked.changes;
    compare(before->schema, after->schema, "", changes);
    compare_lists(*before, *after, changes);
    const bool shifted = !toolkit::windows(past).empty();
    for (Change& change : changes) {
        if (change.set) {
            (shifted ? change.set : change.add).reset();
        }
    }
    return asked;
}

/// Makes the scenario of the branch of that of the original.
Fork forked(const Original& original, const Options& options) {
    const auto read = [&] {
        auto scenario = std::make_unique<Scenario>();
        sim::read_text(original.scenario, original.file.string(), {}, scenario->schema);
        return scenario;
    };
    Fork fork;
    fork.past = read();
    fork.future = read();
    const double start = month_of(*options.text("at"));
    fork.date = sim::toml_date(start);
    fork.month = first_month(start, fork.past->parameters.time.calendar());
    Asked asked = asked_by(options.texts("set"), fork.past->parameters, fork.month);
    const std::vector<std::string> added = options.texts("toolkit");
    if (asked.changes.empty() && added.empty()) {
        throw sim::Error(sim::ExitCode::usage,
                         "the branch differs in nothing: say what changes with --set "
                         "KEY=VALUE or --toolkit NAME");
    }
    check_names(added, fork.past->parameters.toolkit);
    // The future is the past, with instruments.
    Parameters& parameters = fork.future->parameters;
    call_as(asked.run, parameters.run);
    add_instrument(std::move(asked.changes), start, parameters.toolkit);
    add_selections(added, start, parameters.toolkit);
    fork.future = completed(*fork.future, original);
    return fork;
}

/// Programmes are part of the state: with others it has another shape.
bool has_programmes_of_its_own(const Fork& fork) {
    const auto count = [](const Parameters& parameters) {
        std::size_t programmes = 0;
        for (const toolkit::Window& window : toolkit::windows(parameters)) {
            programmes += window.instrument->programmes.size();
        }
        return programmes;
    };
    return count(fork.past->parameters) != count(fork.future->parameters);
}

/// Where states of the original are kept: beside it, or with the branch where that cannot be written.
fs::path states_folder(const Original& original, const fs::path& branch, const std::string& date) {
    const fs::path beside = original.file.parent_path() / "states" / date;
    try {
        sim::make_output_folder(beside);
        return beside;
    } catch (const sim::Error&) {
        return checkpoint_folder(branch) / "past";
    }
}

/// A state that is kept; none if it is damaged, or that of another result that once stood here: then all are made anew.
std::optional<sim::Checkpoint> own_state(const fs::path& kept, const sim::CheckpointExpectation& expected) {
    try {
        return sim::read_checkpoint(kept, expected);
    } catch (const sim::Error& error) {
        if (error.code() != sim::ExitCode::corrupt) {
            throw;
        }
        notice("states that were kept are made anew: " + std::string(error.what()));
    }
    std::vector<fs::path> others;
    for (const fs::directory_entry& entry : fs::directory_iterator(kept.parent_path())) {
        if (entry.path().filename().string().find(".state") != std::string::npos) {
            others.push_back(entry.path());
        }
    }
    std::ranges::for_each(others, [](const fs::path& file) { fs::remove(file); });
    return std::nullopt;
}

/// Gives each replicate of the branch the state of the original at the month where they part; false if one is not kept.
bool take_states(const Fork& fork, const fs::path& states, const fs::path& folder) {
    const sim::CheckpointExpectation before = identity_of_run(*fork.past);
    const sim::CheckpointExpectation after = identity_of_run(*fork.future);
    const auto replicates = static_cast<std::uint32_t>(fork.past->parameters.run.replicates);
    for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
        const fs::path kept = sim::checkpoint_file(states, replicate);
        if (!sim::checkpoint_exists(kept)) {
            return false;
        }
        std::optional<sim::Checkpoint> state = own_state(kept, before);
        if (!state || static_cast<std::uint32_t>(state->header.month) != fork.month) {
            return false; // saved on the way to it
        }
        state->header.parameters_hash = after.parameters_hash;
        state->header.parameters_toml = after.parameters_toml;
        sim::write_checkpoint(sim::checkpoint_file(checkpoint_folder(folder), replicate), state->header,
                              state->state);
    }
    return true;
}

/// The past of the branch, from states that are kept or else simulated. False when asked to stop.
bool take_past(const Fork& fork, const Original& original, const RunRecord& record, const fs::path& folder,
               Conduct conduct, bool forget, sim::StopRequests& requests) {
    if (conduct.max_seconds > 0.0) {
        requests.limit(std::chrono::duration<double>(conduct.max_seconds));
    }
    if (has_programmes_of_its_own(fork)) {
        notice("an instrument brings programmes of its own, so the past is simulated again");
        return true;
    }
    const fs::path states = states_folder(original, folder, fork.date);
    sim::make_output_folder(states);
    const sim::FolderLock lock = locked(states);
    const sim::ThreadLimit limit(conduct.threads);
    conduct.stop_after = fork.month;
    while (!take_states(fork, states, folder)) {
        static_cast<void>(simulate(*fork.past, record.name + " until " + fork.date, states, conduct, requests));
        if (requests.stop()) {
            return false;
        }
    }
    if (forget) {
        std::error_code ignored;
        fs::remove_all(states, ignored);
    }
    return true;
}

/// Says that the past of the branch is that of the original, or throws: a reproducible file does not say which model
/// made it.
void check_past(const Original& original, const fs::path& branch, const Fork& fork) {
    const sim::hdf5::File first = sim::hdf5::File::open(original.file);
    const sim::hdf5::File second = sim::hdf5::File::open(branch);
    const Calendar calendar = fork.past->parameters.time.calendar();
    const double end = calendar.at(static_cast<std::uint16_t>(fork.month)).year - 0.5 / 12.0;
    const std::vector<double> times = first.dataset("time").doubles();
    const std::uint64_t replicates = first.dataset("replicate").size();
    std::uint64_t rows = 0;
    while (rows < times.size() && times[rows] < end) {
        ++rows;
    }
    for (const std::string& name : first.dataset_names()) {
        const sim::hdf5::Dataset numbers = first.dataset(name);
        if (rows == 0 || numbers.dimension_names() != std::vector<std::string>{"replicate", "time"}) {
            continue;
        }
        const std::array<std::uint64_t, 2> start{0, 0};
        const std::array<std::uint64_t, 2> count{replicates, rows};
        const std::vector<double> a = numbers.doubles(start, count);
        const std::vector<double> b = second.dataset(name).doubles(start, count);
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] != b[i] && !(std::isnan(a[i]) && std::isnan(b[i]))) {
                throw sim::Error(sim::ExitCode::corrupt,
                                 "the past of '" + branch.string() + "' is not that of '" + original.file.string() +
                                     "' (" + name +
                                     "): the original was made by another model, or changed; run it "
                                     "anew with this program");
            }
        }
    }
}

void declare(Options& options) {
    options.positional(1, 1);
    options.value("at", "DATE", "first month that differs: 2030, 2030-06 or 2030-06-01");
    options.repeated("set", "KEY=VALUE", "change a parameter from then on; the value is TOML (repeatable)");
    options.repeated("toolkit", "NAME", "add an instrument of the toolkit from then on (repeatable)");
    options.value("output,o", "DIR", "folder for the branch (default: the result's name and the month)");
    options.flag("reproducible", "leave date, host and build out of the file: equal inputs, equal bytes");
    options.flag("force", "replace an existing result or an unfinished run");
    options.flag("forget", "do not keep the state of the original for further branches");
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.value("max-time", "SECONDS", "stop cleanly, resumable, after this time");
    options.flag("quiet,q", "no progress, no summary");
}

Conduct branch_conduct(const Options& options) {
    Conduct conduct;
    conduct.threads = static_cast<std::size_t>(options.number("threads", 1, 4096).value_or(sim::usable_threads()));
    conduct.max_seconds = static_cast<double>(options.number("max-time", 1, 100'000'000).value_or(0));
    conduct.quiet = options.has("quiet");
    return conduct;
}

void refuse_folder_of(const Original& original, const fs::path& folder) {
    const fs::path beside = original.file.has_parent_path() ? original.file.parent_path() : fs::path(".");
    if (fs::exists(folder) && fs::equivalent(folder, beside)) {
        throw sim::Error(sim::ExitCode::usage, "the branch needs a folder of its own: give another with -o");
    }
}

} // namespace

int branch(const Arguments& arguments, const std::string& command_line) {
    Options options(
        "branch RESULT --at DATE --set KEY=VALUE [options]",
        "Goes on from a month of a finished run with other parameters: the same past, another future, paired\n"
        "with the original replicate by replicate. The state at that month is kept beside the result, so that\n"
        "further branches from there begin at once. The branch is a scenario of its own, with an instrument that\n"
        "begins at the date; it can be resumed, compared and reproduced like any run.",
        "  actorhood branch A --at 2030 --set accountability.effort=0.9 -o B\n"
        "  actorhood branch A --at 2030-06 --toolkit spearhead_clusters -o C\n"
        "  actorhood compare A B C\n");
    declare(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    if (!options.text("at")) {
        throw sim::Error(sim::ExitCode::usage, "branch: say from when on with --at DATE, e.g. --at 2030");
    }
    const double start = month_of(*options.text("at"));
    const Original original = read_original(options.free().front());
    const std::string stem = sim::file_name_of(original.file.stem().string());
    const RunRecord record{stem, options.has("reproducible"), original.file.string()};
    const fs::path folder = options.text("output").value_or(stem + "_" + sim::toml_date(start).substr(0, 7));
    refuse_file(folder);
    refuse_folder_of(original, folder);
    const Conduct conduct = branch_conduct(options);
    const Fork fork = forked(original, options); // what is refused leaves nothing
    refuse_too_big(fork.future->parameters, estimate(fork.future->parameters, conduct.threads));
    sim::make_output_folder(folder);
    const sim::FolderLock lock = locked(folder);
    make_room(record, folder, options.has("force"));
    store(*fork.future, record, folder);
    sim::StopRequests requests;
    if (!take_past(fork, original, record, folder, conduct, options.has("forget"), requests)) {
        print(stderr, "stopped before the branch began; continue:\n  actorhood resume %s\n",
              sim::shell_word(folder.string()).c_str());
        return static_cast<int>(sim::ExitCode::stopped);
    }
    const int code = carry_on(*fork.future, record, folder, conduct, command_line, requests);
    if (code == 0) {
        check_past(original, folder / (record.name + ".h5"), fork);
    }
    return code;
}

} // namespace actorhood::models::program
