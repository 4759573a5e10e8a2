// Shares of the variance of an output that each parameter makes: Sobol indices.
//
// Blocks of a Saltelli design hold the points A and B, drawn independently, and A with parameter i from B: AB_i. With the
// expected output y at a point, centred, and V its variance over A and B,
//
//     first order  S_i  = E[ y(B) (y(AB_i) - y(A)) ] / V      [Saltelli et al. 2010]
//     total        ST_i = E[ (y(A) - y(AB_i))^2 ] / 2V        [Jansen 1999]
//     pair         S_ij = (VT_i + VT_j - VT_ij) / V,  VT_ij = E[ (y(AB_i) - y(AB_j))^2 ] / 2
//
// S_i is what parameter i does by itself, ST_i that and all its interactions; S_ij all interactions that hold both i and j
// [superset importance, Liu & Owen 2006]: the second-order index wherever no third parameter takes part.
//
// Chance. Every square or product of outputs is taken between different replicates, so that the expected output is what
// is shared out, whether or not points share their draws (see squared_expectation). A single replicate knows no other:
// then chance with draws of their own is in V and in every total index, and with common draws the indices are those of
// the outputs under these draws.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/resampling.hpp"
#include "analysis/run_table.hpp"

namespace actorhood::analysis {

/// Points of one block.
struct SaltelliBlock {
    std::size_t a;
    std::size_t b;
    std::vector<std::size_t> mixed; ///< AB_i, one a parameter
};

struct VarianceShares {
    Index variance;           ///< V, in the squared unit of the output
    std::vector<Index> first; ///< one a parameter; NaN where V is not above 0
    std::vector<Index> total;
    std::vector<Index> pairs; ///< (1,2), (1,3) ... (2,3) ...

    /// Position of a pair, i < j, of `parameters` parameters.
    [[nodiscard]] static std::size_t pair(std::size_t i, std::size_t j, std::size_t parameters) {
        return i * (2 * parameters - i - 1) / 2 + (j - i - 1);
    }
};

/// Indices of each parameter. All runs of the blocks must be there.
[[nodiscard]] VarianceShares variance_shares(const RunTable& runs, std::span<const SaltelliBlock> blocks,
                                             const Resampling& options);

} // namespace actorhood::analysis
