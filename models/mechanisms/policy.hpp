// Programmes of policy beside core contracts and calls: vouchers, training, procurement, regulation, platforms and
// inclusion. Each is an entry [[programme]] of the scenario; without entries nothing happens and nothing is computed.
//
// A programme runs from `start` to before `end`, after burn-in, with an intensity i of 0..1. It acts through what the
// other mechanisms read, never on outcomes:
//   voucher      a firm's first adoption of a practice: the programme pays the share i nu of what the firm would pay,
//                at most `limit`, while the year's budget lasts. The firm decides knowing that it may ask; one that is refused decides
//                again without, by the same draw (see adoption_vouchers.cpp).
//   training     N = min(i reach staff/12, money of the month / cost of a person) persons a month; with q = 12 N/staff
//                g <- g exp(-w_g q/12) and kappa <- kappa + w_k (1 - kappa)(1 - exp(-q/12)) in the firms covered
//   procurement  green share g <- g + i green_share (1 - g), public share v <- v + i volume (1 - v), by sector
//   regulation   pressure p <- p + i pressure (1 - p) and cost C (1 + i cost_change), awareness + i awareness
//   platform     visibility i of the segments covered, outside ties (1 + w_t visibility), awareness + i awareness
//   inclusion    intensity i for the segments covered (see inclusion)
// Budgets: of vouchers and training the most they spend in a year of the programme, 0 = no limit; of the others what
// they cost to run, paid month by month. Vouchers refused in a month are chosen by keyed draws, not by the order of
// firms. Firms sampled outside stand for many: budgets and accounts count each payment with the firm's weight, the
// ledger moves the money of the firm itself.
// Habit: after its end, adopters that had a voucher give the practice up at the additional rate
//   delta exp(-t / T), t years after the end: of those still using it a share 1 - exp(-delta T) is lost in the end.
// Which programme paid is not remembered: the fastest rate of the ended voucher programmes for the practice, sector
// and size class counts, and none while one of them still runs.
// Sources: S2 (education and training, public procurement, economic incentives, end-to-end consequences of laws), S3
// (cascade grants, training, inclusion); model 7.2; Nesta's voucher trial: effects at 6 months, none at 12.
// Departures: the level of a programme (EU, national, regional) is a label; who is covered is said by regions,
// clusters, sectors and size classes. Training does not count as the clusters' own reskilling.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/state/demand_in_force.hpp"
#include "models/state/policy.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::policy {

/// One [[programme]].
struct Programme {
    std::string name;
    std::int64_t instrument{}; ///< Instrument
    std::int64_t level{};
    std::int64_t theme{}; ///< 0 green, 1 digital, 2 resilience
    double start{};       ///< fractional years
    double end{};
    double intensity{}; ///< 0..1
    double budget{};    ///< EUR a year
    // whom and what
    std::vector<std::string> practices;
    std::int64_t pillar{}; ///< 0 by theme, 1 circular, 2 digital, 3 any
    std::vector<std::string> sectors;
    std::vector<double> regions; ///< numbers from 1
    std::vector<std::string> clusters;
    std::vector<std::string> size_classes;
    bool members_only{};
    // what it does
    double share{};       ///< voucher: nu
    double limit{};       ///< voucher: EUR
    double reach{};       ///< training: share of staff a year
    double person_cost{}; ///< training: EUR
    double green_share{}; ///< procurement
    double volume{};      ///< procurement
    double pressure{};    ///< regulation
    double cost_change{}; ///< regulation
    double awareness{};   ///< regulation and platform, year-1

    static void declare(sim::Schema& schema, Programme& programme);
};

struct Parameters {
    double habit_decay{};       ///< delta, year-1
    double habit_memory{};      ///< T, years
    double training_effect{};   ///< w_g
    double training_capacity{}; ///< w_k
    double platform_ties{};     ///< w_t
    std::vector<Programme> programmes;

    static void declare(sim::Schema& schema, Parameters& p);
    /// Names that do not exist and settings that do not fit the kind of programme.
    [[nodiscard]] std::vector<sim::Schema::Problem> problems(const ScenarioFacts& facts) const;
};

/// Employees of the firms that each training programme covers in a block, weighted to the economy; empty without any.
struct Staff {
    std::vector<double> covered; ///< by programme

    void clear() { covered.clear(); }
};
/// A training programme in a month.
struct Course {
    std::size_t programme;
    float closed;                              ///< share of skill gaps that it closes
    std::array<float, pillar_count> learned{}; ///< share of the missing capacity that it teaches
};
/// The courses of the month, in the order of programmes.
struct Courses : sim::Working {
    std::vector<Course> held;
};

/// Months since a programme began (0 in its first), negative before.
[[nodiscard]] std::int64_t months_since_start(const Programme& programme, const Month& month);
/// True in the months in which a programme acts.
[[nodiscard]] bool runs(const Programme& programme, const Month& month);
/// Part of a yearly amount that is due in month 0..11 of the year; the twelve parts add up to the amount exactly.
[[nodiscard]] constexpr Cents monthly_part(Cents yearly, std::int64_t month) {
    return yearly * (month + 1) / 12 - yearly * month / 12;
}
/// Rate (year-1) at which adopters give up `years` after the end of the vouchers that paid them.
[[nodiscard]] double habit_rate(const Parameters& parameters, double years);
/// Persons trained in a month: what is intended, or what `money` (cents) pays for.
[[nodiscard]] double persons_trained(double staff, double reach, double person_cost, Cents money);

/// Whom the programmes are for; empty accounts, neutral values.
void initialise(const Parameters& parameters, const PracticeCatalogue& practices, const FirmLayout& layout,
                const Clusters& clusters, Policy& policy);

/// What each programme does now, and what it costs to run; demand by public buyers.
void begin(const Parameters& parameters, const Month& month, Ledger& ledger, DemandInForce& demand, Policy& policy);
/// Whom training programmes could train.
void count_staff(const Policy& policy, const ExpansionWeights& weights, Rows<const FirmIdentity> firms,
                 Sum<Staff> staff);
/// How many persons each trains with the money that it has. Skill gaps close where work changes at all.
void hold_courses(const Parameters& parameters, const Month& month, const Work& work,
                  const Sums<Staff>& staff, Ledger& ledger, Policy& policy, Courses& courses);
/// Raises capacity and closes skill gaps of the firms covered.
void teach(const Policy& policy, const Courses& courses, Rows<Skills, Workforce, const FirmIdentity> firms);

void declare_outputs(sim::Outputs& outputs, const World& world, const Parameters& parameters);

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "policy",
     .title = "Programmes of policy: vouchers, training, procurement, regulation, platforms, inclusion",
     .matters = R"(
         [[programme]]
         name = "voucher"
         kind = "voucher"
         start = 2022-01-01
         end = 2032-01-01
         members_only = true
     )",
     .when_off = {.zero = "programme_cases programme_running programmes_public_money",
                  .different = "circular_depth"}}};

} // namespace actorhood::models::policy
