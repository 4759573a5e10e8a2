// The ranking by outputs whose runs are known.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "analysis/ranking.hpp"
#include "analysis/special_numbers.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::analysis {

namespace {

/// Resamples are counted in so many parts, whose sums are added in order.
constexpr std::size_t counting_parts = 20;
/// Most numbers kept of all resamples; of very many alternatives fewer resamples are made, at least a hundred.
constexpr std::size_t most_kept = 20'000'000;
constexpr std::size_t least_resamples = 100;

/// The values with their signs turned round.
CrossedValues turned(CrossedValues crossed) {
    for (std::vector<double>* numbers : {&crossed.values, &crossed.deviations}) {
        for (double& number : *numbers) {
            number = -number;
        }
    }
    return crossed;
}

/// Interval of a share of n [Wilson 1927], which stays within 0 and 1 and has a width at both ends.
Interval wilson_interval(double share, std::size_t n, double level) {
    const double z = boost::math::quantile(boost::math::normal_distribution<double>(), 0.5 + 0.5 * level);
    const auto count = static_cast<double>(n);
    const double centre = (share + 0.5 * z * z / count) / (1.0 + z * z / count);
    const double half =
        z / (1.0 + z * z / count) * std::sqrt(share * (1.0 - share) / count + 0.25 * z * z / (count * count));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

/// What is asked of values: in the sign in which higher is better.
struct Satisfying {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool asked = false;

    [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};

Satisfying satisfying_of(const RankingRequest& request, bool lower_is_better) {
    Satisfying made;
    made.asked = request.at_least.has_value() || request.at_most.has_value();
    made.low = request.at_least.value_or(made.low);
    made.high = request.at_most.value_or(made.high);
    if (lower_is_better) {
        std::swap(made.low, made.high);
        made.low = -made.low;
        made.high = -made.high;
    }
    return made;
}

/// Probability that the expected value satisfies, as the replicates leave it open.
double probability_to_satisfy(const Satisfying& wanted, double value, double error, std::size_t replicates) {
    if (replicates < 2 || !(error > 0.0)) {
        return wanted.contains(value) ? 1.0 : 0.0;
    }
    const boost::math::students_t_distribution<double> student(static_cast<double>(replicates - 1));
    const auto below = [&](double limit) {
        return std::isinf(limit) ? (limit > 0.0 ? 1.0 : 0.0) : boost::math::cdf(student, (limit - value) / error);
    };
    return std::max(0.0, below(wanted.high) - below(wanted.low));
}

/// Share of the sets in which each alternative satisfies, chance included.
std::vector<double> satisfying_shares(const CrossedValues& crossed, const Satisfying& wanted) {
    std::vector<double> shares(crossed.alternatives, 0.0);
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        for (std::size_t k = 0; k < crossed.alternatives; ++k) {
            shares[k] +=
                probability_to_satisfy(wanted, crossed.set(s)[k], crossed.standard_error(s, k), crossed.replicates);
        }
    }
    for (double& share : shares) {
        share /= static_cast<double>(crossed.sets.size());
    }
    return shares;
}

/// Numbers by which alternatives are put in order, the higher the better.
std::vector<double> scores(RankingOrder order, const ValueTable& table, const Criteria& criteria,
                           const Satisfying& wanted) {
    std::vector<double> made;
    const auto negated = [](const std::vector<double>& numbers) {
        std::vector<double> turned_round(numbers.size());
        std::transform(numbers.begin(), numbers.end(), turned_round.begin(), std::negate<>());
        return turned_round;
    };
    switch (order) {
    case RankingOrder::best:
        return criteria.best;
    case RankingOrder::regret:
        return criteria.mean; // the same order as that of expected regret, without its rounding
    case RankingOrder::largest_regret:
        return negated(criteria.largest_regret);
    case RankingOrder::rank:
        return negated(criteria.mean_rank);
    case RankingOrder::least:
        return criteria.least;
    case RankingOrder::hurwicz:
        return criteria.hurwicz;
    default:
        made.assign(table.alternatives, 0.0);
        for (std::size_t s = 0; s < table.sets(); ++s) {
            for (std::size_t k = 0; k < table.alternatives; ++k) {
                made[k] += wanted.contains(table.set(s)[k]) ? 1.0 : 0.0;
            }
        }
        return made;
    }
}

/// What other replicates might have said: of each resample and alternative, and in the mean over resamples.
struct Resampled {
    std::size_t resamples{};
    std::vector<double> best;     ///< resample x alternative: share of the sets
    std::vector<double> scores;   ///< resample x alternative, of the order
    std::vector<double> means;    ///< resample x alternative
    std::vector<double> best_in;  ///< set x alternative: probability of being best there
    std::vector<double> worst_in; ///< set x alternative

    [[nodiscard]] std::span<const double> of(const std::vector<double>& table, std::size_t resample) const {
        const std::size_t width = table.size() / resamples;
        return std::span(table).subspan(resample * width, width);
    }
};

/// Best and worst of each set by the values as they are.
void count_places(const ValueTable& table, double tolerance, std::vector<double>& best, std::vector<double>& worst) {
    std::vector<double> parts(table.alternatives);
    for (std::size_t s = 0; s < table.sets(); ++s) {
        for (const double sign : {1.0, -1.0}) {
            share_place(table.set(s), sign, tolerance, parts);
            std::vector<double>& counts = sign > 0.0 ? best : worst;
            for (std::size_t k = 0; k < parts.size(); ++k) {
                counts[s * parts.size() + k] += parts[k];
            }
        }
    }
}

/// Counts of several parts together, as shares of how many there were.
std::vector<double> shares_of(const std::vector<std::vector<double>>& counts, std::size_t all) {
    std::vector<double> shares(counts.front().size(), 0.0);
    for (std::size_t k = 0; k < shares.size(); ++k) {
        for (const std::vector<double>& part : counts) {
            shares[k] += part[k];
        }
        shares[k] /= static_cast<double>(all);
    }
    return shares;
}

Resampled resample(const CrossedValues& crossed, const RankingRequest& request, const Satisfying& wanted,
                   double tolerance) {
    const std::size_t count = crossed.alternatives;
    const std::size_t cells = crossed.values.size();
    Resampled made;
    const std::size_t affordable = std::max(least_resamples, most_kept / count);
    made.resamples = crossed.replicates > 1 ? std::min<std::size_t>(request.resamples, affordable) : 1;
    for (std::vector<double>* table : {&made.best, &made.scores, &made.means}) {
        table->resize(made.resamples * count);
    }
    const std::size_t parts = std::min(counting_parts, made.resamples);
    std::vector<std::vector<double>> best(parts, std::vector<double>(cells, 0.0));
    std::vector<std::vector<double>> worst(parts, std::vector<double>(cells, 0.0));
    sim::parallel_for(parts, [&](std::size_t part) {
        std::vector<double> drawn(cells);
        for (std::size_t b = part; b < made.resamples; b += parts) {
            draw_values(crossed, static_cast<std::uint32_t>(b), drawn);
            const ValueTable table{count, drawn};
            const Criteria criteria =
                criteria_of(table, request.optimism, tolerance, request.order == RankingOrder::rank);
            count_places(table, tolerance, best[part], worst[part]);
            const std::vector<double> score = scores(request.order, table, criteria, wanted);
            const auto at = static_cast<std::ptrdiff_t>(b * count);
            std::copy(criteria.best.begin(), criteria.best.end(), made.best.begin() + at);
            std::copy(score.begin(), score.end(), made.scores.begin() + at);
            std::copy(criteria.mean.begin(), criteria.mean.end(), made.means.begin() + at);
        }
    });
    made.best_in = shares_of(best, made.resamples);
    made.worst_in = shares_of(worst, made.resamples);
    return made;
}

/// Means over the sets of a number for each set and alternative.
std::vector<double> mean_over_sets(const std::vector<double>& cells, std::size_t alternatives) {
    std::vector<double> means(alternatives, 0.0);
    for (std::size_t k = 0; k < cells.size(); ++k) {
        means[k % alternatives] += cells[k];
    }
    for (double& value : means) {
        value /= static_cast<double>(cells.size() / alternatives);
    }
    return means;
}

/// Share of the resamples in which `behind` stands before `before`; equal scores are told apart by the mean value.
double swap_probability(const Resampled& resampled, std::size_t before, std::size_t behind) {
    double swapped = 0.0;
    for (std::size_t b = 0; b < resampled.resamples; ++b) {
        const std::span<const double> score = resampled.of(resampled.scores, b);
        const std::span<const double> means = resampled.of(resampled.means, b);
        const bool equal = score[before] == score[behind];
        const double lead = equal ? means[before] - means[behind] : score[before] - score[behind];
        swapped += lead < 0.0 ? 1.0 : (lead == 0.0 ? 0.5 : 0.0);
    }
    return swapped / static_cast<double>(resampled.resamples);
}

/// Interval of the share of sets in which an alternative is best, over the resamples.
Interval chance_interval(const Resampled& resampled, std::size_t alternative, double level) {
    std::vector<double> shares;
    for (std::size_t b = 0; b < resampled.resamples; ++b) {
        shares.push_back(resampled.of(resampled.best, b)[alternative]);
    }
    return central_interval(shares, level);
}

/// By how much the best mean of a set lies above what its alternative shows in replicates that did not choose it, in the
/// mean over the sets. Chance adds as much to every regret.
double winners_luck(const CrossedValues& crossed) {
    if (crossed.replicates < 2) {
        return undefined;
    }
    const auto n = static_cast<double>(crossed.replicates);
    const double whole = std::sqrt(n * (n - 1.0)); // turns deviations back into those of a replicate
    double luck = 0.0;
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        const std::span<const double> values = crossed.set(s);
        double other = 0.0;
        for (std::size_t r = 0; r < crossed.replicates; ++r) {
            std::size_t chosen = 0;
            double highest = -std::numeric_limits<double>::infinity();
            for (std::size_t k = 0; k < values.size(); ++k) {
                const double without = values[k] - whole * crossed.deviation(s, k)[r] / (n - 1.0);
                if (without > highest) {
                    highest = without;
                    chosen = k;
                }
            }
            other += values[chosen] + whole * crossed.deviation(s, chosen)[r];
        }
        luck += *std::max_element(values.begin(), values.end()) - other / n;
    }
    return std::max(0.0, luck / static_cast<double>(crossed.sets.size()));
}

std::vector<SetWinner> winners_of(const CrossedValues& crossed, const std::vector<double>& best_in) {
    std::vector<SetWinner> winners;
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        const std::span<const double> values = crossed.set(s);
        const auto first = std::max_element(values.begin(), values.end());
        double second = -std::numeric_limits<double>::infinity();
        for (auto other = values.begin(); other != values.end(); ++other) {
            second = other == first ? second : std::max(second, *other);
        }
        const auto k = static_cast<std::size_t>(first - values.begin());
        winners.push_back({crossed.sets[s], k, best_in[s * crossed.alternatives + k], *first - second});
    }
    return winners;
}

/// Share of the sets in which one alternative is best with a probability of at least the level.
double decided_share(const std::vector<double>& best_in, std::size_t alternatives, double level) {
    double decided = 0.0;
    for (std::size_t first = 0; first < best_in.size(); first += alternatives) {
        const auto begin = best_in.begin() + static_cast<std::ptrdiff_t>(first);
        decided += *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(alternatives)) >= level ? 1.0 : 0.0;
    }
    return decided / static_cast<double>(best_in.size() / alternatives);
}

/// The alternatives by their scores; equal ones by their mean values, then as they stand in the design.
std::vector<std::size_t> in_order(const std::vector<double>& score, const std::vector<double>& means) {
    std::vector<std::size_t> order(score.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return score[a] != score[b] ? score[a] > score[b] : means[a] > means[b];
    });
    return order;
}

/// What is known of the alternatives, a number each.
struct Judged {
    Criteria criteria;
    Resampled resampled;
    std::vector<double> best;  ///< probability, chance included
    std::vector<double> worst; ///< probability, chance included
    std::vector<double> share; ///< of the sets, in which they satisfy; empty if nothing was asked for
};

Judged judged(const CrossedValues& values, const RankingRequest& request, const Satisfying& wanted,
              double tolerance) {
    Judged made;
    made.criteria = criteria_of({values.alternatives, values.values}, request.optimism, tolerance, true);
    made.resampled = resample(values, request, wanted, tolerance);
    made.best = mean_over_sets(made.resampled.best_in, values.alternatives);
    made.worst = mean_over_sets(made.resampled.worst_in, values.alternatives);
    made.share = wanted.asked ? satisfying_shares(values, wanted) : std::vector<double>{};
    return made;
}

/// The scores of the order that was asked for.
std::vector<double> asked_scores(const CrossedValues& values, const Judged& judged, RankingOrder order,
                                 const Satisfying& wanted) {
    if (order == RankingOrder::best) {
        return judged.best;
    }
    return order == RankingOrder::share && wanted.asked
               ? judged.share
               : scores(order, {values.alternatives, values.values}, judged.criteria, wanted);
}

/// The alternatives in order, in the output's own sign.
std::vector<RankedAlternative> ranked(const CrossedValues& values, const Judged& judged,
                                      const std::vector<std::size_t>& order, bool lower_is_better, double level) {
    const double sign = lower_is_better ? -1.0 : 1.0;
    const std::size_t sets = values.sets.size();
    const bool has_chance = sets > 1 && values.replicates > 1;
    const Interval none{undefined, undefined};
    const Criteria& criteria = judged.criteria;
    std::vector<RankedAlternative> made;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const std::size_t k = order[place];
        const bool is_last = place + 1 == order.size();
        made.push_back(
            {k, judged.best[k], sets > 1 ? wilson_interval(judged.best[k], sets, level) : none,
             has_chance ? chance_interval(judged.resampled, k, level) : none, criteria.best[k], judged.worst[k],
             sign * criteria.mean[k], sign * criteria.least[k], criteria.expected_regret[k],
             criteria.largest_regret[k], sign * criteria.hurwicz[k], criteria.mean_rank[k],
             judged.share.empty() ? undefined : judged.share[k],
             is_last || values.replicates < 2 ? undefined : swap_probability(judged.resampled, k, order[place + 1])});
    }
    return made;
}

/// Adds, for each set, who is not beaten in it.
void count_fronts(const std::vector<std::vector<double>>& drawn, std::size_t alternatives,
                  const std::vector<double>& tolerances, std::vector<double>& counts) {
    for (std::size_t first = 0; first < drawn[0].size(); first += alternatives) {
        std::vector<std::span<const double>> objectives;
        for (const std::vector<double>& values : drawn) {
            objectives.push_back(std::span(values).subspan(first, alternatives));
        }
        const std::vector<bool> front = pareto_front(objectives, tolerances);
        for (std::size_t k = 0; k < alternatives; ++k) {
            counts[k] += front[k] ? 1.0 : 0.0;
        }
    }
}

/// Probability of each alternative that nothing beats it, in the mean over the sets.
std::vector<double> front_probabilities(const std::vector<CrossedValues>& outputs,
                                        const std::vector<double>& tolerances, std::uint32_t resamples) {
    const std::size_t alternatives = outputs[0].alternatives;
    const std::size_t draws = outputs[0].replicates > 1 ? resamples : 1;
    const std::size_t parts = std::min(counting_parts, draws);
    std::vector<std::vector<double>> counts(parts, std::vector<double>(alternatives, 0.0));
    sim::parallel_for(parts, [&](std::size_t part) {
        std::vector<std::vector<double>> drawn(outputs.size(), std::vector<double>(outputs[0].values.size()));
        for (std::size_t b = part; b < draws; b += parts) {
            for (std::size_t k = 0; k < outputs.size(); ++k) { // a run has one chance for all of its outputs
                draw_values(outputs[k], static_cast<std::uint32_t>(b), drawn[k]);
            }
            count_fronts(drawn, alternatives, tolerances, counts[part]);
        }
    });
    return shares_of(counts, draws * outputs[0].sets.size());
}

} // namespace

OutputRanking rank_alternatives(const CrossedValues& crossed, const RankedOutput& output,
                                const RankingRequest& request) {
    const CrossedValues values = output.lower_is_better ? turned(crossed) : crossed;
    OutputRanking made{output.name, {}, {}, {}, output.lower_is_better};
    made.sets = values.sets.size();
    made.not_finished = values.not_finished;
    made.not_defined = values.not_defined;
    made.runs_left_out = values.runs_left_out;
    const double tolerance = rounding_of(values.values);
    const auto [low, high] = std::minmax_element(values.values.begin(), values.values.end());
    if (*high - *low <= tolerance) {
        made.problem = "it is the same for all alternatives under all assumptions: there is no order";
        return made;
    }
    const Satisfying wanted = satisfying_of(request, output.lower_is_better);
    const Judged known = judged(values, request, wanted, tolerance);
    const std::vector<std::size_t> order =
        in_order(asked_scores(values, known, request.order, wanted), known.criteria.mean);
    made.alternatives = ranked(values, known, order, output.lower_is_better, request.selection.level);
    made.best_in = known.resampled.best_in;
    made.decided =
        values.replicates > 1 ? decided_share(made.best_in, values.alternatives, request.selection.level) : undefined;
    made.winners_luck = winners_luck(values);
    made.winners = winners_of(values, made.best_in);
    return made;
}

std::vector<ParetoAlternative> rank_by_pareto(const std::vector<CrossedValues>& outputs,
                                              const std::vector<bool>& lower_is_better, std::uint32_t resamples) {
    std::vector<CrossedValues> values;
    std::vector<double> tolerances;
    std::vector<std::vector<double>> means;
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        values.push_back(lower_is_better[k] ? turned(outputs[k]) : outputs[k]);
        tolerances.push_back(rounding_of(values[k].values));
        means.push_back(mean_over_sets(values[k].values, values[k].alternatives));
    }
    const std::vector<bool> front = pareto_front({means.begin(), means.end()}, tolerances);
    const std::vector<double> probabilities = front_probabilities(values, tolerances, resamples);
    std::vector<ParetoAlternative> made;
    for (std::size_t alternative = 0; alternative < front.size(); ++alternative) {
        ParetoAlternative one{alternative, {}, front[alternative], probabilities[alternative]};
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            one.means.push_back(lower_is_better[k] ? -means[k][alternative] : means[k][alternative]);
        }
        made.push_back(std::move(one));
    }
    std::stable_sort(made.begin(), made.end(), [](const ParetoAlternative& a, const ParetoAlternative& b) {
        return a.probability > b.probability;
    });
    return made;
}

} // namespace actorhood::analysis
