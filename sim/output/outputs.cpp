#include "sim/output/outputs.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace actorhood::sim {

namespace {

/// Names the file itself uses beside the declared ones.
constexpr std::array<std::string_view, 7> reserved_names{"replicate",       "time",  "year", "month", "step",
                                                         "parameters_toml", "design"};

/// Readers turn a variable with one of these units into a duration and drop the unit.
constexpr std::array<std::string_view, 7> duration_units{"days",         "hours",        "minutes",    "seconds",
                                                         "milliseconds", "microseconds", "nanoseconds"};

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw std::logic_error("output '" + std::string(name) + "': " + std::string(why));
}

bool is_lower_snake_case(std::string_view name) {
    if (name.empty() || name.front() < 'a' || name.front() > 'z' || name.back() == '_') {
        return false;
    }
    return std::ranges::all_of(name, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
    });
}

void check_unit(std::string_view name, std::string_view unit) {
    if (std::ranges::find(duration_units, unit) != duration_units.end()) {
        refuse(name, "a unit in the plural is read as a duration; write it in the singular ('day')");
    }
    if (unit.find(" since ") != std::string_view::npos) {
        refuse(name, "a unit with 'since' is read as a date");
    }
}

} // namespace

void Outputs::check_name(std::string_view name) const {
    if (!is_lower_snake_case(name)) {
        refuse(name, "names are lower_snake_case");
    }
    if (std::ranges::find(reserved_names, name) != reserved_names.end()) {
        refuse(name, "the name is used by the file itself");
    }
    if (std::ranges::find(axes_, name, &Axis::name) != axes_.end() ||
        std::ranges::find(variables_, name, &OutputVariable::name) != variables_.end()) {
        refuse(name, "declared twice");
    }
}

std::size_t Outputs::axis(std::string_view name, std::string_view meaning, std::vector<std::string> labels) {
    check_name(name);
    if (meaning.empty()) {
        refuse(name, "an axis needs a meaning");
    }
    axes_.push_back({std::string(name), std::string(meaning), std::move(labels)});
    return axes_.size() - 1;
}

void Outputs::variable(std::string_view name, std::initializer_list<std::string_view> axes, Unit unit,
                       Meaning meaning, Source source, std::function<void(std::span<double>)> write) {
    check_name(name);
    check_unit(name, unit.text);
    if (!write) {
        refuse(name, "nothing writes it");
    }
    OutputVariable declared;
    declared.name = name;
    declared.unit = unit.text;
    declared.meaning = meaning.text;
    declared.source = source.text;
    declared.write = std::move(write);
    for (const std::string_view wanted : axes) {
        const auto found = std::ranges::find(axes_, wanted, &Axis::name);
        if (found == axes_.end()) {
            refuse(name, "unknown axis '" + std::string(wanted) + "'");
        }
        const auto position = static_cast<std::size_t>(found - axes_.begin());
        if (std::ranges::find(declared.axes, position) != declared.axes.end()) {
            refuse(name, "axis '" + std::string(wanted) + "' twice; declare a second one ('cluster_to')");
        }
        declared.axes.push_back(position);
        declared.size *= found->labels.size();
    }
    variables_.push_back(std::move(declared));
}

} // namespace actorhood::sim
