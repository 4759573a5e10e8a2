#include "models/rules/accountability.hpp"

#include <algorithm>

#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::accountability {

ByDirection pulls(const Parameters& p, const BySource& shares, double lateral_pull) {
    return {shares[core_funding] + shares[project_funding], shares[fee_funding],
            p.services_pull * shares[service_funding], lateral_pull};
}

ByDirection efforts(const Parameters& p, const ByDirection& pull) {
    ByDirection weight{};
    for (std::size_t d = 0; d < direction_count; ++d) {
        weight[d] = sim::exponential(p.follow_money * (pull[d] + p.policy[d]));
    }
    ByDirection effort = normalised(weight);
    for (double& e : effort) {
        e *= p.effort * static_cast<double>(direction_count);
    }
    return effort;
}

double overhead(const Parameters& p, const ByDirection& effort) {
    double conflicts = 0.0;
    for (std::size_t d = 0; d < direction_count; ++d) {
        for (std::size_t other = d + 1; other < direction_count; ++other) {
            conflicts += effort[d] * effort[other];
        }
    }
    return std::min(1.0, p.cost * sum_of(effort) + p.conflict * conflicts);
}

double answerability(const Parameters& p, double effort) {
    return 1.0 - sim::exponential(-(p.unasked + effort) / p.saturation);
}

ByDirection performance(const Parameters& p, const Results& results) {
    const double services = std::min(1.0, results.services / p.service_norm);
    const double actions = 1.0 - sim::exponential(-results.tailored_actions);
    const double reached = results.required_depth > 0.0 ? results.depth / results.required_depth : 1.0;
    return {0.5 * services + 0.5 * actions, sim::logistic(p.value_slope * results.value_minus_fee),
            std::min(1.0, p.depth_norm * reached), results.lateral_performance};
}

} // namespace actorhood::models::accountability
