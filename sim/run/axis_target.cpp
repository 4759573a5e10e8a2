#include "sim/run/axis_target.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "sim/config/format.hpp"
#include "sim/config/series_part.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::sim {

namespace {

AxisTarget target_of(const Parameter& parameter, const std::string& key) {
    AxisTarget target{parameter, 0.0, parameter.value_text()};
    target.declared.key = key;
    if (const auto* optional = std::get_if<std::optional<double>*>(&parameter.target)) {
        target.base = (*optional)->value_or(std::numeric_limits<double>::quiet_NaN()); // what is left out has no value
    } else if (parameter.kind == Parameter::Kind::real) {
        target.base = *std::get<double*>(parameter.target);
    } else if (parameter.kind == Parameter::Kind::integer) {
        target.base = static_cast<double>(*std::get<std::int64_t*>(parameter.target));
    }
    return target;
}

std::optional<AxisTarget> element_of(const Parameter& vector, const std::string& key) {
    const std::string label = key.substr(vector.key.size() + 1);
    const auto found = std::find(vector.labels.begin(), vector.labels.end(), label);
    if (found == vector.labels.end()) {
        return std::nullopt;
    }
    const auto index = static_cast<std::size_t>(found - vector.labels.begin());
    AxisTarget target{vector, std::get<std::span<double>>(vector.target)[index], ""};
    target.declared.key = key;
    target.declared.kind = Parameter::Kind::real;
    target.declared.meaning += ": " + label;
    target.declared.labels.clear();
    target.base_text = toml_real(target.base);
    return target;
}

/// Factors that keep every value of a series within its bounds.
Bounds factors_of(const Parameter& declared, const Series& series) {
    Bounds bounds = non_negative;
    for (const Series::Point& point : series.points) {
        if (point.value > 0.0) {
            bounds.low = std::max(bounds.low, declared.low / point.value);
            bounds.high = std::min(bounds.high, declared.high / point.value);
        } else if (point.value < 0.0) {
            bounds.low = std::max(bounds.low, declared.high / point.value);
            bounds.high = std::min(bounds.high, declared.low / point.value);
        }
    }
    return bounds;
}

/// A part of a series; nothing if the key names none.
std::optional<AxisTarget> part_of(const Parameter& declared, const std::string& key) {
    const std::optional<SeriesPart> part = series_part(std::string_view(key).substr(declared.key.size() + 1));
    if (!part) {
        return std::nullopt;
    }
    const Series& series = *std::get<Series*>(declared.target);
    AxisTarget target{declared, 1.0, "", part->lacking_in(series)};
    target.declared.key = key;
    target.declared.kind = Parameter::Kind::real;
    if (part->factor) {
        const Bounds factors = factors_of(declared, series);
        target.declared.low = factors.low;
        target.declared.high = factors.high;
        target.declared.unit = "1";
        target.declared.meaning += ": factor on all values";
    } else if (target.fault.empty()) {
        target.base = series.points[part->first].value;
        target.declared.meaning += ": from " + plain_number(series.points[part->first].year);
        for (std::size_t i = part->first; i <= part->last; ++i) {
            if (series.points[i].value != target.base) {
                target.fault = "stands for values that differ in the base, " + plain_number(target.base) + " and " +
                               plain_number(series.points[i].value) + "; name them one by one";
            }
        }
    }
    target.base_text = toml_real(target.base);
    return target;
}

std::optional<AxisTarget> find_in(const Schema& schema, const std::string& key) {
    for (const Parameter& parameter : schema.parameters()) {
        if (parameter.key == key) {
            return target_of(parameter, key);
        }
        if (parameter.kind == Parameter::Kind::vector && key.starts_with(parameter.key + ".")) {
            return element_of(parameter, key);
        }
        if (parameter.kind == Parameter::Kind::series && key.starts_with(parameter.key + ".")) {
            return part_of(parameter, key);
        }
    }
    return std::nullopt;
}

/// Passes on the named entries of a list, each with the beginning of its keys ("practice.cloud.").
void each_named_entry(const ListDeclaration& list,
                      const std::function<void(const Schema& entry, const std::string& prefix)>& use) {
    list.each([&](Schema& entry) {
        const Parameter* name = entry.find("name");
        if (name != nullptr && name->kind == Parameter::Kind::text) {
            use(entry, list.key + "." + toml_key(*std::get<std::string*>(name->target)) + ".");
        }
    });
}

} // namespace

std::optional<AxisTarget> find_target(const Schema& scenario, const std::string& key) {
    if (std::optional<AxisTarget> found = find_in(scenario, key)) {
        return found;
    }
    std::optional<AxisTarget> result;
    for (const ListDeclaration& list : scenario.lists()) {
        if (!key.starts_with(list.key + ".")) {
            continue;
        }
        each_named_entry(list, [&](const Schema& entry, const std::string& prefix) {
            if (!result && key.starts_with(prefix)) {
                result = find_in(entry, key.substr(prefix.size()));
                if (result) {
                    result->declared.key = key;
                }
            }
        });
    }
    return result;
}

std::optional<std::string> closest_target(const Schema& scenario, const std::string& key) {
    const auto last_part = [](const std::string& whole) { return whole.substr(whole.rfind('.') + 1); };
    std::vector<std::string> keys;
    for (const Parameter& parameter : scenario.parameters()) {
        keys.push_back(parameter.key);
    }
    for (const ListDeclaration& list : scenario.lists()) {
        if (key.starts_with(list.key + ".")) {
            each_named_entry(list, [&](const Schema& entry, const std::string& prefix) {
                for (const Parameter& parameter : entry.parameters()) {
                    keys.push_back(prefix + parameter.key);
                }
            });
        }
    }
    if (auto meant = closest_word(key, keys)) {
        return meant;
    }
    const auto same = std::find_if(keys.begin(), keys.end(),
                                   [&](const std::string& other) { return last_part(other) == last_part(key); });
    return same == keys.end() ? std::nullopt : std::optional(*same);
}

std::string unsuitable(const AxisTarget& target) {
    const Parameter& declared = target.declared;
    if (!target.fault.empty()) {
        return target.fault;
    }
    if (!declared.whole.empty() && declared.kind != Parameter::Kind::seed) {
        return "belongs to the whole result; say it by " + declared.whole;
    }
    const std::string options = "; to vary it as a whole, use an axis with a name and options";
    switch (declared.kind) {
    case Parameter::Kind::vector:
        return "is a vector: name one of its elements, such as '" + declared.key + "." + declared.labels.front() +
               "', or the whole as a simplex";
    case Parameter::Kind::series:
        return "is a series in time: name a part of it, such as '" + declared.key + ".point_1' or '" + declared.key +
               ".factor'" + options;
    case Parameter::Kind::numbers:
    case Parameter::Kind::texts:
    case Parameter::Kind::changes:
        return "is a list of values" + options;
    case Parameter::Kind::seed:
        return "is a seed; replicates vary the draws";
    default:
        break;
    }
    return declared.structural ? "shapes the whole run and cannot be an axis; fix it in [experiment.set]" + options
                               : "";
}

std::vector<AxisTarget> matching_targets(const Schema& scenario, const std::string& pattern) {
    const std::string asked = pattern == "all" ? "*" : pattern;
    std::vector<AxisTarget> targets;
    const auto collect = [&](const Schema& schema, const std::string& prefix) {
        for (const Parameter& parameter : schema.parameters()) {
            const bool varies = parameter.kind == Parameter::Kind::real && parameter.sweepable &&
                                parameter.sweep_low < parameter.sweep_high;
            if (varies && matches_pattern(asked, prefix + parameter.key)) {
                targets.push_back(target_of(parameter, prefix + parameter.key));
            }
        }
    };
    collect(scenario, "");
    for (const ListDeclaration& list : scenario.lists()) {
        if (asked.starts_with(list.key + ".")) {
            each_named_entry(list, collect);
        }
    }
    return targets;
}

std::optional<CheckedValue> check_value(const AxisTarget& target, const Node& value, const ReportFault& report) {
    Parameter probe = target.declared;
    double real = 0.0;
    std::int64_t integer = 0;
    bool boolean = false;
    std::string text;
    switch (probe.kind) {
    case Parameter::Kind::integer:
    case Parameter::Kind::choice:
        probe.target = &integer;
        break;
    case Parameter::Kind::boolean:
        probe.target = &boolean;
        break;
    case Parameter::Kind::text:
        probe.target = &text;
        break;
    default:
        probe.target = &real;
        break;
    }
    if (!assign(probe, probe.key, value, report)) {
        return std::nullopt;
    }
    const bool whole = probe.kind == Parameter::Kind::integer;
    return CheckedValue{whole ? static_cast<double>(integer) : real, probe.value_text()};
}

} // namespace actorhood::sim
