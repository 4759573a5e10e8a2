#include "analysis/difference.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/special_numbers.hpp"
#include "analysis/text.hpp"
#include "sim/run/advice.hpp"

namespace actorhood::analysis {

namespace {

/// Relative difference that rounding explains: sums of thousands of months and places agree to this.

/// A value lies far from others beyond so many robust standard deviations from their median [Hampel 1974].
constexpr double far_away = 5.0;
/// Median absolute deviation of a normal distribution times this is its standard deviation.
constexpr double normal_consistency = 1.4826;
/// At most this share of the pairs is "few".
constexpr double few = 0.25;

/// Pairs that tell apart whether a difference is there with this probability.
constexpr double wished_power = 0.8;

/// Which values lie far from the others.
std::vector<bool> far_values(std::span<const double> values) {
    const double centre = quantile(values, 0.5);
    std::vector<double> distances;
    for (const double value : values) {
        distances.push_back(std::abs(value - centre));
    }
    const double limit = far_away * normal_consistency * quantile(distances, 0.5);
    std::vector<bool> far;
    for (const double distance : distances) {
        far.push_back(distance > limit);
    }
    return far;
}

std::vector<double> without(std::span<const double> values, const std::vector<bool>& left_out) {
    std::vector<double> kept;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!left_out[i]) {
            kept.push_back(values[i]);
        }
    }
    return kept;
}

Verdict verdict_of(Interval interval) {
    if (std::isnan(interval.low) || std::isnan(interval.high)) {
        return Verdict::undecidable;
    }
    if (interval.low == 0.0 && interval.high == 0.0) {
        return Verdict::identical;
    }
    if (interval.low > 0.0) {
        return Verdict::higher;
    }
    return interval.high < 0.0 ? Verdict::lower : Verdict::indistinguishable;
}

/// What the rest says, if a few values are far from the others and the rest says something else.
std::optional<Carriers> carriers_of(std::size_t far, std::size_t all, const MeanEstimate& rest, Verdict with,
                                    double level) {
    if (far == 0 || static_cast<double>(far) > few * static_cast<double>(all)) {
        return std::nullopt;
    }
    const Interval interval = mean_interval(rest, level);
    const Verdict verdict = verdict_of(interval);
    if (verdict == with) {
        return std::nullopt;
    }
    return Carriers{far, rest.mean, interval, verdict};
}

/// Fills in what follows from the intervals. `differing`: pairs, or values, that are not all alike.
void decide(Difference& difference, std::size_t differing, double level) {
    const std::size_t least = least_pairs(level);
    const std::string unit = difference.paired ? "pair" : "replicate";
    difference.median_verdict = Verdict::undecidable;
    difference.verdict = Verdict::undecidable;
    if (difference.pairs == 0) {
        difference.reason = "not defined in any " + unit;
    } else if (difference.pairs < least) {
        difference.reason = "no verdict below " + plural(least, unit);
        if (difference.pairs < difference.shared) {
            difference.reason +=
                "; defined in " + std::to_string(difference.pairs) + " of " + std::to_string(difference.shared);
        }
    } else if (std::isnan(difference.interval.low) || std::isnan(difference.interval.high)) {
        difference.reason = "the interval is not a number";
    } else if (differing == 0) {
        difference.verdict = difference.median_verdict = verdict_of(difference.interval);
    } else if (differing < least) {
        difference.reason = "only " + std::to_string(differing) + " of " + plural(difference.values, unit) +
                            (difference.paired ? " differ" : " differ from the others");
    } else {
        difference.verdict = verdict_of(difference.interval);
        difference.median_verdict = verdict_of(difference.median.interval);
    }
}

/// The difference of values that are 2^exponent times as large.
void enlarge(Difference& difference, int exponent) {
    const auto large = [exponent](double& value) { value = std::ldexp(value, exponent); };
    const auto wide = [&large](Interval& interval) {
        large(interval.low);
        large(interval.high);
    };
    large(difference.estimate.mean);
    large(difference.estimate.standard_error);
    wide(difference.interval);
    large(difference.median.median);
    wide(difference.median.interval);
    if (difference.carriers) {
        large(difference.carriers->mean);
        wide(difference.carriers->interval);
    }
}

/// Fills in how many more pairs, or replicates of each, would tell. `deviation`: of the difference of one pair.
void advise(Difference& difference, double deviation, double level) {
    if (difference.verdict != Verdict::indistinguishable) {
        return;
    }
    const std::int64_t needed = sim::pairs_needed(deviation, difference.estimate.mean, {1.0 - level, wished_power});
    if (needed < sim::most_pairs) {
        const auto enough = static_cast<std::uint64_t>(needed);
        difference.more_pairs = enough > difference.pairs ? enough - difference.pairs : 1;
    }
}

/// Exponent by which all values, and all their differences, are made smaller than one.
int common_exponent(std::span<const Measured> reference, std::span<const Measured> other) {
    std::vector<double> values;
    for (const std::span<const Measured> side : {reference, other}) {
        for (const Measured& measured : side) {
            if (std::isfinite(measured.value)) {
                values.push_back(measured.value);
            }
        }
    }
    return scale_exponent(values) + 1;
}

/// Share of the combinations of one value of each sample in which the other is higher.
double share_of_combinations(std::span<const double> reference, std::span<const double> other) {
    std::vector<double> sorted(reference.begin(), reference.end());
    std::sort(sorted.begin(), sorted.end());
    double lower = 0.0;
    for (const double value : other) {
        lower += static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
    }
    return lower / (static_cast<double>(reference.size()) * static_cast<double>(other.size()));
}

/// The defined values times 2^-exponent; what differs from `centre` by rounding alone is `centre`.
std::vector<double> small_values(std::span<const Measured> side, int exponent, double centre) {
    std::vector<double> values;
    for (const Measured& measured : side) {
        if (std::isfinite(measured.value)) {
            const double value = std::ldexp(measured.value, -exponent);
            const double slack = rounding * std::ldexp(measured.magnitude, -exponent);
            values.push_back(std::abs(value - centre) <= slack ? centre : value);
        }
    }
    return values;
}

} // namespace

const char* verdict_word(Verdict verdict) {
    switch (verdict) {
    case Verdict::higher:
        return "higher";
    case Verdict::lower:
        return "lower";
    case Verdict::identical:
        return "identical";
    case Verdict::undecidable:
        return "undecidable";
    case Verdict::indistinguishable:
        break;
    }
    return "indistinguishable";
}

Difference paired_difference(std::span<const Measured> reference, std::span<const Measured> other, double level) {
    const int exponent = common_exponent(reference, other);
    std::vector<double> differences;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double value = std::ldexp(other[i].value, -exponent) - std::ldexp(reference[i].value, -exponent);
        if (std::isfinite(value)) {
            const double magnitude = std::max(other[i].magnitude, reference[i].magnitude);
            differences.push_back(std::abs(value) <= rounding * std::ldexp(magnitude, -exponent) ? 0.0 : value);
        }
    }
    const auto count = [&](auto condition) {
        return static_cast<std::size_t>(std::count_if(differences.begin(), differences.end(), condition));
    };
    Difference result;
    result.shared = reference.size();
    result.pairs = result.values = differences.size();
    result.equal = count([](double d) { return d == 0.0; });
    result.estimate = estimate_mean(differences);
    result.interval = mean_interval(result.estimate, level);
    result.median = median_estimate(differences, level);
    result.sign_probability = sign_test(differences);
    result.share_higher = differences.empty() ? undefined
                                              : static_cast<double>(count([](double d) { return d > 0.0; })) /
                                                    static_cast<double>(differences.size());
    decide(result, result.pairs - result.equal, level);
    advise(result, standard_deviation(differences), level);
    if (result.verdict != Verdict::undecidable) {
        const std::vector<bool> far = far_values(differences);
        const std::vector<double> rest = without(differences, far);
        result.carriers = carriers_of(differences.size() - rest.size(), differences.size(), estimate_mean(rest),
                                      result.verdict, level);
    }
    enlarge(result, exponent);
    return result;
}

Difference unpaired_difference(std::span<const Measured> reference, std::span<const Measured> other, double level) {
    const int exponent = common_exponent(reference, other);
    std::vector<double> all = small_values(reference, exponent, undefined);
    const std::vector<double> others = small_values(other, exponent, undefined);
    all.insert(all.end(), others.begin(), others.end());
    const double centre = quantile(all, 0.5);
    const std::vector<double> first = small_values(reference, exponent, centre);
    const std::vector<double> second = small_values(other, exponent, centre);
    const auto same = static_cast<std::size_t>(std::count(first.begin(), first.end(), centre) +
                                               std::count(second.begin(), second.end(), centre));
    Difference result;
    result.paired = false;
    result.shared = std::min(reference.size(), other.size());
    result.pairs = std::min(first.size(), second.size());
    result.values = all.size();
    result.estimate = estimate_difference(first, second);
    result.interval = mean_interval(result.estimate, level);
    result.median = shift_estimate(first, second, level);
    result.sign_probability = undefined;
    result.share_higher = result.pairs == 0 ? undefined : share_of_combinations(first, second);
    decide(result, all.size() - same, level);
    advise(result, std::hypot(standard_deviation(first), standard_deviation(second)), level);
    if (result.verdict != Verdict::undecidable) {
        const std::vector<double> first_rest = without(first, far_values(first));
        const std::vector<double> second_rest = without(second, far_values(second));
        const std::size_t rest = first_rest.size() + second_rest.size();
        result.carriers = carriers_of(all.size() - rest, all.size(), estimate_difference(first_rest, second_rest),
                                      result.verdict, level);
    }
    enlarge(result, exponent);
    return result;
}

} // namespace actorhood::analysis
