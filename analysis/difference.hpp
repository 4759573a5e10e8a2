// One quantity under two results: how far they differ, and what can be said at a level.
//
// The verdict is that of the interval of the mean difference. Beside it stands the median difference, which a few
// pairs cannot carry. Values that differ by rounding alone are equal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "analysis/intervals.hpp"

namespace actorhood::analysis {

enum class Verdict { higher, lower, indistinguishable, identical, undecidable };
/// The word for it.
[[nodiscard]] const char* verdict_word(Verdict verdict);

/// A value of a replicate, and the size of what it was made from, against which rounding is judged.
struct Measured {
    double value;     ///< NaN: not defined
    double magnitude; ///< mean or sum of the absolute values; at least |value|
};

/// Pairs, or values of samples that are not paired, that lie far from the others and decide.
struct Carriers {
    std::size_t count; ///< of pairs or values
    double mean;       ///< difference without them
    Interval interval; ///< of that
    Verdict verdict;   ///< of that
};

/// A result against the reference.
struct Difference {
    bool paired = true;
    std::size_t shared = 0; ///< pairs, or size of the smaller sample, before undefined ones are left out
    std::size_t pairs = 0;  ///< the same of defined ones
    std::size_t values = 0; ///< pairs, or values of both samples together
    std::size_t equal = 0;  ///< pairs that do not differ
    MeanEstimate estimate{};
    Interval interval{};       ///< of the mean difference
    MedianEstimate median{};   ///< median difference (not paired: of all combinations)
    double sign_probability{}; ///< of the sign test; NaN when not paired
    double share_higher{};     ///< of pairs, or of all combinations, in which this result is higher
    Verdict verdict{};         ///< of the interval of the mean
    Verdict median_verdict{};  ///< of the interval of the median
    std::string reason{};      ///< why undecidable
    std::optional<Carriers> carriers{};
    std::optional<std::uint64_t> more_pairs{}; ///< if indistinguishable: about how many more for a power of 0.8
};

/// Differences other[i] - reference[i], both of equal length; undefined pairs are left out.
[[nodiscard]] Difference paired_difference(std::span<const Measured> reference, std::span<const Measured> other,
                                           double level);
/// Samples that are not paired; undefined values are left out.
[[nodiscard]] Difference unpaired_difference(std::span<const Measured> reference, std::span<const Measured> other,
                                             double level);

} // namespace actorhood::analysis
