// From the numbers of a variable to one value a replicate.
//
// At each moment the mean (or sum) over the places, then the mean over the moments. Undefined numbers are left out;
// of a pair of replicates both sides keep the same moments and, for means, the same places.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/difference.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis {

/// One value a replicate, of what is defined in it.
[[nodiscard]] std::vector<Measured> replicate_values(const Block& block, Over over);

/// Values of pairs of replicates.
struct PairedValues {
    std::vector<Measured> reference;
    std::vector<Measured> other;
    bool narrowed; ///< numbers defined on one side only were left out, although their replicates count
};
/// `pairs`: positions of replicates in the reference and in the other.
[[nodiscard]] PairedValues paired_values(const Block& reference, const Block& other,
                                         const std::vector<std::pair<std::size_t, std::size_t>>& pairs, Over over);

/// True if a moment and place is defined in some replicates only, of either block.
[[nodiscard]] bool unevenly_defined(const Block& reference, const Block& other);

} // namespace actorhood::analysis
