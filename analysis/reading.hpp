// Readings: rules that make one number of an output of a run. What is known about the world is read so (anchors.hpp), and
// what somebody wants (optimisation_file.hpp).
//
// The rule has the words of the known figures of a case (sim/output/known_figures.hpp): an output, `where` of its axes,
// the months from `from` to before `to`; sum, mean or median across the places, then over time, times `factor`. Growth is
// the mean over the last year less that over the first, divided by the years between, a year. With `per`, all that is divided by another output, read in the same way at `per_where`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

struct Reading {
    std::string name;
    std::string output;
    std::vector<std::string> where;     ///< "axis=label": places that count, any of the labels of an axis
    std::int64_t across{};              ///< over those places: 0 sum, 1 mean, 2 median
    std::int64_t time{};                ///< 0 last, 1 first, 2 mean, 3 sum, 4 largest recorded value, 5 growth
    double from{};                      ///< first year that counts; 0 = from the beginning
    double to{};                        ///< year before which values count; 0 = to the end
    double factor{1.0};                 ///< multiplies the simulated value
    std::string per;                    ///< output by which it is divided; "" = none
    std::vector<std::string> per_where; ///< places of `per` that count; those of `where` unless it is given
    sim::EntryPlaces places;

    /// True if both are read alike, except when.
    [[nodiscard]] bool same_series(const Reading& other) const;

    /// The keys of the rule, without name and places.
    static void declare_rule(sim::Schema& schema, Reading& reading);
};

/// What contradicts itself in a rule.
void check_rule(const Reading& reading, std::vector<sim::Problem>& problems);
/// Adds that `key` is missing where it is not given. `kind`: "anchor", "objective".
void require_key(const Reading& reading, const char* key, const std::string& kind,
                 std::vector<sim::Problem>& problems);

/// What of a rule cannot be read from such a result: axes, labels and years it does not have.
void check_readable(const Reading& reading, const std::string& kind, const ResultFile& file,
                    std::vector<sim::Problem>& problems);

/// Names of the outputs that the rule needs.
[[nodiscard]] std::vector<std::string> outputs_of(const Reading& reading);

/// Places of axes that the rules read, "axis=label", of a result that has all their outputs: none of an axis of which
/// some rule reads all, or which they read all together.
[[nodiscard]] std::vector<std::string> labels_read(const std::vector<Reading>& readings, const ResultFile& file);

/// The number of each run of a sweep, point x replicate; NaN where a run failed or it is not defined.
[[nodiscard]] std::vector<double> simulated(const Reading& reading, const ResultFile& file);

} // namespace actorhood::analysis
