// Rank correlations of parameters with an output, for samples in which all parameters vary at once.
//
// Spearman's correlation is that of the ranks; the partial one (PRCC) that of what is left of the ranks of parameter and
// output when the ranks of all other parameters have been taken out by linear regression [Iman & Conover 1979]. Both
// are +1 or -1 for any monotone dependence and blind to one that rises and falls.
//
// A parameter may be a group of columns that only have a meaning together: the shares of a simplex, or the options of a
// list. Its correlations are multiple ones, from 0 to 1, without a sign. Of columns that determine each other as far as
// they are needed are used; which ones does not matter.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/resampling.hpp"
#include "analysis/run_table.hpp"

namespace actorhood::analysis {

/// A parameter of a sample: one column of values, or several; a value a point.
struct SampledParameter {
    std::vector<std::vector<double>> columns;
};

struct RankCorrelation {
    Index alone;   ///< Spearman
    Index partial; ///< NaN where the sample cannot tell the parameter from others
};
struct RankCorrelations {
    std::vector<RankCorrelation> parameters;
    double explained; ///< share of the variance of the output's ranks that all parameters together explain linearly
};

/// Correlations of each parameter with the output, one value a point. Columns and output must vary. `block_of`: the
/// block of each point, 0, 1, ... without gaps, where several points were drawn as one; empty: each by itself.
[[nodiscard]] RankCorrelations rank_correlations(std::span<const SampledParameter> parameters,
                                                 std::span<const double> output, const Resampling& options,
                                                 std::span<const std::size_t> block_of = {});

/// Ranks from 1, the mean rank for values that are equal.
[[nodiscard]] std::vector<double> ranks(std::span<const double> values);

/// Correlations with the means over the replicates at points of a table. Where all points share the draws of a replicate
/// the intervals cover that others would have changed all points (resampling.hpp).
[[nodiscard]] RankCorrelations rank_correlations_of_runs(std::span<const SampledParameter> parameters,
                                                         const RunTable& runs, std::span<const std::size_t> points,
                                                         const Resampling& options,
                                                         std::span<const std::size_t> block_of = {});

} // namespace actorhood::analysis
