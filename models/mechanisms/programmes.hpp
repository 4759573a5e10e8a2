// Programmes: core contracts and project calls of public funders.
//
// Core contract of term T: at its end the cluster applies for the next term and, when refused, again every year.
//     P(renewal) = sig(a_0 + a_up (Leg_up - 0.58) + a_Q (Q - mean Q of the applicants))
//     amount a year = grade x share x level x members / (T / (T + gap)), fixed for the term
//     grade = clip(1 + b_up (Leg_up - mean Leg_up with core money) + b_Q (Q - mean Q of the applicants), 0.5, 1.25)
// Most contracts are renewed; how well a cluster is thought of, against the others, shows in the amount.
// The applicants compared are those of the last twelve months, this month's batch included: a set that is never
// empty, does not depend on the season and is the same for all applicants of a month.
//
// Project calls: K a year, success share s_0, length d.
//     grant        G = share x level x members / (K s_0), or a fixed amount for small-grant lines
//     cost         5,640 EUR (G / 60,000)^0.7, worked off in the month of the call
//     score        q = track (0.6 + 0.4 staff / intended staff) (0.5 + 0.5 theta_theme)
//     chance       weight w = q^rho clip(capacity / need, 0.5, 1); winners without replacement in the order of
//                  -ln(u) / w until the budget s_0 sum(G) is spent
// The first application that no longer fits wins with probability (money left) / G, so that expected spending is the
// budget whatever the order. Every cluster with a project share applies: spare staff is no condition.
// Call lines ([[call_line]], none by default): each call is held in lines with a share of its money, a grant, a length
// and a success rate of their own. A cluster hands in share planned/(success grant) applications to a line, rounded at
// random, so that expected money stays share planned, as without lines. A project of a line fails with probability
// `risk`; otherwise it adds `gain` 50/members to a stock of the pathway when it ends (programmes_lines.cpp).
// A cluster runs at most 24 projects and hands in at most as many applications to a line as it has places free (and 16).
// Large clusters that live on small grants therefore win less than planned: what they do not ask for, nobody grants.
// Give such lines larger or shorter projects.
// Steady state: K s_0 d running projects; with equal chances the CV of income is sqrt((1 - s_0) / (K s_0 d)).
// Staff and track record let winners win again, which raises it.
//
// arrival = "poisson" is the case with a known law, for comparison: calls reach each cluster alone, at random times and K
// a year on average, and every application is granted with probability s_0, whatever its score. Running projects are
// then Poisson with mean K s_0 d, the CV of income is 1 / sqrt(K s_0 d), and no project runs with probability
// exp(-K s_0 d).
//
// Sources: soft budget constraint [Kornai 1986]; contests [Tullock 1980]; weighted sampling without replacement
// [Efraimidis & Spirakis 2006]; calls with two lines (low risk: 60,000 EUR, 12 months; high risk: 64,000 EUR,
// 10 months) S3 (METASTARS).
// Departures: contracts are sized by T / (T + gap) instead of a fixed share of time on contract, so that terms of
// different length cost the same; technology readiness has no effect of its own but the risk and gain of a call line;
// the bonus of a metacluster partner is that mechanism's parameter; theta is the organisation's agenda.
// The score compares staff with what the plan intends for the members instead of with 8.5 (the same for 170 members):
// grants grow with members, and a fixed norm made project money flow from small clusters to large ones.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/state/funding_plan.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::programmes {

/// One [[call_line]]: METASTARS-like calls of low and high risk.
struct CallLine {
    std::string name;
    double share{};  ///< of the money of a call (normalised over the lines)
    double grant{};  ///< EUR
    double months{}; ///< length of a project
    double success{};
    double risk{}; ///< probability that a project yields nothing
    double gain{}; ///< added to a stock of 50 members by a project that does
    std::int64_t stage{};

    static void declare(sim::Schema& schema, CallLine& line);
};
/// How project calls reach clusters.
enum class Arrival : std::int64_t { calls = 0, poisson = 1 };

struct Parameters {
    double renewal_base;
    double renewal_legitimacy;
    double renewal_legitimacy_norm;
    double renewal_recognition;
    double amount_legitimacy;
    double amount_recognition;
    std::array<double, 2> amount_limits; ///< least and most, relative to the plan
    std::int64_t retry_months;
    std::int64_t calls;
    std::int64_t arrival; ///< Arrival
    double success;
    double grant;
    double contest;
    double volunteers;
    double least_chance;
    double application_cost;
    double application_grant;
    double application_elasticity;
    double score_base;
    double score_staff;
    double score_theme;
    double track_low;
    double track_high;
    double track_start;
    double track_gain;
    double track_loss;
    Agenda themes;
    double theme_memory;
    std::vector<CallLine> lines;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Probability that an applicant gets a core contract; legitimacy and recognition 0..1.
[[nodiscard]] double renewal_probability(const Parameters& p, double legitimacy, double recognition,
                                         double mean_recognition);
/// Part of the planned amount that a core contract gets; the norm of legitimacy stands for that of the others.
[[nodiscard]] double grade(const Parameters& p, double legitimacy, double recognition, double mean_recognition);
/// Core money a month while a contract runs, cents.
[[nodiscard]] std::int64_t core_amount(const FundingPlan& plan, double core_share, double members);
/// Money asked for in one application, EUR.
[[nodiscard]] double grant_size(const Parameters& p, const FundingPlan& plan, double project_share, double members);
/// Work of one application, full-time equivalents during one month.
[[nodiscard]] double application_need(const Parameters& p, double wage, double grant);
/// Factor on the chance of an application that could not be prepared in full, least_chance..1.
[[nodiscard]] double preparation(const Parameters& p, double capacity, double need);
/// Quality of an application; staff_share = staff / intended staff, theme_weight = agenda weight of the call's theme.
[[nodiscard]] double score(const Parameters& p, double track_record, double staff_share, double theme_weight);
/// Key of the draw: u in (0,1); smaller keys are chosen first.
[[nodiscard]] double arrival(double u, double weight);
/// True if a call is published in this month (also for months before the run, which are negative).
[[nodiscard]] bool call_opens(std::int64_t calls_a_year, std::int64_t month_index);

/// Identity of the calls themselves in the random streams; no cluster has this key.
inline constexpr std::uint64_t call_identity = 0xffffffffffffffffu;
/// Topic drawn from the distribution of themes.
[[nodiscard]] Topic draw_theme(const Agenda& themes, double u);
/// Staff time that a cluster has for applications: what overhead and dues to metaclusters leave, full-time
/// equivalents.
[[nodiscard]] double working_time(const Funding& funding, const Cooperation& cooperation, std::size_t c);
/// Project grants of a cluster that run.
[[nodiscard]] std::size_t running(const Contracts& contracts, std::size_t c);
/// Starts a project; without a free slot nothing happens. `line`: call line + 1, or 0.
void start_project(Contracts& contracts, std::size_t c, std::int32_t end, double grant, double months, Topic theme,
                   std::int32_t line = 0);
/// Money that a cluster is meant to win in one call, EUR.
[[nodiscard]] double planned_money(const Parameters& p, const FundingPlan& plan, double project_share,
                                   double members);
/// Whole number with the given mean: rounded up when u < its fractional part.
[[nodiscard]] std::uint32_t rounded_at_random(double mean, double u);
/// Share of a line in the money of a call, 0..1.
[[nodiscard]] double line_share(const Parameters& p, std::size_t line);
/// Clusters as they apply for project grants.
struct Applicants {
    const ClusterIdentity& identity;
    const Census& census;
    const Funding& funding;
    const Reflexivity& reflexivity;
    const Cooperation& cooperation;
};
/// A common call.
struct Call {
    std::int32_t month; ///< of the run
    Topic theme;
    sim::RandomStream draws;
};
/// One application to a call.
struct Application {
    std::uint32_t cluster;
    double grant;           ///< EUR asked for
    double arrival;         ///< key of the draw: the smallest are chosen first
    std::uint32_t number{}; ///< of the cluster's applications to a call line
};
/// Applications to a call, or to one of its lines.
struct Desk {
    std::vector<Application> applications;
    double asked{}; ///< EUR in all
};
/// Quality of an application of cluster c to a call; partners in a metacluster raise it.
[[nodiscard]] double quality(const Parameters& p, const FundingPlan& plan, const Applicants& applicants, Topic theme,
                             std::size_t c, const Contracts& contracts);
/// Holds a call in lines: applications and grants.
void hold_lines(const Parameters& p, const FundingPlan& plan, const Call& call, const Applicants& applicants,
                Contracts& contracts);
/// What projects of lines that end this month have yielded; frees no slot.
void harvest_lines(const Parameters& p, std::int32_t now, const sim::RandomStream& draws,
                   const ClusterIdentity& identity, const Census& census, Contracts& contracts);
/// Lines without a name of their own, without money, or that calls at random would pass by.
[[nodiscard]] std::vector<sim::Schema::Problem> line_problems(const Parameters& p);
/// Counters of the lines, empty.
void prepare_lines(const Parameters& p, Contracts& contracts);
/// Projects of lines that are running at the start.
void stagger_lines(const Parameters& p, const FundingPlan& plan, const sim::Random& random, std::uint64_t key,
                   double project_share, double members, std::size_t c, Contracts& contracts);
/// Outputs of call lines, if there are any.
void declare_line_outputs(sim::Outputs& outputs, const World& world, const Parameters& p);

/// Projects that are over yield their results and free their places; a new month of applications begins.
void end_projects(const Parameters& p, const Month& month, const sim::Random& random, const ClusterIdentity& identity,
                  const Census& census, Contracts& contracts);
/// Core contracts end and are awarded.
void award_contracts(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                     sim::Read<ClusterIdentity, Census, Accountability, Actorhood> from, Contracts& contracts);
/// Project calls of the month: applications and grants.
void hold_calls(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                sim::Read<ClusterIdentity, Census, Funding, Reflexivity, Cooperation> from, Contracts& contracts);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream core_contract_stream{5, "core contracts of clusters"};
inline constexpr sim::Stream project_call_stream{6, "project calls: who applies, who wins"};
inline constexpr sim::Stream call_line_stream{39, "lines of calls: who applies, who wins"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs, &declare_line_outputs> about{
    {.name = "programmes",
     .title = "Core contracts and project calls",
     .when_off = {.zero = "applications grants_won",
                  .constant = "track_record",
                  .different = "budget income_variation_24"},
     .streams = {&core_contract_stream, &project_call_stream, &call_line_stream}}};

/// Contracts and staggered projects as they stand at the beginning, none when the mechanism is off. Needs the census and
/// the intended mixes.
void initialise(const Parameters& p, const FundingPlan& plan, const sim::Random& random,
                const ClusterIdentity& identity, const Census& census, sim::On<about> runs, Contracts& contracts);

} // namespace actorhood::models::programmes
