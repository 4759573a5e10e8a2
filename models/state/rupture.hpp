// What ruptures took from the firms of clusters and what was done about it, since the run began: written by shocks and
// by restructuring, read by nobody but who wants to know why a rupture cost what it cost.
#pragma once

#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// Account of ruptures by cluster. Know-how counts in firms: 1 = all digital capacity of one firm.
struct RuptureAccount : sim::Kept {
    Column<double> lost, spared, relearned, displaced, reskilled;

    template <class Visitor>
    void visit(Visitor&& column) {
        using sim::Meaning;
        const sim::By by{"cluster"};
        const sim::Unit firms{"firms"};
        const sim::Unit persons{"persons"};
        column(lost, "know_how_lost", by, firms,
               Meaning{"Digital capacity that ruptures took from members, since the start"});
        column(spared, "know_how_spared", by, firms,
               Meaning{"Digital capacity that they would have taken had nobody foreseen them, since the start"});
        column(relearned, "know_how_relearned", by, firms,
               Meaning{"Capacity below its base that members won back in restructuring, since the start"});
        column(displaced, "rupture_jobs_displaced", by, persons,
               Meaning{"Persons whom ruptures displaced in members that used the practice already, since the start"});
        column(reskilled, "rupture_jobs_reskilled", by, persons,
               Meaning{"Those of them whom negotiation reskilled, since the start"});
    }
};

} // namespace actorhood::models
