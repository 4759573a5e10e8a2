#include "analysis/report/phrases.hpp"

#include <algorithm>
#include <array>

namespace actorhood::analysis::report {

namespace {

constexpr std::array<Phrase, 4> scale{{{0.99, "phrase_almost_certainly"},
                                       {0.90, "phrase_very_probably"},
                                       {0.66, "phrase_probably"},
                                       {0.50, "phrase_rather"}}};
/// Just below the phrases that need a verdict.
constexpr double without_verdict = 0.89;

} // namespace

std::span<const Phrase> phrases() { return scale; }

std::string_view phrase_for(double probability) {
    const auto found = std::find_if(scale.begin(), scale.end(), [&](const Phrase& phrase) {
        // Half is as likely as not.
        return probability >= phrase.at_least && probability > 0.5;
    });
    return found == scale.end() ? std::string_view{} : found->name;
}

double allowed_by(const Difference& difference, Verdict ahead, double probability) {
    if (difference.verdict == Verdict::undecidable || difference.verdict == Verdict::identical) {
        return 0.0;
    }
    const Verdict behind = ahead == Verdict::higher ? Verdict::lower : Verdict::higher;
    if (difference.verdict == behind || difference.median_verdict == behind) {
        return 0.0;
    }
    const bool stands = difference.verdict == ahead && !difference.carriers;
    return stands ? probability : std::min(probability, without_verdict);
}

} // namespace actorhood::analysis::report
