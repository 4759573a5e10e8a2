#include "analysis/figures/fan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "analysis/figures/sheet.hpp"
#include "analysis/reduction.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

/// Numbers read at once.
constexpr std::size_t most_numbers = std::size_t{1} << 23;

/// Positions of the recorded times to draw.
std::vector<std::size_t> times_of(const Result& result, const Selection& selection) {
    const auto [first, last] = selection.average ? times_within(result.times(), *selection.average)
                                                 : std::pair{std::size_t{0}, result.times().size()};
    std::vector<std::size_t> positions(last - first);
    std::iota(positions.begin(), positions.end(), first);
    if (positions.empty()) {
        throw sim::Error(sim::ExitCode::usage, "no recorded time of " + result.name() + " lies in these years: it " +
                                                   "records " + thousandths(result.times().front()) + " to " +
                                                   thousandths(result.times().back()));
    }
    return positions;
}

/// One value a replicate at a time of a block, of which each time is so many moments: settings of a sweep's other axes.
std::vector<double> values_at(const Block& block, std::size_t time, std::size_t settings, Over over) {
    Block single{block.replicates, settings, block.places, {}};
    const std::size_t width = settings * block.places;
    for (std::size_t r = 0; r < block.replicates; ++r) {
        const std::span<const double> cells = block.row(r).subspan(time * width, width);
        single.values.insert(single.values.end(), cells.begin(), cells.end());
    }
    std::vector<double> values;
    for (const Measured& measured : replicate_values(single, over)) {
        values.push_back(measured.value);
    }
    return values;
}

void add_time(Fan& fan, double time, std::vector<double> values) {
    const std::vector<double> there = defined(values);
    fan.times.push_back(time);
    for (std::size_t k = 0; k < fan_shares.size(); ++k) {
        fan.quantiles.at(k).push_back(quantile(there, fan_shares.at(k)));
    }
    fan.is_uneven = fan.is_uneven || (!there.empty() && there.size() < values.size());
    fan.last = std::move(values);
}

Fan read_fan(const Result& result, const Line& line, std::size_t number, const Selection& selection) {
    const std::vector<std::size_t> times = times_of(result, selection);
    const Variable& variable = result.variable(line.variable);
    // Read are all places between the first and the last: the whole width is what memory must hold.
    const std::size_t width = std::max<std::size_t>(variable.places() * result.file().replicates().size(), 1);
    const std::size_t at_once = std::clamp<std::size_t>(most_numbers / width, 1, times.size());
    Fan fan;
    for (std::size_t first = 0; first < times.size(); first += at_once) {
        const std::span<const std::size_t> piece =
            std::span(times).subspan(first, std::min(at_once, times.size() - first));
        const Block block = result.read(variable, piece, line.positions[number]);
        const std::size_t settings = block.moments / piece.size();
        for (std::size_t time = 0; time < piece.size(); ++time) {
            add_time(fan, result.times()[piece[time]], values_at(block, time, settings, selection.over));
        }
    }
    return fan;
}

void check_time_units(const std::vector<Result>& results) {
    for (const Result& result : results) {
        if (result.file().time_unit() != results[0].file().time_unit()) {
            throw sim::Error(sim::ExitCode::usage, "the results count time in different units: " + results[0].name() +
                                                       " in '" + results[0].file().time_unit() + "', " +
                                                       result.name() + " in '" + result.file().time_unit() + "'");
        }
    }
}

} // namespace

std::vector<FanPanel> read_fans(const std::vector<Result>& results, const Selection& selection,
                                std::vector<std::string>& notices) {
    check_time_units(results);
    const std::vector<std::string> names = choose_variables(results, selection, notices);
    const std::vector<Line> lines = choose_lines(results, names, selection, notices);
    check_panels(lines.size()); // before hours of reading
    std::vector<FanPanel> panels;
    for (const Line& line : lines) {
        const Variable& variable = results[0].variable(line.variable);
        FanPanel& panel = panels.emplace_back();
        panel.name = line.variable;
        panel.place = line.place;
        panel.over = over_text(line, selection.over);
        panel.long_name = variable.long_name;
        panel.units = variable.units;
        for (std::size_t r = 0; r < results.size(); ++r) {
            panel.fans.push_back(read_fan(results[r], line, r, selection));
        }
    }
    return panels;
}

} // namespace actorhood::analysis
