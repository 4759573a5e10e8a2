#include "sim/config/series_part.hpp"

#include <charconv>
#include <limits>

namespace actorhood::sim {

namespace {

/// The number at the beginning of a text, from 1, which is taken off; 0 if there is none.
std::size_t take_number(std::string_view& text) {
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || text.starts_with('0')) {
        return 0;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view beginning) {
    const bool found = text.starts_with(beginning);
    text.remove_prefix(found ? beginning.size() : 0);
    return found;
}

} // namespace

std::string SeriesPart::lacking_in(const Series& series) const {
    if (factor || last < series.points.size()) {
        return "";
    }
    return "has only " + std::to_string(series.points.size()) + " point" + (series.points.size() == 1 ? "" : "s");
}

void SeriesPart::change(Series& series, double value) const {
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        if (factor) {
            series.points[i].value *= value;
        } else if (i >= first && i <= last) {
            series.points[i].value = value;
        }
    }
}

std::optional<SeriesPart> series_part(std::string_view name) {
    if (name == "factor") {
        return SeriesPart{0, std::numeric_limits<std::size_t>::max(), true};
    }
    std::size_t first = 0;
    std::size_t last = 0;
    if (take(name, "point_")) {
        first = last = take_number(name);
    } else if (take(name, "points_")) {
        first = take_number(name);
        last = take(name, "_to_") ? take_number(name) : 0;
    }
    const bool whole = name.empty() && first > 0 && last >= first;
    return whole ? std::optional(SeriesPart{first - 1, last - 1, false}) : std::nullopt;
}

std::string series_part_names() { return "point_1 for its first value, points_1_to_2 for several, factor for all"; }

} // namespace actorhood::sim
