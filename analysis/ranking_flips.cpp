// Which assumptions decide the first place of a ranking.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analysis/best_split.hpp"
#include "analysis/ranking.hpp"
#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis {

namespace {

/// Part of the sets that a threshold must leave on either side.
constexpr double least_side = 0.05;

/// Most often best among the sets for which `counts` says so.
template <class Counts>
std::size_t leader(const CrossedValues& crossed, const std::vector<double>& best_in, Counts counts) {
    std::vector<double> sums(crossed.alternatives, 0.0);
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        for (std::size_t k = 0; counts(s) && k < crossed.alternatives; ++k) {
            sums[k] += best_in[s * crossed.alternatives + k];
        }
    }
    return static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

/// An assumption as something that may split the sets, and the words of its options.
struct Assumption {
    std::string name;
    SplitVariable variable;
    std::vector<std::string> options{};
};

std::vector<Assumption> assumptions_of(const Crossing& crossing, const std::vector<std::size_t>& sets) {
    std::vector<std::size_t> points;
    const std::vector<std::size_t> all = crossing.points_of_sets();
    for (const std::size_t set : sets) {
        points.push_back(all[set]);
    }
    std::vector<Assumption> made;
    for (const DesignFactor& factor : crossing.assumptions) {
        for (const DesignColumn& column : factor.columns) {
            Assumption assumption{column.name, {{}, column.is_text}};
            if (!column.is_text) {
                assumption.variable.values = column_numbers(column, points);
            }
            for (std::size_t k = 0; column.is_text && k < points.size(); ++k) {
                const std::string& word = column.values[points[k]];
                const auto found = std::find(assumption.options.begin(), assumption.options.end(), word);
                assumption.variable.values.push_back(static_cast<double>(found - assumption.options.begin()));
                if (found == assumption.options.end()) {
                    assumption.options.push_back(word);
                }
            }
            made.push_back(std::move(assumption));
        }
    }
    return made;
}

/// Which assumptions decide whether `first` is first.
std::vector<Flip> flips_of(const CrossedValues& crossed, const Crossing& crossing, const std::vector<double>& best_in,
                           std::size_t first) {
    const std::vector<Assumption> assumptions = assumptions_of(crossing, crossed.sets);
    std::vector<SplitVariable> variables;
    for (const Assumption& assumption : assumptions) {
        variables.push_back(assumption.variable);
    }
    std::vector<double> is_first;
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        is_first.push_back(best_in[s * crossed.alternatives + first]);
    }
    const auto least = static_cast<std::size_t>(std::ceil(least_side * static_cast<double>(crossed.sets.size())));
    const std::vector<Split> splits = best_splits(variables, is_first, {.least = least});
    std::vector<Flip> flips;
    for (std::size_t k = 0; k < splits.size(); ++k) {
        if (!splits[k].exists) {
            continue;
        }
        Flip flip{assumptions[k].name, splits[k], {}, {}, {}};
        for (const std::size_t option : splits[k].low) {
            flip.low_options.push_back(assumptions[k].options[option]);
        }
        const auto low = [&](std::size_t s) { return splits[k].is_low(variables[k], s); };
        flip.low_leader = crossing.names[leader(crossed, best_in, low)];
        flip.high_leader = crossing.names[leader(crossed, best_in, [&](std::size_t s) { return !low(s); })];
        flips.push_back(std::move(flip));
    }
    std::stable_sort(flips.begin(), flips.end(),
                     [](const Flip& a, const Flip& b) { return a.split.explained > b.split.explained; });
    return flips;
}

} // namespace

OutputRanking rank_output(const CrossedValues& crossed, const Crossing& crossing, const RankedOutput& output,
                          const RankingRequest& request) {
    OutputRanking made = rank_alternatives(crossed, output, request);
    if (made.problem.empty()) {
        made.flips = flips_of(crossed, crossing, made.best_in, made.alternatives[0].alternative);
    }
    return made;
}

} // namespace actorhood::analysis
