// Costs and what they buy: practices in use by members, added up over time, and what all payers gave for their
// cluster organisations. A measurement, not a behaviour; it has no parameters and cannot be switched off.
//
//     practice-years          sum over months after burn-in of (practices in use by members) / 12
//     the same by jobs        each practice counts with the employees of its firm
//     payers' money           income of the organisation from all sources, levy included, since the end of burn-in;
//                             for the whole world also with the public money of programmes
//
// Adoptions of a year count a practice that is given up again; practice-years do not, and what large firms do counts by
// its size in the second figure. EUR per additional practice-year come from paired runs: the difference in money over
// the difference in practice-years. Instruments of the toolkit without a programme have no cost of their own here.
#pragma once

#include "models/state/world.hpp"
#include "sim/output/outputs.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models::costs {

/// Practices in use in a block, and the employees of the firms that use them, a firm for each of its practices.
struct PracticesInUse {
    double practices{}, jobs{};
};

/// By cluster.
struct Account : sim::Kept {
    Column<double> practices;      ///< now
    Column<double> practice_years; ///< since the end of burn-in
    Column<double> job_years;
    Column<double> money; ///< EUR since the end of burn-in

    template <class Visitor>
    void visit(Visitor&& column) {
        using sim::Meaning;
        using sim::Unit;
        const sim::By by{"cluster"};
        column(practices, "practices_in_use", by, Unit{"1"}, Meaning{"Practices in use by members"});
        column(practice_years, "practice_years", by, Unit{"year"},
               Meaning{"Practices in use by members, added up over years since the end of burn-in"});
        column(job_years, "practice_years_by_jobs", by, Unit{"person year"},
               Meaning{"The same, each practice with the employees of its firm"});
        column(money, "payers_money", by, Unit{"EUR"},
               Meaning{"What all payers gave for the cluster organisation since the end of burn-in, levy included"});
    }
};

/// Counts what members use.
void count(const FirmLayout& layout, Rows<const FirmIdentity, const Funnel> firms, Sum<PracticesInUse> use);
/// What world and account together tell.
void declare_outputs(sim::Outputs& outputs, const World& world, const Account& account);
/// Enters the month.
void book(const Month& month, const FirmLayout& layout, const Funding& funding, const Sums<PracticesInUse>& use,
          Account& account);

inline constexpr sim::Mechanism<sim::NoParameters, &declare_outputs> about{
    {.name = "costs", .title = "Practices in use and what payers gave for them", .switchable = false}};

} // namespace actorhood::models::costs
