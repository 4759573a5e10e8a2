// Colours, dashes and markers that stay apart in greyscale and for colour-blind readers.
#pragma once

#include <cstddef>
#include <string>

#include "analysis/drawing/svg.hpp"

namespace actorhood::analysis::drawing {

/// What one of several results looks like. Colour is never alone: dash and marker differ too.
struct Look {
    std::string colour;
    std::string dash;
    Marker marker;
};

inline constexpr std::size_t most_looks = 6;
/// The colours of Okabe & Ito (2008, "Color universal design") that have a contrast of 3:1 with white, the strongest
/// first: blue, vermilion, bluish green, reddish purple, black, and a grey. Their orange, sky blue and yellow are too
/// faint for lines on white.
[[nodiscard]] Look look_of(std::size_t number);

/// Colour of a share from 0 to 1 on the scale viridis (van der Walt & Smith 2015), whose lightness rises evenly: dark
/// violet to yellow. Not a number: a light grey.
[[nodiscard]] std::string viridis(double share);
/// Black or white, whichever can be read on that colour of viridis.
[[nodiscard]] std::string letters_on_viridis(double share);

} // namespace actorhood::analysis::drawing
