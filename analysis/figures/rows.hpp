// Panels of rows: a name at the left, something drawn along a common axis, words at the right.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/drawing/shapes.hpp"

namespace actorhood::analysis {

/// Rows of one panel.
struct RowPlot {
    drawing::Plot plot;
    double row_height;
    /// Height of the middle of a row.
    [[nodiscard]] double middle(std::size_t row) const {
        return plot.box.top + (static_cast<double>(row) + 0.5) * row_height;
    }
};

/// More rows make no figure.
inline constexpr std::size_t most_drawn_rows = 20;

/// Height of a panel with so many rows.
[[nodiscard]] double rows_height(std::size_t rows);

struct RowWords {
    std::string left;
    std::string right;
};
/// Draws the words, the axis below with its own words, a grid, and a line at zero where the range holds it. The range gets
/// a margin.
[[nodiscard]] RowPlot draw_rows(drawing::Canvas& canvas, const drawing::Box& box, const std::vector<RowWords>& words,
                                const drawing::Range& range, const std::string& axis_words);

} // namespace actorhood::analysis
