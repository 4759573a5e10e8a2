// What the design of a sweep lets one ask: which points belong together, and what varies between them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/elementary_effects.hpp"
#include "analysis/rank_correlation.hpp"
#include "analysis/variance_shares.hpp"

namespace actorhood::analysis {

/// Ways to say how much a parameter matters.
enum class SensitivityMethod { sobol, morris, rank };
/// "sobol", "morris", "rank"
[[nodiscard]] const char* method_word(SensitivityMethod method);
/// What is kept or dropped as one: "block", "trajectory", "point".
[[nodiscard]] std::string block_word(SensitivityMethod method, bool several);

/// Something that varies in a design: a parameter, the shares of a simplex together, or named options.
struct DesignFactor {
    std::string name;
    std::string role; ///< "lever", "uncertainty"; "" = not known
    std::vector<DesignColumn> columns{};
    bool is_simplex = false; ///< the columns are shares of one whole
};

/// The blocks of a design for one method: what is kept or dropped together.
struct SensitivityDesign {
    SensitivityMethod method;
    std::vector<DesignFactor> factors;
    std::vector<SaltelliBlock> saltelli{};
    std::vector<MorrisTrajectory> trajectories{};
    std::vector<std::size_t> sample{};            ///< points of a sample, for correlations
    std::vector<std::vector<std::size_t>> blocks; ///< points of each block, trajectory, or single points
    std::size_t points_a_block;
    std::vector<std::string> notices{};
    /// Of a sample that is crossed, the set of assumptions of each point of the sweep; else empty. What a set is drawn
    /// for holds for all alternatives, so that they are drawn again as one.
    std::vector<std::string> set_of_point{};
};

/// Methods that the design allows, the fitting one first. One that allows none is an Error(usage) that says why.
[[nodiscard]] std::vector<SensitivityMethod> possible_methods(const ResultFile& file);
/// The blocks for a method that is possible.
[[nodiscard]] SensitivityDesign sensitivity_design(const ResultFile& file, SensitivityMethod method);

/// What varies, by the columns of the design: simplexes are found by shares with a common beginning of their keys that
/// add up to one sum at all points.
[[nodiscard]] std::vector<DesignFactor> design_factors(const std::vector<DesignColumn>& columns);
/// Values of a factor at points, as columns for a regression: numbers as they are, of a simplex all varying shares, of
/// options one column each. Empty if nothing varies there.
[[nodiscard]] SampledParameter sampled_values(const DesignFactor& factor, std::span<const std::size_t> points);
/// A column of the design as numbers, at points.
[[nodiscard]] std::vector<double> column_numbers(const DesignColumn& column, std::span<const std::size_t> points);

} // namespace actorhood::analysis
