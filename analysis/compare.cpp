#include "analysis/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Below this many pairs percentile intervals are clearly too narrow, and the reader is told.
constexpr std::size_t few_pairs = 20;

/// A time is accepted this far outside the recorded ones: half a month, in years.
constexpr double time_tolerance = 1.0 / 24.0;

/// Time of a month, short: 2035.5, 2020.083.
std::string time_text(double time) { return sim::plain_number(std::round(time * 1000.0) / 1000.0); }

[[noreturn]] void refuse_time(const Result& result, const std::string& asked) {
    throw Error(ExitCode::usage, asked + ": '" + result.path().string() + "' records " +
                                     time_text(result.times().front()) + " to " + time_text(result.times().back()));
}

void make_names_differ(std::vector<Result>& results) {
    std::map<std::string, int> uses;
    for (const Result& result : results) {
        ++uses[result.name()];
    }
    for (Result& result : results) {
        if (uses[result.name()] > 1) {
            result.rename(result.path().string());
        }
    }
}

std::string when_text(const Result& result, TimeRange range, bool averaged) {
    const std::string first = time_text(result.times()[range.first]);
    return averaged ? "mean of " + first + " to " + time_text(result.times()[range.first + range.count - 1]) : first;
}

/// Names to compare: as asked, or those the first result puts first as far as all results have them.
std::vector<std::string> chosen_variables(const std::vector<Result>& results, const Selection& selection,
                                          std::vector<std::string>& notices) {
    if (!selection.variables.empty()) {
        return selection.variables;
    }
    std::vector<std::string> wished = results[0].headline_variables();
    if (wished.empty()) {
        for (const Variable& variable : results[0].variables()) {
            if (variable.is_scalar()) {
                wished.push_back(variable.name);
            }
        }
    }
    std::vector<std::string> chosen;
    for (const std::string& name : wished) {
        const auto without =
            std::find_if(results.begin(), results.end(), [&](const Result& result) { return !result.has(name); });
        if (without == results.end()) {
            chosen.push_back(name);
        } else {
            notices.push_back(name + " is left out: " + without->name() + " does not have it");
        }
    }
    if (chosen.empty()) {
        throw Error(ExitCode::usage,
                    "the results have no variable in common with one number a time; choose some "
                    "with --variables");
    }
    return chosen;
}

/// Positions of the replicates that both results have: (in the reference, in the other).
std::vector<std::pair<std::size_t, std::size_t>> shared_replicates(const Result& reference, const Result& other) {
    std::map<std::int64_t, std::size_t> position;
    for (std::size_t i = 0; i < reference.replicates().size(); ++i) {
        position.emplace(reference.replicates()[i], i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> shared;
    for (std::size_t i = 0; i < other.replicates().size(); ++i) {
        if (const auto found = position.find(other.replicates()[i]); found != position.end()) {
            shared.emplace_back(found->second, i);
        }
    }
    return shared;
}

bool same_randomness(const Result& reference, const Result& other) {
    return !reference.master_seed().empty() && reference.master_seed() == other.master_seed();
}

Summary summary(std::span<const double> values, double level) {
    const std::vector<double> kept = defined(values);
    return {mean(kept), central_interval(kept, level), kept.size(), standard_deviation(kept)};
}

/// Fills in what follows from the interval.
void decide(Difference& difference, double deviation, bool all_equal) {
    using Verdict = Difference::Verdict;
    if (difference.pairs < 2) {
        difference.verdict = Verdict::undecidable;
    } else if (all_equal) {
        difference.verdict = Verdict::identical;
    } else if (!difference.interval.contains(0.0)) {
        difference.verdict = difference.mean > 0.0 ? Verdict::higher : Verdict::lower;
    } else {
        difference.verdict = Verdict::indistinguishable;
        if (const auto needed = pairs_needed(difference.mean, deviation)) {
            difference.more_pairs = *needed > difference.pairs ? *needed - difference.pairs : 1;
        }
    }
}

Difference paired_difference(std::span<const double> reference, std::span<const double> other,
                             const std::vector<std::pair<std::size_t, std::size_t>>& shared, double level) {
    std::vector<double> differences;
    for (const auto& [first, second] : shared) {
        differences.push_back(other[second] - reference[first]);
    }
    differences = defined(differences);
    Difference result{.paired = true,
                      .pairs = differences.size(),
                      .mean = mean(differences),
                      .interval = mean_interval(differences, {.level = level}),
                      .share_higher = share_above_zero(differences),
                      .verdict = {},
                      .more_pairs = {}};
    const bool all_equal = std::all_of(differences.begin(), differences.end(), [](double d) { return d == 0.0; });
    decide(result, standard_deviation(differences), all_equal);
    return result;
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

Difference unpaired_difference(std::span<const double> reference_values, std::span<const double> other_values,
                               double level) {
    const std::vector<double> reference = defined(reference_values);
    const std::vector<double> other = defined(other_values);
    Difference result{.paired = false,
                      .pairs = std::min(reference.size(), other.size()),
                      .mean = mean(other) - mean(reference),
                      .interval = difference_interval(reference, other, {.level = level}),
                      .share_higher = share_of_combinations(reference, other),
                      .verdict = {},
                      .more_pairs = {}};
    const double deviation = std::hypot(standard_deviation(reference), standard_deviation(other));
    decide(result, deviation, deviation == 0.0 && result.mean == 0.0);
    return result;
}

void note_pairing(const Result& reference, const Result& other, std::size_t shared,
                  std::vector<std::string>& notices) {
    const std::string both = other.name() + " and " + reference.name();
    if (!same_randomness(reference, other)) {
        notices.push_back(both +
                          (other.master_seed().empty() || reference.master_seed().empty()
                               ? " do not both state a master seed"
                               : " have different master seeds") +
                          ": their difference is unpaired, which needs far more replicates");
    } else if (shared == 0) {
        throw Error(ExitCode::usage, both + " have the same master seed but no replicate number in common");
    } else if (shared < std::max(reference.replicates().size(), other.replicates().size())) {
        notices.push_back(both + " are compared on the " + std::to_string(shared) + " replicates they share");
    }
    if (!reference.parameters_hash().empty() && reference.parameters_hash() == other.parameters_hash()) {
        notices.push_back(both + " have the same parameters");
    }
    const std::size_t pairs = same_randomness(reference, other)
                                  ? shared
                                  : std::min(reference.replicates().size(), other.replicates().size());
    if (pairs < few_pairs) {
        notices.push_back("with " + std::to_string(pairs) + " replicates the intervals of the difference of " + both +
                          " are too narrow; run at least " + std::to_string(few_pairs));
    }
}

void note_undefined(const ComparedVariable& variable, const std::vector<ComparedResult>& results,
                    std::vector<std::string>& notices) {
    for (std::size_t r = 0; r < results.size(); ++r) {
        const std::size_t missing = results[r].replicates - variable.summaries[r].defined;
        if (missing > 0) {
            notices.push_back(variable.name + " is not defined in " + std::to_string(missing) + " of " +
                              std::to_string(results[r].replicates) + " replicates of " + results[r].name);
        }
    }
}

ComparedVariable compare_variable(const std::vector<Result>& results, const std::vector<TimeRange>& ranges,
                                  const std::string& name, double level) {
    const Variable& described = results[0].variable(name);
    ComparedVariable compared{described.name, described.long_name, described.units, {}, {}};
    std::vector<double> reference;
    for (std::size_t r = 0; r < results.size(); ++r) {
        const Variable& variable = results[r].variable(name);
        if (variable.units != described.units) {
            throw Error(ExitCode::usage, "'" + name + "' has the unit '" + described.units + "' in " +
                                             results[0].name() + " but '" + variable.units + "' in " +
                                             results[r].name());
        }
        const std::vector<double> values = replicate_values(results[r], variable, ranges[r]);
        compared.summaries.push_back(summary(values, level));
        if (r == 0) {
            reference = values;
        } else if (same_randomness(results[0], results[r])) {
            compared.differences.push_back(
                paired_difference(reference, values, shared_replicates(results[0], results[r]), level));
        } else {
            compared.differences.push_back(unpaired_difference(reference, values, level));
        }
    }
    return compared;
}

} // namespace

std::vector<double> replicate_values(const Result& result, const Variable& variable, TimeRange range) {
    const std::vector<double> block = result.read(variable, range);
    const std::size_t replicates = result.replicates().size();
    const std::size_t positions = block.size() / (replicates * range.count);
    const std::span<const double> all(block);
    std::vector<double> values(replicates);
    for (std::size_t i = 0; i < replicates; ++i) {
        std::vector<double> over_time(range.count);
        for (std::size_t t = 0; t < range.count; ++t) {
            over_time[t] = mean(defined(all.subspan((i * range.count + t) * positions, positions)));
        }
        values[i] = mean(defined(over_time));
    }
    return values;
}

TimeRange selected_times(const Result& result, const Selection& selection) {
    const std::vector<double>& times = result.times();
    if (selection.average) {
        const auto [from, to] = *selection.average;
        // A thousandth of a month covers the rounding of times such as 2020 + 1/12.
        const double slack = 1e-4;
        const auto first = std::lower_bound(times.begin(), times.end(), from - slack);
        const auto last = std::upper_bound(times.begin(), times.end(), to + slack);
        if (from > to || first >= last) {
            refuse_time(result, "no recorded time from " + time_text(from) + " to " + time_text(to));
        }
        return {static_cast<std::size_t>(first - times.begin()), static_cast<std::size_t>(last - first)};
    }
    if (!selection.at) {
        return {times.size() - 1, 1};
    }
    if (*selection.at < times.front() - time_tolerance || *selection.at > times.back() + time_tolerance) {
        refuse_time(result, time_text(*selection.at) + " was not recorded");
    }
    const auto nearest = std::min_element(times.begin(), times.end(), [&](double a, double b) {
        return std::abs(a - *selection.at) < std::abs(b - *selection.at);
    });
    return {static_cast<std::size_t>(nearest - times.begin()), 1};
}

Comparison compare(std::vector<Result>& results, const Selection& selection) {
    if (results.empty()) {
        throw Error(ExitCode::usage, "compare needs at least one result");
    }
    if (!(selection.level > 0.0 && selection.level < 1.0)) {
        throw Error(ExitCode::usage, "the level of intervals must be between 0 and 1, e.g. 0.9");
    }
    make_names_differ(results);
    Comparison comparison{selection.level, {}, {}, {}};
    std::vector<TimeRange> ranges;
    for (const Result& result : results) {
        ranges.push_back(selected_times(result, selection));
        comparison.results.push_back({result.name(), result.path().string(), result.title(), result.master_seed(),
                                      result.replicates().size(),
                                      when_text(result, ranges.back(), selection.average.has_value())});
        if (comparison.results.back().when != comparison.results[0].when) {
            comparison.notices.push_back(result.name() + " is taken at another time (" +
                                         comparison.results.back().when + ") than " + results[0].name() + " (" +
                                         comparison.results[0].when + ")");
        }
    }
    for (std::size_t r = 1; r < results.size(); ++r) {
        note_pairing(results[0], results[r], shared_replicates(results[0], results[r]).size(), comparison.notices);
    }
    for (const std::string& name : chosen_variables(results, selection, comparison.notices)) {
        comparison.variables.push_back(compare_variable(results, ranges, name, selection.level));
        note_undefined(comparison.variables.back(), comparison.results, comparison.notices);
    }
    return comparison;
}

} // namespace actorhood::analysis
