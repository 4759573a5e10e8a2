// The pictures of reports: narrow, so that they can be read on a phone and stand beside each other on a screen. Heads,
// legends and notes are words of the page.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/palette.hpp"
#include "analysis/drawing/scale.hpp"
#include "analysis/drawing/shapes.hpp"
#include "analysis/figures/fan.hpp"
#include "analysis/report/language.hpp"

namespace actorhood::analysis::report {

/// What a picture is called and says, for who does not see it.
struct PictureWords {
    std::string title;
    std::string description;
};

/// Times of a curve in a page: of what is asked for, and of what stands beside it.
inline constexpr std::size_t most_times = 41;
inline constexpr std::size_t fewer_times = 21;
/// The same fan at no more times than `most`: the first, the last, and evenly spread ones between.
[[nodiscard]] Fan at_fewer_times(const Fan& fan, std::size_t most);

/// Curves with bands, and where each replicate ends.
[[nodiscard]] std::string fan_picture(const Words& say, const FanPanel& panel, const PictureWords& words);

/// A row of a picture: a name, words at its right, and below them a value with an interval.
struct PictureRow {
    std::string name;
    std::string words;
    double value;            ///< NaN: nothing is drawn
    drawing::Range interval; ///< NaN ends: none
    drawing::Look look;
    bool is_bar = false;
};
/// Rows along one axis that holds zero.
[[nodiscard]] std::string rows_picture(const Words& say, const std::vector<PictureRow>& rows,
                                       const std::string& axis_words, const PictureWords& words);

/// A triangle of mixes with the scale of its colours.
[[nodiscard]] std::string map_picture(const Words& say, std::span<const drawing::Cell> cells,
                                      const drawing::Range& range, const std::array<std::string, 3>& corners,
                                      const std::string& scale_words, const PictureWords& words);

/// What one of several results looks like, for a legend of words.
[[nodiscard]] std::string legend_sample(const drawing::Look& look);

} // namespace actorhood::analysis::report
