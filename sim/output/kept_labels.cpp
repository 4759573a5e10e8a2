#include "sim/output/kept_labels.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t most_named = 8;
    if (const std::optional<std::string> near = closest_word(word, candidates)) {
        return ", did you mean '" + *near + "'?";
    }
    const std::size_t named = std::min(candidates.size(), most_named);
    const std::vector<std::string> first(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(named));
    return "; there is " + (first.empty() ? "none" : joined(first, ", ")) +
           (named < candidates.size() ? ", ... (" + std::to_string(candidates.size()) + ")" : "");
}

/// "" if the entry names an axis and one of its labels.
std::string what_is_wrong(const Outputs& outputs, const std::string& text) {
    const AxisLabel asked = axis_label(text);
    if (asked.axis.empty() || asked.label.empty()) {
        return "'" + text + "' must be axis=label, such as practice=cloud or practice=a*";
    }
    std::vector<std::string> names;
    for (const Axis& axis : outputs.axes()) {
        if (axis.name != asked.axis) {
            names.push_back(axis.name);
            continue;
        }
        const auto fits = [&](const std::string& label) { return matches_pattern(asked.label, label); };
        return std::ranges::any_of(axis.labels, fits)
                   ? ""
                   : "axis '" + axis.name + "' has no '" + asked.label + "'" + did_you_mean(asked.label, axis.labels);
    }
    return "no output has an axis '" + asked.axis + "'" + did_you_mean(asked.axis, names);
}

} // namespace

AxisLabel axis_label(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    return {std::string(without_blanks(text.substr(0, equals))),
            std::string(without_blanks(text.substr(std::min(equals + 1, text.size()))))};
}

std::vector<WrongEntry> wrong_labels(const Outputs& outputs, std::span<const std::string> kept) {
    std::vector<WrongEntry> wrong;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (std::string message = what_is_wrong(outputs, kept[i]); !message.empty()) {
            wrong.push_back({i, std::move(message)});
        }
    }
    return wrong;
}

Outputs cut_to_labels(const Outputs& outputs, std::span<const std::string> kept) {
    if (const std::vector<WrongEntry> wrong = wrong_labels(outputs, kept); !wrong.empty()) {
        throw Error(ExitCode::configuration, wrong.front().message);
    }
    std::vector<std::optional<std::vector<std::size_t>>> positions(outputs.axes().size());
    for (std::size_t a = 0; a < positions.size(); ++a) {
        const Axis& axis = outputs.axes()[a];
        std::vector<std::string> patterns;
        for (const std::string& text : kept) {
            if (AxisLabel asked = axis_label(text); asked.axis == axis.name) {
                patterns.push_back(std::move(asked.label));
            }
        }
        if (patterns.empty()) {
            continue;
        }
        std::vector<std::size_t>& stay = positions[a].emplace();
        for (std::size_t i = 0; i < axis.labels.size(); ++i) {
            const auto fits = [&](const std::string& pattern) { return matches_pattern(pattern, axis.labels[i]); };
            if (std::ranges::any_of(patterns, fits)) {
                stay.push_back(i);
            }
        }
    }
    return outputs.cut(positions);
}

} // namespace actorhood::sim
