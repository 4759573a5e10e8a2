#include "analysis/drawing/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace actorhood::analysis::drawing {

namespace {

/// Red, green, blue, from 0 to 255.
using Colour = std::array<int, 3>;

/// Viridis at every eighth; between them the eye sees no difference from straight lines.
constexpr std::array<Colour, 9> viridis_colours{{{68, 1, 84},
                                                 {71, 45, 123},
                                                 {59, 82, 139},
                                                 {44, 114, 142},
                                                 {33, 145, 140},
                                                 {40, 174, 128},
                                                 {94, 201, 98},
                                                 {173, 220, 48},
                                                 {253, 231, 37}}};

std::string hexadecimal(const Colour& colour) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text = "#";
    for (const int part : colour) {
        text += digits[part / 16];
        text += digits[part % 16];
    }
    return text;
}

} // namespace

Look look_of(std::size_t number) {
    static const std::array<Look, most_looks> looks{{{"#0072b2", "", Marker::circle},
                                                     {"#d55e00", "7 3", Marker::square},
                                                     {"#009e73", "2 2", Marker::triangle},
                                                     {"#cc79a7", "8 2 2 2", Marker::diamond},
                                                     {"#000000", "12 3", Marker::cross},
                                                     {"#767676", "5 2 2 2 2 2", Marker::ring}}};
    return looks.at(number % most_looks);
}

std::string viridis(double share) {
    if (std::isnan(share)) {
        return "#e4e4e4";
    }
    const double place = std::clamp(share, 0.0, 1.0) * (viridis_colours.size() - 1);
    const auto first = std::min(static_cast<std::size_t>(place), viridis_colours.size() - 2);
    const double beyond = place - static_cast<double>(first);
    Colour mixed{};
    for (std::size_t k = 0; k < mixed.size(); ++k) {
        const int from = viridis_colours.at(first).at(k);
        mixed.at(k) = static_cast<int>(std::lround(from + beyond * (viridis_colours.at(first + 1).at(k) - from)));
    }
    return hexadecimal(mixed);
}

std::string letters_on_viridis(double share) {
    constexpr double as_bright_as_dark = 0.432; // from here on black has the higher contrast
    return share < as_bright_as_dark ? "#ffffff" : "#000000";
}

} // namespace actorhood::analysis::drawing
