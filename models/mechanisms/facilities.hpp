// Shared facilities: plants that the members of a cluster pay for together and all may use.
//
// A facility is a threshold public good: it is built when contributions reach its price, otherwise every firm gets
// its money back (a provision point with refund). A campaign has one round of contributions a quarter. In a round a
// member gives
//     stake * yearly revenue * share(type, belief b),   k = matching + return_weight (marginal return - 0.5)
//     share = k b (conditional cooperator), k min(b, 1-b) (hump-shaped), 0 (free rider)
// if it is active (a service of the cluster acts) and has the money. What members see of the round decides what they
// expect of the next:
//     b += speed (v mean - b),   v = M (1 + S_col) / (M (1 + S_col) + members)
// mean = the mean share of all members, passive ones counting zero: in large clusters most of what others do goes
// unseen, and in passive ones little is done. Between campaigns the belief returns slowly to where it began. Once
// built, the practices that the facility serves cost all members less, until its life ends.
//
// Sources: Fischbacher, Gaechter & Fehr 2001 (about 50 % conditional cooperators, 30 % free riders, 14 % hump-shaped;
// conditional cooperators give less than others do); Fischbacher & Gaechter 2010 (why contributions decay); Ostrom
// 1990 (monitoring; large groups fail); Isaac, Schmidtz & Walker 1989 (provision point with refund); Zelmer 2003
// (the marginal return raises contributions); S1 (the tanneries' water plant); model 7.9.
// Departures: types are hump-shaped where not conditional or free riding; beliefs are those of the cluster, not of
// single firms; firms that close during a campaign lose what they gave to the organisation, and so do all when a
// cluster has lost its last member: the campaign has failed, what was collected is free money of the organisation;
// running costs are part of the price. A campaign that has begun is finished before one for another facility begins.
// Switched off, or no [[facility]] listed: nothing happens.
#pragma once

#include <cstdint>
#include <vector>

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::facilities {

struct Parameters {
    double conditional{};    ///< share of firms
    double free_riders{};    ///< share of firms
    double matching{};       ///< k at a marginal return of 0.5
    double return_weight{};  ///< of the marginal return in k
    double initial_belief{}; ///< share of the full contribution
    double speed{};          ///< of beliefs, a round
    double recovery{};       ///< 1/year
    double monitored{};      ///< M, members of whom half is seen without collaboration staff
    double stake{};          ///< full contribution of a round, share of yearly revenue
    double rounds{};         ///< of a campaign
    double rest{};           ///< years between a failed campaign and the next
    std::vector<Facility> entries;

    static void declare(sim::Schema& schema, Parameters& p);
    /// Messages about names, practices and sectors of the entries that do not exist.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems(const ScenarioFacts& facts) const;
};

/// How a firm contributes: fixed for life.
enum class Contributor : std::uint8_t { conditional, hump_shaped, free_rider };
[[nodiscard]] Contributor contributor(const Parameters& parameters, double u);
/// Share of the full contribution that a firm gives when it expects others to give `belief`.
[[nodiscard]] double contribution_share(const Parameters& parameters, Contributor type, double marginal_return,
                                        double belief);
/// Share of others' contributions that a member sees.
[[nodiscard]] double visible_share(const Parameters& parameters, double members, double collaboration);
/// Price of a facility in a cluster of so many members, EUR.
[[nodiscard]] double price(const Facility& facility, double members);

/// No facility, no campaign: also the state when switched off.
void initialise(const Parameters& parameters, const FirmLayout& firms, Facilities& facilities);

/// Facilities reach the end of their life; campaigns in clusters without members have failed.
void retire(const Parameters& parameters, const PracticeCatalogue& practices, const Month& month,
            const FirmLayout& layout, Facilities& facilities, Funding& funding);
/// Members pay in campaigns, in the last month of a quarter; elsewhere beliefs return to where they began.
void collect(const Parameters& parameters, const Month& month, const sim::Random& random, RevenuePerEmployee revenue,
             sim::Read<PracticeCatalogue, ClusterIdentity, Pathway> from,
             sim::Read<FirmLayout, FirmIdentity, Assistance> members, Facilities& facilities,
             sim::Write<Finance, Funding, Ledger> money);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream contributor_stream{36, "how willing firms are to contribute"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "facilities",
     .title = "Facilities that members pay for and share",
     .matters = R"(
         [[facility]]
         name = "pilot_plant"
         cost = 50000
         cost_per_member = 2000
         practices = ["material_efficiency", "eco_design", "internet_of_things", "robotics"]
         cost_reduction = 0.2
         marginal_return = 0.5
         running_years = 10
     )",
     .when_off = {.zero = "facilities_built facility_contributions",
                  .constant = "facility_belief",
                  .different = "circular_depth"},
     .streams = {&contributor_stream}}};

} // namespace actorhood::models::facilities
