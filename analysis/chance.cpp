#include "analysis/chance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics.hpp"

namespace actorhood::analysis {

Chance chance_at(const RunTable& runs, std::span<const std::size_t> points) {
    const CentredRuns centred_runs = centred(runs, points);
    std::vector<double> between;
    std::vector<double> within;
    for (const std::size_t point : points) {
        between.push_back(squared_expectation(moments(centred_runs.runs.row(point)), runs.replicates));
        within.push_back(moments(runs.row(point)).variance);
    }
    if (centred_runs.is_constant) {
        return {0.0, runs.replicates > 1 ? mean(within) : std::numeric_limits<double>::quiet_NaN()};
    }
    return {std::max(0.0, std::ldexp(mean(between), 2 * centred_runs.exponent)),
            runs.replicates > 1 ? mean(within) : std::numeric_limits<double>::quiet_NaN()};
}

} // namespace actorhood::analysis
