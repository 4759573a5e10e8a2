// Metaclusters: meta-organisations whose members are clusters. They live by staff time of their members, answer,
// reflect and decide by the rules of clusters (7.4 to 7.6), and pass on items: experience with practices, contacts,
// listings, partners for applications, memory.
//
// Staff       S = sum_c dues_c staff_c, associates at a reduced rate; n members at work
// Free time   F = S (1 - O) / (1 + k (n - 1))      O overhead of accountability, k coordination per further member
// Exchange    t = e F / (n (n - 1)) per member and partner; understanding u = 1 - exp(-t / t_0)
// Breadth     b_c = (1 - l)^2 u (n - 1) partners in full equivalents, summed over the cluster's metaclusters
//             (associates at a reduced rate); l = share of a message lost in one layer, of which there are two
// Accountability, reflexivity, decision: rules of clusters with the parameters of clusters. All income is dues, so
//             efforts go to members. Harms come from members, (1 - l) mean sensed harm; members pull the joint agenda
//             at (1 - l) times the rate of paying members. Full members vote with their own ambition; members' trust
//             is the legitimacy with them.
// Tension     a full member's autonomy cost is beta max(0, a_m - a_c - 0.2 trust); it carries out the joint plan
//             with probability exp(-defiance cost) until the next decision; plans pull its agenda at
//             binding obl_m (1 - l). Members leave at leave_rate exp(s (cost + dues) - v b / (1 + b)) and return.
// What a cluster gets, with b the breadth:
//     experience   dX_p/dt = rate (transfer (1 - l)^2 u sum of partners' prevalence_p - X_p), added to its experience
//     search       members learn of a practice at a rate in proportion to X_p
//     ties         further ties to firms of partner clusters, rate in proportion to b / (1 + b)
//     platform     (1 - l)^2 u of its members are listed where those of partner clusters find them, 0..1
//     applications score * (1 + 0.3) with a partner
//     memory       m b / (1 + b) of what leaving staff would take stays with partners
// and gives: dues from free staff time, and accountability to other meta-organisations: phi_lateral = 0.1 for each
// metacluster, which takes effort from other directions, judged by 0.4 outside, 0.7 when all plans are carried out.
//
// Why humped: what a member can reach grows with the number of partners, but time for each falls as 1/(n (n - 1)) of
// a sum of dues that grows as n, and coordination takes more of it.
// Sources: S0 (meta-organisations of organisations); S3 (EACN: 31 clusters, full and associate members, information,
// best practice, partner search, support to projects, resilience; Silicon Europe: 12); Ahrne & Brunsson 2008;
// coordination by number [Brooks 1975]; messages over layers [Williamson 1967]. Numbers are assumptions unless named.
// Departures: performance upward counts breadth as services and carried-out obligation as actions; metaclusters have
// no money of their own, only staff time.
// Switched off, or without any [[metacluster]]: cooperation is neutral and nothing is read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/rules/accountability.hpp"
#include "models/rules/decision.hpp"
#include "models/state/metaclusters.hpp"
#include "models/rules/reflexivity.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::metaclusters {

/// Most metaclusters of a scenario: each has a draw number of its own.
inline constexpr std::size_t metacluster_limit = 64;

/// A metacluster given in the scenario ([[metacluster]]).
struct Entry {
    std::string name;
    std::vector<std::string> members; ///< names or numbers of clusters, or "all"
    std::int64_t count{};             ///< further members drawn at random
    double share{};                   ///< further members drawn at random, share of all clusters
    double associates{};              ///< share of members that are associates
    double dues{};                    ///< share of staff time
    double approval{};
    double directiveness{};
    double start{}; ///< fractional year

    static void declare(sim::Schema& schema, Entry& entry);
};

struct Parameters {
    std::vector<Entry> entries;
    double message_loss{};
    double associate_rate{};
    double coordination{};
    double exchange_share{};
    double exchange_time{}; ///< full-time equivalents per partner
    double transfer{};
    double transfer_rate{}; ///< year-1
    double search{};        ///< year-1
    double ties{};          ///< year-1
    double application_bonus{};
    double memory{};
    double lateral_pull{};
    double lateral_performance{};
    double binding{}; ///< year-1
    double defiance{};
    double leave_rate{};  ///< year-1
    double return_rate{}; ///< year-1
    double cost_slope{};
    double value_slope{};

    static void declare(sim::Schema& schema, Parameters& p);
    /// Unknown members and double names.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems(const ScenarioFacts& facts) const;
};

/// Time left of `staff` full-time equivalents after overhead and coordination among `members` clusters.
[[nodiscard]] double free_time(const Parameters& p, double staff, double overhead, double members);
/// Share of a partner's experience that the exchange of `free_staff` among `members` clusters reaches, 0..1.
[[nodiscard]] double understanding(const Parameters& p, double free_staff, double members);
/// Partners in full equivalents that a full member reaches.
[[nodiscard]] double breadth(const Parameters& p, double understanding, double members);
/// Cost of a joint ambition to a member cluster, in units of ambition.
[[nodiscard]] double autonomy_cost(double directiveness, double joint_ambition, double own_ambition,
                                   double neutral_space, double trust);
/// Probability that a member carries out the plan until the next decision.
[[nodiscard]] double following(const Parameters& p, double autonomy_cost);
/// Rate of leaving, 1/year.
[[nodiscard]] double leave_rate(const Parameters& p, double autonomy_cost, double dues, double breadth);

/// Parameters of the rules that metaclusters share with clusters.
using ClusterRules = sim::Read<accountability::Parameters, reflexivity::Parameters, decision::Parameters>;
/// What metaclusters see of clusters.
using ClusterTraits = sim::Read<ClusterIdentity, Census, Funding, Reflexivity, Decisions, Cooperation>;

/// Takes dues from the free staff time of the month, and lets partners keep knowledge of staff that left.
void contribute(const Cooperation& cooperation, Funding& funding);
/// Metaclusters begin, answer, reflect and decide like clusters; members follow, leave and return.
void meet(const Parameters& p, ClusterRules rules, const Month& month, const sim::Random& random,
          const Landscape& landscape, ClusterTraits clusters, Metaclusters& metaclusters);
/// What members get from and give to their metaclusters until the next month.
void cooperate(const Parameters& p, const accountability::Parameters& rules, const PracticeCatalogue& practices,
               const Census& census, const AdoptionRegister& adoption, const Metaclusters& metaclusters,
               Cooperation& cooperation);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream metacluster_decision_stream{41, "what a meta-organisation perceives and decides"};
inline constexpr sim::Stream metacluster_move_stream{42, "clusters that follow, join and leave"};
inline constexpr sim::Stream metacluster_member_stream{43, "members and associates at the start"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "metaclusters",
     .title = "Meta-organisations of clusters",
     .matters = R"(
         [[metacluster]]
         name = "four"
         count = 4
     )",
     .when_off = {.zero = "metacluster_members metacluster_dues partner_experience",
                  .constant = "metacluster_agenda metacluster_plan",
                  .different = "budget"},
     .streams = {&metacluster_decision_stream, &metacluster_move_stream, &metacluster_member_stream}}};

/// Who is invited, and start values. Without entries everything is empty.
void initialise(const Parameters& p, const sim::Random& random, const accountability::Parameters& accountability,
                const reflexivity::Parameters& reflexivity, const Clusters& clusters, Metaclusters& metaclusters,
                Cooperation& cooperation);
/// In a world without metaclusters every cluster is judged laterally as the parameter of accountability says.
void judge_alone(sim::On<about> runs, const accountability::Parameters& rules, const Metaclusters& metaclusters,
                 Cooperation& cooperation);

} // namespace actorhood::models::metaclusters
