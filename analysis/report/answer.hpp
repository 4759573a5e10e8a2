// The question that a report is asked, and the answer in two sentences: made from the numbers, and never stronger than
// they allow (phrases.hpp).
#pragma once

#include <optional>
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

/// True if the border of an assumption is hardly one by chance: its p over all assumptions is 0.1 at most.
[[nodiscard]] bool is_sure(const Flip& flip);
/// True if moreover another choice leads beyond it.
[[nodiscard]] bool turns(const Flip& flip);

/// Of one run. `words`: one a compared variable; the first is what is asked for.
[[nodiscard]] Answer answer_for_run(const Words& say, const Comparison& comparison,
                                    const std::vector<OutputWords>& words);
/// Of two runs: what the second changes.
[[nodiscard]] Answer answer_for_pair(const Words& say, const Comparison& comparison,
                                     const std::vector<OutputWords>& words, const Leading& leading);
/// Of several runs: which is ahead. `leading`: one a compared variable.
[[nodiscard]] Answer answer_for_several(const Words& say, const Comparison& comparison,
                                        const std::vector<OutputWords>& words, const std::vector<Leading>& leading);
/// Of a sweep with alternatives: which is best, whatever is assumed. `lead`: with one set of assumptions the comparison of
/// the first two, which limits what may be said.
[[nodiscard]] Answer answer_for_ranking(const Words& say, const Ranking& ranking, const OutputWords& words,
                                        const std::optional<Difference>& lead);
/// Of a sweep without alternatives: what decides.
[[nodiscard]] Answer answer_for_sensitivity(const Words& say, const Sensitivity& sensitivity,
                                            const OutputWords& words);

} // namespace actorhood::analysis::report
