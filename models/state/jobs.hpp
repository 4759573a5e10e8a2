// Persons whose work was displaced in the firms of clusters, and where they are: written by restructuring.
#pragma once

#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// Account of displaced jobs by cluster, persons. Without work are those displaced who are neither reskilled, nor hired
/// elsewhere, nor gone with their firm: displaced = reskilled + hired + gone + without_work.
struct JobsAccount : sim::Kept {
    Column<double> displaced, reskilled, hired, gone, without_work;
    Column<double> employment; ///< of the members
    Column<double> before;     ///< the same of the month before
    Column<double> ruptures;   ///< of those that ruptures displaced, how many have been entered

    template <class Visitor>
    void visit(Visitor&& column) {
        using sim::Meaning;
        const sim::By by{"cluster"};
        const sim::Unit persons{"persons"};
        column(displaced, "jobs.displaced", by);
        column(reskilled, "jobs.reskilled", by);
        column(hired, "jobs_hired_elsewhere", by, persons,
               Meaning{"Displaced persons who found work elsewhere, since the start"});
        column(gone, "jobs.gone", by);
        column(without_work, "jobs_without_work", by, persons,
               Meaning{"Persons displaced in members who are neither reskilled nor hired elsewhere"});
        column(employment, "member_employment", by, persons, Meaning{"Employees of members"});
        column(before, "jobs.employment_before", by);
        column(ruptures, "jobs.ruptures", by);
    }
};

} // namespace actorhood::models
