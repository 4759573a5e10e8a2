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
    const double unpaid = 1.0 - p.follow_money / static_cast<double>(direction_count);
    ByDirection effort{};
    for (std::size_t d = 0; d < direction_count; ++d) {
        effort[d] = p.effort * std::max(0.0, unpaid + p.follow_money * pull[d] + p.policy[d]);
    }
    return effort;
}

double reporting_hours(const Parameters& p, double monthly) {
    constexpr double reference = 60000.0 / 24.0; // EUR a month
    return p.reporting * sim::power(monthly / reference, p.reporting_elasticity);
}

double overhead(const Parameters& p, const ByDirection& effort, double hours, double staff) {
    constexpr double hours_a_month = 1720.0 / 12.0; // productive hours of a full-time equivalent
    const double reports = staff > 0.0 ? hours / (hours_a_month * staff) : 0.0;
    double conflicts = 0.0;
    for (std::size_t d = 0; d < direction_count; ++d) {
        for (std::size_t other = d + 1; other < direction_count; ++other) {
            conflicts += effort[d] * effort[other];
        }
    }
    return std::min(1.0, p.cost * sum_of(effort) + p.conflict * conflicts + reports);
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
