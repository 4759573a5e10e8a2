// What the figures of reports have in common: heads with units, what a picture says, legends.
#pragma once

#include <string>
#include <vector>

#include "analysis/report/language.hpp"
#include "analysis/report/panels.hpp"

namespace actorhood::analysis::report {

/// "Public spending per member [EUR]".
[[nodiscard]] std::string head_with_unit(const Words& say, const std::string& head, const std::string& unit);

/// The rows of a picture in words.
[[nodiscard]] PictureWords picture_words(const std::string& head, const std::vector<PictureRow>& rows);

/// Names with what their curves look like, as HTML.
[[nodiscard]] std::string legend_html(const std::vector<std::string>& names);

} // namespace actorhood::analysis::report
