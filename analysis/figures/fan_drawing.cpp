#include "analysis/figures/fan_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace actorhood::analysis {

using drawing::Canvas;
using drawing::Plot;
using drawing::Range;

Range values_in(const FanPanel& panel) {
    Range range = drawing::range_of({});
    for (const Fan& fan : panel.fans) {
        range = drawing::joined(range, drawing::range_of(fan.quantiles.front()));
        range = drawing::joined(range, drawing::range_of(fan.quantiles.back()));
        range = drawing::joined(range, drawing::range_of(fan.last));
    }
    return range;
}

Range times_in(const FanPanel& panel) {
    Range range = drawing::range_of({});
    for (const Fan& fan : panel.fans) {
        range = drawing::joined(range, drawing::range_of(fan.times));
    }
    return range.width() > 0.0 ? range : Range{range.low - 1.0, range.high + 1.0};
}

drawing::Ticks time_ticks(const Plot& plot) {
    constexpr double units_a_tick = 62.0;
    const double most = std::ceil(2.0 * plot.x.range.width());
    const auto about = static_cast<std::size_t>(std::min(plot.box.width / units_a_tick, most));
    return drawing::ticks_in(plot.x.range, about, drawing::TickStyle::year);
}

void draw_fans(Canvas& canvas, const Plot& plot, const FanPanel& panel) {
    for (std::size_t r = 0; r < panel.fans.size(); ++r) {
        const Fan& fan = panel.fans[r];
        const std::string colour = drawing::look_of(r).colour;
        constexpr double outer_opacity = 0.13;
        constexpr double inner_opacity = 0.22;
        drawing::band(canvas, plot, fan.times, {fan.quantiles[0], fan.quantiles[4]}, {colour, outer_opacity});
        drawing::band(canvas, plot, fan.times, {fan.quantiles[1], fan.quantiles[3]}, {colour, inner_opacity});
    }
    for (std::size_t r = 0; r < panel.fans.size(); ++r) { // above all bands
        const Fan& fan = panel.fans[r];
        const drawing::Look look = drawing::look_of(r);
        drawing::curve(canvas, plot, fan.times, fan.quantiles[2], {look.colour, 1.8, look.dash});
        const double column = dot_column * (static_cast<double>(r) + 0.8);
        drawing::dots(canvas, plot, plot.box.right() + column, fan.last, look);
    }
}

} // namespace actorhood::analysis
