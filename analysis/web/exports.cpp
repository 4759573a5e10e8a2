// What the live page asks of the analysis (sim/web/exchange.hpp): differences and verdicts as `compare` has them, the
// probability of being best as `rank` has it.
#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "analysis/crossed_values.hpp"
#include "analysis/difference.hpp"
#include "analysis/ranking.hpp"
#include "analysis/run_table.hpp"
#include "sim/web/exchange.hpp"

/// The room holds values of the reference, as many of the other, and the same of their magnitudes (see
/// analysis::Measured). The answer holds pairs, mean, lower and upper end, verdict (analysis::Verdict), and about how
/// many more pairs it takes (0: unknown or not needed).
EXPORTED(difference) std::size_t paired_difference(std::size_t pairs, double level) {
    using namespace actorhood;
    const std::span<const double> given = sim::web::given_numbers(4 * pairs);
    std::vector<analysis::Measured> reference(pairs);
    std::vector<analysis::Measured> other(pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        reference[i] = {given[i], given[2 * pairs + i]};
        other[i] = {given[pairs + i], given[3 * pairs + i]};
    }
    const analysis::Difference found = analysis::paired_difference(reference, other, level);
    const std::array numbers{static_cast<double>(found.pairs),
                             found.estimate.mean,
                             found.interval.low,
                             found.interval.high,
                             static_cast<double>(found.verdict),
                             static_cast<double>(found.more_pairs.value_or(0))};
    return sim::web::answer_with(numbers);
}

/// The room holds values of the reference, set of assumptions x replicate, and then of the choices; NaN where there is
/// none. The answer holds sets that count, probability that the choices are best, its lower and upper end as the sets are
/// a sample, the same by chance, and the share of the sets in which their mean is best. Nothing where there is no order.
EXPORTED(best)
std::size_t probability_of_best(std::size_t sets, std::size_t replicates, int lower_is_better, double level) {
    using namespace actorhood;
    const std::span<const double> given = sim::web::given_numbers(2 * sets * replicates);
    const analysis::RunTable runs{2 * sets, replicates, true, {given.begin(), given.end()}};
    analysis::Crossing crossing;
    crossing.alternatives = 2;
    crossing.sets = sets;
    crossing.points.resize(2 * sets);
    std::iota(crossing.points.begin(), crossing.points.end(), std::size_t{0});
    const analysis::CrossedValues crossed =
        analysis::crossed_values(runs, crossing, std::vector<bool>(runs.values.size(), true));
    analysis::RankingRequest request;
    request.selection.level = level;
    analysis::OutputRanking found;
    if (!crossed.sets.empty()) {
        found = analysis::rank_alternatives(crossed, {"", lower_is_better != 0}, request);
    }
    if (found.alternatives.empty()) {
        return sim::web::answer_with(std::span<const double>{});
    }
    const auto choices =
        std::ranges::find(found.alternatives, std::size_t{1}, &analysis::RankedAlternative::alternative);
    const std::array numbers{static_cast<double>(found.sets), choices->best,
                             choices->best_by_sets.low,       choices->best_by_sets.high,
                             choices->best_by_chance.low,     choices->best_by_chance.high,
                             choices->best_by_means};
    return sim::web::answer_with(numbers);
}
