// Negotiated professional restructuring: deliberation with the workforce that turns resistance into adaptation.
//
//   nu = nu_max (ans_down R lambda)^(1/3),  lambda = floor + (1-floor) min(1, theta_labour/full)
//                                                                           per cluster; outside firms a constant
//   dL/dt = -(l_0 + l_nu nu) L
//   dg/dt = drift (1-g) - (attrition + r (1 + w_l labour service now + w_s services per year)) g
//   where a rupture left absorptive capacity below its base:  dkappa/dt = (r_0 + c nu)(base - kappa), in both pillars
// Who keeps his work and is heard brings what he knows into the new technique: relearning is faster where restructuring
// is negotiated. Without ruptures capacity never is below its base.
// Adoption raises L and g (rules::resistance_after_adoption, rules::skill_gap_after_adoption).
// Jobs, by cluster, persons: a practice displaces work that is still there, negotiation reskills, others hire:
//   displaced = what adoptions (and ruptures) displace unnegotiated * (1 - W/E),  W = without work, E = employment
//   dW/dt = displaced - l_nu nu W - h W - W (share of employment that left with its firms);     so W <= E
// Before the run practices came into use too: in burn-in, when adoption is frozen, L and g rise as if practices that
// displace d_0 of the labour and demand skills of q_0 came in each year, and the account of jobs does.
// S0 states that negotiated restructuring results from accountability and reflexivity: the sign of its effect is
// therefore an assumption of this model, its size a finding. With link = "detached" a cluster's nu is a draw, fixed for
// the run, uniform with the mean and spread that linked clusters have, whatever its own accountability and reflexivity:
// what depends on the assumption differs between the two.
// The geometric mean: negotiation needs somebody who is answered to, an organisation that learns, and a subject. Without
// one there is none; twice as much of all is twice as much of it; and the level does not fall with the number of
// conditions that one cares to name, as that of a product does.
// A labour shock of strength s leaves the share 1 - s of the attrition of skill gaps: there is nobody to recruit.
// Sources: S0 (concept); model 7.11 (form). Values are assumptions.
// Departure: the monthly step of g uses 1 - exp(-x) to third order, because rates differ between firms.
// Switched off: L and g stay constant, nu is 0, and adoption must be given AdoptionShock{0, 0}.
#pragma once

#include <array>
#include <vector>

#include "models/rules/common.hpp"
#include "models/state/jobs.hpp"
#include "models/state/rupture.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::restructuring {

struct Parameters {
    double strongest{};                       ///< nu_max
    std::int64_t link{};                      ///< Link
    double detached_mean{};                   ///< nu where it is detached
    double detached_spread{};                 ///< standard deviation over clusters
    double labour_floor{};                    ///< share of negotiation left without labour on the agenda
    double labour_full{};                     ///< agenda weight of labour at which negotiation is complete
    double outside_negotiation{};             ///< nu of firms outside clusters
    double fading{};                          ///< 1/year
    double negotiated_fading{};               ///< 1/year at nu = 1
    double skill_drift{};                     ///< 1/year
    double skill_attrition{};                 ///< 1/year
    double training{};                        ///< r, 1/year
    double labour_service{};                  ///< further training while a labour service acts, multiples of r
    double service_training{};                ///< further training per service and year, multiples of r
    double relearning{};                      ///< r_0, 1/year, beside what learning does
    double negotiated_relearning{};           ///< c, 1/year at nu = 1
    double hiring{};                          ///< h, 1/year
    std::array<double, 2> displaced_before{}; ///< d_0, of members, of firms outside; share of labour a year
    std::array<double, 2> skills_before{};    ///< q_0, likewise; skill demand a year
    rules::AdoptionShock shock;               ///< handed to adoption

    static void declare(sim::Schema& schema, Parameters& p);
};

/// What negotiation follows from.
enum class Link : std::int64_t { theory = 0, detached = 1 };

/// Employees in a block, and know-how won back (1 = all capacity of a firm).
struct Reskilled {
    double employees{}, know_how{};
};
/// What becomes in a month of those who are without work.
struct JobsMonth {
    double displaced, reskilled, hired, gone, without_work; ///< persons
};
/// `unnegotiated`: persons whose work is displaced if everybody still has work; `before`: employment of last month;
/// `resolved`, `hired`: shares of those without work that are reskilled, of the others that are hired.
[[nodiscard]] JobsMonth jobs_after(double without_work, double before, double employment, double unnegotiated,
                                   double resolved, double hired);
/// What the rows of a block need.
using Staff = Rows<Workforce, Skills, const FirmIdentity, const Membership, const Assistance>;

/// Intensity of negotiation, 0..1.
[[nodiscard]] double negotiation_intensity(const Parameters& parameters, double answerability, double reflexivity,
                                           double labour_agenda);

/// Intensity that a cluster draws when nothing else decides on it; u in (0, 1).
[[nodiscard]] double detached_intensity(const Parameters& parameters, double u);

/// How work reacts to what happens to firms.
[[nodiscard]] Work work(const Parameters& parameters);
/// Negotiates.
void step(const Parameters& parameters, const sim::Random& random, const ClusterIdentity& identity,
          const Accountability& accountability, const Reflexivity& reflexivity, Negotiation& negotiation);
/// Lets resistance fade, skills follow and lost know-how return.
void rows(const Parameters& parameters, const Month& month, const Negotiation& negotiation, const Shocks& shocks,
          Staff firms, Sum<Reskilled> reskilled);
/// Books what became of displaced persons, and the know-how won back.
void settle(const Parameters& parameters, const Month& month, const FirmLayout& layout,
            const Negotiation& negotiation, const Sums<Reskilled>& reskilled, Delivery& delivery,
            RuptureAccount& ruptures, JobsAccount& account);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream negotiation_stream{48, "negotiation that follows from nothing"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "restructuring",
     .title = "Workforce resistance, skill gaps and negotiated professional restructuring",
     .when_off = {.constant = "negotiation", .frozen = "resistance skill_gap", .different = "resistance skill_gap"},
     .streams = {&negotiation_stream}}};

} // namespace actorhood::models::restructuring
