#include "analysis/parameters.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/number.hpp"
#include "sim/config/tree.hpp"
#include "sim/config/written_date.hpp"

namespace actorhood::analysis {

namespace {

/// Stands for an entry of a list that a result has and another has not.
constexpr const char* there = "there";

/// What an instrument in use does to a parameter from a date on.
struct Effect {
    std::string key; ///< as the change names it
    double from;     ///< fractional year
    double until;    ///< first moment without it
    double shift;    ///< of a number; 0 where the scenario has none under that key
};

/// The parameters of a scenario by their dotted keys, and the entries of its lists.
struct Flat {
    std::map<std::string, std::string> values;
    std::map<std::string, std::string> entries; ///< key of each entry of a list; the value is `there`
    std::map<std::string, std::string>
        changed; ///< "funding.level from 2030-01 (x)" -> value in force from when instrument x begins
    std::vector<Effect> effects;
};

bool is_list_of_tables(const sim::Node& node) {
    return node.kind == sim::Node::Kind::array && !node.children.empty() &&
           std::all_of(node.children.begin(), node.children.end(),
                       [](const sim::Node& child) { return child.kind == sim::Node::Kind::table; });
}

/// Name of an entry: its own, or its place, from 1.
std::string entry_name(const sim::Node& entry, std::size_t place) {
    const sim::Node* const name = entry.child("name");
    const bool named = name != nullptr && name->kind == sim::Node::Kind::text && !name->text.empty();
    return named ? name->text : "#" + std::to_string(place + 1);
}

void flatten(const sim::Node& node, const std::string& key, Flat& flat) {
    if (node.kind == sim::Node::Kind::table) {
        for (const sim::Node& child : node.children) {
            flatten(child, key.empty() ? child.name : key + "." + child.name, flat);
        }
    } else if (is_list_of_tables(node)) {
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const std::string entry = key + "." + entry_name(node.children[i], i);
            flat.entries.emplace(entry, there);
            flatten(node.children[i], entry, flat);
        }
    } else {
        flat.values.emplace(key, node.toml());
    }
}

std::string text_of(const sim::Node* node) { return node == nullptr ? "" : node->text; }

/// "2030-01" of a date on the first day of a month; others as they are.
std::string month_text(const std::string& date) { return date.ends_with("-01") ? date.substr(0, 7) : date; }

/// "2030-01-01" or "2030-01" as a fractional year; 0 of what is no date.
double year_of(const std::string& date) {
    const std::optional<sim::Day> day = sim::to_day(date);
    return day ? sim::years_of_month(day->year, day->month) : 0.0;
}

/// What a use of an instrument says counts before what the instrument says.
std::string said_of(const char* key, const sim::Node& use, const sim::Node& instrument) {
    const std::string own = text_of(use.child(key));
    return own.empty() ? text_of(instrument.child(key)) : own;
}

/// Begin and end of an instrument in use, as fractional years.
std::pair<double, double> years_of(const sim::Node& use, const sim::Node& instrument) {
    const double from = year_of(said_of("start", use, instrument));
    const std::string end = text_of(use.child("end"));
    const std::optional<double> years = sim::real_from(said_of("duration", use, instrument));
    return {from, !end.empty() ? year_of(end) : years ? from + *years : std::numeric_limits<double>::infinity()};
}

/// " from 2030-01 to before 2035-01" of an instrument in use.
std::string span_of(const sim::Node& use, const sim::Node& instrument) {
    const std::string end = text_of(use.child("end"));
    const std::string years = said_of("duration", use, instrument);
    return " from " + month_text(said_of("start", use, instrument)) +
           (!end.empty()     ? " to before " + month_text(end)
            : !years.empty() ? " for " + sim::plain_number(sim::real_from(years).value_or(0.0)) + " years"
                             : "");
}

/// A key as values have it: without the quotes around names.
std::string without_quotes(std::string key) {
    std::erase(key, '"');
    return key;
}

/// By how much a change shifts a number at full intensity, by the rule of models/toolkit/instruments.hpp.
double shift_of(const sim::Node& change, double base) {
    const std::optional<double> set = sim::real_from(text_of(change.child("set")));
    const std::optional<double> multiply = sim::real_from(text_of(change.child("multiply")));
    const double add = sim::real_from(text_of(change.child("add"))).value_or(0.0);
    return set ? *set - base : multiply ? base * *multiply - base : add;
}

/// The change itself, where the scenario has no number under its key, as for elements of arrays and all entries of a list.
std::string change_text(const sim::Node& change, double intensity) {
    const std::optional<double> set = sim::real_from(text_of(change.child("set")));
    const std::optional<double> multiply = sim::real_from(text_of(change.child("multiply")));
    const double add = sim::real_from(text_of(change.child("add"))).value_or(0.0);
    return (set        ? "set to " + sim::plain_number(*set)
            : multiply ? "times " + sim::plain_number(*multiply)
                       : "plus " + sim::plain_number(add)) +
           (intensity == 1.0 ? "" : ", intensity " + sim::plain_number(intensity));
}

/// The value of a number in force at a moment: its own, and what instruments add up to (models/toolkit/periods.hpp). "" if the
/// scenario has no number under that key.
std::string value_in_force(const Flat& flat, const std::string& key, double year) {
    const auto found = flat.values.find(without_quotes(key));
    const std::optional<double> base = found == flat.values.end() ? std::nullopt : sim::real_from(found->second);
    if (!base) {
        return found == flat.values.end() ? "" : found->second;
    }
    constexpr double half_month = 0.5 / 12.0;
    double value = *base;
    for (const Effect& effect : flat.effects) {
        if (effect.key == key && effect.from < year + half_month && effect.until > year + half_month) {
            value += effect.shift;
        }
    }
    if (value == *base) {
        return found->second;
    }
    constexpr int digits = 12; // of .1 * 3, without its rounding
    const std::string text = significant(value, digits);
    return found->second.find('.') == std::string::npos ? text : sim::toml_real(*sim::real_from(text));
}

/// The instrument that a use names, with its changes; nullptr if there is none.
const sim::Node* used_instrument(const sim::Node& instruments, const sim::Node& use) {
    const auto found =
        std::find_if(instruments.children.begin(), instruments.children.end(),
                     [&](const sim::Node& one) { return text_of(one.child("name")) == text_of(use.child("name")); });
    return found == instruments.children.end() || found->child("changes") == nullptr ? nullptr : &*found;
}

/// What the instruments in use change, each beside the others.
void find_changes(const sim::Node& root, Flat& flat) {
    const sim::Node* const uses = root.child("toolkit");
    const sim::Node* const instruments = root.child("instrument");
    if (uses == nullptr || instruments == nullptr) {
        return;
    }
    std::vector<std::pair<std::string, std::string>> rows; // and the change itself
    for (const sim::Node& use : uses->children) {
        const sim::Node* const instrument = used_instrument(*instruments, use);
        if (instrument == nullptr) {
            continue;
        }
        const double intensity = sim::real_from(text_of(use.child("intensity"))).value_or(1.0);
        const auto [from, until] = years_of(use, *instrument);
        for (const sim::Node& change : instrument->child("changes")->children) {
            const std::string key = text_of(change.child("parameter"));
            const auto base = flat.values.find(without_quotes(key));
            const std::optional<double> number =
                base == flat.values.end() ? std::nullopt : sim::real_from(base->second);
            flat.effects.push_back({key, from, until, number ? intensity * shift_of(change, *number) : 0.0});
            rows.emplace_back(key + span_of(use, *instrument) + " (" + text_of(use.child("name")) + ")",
                              number ? "" : change_text(change, intensity));
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Effect& effect = flat.effects[i];
        flat.changed.emplace(rows[i].first,
                             rows[i].second.empty() ? value_in_force(flat, effect.key, effect.from) : rows[i].second);
    }
}

Flat flat_scenario(const std::string& scenario) {
    Flat flat;
    const sim::Node root = sim::parse_toml(scenario, "").root;
    flatten(root, "", flat);
    find_changes(root, flat);
    return flat;
}

bool says_nothing(const std::string& key) { return key.starts_with("run.") || key.starts_with("output."); }

/// True if the key is of an entry that is named in `entries` already.
bool within(const std::string& key, const std::vector<std::string>& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const std::string& entry) { return key == entry || key.starts_with(entry + "."); });
}

/// Keys of all scenarios, in order.
std::vector<std::string> all_keys(const std::vector<Flat>& scenarios,
                                  std::map<std::string, std::string> Flat::*which) {
    std::vector<std::string> keys;
    for (const Flat& scenario : scenarios) {
        for (const auto& [key, value] : scenario.*which) {
            keys.push_back(key);
        }
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

/// Appends what differs among the values or entries of the scenarios.
void collect(const std::vector<Flat>& scenarios, std::map<std::string, std::string> Flat::*which,
             std::vector<std::string>& entries, std::vector<ParameterDifference>& differences) {
    for (const std::string& key : all_keys(scenarios, which)) {
        ParameterDifference difference{key, {}};
        for (const Flat& scenario : scenarios) {
            const auto found = (scenario.*which).find(key);
            difference.values.push_back(found == (scenario.*which).end() ? "" : found->second);
        }
        const bool same = std::all_of(difference.values.begin(), difference.values.end(),
                                      [&](const std::string& value) { return value == difference.values[0]; });
        if (!same && !says_nothing(key) && !within(key, entries)) {
            if (which == &Flat::entries) {
                entries.push_back(key);
            }
            differences.push_back(std::move(difference));
        }
    }
}

/// What instruments in use change in some scenarios only, beside the value that the others have then.
void collect_changes(const std::vector<Flat>& scenarios, std::vector<ParameterDifference>& differences) {
    std::vector<ParameterDifference> found;
    std::vector<std::string> entries;
    collect(scenarios, &Flat::changed, entries, found);
    for (ParameterDifference& difference : found) {
        constexpr std::string_view since = " from ";
        const std::size_t date = difference.key.find(since);
        const std::string key = difference.key.substr(0, date);
        const double year = year_of(difference.key.substr(date + since.size(), 7));
        for (std::size_t r = 0; r < scenarios.size(); ++r) {
            if (difference.values[r].empty()) {
                difference.values[r] = value_in_force(scenarios[r], key, year);
            }
        }
        differences.push_back(std::move(difference));
    }
}

/// True for an instrument that the scenarios know and another line says to be in use: the same thing twice.
bool is_said_by_its_use(const ParameterDifference& difference, const std::vector<std::string>& entries) {
    constexpr std::string_view known = "instrument.";
    return difference.key.starts_with(known) &&
           std::find(entries.begin(), entries.end(), "toolkit." + difference.key.substr(known.size())) !=
               entries.end();
}

} // namespace

std::vector<ParameterDifference> parameter_differences(const std::vector<std::string>& scenarios) {
    std::vector<Flat> flat;
    for (const std::string& scenario : scenarios) {
        flat.push_back(flat_scenario(scenario));
    }
    std::vector<std::string> entries;
    std::vector<ParameterDifference> differences;
    collect(flat, &Flat::entries, entries, differences);
    std::erase_if(differences, [&](const ParameterDifference& one) { return is_said_by_its_use(one, entries); });
    collect_changes(flat, differences);
    collect(flat, &Flat::values, entries, differences);
    return differences;
}

std::map<std::string, std::string> parameter_values(const std::string& scenario) {
    Flat flat;
    flatten(sim::parse_toml(scenario, "").root, "", flat);
    return flat.values;
}

std::vector<std::string> program_differences(const std::vector<Result>& results) {
    const auto text = [](const Result& result) {
        std::string words;
        bool changed = false;
        for (const Origin& origin : result.file().origin()) {
            if (origin.attribute == "git_uncommitted_changes") {
                changed = origin.value == "yes";
            } else {
                words += (words.empty() ? "" : ", commit ") + origin.value.substr(0, 12);
            }
        }
        return words + (changed ? " with changes that are not committed" : "");
    };
    std::vector<std::string> sentences;
    for (const Result& result : results) {
        const std::string own = text(result);
        const std::string first = text(results[0]);
        if (!own.empty() && !first.empty() && own != first) {
            sentences.push_back(result.name() + " was made by program version " + own + ", " + results[0].name() +
                                " by " + first + ": a difference may come from the program");
        }
    }
    return sentences;
}

} // namespace actorhood::analysis
