// Census: the counts and means over members (and over the firms of each region outside) that everybody else reads
// in the next month. A measurement, not a behaviour; it has no parameters and cannot be switched off.
//
// Means of regions outside are weighted with the expansion weights, so that a sample of firms stands for the
// economy. Diversity is the Simpson index 1 - sum of squared shares. Within a block of firms sums are whole numbers: what
// lies between 0 and 1 is counted in steps of 2^-20, so that no sum depends on the order of firms. Ties are counted when
// they are renewed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::census {

/// Levels of digital intensity, after the index of Eurostat: it counts 12 technologies and calls the use of up to 3 very
/// low, 4 to 6 low, 7 to 9 high, 10 and more very high. A catalogue holds fewer digital practices, so the levels are
/// the same shares of them: below 4/12, below 7/12, below 10/12. Of six practices 0-1, 2-3, 4, 5-6.
inline constexpr std::size_t intensity_count = 4;
inline constexpr std::array<std::string_view, intensity_count> intensity_names{"very_low", "low", "high",
                                                                               "very_high"};
/// Level of a firm that uses `used` of `practices` digital practices; very low when there are none.
[[nodiscard]] constexpr std::size_t intensity_level(std::size_t used, std::size_t practices) {
    return practices == 0                ? 0u
           : 12 * used >= 10 * practices ? 3u
           : 12 * used >= 7 * practices  ? 2u
           : 12 * used >= 4 * practices  ? 1u
                                         : 0u;
}
/// Weighted firms of a size class: by level of digital intensity, and (last) with any circular practice.
using PracticeUse = std::array<double, intensity_count + 1>;

/// Sums over one block of rows.
struct BlockSums {
    double weight{}, orientation{}, orientation_squared{}, trust{}, value{}, passive{};
    double resistance{}, skill_gap{}, ties{};
    std::array<double, pillar_count> capacity{}, depth{};
    std::array<std::uint32_t, size_class_count> classes{};
    std::array<std::uint32_t, sector_count> sectors{};
    std::array<std::uint32_t, 64> orientations{};
    /// Weighted sums by sector: weight, resistance, skill gap.
    std::array<std::array<double, 3>, sector_count> by_sector{};
    /// Weighted sums by size class: weight, resistance, skill gap.
    std::array<std::array<double, 3>, size_class_count> by_class{};
    std::array<PracticeUse, size_class_count> use{};
    std::int64_t liquidity{};
};

/// What is counted by groups of firms, which outputs and the invariants read.
struct Groups : sim::Kept {
    /// [members, outside][size class][weight, resistance, skill gap]
    std::array<std::array<std::array<double, 3>, size_class_count>, 2> by_class{};
    /// [members, outside]
    std::array<std::array<PracticeUse, size_class_count>, 2> use{};
    std::int64_t liquidity{}; ///< of all firms, cents; held against the ledger

    template <class Visitor>
    void visit(Visitor&& column) {
        column(by_class, "census.by_class");
        column(use, "census.use");
        column(liquidity, "census.liquidity");
    }
};
/// All that is counted of the rows of a block.
using Everyone = Rows<const FirmIdentity, const Finance, const Skills, const Opinions, const Trust, const Membership,
                      const Workforce, const Funnel, const Assistance, const Ties>;

/// Simpson index of diversity of counts: probability that two draws with replacement differ; 0 without members.
template <std::size_t N>
[[nodiscard]] constexpr double simpson(const std::array<std::uint32_t, N>& counts) {
    double total = 0.0;
    double squares = 0.0;
    for (const std::uint32_t count : counts) {
        total += count;
        squares += static_cast<double>(count) * count;
    }
    return total > 0.0 ? 1.0 - squares / (total * total) : 0.0;
}

/// Whether ties are counted: in months in which they are renewed or cut, and in the first. They fill most of the memory
/// that the census reads, and change little in between.
[[nodiscard]] bool counts_ties(const Month& month, const Shocks& shocks);

/// Counts everybody. `month` is the month just finished.
void count(const Month& month, const Shocks& shocks, const PracticeCatalogue& practices,
           const ExpansionWeights& weights, const FirmLayout& layout, Everyone firms, Sum<BlockSums> sums);
/// Adds up the counts, segment by segment and group by group.
void publish(const Month& month, const Shocks& shocks, const FirmLayout& layout, const Delivery& delivery,
             const Sums<BlockSums>& sums, Census& census, SectorCensus& sectors, Groups& groups);

void declare_outputs(sim::Outputs& outputs, const World& world, const Groups& groups);

inline constexpr sim::Mechanism<sim::NoParameters, &declare_outputs> about{
    {.name = "census", .title = "Counts and means of firms", .switchable = false}};

} // namespace actorhood::models::census
