#include "sim/config/written_date.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

namespace actorhood::sim {

std::optional<Day> to_day(std::string_view text) {
    Day day{0, 0, 1};
    const auto part = [&](std::size_t start, std::size_t length, std::int64_t& value) {
        const char* last = text.data() + start + length;
        return std::from_chars(text.data() + start, last, value).ptr == last;
    };
    const bool shaped = (text.size() == 7 || text.size() == 10) && text[4] == '-' && part(0, 4, day.year) &&
                        part(5, 2, day.month) && (text.size() == 7 || (text[7] == '-' && part(8, 2, day.day)));
    const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(day.year)),
                                               std::chrono::month(static_cast<unsigned>(day.month)),
                                               std::chrono::day(static_cast<unsigned>(day.day))};
    return shaped && calendar.ok() ? std::optional(day) : std::nullopt;
}

std::string instead_of_date(std::string_view text) {
    std::array<std::string, 3> parts;
    std::size_t part = 0;
    char between = '\0';
    for (const char letter : text) {
        if (letter >= '0' && letter <= '9') {
            parts.at(part) += letter;
        } else if ((letter != '.' && letter != '/' && letter != '-') || (between != '\0' && letter != between) ||
                   ++part > 2) {
            return "";
        } else {
            between = letter;
        }
    }
    const auto two = [](const std::string& digits) { return digits.size() == 1 ? "0" + digits : digits; };
    const auto short_part = [&](std::size_t k) { return !parts[k].empty() && parts[k].size() <= 2; };
    const bool is_decimal = between == '.' && part == 1; // such as 2020.5
    if (part > 0 && !is_decimal && parts[0].size() == 4 && short_part(1) && (part == 1 || short_part(2))) {
        const std::string meant = parts[0] + "-" + two(parts[1]) + "-" + (part == 1 ? "01" : two(parts[2]));
        return to_day(meant) ? "write " + meant : "there is no such day";
    }
    if (between == '\0' || parts[part].size() != 4 || !short_part(0) || (part == 2 && !short_part(1))) {
        return "";
    }
    if (part == 1) { // month and year
        const std::string meant = parts[1] + "-" + two(parts[0]);
        return to_day(meant) ? "write " + meant : "";
    }
    const std::string meant = parts[2] + "-" + two(parts[1]) + "-" + two(parts[0]);
    return !to_day(meant) || between != '.' ? "write year, month and day, as in 2020-01-31" : "write " + meant;
}

} // namespace actorhood::sim
