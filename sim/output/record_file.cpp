#include "sim/output/record_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace actorhood::sim {

namespace {

constexpr std::uint64_t most_chunk_bytes = 1u << 19; ///< half the library's cache, so that a chunk is packed once

/// Year and month (1-12) in which a fractional year lies; a month begins at year + (month - 1) / 12, rounded.
struct CalendarMonth {
    std::int32_t year;
    std::int32_t month;
};
CalendarMonth calendar_month(double time) {
    const double months = std::floor(time * 12.0 + 0.5);
    const double year = std::floor(months / 12.0);
    return {static_cast<std::int32_t>(year), static_cast<std::int32_t>(months - 12.0 * year) + 1};
}

/// From the beginning of the first month of a row to the end of its last.
void write_bounds(hdf5::File& file, hdf5::Dataset& time, std::span<const double> times,
                  std::span<const double> begins) {
    constexpr double month = 1.0 / 12.0;
    const std::array<std::int32_t, 2> ends{0, 1};
    const hdf5::Dataset bound = file.dimension("bound", ends);
    std::vector<double> bounds;
    for (std::size_t row = 0; row < times.size(); ++row) {
        bounds.push_back(begins[row]);
        bounds.push_back(times[row] + month);
    }
    const std::array<const hdf5::Dataset*, 2> dimensions{&time, &bound};
    hdf5::Dataset dataset = file.table("time_bounds", dimensions, std::span<const double>(bounds));
    describe(dataset, "year", "Begin and end of the months of which a row is the mean or sum");
    time.attribute("bounds", std::string("time_bounds"));
}

} // namespace

void describe(hdf5::Dataset& dataset, const std::string& unit, const std::string& meaning) {
    dataset.attribute("units", unit);
    dataset.attribute("long_name", meaning);
}

// `time` in plain years: units of the form "months since" make common readers fail.
hdf5::Dataset write_time(hdf5::File& file, std::span<const double> times, std::span<const std::int32_t> steps,
                         std::span<const double> begins) {
    hdf5::Dataset dimension = file.dimension("time", times);
    describe(dimension, "year", "Time as fractional year (first of February 2020 = 2020 + 1/12)");
    dimension.attribute("axis", std::string("T"));
    std::vector<std::int32_t> years;
    std::vector<std::int32_t> months;
    for (const double time : times) {
        const CalendarMonth when = calendar_month(time);
        years.push_back(when.year);
        months.push_back(when.month);
    }
    hdf5::Dataset year = file.column("year", dimension, years);
    describe(year, "1", "Calendar year of the time");
    hdf5::Dataset month = file.column("month", dimension, months);
    describe(month, "1", "Calendar month of the time, 1 to 12");
    hdf5::Dataset step = file.column("step", dimension, steps);
    describe(step, "month", "Months simulated before the time, burn-in included");
    if (!begins.empty()) {
        write_bounds(file, dimension, times, begins);
    }
    return dimension;
}

hdf5::Dataset write_axis(hdf5::File& file, const Axis& axis) {
    hdf5::Dataset dimension = file.dimension(axis.name, axis.labels);
    dimension.attribute("long_name", axis.meaning);
    if (axis.cut_from > 0) {
        dimension.attribute("cut_from", axis.cut_from);
    }
    return dimension;
}

std::vector<std::uint64_t> chunk_shape(std::span<const std::uint64_t> leading, std::uint64_t times,
                                       std::span<const std::uint64_t> axes) {
    std::uint64_t row = sizeof(double);
    for (const std::uint64_t extent : axes) {
        row *= std::max<std::uint64_t>(extent, 1);
    }
    const std::uint64_t chunk_times =
        std::clamp<std::uint64_t>(most_chunk_bytes / row, 1, std::max<std::uint64_t>(times, 1));
    std::vector<std::uint64_t> chunk;
    std::uint64_t fitting = most_chunk_bytes / (row * chunk_times);
    for (std::size_t k = leading.size(); k-- > 0;) {
        chunk.insert(chunk.begin(), std::clamp<std::uint64_t>(fitting, 1, leading[k]));
        fitting /= chunk.front();
    }
    chunk.push_back(chunk_times);
    // One time row alone may be too large: then the last axes stay whole and the first ones are cut.
    std::uint64_t room = std::max<std::uint64_t>(most_chunk_bytes / sizeof(double), 1);
    std::vector<std::uint64_t> tail;
    for (std::size_t k = axes.size(); k-- > 0;) {
        tail.insert(tail.begin(), std::min(std::max<std::uint64_t>(axes[k], 1), room));
        room = std::max<std::uint64_t>(room / tail.front(), 1);
    }
    chunk.insert(chunk.end(), tail.begin(), tail.end());
    return chunk;
}

} // namespace actorhood::sim
