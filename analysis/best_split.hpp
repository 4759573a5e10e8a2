// Which variable, and which value of it, splits a sample best into high and low values of a target.
//
// The best split of a variable is the one that explains most of the target's variance: with the shares n1, n2 and means
// m1, m2 of the two sides, n1 n2 (m1 - m2)^2 / variance [Morgan & Sonquist 1963, the first split of a regression tree].
// Options are split in the order of their means, which finds the best of all splits into two groups [Fisher 1958].
//
// The p-value is the share of random permutations of the target whose best split of this variable explains as much; the
// family's p-value that of the best split of any variable [Westfall & Young 1993], which keeps its level over all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace actorhood::analysis {

/// A variable that may split the sample: numbers, or options by their numbers 0, 1, ...
struct SplitVariable {
    std::vector<double> values;
    bool is_option;
};

struct Split {
    bool exists{};                  ///< false where no split leaves enough on both sides
    double threshold{};             ///< the low side lies below it; between two values that occur
    std::vector<std::size_t> low{}; ///< options of the low side
    std::size_t low_count{};        ///< members of the low side
    std::size_t high_count{};       ///< ... of the high side
    double low_mean{};              ///< of the target; of options that of the side with the lower mean
    double high_mean{};
    double explained{};         ///< share of the variance of the target
    double p_value{1.0};        ///< of this variable by itself
    double family_p_value{1.0}; ///< of the best of all variables

    /// True for a member of the low side.
    [[nodiscard]] bool is_low(const SplitVariable& variable, std::size_t member) const;
};

struct SplitRequest {
    std::size_t least = 1; ///< members on each side
    std::uint32_t permutations = 999;
};

/// Best split of each variable. Without variation of the target nothing splits.
[[nodiscard]] std::vector<Split> best_splits(std::span<const SplitVariable> variables, std::span<const double> target,
                                             const SplitRequest& request);

/// A random order of 0, 1, ..., a function of the number of the permutation and the length.
void permute(std::uint32_t permutation, std::span<std::size_t> order);

} // namespace actorhood::analysis
