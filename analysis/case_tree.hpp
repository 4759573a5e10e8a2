// A small tree of questions that parts cases of interest from the others [Breiman et al. 1984].
//
// Each node asks the question of one input that explains most of the variance of the interest (of cases that are or are
// not of interest the same as Gini's index). The tree is grown to a depth and then pruned by its weakest links; how far is
// decided by cross-validation over ten parts of the cases: the smallest tree whose error lies within one standard error of
// the least.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/best_split.hpp"
#include "analysis/prim.hpp"

namespace actorhood::analysis {

struct TreeNode {
    std::size_t cases{};
    double interest{};
    std::size_t input{}; ///< of the question; meaningless in a leaf
    Split split{};       ///< its low side goes to `low`
    std::size_t low{};   ///< number of the node; 0 = a leaf
    std::size_t high{};

    [[nodiscard]] bool is_leaf() const { return low == 0; }
    [[nodiscard]] double density() const { return interest / static_cast<double>(cases); }
};

struct CaseTree {
    std::vector<TreeNode> nodes; ///< the first is the root
    double explained{};          ///< share of the variance of the interest, in cross-validation

    [[nodiscard]] std::size_t leaves() const;
};

struct TreeRequest {
    std::size_t deepest = 5;
    double least_leaf = 0.02; ///< share of the cases; never below five cases
    std::size_t parts = 10;   ///< of the cross-validation
};

[[nodiscard]] CaseTree case_tree(const Cases& cases, const TreeRequest& request);

} // namespace actorhood::analysis
