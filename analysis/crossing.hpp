// The points of a sweep as a crossing: every alternative, which somebody chooses, under every set of assumptions, which
// nobody controls.
//
// Points belong together by their labels `lever_point` and `assumption_point`, which a crossed design has, or else by
// equal coordinates: on the axes with the role "lever" for alternatives, on all others for assumption sets.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis {

struct Crossing {
    std::size_t alternatives{};
    std::size_t sets{};
    std::vector<std::size_t> points;       ///< alternative x set, row-major
    std::vector<DesignFactor> levers;      ///< that vary
    std::vector<DesignFactor> assumptions; ///< that vary
    std::vector<std::string> names;        ///< of the alternatives: as a list names them, else "core=0.2 fees=0.8"
    std::vector<std::string> notices;

    [[nodiscard]] std::size_t point(std::size_t alternative, std::size_t set) const {
        return points[alternative * sets + set];
    }
    /// A point of each alternative, at which its coordinates can be read.
    [[nodiscard]] std::vector<std::size_t> points_of_alternatives() const;
    /// A point of each assumption set.
    [[nodiscard]] std::vector<std::size_t> points_of_sets() const;
};

/// `levers`: names of the axes to be taken as levers, all others being assumptions; empty: as their roles say. A sweep
/// without a choice between alternatives, an unknown axis, and points that do not cross are an Error(usage) that says
/// what to do.
[[nodiscard]] Crossing crossing_of(const ResultFile& file, const std::vector<std::string>& levers);
/// The same for the columns of a design; `where` names it in messages.
[[nodiscard]] Crossing crossing_of(const std::vector<DesignColumn>& columns, const std::string& design,
                                   const std::vector<std::string>& levers);

/// A point by its coordinates, as short as it is clear: "effort=0.5", "core=0.2 fees=0.8"; options by their names alone.
[[nodiscard]] std::string coordinates_text(const std::vector<DesignFactor>& factors, std::size_t point);

} // namespace actorhood::analysis
