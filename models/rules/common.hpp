// Pure rules that more than one mechanism needs. They know no state; mechanisms never include one another.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "sim/core/math.hpp"

namespace actorhood::models::rules {

/// Share of a gap closed at `x` = rate * time, 1 - e^-x to third order: relative error below x^3/24, that is
/// below 1e-3 for x <= 0.25. For rates that differ between firms, where an exponential each is too dear.
template <class Real>
[[nodiscard]] constexpr Real short_approach(Real x) {
    return x * (Real(1) - x * (Real(0.5) - x * (Real(1) / Real(6))));
}

/// max(0, x), exactly, without a branch: in loops over firms the sign is as good as random, and a branch on it costs
/// more than the rest of the rule.
template <class Real>
[[nodiscard]] inline Real positive_part(Real x) {
    return Real(0.5) * (x + std::abs(x));
}

/// The smaller of x and a limit that is not negative, exactly, without a branch: such numbers are ordered like their bits
/// as whole numbers, and those can be compared for many at once.
[[nodiscard]] inline float at_most(float x, float limit) {
    return std::bit_cast<float>(std::min(std::bit_cast<std::int32_t>(x), std::bit_cast<std::int32_t>(limit)));
}
/// The larger of both, likewise.
[[nodiscard]] inline float at_least(float x, float limit) {
    return std::bit_cast<float>(std::max(std::bit_cast<std::int32_t>(x), std::bit_cast<std::int32_t>(limit)));
}

/// What an adopted practice does to the work of a firm; all zero when restructuring is switched off.
struct AdoptionShock {
    double resistance_per_displacement{2.0}; ///< resistance gained per unit of labour displaced
    double skill_gap_per_skill{0.3};         ///< skill gap opened per unit of skill demand
};

/// Workforce resistance L (0..1) after adopting a practice that displaces `displacement` (0..1) of the labour when
/// restructuring is negotiated with intensity `negotiation` (0..1).
[[nodiscard]] constexpr double resistance_after_adoption(double resistance, double displacement, double negotiation,
                                                         const AdoptionShock& shock = {}) {
    const double push = std::min(1.0, shock.resistance_per_displacement * displacement * (1.0 - negotiation));
    return resistance + push * (1.0 - resistance);
}

/// Skill gap g (0..1) after adopting a practice with skill demand `skill` (0..1).
[[nodiscard]] constexpr double skill_gap_after_adoption(double skill_gap, double skill,
                                                        const AdoptionShock& shock = {}) {
    return skill_gap + std::min(1.0, shock.skill_gap_per_skill * skill) * (1.0 - skill_gap);
}

/// Expected price premium for a practice that customers can see, share of revenue: buyers who really pay more, and
/// public procurement with green criteria.
[[nodiscard]] constexpr double visible_premium(double responsible_share, double responsible_premium,
                                               double procurement_share, double green_share,
                                               double procurement_weight) {
    return responsible_premium * responsible_share + procurement_weight * procurement_share * green_share;
}

/// Share of the smoothed service rate that a month leaves: exponential memory of one year.
[[nodiscard]] constexpr double service_rate_decay() { return sim::exponential(-1.0 / 12.0); }

/// What one service adds to the smoothed service rate (per year) in the month in which the decay is still to come:
/// n services a month then give exactly 12 n a year.
[[nodiscard]] constexpr double service_rate_increment() { return 12.0 * (1.0 / service_rate_decay() - 1.0); }

} // namespace actorhood::models::rules
