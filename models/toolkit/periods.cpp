#include "models/toolkit/periods.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string_view>

#include "models/state/scenario_facts.hpp"
#include "sim/config/format.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::toolkit {

namespace {

using sim::Parameter;
using Problems = std::vector<sim::Schema::Problem>;

constexpr std::size_t whole = static_cast<std::size_t>(-1);
constexpr double last_date = 2200.0; ///< of any scenario, fractional year

/// Parameters with declarations bound to them; stays where it is.
struct Bound {
    explicit Bound(const models::Parameters& base) {
        models::Parameters::declare(schema, parameters);
        take(base);
    }
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

    /// Values without the toolkit: a period is not changed again.
    void take(const models::Parameters& base) {
        parameters = base;
        parameters.toolkit = {};
    }

    models::Parameters parameters;
    sim::Schema schema;
};

/// Where a key of a change leads.
struct Field {
    const Parameter* parameter{};
    std::size_t element{whole}; ///< of a vector
};

std::string after(std::string_view key, std::size_t dot) { return std::string(key.substr(dot + 1)); }

/// A parameter of `schema` with this key, or an element of an array.
Field field_in(const sim::Schema& schema, const std::string& key) {
    if (const Parameter* found = schema.find(key)) {
        return {found, whole};
    }
    const std::size_t dot = key.rfind('.');
    const Parameter* vector = dot == std::string::npos ? nullptr : schema.find(key.substr(0, dot));
    if (vector != nullptr && vector->kind == Parameter::Kind::vector) {
        const auto label = std::find(vector->labels.begin(), vector->labels.end(), after(key, dot));
        if (label != vector->labels.end()) {
            return {vector, static_cast<std::size_t>(label - vector->labels.begin())};
        }
    }
    return {};
}

/// Lists of which instruments change entries by name: "practice.NAME.key".
constexpr std::array<std::string_view, 2> changed_lists{"practice", "cluster"};

std::string name_of(const sim::Schema& entry) { return *std::get<std::string*>(entry.find("name")->target); }

/// The same for a key of an entry of a list, whose name stands in quotes where TOML asks for them.
bool with_field_of_entry(const sim::ListDeclaration& list, const std::string& key,
                         const std::function<void(const Field&)>& use) {
    bool known = false;
    list.each([&](sim::Schema& entry) {
        const std::string name = name_of(entry);
        for (const std::string& written : {name, sim::toml_key(name)}) {
            const std::string prefix = list.key + "." + written + ".";
            const Field field = key.starts_with(prefix) ? field_in(entry, key.substr(prefix.size())) : Field{};
            if (!known && field.parameter != nullptr) {
                known = true;
                use(field);
            }
        }
    });
    return known;
}

/// Calls `use` with the field of a key; false if there is none. The field lives as long as the call.
bool with_field(sim::Schema& schema, const std::string& key, const std::function<void(const Field&)>& use) {
    for (const std::string_view list : changed_lists) {
        if (key.starts_with(std::string(list) + ".")) {
            return with_field_of_entry(*schema.find_list(list), key, use);
        }
    }
    const Field field = field_in(schema, key);
    if (field.parameter != nullptr) {
        use(field);
    }
    return field.parameter != nullptr;
}

/// All keys a change may name, for spelling.
std::vector<std::string> keys_of(sim::Schema& schema) {
    std::vector<std::string> keys;
    for (const Parameter& parameter : schema.parameters()) {
        keys.push_back(parameter.key);
    }
    for (const std::string_view list : changed_lists) {
        schema.find_list(list)->each([&](sim::Schema& entry) {
            const std::string prefix = std::string(list) + "." + sim::toml_key(name_of(entry)) + ".";
            for (const Parameter& parameter : entry.parameters()) {
                keys.push_back(prefix + parameter.key);
            }
        });
    }
    return keys;
}

/// The number that may be left out, of a parameter that is one; else nullptr.
std::optional<double>* optional_number(const Parameter& parameter) {
    auto* const* const optional = std::get_if<std::optional<double>*>(&parameter.target);
    return optional == nullptr ? nullptr : *optional;
}

/// Numbers of the field, in order; none of one that is left out.
std::vector<double> numbers_of(const Field& field) {
    const Parameter& parameter = *field.parameter;
    if (const std::optional<double>* const optional = optional_number(parameter)) {
        return *optional ? std::vector<double>{**optional} : std::vector<double>{};
    }
    switch (parameter.kind) {
    case Parameter::Kind::real:
        return {*std::get<double*>(parameter.target)};
    case Parameter::Kind::integer:
        return {static_cast<double>(*std::get<std::int64_t*>(parameter.target))};
    case Parameter::Kind::vector: {
        const auto all = std::get<std::span<double>>(parameter.target);
        return {all.begin(), all.end()};
    }
    case Parameter::Kind::series: {
        std::vector<double> values;
        for (const sim::Series::Point& point : std::get<sim::Series*>(parameter.target)->points) {
            values.push_back(point.value);
        }
        return values;
    }
    default:
        return {};
    }
}

void store(const Parameter& parameter, const std::vector<double>& values) {
    if (std::optional<double>* const optional = optional_number(parameter)) {
        *optional = values.front();
        return;
    }
    switch (parameter.kind) {
    case Parameter::Kind::real:
        *std::get<double*>(parameter.target) = values.front();
        return;
    case Parameter::Kind::integer:
        *std::get<std::int64_t*>(parameter.target) = static_cast<std::int64_t>(std::floor(values.front() + 0.5));
        return;
    case Parameter::Kind::vector:
        std::copy(values.begin(), values.end(), std::get<std::span<double>>(parameter.target).begin());
        return;
    default:
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::get<sim::Series*>(parameter.target)->points[i].value = values[i];
        }
    }
}

/// Why instruments may not change a parameter; "" if they may.
std::string fixed_because(const Parameter& parameter) {
    const auto kind = parameter.kind;
    const bool number = kind == Parameter::Kind::real || kind == Parameter::Kind::integer ||
                        kind == Parameter::Kind::vector || kind == Parameter::Kind::series;
    if (!parameter.fixed.empty() || !number) {
        return parameter.fixed.empty() ? "it is not a number" : parameter.fixed;
    }
    const std::optional<double>* const optional = optional_number(parameter);
    const bool left_out = optional != nullptr && !*optional;
    return left_out ? "it is left out, so there is no value to change; give it one in its entry" : "";
}

/// Rounding may carry a sum over a bound that it means to meet; that much is forgiven.
double rounded_to_bounds(const Parameter& parameter, double value) {
    for (const double bound : {parameter.low, parameter.high}) {
        if (std::isfinite(bound) && std::abs(value - bound) <= 1e-12 * std::max(1.0, std::abs(bound))) {
            return bound;
        }
    }
    return value;
}

/// What the instruments of one period do to one parameter.
struct Sum {
    std::vector<double> difference; ///< by number of the parameter
    std::vector<std::string> names; ///< of the instruments, in order
    std::size_t selection{};        ///< of the last of them
};

std::string listed(const std::vector<std::string>& names) {
    std::string text = names.size() == 1 ? "instrument " : "instruments ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + ("'" + names[i] + "'");
    }
    return text;
}

std::string selection_place(std::size_t selection) { return "toolkit#" + std::to_string(selection); }

bool works(const Window& window, std::uint32_t month) {
    return window.intensity > 0.0 && window.first_month <= month && month < window.end_month;
}

/// Key of the whole parameter that a change touches, e.g. "programmes.themes" for "programmes.themes.circular".
std::string whole_key(const std::string& key, const Field& field) {
    return field.element == whole ? key : key.substr(0, key.rfind('.'));
}

/// Programmes of an instrument under names of their own, which begin with `name`.
std::vector<policy::Programme> named_programmes(const Instrument& instrument, const std::string& name) {
    std::vector<policy::Programme> programmes = instrument.programmes;
    for (policy::Programme& programme : programmes) {
        programme.name = name + (programmes.size() == 1 ? "" : "_" + programme.name);
    }
    return programmes;
}

/// The base with the programmes of the instruments in use; they know their own dates.
void add_programmes(const std::vector<Window>& all, std::vector<policy::Programme>& programmes) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Window& window = all[i];
        if (window.intensity <= 0.0 || window.first_month >= window.end_month) {
            continue;
        }
        const auto earlier = std::count_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i),
                                           [&](const Window& w) { return w.instrument == window.instrument; });
        const std::string suffix = earlier == 0 ? "" : "_" + std::to_string(earlier + 1);
        for (policy::Programme& programme : named_programmes(*window.instrument, window.instrument->name + suffix)) {
            programme.start = window.start;
            programme.end = std::min(window.end, last_date);
            programme.intensity *= window.intensity;
            programmes.push_back(std::move(programme));
        }
    }
}

/// Sets the parameters of one period and finds out what is wrong with them.
class Setting {
public:
    Setting(Bound& bound, const models::Parameters& base, const std::vector<Window>& all) : bound_(bound) {
        bound_.take(base);
        add_programmes(all, bound_.parameters[policy::about].programmes);
    }

    void add(const Window& window) {
        for (const Change& change : window.instrument->changes) {
            with_field(bound_.schema, change.parameter, [&](const Field& field) { add(window, change, field); });
        }
    }

    /// Problems named by the month of the period, `from`.
    Problems apply(const std::string& from) {
        Problems found;
        for (const auto& [key, sum] : sums_) {
            with_field(bound_.schema, key,
                       [&](const Field& field) { apply(key, *field.parameter, sum, from, found); });
        }
        return found;
    }

private:
    void add(const Window& window, const Change& change, const Field& field) {
        const std::vector<double> base = numbers_of(field);
        Sum& sum = sums_[whole_key(change.parameter, field)];
        sum.difference.resize(base.size(), 0.0);
        for (std::size_t i = 0; i < base.size(); ++i) {
            if (field.element == whole || field.element == i) {
                sum.difference[i] += window.intensity * (change.target(base[i]) - base[i]);
            }
        }
        if (sum.names.empty() || sum.names.back() != window.instrument->name) {
            sum.names.push_back(window.instrument->name);
        }
        sum.selection = window.selection;
    }

    static void apply(const std::string& key, const Parameter& parameter, const Sum& sum, const std::string& from,
                      Problems& found) {
        std::vector<double> values = numbers_of({&parameter, whole});
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = rounded_to_bounds(parameter, values[i] + sum.difference[i]);
            if (!std::isfinite(values[i]) || values[i] < parameter.low || values[i] > parameter.high) {
                const std::string element =
                    parameter.kind == Parameter::Kind::vector ? "." + parameter.labels[i] : "";
                const std::string accepted = std::isfinite(values[i]) ? parameter.accepted_text() : "a finite number";
                found.push_back({selection_place(sum.selection), listed(sum.names) + " would set '" + key + element +
                                                                     "' to " + sim::plain_number(values[i]) +
                                                                     " from " + from + ", but it must be " +
                                                                     accepted + "; lower the intensity"});
                return;
            }
        }
        store(parameter, values);
    }

    Bound& bound_;
    std::map<std::string, Sum> sums_;
};

/// Months in which the list of working instruments may change, ascending.
std::set<std::uint32_t> boundaries(const std::vector<Window>& all, std::uint32_t months) {
    std::set<std::uint32_t> found;
    for (const Window& window : all) {
        for (const std::uint32_t month : {window.first_month, window.end_month}) {
            if (window.intensity > 0.0 && window.first_month < window.end_month && month < months) {
                found.insert(month);
            }
        }
    }
    return found;
}

/// Calls `use` for each period with its first month and the problems of its values; the values are in `bound`.
void for_each_period(
    const models::Parameters& base, Bound& bound,
    const std::function<void(std::uint32_t first, Problems found, const std::vector<const Window*>& working)>& use) {
    const std::vector<Window> all = windows(base);
    const Calendar calendar = base.time.calendar();
    for (const std::uint32_t month : boundaries(all, calendar.months)) {
        Setting setting(bound, base, all);
        std::vector<const Window*> working;
        for (const Window& window : all) {
            if (works(window, month)) {
                setting.add(window);
                working.push_back(&window);
            }
        }
        Problems found = setting.apply(sim::toml_date(calendar.at(static_cast<std::uint16_t>(month)).year));
        use(month, std::move(found), working);
    }
}

void check_changes(const Parameters& toolkit, Bound& bound, Problems& found) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < toolkit.instruments.size(); ++i) {
        const Instrument& instrument = toolkit.instruments[i];
        for (std::size_t k = 0; k < instrument.changes.size(); ++k) {
            const std::string& key = instrument.changes[k].parameter;
            const std::string place =
                "instrument#" + std::to_string(i) + ".changes#" + std::to_string(k) + ".parameter";
            const std::string who = "instrument '" + instrument.name + "' ";
            const bool known = with_field(bound.schema, key, [&](const Field& field) {
                const std::string reason = fixed_because(*field.parameter);
                if (!reason.empty()) {
                    found.push_back({place, who + "cannot change '" + key + "': " + reason});
                }
            });
            if (!known) {
                keys = keys.empty() ? keys_of(bound.schema) : std::move(keys);
                const auto meant = sim::closest_word(key, keys);
                found.push_back({place, who + "changes '" + key + "', which is no parameter" +
                                            (meant ? ", did you mean '" + *meant + "'?" : "")});
            }
        }
    }
}

void check_programmes(const models::Parameters& base, Problems& found) {
    PracticeCatalogue practices;
    practices.entries = base.practices;
    const std::vector<std::string> clusters = population::cluster_names(base.population);
    const ScenarioFacts facts{practices, clusters, base.population.regions, base.time.calendar()};
    for (std::size_t i = 0; i < base.toolkit.instruments.size(); ++i) {
        const Instrument& instrument = base.toolkit.instruments[i];
        policy::Parameters own = base[policy::about];
        own.programmes = named_programmes(instrument, instrument.name);
        for (const sim::Schema::Problem& problem : own.problems(facts)) {
            const std::string entry = "instrument#" + std::to_string(i) + ".";
            found.push_back({entry + problem.key,
                             "instrument '" + instrument.name + "', " + sim::with_prefix(problem.message, entry)});
        }
    }
    std::vector<policy::Programme> together = base[policy::about].programmes;
    add_programmes(windows(base), together);
    if (together.size() > programme_limit && !base.toolkit.selections.empty()) {
        found.push_back({selection_place(base.toolkit.selections.size() - 1),
                         "the instruments and the scenario together have " + std::to_string(together.size()) +
                             " programmes; at most " + std::to_string(programme_limit) + " are accepted"});
    }
}

void check_names(const Parameters& toolkit, Problems& found) {
    for (std::size_t i = 0; i < toolkit.instruments.size(); ++i) {
        const std::string& name = toolkit.instruments[i].name;
        if (const Instrument* const first = toolkit.find(name); first != &toolkit.instruments[i]) {
            const std::string other = "instrument#" + std::to_string(first - toolkit.instruments.data()) + ".name";
            found.push_back(
                {"instrument#" + std::to_string(i) + ".name",
                 "there are two instruments named '" + name + "'" + sim::other_place(other) + "; rename one"});
        }
    }
    for (std::size_t i = 0; i < toolkit.selections.size(); ++i) {
        if (toolkit.find(toolkit.selections[i].name) == nullptr) {
            found.push_back(
                {selection_place(i), "'toolkit': there is no instrument named '" + toolkit.selections[i].name + "'"});
        }
    }
}

void check_windows(const models::Parameters& base, Problems& found) {
    const std::vector<Window> all = windows(base);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string who = "instrument '" + all[i].instrument->name + "' ";
        if (all[i].end <= all[i].start) {
            found.push_back({selection_place(all[i].selection),
                             who + "must end after it starts (" + sim::toml_date(all[i].start) + ")"});
        }
        for (std::size_t k = 0; k < i; ++k) {
            if (all[k].instrument == all[i].instrument && all[k].start < all[i].end && all[i].start < all[k].end) {
                found.push_back({selection_place(all[i].selection), who + "is in use twice at the same time"});
            }
        }
    }
}

void check_values(const models::Parameters& base, Bound& bound, Problems& found) {
    const auto broken = [&] {
        std::vector<std::string> messages;
        for (const auto& rule : bound.schema.checks()) {
            for (const sim::Schema::Problem& problem : rule()) {
                messages.push_back("'" + problem.key + "': " + problem.message);
            }
        }
        return messages;
    };
    bound.take(base);
    const std::vector<std::string> already = broken();
    for_each_period(
        base, bound, [&](std::uint32_t first, const Problems& wrong, const std::vector<const Window*>& working) {
            if (!found.empty()) {
                return; // the same values would be reported for every later period
            }
            found.insert(found.end(), wrong.begin(), wrong.end());
            if (!wrong.empty() || working.empty()) {
                return;
            }
            std::vector<std::string> names;
            for (const Window* window : working) {
                names.push_back(window->instrument->name);
            }
            const std::string when = sim::toml_date(base.time.calendar().at(static_cast<std::uint16_t>(first)).year);
            for (const std::string& message : broken()) {
                if (std::find(already.begin(), already.end(), message) == already.end()) {
                    found.push_back({selection_place(working.back()->selection),
                                     "with " + listed(names) + " from " + when + ": " + message});
                }
            }
        });
}

} // namespace

std::vector<Window> windows(const models::Parameters& base) {
    const Calendar calendar = base.time.calendar();
    const auto month_of = [&](double year) {
        const double month = (year - calendar.start_year) * 12.0 + calendar.burn_in;
        return static_cast<std::uint32_t>(std::clamp(std::floor(month + 0.5), 0.0, 1.0 * calendar.months));
    };
    std::vector<Window> found;
    for (std::size_t i = 0; i < base.toolkit.selections.size(); ++i) {
        const Selection& selection = base.toolkit.selections[i];
        const Instrument* instrument = base.toolkit.find(selection.name);
        if (instrument == nullptr) {
            continue;
        }
        Window window{instrument, i, selection.intensity, selection.start.value_or(instrument->start), 0.0, 0, 0};
        const std::optional<double> lasts = selection.duration ? selection.duration : instrument->duration;
        window.end = selection.end ? *selection.end : lasts ? window.start + *lasts : sim::infinity;
        window.first_month = month_of(window.start);
        window.end_month = std::isfinite(window.end) ? month_of(window.end) : calendar.months;
        found.push_back(window);
    }
    return found;
}

std::vector<Period> periods_of(const models::Parameters& base) {
    const std::vector<Window> all = windows(base);
    if (boundaries(all, base.time.calendar().months).empty()) {
        return {};
    }
    Bound bound(base);
    add_programmes(all, bound.parameters[policy::about].programmes);
    std::vector<Period> periods;
    periods.push_back({0, bound.parameters});
    for_each_period(base, bound, [&](std::uint32_t first, const Problems&, const std::vector<const Window*>&) {
        periods.push_back({static_cast<std::uint16_t>(first), bound.parameters});
    });
    return periods;
}

std::vector<Effect> effects(const models::Parameters& base, const Instrument& instrument) {
    Bound bound(base);
    std::vector<Effect> found;
    for (const Change& change : instrument.changes) {
        with_field(bound.schema, change.parameter, [&](const Field& field) {
            const std::vector<double> values = numbers_of(field);
            const auto text = [&](bool changed) {
                std::string all;
                for (std::size_t i = 0; i < values.size(); ++i) {
                    if (field.element == whole || field.element == i) {
                        const double value = changed ? change.target(values[i]) : values[i];
                        // Decimal differences leave digits that mean nothing (0.35 + 0.1).
                        const double shown = std::floor(value * 1e9 + 0.5) / 1e9;
                        all += (all.empty() ? "" : ", ") + sim::plain_number(shown);
                    }
                }
                return all;
            };
            found.push_back({change.parameter, field.parameter->meaning,
                             field.parameter->unit == "1" ? "" : field.parameter->unit, text(false), text(true)});
        });
    }
    return found;
}

std::vector<sim::Schema::Problem> problems(const models::Parameters& base) {
    Problems found;
    if (base.toolkit.instruments.empty() && base.toolkit.selections.empty()) {
        return found;
    }
    Bound bound(base);
    check_names(base.toolkit, found);
    check_changes(base.toolkit, bound, found);
    check_programmes(base, found);
    check_windows(base, found);
    if (found.empty()) {
        check_values(base, bound, found);
    }
    return found;
}

} // namespace actorhood::models::toolkit
