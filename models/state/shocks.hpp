// Shocks: what disturbs the economy this month and what it has cost so far. Written by the shocks mechanism, read by
// whoever a shock hits: market, funding, ties, pathway and restructuring.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// What a shock hits first.
enum ShockKind : std::uint8_t {
    demand_shock = 0, ///< customers buy less
    supply_shock,     ///< ties break, inputs are missing
    energy_shock,     ///< energy becomes dearer, for everybody
    technology_shock, ///< a practice becomes cheap and displaces more; what firms knew is worth less
    labour_shock      ///< skilled persons are missing
};
inline constexpr std::size_t shock_kind_count = 5;
inline constexpr std::array<std::string_view, shock_kind_count> shock_kind_names{"demand", "supply", "energy",
                                                                                 "technology", "labour"};
/// One number per kind of shock.
using ByShockKind = std::array<double, shock_kind_count>;

/// How a shock passes after its duration.
enum class Recovery : std::uint8_t { step, linear, exponential, lasting };

/// One shock of a run: all that is known about it before it happens.
struct ShockPlan {
    ShockKind kind{demand_shock};
    std::int32_t onset{};     ///< month of the run, burn-in included
    double magnitude{};       ///< share lost (energy: rise of the price)
    std::int32_t duration{1}; ///< months at full magnitude
    double recovery{};        ///< months: to nothing (linear), to a twentieth (exponential)
    Recovery shape{Recovery::step};
    std::uint32_t sectors{~0u};           ///< bit s: sector s is hit
    std::vector<std::uint8_t> regions;    ///< 1 = hit; empty = all
    std::size_t practice{practice_limit}; ///< that becomes cheap (technology); practice_limit = none
    std::int32_t entry{-1};               ///< position in the scenario's list; -1 = random

    [[nodiscard]] bool hits_sector(std::size_t sector) const { return (sectors >> sector & 1u) != 0; }
    [[nodiscard]] bool hits_region(std::size_t region) const { return regions.empty() || regions[region] != 0; }
};
/// The shocks of a replicate, in the order of their onset; fixed for a run.
struct ShockCalendar : sim::Working {
    std::vector<ShockPlan> shocks;
};

/// How firms lose output in shocks: parameters of the shocks mechanism, read by the market.
struct ShockResponse {
    double capacity_relief{};    ///< demand lost less per unit of digital capacity above the reference, share
    double reference_capacity{}; ///< digital capacity at which demand falls by the magnitude
    double supply_output{};      ///< output lost per unit of supply lost
    double tie_relief{};         ///< supply lost less per unit of tie slots in use above the reference, share
    double reference_ties{};     ///< share of tie slots in use at which supply falls by the magnitude
    double labour_output{};      ///< output lost per unit of shortage times skill gap
    double energy_curtailment{}; ///< output lost per unit of additional energy cost, share of revenue
    double pass_through{};       ///< share of additional energy cost that customers pay
    double fixed_cost{};         ///< share of lost revenue that remains as cost
    std::array<double, sector_count> energy_share{}; ///< energy cost at normal prices, share of revenue

    /// Shares of a firm's normal output lost to each kind of shock at the given strengths; 0..1 each.
    [[nodiscard]] ByShockKind losses(const ByShockKind& strength, std::size_t sector, double capacity,
                                     double tie_share, double skill_gap) const {
        const auto within = [](double share_lost) { return std::clamp(share_lost, 0.0, 1.0); };
        ByShockKind lost{};
        lost[demand_shock] =
            within(strength[demand_shock] * (1.0 - capacity_relief * (capacity - reference_capacity)));
        lost[supply_shock] =
            within(supply_output * strength[supply_shock] * (1.0 - tie_relief * (tie_share - reference_ties)));
        lost[energy_shock] = within(energy_curtailment * energy_share[sector] * strength[energy_shock]);
        lost[labour_shock] = within(labour_output * strength[labour_shock] * skill_gap);
        return lost;
    }
    /// Margin lost to dearer energy, share of revenue.
    [[nodiscard]] double energy_margin(double rise, std::size_t sector) const {
        return (1.0 - pass_through) * energy_share[sector] * rise;
    }
};

/// Revenue of firms in a month in which shocks disturb output, EUR, weighted to the economy.
struct Revenue {
    double normal{};    ///< at normal demand
    double realised{};  ///< what they earned
    ByShockKind lost{}; ///< the difference, by kind of shock
};

/// Shocks now, and the account of what they cost. A default object means: nothing happens.
struct Shocks {
    /// One number for each region and sector.
    using Places = Column<std::array<double, sector_count>>;

    // fixed for a run
    Column<std::uint32_t> region; ///< of each segment: clusters, then regions outside
    ShockResponse response;

    // this month; renewed before anybody reads them
    std::array<bool, shock_kind_count> active{};    ///< a shock of this kind acts somewhere
    std::array<bool, shock_kind_count> begins{};    ///< a shock of this kind begins somewhere
    std::array<Places, shock_kind_count> strength;  ///< of what acts; meaningless unless active
    Column<ByShockKind> left;                       ///< share of it not yet made up for, by segment; empty = all
    std::array<Places, shock_kind_count> beginning; ///< magnitude of what begins; meaningless unless begins
    bool is_rupture{};                              ///< know-how becomes outdated somewhere
    Places rupture;                                 ///< how much, 0..1; meaningless unless is_rupture
    ByShockKind magnitude{};                        ///< greatest strength anywhere

    // account
    std::array<double, sector_count> output_by_sector = filled(); ///< revenue relative to normal demand
    Column<double> output_by_region;
    std::array<double, 2> output_by_group{1.0, 1.0}; ///< members of clusters, firms outside
    ByShockKind lost{};                              ///< months of normal output of all firms, since the run began
    std::array<double, 2> lost_by_group{};           ///< months of the group's normal output, since the run began
    ByShockKind latest_loss = undefined();           ///< of the shock of each kind that ended last
    ByShockKind latest_recovery = undefined();       ///< months, likewise; NaN when it did not recover
    Column<double> loss;                             ///< by shock: months of normal output of those it hit
    Column<double> deepest;                          ///< by shock: greatest share of output lost in a month
    Column<std::int32_t> recovery;         ///< by shock: months until 95 % of the drop was made up; -1 = not (yet)
    Column<std::uint8_t> closed;           ///< by shock: 1 = its account is closed
    std::vector<std::uint32_t> closed_now; ///< shocks whose account was closed this month

    /// Strength with which a kind of shock acts on a sector in a segment (cluster, or region outside).
    [[nodiscard]] double level(ShockKind kind, std::size_t segment, std::size_t sector) const {
        return active[kind] ? strength[kind][region[segment]][sector] * missing(kind, segment) : 0.0;
    }
    /// Share of a kind of shock that the firms of a segment have not made up for.
    [[nodiscard]] double missing(ShockKind kind, std::size_t segment) const {
        return left.empty() ? 1.0 : left[segment][kind];
    }
    /// The same, mean over regions.
    [[nodiscard]] double mean_level(ShockKind kind, std::size_t sector) const {
        double sum = 0.0;
        for (std::size_t r = 0; active[kind] && r < strength[kind].size(); ++r) {
            sum += strength[kind][r][sector];
        }
        return active[kind] ? sum / static_cast<double>(strength[kind].size()) : 0.0;
    }
    /// Magnitude of the shocks of this kind that begin this month for a sector in a segment; 0 = none begins.
    [[nodiscard]] double onset(ShockKind kind, std::size_t segment, std::size_t sector) const {
        return begins[kind] ? beginning[kind][region[segment]][sector] : 0.0;
    }
    /// How fast know-how of a sector in a segment becomes outdated: 0 as usual, 1 as in a full rupture.
    [[nodiscard]] double ruptured(std::size_t segment, std::size_t sector) const {
        return is_rupture ? rupture[region[segment]][sector] : 0.0;
    }
    /// Share of normal output that a firm of usual capacity and usual ties, without skill gap, produces; 1 unless
    /// a shock acts on it.
    [[nodiscard]] double usual_output(std::size_t segment, std::size_t sector) const {
        if (!disturb_output()) {
            return 1.0;
        }
        ByShockKind acting{};
        for (std::size_t kind = 0; kind < shock_kind_count; ++kind) {
            acting[kind] = level(static_cast<ShockKind>(kind), segment, sector);
        }
        double output = 1.0;
        for (const double part :
             response.losses(acting, sector, response.reference_capacity, response.reference_ties, 0.0)) {
            output *= 1.0 - part;
        }
        return output;
    }
    /// True if firms may produce less than normal this month.
    [[nodiscard]] bool disturb_output() const {
        return active[demand_shock] || active[supply_shock] || active[energy_shock] || active[labour_shock];
    }

    template <class Archive>
    void visit(Archive& archive) {
        archive("shocks.magnitude", magnitude);
        archive("shocks.output_by_sector", output_by_sector);
        archive("shocks.output_by_region", output_by_region);
        archive("shocks.output_by_group", output_by_group);
        archive("shocks.lost", lost);
        archive("shocks.lost_by_group", lost_by_group);
        archive("shocks.latest_loss", latest_loss);
        archive("shocks.latest_recovery", latest_recovery);
        archive("shocks.loss", loss);
        archive("shocks.deepest", deepest);
        archive("shocks.recovery", recovery);
        archive("shocks.closed", closed);
        archive("shocks.left", left);
    }

private:
    [[nodiscard]] static constexpr std::array<double, sector_count> filled() {
        std::array<double, sector_count> ones{};
        ones.fill(1.0);
        return ones;
    }
    [[nodiscard]] static constexpr ByShockKind undefined() {
        ByShockKind none{};
        none.fill(std::numeric_limits<double>::quiet_NaN());
        return none;
    }
};

} // namespace actorhood::models
