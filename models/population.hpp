// The initial world: regions, clusters, members and firms outside, with their traits.
//
// Every trait is a pure function of (seed, replicate, key of the firm or cluster), so a firm is the same in every
// scenario that contains it. Outside firms are a stratified sample of the economy with expansion weights by size
// class; with population.economy_firms = 0 every firm stands for itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/members.hpp"
#include "models/state/funding_plan.hpp"
#include "models/state/world.hpp"
#include "sim/config/schema.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models::population {

inline constexpr sim::Stream population_stream{1, "firms as they are found or founded"};

/// A cluster given by name in the scenario ([[cluster]]). Negative numbers mean: drawn like the others.
struct ClusterEntry {
    std::string name;
    double members{}; ///< negative: as many as are given, or drawn when none are
    std::int64_t lead_sector{};
    std::int64_t region{}; ///< from 1; 0: the next one in turn
    double knowledge_partners{};
    double directiveness{};
    double approval{};
    std::string members_file;       ///< forgotten once it is read
    std::vector<MemberEntry> given; ///< the first members; the others are drawn
    std::optional<double> level;    ///< EUR per member and year; left out: that of all
    std::optional<double> staff; ///< full-time equivalents that its intended income pays; left out: follows from it
    std::array<std::optional<double>, source_count> mix; ///< intended shares of its sources; left out: drawn

    static void declare(sim::Schema& schema, ClusterEntry& entry);
};

struct Parameters {
    std::int64_t clusters{};
    double members_per_cluster{};
    double members_sigma{};
    std::int64_t outside_firms{};
    std::int64_t regions{};
    double economy_firms{};
    double lead_sector_share{};
    double knowledge_partners{};
    double directiveness_low{}, directiveness_high{};
    double aptitude_sigma{};
    std::array<double, size_class_count> member_shares{};
    std::array<double, size_class_count> sample_shares{};
    std::array<double, size_class_count> economy_shares{};
    std::array<double, size_class_count> size_median{}; ///< employees
    std::array<double, size_class_count> size_sd{}; ///< of the logarithm, before draws outside the class are repeated
    double revenue_per_employee{};
    double mean_age{};
    double liquidity_low{}, liquidity_high{};
    double resistance{};
    double skill_gap{};
    double trust{};
    double value{};
    double joiner_value{};
    std::vector<ClusterEntry> entries;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Sizes of the economy's firms as they are drawn, for what must hold over all of them: in each class points that are
/// alike likely, and the classes' shares. A table of the start.
struct EconomySizes : sim::Working {
    static constexpr std::size_t points = 33; ///< in a class: shares over them are within 1e-3 of those over many
    std::array<std::array<double, points>, size_class_count> employees{};
    std::array<double, size_class_count> shares{};
};

/// Messages about clusters of one name and regions that do not exist.
[[nodiscard]] std::vector<sim::Schema::Problem> problems(const Parameters& parameters);

/// Level of funding and cost of a post of a cluster, relative to those of all.
struct OwnMoney {
    double level_factor = 1.0;
    double wage_factor = 1.0;
};
/// Those of a cluster that has `members` at the start. What it has of its own stays whatever the plan says of the others.
[[nodiscard]] OwnMoney own_money(const Parameters& parameters, const FundingPlan& plan, std::size_t cluster,
                                 double members);
/// The mix of funding that the scenario gives a cluster.
[[nodiscard]] std::optional<BySource> given_mix(const Parameters& parameters, std::size_t cluster);

/// Expansion weights that make the sample's size mix that of the economy; all 1 when one-to-one.
[[nodiscard]] ExpansionWeights expansion_weights(const Parameters& parameters, std::size_t clusters);

/// Names of the clusters that a scenario creates, in order.
[[nodiscard]] std::vector<std::string> cluster_names(const Parameters& parameters);

/// Number of firms a scenario creates at the start, without creating them.
[[nodiscard]] double expected_firms(const Parameters& parameters);

/// Size classes of new firms: the stock's shares times the relative exit hazard of each class, normalised, so that
/// entry keeps the size mix that exit would change.
[[nodiscard]] std::array<double, size_class_count> entrant_shares(
    const std::array<double, size_class_count>& stock_shares,
    const std::array<double, size_class_count>& exit_factors);

/// Employees of a firm of the given class: lognormal within the class, by rejection over the draws of `stream`.
[[nodiscard]] double draw_employees(const Parameters& parameters, const sim::RandomStream& stream, std::uint64_t key,
                                    SizeClass size_class);

/// Class picked by a uniform number from shares that sum to one.
[[nodiscard]] SizeClass draw_class(const std::array<double, size_class_count>& shares, double u);

/// What a new firm is drawn from.
struct FirmPlan {
    std::array<double, size_class_count> class_shares{};
    int lead_sector{-1};        ///< -1: any sector alike
    double lead_share{};        ///< chance of the lead sector
    bool sampled{};             ///< stands for many
    double mean_age{};          ///< years; 0 = founded now
    const MemberEntry* given{}; ///< what is known of it; nullptr: nothing
};

/// What the rows of new firms need.
using NewFirms = Rows<FirmIdentity, Finance, Trust, Membership, Workforce>;

/// Sets sector, size, age, liquidity and work traits of the firm in `row` from its key. Opinion, skills, funnel and
/// ties are set by those who own them.
void set_traits(const Parameters& parameters, const FirmPlan& plan, const sim::Random& random, std::uint16_t month,
                std::uint32_t row, const NewFirms& firms);

// The steps of the start.

[[nodiscard]] ExpansionWeights weights(const Parameters& parameters);
[[nodiscard]] RevenuePerEmployee revenue(const Parameters& parameters);
[[nodiscard]] EconomySizes sizes(const Parameters& parameters);
/// Clusters with names and fixed traits, given or drawn, and their numbers of members; everything else neutral.
void found_clusters(const Parameters& parameters, const sim::Random& random, Clusters& clusters);
/// Firms without traits in the segments of clusters and regions.
void place_firms(const Parameters& parameters, const ClusterIdentity& clusters, Firms& firms);
/// Groups of all segments, clusters and regions, empty.
void lay_out(const FirmLayout& layout, Census& census, Delivery& delivery, AdoptionRegister& adoption, Ledger& ledger,
             Movements& movements);
/// Traits of members and firms outside.
void give_traits(const Parameters& parameters, const Month& month, const ClusterIdentity& clusters,
                 const sim::Random& random, NewFirms firms);
/// Books the liquidity with which firms start as paid in by their owners.
void pay_in(const FirmLayout& layout, const Finance& firms, Ledger& ledger);

inline constexpr sim::Mechanism<> about{{.name = "population",
                                         .title = "Clusters and firms at the start",
                                         .switchable = false,
                                         .streams = {&population_stream, &trait_stream}}};

} // namespace actorhood::models::population
