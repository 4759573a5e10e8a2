// One declaration per output.
//
// A mechanism declares each of its outputs once, with name, axes, unit and meaning, and a function that writes
// the present values. The recorder calls it at each recorded time; names, units and meanings reach the HDF5 file,
// the `outputs` command and the tables of MODEL.md from the same declaration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/schema.hpp"

namespace actorhood::sim {

/// A named dimension of outputs, with a label per position.
struct Axis {
    std::string name;    ///< e.g. "cluster"; the dimension's name in the file
    std::string meaning; ///< e.g. "cluster organisation"
    std::vector<std::string> labels;
    std::uint64_t cut_from{}; ///< positions before some were left out; 0 = all are there
};

/// What a recorded row holds of the months since the row before: the value of the last, or the mean or sum over them.
enum class OverTime { instant, mean, sum };

/// One recorded variable: time x axes, row-major in the order of `axes`.
struct OutputVariable {
    std::string name;
    std::vector<std::size_t> axes; ///< positions in Outputs::axes()
    std::size_t size{1};           ///< product of the extents
    std::string unit;
    std::string meaning;
    std::string source;
    std::function<void(std::span<double>)> write; ///< writes `size` values; NaN = not defined now
    std::string cell_methods{}; ///< of rows that are means or sums, in the words of CF-1.10, 7.3; "" = instants
};

/// An entry of a list that a user gave, by its position, and what is wrong with it.
struct WrongEntry {
    std::size_t position{};
    std::string message;
};

/// The outputs of one simulation, bound to its world (which must not move).
///
/// Names are lower_snake_case, used once over axes and variables, and none of those the file itself uses (time,
/// replicate, year, month, step, design, parameters_toml ...). A mistake in a declaration is a std::logic_error.
class Outputs {
public:
    /// Declares an axis; returns its position. The labels fix the extent.
    std::size_t axis(std::string_view name, std::string_view meaning, std::vector<std::string> labels);

    /// Declares a variable on the named axes ({} = one number for the world).
    void variable(std::string_view name, std::initializer_list<std::string_view> axes, Unit unit, Meaning meaning,
                  Source source, std::function<void(std::span<double>)> write);

    /// The same outputs with fewer positions along axes: `kept` holds for each axis those that stay, ascending, or
    /// nothing where all do. What they leave out is not written; memory for it is taken here, once.
    [[nodiscard]] Outputs cut(const std::vector<std::optional<std::vector<std::size_t>>>& kept) const;
    /// The same outputs as rows that are instants, means or sums. A mean keeps its unit, and so does a sum [CF-1.10,
    /// appendix E], except that what is counted by the month loses it: months of "EUR month-1" are "EUR" together.
    [[nodiscard]] Outputs over_time(OverTime how) const;

    [[nodiscard]] const std::vector<Axis>& axes() const { return axes_; }
    [[nodiscard]] const std::vector<OutputVariable>& variables() const { return variables_; }
    [[nodiscard]] OverTime over_time() const { return over_time_; }

private:
    void check_name(std::string_view name) const;

    std::vector<Axis> axes_;
    std::vector<OutputVariable> variables_;
    OverTime over_time_{};
};

} // namespace actorhood::sim
