// Comparison of results: what each gives, and how the others differ from the first.
//
// Two results with the same master seed share their random numbers replicate by replicate (common random numbers),
// so differences are taken within pairs; otherwise between independent samples, with a notice.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/difference.hpp"
#include "analysis/parameters.hpp"
#include "analysis/selection.hpp"
#include "analysis/sweep_points.hpp"

namespace actorhood::analysis {

/// One variable in one result, over its replicates.
struct Summary {
    double mean;
    Interval interval;   ///< holds `level` of the replicates
    std::size_t defined; ///< replicates in which the variable is defined
    double standard_deviation;
};

struct ComparedVariable {
    std::string name;
    std::string place; ///< of the axis of --by, e.g. "cluster = alpha"; "" = none
    std::string over;  ///< what is taken over axes, e.g. "mean over cluster (12)"; "" = nothing
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
    std::string when; ///< "2040", "mean of 2030 to 2039.917, 120 rows"
};

struct Comparison {
    double level;
    std::vector<ComparedResult> results;
    std::vector<ParameterDifference> parameters; ///< that differ between the results
    std::vector<ComparedVariable> variables;
    std::vector<std::string> notices; ///< what a reader must know to read the numbers rightly
};

/// True if their replicates are pairs: both state the same master seed.
[[nodiscard]] bool same_randomness(const Result& reference, const Result& other);

/// Gives results of one name their paths as names.
void make_names_differ(std::vector<Result>& results);

/// Compares the results with the first. Names that occur twice are made different by their paths.
[[nodiscard]] Comparison compare(std::vector<Result>& results, const Selection& selection);

/// Takes the choices of places on axes of a sweep's design out of a selection: they hold the values of other axes.
[[nodiscard]] std::vector<AxisChoice> take_held(const ResultFile& file, Selection& selection);

/// Compares points of a sweep with the first of them.
[[nodiscard]] Comparison compare_points(const SweepPoints& points, const Selection& selection);

/// Compares points of a sweep that differ in one axis (see open_sweep_points) with the first of them. Choices of places
/// on other axes of the design hold those.
[[nodiscard]] Comparison compare_sweep(const std::filesystem::path& path, const std::string& between,
                                       Selection selection);

} // namespace actorhood::analysis
