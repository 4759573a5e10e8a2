// Fans as curves and bands.
#pragma once

#include "analysis/drawing/shapes.hpp"
#include "analysis/figures/fan.hpp"

namespace actorhood::analysis {

/// Width of the column in which a result's replicates end.
inline constexpr double dot_column = 12.0;

/// What the upright axis must hold; NaN ends if nothing is defined.
[[nodiscard]] drawing::Range values_in(const FanPanel& panel);
/// From the first time to the last.
[[nodiscard]] drawing::Range times_in(const FanPanel& panel);
/// Ticks of years below a plot: as many as there is room for, no finer than half a year.
[[nodiscard]] drawing::Ticks time_ticks(const drawing::Plot& plot);

/// Bands, medians and, to the right of the plot, a column of replicates for each result.
void draw_fans(drawing::Canvas& canvas, const drawing::Plot& plot, const FanPanel& panel);

} // namespace actorhood::analysis
