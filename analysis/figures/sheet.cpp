#include "analysis/figures/sheet.hpp"

#include <algorithm>
#include <utility>

#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using drawing::Box;
using drawing::Canvas;

constexpr double sheet_width = 800.0;
constexpr double margin = 16.0;
constexpr double title_letters = 16.0;
constexpr double head_letters = 12.0;
constexpr double line_height = 16.0;
constexpr std::size_t head_lines = 2;

/// Where everything stands.
struct Layout {
    double legend_top;
    std::vector<Box> panels; ///< with their heads
    std::vector<double> head_heights;
    double notes_top;
    std::vector<std::string> notes;
    double height;
};

std::vector<std::string> head_of(const Panel& panel, double width) {
    return panel.head.empty() ? std::vector<std::string>{}
                              : drawing::wrapped(panel.head, width, 1.1 * head_letters, head_lines);
}

Layout lay_out(const Frame& frame, const std::vector<Panel>& panels, std::size_t columns) {
    Layout layout{};
    layout.legend_top = margin + title_letters + 8.0;
    const Box inner{margin, layout.legend_top, sheet_width - 2.0 * margin, 0.0};
    Canvas nothing(1.0, 1.0, "", "");
    double top = layout.legend_top + drawing::legend(nothing, inner, frame.legend, false) + 10.0;
    const double width = (inner.width - static_cast<double>(columns - 1) * margin) / static_cast<double>(columns);
    for (std::size_t first = 0; first < panels.size(); first += columns) {
        double head = 0.0;
        double height = 0.0;
        const std::size_t end = std::min(first + columns, panels.size());
        for (std::size_t k = first; k < end; ++k) {
            head = std::max(head, line_height * static_cast<double>(head_of(panels[k], width).size()));
            height = std::max(height, panels[k].height);
        }
        for (std::size_t k = first; k < end; ++k) {
            const double left = margin + static_cast<double>(k - first) * (width + margin);
            layout.panels.push_back({left, top, width, head + height});
            layout.head_heights.push_back(head);
        }
        top += head + height + margin;
    }
    layout.notes_top = top;
    for (const std::string& note : frame.notes) {
        constexpr std::size_t note_lines = 4;
        const std::vector<std::string> lines =
            drawing::wrapped(note, inner.width, drawing::small_letters, note_lines);
        layout.notes.insert(layout.notes.end(), lines.begin(), lines.end());
    }
    layout.height = top + line_height * static_cast<double>(layout.notes.size()) + 0.5 * margin;
    return layout;
}

} // namespace

void check_panels(std::size_t panels) {
    if (panels == 0) {
        throw sim::Error(sim::ExitCode::usage, "there is nothing to draw");
    }
    if (panels > most_panels) {
        throw sim::Error(sim::ExitCode::usage,
                         "that makes " + std::to_string(panels) + " panels, and a figure holds at most " +
                             std::to_string(most_panels) + ": choose fewer with --variables or --axis");
    }
}

Sheet::Sheet(const Frame& frame, const std::vector<Panel>& panels, std::size_t columns) : canvas_(0.0, 0.0, "", "") {
    check_panels(panels.size());
    const Layout layout = lay_out(frame, panels, columns);
    canvas_ = Canvas(sheet_width, layout.height, frame.title, frame.description);
    canvas_.text({margin, margin + title_letters - 2.0},
                 drawing::fitted(frame.title, 0.9 * (sheet_width - 2.0 * margin), title_letters),
                 {.size = title_letters, .bold = true});
    drawing::legend(canvas_, {margin, layout.legend_top, sheet_width - 2.0 * margin, 0.0}, frame.legend);
    for (std::size_t k = 0; k < panels.size(); ++k) {
        const Box& box = layout.panels[k];
        double foot = box.top;
        for (const std::string& line : head_of(panels[k], box.width)) {
            foot += line_height;
            canvas_.text({box.left, foot - 4.0}, line, {.size = head_letters, .bold = true});
        }
        const double head = layout.head_heights[k];
        boxes_.push_back({box.left, box.top + head, box.width, box.height - head});
    }
    double foot = layout.notes_top;
    for (const std::string& note : layout.notes) {
        foot += line_height;
        canvas_.text({margin, foot - 4.0}, note, {.size = drawing::small_letters, .colour = drawing::faint_ink});
    }
}

void say_instead(Canvas& canvas, const Box& box, const std::string& words) {
    double y = box.top + 0.5 * box.height;
    constexpr std::size_t most_lines = 4;
    for (const std::string& line : drawing::wrapped(words, box.width, drawing::small_letters, most_lines)) {
        canvas.text({box.left + 0.5 * box.width, y}, line,
                    {drawing::small_letters, drawing::Anchor::middle, drawing::faint_ink});
        y += line_height;
    }
}

std::string panel_head(const std::string& long_name, const std::string& place, const std::string& units) {
    return long_name + (place.empty() ? "" : ", " + place) + unit_behind(units);
}

} // namespace actorhood::analysis
