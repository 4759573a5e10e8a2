// Responsible actorhood: measured every quarter as an auditor would, from what happened (model 7.15).
//
//   RA = (D^wD * Q^wQ * C^wC)^(1/(wD+wQ+wC)),  equal weights by default: the cube root of D Q C
//   D = share of the last 20 quarters with a decision * A
//   A = w_own / max(w_pay + w_own, .05): the effective agendas of these quarters are fitted by
//       w_pay * tp + w_own * own + w_growth * theta_growth, w on the simplex (least squares),
//       tp  = phi_core theta_funder + phi_project published themes + phi_fees theta_members(o)
//             + phi_services theta_payers
//       own = normalise(clip(1 - 1.5 sum h, .1, 1), h), h = measured gaps (circular, digital, labour)
//   Q = mean belief of n observers about realised results. Each quarter an observer sees them with probability
//       .2 + .8 ans_out and moves its belief towards result + noise; who sees nothing slowly forgets.
//       result = mean over (services per member, adoptions per member) of x / (x + yardstick),
//       yardstick = m * mean of the other clusters + (1 - m) * standard
//   C = c * b
//   c = sum min(theta_k S, s_k later) / sum theta_k S over the 20 quarters ending 3 years ago and k = circular,
//       digital, labour; S = mean services per member and year over these quarters, s_k later = services of the topic
//       per member in the year that ends three years after the promise
//   b = (X + W) / (X + W + B + G) over 20 quarters, in EUR a year: X avoided damage of members' circular adoptions
//       and of their by-product links, W workers reskilled, B members' savings by both, G margin of growth services
//
// Sources: S0 (responsible actorhood: autonomous decisions, recognised from outside, care for future generations);
// King, Felin & Whetten 2010 (organisations as actors); Brunsson 1989 (talk, decisions and actions differ);
// Bovens 2007 (accountability towards an audience that can see).
//
// No leg reads accountability, reflexivity or negotiation, but for the chance that an observer sees results.
//
// The yardstick stands still while policies change: gaps are weighed, and the growth habit of the fit is taken, as in
// the base scenario, whatever weights or habits instruments give to clusters. Not fixed is what payers ask for, which
// is measured, nor the depth of circular practice that law and publics require (landscape): a law that requires more
// makes the same practice a greater gap, for the auditor too.
//
// Departures from the specification:
// - The fit has a minute ridge towards equal weights. When two targets coincide (own need equals what payers want)
//   the data cannot tell them apart, and the measure says 1/2 instead of an accident of rounding.
// - Results are judged half against the other clusters, half against a fixed standard (`comparison`). Judged only
//   against each other, the mean recognition of a world is .5 under any policy, and policies that hold for all
//   clusters cannot be compared.
// - An observer who sees nothing forgets at .04 a year, the rate of awareness in the adoption funnel. With none,
//   a cluster nobody hears of would keep its initial recognition for ever.
// - A promise is measured by the mean volume of services of its five years, so that it is fixed before delivery.
// - Depth gains are counted as members' completed adoptions: the mean depth also moves when firms join or leave.
// - A by-product link counts once, when its partners link for the first time, with the half of the member: avoided
//   material, wholly circular, at the same value and with the same cap as an adoption. That it lasts, breaks or forms
//   again between the same two does not count.
// - Caps hold for the mean adoption, the mean link and the mean member of a month, because only sums are known here.
//   Spill-over to non-members is left out: an audit cannot attribute it, and counting it favours clusters that lose
//   members.
// - b counts from the end of burn-in (adoption is frozen before).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/rules/reflexivity.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::actorhood {

struct Parameters {
    // windows
    std::int64_t window{};           ///< quarters of decisions, promises and benefits
    std::int64_t delivery_lag{};     ///< quarters between a promise and its audit
    std::int64_t minimum_quarters{}; ///< fewer known quarters give no figure
    // D
    double need_slope{}; ///< share of growth that each unit of need takes from own need
    double least_growth_need{};
    double least_pull{}; ///< weight of payers and own need below which A falls to zero
    // Q
    double initial_recognition{};
    double recognition_rate{}; ///< 1/y
    double forgetting{};       ///< 1/y
    std::int64_t observers{};
    double observer_noise{};     ///< sd of what one observer believes to have seen
    double least_visibility{};   ///< chance to be seen without any outward answerability
    double comparison{};         ///< m: weight of other clusters in the yardstick
    double standard_services{};  ///< per member and year
    double standard_adoptions{}; ///< per member and year
    double adoption_weight{};    ///< weight of adoptions against services in results
    // C
    double avoided_value{};        ///< EUR of avoided damage per EUR of circular saving
    double saving_cap{};           ///< EUR a year per adoption, and per half of a new link
    double reskilling_value{};     ///< EUR a year per worker
    double reskilling_cap{};       ///< workers per member and year
    double growth_service_value{}; ///< EUR a year per growth service
    // RA
    double autonomy_exponent{};
    double recognition_exponent{};
    double care_exponent{};

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Weights of payers' target, own need and growth habit in a series of agendas; they sum to 1.
struct TargetWeights {
    double payers{};
    double own{};
    double growth{};
};

/// What members and others gained, EUR a year.
struct Benefits {
    double environment{}; ///< X
    double workers{};     ///< W
    double members{};     ///< B
    double growth{};      ///< G
};

/// Theme that members ask for at a mean orientation (0..1): growth, and the agenda of transition-minded members.
[[nodiscard]] Agenda members_target(const Agenda& theta_members, double mean_orientation);

/// What the payers together ask for; `share` = income shares. Without income: the growth habit.
[[nodiscard]] Agenda payers_target(const reflexivity::PayerTargets& targets, const BySource& share,
                                   const Agenda& published_themes, double mean_orientation);

/// Agenda that answers measured harms (circular, digital, labour; negative ones count as zero).
[[nodiscard]] Agenda own_need(const std::array<double, 3>& harm, double need_slope, double least_growth_need);

/// Least-squares weights on the simplex of three targets for a series of agendas (equal lengths, at least one).
[[nodiscard]] TargetWeights fit_targets(std::span<const Agenda> agendas, std::span<const Agenda> payers,
                                        std::span<const Agenda> own, const Agenda& growth);

/// A: weight of own need against payers', 0..1.
[[nodiscard]] double own_weight(const TargetWeights& weights, double least_pull);

/// A result against a yardstick, both per member and year: 0 nothing, 1/2 equal, towards 1 far better.
[[nodiscard]] double relative_result(double result, double yardstick);

/// c over promises and what was delivered (services per member and year by topic, same length); growth does not
/// count. Without any promise 0.
[[nodiscard]] double delivered_share(std::span<const Agenda> promised, std::span<const Agenda> delivered);

/// What a month of `delivery` in cluster `c` with `members` firms brought, with caps.
[[nodiscard]] Benefits benefits_of_month(const Parameters& p, const Delivery& delivery, std::size_t c,
                                         double members);

/// b: share of others and the future in all benefit, 0..1; 0 without any benefit.
[[nodiscard]] double benefit_share(const Benefits& sum);

/// RA from the three legs, NaN while one is not known.
[[nodiscard]] double responsible_actorhood(const Parameters& p, double autonomy, double recognition, double care);

/// Nothing audited yet, neutral recognition; holds as it is when the mechanism is switched off.
void initialise(const Parameters& p, Actorhood& actorhood);

/// Adds what the month brought to the running quarter.
void add_month(const Parameters& p, const Month& month, const Census& census, const Delivery& delivery,
               Actorhood& actorhood);
/// Files a quarter that ends: what was decided, asked for by payers, needed and delivered. Payers are asked as they are
/// now; the growth habit is a yardstick and stays that of the scenario without instruments.
void file_quarter(const Parameters& p, const reflexivity::Parameters& wishes,
                  AtStart<reflexivity::Parameters> yardstick, const Month& month,
                  sim::Read<Census, Contracts, Funding, AuditedHarm, Decisions> from, Actorhood& actorhood);
/// Observers see the results of a quarter that ends, or forget.
void observe(const Parameters& p, const Month& month, const sim::Random& random,
             sim::Read<ClusterIdentity, Census, Accountability> from, Actorhood& actorhood);
/// Audits autonomy, commitments and benefits over the quarters on file, and draws the conclusion.
void audit(const Parameters& p, AtStart<reflexivity::Parameters> yardstick, const Month& month, Actorhood& actorhood);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream recognition_stream{25, "recognition by stakeholders"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "actorhood",
     .title = "Measurement of responsible actorhood",
     .when_off = {.constant = "recognition responsible_actorhood", .different = "mean_responsible_actorhood"},
     .streams = {&recognition_stream}}};

} // namespace actorhood::models::actorhood
