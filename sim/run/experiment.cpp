#include "sim/run/experiment.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "sim/config/format.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_columns_shown = 24;
constexpr std::size_t most_labels_shown = 8;

std::string joined(const std::vector<std::string>& parts, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + parts[i];
    }
    return parts.size() > most ? text + ", ... (" + std::to_string(parts.size()) + ")" : text;
}

/// Four digits are enough to recognise a range.
std::string rounded(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4).ptr;
    return {text.data(), end};
}

/// "every month", "every 12 months".
std::string every_text(std::int64_t months) {
    return months == 1 ? "every month" : "every " + std::to_string(months) + " months";
}

std::string range_text(const Experiment& experiment, std::size_t k) {
    const DesignColumn& column = experiment.columns[k];
    if (!column.labels.empty()) {
        return joined(column.labels, most_labels_shown);
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const DesignPoint& point : experiment.points) {
        low = std::min(low, point.coordinates[k]);
        high = std::max(high, point.coordinates[k]);
    }
    const std::string unit = column.unit == "1" || column.unit.empty() ? "" : " " + column.unit;
    return rounded(low) + " to " + rounded(high) + unit;
}

/// "5 points of levers under 200 of assumptions, " of a crossed design.
std::string sides_text(const Experiment& experiment) {
    const auto count = [&](const char* label) {
        for (std::size_t k = 0; k < experiment.columns.size(); ++k) {
            if (experiment.columns[k].name == label && !experiment.points.empty()) {
                return static_cast<std::size_t>(experiment.points.back().coordinates[k]) + 1;
            }
        }
        return std::size_t{0};
    };
    const std::size_t levers = count("lever_point");
    return levers == 0 ? ""
                       : counted(levers, "point") + " of levers under " + std::to_string(count("assumption_point")) +
                             " of assumptions, ";
}

/// "keeps members at cluster=a*, means over every 12 months".
std::string kept_text(const Experiment& experiment) {
    std::string text =
        "keeps " + (experiment.outputs.empty() ? "all outputs" : joined(experiment.outputs, most_labels_shown));
    if (!experiment.labels.empty()) {
        text += " at " + joined(experiment.labels, most_labels_shown);
    }
    const OverTime how = experiment.over_time.value_or(OverTime::instant);
    if (how == OverTime::instant) {
        return text + (experiment.every == 0 ? " of the last month\n" : " " + every_text(experiment.every) + "\n");
    }
    return text + (how == OverTime::mean ? ", means over " : ", sums over ") +
           (experiment.every == 0 ? "all months\n" : every_text(experiment.every) + "\n");
}

} // namespace

std::string setting_key(const std::string& setting) { return setting.substr(0, setting.find('=')); }

std::uint32_t replicates_of(const Experiment& experiment, const DesignPoint& point) {
    return point.replicates > 0 ? point.replicates : experiment.replicates;
}

std::pair<std::uint32_t, std::uint32_t> replicates_range(const Experiment& experiment) {
    if (experiment.points.empty()) {
        return {experiment.replicates, experiment.replicates};
    }
    std::pair<std::uint32_t, std::uint32_t> range{std::numeric_limits<std::uint32_t>::max(), 0};
    for (const DesignPoint& point : experiment.points) {
        const std::uint32_t replicates = replicates_of(experiment, point);
        range = {std::min(range.first, replicates), std::max(range.second, replicates)};
    }
    return range;
}

std::string describe(const Experiment& experiment) {
    std::uint64_t runs = 0;
    for (const DesignPoint& point : experiment.points) {
        runs += replicates_of(experiment, point);
    }
    const auto [fewest, most] = replicates_range(experiment);
    std::string text = experiment.title + "\n" + (experiment.summary.empty() ? "" : experiment.summary + "\n");
    text += "design " + experiment.design + ": " + sides_text(experiment) +
            counted(experiment.points.size(), "point") + " with " +
            (fewest == most ? "" : std::to_string(fewest) + " to ") + counted(most, "replicate") + " each, " +
            counted(runs, "run") + ", " + (experiment.common_random_numbers ? "common" : "independent") +
            " random numbers\n";
    text += "base " + experiment.base.string() + "\n";
    if (!experiment.assumptions.empty()) {
        text += "assumptions " + experiment.assumptions.string() + "\n";
    }
    if (!experiment.settings.empty()) {
        text += "fixed " + joined(experiment.settings, experiment.settings.size()) + "\n";
    }
    text += kept_text(experiment);
    std::size_t shown = 0;
    for (std::size_t k = 0; k < experiment.columns.size(); ++k) {
        const DesignColumn& column = experiment.columns[k];
        // Labels of the design itself are for the analysis, not for people.
        if (column.role != "design" && shown++ < most_columns_shown) {
            text += "  " + column.name + ": " + range_text(experiment, k) + " (" + column.role + ")\n";
        }
    }
    return shown <= most_columns_shown
               ? text
               : text + "  and " + std::to_string(shown - most_columns_shown) + " more columns\n";
}

} // namespace actorhood::sim
