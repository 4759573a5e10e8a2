#include "sim/run/axis_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/run/axis_target.hpp"

namespace actorhood::sim {

namespace {

using AxisMaybe = std::unique_ptr<DesignAxis>; ///< null when something is wrong, which has been reported then

bool whole(double value) { return std::floor(value) == value; }

/// Names of the shares of a simplex: those listed, else the elements of the vector or the reals of the table.
std::vector<std::string> component_names(const AxisEntry& entry, const Schema& scenario) {
    if (entry.simplex.empty() || !entry.components.empty()) {
        return entry.components;
    }
    const std::string prefix = entry.simplex + ".";
    std::vector<std::string> names;
    for (const Parameter& parameter : scenario.parameters()) {
        const bool below =
            parameter.key.starts_with(prefix) && parameter.key.find('.', prefix.size()) == std::string::npos;
        if (parameter.key == entry.simplex && parameter.kind == Parameter::Kind::vector) {
            return parameter.labels;
        }
        if (below && parameter.kind == Parameter::Kind::real) {
            names.push_back(parameter.key.substr(prefix.size()));
        }
    }
    return names;
}

/// What to say of a key that is a table of numbers, and how it is varied; "" if it is none.
std::string of_table(const std::string& key, const Schema& scenario) {
    AxisEntry together;
    together.simplex = key;
    const std::vector<std::string> names = component_names(together, scenario);
    if (names.empty()) {
        return "";
    }
    double sum = 0.0;
    for (const std::string& name : names) {
        const std::optional<AxisTarget> share = find_target(scenario, key + "." + name);
        sum += share ? share->base : 0.0;
    }
    return names.size() > 1 && std::abs(sum - 1.0) < 1e-9
               ? "; its shares, which add up to 1, are varied together by simplex = " + toml_text(key)
               : "; it is a table: name one of its keys, such as '" + key + "." + names.front() + "'";
}

/// Keys that an axis names, which patterns leave to it.
std::set<std::string> named_keys(const std::vector<AxisEntry>& entries, const Schema& scenario) {
    std::set<std::string> named;
    for (const AxisEntry& entry : entries) {
        if (!entry.parameter.empty()) {
            named.insert(entry.parameter);
        }
        for (const std::string& name : component_names(entry, scenario)) {
            named.insert(entry.simplex + "." + name);
        }
        for (const OptionEntry& option : entry.options) {
            std::transform(option.set.each.begin(), option.set.each.end(), std::inserter(named, named.end()),
                           std::mem_fn(&Change::key));
        }
    }
    return named;
}

/// Reads one [[experiment.axis]]: from its entry by the targets in the scenario to the axis.
class AxisReader {
public:
    AxisReader(ExperimentDocument& document, const AxisEntry& entry, const Schema& scenario)
        : document_(document), entry_(entry), design_(document.table().design_of(entry)), scenario_(scenario) {}

    [[nodiscard]] const AxisEntry& entry() const { return entry_; }
    /// A problem at a key below the axis, "" for the axis itself.
    void problem(std::string_view key, const std::string& message) {
        document_.problem(entry_.places.of(key), message);
    }
    /// The one of the ways to write an axis that is used; "" if it is not one, which is reported.
    std::string_view way();

    /// What each way gives; null when something is wrong, which has been reported then.
    AxisMaybe from_parameter();
    AxisMaybe from_range(const AxisTarget& target);
    AxisMaybe from_simplex();
    AxisMaybe from_options();

private:
    [[nodiscard]] bool given(std::string_view key) const { return entry_.places.given(key); }
    [[nodiscard]] bool on_grid() const { return sim::on_grid(design_.kind()); }
    [[nodiscard]] std::string role() const { return entry_.is_lever() ? "lever" : "uncertainty"; }
    /// Values on a grid: those of the axis, else of its design, else 2.
    [[nodiscard]] std::size_t levels() const {
        const std::int64_t chosen = entry_.levels > 0 ? entry_.levels : design_.levels;
        return chosen > 0 ? static_cast<std::size_t>(chosen) : 2;
    }
    /// Reports a key that has no place in this axis, if it is given.
    void refuse(std::string_view key, const std::string& reason) {
        if (given(key)) {
            problem(key, "'" + std::string(key) + "' " + reason);
        }
    }

    void refuse_strangers(std::string_view way);
    bool ends_accepted(const Parameter& declared, const Range& range);
    bool range_usable(const Parameter& declared, const Range& range);
    AxisMaybe from_values(const AxisTarget& target, const Node& written);
    std::optional<AxisTarget> share_of_simplex(const std::string& name);
    bool fixed_shares(const std::vector<AxisTarget>& shares, Simplex& simplex);

    ExperimentDocument& document_;
    const AxisEntry& entry_;
    const DesignEntry& design_; ///< that lays out the axis
    const Schema& scenario_;
};

std::string_view AxisReader::way() {
    const std::array<std::string_view, 4> ways{"parameter", "parameters", "simplex", "options"};
    std::vector<std::string_view> used;
    std::copy_if(ways.begin(), ways.end(), std::back_inserter(used),
                 [&](std::string_view key) { return given(key); });
    if (used.size() != 1) {
        problem("", "an axis needs one of 'parameter', 'parameters', 'simplex', or 'name' with 'options'" +
                        std::string(used.empty() ? "" : ", but this has several"));
        return "";
    }
    refuse_strangers(used.front());
    return used.front();
}

/// Refuses keys that belong to other kinds of axes.
void AxisReader::refuse_strangers(std::string_view way) {
    const bool number = way == "parameter" || way == "parameters";
    const std::string grid = "belongs to a design on a grid, not to " + design_.word();
    if (way != "options") {
        refuse("name", "names an axis of options; columns of parameters have the parameter's key");
    }
    if (way != "simplex") {
        for (const char* key : {"components", "fixed", "steps"}) {
            refuse(key, "belongs to a simplex");
        }
    } else if (!on_grid()) {
        refuse("steps", grid);
    }
    if (way != "parameters") {
        refuse("except", "belongs to 'parameters'");
    }
    if (way != "parameter") {
        for (const char* key : {"min", "max", "values"}) {
            refuse(key, "belongs to 'parameter'");
        }
    }
    if (!number) {
        refuse("scale", "belongs to a number");
        refuse("levels", "belongs to a number");
    } else if (!on_grid()) {
        refuse("levels", grid);
    }
}

// A range of numbers.

bool AxisReader::ends_accepted(const Parameter& declared, const Range& range) {
    bool good = true;
    for (const auto& [key, end] : {std::pair("min", range.low), std::pair("max", range.high)}) {
        const std::string name = std::string("'") + key + "'";
        if (!(end >= declared.low && end <= declared.high)) {
            problem(key, name + " is " + plain_number(end) + ", but '" + declared.key + "' accepts " +
                             declared.accepted_text());
            good = false;
        } else if (range.whole && !whole(end)) {
            problem(key, name + " must be a whole number, because '" + declared.key + "' is one");
            good = false;
        }
    }
    return good;
}

bool AxisReader::range_usable(const Parameter& declared, const Range& range) {
    const std::string ends = plain_number(range.low) + " to " + plain_number(range.high);
    if (!(range.low < range.high)) {
        problem(given("min") ? "min" : "max", "the range of '" + declared.key + "' must rise, but is " + ends);
        return false;
    }
    if (range.logarithmic && !(range.low > 0.0)) {
        problem("scale", "a log scale needs a range above 0, but that of '" + declared.key + "' is " + ends);
        return false;
    }
    if (range.whole && on_grid() && static_cast<double>(range.levels - 1) > range.high - range.low) {
        problem("levels", "'" + declared.key + "' has only " + plain_number(range.high - range.low + 1.0) +
                              " whole numbers from " + ends + ", fewer than the " + std::to_string(range.levels) +
                              " levels; set 'levels' of the axis");
        return false;
    }
    return true;
}

AxisMaybe AxisReader::from_range(const AxisTarget& target) {
    const Parameter& declared = target.declared;
    if (!declared.sweepable && !(given("min") && given("max"))) {
        problem("parameter", "'" + declared.key + "' has no declared range; give min and max");
        return nullptr;
    }
    Range range;
    range.low = given("min") ? entry_.low : declared.sweep_low;
    range.high = given("max") ? entry_.high : declared.sweep_high;
    range.logarithmic = entry_.scale == 1;
    range.whole = declared.kind == Parameter::Kind::integer;
    range.levels = levels();
    range.base = target.base;
    if (!ends_accepted(declared, range) || !range_usable(declared, range)) {
        return nullptr;
    }
    return range_axis(target.column(role()), range);
}

// A list of values.

/// Where the base stands: its number; among words its position, and the first of them where it is none of them.
std::optional<AxisValue> centre_of(const AxisTarget& target, const std::vector<AxisValue>& values) {
    const std::string setting = target.declared.key + "=" + target.base_text;
    if (target.is_number() && target.base_text.empty()) {
        return AxisValue{{target.base}, {}}; // left out, as in the base
    }
    if (target.is_number()) {
        return AxisValue{{target.base}, {setting}};
    }
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const AxisValue& value) { return value.settings.front() == setting; });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

AxisMaybe AxisReader::from_values(const AxisTarget& target, const Node& written) {
    if (written.kind != Node::Kind::array || written.children.empty()) {
        document_.problem(written, "'values' must be an array of values of '" + target.declared.key + "'");
        return nullptr;
    }
    const auto report = [&](const Node& where, const std::string& message) { document_.problem(where, message); };
    DesignColumn column = target.column(role());
    std::vector<AxisValue> values;
    std::set<std::string> texts;
    for (const Node& value : written.children) {
        const std::optional<CheckedValue> checked = check_value(target, value, report);
        if (checked && !texts.insert(checked->text).second) {
            document_.problem(value, "the value " + checked->text + " is given twice");
        } else if (checked) {
            const double coordinate = target.is_number() ? checked->number : static_cast<double>(values.size());
            values.push_back({{coordinate}, {target.declared.key + "=" + checked->text}});
            if (!target.is_number()) {
                column.labels.push_back(value.text);
            }
        }
    }
    if (values.size() != written.children.size()) {
        return nullptr;
    }
    std::optional<AxisValue> centre = centre_of(target, values);
    return list_axis(std::move(column), std::move(values), std::move(centre));
}

AxisMaybe AxisReader::from_parameter() {
    const std::string& key = entry_.parameter;
    const std::optional<AxisTarget> target = find_target(scenario_, key);
    if (!target) {
        const std::string table = of_table(key, scenario_);
        const auto meant = table.empty() ? closest_target(scenario_, key) : std::nullopt;
        problem("parameter", "the scenario has no parameter '" + shortened(key) + "'" +
                                 (!table.empty() ? table
                                  : meant        ? ", did you mean '" + *meant + "'?"
                                                 : "; 'actorhood parameters' lists them"));
        return nullptr;
    }
    if (const std::string reason = unsuitable(*target); !reason.empty()) {
        problem("parameter", "'" + key + "' " + reason);
        return nullptr;
    }
    if (entry_.values) {
        for (const char* other : {"min", "max", "scale", "levels"}) {
            refuse(other, "has no meaning beside 'values'");
        }
        return from_values(*target, *entry_.values);
    }
    if (!target->is_number()) {
        problem("parameter",
                "'" + key + "' is not a number; give 'values', such as values = [" + target->base_text + "]");
        return nullptr;
    }
    return from_range(*target);
}

AxisMaybe AxisReader::from_options() {
    DesignColumn column;
    column.name = entry_.name;
    column.unit = "1";
    column.meaning = "Option by its position";
    column.role = role();
    if (column.name.empty()) {
        problem("options", "an axis of options needs a name, such as name = \"mix\"");
        return nullptr;
    }
    if (entry_.options.empty()) {
        problem("options", "an axis of options needs at least one, written as [[experiment.axis.options]]");
        return nullptr;
    }
    std::vector<AxisValue> values;
    for (const OptionEntry& option : entry_.options) {
        if (option.name.empty()) {
            document_.problem(option.places.entry, "an option needs a name");
        } else if (const auto same = std::find(column.labels.begin(), column.labels.end(), option.name);
                   same != column.labels.end()) {
            const EntryPlaces& first = entry_.options[static_cast<std::size_t>(same - column.labels.begin())].places;
            document_.problem(option.places.of("name"), "the option " + toml_text(option.name) + " is given twice (" +
                                                            first.of("name").text() + ")");
        }
        column.labels.push_back(option.name);
        values.push_back({{static_cast<double>(values.size())}, option.set.settings()});
    }
    return list_axis(std::move(column), std::move(values), std::nullopt);
}

// Shares of one whole.

/// A share of the simplex as the scenario declares it.
std::optional<AxisTarget> AxisReader::share_of_simplex(const std::string& name) {
    const std::string key = entry_.simplex + "." + name;
    std::optional<AxisTarget> target = find_target(scenario_, key);
    if (!target || target->declared.kind != Parameter::Kind::real) {
        const auto meant = closest_target(scenario_, key);
        problem(given("components") ? "components" : "simplex",
                "the scenario has no share '" + shortened(key) + "'" +
                    (meant && !target ? ", did you mean '" + *meant + "'?" : ""));
        return std::nullopt;
    }
    if (target->declared.low > 0.0 || target->declared.high < 1.0) {
        problem("simplex", "'" + key + "' accepts " + target->declared.accepted_text() +
                               ", so it cannot be a share from 0 to 1");
        return std::nullopt;
    }
    target->declared.low = 0.0;
    target->declared.high = 1.0;
    return target;
}

/// Reads the shares that do not vary; false if something is wrong with them.
bool AxisReader::fixed_shares(const std::vector<AxisTarget>& shares, Simplex& simplex) {
    simplex.fixed.resize(shares.size());
    if (!entry_.fixed) {
        return true;
    }
    const Node& written = *entry_.fixed;
    bool good = true;
    const auto report = [&](const Node& where, const std::string& message) {
        document_.problem(where, message);
        good = false;
    };
    if (written.kind != Node::Kind::table) {
        report(written, "'fixed' must be a table of shares, such as { services = 0.1 }");
        return good;
    }
    std::uint64_t sum = 0;
    for (const Node& given : written.children) {
        const std::string key = simplex.name + "." + given.name;
        const auto share = std::find_if(shares.begin(), shares.end(),
                                        [&](const AxisTarget& target) { return target.declared.key == key; });
        if (share == shares.end()) {
            report(given, "'" + shortened(key) + "' is not a component of the simplex");
        } else if (const auto checked = check_value(*share, given, report)) {
            const auto units = static_cast<std::uint32_t>(std::floor(checked->number * share_units + 0.5));
            simplex.fixed[static_cast<std::size_t>(share - shares.begin())] = units;
            sum += units;
        }
    }
    if (good && sum >= share_units) {
        report(written, "the fixed shares leave nothing for the other components");
    } else if (good && std::count(simplex.fixed.begin(), simplex.fixed.end(), std::nullopt) < 2) {
        report(written, "at least two shares of '" + simplex.name + "' must be free to vary");
    }
    return good;
}

AxisMaybe AxisReader::from_simplex() {
    Simplex simplex;
    simplex.name = entry_.simplex;
    const std::vector<std::string> names = component_names(entry_, scenario_);
    if (names.size() < 2) {
        problem("simplex", "'" + shortened(simplex.name) +
                               "' must be a table of at least two shares, such as \"funding.mix\", or a vector");
        return nullptr;
    }
    std::vector<AxisTarget> shares;
    for (const std::string& name : names) {
        const std::optional<AxisTarget> share = share_of_simplex(name);
        if (!share) {
            return nullptr;
        }
        simplex.columns.push_back(share->column(role()));
        simplex.base.push_back(share->base);
        shares.push_back(*share);
    }
    const double sum = std::accumulate(simplex.base.begin(), simplex.base.end(), 0.0);
    if (std::abs(sum - 1.0) > 1e-9) {
        problem("simplex", "the shares of '" + simplex.name + "' must add up to 1, but those of the base add up to " +
                               plain_number(sum));
        return nullptr;
    }
    simplex.steps = static_cast<std::uint32_t>(entry_.steps > 0 ? entry_.steps : design_.steps);
    if (on_grid() && simplex.steps == 0) {
        problem("simplex", "a lattice needs 'steps', such as steps = 10 for shares in tenths");
        return nullptr;
    }
    return fixed_shares(shares, simplex) ? simplex_axis(std::move(simplex)) : nullptr;
}

// All axes of an experiment.

class AxesReader {
public:
    AxesReader(ExperimentDocument& document, const Schema& scenario)
        : document_(document), scenario_(scenario), named_(named_keys(document.table().axes, scenario)) {}

    DesignAxes read() {
        for (const AxisEntry& entry : document_.table().axes) {
            AxisReader reader(document_, entry, scenario_);
            read(reader);
        }
        return std::move(axes_);
    }

private:
    void read(AxisReader& reader) {
        const std::string_view way = reader.way();
        if (way == "parameter") {
            add(reader, reader.from_parameter());
        } else if (way == "parameters") {
            patterns(reader);
        } else if (way == "simplex") {
            add(reader, reader.from_simplex());
        } else if (way == "options") {
            add(reader, reader.from_options());
        }
    }

    /// An axis for each parameter that a pattern fits, but for those left out or taken.
    void patterns(AxisReader& reader) {
        const std::vector<std::string>& except = reader.entry().except;
        std::vector<std::string> fitted;
        for (const std::string& pattern : reader.entry().parameters) {
            const std::vector<AxisTarget> fitting = matching_targets(scenario_, pattern);
            for (const AxisTarget& target : fitting) {
                const std::string& key = target.declared.key;
                fitted.push_back(key);
                const bool left_out = named_.contains(key) || columns_.contains(key) ||
                                      std::any_of(except.begin(), except.end(), [&](const std::string& other) {
                                          return matches_pattern(other, key);
                                      });
                if (!left_out) {
                    add(reader, reader.from_range(target));
                }
            }
            if (fitting.empty()) {
                reader.problem("parameters",
                               "no real parameter with a declared range fits '" + shortened(pattern) + "'");
            }
        }
        for (const std::string& other : except) {
            const auto fits = [&](const std::string& key) { return matches_pattern(other, key); };
            if (!fitted.empty() && std::ranges::none_of(fitted, fits)) {
                const std::optional<std::string> meant = closest_word(other, fitted);
                reader.problem("except", "'" + shortened(other) + "' leaves nothing out of what 'parameters' name" +
                                             (meant ? ", did you mean '" + *meant + "'?" : ""));
            }
        }
    }

    /// Takes an axis, unless nothing came of it or a column is taken.
    void add(AxisReader& reader, AxisMaybe axis) {
        if (axis == nullptr) {
            return;
        }
        bool good = true;
        for (const DesignColumn& column : axis->columns()) {
            if (!columns_.insert(column.name).second) {
                reader.problem("", "'" + shortened(column.name) + "' is an axis already; keep one of them");
                good = false;
            }
        }
        if (good) {
            axes_.push_back(std::move(axis));
        }
    }

    ExperimentDocument& document_;
    const Schema& scenario_;
    std::set<std::string> named_;   ///< keys that an axis names, which patterns leave to it
    std::set<std::string> columns_; ///< taken names
    DesignAxes axes_;
};

} // namespace

DesignAxes read_axes(ExperimentDocument& document, const Schema& scenario) {
    return AxesReader(document, scenario).read();
}

} // namespace actorhood::sim
