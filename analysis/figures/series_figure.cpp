// Time series as fans.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "analysis/figures/fan_drawing.hpp"
#include "analysis/figures/figures.hpp"
#include "analysis/figures/sheet.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using drawing::Box;
using drawing::Canvas;
using drawing::Plot;
using drawing::Range;

constexpr double room_for_ticks = 58.0;
constexpr double room_for_times = 36.0;
std::string replicates_text(const Result& result) {
    const std::size_t count = result.replicates().size();
    return std::to_string(count) + (count == 1 ? " replicate" : " replicates");
}

void draw_panel(Canvas& canvas, const Box& box, const FanPanel& panel, const std::string& time_unit) {
    const Range values = values_in(panel);
    const double room_at_right = dot_column * (static_cast<double>(panel.fans.size()) + 0.4);
    const Box inner{box.left + room_for_ticks, box.top + 16.0, box.width - room_for_ticks - room_at_right,
                    box.height - room_for_times - 16.0};
    if (std::isnan(values.low)) {
        drawing::x_axis(canvas, drawing::plot_in(inner, times_in(panel), {0.0, 1.0}), {}, "");
        say_instead(canvas, inner, "not defined at any of these times");
        return;
    }
    const Plot plot = drawing::plot_in(inner, times_in(panel), drawing::with_margin(values));
    const drawing::Ticks ticks = drawing::ticks_in(plot.y.range, 5);
    drawing::y_axis(canvas, plot, ticks);
    canvas.text({box.left, box.top + 8.0}, ticks.factor, {drawing::small_letters, {}, drawing::faint_ink});
    drawing::x_axis(canvas, plot, time_ticks(plot), time_unit);
    draw_fans(canvas, plot, panel);
}

/// The ends of the fans in words.
std::string panel_words(const FanPanel& panel, const std::vector<Result>& results) {
    std::string text = panel_head(panel.long_name, panel.place, panel.units) + ":";
    for (std::size_t r = 0; r < results.size(); ++r) {
        const Fan& fan = panel.fans[r];
        const NumberFormat format({fan.quantiles[0].back(), fan.quantiles[4].back()});
        text += (r == 0 ? " " : "; ") + results[r].name() + " at " + thousandths(fan.times.back()) + " median " +
                format.text(fan.quantiles[2].back()) + ", 90 % of replicates " +
                format.text(fan.quantiles[0].back()) + " to " + format.text(fan.quantiles[4].back());
    }
    return text + ". ";
}

std::vector<std::string> notes_of(const std::vector<FanPanel>& panels, const std::vector<Result>& results) {
    const auto single = [](const Result& result) { return result.replicates().size() == 1; };
    std::vector<std::string> notes;
    if (std::all_of(results.begin(), results.end(), single)) {
        notes.emplace_back("One replicate: a single course, which says nothing about chance.");
    } else {
        notes.emplace_back(
            "Line: median of the replicates. Dark and light band: 50 % and 90 % of them. At the right the "
            "last value of each replicate (of more than 100, as many quantiles).");
    }
    std::vector<std::string> uneven;
    for (const FanPanel& panel : panels) {
        const bool is_uneven =
            std::any_of(panel.fans.begin(), panel.fans.end(), [](const Fan& fan) { return fan.is_uneven; });
        if (is_uneven && std::find(uneven.begin(), uneven.end(), panel.name) == uneven.end()) {
            uneven.push_back(panel.name);
        }
    }
    if (!uneven.empty()) {
        notes.push_back("Not defined in all replicates at all times, and drawn from those in which it is: " +
                        listed(uneven, 6) + ".");
    }
    return notes;
}

Frame frame_of(const std::vector<Result>& results, const std::vector<FanPanel>& panels, const std::string& title) {
    std::vector<std::string> names;
    Frame frame;
    for (std::size_t r = 0; r < results.size(); ++r) {
        names.push_back(results[r].name());
        frame.legend.push_back({drawing::look_of(r), results[r].name() + ", " + replicates_text(results[r])});
    }
    const std::string own = results.size() == 1 ? results[0].title() : "";
    frame.title = !title.empty() ? title : (own.empty() ? listed(names, drawing::most_looks) : own);
    frame.description = "Time series with median and bands of 50 and 90 % of the replicates. ";
    for (const FanPanel& panel : panels) {
        frame.description += panel_words(panel, results);
    }
    return frame;
}

} // namespace

std::string series_figure(std::vector<Result>& results, const Selection& selection, const std::string& title) {
    if (results.size() > drawing::most_looks) {
        throw sim::Error(sim::ExitCode::usage,
                         std::to_string(results.size()) +
                             " results are too many to be told apart in one figure: name at most " +
                             std::to_string(drawing::most_looks));
    }
    make_names_differ(results);
    std::vector<std::string> notices;
    const std::vector<FanPanel> panels = read_fans(results, selection, notices);
    Frame frame = frame_of(results, panels, title);
    frame.notes = notes_of(panels, results);
    frame.notes.insert(frame.notes.end(), notices.begin(), notices.end());
    const bool is_single = panels.size() == 1;
    std::vector<Panel> parts;
    for (const FanPanel& panel : panels) {
        const std::string over = panel.over.empty() ? "" : ", " + panel.over;
        parts.push_back({panel_head(panel.long_name + over, panel.place, panel.units), is_single ? 360.0 : 220.0});
    }
    Sheet sheet(frame, parts, is_single ? 1 : 2);
    for (std::size_t k = 0; k < panels.size(); ++k) {
        draw_panel(sheet.canvas(), sheet.panel(k), panels[k], results[0].file().time_unit());
    }
    return sheet.document();
}

} // namespace actorhood::analysis
