// Axes: what the coordinates of a design mean.
//
// An axis takes one or more coordinates of the unit cube and gives the coordinates of a point's columns and the
// changes to the base scenario.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sim/run/experiment.hpp"

namespace actorhood::sim {

/// One position on an axis.
struct AxisValue {
    std::vector<double> coordinates;   ///< one for each column of the axis
    std::vector<std::string> settings; ///< changes to the base
};

class DesignAxis {
public:
    DesignAxis(std::string name, std::vector<DesignColumn> columns, std::size_t unit_dimensions)
        : name_(std::move(name)), columns_(std::move(columns)), unit_dimensions_(unit_dimensions) {}
    virtual ~DesignAxis() = default;
    DesignAxis(const DesignAxis&) = delete;
    DesignAxis& operator=(const DesignAxis&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<DesignColumn>& columns() const { return columns_; }
    /// Coordinates of the unit cube that the axis takes; 0 for one that cannot vary.
    [[nodiscard]] std::size_t unit_dimensions() const { return unit_dimensions_; }
    /// What coordinate k of the unit cube mostly decides, for the labels of a screening design.
    [[nodiscard]] virtual std::string dimension_name(std::size_t k) const = 0;
    /// The position that belongs to coordinates of the unit cube.
    [[nodiscard]] virtual AxisValue at(std::span<const double> unit) const = 0;
    /// How many positions grid() has.
    [[nodiscard]] virtual std::uint64_t grid_size() const = 0;
    /// All positions for designs on a grid, no two alike.
    [[nodiscard]] virtual std::vector<AxisValue> grid() const = 0;
    /// Where the base scenario stands; for options, the first of them.
    [[nodiscard]] virtual AxisValue centre() const = 0;
    /// Keys of the base that some position changes.
    [[nodiscard]] virtual std::set<std::string> keys() const = 0;

private:
    std::string name_;
    std::vector<DesignColumn> columns_;
    std::size_t unit_dimensions_;
};
using DesignAxes = std::vector<std::unique_ptr<DesignAxis>>;

/// A number between two ends.
struct Range {
    double low{};
    double high{};
    bool logarithmic{};    ///< equal steps of the coordinate are equal ratios
    bool whole{};          ///< rounded to the nearest whole number, halves up
    std::size_t levels{2}; ///< of a grid, equally spaced, both ends included
    double base{};         ///< value in the base scenario
};
/// The value at coordinate u of the unit interval: exactly `low` at 0 and `high` at 1, never outside.
[[nodiscard]] double value_in(const Range& range, double u);
[[nodiscard]] std::unique_ptr<DesignAxis> range_axis(DesignColumn column, const Range& range);

/// A list of positions; coordinate u belongs to position floor(u times their number). `centre` is the position of
/// the base scenario if it is not one of the list.
[[nodiscard]] std::unique_ptr<DesignAxis> list_axis(DesignColumn column, std::vector<AxisValue> values,
                                                    std::optional<AxisValue> centre);

/// Shares of one whole that add up to 1.
struct Simplex {
    std::string name;
    std::vector<DesignColumn> columns;               ///< one a component, named by its key
    std::vector<std::optional<std::uint32_t>> fixed; ///< share of a component that does not vary [1e-9]
    std::uint32_t steps{};                           ///< of a lattice
    std::vector<double> base;                        ///< shares in the base scenario
};
[[nodiscard]] std::unique_ptr<DesignAxis> simplex_axis(Simplex simplex);

} // namespace actorhood::sim
