// Clusters as they were set up: traits and intentions.
#pragma once

#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Who a cluster is. Traits are set with the population; the intended mix follows the funding plan in force.
struct ClusterIdentity : ColumnGroup<ClusterIdentity> {
    Column<std::uint64_t> key; ///< permanent; drives the cluster's random numbers
    Column<std::int32_t> lead_sector;
    Column<std::int32_t> region;
    Column<double> knowledge_partners; ///< universities and research organisations
    Column<double> directiveness;      ///< beta, 0..1: weight of the organisation's own proposal
    Column<double> approval;           ///< share of members that must accept
    Column<double> decision_aptitude;  ///< factor on the probability that a decision is reached; clusters differ
    Column<double> catchment;          ///< members at the start: how many firms around it the cluster can draw on
    Column<BySource> intended_mix;     ///< intended share of each funding source
    Column<double> level_factor;       ///< its level of funding relative to that of all
    Column<double> wage_factor;        ///< the full cost of its posts relative to that of all

    template <class F>
    void each(F&& column) {
        column("identity.key", key);
        column("identity.lead_sector", lead_sector);
        column("identity.region", region);
        column("identity.knowledge_partners", knowledge_partners);
        column("identity.directiveness", directiveness);
        column("identity.approval", approval);
        column("identity.decision_aptitude", decision_aptitude, 1.0);
        column("identity.catchment", catchment);
        column("identity.intended_mix", intended_mix);
        column("identity.level_factor", level_factor, 1.0);
        column("identity.wage_factor", wage_factor, 1.0);
    }
};

} // namespace actorhood::models
