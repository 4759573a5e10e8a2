// Criteria of choice between alternatives under several sets of assumptions.
//
// Values are set x alternative, row-major, and higher is better. Of alternative k under set s, with value v(k, s):
//
//     regret(k, s) = max over j of v(j, s) - v(k, s) [Savage 1951],
//     Hurwicz(k)   = optimism max over s of v(k, s) + (1 - optimism) min over s of v(k, s) [Hurwicz 1951; optimism 0 is
//                    Wald's maximin].
//
// Values that differ by rounding alone are equal: they share the first place, the last one, and ranks.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace actorhood::analysis {

struct ValueTable {
    std::size_t alternatives;
    std::span<const double> values;

    [[nodiscard]] std::size_t sets() const { return values.size() / alternatives; }
    [[nodiscard]] std::span<const double> set(std::size_t s) const {
        return values.subspan(s * alternatives, alternatives);
    }
};

/// Each has one number an alternative.
struct Criteria {
    std::vector<double> best;            ///< share of the sets in which it is best
    std::vector<double> worst;           ///< share of the sets in which it is worst
    std::vector<double> mean;            ///< value over the sets
    std::vector<double> expected_regret; ///< mean regret over the sets
    std::vector<double> largest_regret;
    std::vector<double> least; ///< value in its worst set
    std::vector<double> hurwicz;
    std::vector<double> mean_rank; ///< 1 = best; equal values have the mean of their ranks
};
/// `tolerance`: by how much values that are equal may differ. Ranks are left out unless asked for.
[[nodiscard]] Criteria criteria_of(const ValueTable& table, double optimism, double tolerance, bool with_ranks);

/// What each alternative has of the first place (`sign` 1) or the last one (-1) in one set: 1, or a part of it, or 0.
void share_place(std::span<const double> set, double sign, double tolerance, std::span<double> parts);

/// Ranks of values, 1 for the highest.
[[nodiscard]] std::vector<double> ranks_from_best(std::span<const double> set, double tolerance);

/// By how much values of this size may differ by rounding.
[[nodiscard]] double rounding_of(std::span<const double> values);

/// True for the points that no other one beats: as good everywhere and better somewhere. `objectives[k]` holds the k-th
/// value of all points; higher is better; tolerances one an objective.
[[nodiscard]] std::vector<bool> pareto_front(const std::vector<std::span<const double>>& objectives,
                                             std::span<const double> tolerances);

} // namespace actorhood::analysis
