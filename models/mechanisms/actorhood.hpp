// Responsible actorhood: measured every quarter as an auditor would, from what happened (model 7.15).
//
//   RA = (D^wD * Q^wQ * C^wC)^(1/(wD+wQ+wC)),  equal weights by default: the cube root of D Q C;
//        least and arithmetic mean of the legs are recorded beside it
//   D = mean over the last 20 quarters of [decided within a year] own (1 - r)
//       own = d/(d + .1), d = 1/2 sum_k |theta_k - tp_k|: share of weight by which the effective agenda differs from what
//             payers ask, tp = phi_core theta_funder + phi_project published themes + phi_fees theta_members(o)
//             + phi_services theta_payers
//       r   = angle, in half turns, between theta - tp and the gaps (0, g) that statistics show, less their mean: 0 in the
//             same direction, 1/2 uncorrelated over the four topics, 1 opposite
//       g   = mean of the figures of the cluster's region and of its lead sector, of all firms, as counted at the end of
//             a year with the noise of a survey and published a year later:
//             (required circular depth - depth, digital frontier - depth, L + g)
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
// The auditor shares no figure and no formula with those it audits: it reads no harm that clusters measure or sense, no
// need that they conclude, and none of their parameters but what payers are known to want. A deviation that answers
// gaps which nobody publishes cannot be told from one that answers none: uncorrelated with the statistics it counts
// half. Gaps enter as they are, however large or (ahead of what is required) negative.
// The yardstick stands still while policies change, but for what payers ask for, which is measured, and the depth of
// circular practice that law and publics require (landscape): a law that requires more makes the same practice a
// greater gap, for the auditor too.
//
// Departures from the specification:
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
#include "models/state/statistics.hpp"
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
    std::int64_t mandate{};    ///< quarters for which a decision stands
    double half_deviation{};   ///< deviation from payers' wishes at which half of a decision is the cluster's own
    double sector_weight{};    ///< of the lead sector's figures, against the region's
    double statistics_noise{}; ///< sd of a published figure
    std::int64_t publication_lag{}; ///< years
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

/// Depth and work of firms, added up with the weights of the economy.
struct Survey {
    struct Figures {
        double firms{}, circular{}, digital{}, labour{};
    };
    std::array<Figures, sector_count> by_sector{};
};

/// What an agenda has to do with what was asked for and what was needed.
struct Stance {
    double deviation{}; ///< share of weight by which it differs from what payers ask, 0..1
    double agreement{}; ///< of the difference with published gaps: 0 opposite, 1/2 unrelated, 1 the same direction
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

/// Gaps that an outsider can know of a cluster: mean of the figures of its region and its lead sector, if it has one.
[[nodiscard]] PublishedGap gap_at_hand(const Parameters& p, const PublishedStatistics& statistics,
                                       std::int32_t region, std::int32_t sector);

/// How an agenda stands to the wishes of payers and to published gaps.
[[nodiscard]] Stance stance(const Agenda& agenda, const Agenda& payers, const PublishedGap& gap);

/// How far a decision is the organisation's own and answers need, 0..1.
[[nodiscard]] double autonomous_part(const Parameters& p, const Stance& stance);

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

/// RA from the three legs, NaN while one is not known: their geometric mean.
[[nodiscard]] double responsible_actorhood(const Parameters& p, double autonomy, double recognition, double care);
/// The least of the legs that have a weight, NaN while one is not known.
[[nodiscard]] double least_leg(const Parameters& p, double autonomy, double recognition, double care);
/// Their arithmetic mean with the same weights.
[[nodiscard]] double mean_leg(const Parameters& p, double autonomy, double recognition, double care);

/// Nothing audited yet, neutral recognition; holds as it is when the mechanism is switched off.
void initialise(const Parameters& p, Actorhood& actorhood);

/// Counts all firms at the end of each year of the run, and once before the first.
void survey(const Month& month, const PracticeCatalogue& practices, const ExpansionWeights& weights,
            const PublishedStatistics& statistics, Rows<const FirmIdentity, const Workforce, const Funnel> firms,
            Sum<Survey> survey);
/// Files the count: the figures of regions and sectors, each with its own noise. The first count stands for the years
/// before it.
void publish(const Parameters& p, const Month& month, const sim::Random& random,
             sim::Read<ClusterIdentity, FirmLayout, Landscape> from, const Sums<Survey>& survey,
             PublishedStatistics& statistics);
/// Adds what the month brought to the running quarter.
void add_month(const Parameters& p, const Month& month, const Census& census, const Delivery& delivery,
               Actorhood& actorhood);
/// Files a quarter that ends: what was decided, asked for by payers, published about gaps, and delivered. Payers are
/// asked as they are now; without any, what is asked for is the growth habit of the scenario without instruments.
void file_quarter(const Parameters& p, const reflexivity::Parameters& wishes,
                  AtStart<reflexivity::Parameters> yardstick, const Month& month,
                  sim::Read<ClusterIdentity, Census, Contracts, Funding, PublishedStatistics, Decisions> from,
                  Actorhood& actorhood);
/// Observers see the results of a quarter that ends, or forget.
void observe(const Parameters& p, const Month& month, const sim::Random& random,
             sim::Read<ClusterIdentity, Census, Accountability> from, Actorhood& actorhood);
/// Audits autonomy, commitments and benefits over the quarters on file, and draws the conclusion.
void audit(const Parameters& p, const Month& month, Actorhood& actorhood);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream recognition_stream{25, "recognition by stakeholders"};
inline constexpr sim::Stream statistics_stream{47, "noise of published statistics"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "actorhood",
     .title = "Measurement of responsible actorhood",
     .when_off = {.constant = "recognition responsible_actorhood", .different = "mean_responsible_actorhood"},
     .streams = {&recognition_stream, &statistics_stream}}};

} // namespace actorhood::models::actorhood
