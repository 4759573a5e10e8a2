// How much of the variance of an output is chance between replicates, and how much the parameters make.
#pragma once

#include <cstddef>
#include <span>

#include "analysis/run_table.hpp"

namespace actorhood::analysis {

/// The variance of a run drawn at random from a design is the sum of the two.
struct Chance {
    double of_parameters; ///< variance over the points of what is expected there; of one replicate chance included
    double of_replicates; ///< mean variance within a point; NaN with a single replicate

    /// Share of chance; NaN with a single replicate or without any variance.
    [[nodiscard]] double share() const { return of_replicates / (of_parameters + of_replicates); }
};
/// One-way analysis of variance over `points`, with the part of chance taken out of the variance between points. Chance
/// that all points share under common random numbers is no part of that variance.
[[nodiscard]] Chance chance_at(const RunTable& runs, std::span<const std::size_t> points);

} // namespace actorhood::analysis
