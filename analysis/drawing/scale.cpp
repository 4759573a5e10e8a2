#include "analysis/drawing/scale.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace actorhood::analysis::drawing {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Beyond this, differences of numbers may overflow.
constexpr double largest_drawn = 1e300;

/// Digits of a number, of which `std::to_chars` says in every locale and library the same.
std::string digits_of(double value, std::chars_format format, int precision) {
    std::array<char, 512> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
    return {buffer.data(), end.ptr};
}

/// e of the power 10^e below a positive number.
int decimal_exponent(double value) {
    const std::string digits = digits_of(value, std::chars_format::scientific, 16);
    return std::stoi(digits.substr(digits.find('e') + 1));
}

/// mantissa x 10^exponent, rounded once.
double decimal(int mantissa, int exponent) {
    const std::string digits = std::to_string(mantissa) + "e" + std::to_string(exponent);
    double value = 0.0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// A distance between ticks.
struct Step {
    double size;
    int exponent; ///< of its last digit
};

Step step_for(double width, std::size_t about) {
    const double rough = width / static_cast<double>(std::max<std::size_t>(about, 1));
    const int exponent = decimal_exponent(rough);
    constexpr double nearly = 0.7; // rather some more ticks than half as many
    for (const int mantissa : {1, 2, 5}) {
        const double size = decimal(mantissa, exponent);
        if (size >= nearly * rough) {
            return {size, exponent};
        }
    }
    return {decimal(1, exponent + 1), exponent + 1};
}

/// What labels count, as a power of ten.
int factor_exponent(double largest, const Step& step, TickStyle style) {
    if (style == TickStyle::year) {
        return 0;
    }
    for (const int exponent : {9, 6}) {
        if (largest >= decimal(1, exponent) && exponent - step.exponent <= 2) {
            return exponent;
        }
    }
    return 0;
}

/// True for numbers too large or too small to be written out.
bool needs_power(double largest, const Step& step) {
    constexpr int smallest_step = -6;
    constexpr double largest_written = 1e13;
    return largest >= largest_written || step.exponent < smallest_step;
}

std::string tick_label(double value, const Step& step, double largest, TickStyle style) {
    if (value == 0.0) {
        return "0";
    }
    if (needs_power(largest, step)) {
        const int digits = std::max(decimal_exponent(largest) - step.exponent, 0);
        return digits_of(value, std::chars_format::scientific, std::min(digits, 15));
    }
    const int factor = factor_exponent(largest, step, style);
    const int decimals = std::max(factor - step.exponent, 0);
    const double counted = value / decimal(1, factor);
    if (style == TickStyle::year) {
        return digits_of(counted, std::chars_format::fixed, counted == std::round(counted) ? 0 : decimals);
    }
    return decimal_text(counted, decimals);
}

std::size_t extreme_position(std::span<const double> values, std::size_t first, std::size_t last, bool highest) {
    std::size_t found = last;
    for (std::size_t i = first; i < last; ++i) {
        if (std::isfinite(values[i]) &&
            (found == last || (highest ? values[i] > values[found] : values[i] < values[found]))) {
            found = i;
        }
    }
    return found;
}

} // namespace

Range range_of(std::span<const double> values) {
    Range range{nan, nan};
    for (const double value : values) {
        if (std::isfinite(value)) {
            const double limited = std::clamp(value, -largest_drawn, largest_drawn);
            range = joined(range, {limited, limited});
        }
    }
    return range;
}

Range joined(const Range& a, const Range& b) {
    if (std::isnan(a.low) || std::isnan(b.low)) {
        return std::isnan(a.low) ? b : a;
    }
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Range with_margin(const Range& range, double share) {
    if (std::isnan(range.low)) {
        return {0.0, 1.0};
    }
    const double size = std::max(std::abs(range.low), std::abs(range.high));
    if (size == 0.0) {
        return {-1.0, 1.0};
    }
    constexpr double slack = 1e-9;
    const bool is_flat = range.width() <= slack * size;
    const double margin = is_flat ? 0.05 * size : share * range.width();
    return {range.low - margin, range.high + margin};
}

Ticks ticks_in(const Range& range, std::size_t about, TickStyle style) {
    Ticks ticks;
    if (!(range.width() > 0.0) || !std::isfinite(range.width())) {
        return ticks;
    }
    const Step step = step_for(range.width(), about);
    constexpr double slack = 1e-9;
    const double first = std::ceil(range.low / step.size - slack);
    const double last = std::floor(range.high / step.size + slack);
    for (double k = first; k <= last && ticks.values.size() <= 4 * about; k += 1.0) {
        ticks.values.push_back(k * step.size + 0.0); // + 0.0: no minus before a zero
    }
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    for (const double value : ticks.values) {
        ticks.labels.push_back(tick_label(value, step, largest, style));
    }
    const int factor = needs_power(largest, step) ? 0 : factor_exponent(largest, step, style);
    ticks.factor = factor == 9 ? "billion" : (factor == 6 ? "million" : "");
    return ticks;
}

std::string decimal_text(double value, int decimals) {
    std::string digits = digits_of(value, std::chars_format::fixed, decimals);
    if (digits.find_first_of("123456789") == std::string::npos && digits.starts_with('-')) {
        digits.erase(0, 1);
    }
    const std::size_t first = digits.find_first_of("0123456789");
    const std::size_t point = std::min(digits.find('.'), digits.size());
    if (first == std::string::npos || point - first <= 4) {
        return digits; // four digits read well without commas
    }
    for (std::size_t at = point; at > first + 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

double Scale::operator()(double value) const {
    const double share = (std::clamp(value, -largest_drawn, largest_drawn) - range.low) / range.width();
    return to_low + share * (to_high - to_low);
}

Plot plot_in(const Box& box, const Range& x, const Range& y) {
    return {box, {x, box.left, box.right()}, {y, box.bottom(), box.top}};
}

std::vector<std::size_t> thinned(std::span<const double> values, std::size_t most) {
    std::vector<std::size_t> kept;
    const std::size_t parts = std::max<std::size_t>(most / 2, 1);
    if (values.size() <= 2 * parts + 2) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            kept.push_back(i);
        }
        return kept;
    }
    kept.push_back(0);
    const std::size_t inner = values.size() - 2;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t first = 1 + part * inner / parts;
        const std::size_t last = 1 + (part + 1) * inner / parts;
        const std::size_t lowest = extreme_position(values, first, last, false);
        const std::size_t highest = extreme_position(values, first, last, true);
        if (lowest == last || lowest == highest) {
            kept.push_back(lowest == last ? first : lowest);
            continue;
        }
        kept.push_back(std::min(lowest, highest));
        kept.push_back(std::max(lowest, highest));
    }
    kept.push_back(values.size() - 1);
    return kept;
}

} // namespace actorhood::analysis::drawing
