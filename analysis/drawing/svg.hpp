// A picture as SVG text: the same calls give the same bytes, on any computer and in any locale.
//
// It holds no script, no style sheet, no font and no link. All words are escaped, so that nothing in them is ever taken
// for markup. Lengths are in user units, of which the picture is `width` x `height`; the viewBox lets it scale.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace actorhood::analysis::drawing {

struct Point {
    double x;
    double y;
};

struct Box {
    double left;
    double top;
    double width;
    double height;
    [[nodiscard]] double right() const { return left + width; }
    [[nodiscard]] double bottom() const { return top + height; }
};

/// Colours of words and of lines that are not data, all at least 3:1 on white (words 4.5:1), but for the grid.
inline constexpr const char* ink = "#222222";
inline constexpr const char* faint_ink = "#555555";
inline constexpr const char* grid_colour = "#dddddd";

enum class Anchor { start, middle, end };

struct Lettering {
    double size = 12.0;
    Anchor anchor = Anchor::start;
    std::string colour = ink;
    bool bold = false;
};

struct Stroke {
    std::string colour = ink;
    double width = 1.0;
    std::string dash = {}; ///< lengths of strokes and gaps: "6 3"; "" = a line without gaps
};

struct Fill {
    std::string colour;
    double opacity = 1.0;
};

enum class Marker { circle, square, triangle, diamond, cross, ring };

/// Words as content of an element or of an attribute: & < > " ' as entities; control characters, and bytes that are no
/// UTF-8, as U+FFFD; line ends and tabs as blanks.
[[nodiscard]] std::string escaped(std::string_view words);
/// A length with one decimal at most: "12", "12.5".
[[nodiscard]] std::string length_text(double length);

/// About the width of words in a font without serifs: half an em a letter, more for letters of East Asia.
[[nodiscard]] double text_width(std::string_view words, double size);
/// Words cut to a width, with an ellipsis at the end if something is missing.
[[nodiscard]] std::string fitted(const std::string& words, double width, double size);
/// Words broken into lines of a width; what does not fit into `most` lines is cut.
[[nodiscard]] std::vector<std::string> wrapped(const std::string& words, double width, double size, std::size_t most);

/// A picture that grows by what is drawn on it, the later over the earlier.
class Canvas {
public:
    Canvas(double width, double height, std::string title, std::string description);

    void text(Point at, std::string_view words, const Lettering& lettering = {});
    /// A line through points; nothing below two.
    void line(std::span<const Point> points, const Stroke& stroke);
    /// The inside of a polygon.
    void area(std::span<const Point> corners, const Fill& fill);
    void rectangle(const Box& box, const Fill& fill);
    /// A rectangle without inside.
    void frame(const Box& box, const Stroke& stroke);
    /// Markers of one kind, `size` across.
    void marks(std::span<const Point> points, Marker marker, double size, const Fill& fill);

    /// The whole picture as a document, which may also stand inside a page of HTML.
    [[nodiscard]] std::string document() const;

private:
    double width_;
    double height_;
    std::string title_;
    std::string description_;
    std::string elements_;
};

} // namespace actorhood::analysis::drawing
