// A figure as a sheet: title, legend, panels in columns, notes at the foot.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/drawing/shapes.hpp"
#include "analysis/drawing/svg.hpp"

namespace actorhood::analysis {

/// More panels than this are no figure any more.
inline constexpr std::size_t most_panels = 24;

/// What stands around the panels.
struct Frame {
    std::string title;
    std::string description; ///< of the whole figure in words, for who does not see it
    std::vector<drawing::LegendEntry> legend{};
    std::vector<std::string> notes{};
};

/// One part of a figure.
struct Panel {
    std::string head;
    double height; ///< of what is drawn below the head, words of axes included
};

/// No panels, or more than a figure holds, are an Error(usage).
void check_panels(std::size_t panels);

/// Lays the panels out. Too many of them, or none, are an Error(usage).
class Sheet {
public:
    Sheet(const Frame& frame, const std::vector<Panel>& panels, std::size_t columns);

    [[nodiscard]] drawing::Canvas& canvas() { return canvas_; }
    /// Where the panel is drawn, below its head.
    [[nodiscard]] const drawing::Box& panel(std::size_t number) const { return boxes_[number]; }
    [[nodiscard]] std::string document() const { return canvas_.document(); }

private:
    std::vector<drawing::Box> boxes_;
    drawing::Canvas canvas_;
};

/// Words in the middle of a box, where nothing can be drawn.
void say_instead(drawing::Canvas& canvas, const drawing::Box& box, const std::string& words);

/// "Share of members [1]"; with what tells the panel apart: "Share of members, cluster = alpha [1]".
[[nodiscard]] std::string panel_head(const std::string& long_name, const std::string& place,
                                     const std::string& units);

} // namespace actorhood::analysis
