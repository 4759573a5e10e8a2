#include "analysis/figures/rows.hpp"

#include <array>

namespace actorhood::analysis {

namespace {

constexpr double row_height = 24.0;
constexpr double room_below = 38.0;
constexpr double left_share = 0.3;
constexpr double right_share = 0.24;

} // namespace

double rows_height(std::size_t rows) { return static_cast<double>(rows) * row_height + room_below; }

RowPlot draw_rows(drawing::Canvas& canvas, const drawing::Box& box, const std::vector<RowWords>& words,
                  const drawing::Range& range, const std::string& axis_words) {
    using drawing::Anchor;
    const double left = left_share * box.width;
    const double right = right_share * box.width;
    constexpr double gap = 10.0;
    constexpr std::size_t ticks_about = 5;
    const drawing::Box inner{box.left + left, box.top, box.width - left - right,
                             row_height * static_cast<double>(words.size())};
    const RowPlot rows{drawing::plot_in(inner, drawing::with_margin(range), {0.0, 1.0}), row_height};
    const drawing::Ticks ticks = drawing::ticks_in(rows.plot.x.range, ticks_about);
    drawing::x_grid(canvas, rows.plot, ticks);
    drawing::x_axis(canvas, rows.plot, ticks, axis_words);
    if (rows.plot.x.range.low <= 0.0 && rows.plot.x.range.high >= 0.0) {
        const double zero = rows.plot.x(0.0);
        canvas.line(std::array<drawing::Point, 2>{{{zero, inner.top}, {zero, inner.bottom()}}}, {drawing::ink});
    }
    constexpr double letters = drawing::small_letters;
    for (std::size_t k = 0; k < words.size(); ++k) {
        const double foot = rows.middle(k) + 0.35 * letters;
        canvas.text({inner.left - gap, foot}, drawing::fitted(words[k].left, left - gap, letters),
                    {letters, Anchor::end});
        canvas.text({inner.right() + gap, foot}, drawing::fitted(words[k].right, right - gap, letters),
                    {.size = letters, .colour = drawing::faint_ink});
    }
    return rows;
}

} // namespace actorhood::analysis
