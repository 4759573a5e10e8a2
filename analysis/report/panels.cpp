#include "analysis/report/panels.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/figures/fan_drawing.hpp"

namespace actorhood::analysis::report {

namespace {

using drawing::Anchor;
using drawing::Box;
using drawing::Canvas;
using drawing::Plot;
using drawing::Range;
using drawing::Ticks;

constexpr double picture_width = 360.0;
constexpr double margin = 6.0;
constexpr double letters = 12.0;

Ticks localised(Ticks ticks, const Words& say) {
    for (std::string& label : ticks.labels) {
        label = say.number(label);
    }
    ticks.factor = ticks.factor.empty() ? "" : say(ticks.factor);
    return ticks;
}

void say_nothing_drawn(Canvas& canvas, const Box& box, const Words& say) {
    canvas.text({box.left + 0.5 * box.width, box.top + 0.5 * box.height}, say("nothing_drawn"),
                {letters, Anchor::middle, drawing::faint_ink});
}

void draw_fan_axes(Canvas& canvas, const Plot& plot, const Words& say) {
    constexpr std::size_t value_ticks = 5;
    const Ticks ticks = localised(drawing::ticks_in(plot.y.range, value_ticks), say);
    drawing::y_axis(canvas, plot, ticks);
    canvas.text({margin, letters}, ticks.factor, {drawing::small_letters, Anchor::start, drawing::faint_ink});
    drawing::x_axis(canvas, plot, localised(time_ticks(plot), say), "");
}

Range range_of_rows(const std::vector<PictureRow>& rows) {
    std::vector<double> values{0.0};
    for (const PictureRow& row : rows) {
        if (std::isfinite(row.value)) {
            values.insert(values.end(), {row.value, row.interval.low, row.interval.high});
        }
    }
    return drawing::with_margin(drawing::range_of(values));
}

void draw_row(Canvas& canvas, const Plot& plot, const PictureRow& row, double top) {
    constexpr double foot_of_words = 13.0;
    constexpr double middle_of_marks = 25.0;
    constexpr double bar_height = 9.0;
    const double right_width = drawing::text_width(row.words, letters);
    const double room = std::max(picture_width - 2.0 * margin - right_width - 8.0, 0.3 * picture_width);
    canvas.text({margin, top + foot_of_words}, drawing::fitted(row.name, room, letters), {letters});
    canvas.text({picture_width - margin, top + foot_of_words},
                drawing::fitted(row.words, picture_width - 2.0 * margin - 60.0, letters),
                {letters, Anchor::end, drawing::faint_ink});
    if (!std::isfinite(row.value)) {
        return;
    }
    if (row.is_bar) {
        drawing::bar(canvas, plot, top + middle_of_marks, row.value, bar_height, {row.look.colour, 0.45});
    }
    drawing::interval(canvas, plot, top + middle_of_marks, row.value, row.interval, row.look);
}

} // namespace

Fan at_fewer_times(const Fan& fan, std::size_t most) {
    if (fan.times.size() <= most) {
        return fan;
    }
    Fan fewer;
    fewer.last = fan.last;
    fewer.is_uneven = fan.is_uneven;
    for (std::size_t k = 0; k < most; ++k) {
        const std::size_t at = k * (fan.times.size() - 1) / (most - 1);
        fewer.times.push_back(fan.times[at]);
        for (std::size_t q = 0; q < fan_shares.size(); ++q) {
            fewer.quantiles.at(q).push_back(fan.quantiles.at(q)[at]);
        }
    }
    return fewer;
}

std::string fan_picture(const Words& say, const FanPanel& panel, const PictureWords& words) {
    constexpr double height = 230.0;
    constexpr double room_for_ticks = 52.0;
    constexpr double room_above = 18.0;
    constexpr double room_below = 24.0;
    Canvas canvas(picture_width, height, words.title, words.description);
    const double at_right = dot_column * (static_cast<double>(panel.fans.size()) + 0.4);
    const Box box{room_for_ticks, room_above, picture_width - room_for_ticks - at_right,
                  height - room_above - room_below};
    const Range values = values_in(panel);
    if (std::isnan(values.low)) {
        say_nothing_drawn(canvas, box, say);
        return canvas.document();
    }
    const Plot plot = drawing::plot_in(box, times_in(panel), drawing::with_margin(values));
    draw_fan_axes(canvas, plot, say);
    draw_fans(canvas, plot, panel);
    return canvas.document();
}

std::string rows_picture(const Words& say, const std::vector<PictureRow>& rows, const std::string& axis_words,
                         const PictureWords& words) {
    constexpr double row_height = 38.0;
    constexpr double room_below = 40.0;
    constexpr std::size_t ticks_about = 4;
    const double rows_end = row_height * static_cast<double>(rows.size());
    Canvas canvas(picture_width, rows_end + room_below, words.title, words.description);
    const Box box{margin + 10.0, 0.0, picture_width - 2.0 * (margin + 10.0), rows_end};
    const Plot plot = drawing::plot_in(box, range_of_rows(rows), {0.0, 1.0});
    const Ticks ticks = localised(drawing::ticks_in(plot.x.range, ticks_about), say);
    drawing::x_axis(canvas, plot, ticks, axis_words);
    constexpr double marks_top = 17.0;
    constexpr double marks_height = 16.0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const double top = row_height * static_cast<double>(k);
        // The grid stands behind marks only, so that no line crosses the words.
        const Box strip{box.left, top + marks_top, box.width, marks_height};
        drawing::x_grid(canvas, drawing::plot_in(strip, plot.x.range, {0.0, 1.0}), ticks);
        const double zero = plot.x(0.0);
        canvas.line(std::array<drawing::Point, 2>{{{zero, strip.top}, {zero, strip.bottom()}}}, {drawing::ink});
        draw_row(canvas, plot, rows[k], top);
    }
    return canvas.document();
}

std::string map_picture(const Words& say, std::span<const drawing::Cell> cells, const Range& range,
                        const std::array<std::string, 3>& corners, const std::string& scale_words,
                        const PictureWords& words) {
    constexpr double map_height = 350.0;
    constexpr double scale_height = 12.0;
    constexpr double room_below = 42.0;
    Canvas canvas(picture_width, map_height + scale_height + room_below, words.title, words.description);
    drawing::triangle(canvas, {margin, 0.0, picture_width - 2.0 * margin, map_height}, cells, range, corners);
    const Box scale{0.15 * picture_width, map_height, 0.7 * picture_width, scale_height};
    drawing::colour_scale(canvas, scale, range, say.number(scale_words));
    return canvas.document();
}

std::string legend_sample(const drawing::Look& look) {
    constexpr double width = 34.0;
    constexpr double height = 14.0;
    Canvas canvas(width, height, "", "");
    const double middle = 0.5 * height;
    canvas.line(std::array<drawing::Point, 2>{{{1.0, middle}, {width - 1.0, middle}}}, {look.colour, 2.0, look.dash});
    canvas.marks(std::array<drawing::Point, 1>{{{0.5 * width, middle}}}, look.marker, 8.0, {look.colour});
    return canvas.document();
}

} // namespace actorhood::analysis::report
