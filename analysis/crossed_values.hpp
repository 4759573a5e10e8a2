// One output over a crossing: what each alternative is worth under each set of assumptions, and by how much that is
// chance.
//
// Under common random numbers a set's values are those of a two-way layout without interaction, y = value + replicate +
// rest, by least squares [Scheffe 1959]: with all runs there it is the mean over the replicates, with runs missing the
// alternatives are compared over the replicates they share. Independent draws have plain means. Nothing is filled in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/crossing.hpp"
#include "analysis/run_table.hpp"

namespace actorhood::analysis {

/// Values over set x alternative, row-major.
struct CrossedValues {
    std::size_t alternatives{};
    std::size_t replicates{};
    bool common_random_numbers{};
    std::vector<std::size_t> sets; ///< of the crossing, that are used
    std::vector<double> values;
    /// Of each value, by replicate: the deviations of the replicates, divided so that their sum of squares is the square
    /// of the value's standard error.
    std::vector<double> deviations;
    std::size_t not_finished{};  ///< sets dropped because too many runs failed or are missing
    std::size_t not_defined{};   ///< sets dropped because the output is not defined in too many runs
    std::size_t runs_left_out{}; ///< single runs that failed, are missing or have no value, in the sets that are used

    [[nodiscard]] std::span<const double> set(std::size_t position) const {
        return std::span(values).subspan(position * alternatives, alternatives);
    }
    /// Deviations of one value.
    [[nodiscard]] std::span<const double> deviation(std::size_t position, std::size_t alternative) const {
        return std::span(deviations).subspan((position * alternatives + alternative) * replicates, replicates);
    }
    /// Standard error of one value; 0 with a single replicate.
    [[nodiscard]] double standard_error(std::size_t position, std::size_t alternative) const;
};

/// A set is used if every alternative has a value there in two replicates, or in the only one.
[[nodiscard]] CrossedValues crossed_values(const RunTable& runs, const Crossing& crossing,
                                           const std::vector<bool>& finished);

/// The values as other replicates might have given them: for any difference of two of them a draw from Student's t around
/// the estimate, with its standard error. Under common random numbers one draw a replicate moves all values, as the
/// replicate did; otherwise each value has its own. A function of the number of the resample.
void draw_values(const CrossedValues& crossed, std::uint32_t resample, std::span<double> drawn);

} // namespace actorhood::analysis
