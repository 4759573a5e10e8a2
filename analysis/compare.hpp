// Comparison of results: what each gives, and how the others differ from the first.
//
// Two results with the same master seed share their random numbers replicate by replicate (common random numbers),
// so differences are taken within pairs; otherwise between independent samples, with a notice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// What to compare.
struct Selection {
    std::vector<std::string> variables{};               ///< empty: the files' headline variables, or all scalars
    std::optional<double> at{};                         ///< recorded time nearest to this one; default: the last
    std::optional<std::pair<double, double>> average{}; ///< mean over the recorded times from - to, instead of `at`
    double level = 0.9;                                 ///< of all intervals
};

/// One variable in one result, over its replicates.
struct Summary {
    double mean;
    Interval interval;   ///< holds `level` of the replicates
    std::size_t defined; ///< replicates in which the variable is defined
    double standard_deviation;
};

/// One variable in one result against the reference.
struct Difference {
    enum class Verdict { higher, lower, indistinguishable, identical, undecidable };

    bool paired;
    std::size_t pairs; ///< pairs, or the size of the smaller sample
    double mean;
    Interval interval;   ///< bootstrap interval of the mean difference
    double share_higher; ///< of pairs (paired) or of all combinations (not paired) in which this result is higher
    Verdict verdict;     ///< undecidable: fewer than two pairs
    std::optional<std::uint64_t> more_pairs; ///< if indistinguishable: about how many more (alpha 0.05, power 0.80)
};

struct ComparedVariable {
    std::string name;
    std::string long_name;
    std::string units;
    std::vector<Summary> summaries;      ///< one a result
    std::vector<Difference> differences; ///< one a result, without the first
};

struct ComparedResult {
    std::string name;
    std::string path;
    std::string title;
    std::string master_seed;
    std::size_t replicates;
    std::string when; ///< "2040", "mean of 2030 to 2040"
};

struct Comparison {
    double level;
    std::vector<ComparedResult> results;
    std::vector<ComparedVariable> variables;
    std::vector<std::string> notices; ///< what a reader must know to read the numbers rightly
};

/// One value a replicate: mean over the positions of further dimensions and over the times, NaN left out.
[[nodiscard]] std::vector<double> replicate_values(const Result& result, const Variable& variable, TimeRange range);

/// The recorded times that `selection` means. A time outside the recorded ones is an Error(usage).
[[nodiscard]] TimeRange selected_times(const Result& result, const Selection& selection);

/// Compares the results with the first. Names that occur twice are made different by their paths.
[[nodiscard]] Comparison compare(std::vector<Result>& results, const Selection& selection);

} // namespace actorhood::analysis
