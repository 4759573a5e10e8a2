#include "models/mechanisms/census.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::census {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Numbers from 0 to 1 are added up in whole steps of 2^-20, whose sums do not depend on the order of firms. A sum over a
/// block has 32 bits.
constexpr double steps_of_one = 0x1p20;
static_assert(block_rows * 2.0 * steps_of_one <= 0x1p32);

/// Turns numbers into steps. Comparisons are those of the bits as whole numbers, which have the same order and can be
/// made for many at once.
class Rounding {
public:
    [[nodiscard]] std::uint32_t steps(float x) {
        const auto bits = std::bit_cast<std::int32_t>(x);
        highest_ = std::max(highest_, bits);
        furthest_below_ = std::max(furthest_below_, std::bit_cast<std::uint32_t>(x));
        const auto inside = std::bit_cast<float>(std::min(std::max(bits, 0), most));
        return static_cast<std::uint32_t>(
            static_cast<std::int32_t>(inside * static_cast<float>(steps_of_one) + 0.5f));
    }
    /// One was no number from 0 to 1, even with small errors of rounding.
    [[nodiscard]] bool wrong() const { return highest_ > most || furthest_below_ > least; }

private:
    static constexpr auto most = std::bit_cast<std::int32_t>(1.999f);
    static constexpr auto least = std::bit_cast<std::uint32_t>(-0.001f); ///< the bits of smaller numbers are greater
    std::int32_t highest_ = 0;
    std::uint32_t furthest_below_ = 0;
};

/// Two sums in one: both are added at once.
constexpr std::uint64_t pair(std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; }
/// The sum of numbers, of which those of a firm are from 0 to 1.
double high_of(std::uint64_t pair) { return static_cast<double>(pair >> 32) / steps_of_one; }
double low_of(std::uint64_t pair) { return static_cast<double>(pair & 0xffffffffu) / steps_of_one; }

/// What a firm is worth in sums, for the firms of a batch.
struct BatchValues {
    std::array<std::uint64_t, BatchDraws::rows> work;     ///< resistance, skill gap
    std::array<std::uint64_t, BatchDraws::rows> capacity; ///< circular, digital
    std::array<std::uint64_t, BatchDraws::rows> opinion;  ///< inside slots in use (whole), orientation
    std::array<std::uint64_t, BatchDraws::rows> square;   ///< orientation squared, in steps of 2^-40
    std::array<std::uint8_t, BatchDraws::rows> cell;      ///< where the firm counts, see Cells
};

/// Calls give(i, steps of first[i], steps of second[i]) for the firms of a batch; returns which of them are no numbers
/// from 0 to 1.
template <class Give>
std::array<bool, 2> round_both(std::uint32_t size, const float* first, const float* second, Give&& give) {
    Rounding of_first;
    Rounding of_second;
    for (std::uint32_t i = 0; i < size; ++i) {
        give(i, of_first.steps(first[i]), of_second.steps(second[i]));
    }
    return {of_first.wrong(), of_second.wrong()};
}

/// What is no number must not become one in a sum: it stops the run at the end of the month.
void note_wrong(bool is_wrong, double& sum) { sum = is_wrong ? undefined : sum; }

/// Turns what firms of a batch have into whole numbers.
void look_up(Everyone firms, RowBatch batch, BatchValues& values, BlockSums& sums) {
    const auto work = round_both(batch.size, &firms.resistance[batch.begin], &firms.skill_gap[batch.begin],
                                 [&](std::uint32_t i, std::uint32_t resistance, std::uint32_t gap) {
                                     values.work[i] = pair(resistance, gap);
                                 });
    note_wrong(work[0], sums.resistance);
    note_wrong(work[1], sums.skill_gap);
    const auto capacity =
        round_both(batch.size, &firms.circular_capacity[batch.begin], &firms.digital_capacity[batch.begin],
                   [&](std::uint32_t i, std::uint32_t of_circular, std::uint32_t of_digital) {
                       values.capacity[i] = pair(of_circular, of_digital);
                   });
    note_wrong(capacity[circular], sums.capacity[circular]);
    note_wrong(capacity[digital], sums.capacity[digital]);
    Rounding orientation;
    const float* const orientations = &firms.orientation[batch.begin];
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint64_t steps = orientation.steps(orientations[i]);
        values.opinion[i] = steps;
        values.square[i] = steps * steps;
    }
    note_wrong(orientation.wrong(), sums.orientation);
}

void look_up_ties(Everyone firms, RowBatch batch, BatchValues& values) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        values.opinion[i] |= pair(count_slots(used_slots(firms.ties[batch.begin + i]) & inside_slots), 0);
    }
}

/// What the use of so many practices counts.
class UseTable {
public:
    explicit UseTable(const PracticeCatalogue& practices)
        : mask_(practices.pillar_mask),
          practices_{static_cast<std::size_t>(std::popcount(mask_[circular])),
                     static_cast<std::size_t>(std::popcount(mask_[digital]))} {
        for (std::uint32_t used = 0; used <= practices_[digital]; ++used) {
            level_[used] = std::uint64_t{1} << (level_bits * intensity_level(used, practices_[digital]));
        }
    }
    /// A one for the level of digital intensity.
    [[nodiscard]] std::uint64_t level(std::uint32_t adopted) const { return level_[used(adopted, digital)]; }
    /// Practices of both pillars, and a one for any circular practice.
    [[nodiscard]] std::uint64_t depth(std::uint32_t adopted) const {
        const std::uint64_t circular_used = used(adopted, circular);
        return circular_used | std::uint64_t{used(adopted, digital)} << digital_shift |
               std::uint64_t{circular_used != 0} << any_shift;
    }
    [[nodiscard]] static std::uint32_t at_level(std::uint64_t levels, std::size_t level) {
        return static_cast<std::uint32_t>(levels >> (level_bits * level)) & ((1u << level_bits) - 1);
    }
    [[nodiscard]] static std::uint32_t firms(std::uint64_t levels) {
        std::uint32_t sum = 0;
        for (std::size_t level = 0; level < intensity_count; ++level) {
            sum += at_level(levels, level);
        }
        return sum;
    }
    [[nodiscard]] static double any_circular(std::uint64_t depth) { return static_cast<double>(depth >> any_shift); }
    /// Sum over firms of the share of the pillar's practices that they use.
    [[nodiscard]] double shares(std::uint64_t depth, Pillar pillar) const {
        constexpr std::uint64_t mask = (std::uint64_t{1} << digital_shift) - 1;
        const std::uint64_t sum = (pillar == circular ? depth : depth >> digital_shift) & mask;
        return practices_[pillar] == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(practices_[pillar]);
    }

private:
    static constexpr unsigned level_bits = 16;
    static constexpr unsigned digital_shift = 20;
    static constexpr unsigned any_shift = 40;
    static_assert(block_rows < 1u << level_bits);
    static_assert(block_rows * practice_limit < 1u << digital_shift);

    [[nodiscard]] std::uint32_t used(std::uint32_t adopted, Pillar pillar) const {
        return static_cast<std::uint32_t>(std::popcount(adopted & mask_[pillar]));
    }
    std::array<std::uint32_t, pillar_count> mask_;
    std::array<std::size_t, pillar_count> practices_;
    std::array<std::uint64_t, practice_limit + 1> level_{};
};

/// Whole sums over firms of one sector that have the same weight; as long as a line of the cache.
struct alignas(64) Cell {
    std::uint64_t levels{}, depth{}, work{}, capacity{}, opinion{}, square{};

    void add(const Cell& other) {
        levels += other.levels;
        depth += other.depth;
        work += other.work;
        capacity += other.capacity;
        opinion += other.opinion;
        square += other.square;
    }
};

/// The firms of a block by size class, by whether they stand for others, and by sector: firm by firm, each in its cell.
/// Additions to different cells overlap.
class Cells {
public:
    void add(Everyone firms, const UseTable& use, RowBatch batch, BatchValues& values) {
        find(firms, batch, values);
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            Cell& cell = cells_[values.cell[i]];
            const std::uint32_t adopted = firms.adopted[batch.begin + i];
            cell.levels += use.level(adopted);
            cell.depth += use.depth(adopted);
            cell.work += values.work[i];
            cell.capacity += values.capacity[i];
            cell.opinion += values.opinion[i];
            cell.square += values.square[i];
        }
    }
    /// Multiplies with the weights.
    void write(const UseTable& use, const ExpansionWeights& weights, BlockSums& sums) const {
        for (std::size_t group = 0; group < 2 * size_class_count; ++group) {
            const BySector of_sectors = std::span(cells_).subspan(group * sector_count).first<sector_count>();
            Cell total;
            for (const Cell& cell : of_sectors) {
                total.add(cell);
            }
            if (total.levels != 0) {
                const std::size_t k = group % size_class_count;
                const double weight = group >= size_class_count ? weights[k] : 1.0;
                write_class(use, total, weight, k, sums);
                write_sectors(of_sectors, weight, sums);
            }
        }
    }

private:
    static constexpr std::size_t count = 2 * size_class_count * sector_count;
    static_assert(count <= 256);
    using BySector = std::span<const Cell, sector_count>;

    static void find(Everyone firms, RowBatch batch, BatchValues& values) {
        const std::uint8_t* const sampled = &firms.sampled[batch.begin];
        const std::uint8_t* const size_class = &firms.size_class[batch.begin];
        const std::uint8_t* const sector = &firms.sector[batch.begin];
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::size_t group = (sampled[i] != 0 ? size_class_count : 0) + size_class[i];
            values.cell[i] = static_cast<std::uint8_t>(group * sector_count + sector[i]);
        }
    }

    static void write_class(const UseTable& use, const Cell& total, double weight, std::size_t size_class,
                            BlockSums& sums) {
        const std::uint32_t firms = UseTable::firms(total.levels);
        const std::array<double, 3> work{weight * firms, weight * high_of(total.work), weight * low_of(total.work)};
        sums.weight += work[0];
        sums.resistance += work[1];
        sums.skill_gap += work[2];
        for (std::size_t what = 0; what < work.size(); ++what) {
            sums.by_class[size_class][what] += work[what];
        }
        sums.classes[size_class] += firms;
        for (std::size_t level = 0; level < intensity_count; ++level) {
            sums.use[size_class][level] += weight * UseTable::at_level(total.levels, level);
        }
        sums.use[size_class][intensity_count] += weight * UseTable::any_circular(total.depth);
        sums.depth[circular] += weight * use.shares(total.depth, circular);
        sums.depth[digital] += weight * use.shares(total.depth, digital);
        sums.capacity[circular] += weight * high_of(total.capacity);
        sums.capacity[digital] += weight * low_of(total.capacity);
        sums.ties += weight * static_cast<double>(total.opinion >> 32);
        sums.orientation += weight * low_of(total.opinion);
        sums.orientation_squared += weight * static_cast<double>(total.square) / (steps_of_one * steps_of_one);
    }
    static void write_sectors(BySector cells, double weight, BlockSums& sums) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            if (cells[s].levels != 0) {
                const std::uint32_t firms = UseTable::firms(cells[s].levels);
                sums.sectors[s] += firms;
                sums.by_sector[s][0] += weight * firms;
                sums.by_sector[s][1] += weight * high_of(cells[s].work);
                sums.by_sector[s][2] += weight * low_of(cells[s].work);
            }
        }
    }
    std::array<Cell, count> cells_{};
};

Cents add_liquidity(Everyone firms, RowBatch batch) {
    const Cents* const liquidity = &firms.liquidity[batch.begin];
    return std::accumulate(liquidity, liquidity + batch.size, Cents{0});
}

/// What only members count for.
void count_members(const Month& month, Everyone firms, RowBatch batch, const BatchValues& values, BlockSums& sums) {
    double trust = 0.0;
    double value = 0.0;
    std::uint32_t passive = 0;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = batch.begin + i;
        trust += static_cast<double>(firms.trust[row]);
        value += static_cast<double>(firms.value[row]);
        const auto& served = firms.served_until[row];
        passive += *std::max_element(served.begin(), served.end()) <= month.index ? 1u : 0u;
        const auto steps = static_cast<std::uint32_t>(values.opinion[i]);
        ++sums.orientations[std::min<std::uint32_t>(63, steps / static_cast<std::uint32_t>(steps_of_one / 64.0))];
    }
    sums.trust += trust;
    sums.value += value;
    sums.passive += passive;
}

void add(BlockSums& total, const BlockSums& part) {
    total.weight += part.weight;
    total.orientation += part.orientation;
    total.orientation_squared += part.orientation_squared;
    total.trust += part.trust;
    total.value += part.value;
    total.passive += part.passive;
    total.resistance += part.resistance;
    total.skill_gap += part.skill_gap;
    total.ties += part.ties;
    for (std::size_t p = 0; p < pillar_count; ++p) {
        total.capacity[p] += part.capacity[p];
        total.depth[p] += part.depth[p];
    }
    for (std::size_t k = 0; k < size_class_count; ++k) {
        total.classes[k] += part.classes[k];
    }
    for (std::size_t s = 0; s < sector_count; ++s) {
        total.sectors[s] += part.sectors[s];
    }
    for (std::size_t bin = 0; bin < total.orientations.size(); ++bin) {
        total.orientations[bin] += part.orientations[bin];
    }
}

/// Means of a segment.
void note(const BlockSums& sums, std::uint32_t firm_count, bool ties_counted, std::size_t segment, Census& census) {
    const double divisor = sums.weight > 0.0 ? sums.weight : 1.0;
    const double mean = sums.orientation / divisor;
    census.firms[segment] = firm_count;
    census.mean_orientation[segment] = mean;
    census.sd_orientation[segment] = std::sqrt(std::max(0.0, sums.orientation_squared / divisor - mean * mean));
    census.mean_trust[segment] = sums.trust / divisor;
    census.mean_value[segment] = sums.value / divisor;
    census.mean_resistance[segment] = sums.resistance / divisor;
    census.mean_skill_gap[segment] = sums.skill_gap / divisor;
    if (ties_counted) {
        census.tie_fill[segment] = sums.ties / (divisor * static_cast<double>(inside_ties));
    }
    census.passive_share[segment] = sums.passive / divisor;
    census.sector_diversity[segment] = simpson(sums.sectors);
    std::array<std::uint32_t, 10> tenths{};
    for (std::size_t bin = 0; bin < sums.orientations.size(); ++bin) {
        tenths[bin * 10 / sums.orientations.size()] += sums.orientations[bin];
    }
    census.orientation_diversity[segment] = simpson(tenths);
    census.orientation_histogram[segment] = sums.orientations;
    for (std::size_t p = 0; p < pillar_count; ++p) {
        census.mean_capacity[segment][p] = sums.capacity[p] / divisor;
        census.mean_depth[segment][p] = sums.depth[p] / divisor;
    }
    for (std::size_t k = 0; k < size_class_count; ++k) {
        census.class_count[segment][k] = sums.classes[k];
    }
}

/// Adds a block to the sums of members (0) or of firms outside (1).
void add_to_groups(const BlockSums& part, std::size_t outside, SectorCensus& sectors, Groups& groups) {
    groups.liquidity += part.liquidity;
    for (std::size_t c = 0; c < size_class_count; ++c) {
        for (std::size_t k = 0; k < part.use[c].size(); ++k) {
            groups.use[outside][c][k] += part.use[c][k];
        }
    }
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            sectors.sums[outside][s][k] += part.by_sector[s][k];
        }
        for (std::size_t c = 0; c < size_class_count; ++c) {
            groups.by_class[outside][c][k] += part.by_class[c][k];
        }
    }
}

/// Smoothed services per member and year: what was delivered this month, remembered for about a year.
double renewed_services(double before, const std::array<std::int32_t, topic_count>& delivered,
                        std::uint32_t members) {
    const double services =
        delivered[growth_topic] + delivered[circular_topic] + delivered[digital_topic] + delivered[labour_topic];
    const double yearly = members > 0 ? 12.0 * services / members : 0.0;
    return before + (yearly - before) * sim::monthly_approach(1.0);
}

/// Mean of the resistance (1) or the skill gap (2) in a row of weighted sums.
double mean_of(const std::array<double, 3>& sums, std::size_t what) {
    return sums[0] > 0.0 ? sums[what] / sums[0] : undefined;
}

/// Firms in an entry (level, or last: any circular practice) among those of size classes first..last.
double share_of_use(const std::array<PracticeUse, size_class_count>& use, std::size_t entry, std::size_t first_class,
                    std::size_t last_class) {
    double having = 0.0;
    double firms = 0.0;
    for (std::size_t c = first_class; c <= last_class; ++c) {
        having += use[c][entry];
        for (std::size_t level = 0; level < intensity_count; ++level) {
            firms += use[c][level];
        }
    }
    return firms > 0.0 ? having / firms : undefined;
}

void declare_work(sim::Outputs& outputs, const World& world, const Groups& groups, const sim::Source& measured) {
    using sim::Meaning;
    using sim::Unit;
    const SectorCensus* const sectors = &world.sectors;
    const Groups* const g = &groups;
    outputs.variable("resistance_by_sector", {"group", "sector"}, Unit{"1"},
                     Meaning{"Mean workforce resistance, members and firms outside, by sector"}, measured,
                     [sectors](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(sectors->sums[i / sector_count][i % sector_count], 1);
                         }
                     });
    outputs.variable("skill_gap_by_sector", {"group", "sector"}, Unit{"1"},
                     Meaning{"Mean skill gap, members and firms outside, by sector"}, measured,
                     [sectors](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(sectors->sums[i / sector_count][i % sector_count], 2);
                         }
                     });
    outputs.variable("resistance_by_size_class", {"group", "size_class"}, Unit{"1"},
                     Meaning{"Mean workforce resistance, members and firms outside, by size class"}, measured,
                     [g](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(g->by_class[i / size_class_count][i % size_class_count], 1);
                         }
                     });
}

void declare_use(sim::Outputs& outputs, const Groups& groups, const sim::Source& measured) {
    using sim::Meaning;
    using sim::Unit;
    const Groups* const g = &groups;
    outputs.variable("digital_intensity", {"group", "size_class", "intensity_level"}, Unit{"1"},
                     Meaning{"Share of firms at each level of digital intensity, by size class: below 4/12, 7/12, "
                             "10/12 of the digital practices, or more"},
                     measured, [g](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             const std::size_t c = i / intensity_count % size_class_count;
                             out[i] = share_of_use(g->use[i / intensity_count / size_class_count],
                                                   i % intensity_count, c, c);
                         }
                     });
    outputs.variable("digital_intensity_sme", {"group", "intensity_level"}, Unit{"1"},
                     Meaning{"Share at each level of digital intensity among firms with 10 to 249 employees"},
                     measured, [g](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = share_of_use(g->use[i / intensity_count], i % intensity_count, small, medium);
                         }
                     });
    outputs.variable("any_circular_action", {"group", "size_class"}, Unit{"1"},
                     Meaning{"Share of firms with any circular practice, by size class"}, measured,
                     [g](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             const std::size_t c = i % size_class_count;
                             out[i] = share_of_use(g->use[i / size_class_count], intensity_count, c, c);
                         }
                     });
    outputs.variable("any_circular_action_sme", {"group"}, Unit{"1"},
                     Meaning{"Share with any circular practice among firms with fewer than 250 employees"}, measured,
                     [g](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = share_of_use(g->use[i], intensity_count, micro, medium);
                         }
                     });
}

} // namespace

bool counts_ties(const Month& month, const Shocks& shocks) {
    return month.index == 0 || month.last_of_quarter || shocks.begins[supply_shock];
}

void count(const Month& month, const Shocks& shocks, const PracticeCatalogue& practices,
           const ExpansionWeights& weights, const FirmLayout& layout, Everyone firms, Sum<BlockSums> sums) {
    const UseTable use(practices);
    const bool members = layout.is_cluster(firms.block.segment);
    Cells cells;
    BatchValues values;
    for_each_batch(firms.block, [&](RowBatch batch) {
        look_up(firms, batch, values, *sums);
        if (counts_ties(month, shocks)) {
            look_up_ties(firms, batch, values);
        }
        cells.add(firms, use, batch, values);
        sums->liquidity += add_liquidity(firms, batch);
        if (members) {
            count_members(month, firms, batch, values, *sums);
        }
    });
    cells.write(use, weights, *sums);
    if (!members) {
        sums->sectors = {};
    }
}

void publish(const Month& month, const Shocks& shocks, const FirmLayout& layout, const Delivery& delivery,
             const Sums<BlockSums>& sums, Census& census, SectorCensus& sectors, Groups& groups) {
    sectors = {};
    groups = {};
    const std::vector<RowBlock>& blocks = layout.blocks();
    std::size_t b = 0;
    for (std::uint32_t segment = 0; segment < layout.segments().size(); ++segment) {
        BlockSums total;
        for (; b < blocks.size() && blocks[b].segment == segment; ++b) {
            add(total, sums.parts()[b]);
            add_to_groups(sums.parts()[b], layout.is_cluster(segment) ? 0 : 1, sectors, groups);
        }
        const std::uint32_t firms = layout.segment(segment).size;
        note(total, firms, counts_ties(month, shocks), segment, census);
        census.mean_services[segment] =
            renewed_services(census.mean_services[segment], delivery.services[segment], firms);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world, const Groups& groups) {
    using sim::Meaning;
    using sim::Source;
    using sim::Unit;
    const World* const w = &world;
    const Source measured{"census of all firms, weighted to the economy"};
    declare_work(outputs, world, groups, measured);
    declare_use(outputs, groups, measured);
    outputs.variable("depth", {"cluster", "pillar"}, Unit{"1"},
                     Meaning{"Mean share of the pillar's practices that members have adopted"}, measured,
                     [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = w->census.mean_depth[i / pillar_count][i % pillar_count];
                         }
                     });
    outputs.variable(
        "passive_share", {"cluster"}, Unit{"1"},
        Meaning{"Share of members that received no service in the last twelve months"}, measured,
        [w](std::span<double> out) { std::copy_n(w->census.passive_share.begin(), out.size(), out.begin()); });
    outputs.variable(
        "sector_diversity", {"cluster"}, Unit{"1"}, Meaning{"Simpson index of the members' sectors"}, measured,
        [w](std::span<double> out) { std::copy_n(w->census.sector_diversity.begin(), out.size(), out.begin()); });
}

} // namespace actorhood::models::census
