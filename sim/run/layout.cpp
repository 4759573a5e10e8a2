#include "sim/run/layout.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

std::size_t unit_dimensions(const DesignAxes& axes) {
    std::size_t sum = 0;
    for (const auto& axis : axes) {
        sum += axis->unit_dimensions();
    }
    return sum;
}

std::size_t column_count(const DesignAxes& axes) {
    std::size_t sum = 0;
    for (const auto& axis : axes) {
        sum += axis->columns().size();
    }
    return sum;
}

std::vector<std::size_t> grid_sizes(const DesignAxes& axes) {
    std::vector<std::size_t> sizes;
    for (const auto& axis : axes) {
        sizes.push_back(static_cast<std::size_t>(axis->grid_size()));
    }
    return sizes;
}

void append(DesignPoint& point, const AxisValue& value) {
    point.coordinates.insert(point.coordinates.end(), value.coordinates.begin(), value.coordinates.end());
    point.settings.insert(point.settings.end(), value.settings.begin(), value.settings.end());
}

DesignPoint point_at(std::span<const double> unit, const DesignAxes& axes) {
    DesignPoint point;
    std::size_t first = 0;
    for (const auto& axis : axes) {
        append(point, axis->at(unit.subspan(first, axis->unit_dimensions())));
        first += axis->unit_dimensions();
    }
    return point;
}

DesignColumn label_column(std::string name, std::string meaning, std::vector<std::string> labels = {}) {
    DesignColumn column;
    column.name = std::move(name);
    column.unit = "1";
    column.meaning = std::move(meaning);
    column.role = "design";
    column.labels = std::move(labels);
    return column;
}

std::vector<DesignPoint> sampled(const UnitPoints& unit, const DesignAxes& axes) {
    std::vector<DesignPoint> points;
    points.reserve(unit.size());
    for (std::size_t i = 0; i < unit.size(); ++i) {
        points.push_back(point_at(unit.row(i), axes));
    }
    return points;
}

void combined(Layout& layout, const DesignAxes& axes) {
    std::vector<std::vector<AxisValue>> grids;
    for (const auto& axis : axes) {
        grids.push_back(axis->grid());
    }
    const std::vector<std::size_t> sizes = grid_sizes(axes);
    const std::uint64_t count = factorial_size(sizes);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::vector<std::size_t> row = factorial_row(sizes, i);
        DesignPoint& point = layout.points.emplace_back();
        for (std::size_t k = 0; k < axes.size(); ++k) {
            append(point, grids[k][row[k]]);
        }
    }
}

/// The base, then each axis in turn through the positions of its grid that are not the base's.
void one_at_a_time(Layout& layout, const DesignAxes& axes) {
    std::vector<std::string> labels{"none"};
    std::vector<AxisValue> centres;
    for (const auto& axis : axes) {
        labels.push_back(axis->name());
        centres.push_back(axis->centre());
    }
    const auto add = [&](std::size_t changed, const AxisValue& value) {
        DesignPoint& point = layout.points.emplace_back();
        for (std::size_t k = 0; k < axes.size(); ++k) {
            append(point, k + 1 == changed ? value : centres[k]);
        }
        point.coordinates.push_back(static_cast<double>(changed));
    };
    add(0, {});
    for (std::size_t k = 0; k < axes.size(); ++k) {
        for (const AxisValue& value : axes[k]->grid()) {
            if (value.coordinates != centres[k].coordinates) {
                add(k + 1, value);
            }
        }
    }
    layout.columns.push_back(
        label_column("changed_axis", "Axis on which the point differs from the base", std::move(labels)));
}

void saltelli(Layout& layout, const DesignRequest& request, const DesignAxes& axes) {
    std::vector<std::size_t> factor_dimensions;
    std::vector<std::string> matrices{"A", "B"};
    for (const auto& axis : axes) {
        factor_dimensions.push_back(axis->unit_dimensions());
        matrices.push_back("AB_" + axis->name());
    }
    const UnitPoints unit =
        saltelli_points(static_cast<std::size_t>(request.points), factor_dimensions, request.scramble, request.seed);
    layout.points = sampled(unit, axes);
    for (std::size_t i = 0; i < layout.points.size(); ++i) {
        layout.points[i].coordinates.push_back(static_cast<double>(i / matrices.size()));
        layout.points[i].coordinates.push_back(static_cast<double>(i % matrices.size()));
    }
    layout.columns.push_back(label_column("saltelli_block", "Block of the Saltelli design"));
    layout.columns.push_back(
        label_column("saltelli_matrix", "Matrix of the Saltelli design the point belongs to", std::move(matrices)));
}

void morris(Layout& layout, const DesignRequest& request, const DesignAxes& axes) {
    std::vector<std::string> factors{"none"};
    for (const auto& axis : axes) {
        for (std::size_t k = 0; k < axis->unit_dimensions(); ++k) {
            factors.push_back(axis->dimension_name(k));
        }
    }
    const MorrisDesign design =
        morris_points(static_cast<std::size_t>(request.points), unit_dimensions(axes), request.levels, request.seed);
    layout.points = sampled(design.points, axes);
    for (std::size_t i = 0; i < layout.points.size(); ++i) {
        const MorrisStep& step = design.steps[i];
        const double factor = step.step == 0 ? 0.0 : static_cast<double>(step.dimension + 1);
        std::vector<double>& coordinates = layout.points[i].coordinates;
        coordinates.push_back(static_cast<double>(step.trajectory));
        coordinates.push_back(static_cast<double>(step.step));
        coordinates.push_back(factor);
        coordinates.push_back(step.change);
    }
    layout.columns.push_back(label_column("morris_trajectory", "Trajectory of the Morris design"));
    layout.columns.push_back(label_column("morris_step", "Step of the trajectory"));
    layout.columns.push_back(
        label_column("morris_factor", "Coordinate that changed since the step before", std::move(factors)));
    layout.columns.push_back(
        label_column("morris_change", "Change of that coordinate on the unit interval, the divisor of the effect"));
}

void require_room(std::uint64_t points, std::uint64_t columns) {
    const std::string count = points == none_so_large ? "more than 9e15" : std::to_string(points);
    if (points > most_points) {
        throw Error(ExitCode::too_big, "the design has " + count + " points; at most " + std::to_string(most_points) +
                                           " are accepted: use fewer points, levels or steps");
    }
    if (points * columns > most_coordinates) {
        throw Error(ExitCode::too_big, "the design has " + count + " points with " + std::to_string(columns) +
                                           " columns; at most " + std::to_string(most_coordinates) +
                                           " coordinates are accepted: use fewer points or axes");
    }
}

/// The product, or `none_so_large`.
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    return factorial_size(std::vector<std::size_t>{static_cast<std::size_t>(a), static_cast<std::size_t>(b)});
}

/// The columns of one side of a crossed design.
std::vector<DesignColumn> side_columns(std::vector<DesignColumn> columns, const std::string& side) {
    for (DesignColumn& column : columns) {
        column.name = (column.role == "design" ? side : "") + column.name;
    }
    return columns;
}

/// The powers of two around a number that is none; "" for one that is.
std::string powers_of_two_around(std::uint64_t number) {
    const std::uint64_t below = std::bit_floor(number);
    return below == number ? "" : std::to_string(below) + " or " + std::to_string(2 * below);
}

} // namespace

const char* design_word(DesignKind kind) {
    constexpr std::array words{"list",     "one_at_a_time", "factorial", "latin_hypercube", "sobol",
                               "saltelli", "morris",        "simplex",   "crossed"};
    return words.at(static_cast<std::size_t>(kind));
}

bool on_grid(DesignKind kind) {
    return kind == DesignKind::factorial || kind == DesignKind::simplex || kind == DesignKind::one_at_a_time;
}

std::uint64_t layout_size(const DesignRequest& request, const DesignAxes& axes) {
    switch (request.kind) {
    case DesignKind::saltelli:
        return times(request.points, axes.size() + 2);
    case DesignKind::morris:
        return times(request.points, unit_dimensions(axes) + 1);
    case DesignKind::factorial:
    case DesignKind::simplex:
        return factorial_size(grid_sizes(axes));
    case DesignKind::one_at_a_time: {
        std::uint64_t sum = 1;
        for (const std::size_t size : grid_sizes(axes)) {
            sum = size > none_so_large - sum ? none_so_large : sum + size;
        }
        return sum;
    }
    default:
        return request.points;
    }
}

Layout lay_out(const DesignRequest& request, const DesignAxes& axes) {
    require_room(layout_size(request, axes), column_count(axes) + 4);
    Layout layout;
    for (const auto& axis : axes) {
        layout.columns.insert(layout.columns.end(), axis->columns().begin(), axis->columns().end());
    }
    const auto points = static_cast<std::size_t>(request.points);
    switch (request.kind) {
    case DesignKind::list:
    case DesignKind::crossed:
        break;
    case DesignKind::one_at_a_time:
        one_at_a_time(layout, axes);
        break;
    case DesignKind::factorial:
    case DesignKind::simplex:
        combined(layout, axes);
        break;
    case DesignKind::latin_hypercube:
        layout.points = sampled(latin_hypercube(points, unit_dimensions(axes), request.seed), axes);
        break;
    case DesignKind::sobol:
        layout.points = sampled(sobol_points(points, unit_dimensions(axes), request.scramble, request.seed), axes);
        break;
    case DesignKind::saltelli:
        saltelli(layout, request, axes);
        break;
    case DesignKind::morris:
        morris(layout, request, axes);
        break;
    }
    return layout;
}

Layout cross(Layout levers, Layout assumptions) {
    require_room(times(levers.points.size(), assumptions.points.size()),
                 levers.columns.size() + assumptions.columns.size() + 2);
    Layout layout;
    layout.columns = side_columns(std::move(levers.columns), "lever_");
    for (DesignColumn& column : side_columns(std::move(assumptions.columns), "assumption_")) {
        layout.columns.push_back(std::move(column));
    }
    layout.columns.push_back(label_column("lever_point", "Which point of the levers it is"));
    layout.columns.push_back(label_column("assumption_point", "Which point of the assumptions it is"));
    layout.points.reserve(levers.points.size() * assumptions.points.size());
    for (std::size_t i = 0; i < levers.points.size(); ++i) {
        for (std::size_t k = 0; k < assumptions.points.size(); ++k) {
            DesignPoint& point = layout.points.emplace_back(levers.points[i]);
            append(point, {assumptions.points[k].coordinates, assumptions.points[k].settings});
            point.replicates = std::max(point.replicates, assumptions.points[k].replicates);
            point.coordinates.push_back(static_cast<double>(i));
            point.coordinates.push_back(static_cast<double>(k));
        }
    }
    return layout;
}

std::vector<std::string> design_notices(const DesignRequest& request, const DesignAxes& axes) {
    constexpr std::uint64_t few_blocks = 64;
    constexpr std::uint64_t few_trajectories = 4;
    std::vector<std::string> notices;
    const std::string count = std::to_string(request.points);
    const std::size_t dimensions = unit_dimensions(axes);
    const bool sequence = request.kind == DesignKind::sobol || request.kind == DesignKind::saltelli;
    if (const std::string better = powers_of_two_around(request.points); sequence && !better.empty()) {
        notices.push_back(count + (request.kind == DesignKind::sobol ? " points" : " blocks") +
                          " of a Sobol sequence do not cover the space evenly, because " + count +
                          " is no power of two; take " + better);
    }
    if (request.kind == DesignKind::saltelli && request.points < few_blocks) {
        notices.push_back("a Saltelli design of " + count +
                          " blocks gives indices with intervals too wide to tell axes apart; take at least " +
                          std::to_string(few_blocks) + ", better some hundreds");
    }
    if (request.kind == DesignKind::morris && request.points < few_trajectories) {
        notices.push_back("a Morris design of " + count +
                          " trajectories says little of how effects vary over the space; take at least " +
                          std::to_string(few_trajectories) + ", better 10");
    }
    if (request.kind == DesignKind::latin_hypercube && request.points <= dimensions) {
        notices.push_back("a Latin hypercube of " + count + (request.points == 1 ? " point" : " points") +
                          " cannot tell " + std::to_string(dimensions) +
                          (dimensions == 1 ? " coordinate" : " coordinates") + " apart; take at least " +
                          std::to_string(2 * dimensions));
    }
    return notices;
}

} // namespace actorhood::sim
