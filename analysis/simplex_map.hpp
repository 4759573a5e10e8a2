// Mixes of three shares as places in triangles, and a number at each of them as a triangle of text.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/crossing.hpp"

namespace actorhood::analysis {

/// A mix in a triangle.
struct MixPlace {
    std::size_t alternative;      ///< of the crossing
    std::array<double, 3> shares; ///< of the corner at the top, at the right, at the left
};
/// The mixes that agree in all else.
struct MixTriangle {
    std::string others; ///< values of other levers and of shares beyond the third; "" = there are none
    std::vector<MixPlace> places;
};
struct MixTriangles {
    std::array<std::string, 3> corners; ///< names of the shares, short
    std::vector<MixTriangle> triangles; ///< empty where the levers hold no simplex of three shares that vary
};
[[nodiscard]] MixTriangles mix_triangles(const Crossing& crossing);
/// The largest share of each corner among the mixes of a triangle.
[[nodiscard]] std::array<double, 3> largest_shares(const MixTriangle& mix);

/// The map of a number from 0 to 1 over the mixes, in per cent; one triangle for each value of the
/// other levers and of shares beyond the third. "" where the levers hold no simplex, its shares no lattice, or the
/// triangles are too many for a page.
[[nodiscard]] std::string simplex_map(const Crossing& crossing, std::span<const double> numbers);

} // namespace actorhood::analysis
