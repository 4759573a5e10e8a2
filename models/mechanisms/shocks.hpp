// Shocks: scheduled ([[landscape.shock]]) and random disturbances of five kinds, and the resilience of output to them.
//
// A shock of magnitude m begins in a month, acts fully for its duration D (months) and then passes:
//   f(age) = 1                                   age < D, or for ever (lasting)
//            0                                   afterwards (step)
//            max(0, 1 - (age - D + 1/2)/R)       linear, R months
//            0.05^((age - D + 1/2)/R)            exponential, a twentieth is left after R months; 0 below 0.001
// Shocks of one kind at one place combine: 1 - prod(1 - m f); energy: prod(1 + m f) - 1.
//   demand      firms sell the share 1 - m f (1 - a (kappa_dig - .4)) of the normal
//   supply      at the onset each tie of a firm hit, or to a firm hit, breaks with probability m (the ties mechanism);
//               while it lasts output falls by b m f (1 - c (share of tie slots in use - .5))
//   energy      the energy price rises by m f: practices that save energy save more; output falls by
//               e * energy share * m f, the margin by (1 - pass-through) * energy share * m f
//   technology  (rupture) the named practice costs (1 - m f) of its price and displaces (1 + w m f) of its labour, also
//               in firms that use it already (negotiated like any adoption); digital capacity of the firms there falls
//               by the share m, in clusters by m (1 + v max(0, 1 - H/H_ref))(1 - e), H = Simpson index of members' sectors,
//               e = a R n/(1 + n): reflexive organisations sense a rupture ahead in the landscape and direct services to
//               what will be needed, as far as they serve (n services per member and year);
//               for a year stocks of the transition pathway decay faster (the pathway mechanism)
//   labour      at the onset skill gaps rise by q m of what is missing to 1; while it lasts recruitment closes 1 - m f
//               of what it would (restructuring); output falls by l m f g
// How a shock passes is given by the world (f); how fast its losses are made up is what firms and clusters do. In a
// segment (cluster, or region outside) the share q of a demand, supply or labour shock is left,
//     dq/dt = -(sum_j a_j x_j) q,   q = 1 at the onset of each shock of the kind there;   strength m f q
//     supply: x = ties in use, members listed on a platform, breadth/(1 + breadth) of partner clusters;
//     demand: x = digital capacity;   labour: x = 1 - skill gap;   a lasting shock passes by these alone
// A firm's output is the product of what each kind leaves; a share of lost revenue remains as cost.
//
// Random shocks: Poisson with a rate for each kind, after burn-in; magnitude uniform, duration exponential, sectors and
// regions each with a probability (at least one sector and one region). Every draw is keyed by month, kind and ordinal:
// policies share the same shocks and a kind's rate does not move another's.
//
// Resilience of a shock [Bruneau et al. 2003]: integral of 1 - Q from its onset, 1 - Q = share of the revenue at normal
// demand that the firms it hits (its sectors and regions) lose to shocks of its kind, and months until 95 % of the
// deepest drop is made up. What a firm loses to several kinds is divided in proportion to what each would take alone;
// shocks of the same kind that overlap at a place count in each other's Q. A rupture takes no output by itself: its loss
// is 0, its effects are those on know-how, work and adoption.
//
// Sources: model 7.1, 7.7-7.12; Bruneau et al. 2003 (resilience); S1 (climate, digital, pandemic, war), S3 (war).
// Departures: the mean firm loses the magnitude, others by digital capacity and ties more or less, because a loss that
// is the same for all firms would make resilience an input; the pathway's faster decay is in proportion to m up to a
// full rupture, so that no magnitude makes a jump; capacity returns at the rates of learning, not of the shock.
// Switched off, or without any shock: nothing happens, and no other number changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/rules/common.hpp"
#include "models/state/rupture.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::shocks {

/// A shock of the scenario ([[landscape.shock]]).
struct Entry {
    std::string name;
    double date{};                    ///< fractional year
    std::int64_t kind{};              ///< ShockKind
    double magnitude{};               ///< share lost; energy: rise of the price
    double duration{};                ///< months
    double recovery{};                ///< months
    std::int64_t shape{};             ///< Recovery
    std::vector<std::string> sectors; ///< names; empty = all
    std::vector<std::string> regions; ///< names; empty = all
    std::string practice;             ///< technology
    std::string source;

    static void declare(sim::Schema& schema, Entry& entry);
    /// What is wrong with the entry by itself.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems() const;
};

struct Parameters {
    std::vector<Entry> scheduled;
    ByShockKind rate{};           ///< random shocks, 1/year
    double smallest{}, largest{}; ///< magnitude of random shocks
    double mean_duration{};       ///< months
    double recovery{};            ///< months
    double sector_share{}, region_share{};
    ShockResponse response;
    double displacement_rise{};   ///< w
    double specialisation{};      ///< v
    double reference_diversity{}; ///< H_ref
    double rupture_months{};
    double full_rupture{}; ///< magnitude at which pathways decay at the full rate of a rupture
    double skill_loss{};   ///< q
    double foresight{};    ///< a
    double made_up_by_ties{}, made_up_by_platforms{}, made_up_by_partners{}, made_up_by_skills{}; ///< a_j, 1/year

    static void declare(sim::Schema& schema, Parameters& p);
    /// Problems that only show with the practices, regions and dates of a scenario.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems(const ScenarioFacts& facts) const;
    /// True if the scenario can have shocks at all.
    [[nodiscard]] bool used() const;
};

/// Number (from 0) of the region with this name ("region_1" is 0), or nothing.
[[nodiscard]] std::optional<std::size_t> region_number(const std::string& name, std::int64_t regions);

/// Month of the run, burn-in included, in which a date (fractional year) lies; negative = before the run.
[[nodiscard]] std::int32_t onset_month(double date, const Calendar& calendar);

/// Share of its magnitude with which a shock acts `age` months after its onset.
[[nodiscard]] double profile(const ShockPlan& shock, std::int32_t age);

/// All shocks of a replicate: those listed with a magnitude above 0, and the random ones.
[[nodiscard]] ShockCalendar draw(const Parameters& parameters, const PracticeCatalogue& practices,
                                 const FirmLayout& firms, const Calendar& months, const sim::Random& random);

/// Loss of digital capacity, share, in a cluster of this sector diversity (Simpson index).
[[nodiscard]] double capacity_loss(const Parameters& parameters, double magnitude, double diversity);

/// Share of a rupture's loss of know-how that an organisation of this reflexivity prevents with its services per member
/// and year.
[[nodiscard]] double foreseen(const Parameters& parameters, double reflexivity, double services);

/// Know-how of members that a rupture took in a block, and that it would have taken besides; firms.
struct KnowHowToll {
    double lost{}, spared{};
};
/// Persons whom a rupture displaced in a block, and those of them who were reskilled.
struct JobsToll {
    double displaced{}, reskilled{};
};

/// Prepares the group; the values hold as long as nothing happens.
void initialise(const ShockCalendar& calendar, const ClusterIdentity& identity, const FirmLayout& firms,
                Shocks& shocks);
/// How firms lose output, as the parameters in force say.
void respond(const Parameters& parameters, Shocks& shocks);

/// What acts and what begins this month; changes prices and practices.
void strike(const Parameters& parameters, const ShockCalendar& calendar, const Month& month, Landscape& landscape,
            Shocks& shocks);
/// What a segment has to make up for a shock, 0..1 each.
struct Substitutes {
    double ties, platform, partners; ///< of supplies
    double capacity;                 ///< digital
    double skills;                   ///< 1 - skill gap
};
/// Rate at which a segment makes up for a shock of the kind, 1/year.
[[nodiscard]] double recovery_rate(const Parameters& parameters, ShockKind kind, const Substitutes& substitutes);
/// What firms and clusters make up for in the month.
void substitute(const Parameters& parameters, const FirmLayout& layout, const Census& census,
                const Cooperation& cooperation, const Policy& policy, Shocks& shocks);

/// Know-how of incumbents loses the magnitude of ruptures that begin, in clusters by their diversity and by what was
/// foreseen.
void outdate_capacity(const Parameters& parameters, const Census& census, const Reflexivity& reflexivity,
                      const FirmLayout& layout, const Shocks& shocks, Rows<Skills, const FirmIdentity> firms,
                      Sum<KnowHowToll> toll);
/// Firms that use the practice of a rupture already lose the further jobs at once.
void displace_incumbents(const Parameters& parameters, const ShockCalendar& calendar, const Month& month,
                         sim::Read<PracticeCatalogue, Negotiation, Work> from, const Shocks& shocks,
                         Rows<Workforce, const FirmIdentity, const Funnel> firms, Sum<JobsToll> toll);
/// Books what ruptures took from members.
void book_toll(const FirmLayout& layout, const Sums<KnowHowToll>& know_how, const Sums<JobsToll>& jobs,
               RuptureAccount& account);
/// Skilled persons leave, or what they can is no longer what is needed.
void widen_skill_gaps(const Parameters& parameters, const Work& work, const Shocks& shocks,
                      Rows<Workforce, const FirmIdentity> firms);

/// Books a month of a shock's account, `age` months after its onset, in which those it hits lost the share `drop` of
/// their normal output; closes the account once 95 % of the deepest drop is made up and the duration is over.
void book_drop(const ShockPlan& shock, std::int32_t age, double drop, std::uint32_t number, Shocks& shocks);

/// Books the month's lost output, after the market.
void account(const ShockCalendar& calendar, const Month& month, const Calendar& run, const Market& market,
             const FirmLayout& layout, Shocks& shocks);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream shock_stream{30, "random shocks"};
inline constexpr sim::Stream shock_place_stream{31, "sectors and regions that they hit"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "shocks",
     .title = "Scheduled and random shocks",
     .matters = R"(
         [[landscape.shock]]
         name = "slump"
         date = 2029-01-01
         kind = "demand"
         magnitude = 0.3
         duration = 36
     )",
     .when_off = {.zero = "shock_magnitude output_loss",
                  .constant = "demand output_by_group",
                  .different = "closures_by_group shock_output_loss"},
     .streams = {&shock_stream, &shock_place_stream}}};

} // namespace actorhood::models::shocks
