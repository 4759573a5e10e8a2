#include "models/mechanisms/census.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"
#include "sim/core/vector_math.hpp"

namespace actorhood::models::census {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Sums of weight times value over a batch, in eight interleaved parts that are added at the end: a fixed order that
/// processors can do four or eight at a time.
class WeightedSums {
public:
    explicit WeightedSums(std::uint32_t size) : size_(size), whole_(size / lanes * lanes) {
        std::fill_n(weight.begin() + whole_, size_ > whole_ ? lanes : 0u, 0.0);
    }

    std::array<double, BatchDraws::rows> weight; ///< of the firms of the batch, to be filled

    /// Sum of weight * rule(value), rule of four values at a time.
    template <class T, class Rule>
    [[nodiscard]] double of(const T* values, Rule&& rule) const {
        using sim::four::Doubles;
        using sim::four::load;
        Doubles low{};
        Doubles high{};
        const auto add = [&](const double* weights, const T* from) {
            low += load(weights) * rule(load(from));
            high += load(weights + lanes / 2) * rule(load(from + lanes / 2));
        };
        for (std::uint32_t i = 0; i < whole_; i += lanes) {
            add(&weight[i], values + i);
        }
        if (whole_ < size_) { // the weights behind the last firm are zero
            std::array<T, lanes> rest{};
            std::copy(values + whole_, values + size_, rest.begin());
            add(&weight[whole_], rest.data());
        }
        return ((low[0] + low[1]) + (low[2] + low[3])) + ((high[0] + high[1]) + (high[2] + high[3]));
    }
    /// Sum of weight * value.
    template <class T>
    [[nodiscard]] double of(const T* values) const {
        return of(values, [](sim::four::Doubles x) { return x; });
    }
    [[nodiscard]] double of_weights() const {
        return of(weight.data(), [](sim::four::Doubles) { return sim::four::all(1.0); });
    }

private:
    static constexpr std::uint32_t lanes = 8;
    static_assert(BatchDraws::rows % lanes == 0);
    std::uint32_t size_;
    std::uint32_t whole_; ///< firms that fill all lanes
};

/// Depth by number of practices of a pillar in use.
struct DepthTable {
    std::uint32_t mask;
    std::array<double, practice_limit + 1> depth{};

    explicit DepthTable(std::uint32_t pillar_mask) : mask(pillar_mask) {
        const auto practices = static_cast<std::size_t>(std::popcount(pillar_mask));
        for (std::size_t n = 1; n <= practices; ++n) {
            depth[n] = static_cast<double>(n) / static_cast<double>(practices);
        }
    }
    [[nodiscard]] std::size_t used(std::uint32_t adopted) const {
        return static_cast<std::size_t>(std::popcount(adopted & mask));
    }
};

/// Level of digital intensity by number of digital practices in use.
struct IntensityTable {
    std::array<std::uint8_t, practice_limit + 1> level{};

    explicit IntensityTable(std::uint32_t digital_mask) {
        const auto practices = static_cast<std::size_t>(std::popcount(digital_mask));
        for (std::size_t used = 0; used <= practices; ++used) {
            level[used] = static_cast<std::uint8_t>(intensity_level(used, practices));
        }
    }
};

/// Running sums of a group of firms. Four lanes, so that a processor adds them at once.
struct GroupSums {
    enum Lane : std::size_t { weight, resistance, skill_gap, circular_use };
    alignas(32) std::array<double, 4> lanes{};

    void add(const std::array<double, 4>& of_firm) {
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            lanes[lane] += of_firm[lane];
        }
    }
    /// Weight, resistance and skill gap.
    [[nodiscard]] std::array<double, 3> work() const { return {lanes[weight], lanes[resistance], lanes[skill_gap]}; }
};

/// What is added up firm by firm, because each goes to the sums of its own sector and size class: in one loop, in which
/// the additions to different sums overlap.
struct GroupTally {
    std::array<GroupSums, sector_count> by_sector{};
    std::array<GroupSums, size_class_count> by_class{};
    std::array<std::array<double, intensity_count>, size_class_count> intensity{};
    std::array<std::uint32_t, size_class_count> firms{};

    void write(BlockSums& sums) const {
        for (std::size_t s = 0; s < sector_count; ++s) {
            sums.by_sector[s] = by_sector[s].work();
        }
        for (std::size_t k = 0; k < size_class_count; ++k) {
            sums.by_class[k] = by_class[k].work();
            std::copy(intensity[k].begin(), intensity[k].end(), sums.use[k].begin());
            sums.use[k][intensity_count] = by_class[k].lanes[GroupSums::circular_use];
        }
        sums.classes = firms;
    }
};

/// What is looked up for the firms of a batch.
struct BatchValues {
    std::array<std::array<double, BatchDraws::rows>, pillar_count> depth;
    std::array<double, BatchDraws::rows> ties; ///< inside slots in use
};

/// What every firm counts for in its sector and size class; notes the weights of firms and how deep they are in a pillar.
void count_groups(Everyone firms, const ExpansionWeights& weights, const std::array<DepthTable, 2>& depths,
                  const IntensityTable& intensity, RowBatch batch, GroupTally& tally, WeightedSums& weighted,
                  BatchValues& values) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = batch.begin + i;
        const std::size_t size_class = firms.size_class[row];
        const double weight = firms.sampled[row] != 0 ? weights[size_class] : 1.0;
        const std::uint32_t adopted = firms.adopted[row];
        const std::size_t circular_used = depths[circular].used(adopted);
        const std::size_t digital_used = depths[digital].used(adopted);
        const std::array<double, 4> of_firm{weight, weight * static_cast<double>(firms.resistance[row]),
                                            weight * static_cast<double>(firms.skill_gap[row]),
                                            circular_used != 0 ? weight : 0.0};
        tally.by_sector[firms.sector[row]].add(of_firm);
        tally.by_class[size_class].add(of_firm);
        tally.intensity[size_class][intensity.level[digital_used]] += weight;
        ++tally.firms[size_class];
        weighted.weight[i] = weight;
        values.depth[circular][i] = depths[circular].depth[circular_used];
        values.depth[digital][i] = depths[digital].depth[digital_used];
    }
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        values.ties[i] = count_slots(used_slots(firms.ties[batch.begin + i]) & inside_slots);
    }
}

/// What means of a batch are made of; its rows begin with `first`.
void add_means(Everyone firms, const WeightedSums& weighted, const BatchValues& values, std::uint32_t first,
               BlockSums& sums) {
    const float* const orientation = &firms.orientation[first];
    sums.weight += weighted.of_weights();
    sums.orientation += weighted.of(orientation);
    sums.orientation_squared += weighted.of(orientation, [](sim::four::Doubles x) { return x * x; });
    sums.resistance += weighted.of(&firms.resistance[first]);
    sums.skill_gap += weighted.of(&firms.skill_gap[first]);
    for (const Pillar pillar : {circular, digital}) {
        sums.capacity[pillar] += weighted.of(&firms.capacity(pillar)[first]);
        sums.depth[pillar] += weighted.of(values.depth[pillar].data());
    }
    sums.ties += weighted.of(values.ties.data());
}

Cents add_liquidity(Everyone firms, RowBatch batch) {
    const Cents* const liquidity = &firms.liquidity[batch.begin];
    return std::accumulate(liquidity, liquidity + batch.size, Cents{0});
}

/// What only members count for.
void count_members(const Month& month, Everyone firms, RowBatch batch, BlockSums& sums) {
    for (std::uint32_t row = batch.begin; row < batch.begin + batch.size; ++row) {
        sums.trust += static_cast<double>(firms.trust[row]);
        sums.value += static_cast<double>(firms.value[row]);
        const auto& served = firms.served_until[row];
        sums.passive += *std::max_element(served.begin(), served.end()) <= month.index ? 1.0 : 0.0;
        ++sums.sectors[firms.sector[row]];
        const auto bin = static_cast<std::size_t>(static_cast<double>(firms.orientation[row]) * 64.0);
        ++sums.orientations[std::min<std::size_t>(63, bin)];
    }
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
void note(const BlockSums& sums, std::uint32_t firm_count, std::size_t segment, Census& census) {
    const double divisor = sums.weight > 0.0 ? sums.weight : 1.0;
    const double mean = sums.orientation / divisor;
    census.firms[segment] = firm_count;
    census.mean_orientation[segment] = mean;
    census.sd_orientation[segment] = std::sqrt(std::max(0.0, sums.orientation_squared / divisor - mean * mean));
    census.mean_trust[segment] = sums.trust / divisor;
    census.mean_value[segment] = sums.value / divisor;
    census.mean_resistance[segment] = sums.resistance / divisor;
    census.mean_skill_gap[segment] = sums.skill_gap / divisor;
    census.tie_fill[segment] = sums.ties / (divisor * static_cast<double>(inside_ties));
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

void count(const Month& month, const PracticeCatalogue& practices, const ExpansionWeights& weights,
           const FirmLayout& layout, Everyone firms, Sum<BlockSums> sums) {
    const std::array<DepthTable, 2> depths{DepthTable(practices.pillar_mask[circular]),
                                           DepthTable(practices.pillar_mask[digital])};
    const IntensityTable intensity(practices.pillar_mask[digital]);
    GroupTally tally;
    BatchValues values;
    for_each_batch(firms.block, [&](RowBatch batch) {
        WeightedSums weighted(batch.size);
        count_groups(firms, weights, depths, intensity, batch, tally, weighted, values);
        add_means(firms, weighted, values, batch.begin, *sums);
        sums->liquidity += add_liquidity(firms, batch);
        if (layout.is_cluster(firms.block.segment)) {
            count_members(month, firms, batch, *sums);
        }
    });
    tally.write(*sums);
}

void publish(const FirmLayout& layout, const Delivery& delivery, const Sums<BlockSums>& sums, Census& census,
             SectorCensus& sectors, Groups& groups) {
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
        note(total, firms, segment, census);
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
