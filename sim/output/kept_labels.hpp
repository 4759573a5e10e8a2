// Places of outputs by their labels: "axis=label", as scenarios, anchors and options write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/output/outputs.hpp"

namespace actorhood::sim {

/// "axis=label" in two, without the blanks around either; the label may hold further signs of equality.
struct AxisLabel {
    std::string axis;
    std::string label;
};
[[nodiscard]] AxisLabel axis_label(std::string_view text);

/// What of "axis=pattern" names no axis, or no label on its axis, with the nearest name.
[[nodiscard]] std::vector<WrongEntry> wrong_labels(const Outputs& outputs, std::span<const std::string> kept);

/// The outputs with only those positions of the named axes whose label fits one of the axis's patterns ('*' any text, '?'
/// any letter); other axes stay whole. A wrong entry is an Error(configuration) (see wrong_labels).
[[nodiscard]] Outputs cut_to_labels(const Outputs& outputs, std::span<const std::string> kept);

/// The word by which scenarios and experiments name what a row holds.
[[nodiscard]] constexpr std::string_view over_time_word(OverTime how) {
    return how == OverTime::instant ? "instant" : how == OverTime::mean ? "mean" : "sum";
}

} // namespace actorhood::sim
