// What figures are made of: axes, curves, bands, dots, intervals, bars, triangles, legends. It knows numbers and words,
// nothing of results.
#pragma once

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/drawing/palette.hpp"
#include "analysis/drawing/scale.hpp"
#include "analysis/drawing/svg.hpp"

namespace actorhood::analysis::drawing {

/// Size of the words at ticks, of legends and notes.
inline constexpr double small_letters = 11.0;

/// Ticks with words below a plot, and the words of the axis below them.
void x_axis(Canvas& canvas, const Plot& plot, const Ticks& ticks, const std::string& words);
/// Ticks with words to the left of a plot, with lines across it.
void y_axis(Canvas& canvas, const Plot& plot, const Ticks& ticks);
/// Lines across a plot from the ticks below it.
void x_grid(Canvas& canvas, const Plot& plot, const Ticks& ticks);

/// A curve through the points that are defined, thinned to the columns of the plot; a point between gaps is a dash.
void curve(Canvas& canvas, const Plot& plot, std::span<const double> x, std::span<const double> y,
           const Stroke& stroke);
/// The area between two curves, which are defined at the same places.
void band(Canvas& canvas, const Plot& plot, std::span<const double> x,
          std::pair<std::span<const double>, std::span<const double>> low_and_high, const Fill& fill);

/// Dots for values above each other at a place in user units; of more than `most` as many quantiles of them.
void dots(Canvas& canvas, const Plot& plot, double x, std::span<const double> values, const Look& look,
          std::size_t most = 100);

/// A value with its interval, along a line at height y.
void interval(Canvas& canvas, const Plot& plot, double y, double value, const Range& range, const Look& look);
/// A bar from zero, or from the nearest end of the range, along a line at height y.
void bar(Canvas& canvas, const Plot& plot, double y, double value, double height, const Fill& fill);

/// A place in a triangle, with what is there.
struct Cell {
    std::array<double, 3> shares; ///< of the corner at the top, at the right, at the left; in any unit
    double number;                ///< NaN: not defined
    std::string words;            ///< written inside if there is room
};
/// A triangle in a box, with a hexagon a cell, coloured by where its number lies in the range; words at the corners
/// (top, right, left).
void triangle(Canvas& canvas, const Box& box, std::span<const Cell> cells, const Range& range,
              const std::array<std::string, 3>& corners);
/// The scale of such colours, with ticks below.
void colour_scale(Canvas& canvas, const Box& box, const Range& range, const std::string& words);

/// An entry of a legend: a short line with a marker, and words.
struct LegendEntry {
    Look look;
    std::string words;
};
/// Entries in rows; returns the height that they take. `draw` false only measures.
double legend(Canvas& canvas, const Box& box, std::span<const LegendEntry> entries, bool draw = true);

} // namespace actorhood::analysis::drawing
