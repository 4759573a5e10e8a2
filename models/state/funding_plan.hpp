// The funding plan: what funders, members and buyers intend to pay a cluster organisation.
//
// Grants, contracts, fees and sales are all derived from one level per member and one mix, so that every mix costs
// the same in expectation. Programmes and funding both read this plan; what is realised is their business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/clusters/identity.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"
#include "sim/core/random.hpp"

namespace actorhood::models {

inline constexpr sim::Stream funding_mix_stream{4, "mixes of funding that clusters intend"};

struct FundingPlan {
    double level;                                           ///< EUR per member and year, all sources together
    BySource mix;                                           ///< intended shares, sum 1
    bool jitter;                                            ///< clusters differ in their mix
    double jitter_weight;                                   ///< share of the common mix that is kept
    double jitter_floor;                                    ///< added to every source before the spread
    double jitter_spread;                                   ///< standard deviation of the log of a cluster's share
    double wage;                                            ///< EUR per full-time equivalent and year
    std::array<double, size_class_count> fee_factor;        ///< relative fee of a size class
    std::array<double, size_class_count> reference_classes; ///< members by size class for which fees meet the plan
    double core_term;                                       ///< years of a core contract
    double core_gap;                                        ///< expected years without contract between two terms
    double project_months;                                  ///< length of a project
    double fee_commitment;                                  ///< years ahead for which fees are safe
    double service_commitment;                              ///< years ahead for which sales are safe

    static void declare(sim::Schema& schema, FundingPlan& plan);

    /// Intended mix of one cluster: normalise((weight mix + floor) exp(spread z)), z four normal draws.
    [[nodiscard]] BySource intended_mix(const sim::RandomStream& draws, std::uint64_t cluster_key) const;
    /// Fee of a size class relative to the mean of the reference members (mean 1).
    [[nodiscard]] std::array<double, size_class_count> relative_fee() const;
    /// Expected share of time on a core contract: term / (term + gap).
    [[nodiscard]] double core_on_share() const { return core_term / (core_term + core_gap); }
    /// Length of commitments by source, years.
    [[nodiscard]] BySource commitment_years() const {
        return {core_term, project_months / 12.0, fee_commitment, service_commitment};
    }
    /// Income-weighted length of commitments H, years.
    [[nodiscard]] double horizon(const BySource& shares) const;
    /// Staff that the plan pays for, full-time equivalents.
    [[nodiscard]] double intended_staff(double members) const { return level * members / wage; }
};

/// The plan of one cluster, whose level and cost of a post may be its own.
[[nodiscard]] inline FundingPlan plan_of(const FundingPlan& plan, const ClusterIdentity& identity, std::size_t c) {
    FundingPlan own = plan;
    own.level *= identity.level_factor[c];
    own.wage *= identity.wage_factor[c];
    return own;
}

} // namespace actorhood::models
