// Pictures of outputs over time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/figures/fan.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/page.hpp"

namespace actorhood::analysis::report {

/// Curves with bands at no more times than `most`; `names` are those of the curves.
[[nodiscard]] FigureText course_figure(const Words& say, FanPanel panel, const std::string& head,
                                       const std::vector<std::string>& names, std::size_t most);

/// One output along an axis, `places` a place each: a panel a result, in which the places are the curves.
[[nodiscard]] std::vector<FanPanel> turned(const std::vector<FanPanel>& places);
/// The labels of such places: of "source = core" "core".
[[nodiscard]] std::vector<std::string> labels_of(const std::vector<FanPanel>& places);

} // namespace actorhood::analysis::report
