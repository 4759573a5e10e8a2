#include "analysis/decision.hpp"
#include "analysis/special_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace actorhood::analysis {

namespace {

/// Relative size of what rounding leaves between equal values: sums over thousands of months and places agree to this.

void divide(std::vector<double>& sums, std::size_t count) {
    for (double& sum : sums) {
        sum /= static_cast<double>(count);
    }
}

/// True if `a` is as good as `b` everywhere and better somewhere.
bool beats(const std::vector<std::span<const double>>& objectives, std::span<const double> tolerances, std::size_t a,
           std::size_t b) {
    bool better = false;
    for (std::size_t k = 0; k < objectives.size(); ++k) {
        const double lead = objectives[k][a] - objectives[k][b];
        if (lead < -tolerances[k]) {
            return false;
        }
        better = better || lead > tolerances[k];
    }
    return better;
}

} // namespace

double rounding_of(std::span<const double> values) {
    double largest = 0.0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    return rounding * largest;
}

void share_place(std::span<const double> set, double sign, double tolerance, std::span<double> parts) {
    double extreme = -std::numeric_limits<double>::infinity();
    for (const double value : set) {
        extreme = std::max(extreme, sign * value);
    }
    std::size_t equal = 0;
    for (const double value : set) {
        equal += sign * value >= extreme - tolerance ? 1u : 0u;
    }
    for (std::size_t k = 0; k < set.size(); ++k) {
        parts[k] = sign * set[k] >= extreme - tolerance ? 1.0 / static_cast<double>(equal) : 0.0;
    }
}

std::vector<double> ranks_from_best(std::span<const double> set, double tolerance) {
    std::vector<std::size_t> order(set.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return set[a] != set[b] ? set[a] > set[b] : a < b; });
    std::vector<double> ranks(set.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && set[order[end - 1]] - set[order[end]] <= tolerance) {
            ++end;
        }
        for (std::size_t k = first; k < end; ++k) {
            ranks[order[k]] = 0.5 * static_cast<double>(first + end + 1);
        }
        first = end;
    }
    return ranks;
}

Criteria criteria_of(const ValueTable& table, double optimism, double tolerance, bool with_ranks) {
    const std::size_t count = table.alternatives;
    const std::vector<double> zeros(count, 0.0);
    Criteria made{zeros, zeros, zeros, zeros, zeros, std::vector<double>(count, infinity), zeros, {}};
    std::vector<double> most(count, -infinity);
    std::vector<double> parts(count);
    made.mean_rank = with_ranks ? zeros : std::vector<double>{};
    for (std::size_t s = 0; s < table.sets(); ++s) {
        const std::span<const double> set = table.set(s);
        const double highest = *std::max_element(set.begin(), set.end());
        share_place(set, 1.0, tolerance, parts);
        std::transform(parts.begin(), parts.end(), made.best.begin(), made.best.begin(), std::plus<>());
        share_place(set, -1.0, tolerance, parts);
        std::transform(parts.begin(), parts.end(), made.worst.begin(), made.worst.begin(), std::plus<>());
        for (std::size_t k = 0; k < count; ++k) {
            made.mean[k] += set[k];
            made.expected_regret[k] += highest - set[k];
            made.largest_regret[k] = std::max(made.largest_regret[k], highest - set[k]);
            made.least[k] = std::min(made.least[k], set[k]);
            most[k] = std::max(most[k], set[k]);
        }
        if (with_ranks) {
            const std::vector<double> ranks = ranks_from_best(set, tolerance);
            std::transform(ranks.begin(), ranks.end(), made.mean_rank.begin(), made.mean_rank.begin(), std::plus<>());
        }
    }
    for (std::vector<double>* sums : {&made.best, &made.worst, &made.mean, &made.expected_regret, &made.mean_rank}) {
        divide(*sums, table.sets());
    }
    for (std::size_t k = 0; k < count; ++k) {
        made.hurwicz[k] = optimism * most[k] + (1.0 - optimism) * made.least[k];
    }
    return made;
}

std::vector<bool> pareto_front(const std::vector<std::span<const double>>& objectives,
                               std::span<const double> tolerances) {
    const std::size_t count = objectives[0].size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return objectives[0][a] > objectives[0][b]; });
    std::vector<bool> on_front(count, true);
    std::vector<std::size_t> front; // what beats a point stands before it, but for values that are equal by rounding
    for (const std::size_t point : order) {
        on_front[point] = std::none_of(front.begin(), front.end(), [&](std::size_t other) {
            return beats(objectives, tolerances, other, point);
        });
        if (!on_front[point]) {
            continue;
        }
        std::erase_if(front, [&](std::size_t other) {
            const bool beaten = beats(objectives, tolerances, point, other);
            on_front[other] = on_front[other] && !beaten;
            return beaten;
        });
        front.push_back(point);
    }
    return on_front;
}

} // namespace actorhood::analysis
