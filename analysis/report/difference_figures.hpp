// Pictures of a comparison: differences to the first result, and who is first.
#pragma once

#include <cstddef>

#include "analysis/compare.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/page.hpp"

namespace actorhood::analysis::report {

/// Differences of one compared variable with their intervals; `number`: its place in the comparison.
[[nodiscard]] FigureText difference_figure(const Words& say, const Comparison& comparison, std::size_t number,
                                           const OutputWords& words);

/// Probability of each result of being first in a compared variable.
[[nodiscard]] FigureText first_figure(const Words& say, const Comparison& comparison, std::size_t variable,
                                      const OutputWords& words, const Leading& leading);

} // namespace actorhood::analysis::report
