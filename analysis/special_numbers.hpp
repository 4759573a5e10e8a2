// Numbers that mean something else than a quantity.
#pragma once

#include <limits>

namespace actorhood::analysis {

/// What cannot be computed: too few values, a division by nothing, a run that failed.
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
/// Relative difference below which two numbers differ by rounding only.
inline constexpr double rounding = 1e-12;

} // namespace actorhood::analysis
