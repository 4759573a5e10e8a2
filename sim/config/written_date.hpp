// Dates as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace actorhood::sim {

/// A date as its parts.
struct Day {
    std::int64_t year{};
    std::int64_t month{};
    std::int64_t day{};
};

/// "2020-01-01" or "2020-01" as its parts; nothing if the text is something else, or there is no such day.
[[nodiscard]] std::optional<Day> to_day(std::string_view text);

/// How to write a date that is written otherwise, or why it is none; "" if it is no date at all.
[[nodiscard]] std::string instead_of_date(std::string_view text);

} // namespace actorhood::sim
