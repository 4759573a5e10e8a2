// What the live page asks of the analysis (sim/web/exchange.hpp): differences and verdicts as `compare` has them.
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "analysis/difference.hpp"
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
