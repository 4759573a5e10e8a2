#include "models/mechanisms/census.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::census {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Sums of weight times value over a batch, in eight interleaved parts that are added at the end: a fixed order that
/// processors can do eight at a time.
class WeightedSums {
public:
    explicit WeightedSums(std::uint32_t size) : size_(size) {}

    std::array<double, BatchDraws::rows> weight{};

    /// Sum of weight * value(i).
    template <class Value>
    [[nodiscard]] double of(Value&& value) const {
        std::array<double, 8> parts{};
        std::uint32_t i = 0;
        for (; i + 8 <= size_; i += 8) {
            for (std::uint32_t lane = 0; lane < 8; ++lane) {
                parts[lane] += weight[i + lane] * value(i + lane);
            }
        }
        for (; i < size_; ++i) {
            parts[i % 8] += weight[i] * value(i);
        }
        return ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]));
    }

private:
    std::uint32_t size_;
};

/// Depth by number of practices of a pillar in use.
struct DepthTable {
    std::uint32_t mask;
    std::array<double, practice_limit + 1> depth;

    explicit DepthTable(std::uint32_t pillar_mask) : mask(pillar_mask) {
        const double practices = std::max(1, std::popcount(pillar_mask));
        for (std::size_t n = 0; n < depth.size(); ++n) {
            depth[n] = static_cast<double>(n) / practices;
        }
    }
    [[nodiscard]] double of(std::uint32_t adopted) const {
        return depth[static_cast<std::size_t>(std::popcount(adopted & mask))];
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

/// Digital intensity, and whether any circular practice is in use.
void count_use(Everyone firms, const ExpansionWeights& weights, const std::array<DepthTable, 2>& depths,
               const IntensityTable& intensity, RowBatch batch, BlockSums& sums) {
    for (std::uint32_t row = batch.begin; row < batch.begin + batch.size; ++row) {
        const std::size_t size_class = firms.size_class[row];
        const double weight = firms.sampled[row] != 0 ? weights[size_class] : 1.0;
        const std::uint32_t adopted = firms.adopted[row];
        PracticeUse& use = sums.use[size_class];
        use[intensity.level[static_cast<std::size_t>(std::popcount(adopted & depths[digital].mask))]] += weight;
        use[intensity_count] += (adopted & depths[circular].mask) != 0 ? weight : 0.0;
    }
}

/// What means of a batch are made of; its rows begin with `first`.
void add_means(Everyone firms, const WeightedSums& weighted, const std::array<DepthTable, 2>& depths,
               std::uint32_t first, BlockSums& sums) {
    const auto column = [first](auto values) {
        return [at = &values[first]](std::uint32_t i) { return static_cast<double>(at[i]); };
    };
    sums.weight += weighted.of([](std::uint32_t) { return 1.0; });
    sums.orientation += weighted.of(column(firms.orientation));
    sums.orientation_squared += weighted.of([at = &firms.orientation[first]](std::uint32_t i) {
        return static_cast<double>(at[i]) * static_cast<double>(at[i]);
    });
    sums.resistance += weighted.of(column(firms.resistance));
    sums.skill_gap += weighted.of(column(firms.skill_gap));
    for (const Pillar pillar : {circular, digital}) {
        sums.capacity[pillar] += weighted.of(column(firms.capacity(pillar)));
        sums.depth[pillar] +=
            weighted.of([&, at = &firms.adopted[first]](std::uint32_t i) { return depths[pillar].of(at[i]); });
    }
    sums.ties += weighted.of([at = &firms.ties[first]](std::uint32_t i) {
        std::uint32_t ties = 0;
        for (std::size_t slot = 0; slot < inside_ties; ++slot) {
            ties += at[i][slot] != no_firm ? 1u : 0u;
        }
        return static_cast<double>(ties);
    });
}

/// What every firm counts for.
void count_firms(Everyone firms, const ExpansionWeights& weights, const std::array<DepthTable, 2>& depths,
                 RowBatch batch, BlockSums& sums) {
    WeightedSums weighted(batch.size);
    const std::uint32_t first = batch.begin;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = first + i;
        const std::size_t size_class = firms.size_class[row];
        const double weight = firms.sampled[row] != 0 ? weights[size_class] : 1.0;
        const double resistance = weight * static_cast<double>(firms.resistance[row]);
        const double skill_gap = weight * static_cast<double>(firms.skill_gap[row]);
        weighted.weight[i] = weight;
        sums.liquidity += firms.liquidity[row];
        auto& sector = sums.by_sector[firms.sector[row]];
        sector[0] += weight;
        sector[1] += resistance;
        sector[2] += skill_gap;
        auto& by_class = sums.by_class[size_class];
        by_class[0] += weight;
        by_class[1] += resistance;
        by_class[2] += skill_gap;
        ++sums.classes[size_class];
    }
    add_means(firms, weighted, depths, first, sums);
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
    for_each_batch(firms.block, [&](RowBatch batch) {
        count_firms(firms, weights, depths, batch, *sums);
        count_use(firms, weights, depths, intensity, batch, *sums);
        if (layout.is_cluster(firms.block.segment)) {
            count_members(month, firms, batch, *sums);
        }
    });
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
