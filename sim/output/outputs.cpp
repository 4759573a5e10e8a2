#include "sim/output/outputs.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

namespace actorhood::sim {

namespace {

/// Names the file itself uses beside the declared ones.
constexpr std::array<std::string_view, 9> reserved_names{"replicate",       "time",   "year",        "month", "step",
                                                         "parameters_toml", "design", "time_bounds", "bound"};

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

using Kept = std::vector<std::optional<std::vector<std::size_t>>>;

/// Places of a variable, row-major, whose position along each axis is kept.
std::vector<std::size_t> kept_places(const OutputVariable& declared, const std::vector<Axis>& axes,
                                     const Kept& kept) {
    std::vector<std::size_t> places{0};
    for (const std::size_t axis : declared.axes) {
        const std::size_t extent = axes[axis].labels.size();
        std::vector<std::size_t> finer;
        for (const std::size_t place : places) {
            for (std::size_t i = 0; i < (kept[axis] ? kept[axis]->size() : extent); ++i) {
                finer.push_back(place * extent + (kept[axis] ? (*kept[axis])[i] : i));
            }
        }
        places = std::move(finer);
    }
    return places;
}

/// What is counted by the month, summed over months.
std::string unit_of_sum(const std::string& unit) {
    constexpr std::string_view by_month = "month-1";
    if (unit == by_month) {
        return "1";
    }
    const bool rate = unit.ends_with(" " + std::string(by_month));
    return rate ? unit.substr(0, unit.size() - by_month.size() - 1) : unit;
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

Outputs Outputs::cut(const Kept& kept) const {
    Outputs less = *this;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        if (kept.at(i)) {
            std::vector<std::string>& labels = less.axes_[i].labels;
            labels.clear();
            for (const std::size_t position : *kept[i]) {
                labels.push_back(axes_[i].labels.at(position));
            }
            less.axes_[i].cut_from = axes_[i].labels.size();
        }
    }
    const auto whole = std::make_shared<std::vector<double>>(); // what a variable writes before it is cut
    for (OutputVariable& variable : less.variables_) {
        if (std::ranges::none_of(variable.axes, [&](std::size_t axis) { return kept[axis].has_value(); })) {
            continue;
        }
        whole->resize(std::max(whole->size(), variable.size));
        variable.write = [write = variable.write, size = variable.size, whole,
                          places = kept_places(variable, axes_, kept)](std::span<double> out) {
            const std::span<double> all = std::span(*whole).first(size);
            std::ranges::fill(all, std::numeric_limits<double>::quiet_NaN());
            write(all);
            std::ranges::transform(places, out.begin(), [all](std::size_t place) { return all[place]; });
        };
        variable.size = kept_places(variable, axes_, kept).size();
    }
    return less;
}

Outputs Outputs::over_time(OverTime how) const {
    Outputs rows = *this;
    rows.over_time_ = how;
    for (OutputVariable& variable : rows.variables_) {
        if (how != OverTime::instant) {
            variable.cell_methods =
                std::string("time: ") + (how == OverTime::sum ? "sum" : "mean") + " (interval: 1 month)";
        }
        variable.unit = how == OverTime::sum ? unit_of_sum(variable.unit) : variable.unit;
    }
    return rows;
}

} // namespace actorhood::sim
