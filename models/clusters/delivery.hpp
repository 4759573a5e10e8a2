// What was delivered to firms this month.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// What was delivered this month. Row = segment of Firms: clusters first, then regions outside.
struct Delivery : ColumnGroup<Delivery> {
    Column<std::array<std::int32_t, topic_count>> services; ///< services delivered this month, by topic
    Column<std::int32_t> joins;
    Column<std::int32_t> leaves;
    Column<std::int32_t> exits;
    Column<std::int32_t> circular_adoptions; ///< adoptions completed this month by members
    Column<std::int32_t> digital_adoptions;
    Column<std::int32_t> circular_abandonments; ///< practices given up this month by members
    Column<std::int32_t> digital_abandonments;
    Column<double> adoption_savings; ///< EUR a year saved by this month's adoptions of members
    Column<double> link_savings;     ///< EUR a year saved by by-product pairs that first linked this month
    Column<std::int32_t> new_pairs;  ///< partners in these pairs: a pair within the cluster counts twice
    Column<double> displaced_jobs;   ///< persons displaced by this month's adoptions of members
    Column<double> reskilled_jobs;   ///< persons reskilled this month by negotiation and services

    template <class F>
    void each(F&& column) {
        column("delivery.services", services);
        column("delivery.joins", joins);
        column("delivery.leaves", leaves);
        column("delivery.exits", exits);
        column("delivery.circular_adoptions", circular_adoptions);
        column("delivery.digital_adoptions", digital_adoptions);
        column("delivery.circular_abandonments", circular_abandonments);
        column("delivery.digital_abandonments", digital_abandonments);
        column("delivery.adoption_savings", adoption_savings);
        column("delivery.link_savings", link_savings);
        column("delivery.new_pairs", new_pairs);
        column("delivery.displaced_jobs", displaced_jobs);
        column("delivery.reskilled_jobs", reskilled_jobs);
    }
};

} // namespace actorhood::models
