#include "analysis/report/figure_parts.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/report/answer.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/report.hpp"

namespace actorhood::analysis::report {

std::string head_with_unit(const Words& say, const std::string& head, const std::string& unit) {
    const std::string words = unit_words(say, unit);
    return words.empty() ? head : head + " [" + words + "]";
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

PictureWords picture_words(const std::string& head, const std::vector<PictureRow>& rows) {
    PictureWords words{head, ""};
    for (const PictureRow& row : rows) {
        words.description += (words.description.empty() ? "" : "; ") + row.name + ": " + row.words;
    }
    return words;
}

std::string legend_html(const std::vector<std::string>& names) {
    std::string items;
    for (std::size_t k = 0; k < std::min(names.size(), most_curves); ++k) {
        items += element(
            "li", element("span", legend_sample(drawing::look_of(k)), " aria-hidden=\"true\"") + name_of(names[k]));
    }
    return element("ul", items, " class=\"legend d\"");
}

} // namespace actorhood::analysis::report
