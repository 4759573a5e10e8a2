#include "sim/run/axis_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
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

bool is_number(const AxisTarget& target) {
    return target.declared.kind == Parameter::Kind::real || target.declared.kind == Parameter::Kind::integer;
}

DesignColumn column_of(const AxisTarget& target, std::string role) {
    DesignColumn column;
    column.name = target.declared.key;
    column.unit = target.declared.unit;
    column.meaning = target.declared.meaning;
    column.role = std::move(role);
    return column;
}

/// One [[experiment.axis]]: what it gives, and where its problems belong.
class AxisTable {
public:
    AxisTable(ExperimentDocument& document, std::size_t index)
        : document_(document), index_(index), key_("experiment.axis#" + std::to_string(index)) {}

    [[nodiscard]] const AxisEntry& entry() const { return document_.table().axes[index_]; }
    [[nodiscard]] bool given(const char* key) const { return document_.given(key_ + "." + key); }
    /// What stands at a key in the file; nullptr if nothing.
    [[nodiscard]] const Node* written(const char* key) const { return document_.axis_value(index_, key); }

    [[nodiscard]] bool on_grid() const { return sim::on_grid(document_.table().kind()); }
    [[nodiscard]] const std::string& design_word() const { return document_.design_word(); }
    [[nodiscard]] std::string role(const char* otherwise) const {
        return !given("role") ? otherwise : entry().role == 0 ? "lever" : "uncertainty";
    }
    /// Values on a grid: those of the axis, else of the experiment, else 2.
    [[nodiscard]] std::size_t levels() const {
        const std::int64_t chosen = entry().levels > 0 ? entry().levels : document_.table().levels;
        return chosen > 0 ? static_cast<std::size_t>(chosen) : 2;
    }
    /// Steps of a lattice: those of the axis, else of the experiment, else 0.
    [[nodiscard]] std::int64_t steps() const { return entry().steps > 0 ? entry().steps : document_.table().steps; }

    /// A problem at a key below the axis, "" for the axis itself.
    void problem(const std::string& key, const std::string& message) {
        document_.problem(key.empty() ? key_ : key_ + "." + key, message);
    }
    void problem(const Node& where, const std::string& message) { document_.problem(where, message); }
    /// Reports a key that has no place in this axis, if it is given.
    void refuse(const char* key, const std::string& reason) {
        if (const Node* node = written(key)) {
            problem(*node, std::string("'") + key + "' " + reason);
        }
    }

private:
    ExperimentDocument& document_;
    std::size_t index_;
    std::string key_; ///< "experiment.axis#0"
};

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
            std::transform(option.set.begin(), option.set.end(), std::inserter(named, named.end()), setting_key);
        }
    }
    return named;
}

// A range of numbers.

bool ends_accepted(AxisTable& table, const Parameter& declared, const Range& range) {
    bool good = true;
    for (const auto& [key, end] : {std::pair("min", range.low), std::pair("max", range.high)}) {
        const std::string name = std::string("'") + key + "'";
        if (!(end >= declared.low && end <= declared.high)) {
            table.problem(key, name + " is " + plain_number(end) + ", but '" + declared.key + "' accepts " +
                                   declared.accepted_text());
            good = false;
        } else if (range.whole && !whole(end)) {
            table.problem(key, name + " must be a whole number, because '" + declared.key + "' is one");
            good = false;
        }
    }
    return good;
}

bool range_usable(AxisTable& table, const Parameter& declared, const Range& range) {
    const std::string ends = plain_number(range.low) + " to " + plain_number(range.high);
    if (!(range.low < range.high)) {
        table.problem(table.given("min") ? "min" : "max",
                      "the range of '" + declared.key + "' must rise, but is " + ends);
        return false;
    }
    if (range.logarithmic && !(range.low > 0.0)) {
        table.problem("scale", "a log scale needs a range above 0, but that of '" + declared.key + "' is " + ends);
        return false;
    }
    if (range.whole && table.on_grid() && static_cast<double>(range.levels - 1) > range.high - range.low) {
        table.problem("levels", "'" + declared.key + "' has only " + plain_number(range.high - range.low + 1.0) +
                                    " whole numbers from " + ends + ", fewer than the " +
                                    std::to_string(range.levels) + " levels; set 'levels' of the axis");
        return false;
    }
    return true;
}

AxisMaybe read_range(AxisTable& table, const AxisTarget& target) {
    const Parameter& declared = target.declared;
    if (!declared.sweepable && !(table.given("min") && table.given("max"))) {
        table.problem("parameter", "'" + declared.key + "' has no declared range; give min and max");
        return nullptr;
    }
    Range range;
    range.low = table.given("min") ? table.entry().low : declared.sweep_low;
    range.high = table.given("max") ? table.entry().high : declared.sweep_high;
    range.logarithmic = table.entry().scale == 1;
    range.whole = declared.kind == Parameter::Kind::integer;
    range.levels = table.levels();
    range.base = target.base;
    if (!ends_accepted(table, declared, range) || !range_usable(table, declared, range)) {
        return nullptr;
    }
    return range_axis(column_of(target, table.role("uncertainty")), range);
}

// A list of values.

/// Where the base stands: its number; among words its position, and the first of them where it is none of them.
std::optional<AxisValue> centre_of(const AxisTarget& target, const std::vector<AxisValue>& values) {
    const std::string setting = target.declared.key + "=" + target.base_text;
    if (is_number(target)) {
        return AxisValue{{target.base}, {setting}};
    }
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const AxisValue& value) { return value.settings.front() == setting; });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

AxisMaybe read_values(AxisTable& table, const AxisTarget& target, const Node& written) {
    if (written.kind != Node::Kind::array || written.children.empty()) {
        table.problem(written, "'values' must be an array of values of '" + target.declared.key + "'");
        return nullptr;
    }
    const auto report = [&](const Node& where, const std::string& message) { table.problem(where, message); };
    DesignColumn column = column_of(target, table.role("uncertainty"));
    std::vector<AxisValue> values;
    std::set<std::string> texts;
    for (const Node& value : written.children) {
        const std::optional<CheckedValue> checked = check_value(target, value, report);
        if (checked && !texts.insert(checked->text).second) {
            table.problem(value, "the value " + checked->text + " is given twice");
        } else if (checked) {
            const double coordinate = is_number(target) ? checked->number : static_cast<double>(values.size());
            values.push_back({{coordinate}, {target.declared.key + "=" + checked->text}});
            if (!is_number(target)) {
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

AxisMaybe read_parameter(AxisTable& table, const Schema& scenario) {
    const std::string& key = table.entry().parameter;
    const std::optional<AxisTarget> target = find_target(scenario, key);
    if (!target) {
        const auto meant = closest_target(scenario, key);
        table.problem("parameter",
                      "the scenario has no parameter '" + shortened(key) + "'" +
                          (meant ? ", did you mean '" + *meant + "'?" : "; 'actorhood parameters' lists them"));
        return nullptr;
    }
    if (const std::string reason = unsuitable(*target); !reason.empty()) {
        table.problem("parameter", "'" + key + "' " + reason);
        return nullptr;
    }
    if (const Node* written = table.written("values")) {
        for (const char* other : {"min", "max", "scale", "levels"}) {
            table.refuse(other, "has no meaning beside 'values'");
        }
        return read_values(table, *target, *written);
    }
    if (!is_number(*target)) {
        table.problem("parameter",
                      "'" + key + "' is not a number; give 'values', such as values = [" + target->base_text + "]");
        return nullptr;
    }
    return read_range(table, *target);
}

AxisMaybe read_options(AxisTable& table) {
    DesignColumn column;
    column.name = table.entry().name;
    column.unit = "1";
    column.meaning = "Option by its position";
    column.role = table.role("lever");
    if (column.name.empty()) {
        table.problem("options", "an axis of options needs a name, such as name = \"mix\"");
        return nullptr;
    }
    std::vector<AxisValue> values;
    for (std::size_t i = 0; i < table.entry().options.size(); ++i) {
        const OptionEntry& option = table.entry().options[i];
        const std::string key = "options#" + std::to_string(i);
        if (option.name.empty()) {
            table.problem(key, "an option needs a name");
        } else if (std::find(column.labels.begin(), column.labels.end(), option.name) != column.labels.end()) {
            table.problem(key + ".name", "the option " + toml_text(option.name) + " is given twice");
        }
        column.labels.push_back(option.name);
        values.push_back({{static_cast<double>(i)}, option.set});
    }
    return list_axis(std::move(column), std::move(values), std::nullopt);
}

// Shares of one whole.

/// A share of the simplex as the scenario declares it.
std::optional<AxisTarget> read_share(AxisTable& table, const Schema& scenario, const std::string& name) {
    const std::string key = table.entry().simplex + "." + name;
    std::optional<AxisTarget> target = find_target(scenario, key);
    if (!target || target->declared.kind != Parameter::Kind::real) {
        const auto meant = closest_target(scenario, key);
        table.problem(table.given("components") ? "components" : "simplex",
                      "the scenario has no share '" + shortened(key) + "'" +
                          (meant && !target ? ", did you mean '" + *meant + "'?" : ""));
        return std::nullopt;
    }
    if (target->declared.low > 0.0 || target->declared.high < 1.0) {
        table.problem("simplex", "'" + key + "' accepts " + target->declared.accepted_text() +
                                     ", so it cannot be a share from 0 to 1");
        return std::nullopt;
    }
    target->declared.low = 0.0;
    target->declared.high = 1.0;
    return target;
}

/// Reads the shares that do not vary; false if something is wrong with them.
bool read_fixed(AxisTable& table, const std::vector<AxisTarget>& shares, Simplex& simplex) {
    simplex.fixed.resize(shares.size());
    const Node* written = table.written("fixed");
    if (written == nullptr) {
        return true;
    }
    bool good = true;
    const auto report = [&](const Node& where, const std::string& message) {
        table.problem(where, message);
        good = false;
    };
    if (written->kind != Node::Kind::table) {
        report(*written, "'fixed' must be a table of shares, such as { services = 0.1 }");
        return good;
    }
    std::uint64_t sum = 0;
    for (const Node& given : written->children) {
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
        report(*written, "the fixed shares leave nothing for the other components");
    } else if (good && std::count(simplex.fixed.begin(), simplex.fixed.end(), std::nullopt) < 2) {
        report(*written, "at least two shares of '" + simplex.name + "' must be free to vary");
    }
    return good;
}

AxisMaybe read_simplex(AxisTable& table, const Schema& scenario) {
    Simplex simplex;
    simplex.name = table.entry().simplex;
    const std::vector<std::string> names = component_names(table.entry(), scenario);
    if (names.size() < 2) {
        table.problem("simplex",
                      "'" + shortened(simplex.name) +
                          "' must be a table of at least two shares, such as \"funding.mix\", or a vector");
        return nullptr;
    }
    std::vector<AxisTarget> shares;
    for (const std::string& name : names) {
        const std::optional<AxisTarget> share = read_share(table, scenario, name);
        if (!share) {
            return nullptr;
        }
        simplex.columns.push_back(column_of(*share, table.role("lever")));
        simplex.base.push_back(share->base);
        shares.push_back(*share);
    }
    const double sum = std::accumulate(simplex.base.begin(), simplex.base.end(), 0.0);
    if (std::abs(sum - 1.0) > 1e-9) {
        table.problem("simplex", "the shares of '" + simplex.name +
                                     "' must add up to 1, but those of the base add up to " + plain_number(sum));
        return nullptr;
    }
    simplex.steps = static_cast<std::uint32_t>(table.steps());
    if (table.on_grid() && simplex.steps == 0) {
        table.problem("simplex", "a lattice needs 'steps', such as steps = 10 for shares in tenths");
        return nullptr;
    }
    return read_fixed(table, shares, simplex) ? simplex_axis(std::move(simplex)) : nullptr;
}

// All axes of an experiment.

/// Keys that belong to other kinds of axes.
void refuse_strangers(AxisTable& table, std::string_view way) {
    const bool number = way == "parameter" || way == "parameters";
    const std::string grid = "belongs to a design on a grid, not to " + table.design_word();
    if (way != "options") {
        table.refuse("name", "names an axis of options; columns of parameters have the parameter's key");
    }
    if (way != "simplex") {
        for (const char* key : {"components", "fixed", "steps"}) {
            table.refuse(key, "belongs to a simplex");
        }
    } else if (!table.on_grid()) {
        table.refuse("steps", grid);
    }
    if (way != "parameters") {
        table.refuse("except", "belongs to 'parameters'");
    }
    if (way != "parameter") {
        for (const char* key : {"min", "max", "values"}) {
            table.refuse(key, "belongs to 'parameter'");
        }
    }
    if (!number) {
        table.refuse("scale", "belongs to a number");
        table.refuse("levels", "belongs to a number");
    } else if (!table.on_grid()) {
        table.refuse("levels", grid);
    }
}

class AxesReader {
public:
    AxesReader(ExperimentDocument& document, const Schema& scenario)
        : document_(document), scenario_(scenario), named_(named_keys(document.table().axes, scenario)) {}

    DesignAxes read() {
        for (std::size_t i = 0; i < document_.table().axes.size(); ++i) {
            AxisTable table(document_, i);
            read(table);
        }
        return std::move(axes_);
    }

private:
    void read(AxisTable& table) {
        const std::array<const char*, 4> ways{"parameter", "parameters", "simplex", "options"};
        std::vector<std::string_view> used;
        std::copy_if(ways.begin(), ways.end(), std::back_inserter(used),
                     [&](const char* key) { return table.given(key); });
        if (used.size() != 1) {
            table.problem("", "an axis needs one of 'parameter', 'parameters', 'simplex', or 'name' with 'options'" +
                                  std::string(used.empty() ? "" : ", but this has several"));
            return;
        }
        refuse_strangers(table, used.front());
        if (used.front() == "parameter") {
            add(table, read_parameter(table, scenario_));
        } else if (used.front() == "parameters") {
            patterns(table);
        } else if (used.front() == "simplex") {
            add(table, read_simplex(table, scenario_));
        } else {
            add(table, read_options(table));
        }
    }

    /// An axis for each parameter that a pattern fits, but for those left out or taken.
    void patterns(AxisTable& table) {
        const std::vector<std::string>& except = table.entry().except;
        for (const std::string& pattern : table.entry().parameters) {
            const std::vector<AxisTarget> fitting = matching_targets(scenario_, pattern);
            for (const AxisTarget& target : fitting) {
                const std::string& key = target.declared.key;
                const bool left_out = named_.contains(key) || columns_.contains(key) ||
                                      std::any_of(except.begin(), except.end(), [&](const std::string& other) {
                                          return matches_pattern(other, key);
                                      });
                if (!left_out) {
                    add(table, read_range(table, target));
                }
            }
            if (fitting.empty()) {
                table.problem("parameters",
                              "no real parameter with a declared range fits '" + shortened(pattern) + "'");
            }
        }
    }

    /// Takes an axis, unless nothing came of it or a column is taken.
    void add(AxisTable& table, AxisMaybe axis) {
        if (axis == nullptr) {
            return;
        }
        bool good = true;
        for (const DesignColumn& column : axis->columns()) {
            if (!columns_.insert(column.name).second) {
                table.problem("", "'" + shortened(column.name) + "' is an axis already; keep one of them");
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
