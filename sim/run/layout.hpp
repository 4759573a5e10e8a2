// From axes and the kind of a design to the points of an experiment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/axes.hpp"
#include "sim/run/design.hpp"
#include "sim/run/experiment.hpp"

namespace actorhood::sim {

/// Kinds of design, in the words of experiment files.
enum class DesignKind { list, one_at_a_time, factorial, latin_hypercube, sobol, saltelli, morris, simplex, crossed };
[[nodiscard]] const char* design_word(DesignKind kind);
/// True if its points are combinations of positions that each axis has by itself (DesignAxis::grid).
[[nodiscard]] bool on_grid(DesignKind kind);

struct DesignRequest {
    DesignKind kind{};
    std::uint64_t points{}; ///< of a sample; blocks of a Saltelli design, trajectories of a Morris design
    std::uint64_t seed{};
    Scramble scramble{Scramble::owen};
    std::uint32_t levels{4}; ///< of a Morris design
};

inline constexpr std::uint64_t most_points = 10'000'000;
/// Most coordinates of all points together; each takes about a hundred bytes with its setting.
inline constexpr std::uint64_t most_coordinates = 50'000'000;

/// Number of points the design will have, or `none_so_large`. Not for lists, whose points are given.
[[nodiscard]] std::uint64_t layout_size(const DesignRequest& request, const DesignAxes& axes);

struct Layout {
    std::vector<DesignColumn> columns;
    std::vector<DesignPoint> points;
};
/// The points, with a column for each coordinate of the axes and, where analysis needs to know, labels of the design:
///
///     one_at_a_time  changed_axis       the axis that differs from the base ("none" at point 0)
///     saltelli       saltelli_block     from 0
///                    saltelli_matrix    "A", "B", or "AB_" and the axis whose coordinates are those of B
///     morris         morris_trajectory  from 0
///                    morris_step        from 0
///                    morris_factor      the coordinate that changed since the step before ("none" at step 0)
///                    morris_change      its change on the unit cube, by which an elementary effect is divided
///
/// Throws Error(too_big) beyond `most_points` or `most_coordinates`.
[[nodiscard]] Layout lay_out(const DesignRequest& request, const DesignAxes& axes);

/// Every point of the levers under every point of the assumptions, the latter changing faster. Labels of the two
/// designs get "lever_" and "assumption_" before their names, and two more say which points meet:
///
///     lever_point        from 0
///     assumption_point   from 0
///
/// Throws Error(too_big) like lay_out().
[[nodiscard]] Layout cross(Layout levers, Layout assumptions);

/// What a design cannot answer as it is asked for, a sentence each.
[[nodiscard]] std::vector<std::string> design_notices(const DesignRequest& request, const DesignAxes& axes);

} // namespace actorhood::sim
