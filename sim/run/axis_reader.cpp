#include "sim/run/axis_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::sim {

namespace {

bool whole(double value) { return std::floor(value) == value; }

DesignColumn column_of(const AxisTarget& target, std::string role) {
    DesignColumn column;
    column.name = target.declared.key;
    column.unit = target.declared.unit;
    column.meaning = target.declared.meaning;
    column.role = std::move(role);
    return column;
}

/// The key of a setting, "a.b" of "a.b=1".
std::string key_of(const std::string& setting) { return setting.substr(0, setting.find('=')); }

} // namespace

AxisReader::AxisReader(ExperimentDocument& document, const Schema& scenario)
    : document_(document), scenario_(scenario) {}

DesignAxes AxisReader::read() {
    DesignAxes axes;
    explicit_names();
    const std::vector<AxisEntry>& entries = document_.table().axes;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        one({i, entries[i], "experiment.axis#" + std::to_string(i)}, axes);
    }
    return axes;
}

void AxisReader::explicit_names() {
    const std::vector<AxisEntry>& entries = document_.table().axes;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!entries[i].parameter.empty()) {
            named_.insert(entries[i].parameter);
        }
        for (const std::string& name : components({i, entries[i], ""})) {
            named_.insert(entries[i].simplex + "." + name);
        }
        for (const OptionEntry& option : entries[i].options) {
            for (const std::string& setting : option.set) {
                named_.insert(key_of(setting));
            }
        }
    }
}

void AxisReader::one(const Place& at, DesignAxes& axes) {
    const std::array<const char*, 4> ways{"parameter", "parameters", "simplex", "options"};
    std::vector<std::string_view> used;
    std::copy_if(ways.begin(), ways.end(), std::back_inserter(used), [&](const char* key) { return given(at, key); });
    if (used.size() != 1) {
        problem(at, "",
                "an axis needs one of 'parameter', 'parameters', 'simplex', or 'name' with 'options'" +
                    std::string(used.empty() ? "" : ", but this has several"));
        return;
    }
    refuse_strangers(at, used.front());
    if (used.front() == "parameter") {
        parameter(at, axes);
    } else if (used.front() == "parameters") {
        patterns(at, axes);
    } else if (used.front() == "simplex") {
        simplex(at, axes);
    } else {
        options(at, axes);
    }
}

/// Keys that belong to other kinds of axes.
void AxisReader::refuse_strangers(const Place& at, std::string_view way) {
    const bool number = way == "parameter" || way == "parameters";
    const std::string grid = "belongs to a design on a grid, not to " + document_.design_word();
    if (way != "options") {
        refuse(at, "name", "names an axis of options; columns of parameters have the parameter's key");
    }
    if (way != "simplex") {
        refuse(at, "components", "belongs to a simplex");
        refuse(at, "fixed", "belongs to a simplex");
        refuse(at, "steps", "belongs to a simplex");
    } else if (!on_grid()) {
        refuse(at, "steps", grid);
    }
    if (way != "parameters") {
        refuse(at, "except", "belongs to 'parameters'");
    }
    if (way != "parameter") {
        refuse(at, "min", "belongs to 'parameter'");
        refuse(at, "max", "belongs to 'parameter'");
        refuse(at, "values", "belongs to 'parameter'");
    }
    if (!number) {
        refuse(at, "scale", "belongs to a number");
        refuse(at, "levels", "belongs to a number");
    } else if (!on_grid()) {
        refuse(at, "levels", grid);
    }
}

void AxisReader::parameter(const Place& at, DesignAxes& axes) {
    const std::string& key = at.entry.parameter;
    const std::optional<AxisTarget> target = find_target(scenario_, key);
    if (!target) {
        const auto meant = closest_target(scenario_, key);
        problem(at, "parameter",
                "the scenario has no parameter '" + shortened(key) + "'" +
                    (meant ? ", did you mean '" + *meant + "'?" : "; 'actorhood parameters' lists them"));
        return;
    }
    if (const std::string reason = unsuitable(*target); !reason.empty()) {
        problem(at, "parameter", "'" + key + "' " + reason);
        return;
    }
    if (const Node* written = document_.axis_value(at.index, "values")) {
        for (const char* other : {"min", "max", "scale", "levels"}) {
            refuse(at, other, "has no meaning beside 'values'");
        }
        values(at, *target, *written, axes);
        return;
    }
    const Parameter::Kind kind = target->declared.kind;
    if (kind != Parameter::Kind::real && kind != Parameter::Kind::integer) {
        problem(at, "parameter",
                "'" + key + "' is not a number; give 'values', such as values = [" + target->base_text + "]");
        return;
    }
    range(at, *target, axes);
}

void AxisReader::range(const Place& at, const AxisTarget& target, DesignAxes& axes) {
    const Parameter& declared = target.declared;
    if (!declared.sweepable && !(given(at, "min") && given(at, "max"))) {
        problem(at, "parameter", "'" + declared.key + "' has no declared range; give min and max");
        return;
    }
    Range range;
    range.low = given(at, "min") ? at.entry.low : declared.sweep_low;
    range.high = given(at, "max") ? at.entry.high : declared.sweep_high;
    range.logarithmic = at.entry.scale == 1;
    range.whole = declared.kind == Parameter::Kind::integer;
    range.levels = levels(at);
    range.base = target.base;
    if (ends_accepted(at, declared, range) && range_usable(at, declared, range)) {
        add(at, range_axis(column_of(target, role(at, "uncertainty")), range), axes);
    }
}

bool AxisReader::ends_accepted(const Place& at, const Parameter& declared, const Range& range) {
    bool good = true;
    for (const auto& [key, end] : {std::pair("min", range.low), std::pair("max", range.high)}) {
        const std::string name = std::string("'") + key + "'";
        if (!(end >= declared.low && end <= declared.high)) {
            problem(at, key,
                    name + " is " + plain_number(end) + ", but '" + declared.key + "' accepts " +
                        declared.accepted_text());
            good = false;
        } else if (range.whole && !whole(end)) {
            problem(at, key, name + " must be a whole number, because '" + declared.key + "' is one");
            good = false;
        }
    }
    return good;
}

bool AxisReader::range_usable(const Place& at, const Parameter& declared, const Range& range) {
    const std::string ends = plain_number(range.low) + " to " + plain_number(range.high);
    if (!(range.low < range.high)) {
        problem(at, given(at, "min") ? "min" : "max",
                "the range of '" + declared.key + "' must rise, but is " + ends);
        return false;
    }
    if (range.logarithmic && !(range.low > 0.0)) {
        problem(at, "scale", "a log scale needs a range above 0, but that of '" + declared.key + "' is " + ends);
        return false;
    }
    if (range.whole && on_grid() && static_cast<double>(range.levels - 1) > range.high - range.low) {
        problem(at, "levels",
                "'" + declared.key + "' has only " + plain_number(range.high - range.low + 1.0) +
                    " whole numbers from " + ends + ", fewer than the " + std::to_string(range.levels) +
                    " levels; set 'levels' of the axis");
        return false;
    }
    return true;
}

void AxisReader::values(const Place& at, const AxisTarget& target, const Node& written, DesignAxes& axes) {
    if (written.kind != Node::Kind::array || written.children.empty()) {
        document_.problem(written, "'values' must be an array of values of '" + target.declared.key + "'");
        return;
    }
    const Parameter::Kind kind = target.declared.kind;
    const bool numbers = kind == Parameter::Kind::real || kind == Parameter::Kind::integer;
    DesignColumn column = column_of(target, role(at, "uncertainty"));
    std::vector<AxisValue> list;
    std::set<std::string> texts;
    for (const Node& value : written.children) {
        const auto report = [&](const Node& where, const std::string& message) { document_.problem(where, message); };
        const std::optional<CheckedValue> checked = check_value(target, value, report);
        if (checked && !texts.insert(checked->text).second) {
            document_.problem(value, "the value " + checked->text + " is given twice");
        } else if (checked) {
            const double coordinate = numbers ? checked->number : static_cast<double>(list.size());
            list.push_back({{coordinate}, {target.declared.key + "=" + checked->text}});
            if (!numbers) {
                column.labels.push_back(value.text);
            }
        }
    }
    if (list.size() != written.children.size()) {
        return;
    }
    std::optional<AxisValue> centre;
    if (numbers) {
        centre = AxisValue{{target.base}, {target.declared.key + "=" + target.base_text}};
    } else {
        // The base's value leads, if it is one of them, because the first is the centre.
        for (const AxisValue& value : list) {
            if (value.settings.front() == target.declared.key + "=" + target.base_text) {
                centre = value;
            }
        }
    }
    add(at, list_axis(std::move(column), std::move(list), std::move(centre)), axes);
}

void AxisReader::patterns(const Place& at, DesignAxes& axes) {
    for (const std::string& pattern : at.entry.parameters) {
        std::size_t fitting = 0;
        for (const std::string& key : matching_targets(scenario_, pattern)) {
            ++fitting;
            const bool left_out = named_.contains(key) || columns_.contains(key) ||
                                  std::any_of(at.entry.except.begin(), at.entry.except.end(),
                                              [&](const std::string& other) { return matches_pattern(other, key); });
            if (!left_out) {
                range(at, *find_target(scenario_, key), axes);
            }
        }
        if (fitting == 0) {
            problem(at, "parameters", "no real parameter with a declared range fits '" + shortened(pattern) + "'");
        }
    }
}

void AxisReader::options(const Place& at, DesignAxes& axes) {
    DesignColumn column;
    column.name = at.entry.name;
    column.unit = "1";
    column.meaning = "Option by its position";
    column.role = role(at, "lever");
    if (column.name.empty()) {
        problem(at, "options", "an axis of options needs a name, such as name = \"mix\"");
        return;
    }
    std::vector<AxisValue> values;
    for (std::size_t i = 0; i < at.entry.options.size(); ++i) {
        const OptionEntry& option = at.entry.options[i];
        const std::string key = at.key + ".options#" + std::to_string(i);
        if (option.name.empty()) {
            document_.problem(key, "an option needs a name");
        } else if (std::find(column.labels.begin(), column.labels.end(), option.name) != column.labels.end()) {
            document_.problem(key + ".name", "the option " + toml_text(option.name) + " is given twice");
        }
        column.labels.push_back(option.name);
        values.push_back({{static_cast<double>(i)}, option.set});
    }
    add(at, list_axis(std::move(column), std::move(values), std::nullopt), axes);
}

std::vector<std::string> AxisReader::components(const Place& at) const {
    if (at.entry.simplex.empty() || !at.entry.components.empty()) {
        return at.entry.components;
    }
    const std::string prefix = at.entry.simplex + ".";
    std::vector<std::string> names;
    for (const Parameter& parameter : scenario_.parameters()) {
        const bool below =
            parameter.key.starts_with(prefix) && parameter.key.find('.', prefix.size()) == std::string::npos;
        if (parameter.key == at.entry.simplex && parameter.kind == Parameter::Kind::vector) {
            return parameter.labels;
        }
        if (below && parameter.kind == Parameter::Kind::real) {
            names.push_back(parameter.key.substr(prefix.size()));
        }
    }
    return names;
}

bool AxisReader::component(const Place& at, const std::string& name, Simplex& simplex) {
    const std::string key = at.entry.simplex + "." + name;
    const std::optional<AxisTarget> target = find_target(scenario_, key);
    const bool real = target && target->declared.kind == Parameter::Kind::real;
    if (!real) {
        const auto meant = closest_target(scenario_, key);
        problem(at, given(at, "components") ? "components" : "simplex",
                "the scenario has no share '" + shortened(key) + "'" +
                    (meant && !target ? ", did you mean '" + *meant + "'?" : ""));
        return false;
    }
    if (target->declared.low > 0.0 || target->declared.high < 1.0) {
        problem(
            at, "simplex",
            "'" + key + "' accepts " + target->declared.accepted_text() + ", so it cannot be a share from 0 to 1");
        return false;
    }
    simplex.columns.push_back(column_of(*target, role(at, "lever")));
    simplex.base.push_back(target->base);
    return true;
}

bool AxisReader::fixed_shares(const Place& at, Simplex& simplex) {
    simplex.fixed.resize(simplex.columns.size());
    const Node* written = document_.axis_value(at.index, "fixed");
    if (written == nullptr) {
        return true;
    }
    if (written->kind != Node::Kind::table) {
        document_.problem(*written, "'fixed' must be a table of shares, such as { services = 0.1 }");
        return false;
    }
    bool good = true;
    std::uint64_t sum = 0;
    const auto report = [&](const Node& where, const std::string& message) {
        document_.problem(where, message);
        good = false;
    };
    for (const Node& given_share : written->children) {
        const std::string key = at.entry.simplex + "." + given_share.name;
        const auto found = std::find_if(simplex.columns.begin(), simplex.columns.end(),
                                        [&](const DesignColumn& column) { return column.name == key; });
        if (found == simplex.columns.end()) {
            report(given_share, "'" + shortened(key) + "' is not a component of the simplex");
            continue;
        }
        AxisTarget target = *find_target(scenario_, key);
        target.declared.low = 0.0;
        target.declared.high = 1.0;
        if (const auto checked = check_value(target, given_share, report)) {
            const auto units = static_cast<std::uint32_t>(std::floor(checked->number * share_units + 0.5));
            simplex.fixed[static_cast<std::size_t>(found - simplex.columns.begin())] = units;
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

void AxisReader::simplex(const Place& at, DesignAxes& axes) {
    const std::vector<std::string> names = components(at);
    if (names.size() < 2) {
        problem(at, "simplex",
                "'" + shortened(at.entry.simplex) +
                    "' must be a table of at least two shares, such as \"funding.mix\", or a vector");
        return;
    }
    Simplex simplex;
    simplex.name = at.entry.simplex;
    for (const std::string& name : names) {
        if (!component(at, name, simplex)) {
            return;
        }
    }
    const double sum = std::accumulate(simplex.base.begin(), simplex.base.end(), 0.0);
    if (std::abs(sum - 1.0) > 1e-9) {
        problem(at, "simplex",
                "the shares of '" + simplex.name + "' must add up to 1, but those of the base add up to " +
                    plain_number(sum));
        return;
    }
    const std::int64_t steps = at.entry.steps > 0 ? at.entry.steps : document_.table().steps;
    simplex.steps = static_cast<std::uint32_t>(steps);
    if (on_grid() && steps == 0) {
        problem(at, "simplex", "a lattice needs 'steps', such as steps = 10 for shares in tenths");
    } else if (fixed_shares(at, simplex)) {
        add(at, simplex_axis(std::move(simplex)), axes);
    }
}

void AxisReader::add(const Place& at, std::unique_ptr<DesignAxis> axis, DesignAxes& axes) {
    bool good = true;
    for (const DesignColumn& column : axis->columns()) {
        if (!columns_.insert(column.name).second) {
            problem(at, "", "'" + shortened(column.name) + "' is an axis already; keep one of them");
            good = false;
        }
    }
    if (good) {
        axes.push_back(std::move(axis));
    }
}

void AxisReader::refuse(const Place& at, const char* key, const std::string& reason) {
    const std::string message = std::string("'") + key + "' " + reason;
    if (const Node* written = document_.axis_value(at.index, key)) {
        document_.problem(*written, message);
    }
}

void AxisReader::problem(const Place& at, const char* key, const std::string& message) {
    document_.problem(*key == '\0' ? at.key : at.key + "." + key, message);
}

bool AxisReader::given(const Place& at, const char* key) const { return document_.given(at.key + "." + key); }

std::string AxisReader::role(const Place& at, const char* otherwise) const {
    return !given(at, "role") ? otherwise : at.entry.role == 0 ? "lever" : "uncertainty";
}

std::size_t AxisReader::levels(const Place& at) const {
    const std::int64_t chosen = at.entry.levels > 0 ? at.entry.levels : document_.table().levels;
    return chosen > 0 ? static_cast<std::size_t>(chosen) : 2;
}

bool AxisReader::on_grid() const {
    const auto kind = static_cast<DesignKind>(document_.table().design);
    return kind == DesignKind::factorial || kind == DesignKind::simplex || kind == DesignKind::one_at_a_time;
}

} // namespace actorhood::sim
