// The question that a report is asked, and the answer in two sentences: made from the numbers, and never stronger than
// they allow (phrases.hpp).
#pragma once

#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/ranking.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/sensitivity.hpp"

namespace actorhood::analysis::report {

/// What a report calls an output.
struct OutputWords {
    std::string label; ///< "circular depth"
    bool lower_is_better = false;
};

struct Answer {
    std::string question;
    std::string first;  ///< who is ahead, or what changes
    std::string second; ///< what else changes, or on what it depends
};

/// Of one run. `words`: one a compared variable; the first is what is asked for.
[[nodiscard]] Answer answer_for_run(const Words& say, const Comparison& comparison,
                                    const std::vector<OutputWords>& words);
/// Of two runs: what the second changes.
[[nodiscard]] Answer answer_for_pair(const Words& say, const Comparison& comparison,
                                     const std::vector<OutputWords>& words, const Leading& leading);
/// Of several runs: which is ahead. `leading`: one a compared variable.
[[nodiscard]] Answer answer_for_several(const Words& say, const Comparison& comparison,
                                        const std::vector<OutputWords>& words, const std::vector<Leading>& leading);
/// Of a sweep with alternatives: which is best, whatever is assumed.
[[nodiscard]] Answer answer_for_ranking(const Words& say, const Ranking& ranking, const OutputWords& words);
/// Of a sweep without alternatives: what decides.
[[nodiscard]] Answer answer_for_sensitivity(const Words& say, const Sensitivity& sensitivity,
                                            const OutputWords& words);

/// A probability in whole per cent, with "<1" and ">99" at the ends: no number of draws makes a certainty.
[[nodiscard]] std::string percent_text(const Words& say, double probability);
/// "+0.021 (0.010 to 0.032)"; units are left to the reader.
[[nodiscard]] std::string difference_text(const Words& say, const Difference& difference);
/// A time as compare writes it, for people: "2039.917" is December 2039. A whole year stays as it is.
[[nodiscard]] std::string when_words(const Words& say, const std::string& when);
/// A unit for people: "EUR year-1" is "EUR a year"; "1" is none, "".
[[nodiscard]] std::string unit_words(const Words& say, const std::string& unit);
[[nodiscard]] std::string with_unit(const Words& say, const std::string& number, const std::string& unit);

} // namespace actorhood::analysis::report
