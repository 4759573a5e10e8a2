#include "analysis/report/figure_parts.hpp"

#include <algorithm>

#include "analysis/report/html.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/report.hpp"

namespace actorhood::analysis::report {

std::string head_with_unit(const Words& say, const std::string& head, const std::string& unit) {
    const std::string words = unit_words(say, unit);
    return words.empty() ? head : head + " [" + words + "]";
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
