// Adoption funnel: unaware, aware, evaluating, trial, adopted, and after abandonment a rest, then aware again (7.10).
//
// Awareness of practice p: hazard media*attention_p*base + reach*S_int*(1 + x2/(1+x2)) + word*[the tie partner met
// this month uses p] - d*word*[it gave p up], at least 0; forgotten at a constant rate. A firm learns of at most one
// practice a month.
// Evaluation: rate e*(1 + 0.5 obl)*(n/46)^.25 + 0.4 while a service acts; one candidate, drawn by agenda weight. It is
// accepted with probability sig(U),
//   U = alpha - b ln(payback/1y) - 0.4 b ln(C/.02) + slope (ln n - ln 20) + 1.5 peer (1 + .5 x4/(1+x4))
//       + 1.5 (kappa-.4) - 1.5 skill g + sum gamma + regulation + 1.5 (o-.4) [circular] + fit
//   payback = C (1+risk)(1+chi L) / (saving price + premium) exp(.4 z),  z ~ N(0,1), halved while served
// and if the firm can pay. The share rho of the chance in that is the firm's own for ever (acceptance.hpp); practices of
// the start are those to which firms are inclined in the same way. Peers: the share of partners that use the practice,
// less those who gave it up, weighed; by the rule of thresholds a firm does not consider a practice before that share
// reaches its own threshold, but for a small chance. C falls with experience, C = C0 index(t) (N/N0)^-b_l (Wright 1936),
// and while served.
// Members bound by decisions get part of the cost from the joint budget: min(0.5 obl targ, 15,000 EUR / cost) of the
// cost, rationed. They expect the ration that was lately paid; what is missing when they start they pay themselves,
// if they can.
// During burn-in only evaluations run, and only trials start that end after it: shares stay those of 2020-01, and the
// trials under way then are there.
// Programmes of policy: a firm may ask for a voucher for the share nu of what it would pay itself; then it accepts by U
// with the lower cost, and if the voucher is refused only if it would accept without, by the same draw. Regulation adds
// to pressure, cost and awareness; adopters with a voucher give up more often after its end (policy.hpp).
// Experience of partners in metaclusters adds to N but not to N0, and makes members aware. A sector that has shifted
// adds to the regulatory pressure on circular practices and to green procurement.
// A trial lasts the implementation months; it succeeds with a probability rising in kappa and support.
// A workforce that resists acts on implementation [Klein & Sorra 1996]: with u = L (1 - nu) an accepted trial begins with
// probability 1 - omega u, lasts months (1 + phi u + tau nu), works with (1 - psi u) of its probability; what is in use is
// given up at a rate higher by a u. Deliberation (nu) turns resistance into adaptation; tau says whether it takes time.
// Sources: Rogers 2003 (stages); East, Hammond & Lomax 2008 (negative word of mouth); Anderson & Newell 2004 (capital
// weighs 40 % more); Granovetter 1978, Centola & Macy 2007 (thresholds); Wright 1936 (learning); Milgrom & Roberts 1990
// (complements); model 7.6, 7.7, 7.10.
//
// Departures: a firm hears from one random tie partner a month, which on average is the share of partners that use a
// practice; media attention draws candidates as well as awareness;
// experience is the prevalence in the own cluster or region and among all firms instead of a count, against the same
// at the start, so that it does not depend on the size of the sample; a firm has at most four trials and rests under
// way; every draw uses the state at the beginning of the month.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/population.hpp"
#include "models/rules/acceptance.hpp"
#include "models/rules/adoption.hpp"
#include "models/state/demand_in_force.hpp"
#include "models/rules/fit.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::adoption {

struct Parameters {
    double media_rate{};    ///< year-1
    double reach_rate{};    ///< year-1
    double word_of_mouth{}; ///< year-1
    double forgetting{};    ///< year-1
    double evaluation{};    ///< year-1, of a firm of the reference size
    EvaluationSize evaluation_size;
    double evaluation_served{}; ///< year-1, added while a service acts
    double obligation_evaluation{};
    double obligation_weight{};
    double served_weight{};
    double abandonment{};    ///< year-1
    double rest{};           ///< months
    double payback_weight{}; ///< b
    double capital_weight{};
    double noise{};
    double served_noise{};
    double acceptance_persistence{}; ///< rho
    double disappointment{};         ///< what one who gave up says, in users who speak for it
    double peer_weight{};
    std::int64_t peer_rule{}; ///< 0 simple, 1 threshold
    double threshold_mean{};
    double threshold_bypass{};
    double scaling_peer{};
    double capacity_weight{};
    double skill_weight{};
    double orientation_weight{};
    double regulation_weight{};
    double resistance_cost{}; ///< chi
    ImplementationWeights implementation;
    double served_cost{};
    double action_cost{};
    double spill_over{}; ///< psi
    double subsidy_share{};
    double subsidy_limit{}; ///< EUR
    double ration_memory{}; ///< months
    double trial_failure{}, trial_risk{}, trial_capacity{}, trial_support{};
    FitSpread fit;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// A trial that a firm wants to begin.
struct Start {
    std::uint32_t row;
    std::uint32_t segment;
    std::uint8_t practice;
    std::uint16_t months; ///< its length
    Cents cost;
    Cents wish;                               ///< subsidy by the rule of the joint budget
    Cents subsidy;                            ///< what the firm expects of it
    Cents voucher{};                          ///< voucher asked for; 0 = none, or refused
    std::uint8_t programme{};                 ///< that pays it
    bool alone{true};                         ///< the firm starts without a voucher too
    std::uint8_t bin{EvaluationCounts::bins}; ///< its payback; bins = not counted

    friend bool operator==(const Start&, const Start&) = default;
};
/// Another change to a firm's funnel.
struct Change {
    enum class Kind : std::uint8_t { learn, forget, adopt, fail, abandon };
    std::uint32_t row;
    std::uint32_t segment;
    Kind kind;
    std::uint8_t practice;
};
/// What the firms of a block decided this month, in parallel: to be carried out in its order, first the starts.
struct Changes {
    std::vector<Start> starts;
    std::vector<Change> others;
    EvaluationCounts counts;

    void clear() {
        starts.clear();
        others.clear();
        counts = {};
    }
};
/// Firms of the economy for which a firm stands.
struct Represented {
    bool sampled;
    double weight;
    /// Money of the economy for which a firm's payment stands, cents.
    [[nodiscard]] Cents money(Cents amount) const;
};
[[nodiscard]] Represented represented(const FirmIdentity& firms, const ExpansionWeights& weights, std::uint32_t row);

/// What comes of the changes of some blocks beside what the firms and their cluster have: segments take part in
/// parallel, and what they share is counted and booked afterwards, in order.
struct Outcome {
    /// A firm that knows or uses one practice more, or less.
    struct Counted {
        AdoptionRegister::Kind firm;
        std::uint8_t practice;
        bool adopted; ///< counted among adopters; false: among those aware
        std::int8_t sign;
    };
    /// An adoption that begins to act.
    struct Delivered {
        double employees;
        std::uint8_t practice;
    };
    /// A voucher that is paid.
    struct Voucher {
        Represented firm;
        Cents amount;
        Cents own_cost;
        std::uint8_t programme;
    };
    std::uint32_t segment{};
    Cents own_costs{};     ///< paid by firms for trials
    Cents joint_budgets{}; ///< paid by the cluster for them
    EvaluationCounts counts;
    std::vector<Counted> counted;
    std::vector<Delivered> delivered;
    std::vector<Voucher> vouchers;
    std::vector<AdoptionEvent> events;

    void clear();
};
struct Outcomes : sim::Working {
    /// Blocks [first, end) are carried out together, one after the other: those of a cluster, which share its budget.
    struct Group {
        std::uint32_t first;
        std::uint32_t end;
    };
    std::vector<Group> groups;
    Sums<Outcome> of_group;
};

/// What holds for all firms of a segment this month.
struct SegmentTerms {
    std::array<double, practice_limit> cost{};      ///< share of yearly revenue, before services and subsidies
    std::array<double, practice_limit> awareness{}; ///< year-1, without word of mouth
    std::array<double, practice_limit> candidate{}; ///< weight as a candidate
    std::array<double, practice_limit> subsidy{};   ///< wished share of the cost
    double highest_awareness{}; ///< year-1, most that a firm hears of one practice but for word of mouth
    std::array<std::uint32_t, practice_limit + 1> awareness_gate{}; ///< by number of unknown practices
    double evaluation{}; ///< year-1, of a firm of the reference size without a service
    /// For the largest firms of each size class, more than for any other of the class: while a service acts, otherwise.
    std::array<std::uint32_t, size_class_count> evaluation_gate{}, unserved_evaluation_gate{};
    double alignment{};     ///< chance that the need decides the pillar, 1 - exp(-x1)
    double scaling_stock{}; ///< x4
    double negotiation{};   ///< nu
    double ration{1.0};     ///< part of a wished subsidy that a firm expects
};
/// What holds for everybody this month.
struct Terms : sim::Working {
    std::uint32_t all{};                                              ///< mask of the catalogue
    std::array<std::uint32_t, practice_limit + 1> abandonment_gate{}; ///< by number of practices in use
    std::array<std::uint32_t, practice_limit + 1> forgetting_gate{};  ///< by number of practices known and not in use
    std::array<double, practice_limit> saving{}; ///< share of yearly revenue a year, at present prices
    std::array<double, sector_count> premium{};  ///< of visible practices, share of revenue
    std::array<double, pillar_count> required{}; ///< depth that firms need
    UtilityWeights weights;
    TrialWeights trials;
    EvaluationSizeBounds evaluation_size;
    double campaign{}; ///< year-1, most that programmes add to the awareness of one practice
    double habit{};    ///< year-1, fastest rate of giving up after a programme
    std::vector<SegmentTerms> segments;
};

/// Logit at fit 0 and reference size at which each practice has its share of the start.
struct InitialLogits : sim::Working {
    std::array<double, practice_limit> at{};
};
/// Quantiles of the share of peers at which firms follow them.
struct Thresholds : sim::Working {
    std::vector<double> quantile;
};
/// A voucher asked for this month.
struct VoucherRequest {
    std::uint8_t programme;
    double priority; ///< drawn; the smallest are served first
    std::uint64_t key;
    Start* start;
};
struct VoucherRequests : sim::Working {
    std::vector<VoucherRequest> all;
};
/// What the joint budget of a cluster was asked for this month.
struct JointBudget {
    Cents available{};
    Cents wished{};
};
struct JointBudgets : sim::Working {
    std::vector<JointBudget> of_cluster;
};

/// Probability of an event in a month as a gate for a 32-bit word: word < gate.
[[nodiscard]] constexpr std::uint32_t gate(double probability) {
    return probability >= 1.0   ? 0xffffffffu
           : probability <= 0.0 ? 0u
                                : static_cast<std::uint32_t>(probability * 0x1p32);
}

/// Weighted share of all firms, members and outside, that use each practice.
[[nodiscard]] std::array<double, practice_limit> world_prevalence(const AdoptionRegister& adoption,
                                                                  std::size_t practices,
                                                                  const ExpansionWeights& weights);
/// A firm can pay what its liquidity and a month of revenue cover, cents.
[[nodiscard]] bool can_pay(double employees, RevenuePerEmployee revenue, Cents liquidity, Cents amount);

// Tables of a period.

/// Takes over the practices of the scenario.
[[nodiscard]] PracticeCatalogue catalogue(const std::vector<Practice>& practices);
[[nodiscard]] Thresholds thresholds(const Parameters& parameters);
[[nodiscard]] LocationTable locations(const Parameters& parameters);
/// What firms save is what the practices they use save from now on: giving one up later takes off what it added.
/// `practices`: those of the month before.
void renew_gains(const std::vector<Practice>& coming, const PracticeCatalogue& practices, const FirmLayout& layout,
                 const Funnel& funnel, Finance& firms);

// The start, and first days.

/// What a firm knows, uses and saves.
using Users = Rows<Funnel, Finance, const FirmIdentity>;

[[nodiscard]] InitialLogits initial_logits(const Parameters& parameters, const PracticeCatalogue& practices,
                                           const population::EconomySizes& economy);
/// Gives firms their practices of 2020-01, conditional on fit and size.
void adopt_at_start(const Parameters& parameters, const population::Parameters& given, const InitialLogits& logits,
                    const PracticeCatalogue& practices, const sim::Random& random, Users firms);
/// Practices of firms on their first day: like others of their size class, conditional on fit.
void adopt_like_others(const Parameters& parameters, const EntrantFunnel& like, const PracticeCatalogue& practices,
                       const sim::Random& random, Users firms);
/// Counts what firms know and use at the start.
void count_everybody(const FirmLayout& layout, const FirmIdentity& identity, const Funnel& funnel,
                     AdoptionRegister& adoption);
/// Remembers experience, against which learning curves count: of each segment with what reaches it from others.
void remember(const AdoptionRegister& adoption, const PracticeCatalogue& practices, const ExpansionWeights& weights,
              InitialExperience& experience);

// The month.

/// Remembers experience when adoption begins.
void begin(const Month& month, const AdoptionRegister& adoption, const PracticeCatalogue& practices,
           const ExpansionWeights& weights, InitialExperience& experience);
/// What holds for everybody.
void prepare(const Parameters& parameters, const PracticeCatalogue& practices, const Landscape& landscape,
             const DemandInForce& demand, const Policy& policy, Terms& terms);
/// What holds in each segment: experience there, and what its cluster does.
void prepare_segments(const Parameters& parameters, const Month& month, const PracticeCatalogue& practices,
                      const Landscape& landscape, const Work& work,
                      sim::Read<AdoptionRegister, ExpansionWeights, InitialExperience> experience,
                      sim::Read<Pathway, Decisions, Negotiation, Funding, Facilities, Cooperation> clusters,
                      Terms& terms);

/// Firms of a block that decide: what they are, and their timers.
using Deciders = Rows<Timers, const FirmIdentity, const Finance, const Skills, const Opinions, const Workforce,
                      const Funnel, const Assistance, const Ties>;
/// What firms see beyond themselves: practices, conditions, and what their tie partners use.
using Surroundings = sim::Read<PracticeCatalogue, Landscape, Policy, Regime, RevenuePerEmployee, FirmLayout, Funnel>;
/// Firms learn, forget, evaluate, try, give up: what is to change, from the state at the beginning of the month.
void decide(const Parameters& parameters, const Month& month, const Terms& terms, const Thresholds& thresholds,
            const sim::Random& random, Surroundings surroundings, Deciders firms, Sum<Changes> changes);
/// Gives practices to members in the month in which the catalogue wants it: they adopt them with the month's changes.
void seed(const Month& month, const PracticeCatalogue& practices, const sim::Random& random, const FirmLayout& layout,
          sim::Read<FirmIdentity, Funnel, Ties> firms, Sums<Changes>& changes);
/// Who gets a voucher when the budget of a programme does not reach for all: writes 0 into the requests refused.
void grant(const Month& month, const sim::Random& random, const ExpansionWeights& weights, const FirmIdentity& firms,
           Policy& policy, Sums<Changes>& changes, VoucherRequests& requests);
/// Changes become true: what firms have, and the joint budget of their cluster. Clusters, and blocks of firms outside,
/// at the same time.
void carry_out(const Parameters& parameters, const Month& month,
               sim::Read<PracticeCatalogue, Landscape, Terms, Work, RevenuePerEmployee, ExpansionWeights, FirmLayout,
                         FirmIdentity, AdoptionEvents>
                   from,
               const Sums<Changes>& changes, sim::Write<Funnel, Timers, Finance, Workforce> firms, Funding& funding,
               JointBudgets& budgets, Outcomes& outcomes);
/// What all share: the register, what segments got, payments, vouchers, the list of events.
void book(sim::Read<PracticeCatalogue, Landscape, Terms, RevenuePerEmployee, FirmLayout> from,
          const Sums<Changes>& changes, const Outcomes& outcomes,
          sim::Write<AdoptionRegister, Delivery, AdoptionEvents> counts, Ledger& ledger, Policy& policy);
/// What members may expect of the joint budget from now on: what it could pay this month, remembered for a while.
void renew_rations(const Parameters& parameters, const Month& month, const JointBudgets& budgets, Funding& funding);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream adoption_stream{15, "occasions of a month: to hear, evaluate, try, give up"};
inline constexpr sim::Stream awareness_choice_stream{16, "which practice is heard of or forgotten"};
inline constexpr sim::Stream evaluation_stream{17, "which practice is evaluated, and how it is judged"};
inline constexpr sim::Stream trial_stream{18, "trials that work"};
inline constexpr sim::Stream voucher_stream{37, "who gets a voucher"};
inline constexpr sim::Stream seed_stream{61, "to whom a practice is given"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "adoption",
     .title = "Adoption funnel",
     .when_off = {.zero = "adoptions jobs_displaced",
                  .frozen = "adopted aware",
                  .different = "adoption circular_depth"},
     .streams = {&adoption_stream, &awareness_choice_stream, &evaluation_stream, &trial_stream, &voucher_stream,
                 &seed_stream, &trait_stream, &fit_stream, &inclination_stream, &initial_adoption_stream}}};

} // namespace actorhood::models::adoption
