// How strong a sentence may be, given a probability.
//
// The scale is that of the IPCC [Mastrandrea et al. 2010], whose words are tested on readers; what is not more likely than
// not has no phrase: then nothing is said to lead.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "analysis/difference.hpp"

namespace actorhood::analysis::report {

/// The phrase of a claim.
struct Phrase {
    double at_least;       ///< probability from which it may be used
    std::string_view name; ///< of its text in the table of words
};
/// The scale, the strongest first.
[[nodiscard]] std::span<const Phrase> phrases();

/// Name of the phrase for a claim with this probability; "" = too weak to be claimed.
[[nodiscard]] std::string_view phrase_for(double probability);

/// The probability of a claim that one result is ahead of another, limited to what their comparison allows. Certain words
/// need a verdict: without one, and where a few pairs carry it, the claim is at most "probably". Where the comparison cannot
/// judge, or its mean or its median says the contrary, there is no claim: 0.
/// `ahead`: the verdict that the claim needs.
[[nodiscard]] double allowed_by(const Difference& difference, Verdict ahead, double probability);

} // namespace actorhood::analysis::report
