#include "models/mechanisms/census.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "sim/core/parallel.hpp"

namespace actorhood::models::census {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

void count_block(const Month& month, const Firms& firms, const PracticeCatalogue& practices,
                 const ExpansionWeights& weights, const RowBlock& block, BlockSums& sums) {
    sums = {};
    const bool members = firms.is_cluster(block.segment);
    const std::uint32_t circular_mask = practices.pillar_mask[circular];
    const std::uint32_t digital_mask = practices.pillar_mask[digital];
    std::array<double, 33> circular_depth{};
    std::array<double, 33> digital_depth{};
    for (int n = 0; n <= 32; ++n) {
        circular_depth[static_cast<std::size_t>(n)] = n / std::max(1.0, 1.0 * std::popcount(circular_mask));
        digital_depth[static_cast<std::size_t>(n)] = n / std::max(1.0, 1.0 * std::popcount(digital_mask));
    }
    for (std::uint32_t row = block.begin; row < block.end; ++row) {
        const std::size_t size_class = firms.size_class[row];
        const double weight = firms.sampled[row] != 0 ? weights[size_class] : 1.0;
        const double resistance = weight * static_cast<double>(firms.resistance[row]);
        const double skill_gap = weight * static_cast<double>(firms.skill_gap[row]);
        const double orientation = static_cast<double>(firms.orientation[row]);
        sums.weight += weight;
        sums.orientation += weight * orientation;
        sums.orientation_squared += weight * orientation * orientation;
        sums.resistance += resistance;
        sums.skill_gap += skill_gap;
        sums.capacity[circular] += weight * static_cast<double>(firms.circular_capacity[row]);
        sums.capacity[digital] += weight * static_cast<double>(firms.digital_capacity[row]);
        const std::uint32_t adopted = firms.adopted[row];
        sums.depth[circular] += weight * circular_depth[static_cast<std::size_t>(std::popcount(adopted & circular_mask))];
        sums.depth[digital] += weight * digital_depth[static_cast<std::size_t>(std::popcount(adopted & digital_mask))];
        sums.liquidity += firms.liquidity[row];
        const std::size_t sector = firms.sector[row];
        sums.by_sector[sector][0] += weight;
        sums.by_sector[sector][1] += resistance;
        sums.by_sector[sector][2] += skill_gap;
        sums.by_class[size_class][0] += weight;
        sums.by_class[size_class][1] += resistance;
        sums.by_class[size_class][2] += skill_gap;
        ++sums.classes[size_class];
        if (members) {
            sums.trust += static_cast<double>(firms.trust[row]);
            sums.value += static_cast<double>(firms.value[row]);
            sums.services += static_cast<double>(firms.services_rate[row]);
            sums.jobs += static_cast<double>(firms.employees[row]);
            const auto& served = firms.served_until[row];
            sums.passive += *std::max_element(served.begin(), served.end()) <= month.index ? 1.0 : 0.0;
            ++sums.sectors[sector];
            ++sums.orientations[std::min<std::size_t>(63, static_cast<std::size_t>(orientation * 64.0))];
        }
        std::uint32_t ties = 0;
        for (std::size_t slot = 0; slot < inside_ties; ++slot) {
            ties += firms.ties[row][slot] != no_firm ? 1u : 0u;
        }
        sums.ties += weight * ties;
    }
}

void add(BlockSums& total, const BlockSums& part) {
    total.weight += part.weight;
    total.orientation += part.orientation;
    total.orientation_squared += part.orientation_squared;
    total.trust += part.trust;
    total.value += part.value;
    total.services += part.services;
    total.passive += part.passive;
    total.resistance += part.resistance;
    total.skill_gap += part.skill_gap;
    total.ties += part.ties;
    total.jobs += part.jobs;
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

void publish(const BlockSums& sums, std::uint32_t firm_count, std::size_t segment, Census& census) {
    const double divisor = sums.weight > 0.0 ? sums.weight : 1.0;
    const double mean = sums.orientation / divisor;
    census.firms[segment] = firm_count;
    census.mean_orientation[segment] = mean;
    census.sd_orientation[segment] = std::sqrt(std::max(0.0, sums.orientation_squared / divisor - mean * mean));
    census.mean_trust[segment] = sums.trust / divisor;
    census.mean_value[segment] = sums.value / divisor;
    census.mean_services[segment] = sums.services / divisor;
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

/// Mean of the resistance (1) or the skill gap (2) in a row of weighted sums.
double mean_of(const std::array<double, 3>& sums, std::size_t what) {
    return sums[0] > 0.0 ? sums[what] / sums[0] : undefined;
}

} // namespace

double weighted_share(const std::array<std::int32_t, AdoptionRegister::strata>& having,
                      const std::array<std::int32_t, AdoptionRegister::strata>& firms,
                      const ExpansionWeights& weights) {
    double numerator = 0.0;
    double denominator = 0.0;
    for (std::size_t stratum = 0; stratum < AdoptionRegister::strata; ++stratum) {
        const double weight = stratum % 2 == 1 ? weights[stratum / 2] : 1.0;
        numerator += weight * having[stratum];
        denominator += weight * firms[stratum];
    }
    return denominator > 0.0 ? numerator / denominator : undefined;
}

void step(const Month& month, const Firms& firms, const PracticeCatalogue& practices, const ExpansionWeights& weights,
          Scratch& scratch, Census& census) {
    const std::vector<RowBlock>& blocks = firms.blocks();
    scratch.blocks.resize(blocks.size());
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        count_block(month, firms, practices, weights, blocks[b], scratch.blocks[b]);
    });
    scratch.by_sector = {};
    scratch.by_class = {};
    scratch.liquidity = 0;
    std::size_t b = 0;
    for (std::uint32_t segment = 0; segment < firms.segments().size(); ++segment) {
        BlockSums total;
        const std::size_t outside = firms.is_cluster(segment) ? 0 : 1;
        for (; b < blocks.size() && blocks[b].segment == segment; ++b) {
            const BlockSums& part = scratch.blocks[b];
            add(total, part);
            scratch.liquidity += part.liquidity;
            for (std::size_t k = 0; k < 3; ++k) {
                for (std::size_t s = 0; s < sector_count; ++s) {
                    scratch.by_sector[outside][s][k] += part.by_sector[s][k];
                }
                for (std::size_t c = 0; c < size_class_count; ++c) {
                    scratch.by_class[outside][c][k] += part.by_class[c][k];
                }
            }
        }
        publish(total, firms.segment(segment).size, segment, census);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world, const Scratch& scratch) {
    using sim::Meaning;
    using sim::Source;
    using sim::Unit;
    const World* const w = &world;
    const Scratch* const s = &scratch;
    const Source measured{"census of all firms, weighted to the economy"};
    outputs.variable("resistance_by_sector", {"group", "sector"}, Unit{"1"},
                     Meaning{"Mean workforce resistance, members and firms outside, by sector"}, measured,
                     [s](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(s->by_sector[i / sector_count][i % sector_count], 1);
                         }
                     });
    outputs.variable("skill_gap_by_sector", {"group", "sector"}, Unit{"1"},
                     Meaning{"Mean skill gap, members and firms outside, by sector"}, measured,
                     [s](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(s->by_sector[i / sector_count][i % sector_count], 2);
                         }
                     });
    outputs.variable("resistance_by_size_class", {"group", "size_class"}, Unit{"1"},
                     Meaning{"Mean workforce resistance, members and firms outside, by size class"}, measured,
                     [s](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = mean_of(s->by_class[i / size_class_count][i % size_class_count], 1);
                         }
                     });
    outputs.variable("depth", {"cluster", "pillar"}, Unit{"1"},
                     Meaning{"Mean share of the pillar's practices that members have adopted"}, measured,
                     [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = w->census.mean_depth[i / pillar_count][i % pillar_count];
                         }
                     });
    outputs.variable("passive_share", {"cluster"}, Unit{"1"},
                     Meaning{"Share of members that received no service in the last twelve months"}, measured,
                     [w](std::span<double> out) {
                         std::copy_n(w->census.passive_share.begin(), out.size(), out.begin());
                     });
    outputs.variable("sector_diversity", {"cluster"}, Unit{"1"},
                     Meaning{"Simpson index of the members' sectors"}, measured, [w](std::span<double> out) {
                         std::copy_n(w->census.sector_diversity.begin(), out.size(), out.begin());
                     });
}

} // namespace actorhood::models::census
