// The figures that say what results say, as SVG texts: of the command plot and of reports.
//
// Each is a function of its numbers alone. An empty title stands for the one that the results give.
#pragma once

#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/data.hpp"
#include "analysis/ranking.hpp"
#include "analysis/selection.hpp"
#include "analysis/sensitivity.hpp"

namespace actorhood::analysis {

/// Time series of results: for each variable a panel with the median, bands of 50 and 90 % of the replicates, and the
/// last value of each replicate as a dot. The times are those within `selection.average`, or all.
[[nodiscard]] std::string series_figure(std::vector<Result>& results, const Selection& selection,
                                        const std::string& title);

/// Differences to the first result with their intervals, a panel a variable.
[[nodiscard]] std::string difference_figure(const Comparison& comparison, const std::string& title);

/// Indices of sensitivity with their intervals, the strongest parameter at the top, a panel an output.
[[nodiscard]] std::string tornado_figure(const Sensitivity& sensitivity, const std::string& title);

/// What the colour of a mix means.
enum class MixColour { best, mean };
/// Mixes of three shares as cells of a triangle, coloured by the probability of being best or by the mean of the
/// output; a panel an output and value of the other levers. A ranking without such mixes is an Error(usage).
[[nodiscard]] std::string simplex_figure(const Ranking& ranking, MixColour colour, const std::string& title);

/// Expected and largest regret of the alternatives, a panel an output.
[[nodiscard]] std::string regret_figure(const Ranking& ranking, const std::string& title);

} // namespace actorhood::analysis
