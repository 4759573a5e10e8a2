// Shared facilities of clusters: what the scenario lists, and what members have paid for and built.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/state/ledger.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models {

/// One [[facility]] of the scenario: a plant that the members of a cluster may build together and all may use.
struct Facility {
    std::string name;
    double cost{};                      ///< EUR a cluster
    double cost_per_member{};           ///< EUR, for a plant that must be larger in a larger cluster
    std::vector<std::string> practices; ///< that it serves
    double cost_reduction{};            ///< share of the cost of these practices
    double marginal_return{};           ///< of a contribution, to each member
    double running_years{};             ///< from the building to the end of its life
    std::vector<std::string> sectors;   ///< lead sectors of the clusters that may build it; empty: all
    std::string source;

    static void declare(sim::Schema& schema, Facility& facility);
};

/// Money paid by one firm towards a facility that is not built yet.
struct Contribution {
    std::uint64_t key;    ///< of the firm; handles are used again
    std::uint32_t handle; ///< of the firm
    std::uint32_t site;   ///< cluster * kinds + kind of facility
    Cents paid;
};

/// Written by the facilities mechanism. Sites: every kind of facility in every cluster, cluster by cluster.
struct Facilities {
    Column<std::array<double, practice_limit>> cost_factor; ///< by cluster: on the cost of each practice; 1 = none
    Column<double> belief;           ///< by cluster: share of the full contribution that members expect of others
    Column<std::uint8_t> round;      ///< by site: rounds of contributions held in the running campaign
    Column<std::int32_t> rest_until; ///< by site: month before which nobody tries again
    Column<std::int32_t> closes;     ///< by site: month when the facility reaches the end of its life; 0 = not built
    Column<Cents> fund;              ///< by site: collected and not yet spent
    Column<Contribution> contributions; ///< of the running campaigns
    // of the month, by cluster
    Column<Cents> contributed;
    Column<Cents> refunded;
    Column<std::int32_t> built;  ///< facilities built since the start
    Column<std::int32_t> failed; ///< campaigns that failed since the start

    void resize(std::size_t clusters, std::size_t kinds) {
        std::array<double, practice_limit> neutral;
        neutral.fill(1.0);
        cost_factor.assign(clusters, neutral);
        belief.assign(clusters, 0.0);
        round.assign(clusters * kinds, 0);
        rest_until.assign(clusters * kinds, 0);
        closes.assign(clusters * kinds, 0);
        fund.assign(clusters * kinds, 0);
        contributions.clear();
        contributed.assign(clusters, 0);
        refunded.assign(clusters, 0);
        built.assign(clusters, 0);
        failed.assign(clusters, 0);
    }
    template <class Archive>
    void visit(Archive& archive) {
        archive("facilities.cost_factor", cost_factor);
        archive("facilities.belief", belief);
        archive("facilities.round", round);
        archive("facilities.rest_until", rest_until);
        archive("facilities.closes", closes);
        archive("facilities.fund", fund);
        archive("facilities.contributions", contributions);
        archive("facilities.contributed", contributed);
        archive("facilities.refunded", refunded);
        archive("facilities.built", built);
        archive("facilities.failed", failed);
    }
};

} // namespace actorhood::models
