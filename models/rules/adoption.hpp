// Rules of adoption without state: what a practice is worth to a firm and how likely the firm takes it (model 7.10).
//
//   pb = C (1 + risk) (1 + chi L) / (yearly gain) * exp(noise)                         payback, years
//   U  = alpha - b ln(pb / 1 y) - 0.4 b ln(C / .02) + slope (ln n - ln 20)
//        + 1.5 peer (1 + .5 x4 / (1 + x4)) + 1.5 (kappa - .4) - 1.5 skill g + complements + regulation
//        + 1.5 (o - .4) [circular only] + fit
//   P(accept) = 1 / (1 + exp(-U))
//   C  = C0 ((N_eff + 1) / (N_0 + 1))^-learning                                        Wright's law
//   P(adopted at the start | fit, n) = logistic(a + slope (ln n - ln 20) + fit), a such that the population's mean,
//        over firms with 10 or more employees and over fit ~ Normal(0, sd^2), is the initial share
//
// Sources: Rogers 2003 (funnel); Anderson & Newell 2004 (payback and capital cost); Granovetter 1978 (peers);
// Cohen & Levinthal 1990 (capacity); Milgrom & Roberts 1990 (complements); Wright 1936, Nagy et al. 2013 (learning).
//
// Departures from the specification:
// - Payback below a month and cost below 0.1 % of revenue make no further difference. Vouchers and joint budgets
//   together can pay more than the whole cost, and ln 0 would then decide alone.
// - One firm is added to both sides of Wright's ratio, which holds it finite for a practice nobody uses; the factor
//   never exceeds 1, because experience is not unlearned when firms close.
#pragma once

#include <limits>
#include <span>

#include "sim/core/math.hpp"
#include "sim/core/vector_math.hpp"

namespace actorhood::models {

/// Weights of the logit of acceptance; declared by the adoption mechanism.
struct UtilityWeights {
    double payback{1.0};       ///< b, per ln(years)
    double capital_share{0.4}; ///< weight of ln(cost) as a share of b
    double peer{1.5};          ///< full adoption among partners against none
    double scaling{0.5};       ///< most that the pathway's scaling stock adds to the peer effect
    double capacity{1.5};      ///< per unit of absorptive capacity
    double reference_capacity{0.4};
    double skill{1.5};       ///< per unit of skill demand times skill gap
    double orientation{1.5}; ///< per unit of orientation, circular practices only
    double reference_orientation{0.4};
    double reference_cost{0.02};      ///< share of yearly revenue
    double reference_employees{20.0}; ///< persons
    double least_payback{1.0 / 12.0}; ///< years
    double least_cost{0.001};         ///< share of yearly revenue
};

/// What a firm weighs when it evaluates one practice; with sim::four::Doubles, what four firms weigh.
template <class Number>
struct ProspectOf {
    Number intercept;     ///< alpha, logit
    Number payback;       ///< years
    Number cost;          ///< C after subsidies, share of yearly revenue
    Number log_employees; ///< ln n
    Number size_slope;    ///< logit per ln n
    Number peer;          ///< share of trusted partners that use it, or 0/1 with thresholds
    Number scaling_stock; ///< x4 of the own cluster, per 50 members; 0 outside
    Number capacity;      ///< kappa of the pillar, 0..1
    Number skill_demand;  ///< 0..1
    Number skill_gap;     ///< g, 0..1
    Number complements;   ///< sum of gamma over adopted complements, logit
    Number regulation;    ///< effect of regulation, logit
    Number orientation;   ///< o, 0..1
    Number circular;      ///< 1: orientation counts; 0: it does not
    Number fit;           ///< of this firm to this practice, logit
};
using Prospect = ProspectOf<double>;

// The rules of acceptance are written once, for one firm or for four: Number is double or sim::four::Doubles, and each
// firm gets the same bits in both.

/// Payback time in years: `cost` is a share of yearly revenue, `yearly_gain` (saving at present prices, net of
/// rebound, plus premium) a share of yearly revenue a year, `resistance_cost` chi. Infinite without gain.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number expected_payback_years(Number cost, Number risk,
                                                                       double resistance_cost, Number resistance,
                                                                       Number yearly_gain) {
    using sim::select;
    const Number paid = select(cost > 0.0, cost, Number{});
    return select(yearly_gain > 0.0, paid * (1.0 + risk) * (1.0 + resistance_cost * resistance) / yearly_gain,
                  sim::same<Number>(std::numeric_limits<double>::infinity()));
}
/// The same as judged with an error of e^noise.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number payback_years(Number cost, Number risk, double resistance_cost,
                                                              Number resistance, Number yearly_gain, Number noise) {
    return expected_payback_years(cost, risk, resistance_cost, resistance, yearly_gain) * sim::exponential(noise);
}

/// Peer effect as a multiple of a share of adopters, 1 .. 1 + scaling, for a stock x4 >= 0.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number peer_amplification(double scaling, Number scaling_stock) {
    return 1.0 + scaling * scaling_stock / (1.0 + scaling_stock);
}

/// U, logit of acceptance; -infinity when the practice never pays back.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number utility(const UtilityWeights& weights,
                                                        const ProspectOf<Number>& prospect) {
    using sim::same;
    using sim::select;
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const auto never = prospect.payback >= infinite;
    const Number least_payback = same<Number>(weights.least_payback);
    const Number payback =
        select(never, least_payback, select(prospect.payback < least_payback, least_payback, prospect.payback));
    const Number least_cost = same<Number>(weights.least_cost);
    const Number cost = select(prospect.cost < least_cost, least_cost, prospect.cost);
    Number value = prospect.intercept + prospect.fit + prospect.complements + prospect.regulation;
    value -= weights.payback * sim::logarithm(payback);
    value -= weights.payback * weights.capital_share * sim::logarithm(cost / weights.reference_cost);
    value += prospect.size_slope * (prospect.log_employees - sim::logarithm(weights.reference_employees));
    value += weights.peer * prospect.peer * peer_amplification(weights.scaling, prospect.scaling_stock);
    value += weights.capacity * (prospect.capacity - weights.reference_capacity);
    value -= weights.skill * prospect.skill_demand * prospect.skill_gap;
    const Number oriented = value + weights.orientation * (prospect.orientation - weights.reference_orientation);
    return select(never, same<Number>(-infinite), select(prospect.circular > 0.0, oriented, value));
}

/// P(accept) of a utility.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number acceptance_probability(Number utility) {
    return sim::logistic(utility);
}

/// Cost against the start, 0..1, for `experience` and `initial_experience` in firms that use the practice.
[[nodiscard]] double learning_factor(double experience, double initial_experience, double elasticity);

/// Firms of a size and their weight in the population (any positive scale).
struct SizePoint {
    double employees;
    double weight;
};

/// E[logistic(location + sd z)], z standard normal. Trapezoidal rule on 27 points; the error is below 1e-8 for
/// sd <= 1.5 and below 1e-4 for sd <= 3 (the rule converges exponentially for analytic functions).
[[nodiscard]] double logistic_normal_mean(double location, double sd);

/// Location at which logistic_normal_mean is `share`, to 1e-12 in the share; 0 < share < 1.
[[nodiscard]] double logistic_normal_location(double share, double sd);

/// Intercept a at which the weighted mean of adopters over sizes and fit is `initial_share` (0 < share < 1, at
/// least one size with positive weight), to 1e-12 in the share. `size_slope` in logit per ln(employees).
[[nodiscard]] double initial_intercept(double initial_share, double size_slope, double fit_sd,
                                       std::span<const SizePoint> sizes, double reference_employees = 20.0);

/// Logit at fit 0 of the probability that a firm of this size has adopted at the start.
[[nodiscard]] double initial_adoption_location(double intercept, double size_slope, double employees,
                                               double reference_employees = 20.0);

/// Probability that a firm of this fit begins with a practice, at the start or when it is founded; `location` = logit at
/// fit 0, such that the mean over fit is the probability wanted.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number first_adoption_probability(Number location, Number fit) {
    return sim::logistic(location + fit);
}

/// Weights of failure in a trial; declared by the adoption mechanism. All are assumptions.
struct TrialWeights {
    double failure{0.3};         ///< chance that a trial without risk, capacity and support fails
    double risk{1.0};            ///< failure grows by this times the technical risk
    double capacity_relief{0.6}; ///< share of failures that full absorptive capacity prevents
    double support_relief{0.3};  ///< share of failures that a service prevents
};

/// Chance that a trial ends in adoption; `supported` = a service of the pillar acts.
[[nodiscard]] double trial_success_probability(const TrialWeights& weights, double risk, double capacity,
                                               bool supported);

/// What a workforce that resists does to the introduction of what its firm has decided on [Klein & Sorra 1996]. Rules
/// take u = L (1 - nu), the resistance that deliberation has not turned into adaptation.
struct ImplementationWeights {
    double refusal{};     ///< share of accepted trials that do not begin at u = 1
    double delay{};       ///< lengthening of a trial at u = 1
    double voice_delay{}; ///< ... by the time that deliberation takes, at nu = 1; negative if it saves time
    double failure{};     ///< share of trials that would have worked and fail at u = 1
    double abandonment{}; ///< rise of the rate at which practices are given up at u = 1
};

/// L (1 - nu), 0..1.
[[nodiscard]] constexpr double unresolved_resistance(double resistance, double negotiation) {
    return resistance * (1.0 - negotiation);
}
/// Share of accepted trials that begin.
[[nodiscard]] constexpr double willing_share(const ImplementationWeights& weights, double unresolved) {
    return 1.0 - weights.refusal * unresolved;
}
/// Length of a trial, in months but not in whole ones; `months` without resistance. At least one.
[[nodiscard]] double trial_length(const ImplementationWeights& weights, double months, double unresolved,
                                  double negotiation);

} // namespace actorhood::models
