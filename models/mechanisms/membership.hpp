// Membership: what members think of their cluster, who leaves and who joins.
//
// Monthly, for each member (fee and V in units of the funding level per member):
//   services rate  decays with a memory of one year (rules::service_rate_decay)
//   trust          * knowledge_kept (staff who leave take relations with them), then
//                  dtau/dt = (g_s n/(1+n) + g_c S/(1+S) + g_a ans_down)(1 - tau) - fade (tau - 0.5)
//                  n = services per year, S = collaboration staff per 50 members
//   benefit = w_s n + w_t tie fill + w_l Leg_down + w_q Q - autonomy cost - cost;  dV/dt = 0.6 (benefit - V)
//   autonomy cost = beta max(0, a_c - o - 0.2 tau) while decisions bind
//   leave          rate 0.115 exp(0.6 (fee - V)), 1.3 times that in the first year
// Joins: cluster c expects join_rate/12 * max(members at the start, least) * reputation a month,
//   reputation = max(0, 1 + a_l ((Leg_down + Leg_out)/2 - neutral) + a_q (Q - neutral)),
// whatever the number of firms in the sample. They come from the firms outside of its region: joiners have the
// declared mix of size classes; a firm of the cluster's lead sector is `affinity` times as likely as another, and
// firms oriented towards transition are likelier: b = 1 + slope * o. Within region r, for class k and sector s,
//   rate_i = w_i b_i sum_c J_c mix_k m_cs / N_ck,  N_ck = sum over firms of class k of w m_cs b
//   (exact in expectation; w = number of firms for which the firm stands)
// and the firm that joins chooses c in proportion to J_c mix_k m_cs / N_ck * (1 + pull * its ties into c).
// Sources: Hirschman 1970 (exit and voice); Olson 1965 (selective incentives); Ring & Van de Ven 1994 (trust grows
// with dealings); MGI 2019 (renewal 89-90 % a year, first year 81-84 %).
// Departures: joins are in proportion to the members at the start, which measure the firms around a cluster: in
// proportion to present members, membership would grow or shrink without bound; ties decide between the clusters of a
// region, not on the number of joins, which would need the ties of all firms outside each month; the gate of leaving
// first uses the largest possible rate of the cluster, the exact rate is computed for those few who pass it (the same
// probability); trust relaxes by 1 - exp(-x) to third order.
// Switched off: nobody leaves or joins; perceptions (services rate, trust, value) go on.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/population.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::membership {

struct Parameters {
    double trust_services{};      ///< g_s, 1/year
    double trust_collaboration{}; ///< g_c, 1/year
    double trust_answers{};       ///< g_a, 1/year
    double trust_fading{};        ///< 1/year
    double services{};            ///< w_s, per service and year
    double ties{};                ///< w_t
    double legitimacy{};          ///< w_l
    double recognition{};         ///< w_q
    double cost{};                ///< time and effort of being a member
    double autonomy_trust{};      ///< orientation units of ambition that full trust makes acceptable
    double approach{};            ///< 1/year, of V to the benefit
    double leave_rate{};          ///< 1/year at V = fee
    double leave_slope{};
    double first_year{};       ///< factor on the leave rate
    double join_rate{};        ///< 1/year and member
    double least_catchment{};  ///< members at the start a small cluster counts as
    double join_legitimacy{};  ///< a_l
    double join_recognition{}; ///< a_q
    double neutral_reputation{};
    std::array<double, size_class_count> joiner_shares{};
    double lead_affinity{}; ///< relative chance of the lead sector
    double orientation_slope{};
    double tie_pull{};

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Benefit of membership but for autonomy cost, in units of the level per member.
[[nodiscard]] double benefit(const Parameters& parameters, double services_rate, double tie_fill, double legitimacy,
                             double recognition);
/// Cost of decisions that go further than the member would, same units.
[[nodiscard]] double autonomy_cost(const Parameters& parameters, double directiveness, double ambition,
                                   double orientation, double trust);
/// Yearly rate of leaving.
[[nodiscard]] double leave_rate(const Parameters& parameters, double fee, double value, bool first_year);
/// Factor on the number of firms that want to join.
[[nodiscard]] double reputation(const Parameters& parameters, double legitimacy, double recognition);

/// Value below which V never falls, whatever happens (decisions cost at most 1).
[[nodiscard]] inline double lowest_value(const Parameters& parameters) { return -parameters.cost - 1.0; }

/// Numbers or rates by size class and sector.
using ByKind = std::array<std::array<double, sector_count>, size_class_count>;

/// Firms of a block that may join, by size class and sector: weighted with what they stand for and their willingness b.
struct Candidates {
    ByKind firms{};
};
/// How clusters draw firms this month.
struct Attraction : sim::Working {
    std::vector<ByKind> candidates; ///< by region
    std::vector<ByKind> rates;      ///< by region: of joining, per firm with b = 1
    std::vector<std::vector<std::uint32_t>> clusters_of_region;
    /// By cluster and class: expected joins of the class per unit of m_cs b, that is J_c mix_k / N_ck.
    std::vector<std::array<double, size_class_count>> share;
    std::vector<std::uint32_t> place; ///< of each cluster among those of its region
    /// By cluster: in the choice of a firm without ties to clusters, its weight and those of the clusters before it in
    /// its region.
    std::vector<ByKind> up_to;
};
/// Handles of the members of a block that leave.
struct Leaves {
    std::vector<std::uint32_t> handles;

    void clear() { handles.clear(); }
};
/// Firms of a block that join.
struct Joins {
    std::vector<Movements::Join> found;

    void clear() { found.clear(); }
};

/// What the rows of a block need.
using Members = Rows<Trust, models::Membership, const Opinions, const Ties>;

/// What members remember, trust and think of their cluster; also when nobody may leave or join.
void perceive(const Parameters& parameters, const ClusterIdentity& identity, const Funding& funding,
              const Accountability& accountability, const Decisions& decisions, const Pathway& pathway,
              const Actorhood& actorhood, Members firms);

/// Who could join.
void count_candidates(const Parameters& parameters, const ExpansionWeights& weights, const FirmLayout& layout,
                      Rows<const FirmIdentity, const Opinions> firms, Sum<Candidates> candidates);
/// How many join each cluster, and at which rates firms of each kind do.
void attract(sim::Read<Parameters, population::Parameters> read, const Month& month, const ClusterIdentity& identity,
             const Accountability& accountability, const Actorhood& actorhood, const FirmLayout& layout,
             const Sums<Candidates>& candidates, Attraction& attraction);
/// Members that leave: a cheap gate at the largest rate, then the exact one with the same word.
void leave(sim::Read<Parameters, population::Parameters> read, const Month& month, const sim::Random& random,
           const Funding& funding, Rows<const FirmIdentity, const models::Membership> firms, Sum<Leaves> leaves);
/// Firms outside that join, and which cluster they choose.
void join(const Parameters& parameters, const Month& month, const sim::Random& random,
          sim::Read<ClusterIdentity, ExpansionWeights> from, const FirmLayout& layout, const Attraction& attraction,
          Rows<const FirmIdentity, const Opinions, const Ties> firms, Sum<Joins> joins);
/// Notes who leaves and joins; turnover leaves out those who close in the same month.
void settle(const Sums<Leaves>& leaves, const Sums<Joins>& joins, Movements& movements);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream leave_stream{23, "members that leave"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "membership",
     .title = "Leaving and joining clusters",
     .when_off = {.zero = "joins leaves", .different = "members"},
     .streams = {&leave_stream, &join_stream}}};

} // namespace actorhood::models::membership
