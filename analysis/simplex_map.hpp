// A number at each point of a lattice of mixes, as a triangle of text.
#pragma once

#include <span>
#include <string>

#include "analysis/crossing.hpp"

namespace actorhood::analysis {

/// The map of a number from 0 to 1 over the mixes, in per cent; one triangle for each value of the
/// other levers and of shares beyond the third. "" where the levers hold no simplex, its shares no lattice, or the
/// triangles are too many for a page.
[[nodiscard]] std::string simplex_map(const Crossing& crossing, std::span<const double> numbers);

} // namespace actorhood::analysis
