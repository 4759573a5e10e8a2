// What is compared: which variables, at which times, at which places of their axes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/data.hpp"

namespace actorhood::analysis {

/// Places to keep along one axis.
struct AxisChoice {
    std::string axis;
    std::vector<std::string> labels; ///< as they stand between commas
};

/// The labels that texts between commas stand for, when these are all there are: a label may hold commas itself.
[[nodiscard]] std::vector<std::string> whole_labels(const std::vector<std::string>& between_commas,
                                                    const std::vector<std::string>& known);

/// How numbers at several places become one.
enum class Over { mean, sum };

/// What to compare.
struct Selection {
    std::vector<std::string> variables{}; ///< empty: the files' headline variables, or all scalars
    std::optional<double> at{};           ///< recorded time nearest to this one; default: the last
    /// Mean over the recorded times of a span, instead of `at`: from its beginning up to, without, its end, so that
    /// 2030 to 2040 are ten years, as `from` and `to` of known figures and anchors say.
    std::optional<std::pair<double, double>> average{};
    std::vector<AxisChoice> places{}; ///< default: all places of an axis
    Over over = Over::mean;           ///< places that are left
    std::string by{};                 ///< axis that gets one line a place; "" = none
    double level = 0.9;               ///< of all intervals
};

/// Times that all results record, as positions in each.
struct Times {
    std::vector<std::vector<std::size_t>> positions; ///< one list a result, all of equal length
    std::string text;                                ///< "2040", "mean of 2030 to 2039.917, 120 rows"
};
/// Positions of the recorded times that lie in a span, the first and the one after the last.
[[nodiscard]] std::pair<std::size_t, std::size_t> times_within(const std::vector<double>& times,
                                                               const std::pair<double, double>& span);
/// The times a selection means. Where results record other times, only those in common count, and `notices` says so;
/// a time outside them, or none in common, is an Error(usage).
[[nodiscard]] Times choose_times(const std::vector<Result>& results, const Selection& selection,
                                 std::vector<std::string>& notices);

/// One line of a comparison: a variable at chosen places.
struct Line {
    std::string variable;
    std::string place; ///< of the axis of --by: "cluster = alpha"; "" = none
    /// Axes over which a mean or sum is taken, with the number of places.
    std::vector<std::pair<std::string, std::size_t>> over;
    /// Positions along each axis of the variable, for each result.
    std::vector<std::vector<std::vector<std::size_t>>> positions;
};

/// "mean over cluster (12), practice (5)"; "" = over nothing.
[[nodiscard]] std::string over_text(const Line& line, Over over);

/// Names to compare: as asked, or those the first result puts first as far as all results have them.
[[nodiscard]] std::vector<std::string> choose_variables(const std::vector<Result>& results,
                                                        const Selection& selection,
                                                        std::vector<std::string>& notices);

/// The lines of all variables. Where the places of an axis differ between results, only those in common count, and
/// `notices` says so. Axes that differ, unknown axes or labels are an Error(usage).
[[nodiscard]] std::vector<Line> choose_lines(const std::vector<Result>& results,
                                             const std::vector<std::string>& variables, const Selection& selection,
                                             std::vector<std::string>& notices);

} // namespace actorhood::analysis
