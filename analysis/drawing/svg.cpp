#include "analysis/drawing/svg.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace actorhood::analysis::drawing {

namespace {

constexpr const char* replacement = "\xef\xbf\xbd"; // U+FFFD

/// A letter of UTF-8: how many bytes it takes, and its number; 0 bytes if it is none.
struct Letter {
    std::size_t bytes;
    std::uint32_t number;
};

Letter first_letter(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) {
        return {1, byte(0)};
    }
    const std::size_t bytes = byte(0) >= 0xf0 ? 4 : (byte(0) >= 0xe0 ? 3 : 2);
    if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < bytes) {
        return {0, 0};
    }
    std::uint32_t number = byte(0) & (0x7fU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xc0) != 0x80) {
            return {0, 0};
        }
        number = (number << 6U) | (byte(i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = number >= 0xd800 && number <= 0xdfff;
    return number < least.at(bytes) || number > 0x10ffff || is_surrogate ? Letter{0, 0} : Letter{bytes, number};
}

/// Control characters, those that turn the direction of what follows, and what XML does not allow.
bool is_unfit(std::uint32_t number) {
    return number < 0x20 || (number >= 0x7f && number <= 0x9f) || (number >= 0x202a && number <= 0x202e) ||
           (number >= 0x2066 && number <= 0x2069) || (number & 0xfffeU) == 0xfffe;
}

std::string escaped_letter(std::string_view letter, std::uint32_t number) {
    switch (number) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return " ";
    default:
        return is_unfit(number) ? replacement : std::string(letter);
    }
}

/// Calls `use(bytes, number)` for each letter; a byte that belongs to none has the number of a control character.
template <typename Use>
void each_letter(std::string_view words, Use use) {
    for (std::size_t at = 0; at < words.size();) {
        const Letter letter = first_letter(words.substr(at));
        const std::size_t bytes = std::max<std::size_t>(letter.bytes, 1);
        use(words.substr(at, bytes), letter.bytes == 0 ? 0U : letter.number);
        at += bytes;
    }
}

double letter_width(std::uint32_t number) {
    constexpr std::string_view narrow = "ijl.,:;|'!()[]ft ";
    if (number < 0x80 && narrow.find(static_cast<char>(number)) != std::string_view::npos) {
        return 0.37;
    }
    if (number >= 'A' && number <= 'Z') {
        return 0.71;
    }
    return number >= 0x1100 ? 1.0 : (number == 'm' || number == 'w' ? 0.9 : 0.62);
}

std::string attribute(const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + escaped(value) + "\"";
}

std::string stroke_attributes(const Stroke& stroke) {
    return attribute("stroke", stroke.colour) + attribute("stroke-width", length_text(stroke.width)) +
           (stroke.dash.empty() ? "" : attribute("stroke-dasharray", stroke.dash));
}

/// A share with two decimals.
std::string fill_attributes(const Fill& fill) {
    const long hundredths = std::lround(100.0 * std::clamp(fill.opacity, 0.0, 1.0));
    std::string digits = std::to_string(hundredths);
    digits.insert(0, digits.size() < 2 ? "0" : "");
    return attribute("fill", fill.colour) + (hundredths == 100 ? "" : attribute("fill-opacity", "0." + digits));
}

std::string point_text(const Point& point) { return length_text(point.x) + " " + length_text(point.y); }

/// The path through points, each after the first by its distance from the one before, which is shorter. Distances are
/// taken between rounded places, so that no error adds up.
std::string path_through(std::span<const Point> points) {
    const auto rounded = [](const Point& point) {
        return Point{std::round(10.0 * point.x) / 10.0, std::round(10.0 * point.y) / 10.0};
    };
    std::string path;
    Point before{};
    for (const Point& point : points) {
        const Point at = rounded(point);
        path += path.empty() ? "M" + point_text(at) + "l" : point_text({at.x - before.x, at.y - before.y}) + " ";
        before = at;
    }
    path.pop_back();
    return path;
}

std::string box_attributes(const Box& box) {
    return attribute("x", length_text(box.left)) + attribute("y", length_text(box.top)) +
           attribute("width", length_text(box.width)) + attribute("height", length_text(box.height));
}

/// Part of a circle of radius r to a point beside it.
std::string half_circle(double radius, double to, const char* sweep) {
    return "a" + length_text(radius) + " " + length_text(radius) + " 0 1 " + sweep + " " + length_text(to) + " 0";
}

std::string marker_path(Marker marker, const Point& at, double size) {
    const double r = 0.5 * size;
    const auto polygon = [&](std::initializer_list<Point> corners) {
        std::string path;
        for (const Point& corner : corners) {
            path += (path.empty() ? "M" : "L") + point_text({at.x + corner.x * r, at.y + corner.y * r});
        }
        return path + "z";
    };
    const auto circle = [&](double radius, const char* sweep) {
        return "M" + point_text({at.x - radius, at.y}) + half_circle(radius, 2.0 * radius, sweep) +
               half_circle(radius, -2.0 * radius, sweep) + "z";
    };
    switch (marker) {
    case Marker::square:
        return polygon({{-.9, -.9}, {.9, -.9}, {.9, .9}, {-.9, .9}});
    case Marker::triangle:
        return polygon({{0, -1.1}, {1.05, .8}, {-1.05, .8}});
    case Marker::diamond:
        return polygon({{0, -1.2}, {1.2, 0}, {0, 1.2}, {-1.2, 0}});
    case Marker::cross:
        return polygon({{-1, -.6},
                        {-.6, -1},
                        {0, -.4},
                        {.6, -1},
                        {1, -.6},
                        {.4, 0},
                        {1, .6},
                        {.6, 1},
                        {0, .4},
                        {-.6, 1},
                        {-1, .6},
                        {-.4, 0}});
    case Marker::ring:
        return circle(r, "1") + circle(0.45 * r, "0"); // wound the other way: a hole
    case Marker::circle:
        break;
    }
    return circle(r, "1");
}

} // namespace

std::string escaped(std::string_view words) {
    std::string text;
    each_letter(words,
                [&](std::string_view letter, std::uint32_t number) { text += escaped_letter(letter, number); });
    return text;
}

std::string length_text(double length) {
    const double tenths = std::round(10.0 * length) + 0.0; // + 0.0: no minus before a zero
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                   std::isfinite(tenths) ? std::clamp(tenths, -1e9, 1e9) / 10.0 : 0.0,
                                   std::chars_format::fixed, 1);
    std::string text(buffer.data(), end.ptr);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

double text_width(std::string_view words, double size) {
    double ems = 0.0;
    each_letter(words, [&](std::string_view /*letter*/, std::uint32_t number) { ems += letter_width(number); });
    return ems * size;
}

std::string fitted(const std::string& words, double width, double size) {
    if (text_width(words, size) <= width) {
        return words;
    }
    std::string text;
    double left = width - size; // an em for the ellipsis
    each_letter(words, [&](std::string_view letter, std::uint32_t number) {
        left -= letter_width(number) * size;
        text += left >= 0.0 ? letter : "";
    });
    return text + "…";
}

std::vector<std::string> wrapped(const std::string& words, double width, double size, std::size_t most) {
    std::vector<std::string> lines{""};
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string word = words.substr(at, end - at);
        std::string& line = lines.back();
        const std::string longer = line.empty() ? word : line + " " + word;
        if (line.empty() || text_width(longer, size) <= width || lines.size() == most) {
            line = longer;
        } else {
            lines.push_back(word);
        }
        at = end + 1;
    }
    for (std::string& line : lines) {
        line = fitted(line, width, size);
    }
    return lines;
}

Canvas::Canvas(double width, double height, std::string title, std::string description)
    : width_(width), height_(height), title_(std::move(title)), description_(std::move(description)) {}

void Canvas::text(Point at, std::string_view words, const Lettering& lettering) {
    constexpr std::array<const char*, 3> anchors{"start", "middle", "end"};
    const std::string anchor = anchors.at(static_cast<std::size_t>(lettering.anchor));
    elements_ += "<text" + attribute("x", length_text(at.x)) + attribute("y", length_text(at.y)) +
                 attribute("font-size", length_text(lettering.size)) + attribute("fill", lettering.colour) +
                 (lettering.anchor == Anchor::start ? "" : attribute("text-anchor", anchor)) +
                 (lettering.bold ? attribute("font-weight", "bold") : "") + ">" + escaped(words) + "</text>\n";
}

void Canvas::line(std::span<const Point> points, const Stroke& stroke) {
    if (points.size() > 1) {
        elements_ += "<path" + attribute("d", path_through(points)) + attribute("fill", "none") +
                     stroke_attributes(stroke) + "/>\n";
    }
}

void Canvas::area(std::span<const Point> corners, const Fill& fill) {
    if (corners.size() > 2) {
        elements_ += "<path" + attribute("d", path_through(corners) + "z") + fill_attributes(fill) + "/>\n";
    }
}

void Canvas::rectangle(const Box& box, const Fill& fill) {
    elements_ += "<rect" + box_attributes(box) + fill_attributes(fill) + "/>\n";
}

void Canvas::frame(const Box& box, const Stroke& stroke) {
    elements_ += "<rect" + box_attributes(box) + attribute("fill", "none") + stroke_attributes(stroke) + "/>\n";
}

void Canvas::marks(std::span<const Point> points, Marker marker, double size, const Fill& fill) {
    std::string path;
    for (const Point& point : points) {
        path += marker_path(marker, point, size);
    }
    if (!path.empty()) {
        elements_ += "<path" + attribute("d", path) + fill_attributes(fill) + "/>\n";
    }
}

std::string Canvas::document() const {
    const std::string size = length_text(width_) + " " + length_text(height_);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("viewBox", "0 0 " + size) +
           attribute("width", length_text(width_)) + attribute("height", length_text(height_)) +
           " role=\"img\" font-family=\"sans-serif\">\n<title>" + escaped(title_) + "</title>\n<desc>" +
           escaped(description_) + "</desc>\n<rect" + box_attributes({0.0, 0.0, width_, height_}) +
           " fill=\"#ffffff\"/>\n" + elements_ + "</svg>\n";
}

} // namespace actorhood::analysis::drawing
