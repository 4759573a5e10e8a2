// Known figures of a case beside the simulated ones.
//
// A scenario of a real case lists what is known about it ([[known]]): a number with its source, and how the same
// number is read from the recorded outputs. After a run each stands beside its simulated value. A figure that the
// scenario was given (its size, say) is marked so: that it agrees is no finding.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"
#include "sim/output/recorder.hpp"

namespace actorhood::sim {

/// One known figure and the rule that reads it from recorded outputs.
struct KnownFigure {
    std::string name;
    double value{};
    std::string unit;
    std::string source;
    std::int64_t role{};            ///< 0 an outcome, 1 given to the scenario
    std::int64_t comparison{};      ///< 0 about, 1 at least, 2 at most
    std::string output;             ///< recorded variable
    std::vector<std::string> where; ///< "axis=label": parts that count, any of the labels of an axis
    std::int64_t across{};          ///< over those axes: 0 sum, 1 mean
    std::int64_t time{};            ///< 0 last, 1 first, 2 mean, 3 sum, 4 largest recorded value
    double from{};                  ///< first year that counts; 0 = all
    double to{};                    ///< year before which values count; 0 = all
    double factor{1.0};             ///< multiplies the simulated value
    std::string per;                ///< variable by whose value, read in the same way, it is divided; "" = none
    bool share{};                   ///< the figure is the share of the named parts in the whole variable

    static void declare(Schema& schema, KnownFigure& figure);
};

/// What cannot be read from these outputs: unknown variables, axes and labels, with the nearest names, and variables
/// that are not among the `recorded` ones (numbers of variables); keys are those of list [[known]], "known#2.output".
[[nodiscard]] std::vector<Schema::Problem> problems_of(std::span<const KnownFigure> figures, const Outputs& outputs,
                                                       std::span<const std::size_t> recorded);

/// The figure as one replicate shows it; NaN where the variable was not recorded or is not defined.
[[nodiscard]] double simulated_figure(const KnownFigure& figure, const Outputs& outputs,
                                      const Trajectory& trajectory);

/// A known figure in words, beside the simulated one.
struct FigureRow {
    std::string name;
    std::string known;     ///< with sign and unit, ">= 300 EUR"
    std::string simulated; ///< mean over replicates
    std::string range;     ///< "(lowest to highest)"; "" where no replicate defines it
    std::string role;      ///< "given" or "outcome"
    std::string source;
};
[[nodiscard]] std::vector<FigureRow> known_figure_rows(std::span<const KnownFigure> figures, const Outputs& outputs,
                                                       std::span<const Trajectory> trajectories);

/// The same as a table for people.
[[nodiscard]] std::string known_figures_text(std::span<const KnownFigure> figures, const Outputs& outputs,
                                             std::span<const Trajectory> trajectories);

} // namespace actorhood::sim
