#include "models/mechanisms/ties.hpp"

#include <algorithm>
#include <bit>

#include "models/firms/batches.hpp"
#include "models/firms/gates.hpp"
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
    schema.real(
        p.half_intensity, "half_intensity", Unit{"1"}, Default{2}, Bounds{0.01, 100}, Sweep{1, 4},
        Meaning{"Collaboration staff per 50 members at which formation reaches half of its limit", Symbol{"h"}},
        Source{"assumption"});
    schema.real(p.outside_rate, "outside_rate", Unit{"year-1"}, Default{0.05}, non_negative, Sweep{0, 0.1},
                Meaning{"New ties to other segments per free outside slot"}, Source{"assumption"});
    schema.real(p.same_region, "same_region", Unit{"1"}, Default{0.7}, share, Sweep{0.3, 1},
                Meaning{"Share of outside ties that stay within the region"},
                Source{"assumption; Boschma 2005 for proximity"});
    schema.integer(p.durable, "durable", Unit{"1"}, Default{0}, Bounds{0, 6}, Sweep{0, 6},
                   Meaning{"Inside slots whose ties do not break by themselves"},
                   Source{"Centola & Macy 2007 for what lasting ties carry; neutral value"});
    schema.fixed("it shapes the first network of ties only", [&] {
        schema.real(p.rewiring, "rewiring", Unit{"1"}, Default{0.1}, share, Sweep{0, 1},
                    Meaning{"Share of the initial ring's ties that are rewired to random members"},
                    Source{"Watts & Strogatz 1998 for the form; value assumed"});
        schema.real(p.outside_degree, "outside_degree", Unit{"1"}, Default{3}, Bounds{0, 6}, Sweep{1, 6},
                    Meaning{"Initial ties of a firm outside clusters within its region, rounded"},
                    Source{"assumption"});
    });
}

Neighbourhood map(const ClusterIdentity& identity, const FirmLayout& firms) {
    const std::uint32_t regions = firms.region_count();
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

bool holds(const TieSlots& slots, std::uint32_t handle) { return sim::matches(slots, handle) != 0; }

/// Writes a partner into the first free one of some slots; no effect when none is free.
void place(TieSlots& slots, std::uint32_t among, std::uint32_t handle) {
    if (const std::uint32_t free = free_slots(slots) & among; free != 0) {
        slots[static_cast<std::size_t>(std::countr_zero(free))] = handle;
    }
}

std::uint32_t free_inside(const TieSlots& slots) { return count_slots(free_slots(slots) & inside_slots); }
std::uint32_t free_outside(const TieSlots& slots) { return count_slots(free_slots(slots) & outside_slots); }

/// Lowest word with which event_count() can be above zero, whatever the number of trials up to `most`: seldom reached,
/// and only then the slots are looked at.
std::uint32_t lowest_word(const EventTable& table, std::size_t most) {
    return static_cast<std::uint32_t>(std::max(0.0, table[most][0] * 0x1p32 - 1.0));
}

/// Adds a random firm of the own segment. Four candidates; of those the first three must be of the same sector
/// when `prefer_sector`.
void add_inside(const sim::RandomBlock& draw, const Segment& segment, bool prefer_sector, std::uint32_t row,
                const FirmIdentity& firms, TieSlots& slots) {
    for (std::size_t k = 0; k < 4; ++k) {
        const std::uint32_t candidate = segment.begin + pick(draw.word[k], segment.size);
        const std::uint32_t handle = firms.handle[candidate];
        const bool suits = !prefer_sector || k == 3 || firms.sector[candidate] == firms.sector[row];
        if (candidate != row && suits && !holds(slots, handle)) {
            place(slots, inside_slots, handle);
            return;
        }
    }
}

FirmIndex index_of(const Neighbourhood& neighbourhood, const FirmLayout& layout) {
    FirmIndex index;
    index.before.reserve(neighbourhood.segments.size() + 1);
    index.place.resize(neighbourhood.segments.size());
    index.before.push_back(0);
    for (std::uint32_t i = 0; i < neighbourhood.segments.size(); ++i) {
        index.before.push_back(index.before.back() + layout.segment(neighbourhood.segments[i]).size);
        index.place[neighbourhood.segments[i]] = i;
    }
    return index;
}

/// All whom a firm can meet.
struct Society {
    const Neighbourhood& neighbourhood;
    const FirmIndex& index;
    const FirmLayout& layout;
    const FirmIdentity& firms;

    /// Handle of a random firm at positions [first, last) of the neighbourhood, none of segment `own`; no_firm when
    /// there is none.
    [[nodiscard]] std::uint32_t pick_elsewhere(std::uint32_t first, std::uint32_t last, std::uint32_t own,
                                               std::uint32_t word) const {
        const std::vector<std::uint32_t>& before = index.before;
        const std::uint32_t own_place = index.place[own];
        const bool contains = own_place >= first && own_place < last;
        const std::uint32_t own_size = contains ? layout.segment(own).size : 0;
        const std::uint32_t total = before[last] - before[first] - own_size;
        if (total == 0) {
            return no_firm;
        }
        std::uint32_t position = before[first] + pick(word, total);
        position += contains && position >= before[own_place] ? own_size : 0;
        const auto after = std::upper_bound(before.begin() + first, before.begin() + last, position);
        const auto place = static_cast<std::size_t>(after - before.begin()) - 1;
        return firms.handle[layout.segment(neighbourhood.segments[place]).begin + position - before[place]];
    }
};

/// Adds a firm of another segment: of the same region with the declared probability.
void add_outside(const Parameters& parameters, const Society& society, const sim::RandomBlock& draw,
                 std::uint32_t own, TieSlots& slots) {
    const Neighbourhood& neighbourhood = society.neighbourhood;
    const std::uint32_t region = neighbourhood.region[own];
    const bool stay = draw.uniform32(0) < parameters.same_region;
    const std::uint32_t first = stay ? neighbourhood.first[region] : 0;
    const std::uint32_t last =
        stay ? neighbourhood.first[region + 1] : static_cast<std::uint32_t>(neighbourhood.segments.size());
    const std::uint32_t handle = society.pick_elsewhere(first, last, own, draw.word[1]);
    if (handle != no_firm && !holds(slots, handle)) {
        place(slots, outside_slots, handle);
    }
}

/// Adds a firm of a partner cluster: a random metacluster of the own cluster, a random member of it. A member that left,
/// has no firms or is the own cluster gives way to the next one.
void add_partner(const sim::RandomBlock& draw, const Metaclusters& metaclusters, std::uint32_t own,
                 const FirmLayout& layout, const FirmIdentity& firms, TieSlots& slots) {
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
        const Segment& partner = layout.segment(metaclusters.cluster[first + e]);
        if (metaclusters.standing[first + e] != no_member && metaclusters.cluster[first + e] != own &&
            partner.size > 0) {
            const std::uint32_t handle = firms.handle[partner.begin + pick(draw.word[2], partner.size)];
            if (!holds(slots, handle)) {
                place(slots, outside_slots, handle);
            }
            return;
        }
    }
}

/// Ring over the rows of a cluster: the neighbours at distance 1, 2 and 3 on both sides, some rewired.
void ring_ties(const Parameters& parameters, const sim::RandomStream& draws, const Segment& segment,
               std::uint32_t row, const FirmIdentity& firms, TieSlots& slots) {
    static constexpr std::array<std::uint32_t, inside_ties> steps{1, 2, 3, 1, 2, 3};
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
            place(slots, inside_slots, firms.handle[candidate]);
        }
    }
}

/// Probabilities of a quarter, the same for all firms of a block.
struct QuarterTables {
    std::uint32_t breakable; ///< slots whose ties break, a bit for each
    EventTable breaking;
    EventTable forming;
    std::array<double, outside_ties + 1> outside; ///< probability of a new outside tie by free slots
};

QuarterTables quarter_tables(const Parameters& parameters, double inside_rate, double outside_rate) {
    const double outside = quarterly(outside_rate);
    const std::uint32_t durable = (1u << parameters.durable) - 1;
    return {(inside_slots | outside_slots) & ~durable,
            event_table(quarterly(parameters.break_rate)),
            event_table(quarterly(inside_rate)),
            {0.0, outside, 1.0 - (1.0 - outside) * (1.0 - outside)}};
}

/// A batch of firms in the quarter's renewal: their slots and what they draw. What happens to few of them is done pass
/// by pass over the batch.
struct Renewal {
    const sim::RandomStream& draws;
    const FirmIdentity& firms;
    const Rows<Ties>& own;
    RowBatch batch;
    const BatchDraws& words; ///< block 0 of the firms: breaking, inside, outside

    [[nodiscard]] TieSlots& slots(std::uint32_t i) const { return own.ties[batch.begin + i]; }
    [[nodiscard]] sim::RandomBlock draw(std::uint32_t i, std::uint32_t number) const {
        return draws.block(firms.key[batch.begin + i], number);
    }
};

/// Breaks each tie in use in slots of the mask `breakable` with the same probability.
void break_ties(const EventTable& table, std::uint32_t breakable, const Renewal& firms) {
    const auto ties = [breakable](const TieSlots& slots) { return used_slots(slots) & breakable; };
    const std::uint32_t lowest = lowest_word(table, count_slots(breakable));
    const auto may_break = [&](std::uint32_t i) { return firms.words.word[0][i] >= lowest; };
    for_each_where(firms.batch, may_break, [&](std::uint32_t i) {
        TieSlots& slots = firms.slots(i);
        std::uint32_t used = count_slots(ties(slots));
        const std::uint32_t broken = event_count(table, used, firms.words.uniform(0, i));
        for (std::uint32_t k = 0; k < broken; ++k, --used) {
            const std::uint32_t number = pick(firms.draw(i, break_block + k).word[0], used);
            slots[place_of_bit(ties(slots), number)] = no_firm;
        }
    });
}

/// Fills each free inside slot with the same probability.
void form_inside(const EventTable& table, const Segment& segment, bool prefer_sector, const Renewal& firms) {
    const std::uint32_t lowest = lowest_word(table, inside_ties);
    const auto may_form = [&](std::uint32_t i) { return firms.words.word[1][i] >= lowest; };
    for_each_where(firms.batch, may_form, [&](std::uint32_t i) {
        TieSlots& slots = firms.slots(i);
        const std::uint32_t formed = event_count(table, free_inside(slots), firms.words.uniform(1, i));
        for (std::uint32_t k = 0; k < formed; ++k) {
            add_inside(firms.draw(i, inside_block + k), segment, prefer_sector, firms.batch.begin + i, firms.firms,
                       slots);
        }
    });
}

/// At most one outside tie each, with a probability that depends on the free slots; `own` segment of the firms.
void form_outside(const Parameters& parameters, const std::array<double, outside_ties + 1>& probability,
                  const Society& society, std::uint32_t own, const Renewal& firms) {
    for_each_that_passes(firms.words.word[2], firms.batch, gate_of(probability[outside_ties]), [&](std::uint32_t i) {
        TieSlots& slots = firms.slots(i);
        if (firms.words.uniform(2, i) < probability[free_outside(slots)]) {
            add_outside(parameters, society, firms.draw(i, outside_block), own, slots);
        }
    });
}

} // namespace

void initialise(const Parameters& parameters, const Neighbourhood& neighbourhood, const sim::Random& random,
                const FirmLayout& layout, const FirmIdentity& firms, Ties& ties) {
    const sim::RandomStream draws = random.fixed(initial_tie_stream);
    const FirmIndex index = index_of(neighbourhood, layout);
    const Society society{neighbourhood, index, layout, firms};
    const auto degree = static_cast<std::uint32_t>(parameters.outside_degree + 0.5);
    sim::parallel_for(layout.blocks().size(), [&](std::size_t b) {
        const RowBlock& block = layout.blocks()[b];
        const Segment& segment = layout.segment(block.segment);
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            TieSlots& slots = ties.ties[row];
            slots.fill(no_firm);
            if (!layout.is_cluster(block.segment)) {
                for (std::uint32_t k = 0; k < degree; ++k) {
                    add_inside(draws.block(firms.key[row], inside_block + k), segment, true, row, firms, slots);
                }
                continue;
            }
            ring_ties(parameters, draws, segment, row, firms, slots);
            const std::uint32_t others = pick(draws.block(firms.key[row]).word[0], outside_ties + 1);
            for (std::uint32_t k = 0; k < others; ++k) {
                add_outside(parameters, society, draws.block(firms.key[row], outside_block + k), block.segment,
                            slots);
            }
        }
    });
}

void number_firms(const Month& month, const Neighbourhood& neighbourhood, const FirmLayout& layout,
                  FirmIndex& index) {
    if (month.last_of_quarter) {
        index = index_of(neighbourhood, layout);
    }
}

void break_supply(const sim::Random& random, const Month& month, const Shocks& shocks, const FirmLayout& layout,
                  const FirmIdentity& firms, Rows<Ties> own) {
    if (!shocks.begins[supply_shock]) {
        return;
    }
    const sim::RandomStream draws = random.stream(supply_break_stream, month.index);
    for (std::uint32_t row = own.block.begin; row < own.block.end; ++row) {
        const double own_onset = shocks.onset(supply_shock, own.block.segment, firms.sector[row]);
        for (std::uint32_t slot = 0; slot < tie_slots; ++slot) {
            std::uint32_t& handle = own.ties[row][slot];
            const std::uint32_t partner = layout.row_of(handle);
            const double hit = partner == no_firm
                                   ? own_onset
                                   : std::max(own_onset, shocks.onset(supply_shock, layout.segment_of(handle),
                                                                      firms.sector[partner]));
            if (handle != no_firm && draws.happens(firms.key[row], hit, slot)) {
                handle = no_firm;
            }
        }
    }
}

void renew(const Parameters& parameters, const Month& month, const sim::Random& random,
           sim::Read<Neighbourhood, FirmIndex> where, sim::Read<Pathway, Policy> from, const FirmLayout& layout,
           const FirmIdentity& firms, Rows<Ties> own) {
    if (!month.last_of_quarter) {
        return;
    }
    const auto& [pathway, policy] = from;
    const std::uint32_t segment = own.block.segment;
    const bool member = layout.is_cluster(segment);
    const double intensity = member ? pathway.collaboration_intensity[segment] : 0.0;
    const QuarterTables tables = quarter_tables(parameters, formation_rate(parameters, intensity),
                                                parameters.outside_rate * policy.outside_ties[segment]);
    const Society society{std::get<0>(where), std::get<1>(where), layout, firms};
    const sim::RandomStream draws = random.stream(tie_stream, month.index);
    BatchDraws words;
    for_each_batch(own.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        const Renewal renewal{draws, firms, own, batch, words};
        break_ties(tables.breaking, tables.breakable, renewal);
        form_inside(tables.forming, layout.segment(segment), !member, renewal);
        form_outside(parameters, tables.outside, society, segment, renewal);
    });
}

void meet_partners(const Month& month, const sim::Random& random, const Metaclusters& metaclusters,
                   const Cooperation& cooperation, const FirmLayout& layout, const FirmIdentity& firms,
                   Rows<Ties> own) {
    const std::uint32_t segment = own.block.segment;
    const Column<double>& rate = cooperation.tie_rate;
    if (!month.last_of_quarter || segment >= rate.size() || !(rate[segment] > 0.0)) {
        return;
    }
    const sim::RandomStream draws = random.stream(metacluster_tie_stream, month.index);
    const double meeting = quarterly(rate[segment]);
    BatchDraws words;
    for_each_batch(own.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            TieSlots& slots = own.ties[batch.begin + i];
            const std::uint32_t open = free_outside(slots);
            double none = 1.0;
            for (std::uint32_t slot = 0; slot < open; ++slot) {
                none *= 1.0 - meeting;
            }
            if (words.uniform(0, i) < 1.0 - none) {
                add_partner(draws.block(firms.key[batch.begin + i], 1), metaclusters, segment, layout, firms, slots);
            }
        }
    });
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("tie_fill", {"cluster"}, Unit{"1"},
                     Meaning{"Mean share of members' inside tie slots in use, at the end of the last quarter"},
                     Source{"model 7.8"}, values_of(world.census.tie_fill));
    outputs.variable("outside_tie_fill", {"region"}, Unit{"1"},
                     Meaning{"Mean share of regional tie slots in use by firms outside clusters, weighted, at the "
                             "end of the last quarter"},
                     Source{"model 7.8"}, [w](std::span<double> out) {
                         std::copy_n(w->census.tie_fill.begin() + w->firms.cluster_count(), out.size(), out.begin());
                     });
}

} // namespace actorhood::models::ties
