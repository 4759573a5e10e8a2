#include "analysis/report/number_words.hpp"

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "sim/config/format.hpp"

namespace actorhood::analysis::report {

std::string level_text(const Words& say, double level) { return say.number(per_cent(level)); }

std::string percent_text(const Words& say, double probability) {
    if (std::isnan(probability)) {
        return "-";
    }
    if (probability < 0.005) {
        return say.number("<1 %");
    }
    if (probability >= 0.995) {
        return say.number(">99 %");
    }
    return say.number(std::to_string(std::lround(100.0 * probability)) + " %");
}

std::string when_words(const Words& say, const std::string& when) {
    constexpr std::string_view mean = "mean of "; // "mean of 2030 to 2039.917, 120 rows"
    if (const std::size_t to = when.find(" to "); when.starts_with(mean) && to != std::string::npos) {
        const std::string first = when.substr(mean.size(), to - mean.size());
        const std::string last = when.substr(to + 4, when.find(',', to) - to - 4);
        const bool months = last.find('.') != std::string::npos && first.find('.') == std::string::npos;
        return say("span", {months ? say("month_1") + " " + first : when_words(say, first), when_words(say, last)});
    }
    double year = 0.0;
    const auto end = std::from_chars(when.data(), when.data() + when.size(), year);
    if (end.ec != std::errc{} || end.ptr != when.data() + when.size()) {
        return say.number(when);
    }
    constexpr double months_a_year = 12.0;
    const double months = months_a_year * (year - std::floor(year));
    constexpr double slack = 0.02; // of a year with three decimals
    if (std::abs(months - std::round(months)) > slack || std::round(months) == 0.0) {
        return say.number(when);
    }
    return say("month_" + std::to_string(std::lround(months) + 1)) + " " + sim::plain_number(std::floor(year));
}

std::string unit_words(const Words& say, const std::string& unit) {
    std::string words = unit == "1" ? "" : unit;
    for (const char* period : {"year", "month"}) {
        const std::string per = std::string(period) + "-1";
        if (const std::size_t at = words.find(per); at != std::string::npos) {
            words.replace(at, per.size(), say(std::string("per_") + period));
        }
    }
    return words;
}

std::string with_unit(const Words& say, const std::string& number, const std::string& unit) {
    const std::string words = unit_words(say, unit);
    return words.empty() ? number : number + " " + words;
}

std::string interval_words(const Words& say, const NumberFormat& format, const Interval& interval, bool is_signed) {
    if (std::isnan(interval.low)) {
        return "-";
    }
    const auto text = [&](double value) {
        return say.number(is_signed ? format.signed_text(value) : format.text(value));
    };
    return say("interval", {text(interval.low), text(interval.high)});
}

std::string difference_text(const Words& say, const Difference& difference) {
    const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
    const std::string interval = std::isnan(difference.interval.low)
                                     ? ""
                                     : " (" + interval_words(say, format, difference.interval, true) + ")";
    return say.number(format.signed_text(difference.estimate.mean)) + interval;
}

} // namespace actorhood::analysis::report
