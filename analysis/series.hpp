// Time series of a result as one flat table: a row a replicate, time and place, a column a variable.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>

#include "analysis/selection.hpp"

namespace actorhood::analysis {

enum class SeriesFormat { csv, json };

/// Writes the chosen variables (all with one number a time, if none are named), which must stand over the same axes, at
/// the recorded times of `selection.average` (all, if there is none) and the chosen places. Of a sweep every row begins
/// with the point and its columns of the design; runs that failed or are missing have no rows. What is undefined is an
/// empty cell, in JSON null. Reads about `bytes_at_once` and writes them, then the next: the size of the result does not
/// matter. Returns how many variables are left out because none was named and they have axes.
std::size_t write_series(const std::filesystem::path& path, const Selection& selection, SeriesFormat format,
                         std::ostream& out, std::size_t bytes_at_once = std::size_t{1} << 27);

} // namespace actorhood::analysis
