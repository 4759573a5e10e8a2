// Ties: who learns from whom. Each firm has six slots for partners in its own cluster (outside clusters: in its
// region) and two for others.
//
// Quarterly, with q = 1 - exp(-rate/4):
//   ties broken     ~ Binomial(ties in use, q(break_rate))
//   new inside ties ~ Binomial(free inside slots, q(base_rate + S(1+h)/(S+h) * formation_rate)), S = S_col
//   new outside tie with probability 1 - (1 - q(outside_rate))^(free outside slots), at most one a quarter
// S_col is the cluster's collaboration staff per 50 members; the form saturates because meetings meet the same
// people (h = intensity at which half of the limit is reached), and equals formation_rate at S = 1. A partner is a
// random firm of the same segment; outside clusters firms of the same sector are preferred.
// Members of metaclusters gain, after that and at most one a quarter, a tie to a firm of a partner cluster at the further
// rate that cooperation gives.
// Ties in the first `durable` inside slots last: they end when the partner closes or a supply shock cuts them, and the
// slot then takes another one that lasts. By default there are none.
// Start: small world in each cluster (ring over six neighbours, rewired), random partners in the region outside.
// Sources: Centola & Macy 2007 (what spreads by several contacts needs ties that last); Watts & Strogatz 1998; Gulati &
// Gargiulo 1999; S2 (collaboration as a function of clusters). Rates of formation are assumptions chosen so that the
// break rate leaves about half of the slots in use without, and three quarters with, ordinary collaboration staff.
// Departures: binomial numbers from one draw instead of one draw a slot (the same distribution); at most one new
// outside tie a quarter; ties to firms that closed are forgotten once a year, with their handles.
// At the onset of a supply shock further ties break, each with the shock's magnitude as probability.
// Switched off: ties stay as initialised (but for those to firms that closed).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::ties {

struct Parameters {
    double break_rate{};     ///< 1/year, each tie
    double base_rate{};      ///< 1/year, each free inside slot, without cluster staff
    double formation_rate{}; ///< 1/year, each free inside slot, at collaboration intensity 1
    double half_intensity{}; ///< collaboration staff per 50 members
    double outside_rate{};   ///< 1/year, each free outside slot
    double same_region{};    ///< share of outside ties within the region
    double rewiring{};       ///< share of initial ties that are rewired
    double outside_degree{}; ///< initial ties of a firm outside clusters
    std::int64_t durable{};  ///< inside slots whose ties do not break by themselves

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Which segments lie in which region; fixed for a run.
struct Neighbourhood : sim::Working {
    std::vector<std::uint32_t> region;   ///< of each segment
    std::vector<std::uint32_t> first;    ///< of each region: first position in `segments`; one more at the end
    std::vector<std::uint32_t> segments; ///< grouped by region
};
[[nodiscard]] Neighbourhood map(const ClusterIdentity& identity, const FirmLayout& firms);

/// Cumulative binomial probabilities for 0..8 trials: [trials][events] = P(at most so many events).
using EventTable = std::array<std::array<double, tie_slots + 1>, tie_slots + 1>;
[[nodiscard]] EventTable event_table(double probability);
/// Number of events among `trials` at quantile u.
[[nodiscard]] std::uint32_t event_count(const EventTable& table, std::uint32_t trials, double u);

/// New inside ties per free slot and year at a collaboration intensity (staff per 50 members).
[[nodiscard]] double formation_rate(const Parameters& parameters, double collaboration_intensity);

/// Firms of the segments in the order of the neighbourhood, as running totals: finds a random firm in a few steps.
struct FirmIndex : sim::Working {
    std::vector<std::uint32_t> before; ///< firms before each position
    std::vector<std::uint32_t> place;  ///< position of each segment
};

/// Gives all firms their first ties.
void initialise(const Parameters& parameters, const Neighbourhood& neighbourhood, const sim::Random& random,
                const FirmLayout& layout, const FirmIdentity& firms, Ties& ties);

/// Numbers the firms of the last month of a quarter, so that they can meet across segments.
void number_firms(const Month& month, const Neighbourhood& neighbourhood, const FirmLayout& layout, FirmIndex& index);
/// Breaks ties of and to firms that a supply shock hits, each with a probability of its magnitude at its onset; a tie
/// between two firms that are hit by the greater one.
void break_supply(const sim::Random& random, const Month& month, const Shocks& shocks, const FirmLayout& layout,
                  const FirmIdentity& firms, Rows<Ties> own);
/// Breaks and forms ties in the last month of a quarter: collaboration lets members meet, platforms others.
void renew(const Parameters& parameters, const Month& month, const sim::Random& random,
           sim::Read<Neighbourhood, FirmIndex> where, sim::Read<Pathway, Policy> from, const FirmLayout& layout,
           const FirmIdentity& firms, Rows<Ties> own);
/// Lets members of metaclusters meet firms of partner clusters in the last month of a quarter.
void meet_partners(const Month& month, const sim::Random& random, const Metaclusters& metaclusters,
                   const Cooperation& cooperation, const FirmLayout& layout, const FirmIdentity& firms,
                   Rows<Ties> own);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream tie_stream{12, "ties that break and form"};
inline constexpr sim::Stream initial_tie_stream{26, "ties at the start"};
inline constexpr sim::Stream supply_break_stream{32, "ties that a supply shock cuts"};
inline constexpr sim::Stream metacluster_tie_stream{44, "ties to members of partner clusters"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "ties",
     .title = "Breaking and forming of ties",
     .when_off = {.different = "tie_fill adoption"},
     .streams = {&tie_stream, &initial_tie_stream, &supply_break_stream, &metacluster_tie_stream}}};

} // namespace actorhood::models::ties
