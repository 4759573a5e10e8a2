#include "analysis/drawing/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace actorhood::analysis::drawing {

namespace {

constexpr double tick_length = 4.0;
/// From the foot of letters to their middle, as a share of their size.
constexpr double half_letter = 0.35;

/// Consecutive points that are defined.
using Pieces = std::vector<std::vector<Point>>;

Pieces defined_pieces(const Plot& plot, std::span<const double> x, std::span<const double> y) {
    Pieces pieces;
    bool is_open = false;
    for (const std::size_t i : thinned(y, static_cast<std::size_t>(plot.box.width))) {
        if (!std::isfinite(y[i])) {
            is_open = false;
            continue;
        }
        if (!is_open) {
            pieces.emplace_back();
            is_open = true;
        }
        pieces.back().push_back(plot.at(x[i], y[i]));
    }
    for (std::vector<Point>& piece : pieces) { // a single point has no length
        if (constexpr double reach = 4.0; piece.size() == 1) {
            const Point point = piece[0];
            piece = {{point.x - reach, point.y}, {point.x + reach, point.y}};
        }
    }
    return pieces;
}

/// Where a value lies in a range, from 0 to 1.
double share_in(const Range& range, double number) {
    return range.width() > 0.0 ? (number - range.low) / range.width() : 0.5;
}

/// Corners of a hexagon with a corner at the top; `radius` is that of the circle inside.
std::array<Point, 6> hexagon(const Point& at, double radius) {
    const double outer = radius * 2.0 / std::numbers::sqrt3;
    return {{{at.x, at.y - outer},
             {at.x + radius, at.y - 0.5 * outer},
             {at.x + radius, at.y + 0.5 * outer},
             {at.x, at.y + outer},
             {at.x - radius, at.y + 0.5 * outer},
             {at.x - radius, at.y - 0.5 * outer}}};
}

/// Half the least distance of two points, limited to what looks well.
double cell_radius(const std::vector<Point>& points) {
    constexpr double largest = 34.0;
    constexpr double smallest = 1.5;
    double least = 2.0 * largest;
    for (std::size_t a = 0; a < points.size(); ++a) {
        for (std::size_t b = a + 1; b < points.size(); ++b) {
            const double distance = std::hypot(points[a].x - points[b].x, points[a].y - points[b].y);
            least = distance > 0.5 ? std::min(least, distance) : least;
        }
    }
    return std::max(0.5 * least, smallest);
}

/// Corners of the largest triangle with equal sides in a box, with room at its left and right.
std::array<Point, 3> triangle_corners(const Box& box, double room) {
    const double height = std::min(box.height, (box.width - 2.0 * room) * std::numbers::sqrt3 / 2.0);
    const double side = height * 2.0 / std::numbers::sqrt3;
    const double middle = box.left + 0.5 * box.width;
    const double foot = box.top + height;
    return {{{middle, box.top}, {middle + 0.5 * side, foot}, {middle - 0.5 * side, foot}}};
}

Point place_in(const std::array<Point, 3>& corners, const std::array<double, 3>& shares) {
    const double whole = shares[0] + shares[1] + shares[2];
    Point at{0.0, 0.0};
    for (std::size_t k = 0; k < 3; ++k) {
        const double weight = whole > 0.0 ? shares.at(k) / whole : 1.0 / 3.0;
        at = {at.x + weight * corners.at(k).x, at.y + weight * corners.at(k).y};
    }
    return at;
}

} // namespace

void x_axis(Canvas& canvas, const Plot& plot, const Ticks& ticks, const std::string& words) {
    const Box& box = plot.box;
    const std::array<Point, 2> foot{{{box.left, box.bottom()}, {box.right(), box.bottom()}}};
    canvas.line(foot, {faint_ink});
    const double below = box.bottom() + tick_length + small_letters + 1.0;
    for (std::size_t k = 0; k < ticks.values.size(); ++k) {
        const double x = plot.x(ticks.values[k]);
        const std::array<Point, 2> tick{{{x, box.bottom()}, {x, box.bottom() + tick_length}}};
        canvas.line(tick, {faint_ink});
        canvas.text({x, below}, ticks.labels[k], {small_letters, Anchor::middle, faint_ink});
    }
    const std::string counted = ticks.factor + (ticks.factor.empty() || words.empty() ? "" : " ") + words;
    if (!counted.empty()) {
        canvas.text({box.left + 0.5 * box.width, below + small_letters + 4.0},
                    fitted(counted, box.width, small_letters), {small_letters, Anchor::middle, faint_ink});
    }
}

void y_axis(Canvas& canvas, const Plot& plot, const Ticks& ticks) {
    const Box& box = plot.box;
    for (std::size_t k = 0; k < ticks.values.size(); ++k) {
        const double y = plot.y(ticks.values[k]);
        const std::array<Point, 2> across{{{box.left, y}, {box.right(), y}}};
        canvas.line(across, {grid_colour});
        canvas.text({box.left - tick_length - 1.0, y + half_letter * small_letters}, ticks.labels[k],
                    {small_letters, Anchor::end, faint_ink});
    }
}

void x_grid(Canvas& canvas, const Plot& plot, const Ticks& ticks) {
    for (const double value : ticks.values) {
        const std::array<Point, 2> up{{{plot.x(value), plot.box.top}, {plot.x(value), plot.box.bottom()}}};
        canvas.line(up, {grid_colour});
    }
}

void curve(Canvas& canvas, const Plot& plot, std::span<const double> x, std::span<const double> y,
           const Stroke& stroke) {
    for (const std::vector<Point>& piece : defined_pieces(plot, x, y)) {
        canvas.line(piece, stroke);
    }
}

void band(Canvas& canvas, const Plot& plot, std::span<const double> x,
          std::pair<std::span<const double>, std::span<const double>> low_and_high, const Fill& fill) {
    Pieces low = defined_pieces(plot, x, low_and_high.first);
    const Pieces high = defined_pieces(plot, x, low_and_high.second);
    for (std::size_t k = 0; k < std::min(low.size(), high.size()); ++k) {
        low[k].insert(low[k].end(), high[k].rbegin(), high[k].rend());
        canvas.area(low[k], fill);
    }
}

void dots(Canvas& canvas, const Plot& plot, double x, std::span<const double> values, const Look& look,
          std::size_t most) {
    std::vector<double> ordered;
    for (const double value : values) {
        if (std::isfinite(value)) {
            ordered.push_back(value);
        }
    }
    std::sort(ordered.begin(), ordered.end());
    const std::size_t count = std::min(ordered.size(), most);
    std::vector<Point> points;
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t position = (2 * k + 1) * ordered.size() / (2 * count);
        points.push_back({x, plot.y(ordered[position])});
    }
    constexpr double size = 5.0;
    canvas.marks(points, look.marker, size, {look.colour, 0.6});
}

void interval(Canvas& canvas, const Plot& plot, double y, double value, const Range& range, const Look& look) {
    constexpr double half_end = 4.0;
    constexpr double size = 9.0;
    if (std::isfinite(range.low) && std::isfinite(range.high)) {
        const double low = plot.x(range.low);
        const double high = plot.x(range.high);
        const std::array<Point, 6> line{{{low, y - half_end},
                                         {low, y + half_end},
                                         {low, y},
                                         {high, y},
                                         {high, y - half_end},
                                         {high, y + half_end}}};
        canvas.line(line, {look.colour, 2.0});
    }
    if (std::isfinite(value)) {
        const std::array<Point, 1> at{{{plot.x(value), y}}};
        canvas.marks(at, look.marker, size, {look.colour});
    }
}

void bar(Canvas& canvas, const Plot& plot, double y, double value, double height, const Fill& fill) {
    if (!std::isfinite(value)) {
        return;
    }
    const double zero = plot.x(std::clamp(0.0, plot.x.range.low, plot.x.range.high));
    const double end = plot.x(value);
    canvas.rectangle({std::min(zero, end), y - 0.5 * height, std::abs(end - zero), height}, fill);
}

void triangle(Canvas& canvas, const Box& box, std::span<const Cell> cells, const Range& range,
              const std::array<std::string, 3>& corners) {
    constexpr double room = 56.0; // for half a cell, and above and below for the words at the corners
    const std::array<Point, 3> at =
        triangle_corners({box.left, box.top + room, box.width, box.height - 2.0 * room}, room);
    canvas.line(std::array<Point, 4>{{at[0], at[1], at[2], at[0]}}, {grid_colour});
    std::vector<Point> places;
    for (const Cell& cell : cells) {
        places.push_back(place_in(at, cell.shares));
    }
    const double radius = cell_radius(places);
    const double letters = std::min(small_letters, 0.75 * radius);
    for (std::size_t k = 0; k < cells.size(); ++k) {
        const double share = share_in(range, cells[k].number);
        canvas.area(hexagon(places[k], radius - 0.5), {viridis(share)});
        if (constexpr double readable = 7.0;
            letters >= readable && text_width(cells[k].words, letters) <= 2.0 * radius) {
            canvas.text({places[k].x, places[k].y + half_letter * letters}, cells[k].words,
                        {letters, Anchor::middle, letters_on_viridis(share)});
        }
    }
    const double beyond = radius * 2.0 / std::numbers::sqrt3 + 5.0;
    canvas.text({at[0].x, at[0].y - beyond}, corners[0], {small_letters, Anchor::middle});
    canvas.text({std::min(at[1].x + radius, box.right()), at[1].y + beyond + small_letters}, corners[1],
                {small_letters, Anchor::end});
    canvas.text({std::max(at[2].x - radius, box.left), at[2].y + beyond + small_letters}, corners[2],
                {small_letters, Anchor::start});
}

void colour_scale(Canvas& canvas, const Box& box, const Range& range, const std::string& words) {
    constexpr std::size_t steps = 64;
    constexpr double units_a_tick = 90.0;
    for (std::size_t k = 0; k < steps; ++k) {
        const double left = box.left + static_cast<double>(k) / steps * box.width;
        // Each to the end, so that nothing shines through between them.
        canvas.rectangle({left, box.top, box.right() - left, box.height},
                         {viridis((static_cast<double>(k) + 0.5) / steps)});
    }
    x_axis(canvas, plot_in(box, range, {0.0, 1.0}),
           ticks_in(range, static_cast<std::size_t>(box.width / units_a_tick)), words);
}

double legend(Canvas& canvas, const Box& box, std::span<const LegendEntry> entries, bool draw) {
    constexpr double sample = 30.0;
    constexpr double row = 18.0;
    constexpr double gap = 18.0;
    double x = box.left;
    double y = box.top;
    for (const LegendEntry& entry : entries) {
        const std::string words = fitted(entry.words, box.width - sample - 6.0, small_letters);
        const double width = sample + 6.0 + text_width(words, small_letters);
        if (x > box.left && x + width > box.right()) {
            x = box.left;
            y += row;
        }
        if (draw) {
            const double middle = y + 0.5 * row;
            const std::array<Point, 2> line{{{x, middle}, {x + sample, middle}}};
            canvas.line(line, {entry.look.colour, 2.0, entry.look.dash});
            canvas.marks(std::array<Point, 1>{{{x + 0.5 * sample, middle}}}, entry.look.marker, 8.0,
                         {entry.look.colour});
            canvas.text({x + sample + 6.0, middle + half_letter * small_letters}, words, {small_letters});
        }
        x += width + gap;
    }
    return entries.empty() ? 0.0 : y + row - box.top;
}

} // namespace actorhood::analysis::drawing
