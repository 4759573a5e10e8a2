// Anchors: figures known about the world, each with the rule that reads the same figure from the outputs of a run.
//
// The rule has the words of the known figures of a case (sim/output/known_figures.hpp): an output, `where` of its axes,
// the months from `from` to before `to`; sum, mean or median across the places, then over time, times `factor`. With
// `per`, all that is divided by another output, read in the same way at `per_where`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

struct Anchor {
    std::string name;
    std::string output;
    std::vector<std::string> where;     ///< "axis=label": places that count, any of the labels of an axis
    std::int64_t across{};              ///< over those places: 0 sum, 1 mean, 2 median
    std::int64_t time{};                ///< 0 last, 1 first, 2 mean, 3 sum, 4 largest recorded value
    double from{};                      ///< first year that counts; 0 = from the beginning
    double to{};                        ///< year before which values count; 0 = to the end
    double factor{1.0};                 ///< multiplies the simulated value
    std::string per;                    ///< output by which it is divided; "" = none
    std::vector<std::string> per_where; ///< places of `per` that count; those of `where` unless it is given
    double value{};                     ///< what is known, in its own unit
    double tolerance{};                 ///< half the width of the band within which a good model lies
    std::int64_t weight{};              ///< 0 usual, 1 weak: the band is twice as wide
    std::string source;
    bool held_out{}; ///< not used to calibrate; what was calibrated without it is judged by it
    sim::EntryPlaces places;

    [[nodiscard]] double half_band() const { return weight == 1 ? 2.0 * tolerance : tolerance; }
    /// Standard deviation that the band stands for: it reaches to two of them.
    [[nodiscard]] double deviation() const { return 0.5 * half_band(); }
    /// True if both are read alike, except when.
    [[nodiscard]] bool same_series(const Anchor& other) const;
    [[nodiscard]] double middle_of_time() const { return to > 0.0 ? 0.5 * (from + to) : from; }

    static void declare(sim::Schema& schema, Anchor& anchor);
};

/// What is missing in an anchor or contradicts itself, each with its place.
[[nodiscard]] std::vector<sim::Problem> problems_of(const std::vector<Anchor>& anchors);

/// What of the anchors cannot be read from such a result: axes, labels and years it does not have.
[[nodiscard]] std::vector<sim::Problem> unreadable(const std::vector<Anchor>& anchors, const ResultFile& file);

/// The simulated figure of each run of a sweep, point x replicate; NaN where a run failed or the figure is not defined.
[[nodiscard]] std::vector<double> simulated(const Anchor& anchor, const ResultFile& file);

} // namespace actorhood::analysis
