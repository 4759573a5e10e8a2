// Market: monthly profits of firms, closures and foundations.
//
//   noise(t) = a noise(t-1) + sd e                      stationary standard deviation sd/sqrt(1-a^2) = 0.057
//   margin   = base + noise + P gain_i - rivalry P mean gain_s - c_L L + growth service + g_resp*premium [visible]
//   profit   = R_s,v margin - overhead R,               R = employees * revenue per employee / 12
//   payout   = share * max(0, liquidity - buffer R)     to the owners
//   exit     : rate (h0 + h1 exp(-age/tau)) * factor by size class * factor by liquidity (< 0, >= 0)
//   entry    : Poisson per region, mean = entry_rate/12 * firms of the region's pool, or their expected exits
// P = mean of the energy and material price indices. Demand R_s,v = R demand_s (1 + e ([visible] - v_s)), with
// e = procurement_share * green_procurement and v_s the share of firms with a visible circular practice in the
// sector: public buyers with green criteria move demand from firms without one to firms with one; the mean over the
// sector does not change. Overhead does not move with demand. The mean firm earns 5 - 2.5 = 2.5 % of its revenue.
// e is a centred sum of six 16-bit uniforms (Irwin-Hall, excess kurtosis -0.2, at most 4.2 standard deviations):
// three of the four words of a firm's Philox block; the fourth decides on its exit.
// Shocks: a firm's demand falls by what they take of its output, o = prod over kinds (1 - loss) (ShockResponse); the
// share c_f of the lost revenue remains as cost, dearer energy takes from the margin:
//   profit   = R_s,v (o (margin - energy) - c_f (1 - o)) - overhead R
// Sources: model 7.12; Eurostat business demography (survival 82 % after 1 year, 44 % after 5 years); European
// Commission (public procurement 14 % of GDP); McKinsey and BCG (premiums paid 1-7 %).
// sd is that of the monthly news: read as the stationary one it would leave next to nobody illiquid (0.3 % against
// about 10 % of entrants after 5 years), and liquidity would decide nothing.
// Departures: six uniforms instead of eight, which leaves a word for the exit; excluded firms lose e relative to the
// others instead of e outright, so that the sector's mean is neutral and public buyers still buy where no firm is
// visible; the means over sectors are renewed each quarter.
// Switched off: no money moves, nobody closes, nobody is founded; demand and mean gains as initialised.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/population.hpp"
#include "models/state/demand_in_force.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::market {

struct Parameters {
    double margin{};          ///< share of revenue
    double persistence{};     ///< a, per month
    double margin_sd{};       ///< of the monthly news, share of revenue
    double rivalry{};         ///< share of the sector's mean gain that competition takes
    double resistance_cost{}; ///< c_L, share of revenue
    double growth_service{};  ///< share of revenue
    double overhead{};        ///< share of revenue at normal demand
    double buffer{};          ///< months of revenue
    double payout{};          ///< share a month
    double exit_rate{};       ///< h0, 1/year
    double exit_young{};      ///< h1, 1/year
    double exit_age{};        ///< tau, years
    std::array<double, size_class_count> exit_by_class{};
    double exit_illiquid{}; ///< factor while liquidity is negative
    double exit_liquid{};   ///< factor otherwise
    std::int64_t entry{};   ///< 0 free, 1 balancing
    double entry_rate{};    ///< 1/year

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Exit gates: a firm closes when a 32-bit word is below the gate of its class, sign of liquidity and age.
struct ExitTable : sim::Working {
    static constexpr std::size_t ages = 481; ///< months; older firms count as 480 months old
    std::array<std::array<std::array<std::uint32_t, ages>, 2>, size_class_count> gate{}; ///< [class][negative][age]
};

/// Yearly exit rate of a firm.
[[nodiscard]] double exit_rate(const Parameters& parameters, SizeClass size_class, bool illiquid, double age_years);
[[nodiscard]] ExitTable exit_table(const Parameters& parameters);
/// New firms: of the classes that exit would change, so that the size mix stays.
[[nodiscard]] EntrantMix entrants(const Parameters& parameters, const population::Parameters& stock,
                                  const ExpansionWeights& weights);

/// Standard normal deviate (approximately) from three random words: centred sum of six 16-bit uniforms.
[[nodiscard]] constexpr float irwin_hall(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    const std::uint32_t sum = (a & 0xffffu) + (a >> 16) + (b & 0xffffu) + (b >> 16) + (c & 0xffffu) + (c >> 16);
    // Mean 6 * 65535/2; variance 6 * (2^32 - 1)/12, whose root is 46340.95.
    return static_cast<float>(static_cast<std::int32_t>(sum) - 196605) * (1.0f / 46340.95f);
}

/// Factor on a firm's demand from green public procurement that moves a share `contested` of demand.
[[nodiscard]] constexpr double procurement_factor(double contested, bool visible, double visible_share) {
    return 1.0 + contested * ((visible ? 1.0 : 0.0) - visible_share);
}

/// Poisson number at quantile u for any mean; by the normal approximation above 700.
[[nodiscard]] std::uint32_t births(double u, double mean);

/// Means over sectors, of one block of rows.
struct SectorSums {
    std::array<double, sector_count> weight{}, gain{}, visible{};
};
/// What is the same for all firms of a sector this month.
struct SectorTerms {
    float margin;                  ///< base margin less what rivals gain
    std::array<double, 2> revenue; ///< EUR a month per employee, without and with a visible practice
};
/// What is the same for all firms this month.
struct Terms : sim::Working {
    std::array<SectorTerms, sector_count> sectors;
    double overhead; ///< EUR a month per employee
    double buffer;   ///< cents per employee
    double payout;
    float price;
    float visible_gain;
    float growth_service;
    float resistance_cost;
    float persistence;
    float innovation;  ///< standard deviation of the monthly news
    double fixed_cost; ///< share of lost revenue that remains as cost
    std::uint32_t visible_mask;
    std::uint16_t month;
    bool balancing; ///< as many are founded as closures are expected
};

/// What the rows of a block need, and what they add up.
using Traders =
    Rows<Finance, const FirmIdentity, const Skills, const Workforce, const Funnel, const Assistance, const Ties>;
struct Trade {
    Cents profit{};
    Cents payout{};
    std::array<std::uint64_t, 2> gates{};        ///< exit gates of firms [for themselves, for many], where balanced
    std::array<Revenue, sector_count> revenue{}; ///< of months in which shocks disturb output
    std::vector<std::uint32_t> exits;            ///< rows

    void clear() {
        profit = payout = 0;
        gates.fill(0);
        exits.clear();
    }
};

/// What counts for the means over sectors.
using Sellers = Rows<const FirmIdentity, const Finance, const Funnel>;

/// Demand and means over sectors at the start; also the neutral values when the market is switched off.
void initialise(const PracticeCatalogue& practices, const ExpansionWeights& weights, const FirmLayout& layout,
                const FirmIdentity& firms, const Finance& finance, const Funnel& funnel, Market& market);

/// Adds up gains and visible practices by sector, in the last month of a quarter.
void count_sectors(const Month& month, const PracticeCatalogue& practices, const ExpansionWeights& weights,
                   Sellers firms, Sum<SectorSums> sums);
/// Means over sectors, in the last month of a quarter.
void renew(const Month& month, const Sums<SectorSums>& sums, Market& market);
/// What holds for all firms.
void prepare(const Parameters& parameters, const Month& month, RevenuePerEmployee revenue,
             const PracticeCatalogue& practices, sim::Read<DemandInForce, Landscape, Shocks, Market> from,
             Terms& terms);
/// Firms earn, pay out and may close.
void rows(const Terms& terms, const ExitTable& exits, const sim::Random& random, const ExpansionWeights& weights,
          const Shocks& shocks, Traders firms, Sum<Trade> trade);
/// Books what firms earned and paid out, and in shocks what they could have.
void settle(const Shocks& shocks, const FirmLayout& layout, const Sums<Trade>& trade, Market& market, Ledger& ledger);
/// Notes who closes.
void close(const population::Parameters& given, const Month& month, const FirmLayout& layout,
           const FirmIdentity& firms, const ExpansionWeights& weights, const Sums<Trade>& trade, Market& market,
           Movements& movements);
/// How many firms are founded where.
void found(const Parameters& parameters, const Month& month, const sim::Random& random,
           const ExpansionWeights& weights, const EntrantMix& entrants, sim::Read<AdoptionRegister, FirmLayout> pools,
           const Sums<Trade>& trade, Movements& movements);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream market_stream{20, "profits, and firms that close"};
inline constexpr sim::Stream entry_stream{21, "firms that are founded"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "market",
     .title = "Profits, exit and entry of firms",
     .when_off = {.zero = "firms_closed firms_founded member_closures",
                  .frozen = "margin_noise",
                  .different = "members"},
     .streams = {&market_stream, &entry_stream}}};

} // namespace actorhood::models::market
