// Parts of a series by name, for changes to it: "point_3" is its third value, "points_1_to_2" are its first two, which
// become the same, "factor" multiplies all values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sim/config/schema.hpp"

namespace actorhood::sim {

struct SeriesPart {
    std::size_t first; ///< position of its first point, from 0
    std::size_t last;  ///< position of its last point, in it
    bool factor;       ///< all points, multiplied

    /// Why a series has no such part; "" if it has.
    [[nodiscard]] std::string lacking_in(const Series& series) const;
    /// The part with its values set to `value`, or multiplied by it.
    void change(Series& series, double value) const;
};

/// The part that a name stands for, if it is the name of one.
[[nodiscard]] std::optional<SeriesPart> series_part(std::string_view name);

/// The names that there are, for messages.
[[nodiscard]] std::string series_part_names();

} // namespace actorhood::sim
