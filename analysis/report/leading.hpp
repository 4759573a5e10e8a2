// Which of several runs is ahead in an output, and how sure that is: the runs as alternatives under one set of
// assumptions, ranked as `rank` does.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/difference.hpp"
#include "analysis/ranking.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis::report {

struct Leading {
    std::size_t replicates{}; ///< that all results have
    /// The results in order, by their positions; a problem where there is no order.
    OutputRanking ranking{};
    Difference lead{}; ///< of the first before the second
};

/// Values of each result, one a replicate, in the same order of replicates.
using ReplicateValues = std::vector<std::vector<double>>;

/// True if the replicates of all results are pairs.
[[nodiscard]] bool share_randomness(const std::vector<Result>& results);
/// The values of a line: where the results share their randomness those of the replicates that all have, otherwise as
/// many of each as the smallest has.
[[nodiscard]] ReplicateValues shared_values(const std::vector<Result>& results, const Line& line, const Times& times,
                                            Over over);

/// The order of results by their values. `paired`: the replicates of all share their random numbers.
[[nodiscard]] Leading leading_of(const ReplicateValues& values, bool paired, const RankedOutput& output,
                                 double level);

} // namespace actorhood::analysis::report
