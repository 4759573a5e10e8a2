// From numbers to lengths: ranges, readable ticks, scales, and how many points of a curve are worth drawing.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/svg.hpp"

namespace actorhood::analysis::drawing {

/// Numbers from low to high.
struct Range {
    double low;
    double high;
    [[nodiscard]] double width() const { return high - low; }
};

/// The smallest range that holds all finite values, each limited to +-1e300; NaN ends if there are none.
[[nodiscard]] Range range_of(std::span<const double> values);
/// The smallest range that holds both; what has NaN ends counts for nothing.
[[nodiscard]] Range joined(const Range& a, const Range& b);
/// A range to draw in: some margin at both ends; around a single number a twentieth of it, around 0 one; 0 to 1 if there
/// is nothing.
[[nodiscard]] Range with_margin(const Range& range, double share = 0.04);

/// How ticks are written.
enum class TickStyle {
    number, ///< thousands apart, millions and billions as a word of the axis
    year    ///< digits alone
};

/// Places along an axis with their words.
struct Ticks {
    std::vector<double> values;
    std::vector<std::string> labels;
    std::string factor; ///< "million", "billion": what the labels count; "" = ones
};

/// Multiples of 1, 2 or 5 times a power of ten within the range, about `about` of them (a half to twice as many).
[[nodiscard]] Ticks ticks_in(const Range& range, std::size_t about, TickStyle style = TickStyle::number);

/// A number with so many decimals, thousands apart.
[[nodiscard]] std::string decimal_text(double value, int decimals);

/// Numbers as positions along a line. `to_high` may be below `to_low`, as on an upright axis.
struct Scale {
    Range range;
    double to_low;
    double to_high;
    [[nodiscard]] double operator()(double value) const;
};

/// A box in which curves are drawn.
struct Plot {
    Box box;
    Scale x;
    Scale y;
    [[nodiscard]] Point at(double x_value, double y_value) const { return {x(x_value), y(y_value)}; }
};
/// Ranges in a box, the greater the farther to the right and up.
[[nodiscard]] Plot plot_in(const Box& box, const Range& x, const Range& y);

/// Positions of at most about `most` values that look like all of them: the first, the last, and of equal parts of
/// the others the lowest and the highest, so that no peak is lost. Of a part without any finite value one remains, for the
/// gap.
[[nodiscard]] std::vector<std::size_t> thinned(std::span<const double> values, std::size_t most);

} // namespace actorhood::analysis::drawing
