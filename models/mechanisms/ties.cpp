#include "models/mechanisms/ties.hpp"

#include <algorithm>

#include "models/state/batches.hpp"
#include "models/state/output_columns.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::ties {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("ties", "Ties between firms: formation and decay");
    schema.real(p.break_rate, "break_rate", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.2},
                Meaning{"Rate at which a tie breaks"}, Source{"assumption"});
    schema.real(p.base_rate, "base_rate", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.2},
                Meaning{"New inside ties per free slot without the help of a cluster organisation"},
                Source{"assumption: half of the slots in use at break_rate"});
    schema.real(p.formation_rate, "formation_rate", Unit{"year-1"}, Default{0.25}, non_negative, Sweep{0.1, 0.5},
                Meaning{"Further inside ties per free slot at one collaboration staff per 50 members"},
                Source{"S2 for the function; value assumed"});
    schema.real(p.half_intensity, "half_intensity", Unit{"1"}, Default{2}, Bounds{0.01, 100}, Sweep{1, 4},
                Meaning{"Collaboration staff per 50 members at which formation reaches half of its limit"},
                Source{"assumption"});
    schema.real(p.outside_rate, "outside_rate", Unit{"year-1"}, Default{0.05}, non_negative, Sweep{0, 0.1},
                Meaning{"New ties to other segments per free outside slot"}, Source{"assumption"});
    schema.real(p.same_region, "same_region", Unit{"1"}, Default{0.7}, share, Sweep{0.3, 1},
                Meaning{"Share of outside ties that stay within the region"},
                Source{"assumption; Boschma 2005 for proximity"});
    schema.real(p.rewiring, "rewiring", Unit{"1"}, Default{0.1}, share, Sweep{0, 1},
                Meaning{"Share of the initial ring's ties that are rewired to random members"},
                Source{"Watts & Strogatz 1998 for the form; value assumed"});
    schema.real(p.outside_degree, "outside_degree", Unit{"1"}, Default{3}, Bounds{0, 6}, Sweep{1, 6},
                Meaning{"Initial ties of a firm outside clusters within its region, rounded"}, Source{"assumption"});
}

Neighbourhood derive(const ClusterIdentity& identity, std::uint32_t regions) {
    Neighbourhood result;
    for (const std::int32_t region : identity.region) {
        result.region.push_back(static_cast<std::uint32_t>(region));
    }
    for (std::uint32_t r = 0; r < regions; ++r) {
        result.region.push_back(r);
    }
    for (std::uint32_t r = 0; r < regions; ++r) {
        result.first.push_back(static_cast<std::uint32_t>(result.segments.size()));
        for (std::uint32_t segment = 0; segment < result.region.size(); ++segment) {
            if (result.region[segment] == r) {
                result.segments.push_back(segment);
            }
        }
    }
    result.first.push_back(static_cast<std::uint32_t>(result.segments.size()));
    return result;
}

EventTable event_table(double probability) {
    EventTable table{};
    std::array<double, tie_slots + 1> exactly{1.0};
    for (std::size_t trials = 0; trials <= tie_slots; ++trials) {
        double below = 0.0;
        for (std::size_t k = 0; k <= tie_slots; ++k) {
            below += exactly[k];
            table[trials][k] = below;
        }
        for (std::size_t k = tie_slots; k > 0; --k) {
            exactly[k] = exactly[k] * (1.0 - probability) + exactly[k - 1] * probability;
        }
        exactly[0] *= 1.0 - probability;
    }
    return table;
}

std::uint32_t event_count(const EventTable& table, std::uint32_t trials, double u) {
    std::uint32_t count = 0;
    while (count < trials && u >= table[trials][count]) {
        ++count;
    }
    return count;
}

double formation_rate(const Parameters& parameters, double collaboration_intensity) {
    const double half = parameters.half_intensity;
    const double meetings = collaboration_intensity * (1.0 + half) / (collaboration_intensity + half);
    return parameters.base_rate + parameters.formation_rate * meetings;
}

namespace {

constexpr double quarterly(double yearly_rate) { return sim::monthly_hazard(3.0 * yearly_rate); }

/// Further Philox blocks of a firm: up to eight breaks, then up to six inside ties, then the outside tie.
constexpr std::uint32_t break_block = 1;
constexpr std::uint32_t inside_block = 16;
constexpr std::uint32_t outside_block = 32;

bool holds(const TieSlots& slots, std::uint32_t handle) {
    return std::find(slots.begin(), slots.end(), handle) != slots.end();
}

/// Writes a partner into the first free slot of [from, to); no effect when none is free.
void place(TieSlots& slots, std::size_t from, std::size_t to, std::uint32_t handle) {
    for (std::size_t slot = from; slot < to; ++slot) {
        if (slots[slot] == no_firm) {
            slots[slot] = handle;
            return;
        }
    }
}

std::uint32_t used_slots(const TieSlots& slots, std::size_t from, std::size_t to) {
    std::uint32_t used = 0;
    for (std::size_t slot = from; slot < to; ++slot) {
        used += slots[slot] != no_firm ? 1u : 0u;
    }
    return used;
}

/// Frees the `number`-th slot in use.
void free_slot(TieSlots& slots, std::uint32_t number) {
    for (std::uint32_t& partner : slots) {
        if (partner != no_firm && number-- == 0) {
            partner = no_firm;
            return;
        }
    }
}

/// Adds a random firm of the own segment. Four candidates; of those the first three must be of the same sector
/// when `prefer_sector`.
void add_inside(const sim::RandomBlock& draw, const Segment& segment, bool prefer_sector, std::uint32_t row,
                Firms& firms) {
    TieSlots& slots = firms.ties[row];
    for (std::size_t k = 0; k < 4; ++k) {
        const std::uint32_t candidate = segment.begin + pick(draw.word[k], segment.size);
        const std::uint32_t handle = firms.handle[candidate];
        const bool suits = !prefer_sector || k == 3 || firms.sector[candidate] == firms.sector[row];
        if (candidate != row && suits && !holds(slots, handle)) {
            place(slots, 0, inside_ties, handle);
            return;
        }
    }
}

/// Firms of the segments in the order of the neighbourhood, as running totals: picks a random firm in a few steps.
class FirmIndex {
public:
    FirmIndex(const Neighbourhood& neighbourhood, const Firms& firms) : neighbourhood_(neighbourhood) {
        before_.reserve(neighbourhood.segments.size() + 1);
        place_.resize(neighbourhood.segments.size());
        before_.push_back(0);
        for (std::uint32_t i = 0; i < neighbourhood.segments.size(); ++i) {
            before_.push_back(before_.back() + firms.segment(neighbourhood.segments[i]).size);
            place_[neighbourhood.segments[i]] = i;
        }
    }
    /// Handle of a random firm at positions [first, last) of the neighbourhood, none of segment `own`; no_firm when
    /// there is none.
    [[nodiscard]] std::uint32_t pick_elsewhere(const Firms& firms, std::uint32_t first, std::uint32_t last,
                                               std::uint32_t own, std::uint32_t word) const {
        const std::uint32_t own_place = place_[own];
        const bool contains = own_place >= first && own_place < last;
        const std::uint32_t own_size = contains ? firms.segment(own).size : 0;
        const std::uint32_t total = before_[last] - before_[first] - own_size;
        if (total == 0) {
            return no_firm;
        }
        std::uint32_t position = before_[first] + pick(word, total);
        position += contains && position >= before_[own_place] ? own_size : 0;
        const auto after = std::upper_bound(before_.begin() + first, before_.begin() + last, position);
        const auto place = static_cast<std::size_t>(after - before_.begin()) - 1;
        return firms.handle[firms.segment(neighbourhood_.segments[place]).begin + position - before_[place]];
    }

private:
    const Neighbourhood& neighbourhood_;
    std::vector<std::uint32_t> before_; ///< firms before each position
    std::vector<std::uint32_t> place_;  ///< position of each segment
};

/// Adds a firm of another segment: of the same region with the declared probability.
void add_outside(const Parameters& parameters, const Neighbourhood& neighbourhood, const FirmIndex& index,
                 const sim::RandomBlock& draw, std::uint32_t own, std::uint32_t row, Firms& firms) {
    const std::uint32_t region = neighbourhood.region[own];
    const bool stay = draw.uniform32(0) < parameters.same_region;
    const std::uint32_t first = stay ? neighbourhood.first[region] : 0;
    const std::uint32_t last =
        stay ? neighbourhood.first[region + 1] : static_cast<std::uint32_t>(neighbourhood.segments.size());
    const std::uint32_t handle = index.pick_elsewhere(firms, first, last, own, draw.word[1]);
    if (handle != no_firm && !holds(firms.ties[row], handle)) {
        place(firms.ties[row], inside_ties, tie_slots, handle);
    }
}

/// Adds a firm of a partner cluster: a random metacluster of the own cluster, a random member of it. A member that left,
/// has no firms or is the own cluster gives way to the next one.
void add_partner(const sim::RandomBlock& draw, const Metaclusters& metaclusters, std::uint32_t own, std::uint32_t row,
                 Firms& firms) {
    const auto is_member_of = [&](std::size_t i) {
        for (std::uint32_t e = metaclusters.first[i]; e < metaclusters.first[i + 1]; ++e) {
            if (metaclusters.cluster[e] == own && metaclusters.standing[e] != no_member) {
                return true;
            }
        }
        return false;
    };
    const auto count = static_cast<std::uint32_t>(metaclusters.count());
    std::uint32_t i = pick(draw.word[0], count);
    for (std::uint32_t tried = 0; tried < count && !is_member_of(i); ++tried) {
        i = (i + 1) % count;
    }
    const std::uint32_t first = metaclusters.first[i];
    const std::uint32_t size = metaclusters.first[i + 1] - first;
    for (std::uint32_t k = 0, e = pick(draw.word[1], std::max(1u, size)); k < size; ++k, e = (e + 1) % size) {
        const Segment& partner = firms.segment(metaclusters.cluster[first + e]);
        if (metaclusters.standing[first + e] != no_member && metaclusters.cluster[first + e] != own &&
            partner.size > 0) {
            const std::uint32_t handle = firms.handle[partner.begin + pick(draw.word[2], partner.size)];
            if (!holds(firms.ties[row], handle)) {
                place(firms.ties[row], inside_ties, tie_slots, handle);
            }
            return;
        }
    }
}

/// Lets the members of one cluster meet firms of partner clusters.
void meet_partners(const sim::RandomStream& draws, const Metaclusters& metaclusters, const RowBlock& block,
                   Firms& firms) {
    const double meeting = quarterly(metaclusters.cooperation.tie_rate[block.segment]);
    BatchDraws words;
    for_each_batch(block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::uint32_t row = batch.begin + i;
            const std::uint32_t open = outside_ties - used_slots(firms.ties[row], inside_ties, tie_slots);
            double none = 1.0;
            for (std::uint32_t slot = 0; slot < open; ++slot) {
                none *= 1.0 - meeting;
            }
            if (words.uniform(0, i) < 1.0 - none) {
                add_partner(draws.block(firms.key[row], 1), metaclusters, block.segment, row, firms);
            }
        }
    });
}

/// Ring over the rows of a cluster: the neighbours at distance 1, 2 and 3 on both sides, some rewired.
void ring_ties(const Parameters& parameters, const sim::RandomStream& draws, const Segment& segment,
               std::uint32_t row, Firms& firms) {
    static constexpr std::array<std::uint32_t, inside_ties> steps{1, 2, 3, 1, 2, 3};
    TieSlots& slots = firms.ties[row];
    const std::uint32_t place_in_ring = row - segment.begin;
    for (std::uint32_t k = 0; k < inside_ties; ++k) {
        const std::uint32_t distance = steps[k] % segment.size;
        const std::uint32_t forward = k < 3 ? distance : segment.size - distance;
        std::uint32_t candidate = segment.begin + (place_in_ring + forward) % segment.size;
        const sim::RandomBlock draw = draws.block(firms.key[row], inside_block + k);
        if (draw.uniform32(0) < parameters.rewiring) {
            candidate = segment.begin + pick(draw.word[1], segment.size);
        }
        if (candidate != row && !holds(slots, firms.handle[candidate])) {
            place(slots, 0, inside_ties, firms.handle[candidate]);
        }
    }
}

/// What the loop over a block needs, computed once a block.
struct QuarterTables {
    EventTable breaking;
    EventTable forming;
    std::array<double, outside_ties + 1> outside; ///< probability of a new outside tie by free slots
};

QuarterTables quarter_tables(const Parameters& parameters, double inside_rate, double outside_rate) {
    const double outside = quarterly(outside_rate);
    return {event_table(quarterly(parameters.break_rate)),
            event_table(quarterly(inside_rate)),
            {0.0, outside, 1.0 - (1.0 - outside) * (1.0 - outside)}};
}

} // namespace

void initialise(const Parameters& parameters, const Neighbourhood& neighbourhood, const sim::Random& random,
                Firms& firms) {
    const sim::RandomStream draws = random.fixed(initial_tie_stream);
    const FirmIndex index(neighbourhood, firms);
    const auto degree = static_cast<std::uint32_t>(parameters.outside_degree + 0.5);
    sim::parallel_for(firms.blocks().size(), [&](std::size_t b) {
        const RowBlock& block = firms.blocks()[b];
        const Segment& segment = firms.segment(block.segment);
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            firms.ties[row].fill(no_firm);
            if (!firms.is_cluster(block.segment)) {
                for (std::uint32_t k = 0; k < degree; ++k) {
                    add_inside(draws.block(firms.key[row], inside_block + k), segment, true, row, firms);
                }
                continue;
            }
            ring_ties(parameters, draws, segment, row, firms);
            const std::uint32_t others = pick(draws.block(firms.key[row]).word[0], outside_ties + 1);
            for (std::uint32_t k = 0; k < others; ++k) {
                add_outside(parameters, neighbourhood, index, draws.block(firms.key[row], outside_block + k),
                            block.segment, row, firms);
            }
        }
    });
}

void break_supply(const sim::Random& random, const Month& month, const Shocks& shocks, Firms& firms) {
    if (!shocks.begins[supply_shock]) {
        return;
    }
    const sim::RandomStream draws = random.stream(supply_break_stream, month.index);
    sim::parallel_for(firms.blocks().size(), [&](std::size_t b) {
        const RowBlock& block = firms.blocks()[b];
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            const double own = shocks.onset(supply_shock, block.segment, firms.sector[row]);
            for (std::uint32_t slot = 0; slot < tie_slots; ++slot) {
                std::uint32_t& handle = firms.ties[row][slot];
                const std::uint32_t partner = firms.row_of(handle);
                const double hit =
                    partner == no_firm
                        ? own
                        : std::max(own, shocks.onset(supply_shock, firms.segment_of(handle), firms.sector[partner]));
                if (handle != no_firm && draws.happens(firms.key[row], hit, slot)) {
                    handle = no_firm;
                }
            }
        }
    });
}

void step(const Parameters& parameters, const Neighbourhood& neighbourhood, const sim::Random& random,
          const Month& month, const Pathway& pathway, const Shocks& shocks, Firms& firms,
          const Column<double>* outside_factor, const Metaclusters* metaclusters) {
    break_supply(random, month, shocks, firms);
    if (!month.last_of_quarter) {
        return;
    }
    const sim::RandomStream draws = random.stream(tie_stream, month.index);
    const sim::RandomStream partner_draws = random.stream(metacluster_tie_stream, month.index);
    const FirmIndex index(neighbourhood, firms);
    sim::parallel_for(firms.blocks().size(), [&](std::size_t b) {
        const RowBlock& block = firms.blocks()[b];
        const bool member = firms.is_cluster(block.segment);
        const double intensity = member ? pathway.collaboration_intensity[block.segment] : 0.0;
        const double outside_rate =
            parameters.outside_rate * (outside_factor != nullptr ? (*outside_factor)[block.segment] : 1.0);
        const QuarterTables tables = quarter_tables(parameters, formation_rate(parameters, intensity), outside_rate);
        BatchDraws words;
        for_each_batch(block, [&](RowBatch batch) {
            words.draw(draws, firms, batch);
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                const std::uint32_t row = batch.begin + i;
                TieSlots& slots = firms.ties[row];
                std::uint32_t used = used_slots(slots, 0, tie_slots);
                const std::uint32_t broken = event_count(tables.breaking, used, words.uniform(0, i));
                for (std::uint32_t k = 0; k < broken; ++k, --used) {
                    free_slot(slots, pick(draws.block(firms.key[row], break_block + k).word[0], used));
                }
                const auto free = static_cast<std::uint32_t>(inside_ties) - used_slots(slots, 0, inside_ties);
                const std::uint32_t formed = event_count(tables.forming, free, words.uniform(1, i));
                for (std::uint32_t k = 0; k < formed; ++k) {
                    add_inside(draws.block(firms.key[row], inside_block + k), firms.segment(block.segment), !member,
                               row, firms);
                }
                const std::uint32_t open = outside_ties - used_slots(slots, inside_ties, tie_slots);
                if (words.uniform(2, i) < tables.outside[open]) {
                    add_outside(parameters, neighbourhood, index, draws.block(firms.key[row], outside_block),
                                block.segment, row, firms);
                }
            }
        });
        if (metaclusters != nullptr && member && metaclusters->cooperation.tie_rate[block.segment] > 0.0) {
            meet_partners(partner_draws, *metaclusters, block, firms);
        }
    });
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("tie_fill", {"cluster"}, Unit{"1"}, Meaning{"Mean share of members' inside tie slots in use"},
                     Source{"model 7.8"}, values_of(world.census.tie_fill));
    outputs.variable("outside_tie_fill", {"region"}, Unit{"1"},
                     Meaning{"Mean share of regional tie slots in use by firms outside clusters, weighted"},
                     Source{"model 7.8"}, [w](std::span<double> out) {
                         std::copy_n(w->census.tie_fill.begin() + w->firms.cluster_count(), out.size(), out.begin());
                     });
}

} // namespace actorhood::models::ties
