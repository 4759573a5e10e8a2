// What the figures of reports have in common: heads with units, intervals in words, what a picture says, legends.
#pragma once

#include <string>
#include <vector>

#include "analysis/report/language.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

/// "Public spending per member [EUR]".
[[nodiscard]] std::string head_with_unit(const Words& say, const std::string& head, const std::string& unit);

/// "0.1 to 0.2", with signs if they are asked for; "-" if there is none.
[[nodiscard]] std::string interval_words(const Words& say, const NumberFormat& format, const Interval& interval,
                                         bool is_signed = false);

/// The rows of a picture in words.
[[nodiscard]] PictureWords picture_words(const std::string& head, const std::vector<PictureRow>& rows);

/// Names with what their curves look like, as HTML.
[[nodiscard]] std::string legend_html(const std::vector<std::string>& names);

} // namespace actorhood::analysis::report
