// Numbers as reports write them in sentences, tables and figures: probabilities, intervals, differences, times, units.
#pragma once

#include <string>

#include "analysis/difference.hpp"
#include "analysis/report/language.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

/// A level of intervals in per cent, with one decimal at most: "90 %", "99.5 %".
[[nodiscard]] std::string level_text(const Words& say, double level);
/// A probability in whole per cent, with "<1" and ">99" at the ends: no number of draws makes a certainty.
[[nodiscard]] std::string percent_text(const Words& say, double probability);
/// "+0.021 (0.010 to 0.032)"; units are left to the reader.
[[nodiscard]] std::string difference_text(const Words& say, const Difference& difference);
/// A time as compare writes it, for people: "2039.917" is December 2039. A whole year stays as it is.
[[nodiscard]] std::string when_words(const Words& say, const std::string& when);
/// A unit for people: "EUR year-1" is "EUR a year"; "1" is none, "".
[[nodiscard]] std::string unit_words(const Words& say, const std::string& unit);
[[nodiscard]] std::string with_unit(const Words& say, const std::string& number, const std::string& unit);
/// "0.1 to 0.2", with signs if they are asked for; "-" if there is none.
[[nodiscard]] std::string interval_words(const Words& say, const NumberFormat& format, const Interval& interval,
                                         bool is_signed = false);

} // namespace actorhood::analysis::report
