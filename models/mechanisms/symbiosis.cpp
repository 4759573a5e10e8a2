#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>

#include "models/state/batches.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::symbiosis {

namespace {

/// Partners that a firm looks at in one search.
constexpr std::uint32_t search_limit = 16;
/// Candidates that one piece of parallel work searches for.
constexpr std::size_t piece = 512;

enum Engagement : std::uint8_t { gives = 1, takes = 2 };

/// What is the same for all firms in a month.
struct Context {
    const Parameters& parameters;
    const Month& month;
    const Pathway& pathway;
    const ClusterIdentity& identity;
    const PracticeCatalogue& practices;
    const Market& market;
    const Shocks& shocks;
    double revenue_per_employee;
    Terms terms;
    sim::RandomStream traits, draws, searches;
};

double input_of(const Context& context, const SavingTables& savings, const Firms& firms, std::uint32_t row,
                std::uint32_t segment) {
    const std::size_t sector = firms.sector[row];
    return material_input(context.parameters.material_intensity[sector], static_cast<double>(firms.employees[row]),
                          context.revenue_per_employee,
                          context.market.demand[sector] * context.shocks.usual_output(segment, sector),
                          static_cast<double>(savings.of(firms.adopted[row]).material));
}

double yearly_saving(const Context& context, double giver_input, double taker_input, std::uint32_t metres) {
    return joint_saving(context.terms, 12.0 * link_volume(context.parameters, giver_input, taker_input),
                        static_cast<double>(metres) / 1000.0);
}

/// A partner of a link is still there, still ready, and has not left its cluster; notes where it is now.
bool remains(const Firms& firms, std::uint32_t ready_mask, std::uint32_t handle, std::uint64_t key,
             std::uint32_t& segment) {
    const std::uint32_t row = firms.row_of(handle);
    if (row == no_firm || firms.key[row] != key || (firms.adopted[row] & ready_mask) == 0) {
        return false;
    }
    const Segment& before = firms.segment(segment);
    if (row >= before.begin && row < before.end()) {
        return true;
    }
    const bool left = firms.is_cluster(segment);
    segment = firms.segment_of(handle);
    return !left;
}

/// Yearly saving of a link at today's prices, volumes and practices, EUR; may be negative.
double saving_of(const Context& context, const SavingTables& savings, const Firms& firms, const SymbiosisLink& link) {
    return yearly_saving(context, input_of(context, savings, firms, firms.row_of(link.giver), link.giver_segment),
                         input_of(context, savings, firms, firms.row_of(link.taker), link.taker_segment),
                         link.metres);
}

/// Drops the links that end this month; what is left keeps its order and notes where its partners are now.
void break_up(const Context& context, const SavingTables& savings, const Firms& firms, Symbiosis& symbiosis) {
    const double ends = sim::monthly_hazard(context.parameters.break_rate);
    const std::uint32_t ready_mask = context.practices.by_product_mask;
    std::size_t kept = 0;
    for (SymbiosisLink link : symbiosis.links) {
        const bool stays = remains(firms, ready_mask, link.giver, link.giver_key, link.giver_segment) &&
                           remains(firms, ready_mask, link.taker, link.taker_key, link.taker_segment) &&
                           context.draws.block(link.giver_key).uniform32(2) >= ends &&
                           saving_of(context, savings, firms, link) > 0.0;
        if (stays) {
            symbiosis.links[kept++] = link;
        }
    }
    symbiosis.broken += static_cast<std::int64_t>(symbiosis.links.size() - kept);
    symbiosis.links.resize(kept);
}

/// Notes that the firms of a link give and take; counts firms that did neither before.
void engage(const SymbiosisLink& link, const Firms& firms, Symbiosis& symbiosis, Scratch& scratch) {
    std::uint8_t& giver = scratch.engaged[firms.row_of(link.giver)];
    symbiosis.linked[link.giver_segment] += giver == 0 ? 1 : 0;
    giver |= gives;
    std::uint8_t& taker = scratch.engaged[firms.row_of(link.taker)];
    symbiosis.linked[link.taker_segment] += taker == 0 ? 1 : 0;
    taker |= takes;
    ++symbiosis.member_links[link.giver_segment];
    symbiosis.member_links[link.taker_segment] += link.taker_segment != link.giver_segment ? 1 : 0;
}

void disengage(const Firms& firms, const Symbiosis& symbiosis, Scratch& scratch) {
    for (const SymbiosisLink& link : symbiosis.links) {
        scratch.engaged[firms.row_of(link.giver)] = 0;
        scratch.engaged[firms.row_of(link.taker)] = 0;
    }
}

/// How firms of one segment search this month.
struct Search {
    double chance;
    std::array<double, channel_count> share; ///< of the channels, cumulated
};
Search search_of(const Context& context, const Firms& firms, const Symbiosis& symbiosis, std::uint32_t segment) {
    const bool member = firms.is_cluster(segment);
    const auto rates =
        search_rates(context.parameters, member ? context.pathway.collaboration_intensity[segment] : 0.0,
                     member ? symbiosis.platform_reach[segment] : 0.0);
    const double rate = rates[facilitated] + rates[listed] + rates[unaided];
    if (rate <= 0.0) {
        return {0.0, {}};
    }
    // In the first month: the share of time in which a firm that searches and is left at these rates has a partner.
    const double ending = context.parameters.break_rate + context.parameters.initial_loss;
    const double chance =
        context.month.index == context.month.first ? rate / (rate + ending) : sim::monthly_hazard(3.0 * rate);
    return {chance, {rates[facilitated] / rate, (rates[facilitated] + rates[listed]) / rate, 1.0}};
}

/// The ready firms of a block, with their traits and whether they search.
void find_ready(const Context& context, const RowBlock& block, const Firms& firms, const Symbiosis& symbiosis,
                Scratch& scratch, std::vector<Candidate>& found) {
    found.clear();
    const Search search = search_of(context, firms, symbiosis, block.segment);
    const std::uint32_t region = region_of(context.identity, firms.cluster_count(), block.segment);
    std::array<std::uint32_t, BatchDraws::rows> rows;
    std::array<std::uint64_t, BatchDraws::rows> keys;
    BatchDraws traits;
    BatchDraws draws;
    for_each_batch(block, [&](RowBatch batch) {
        std::size_t count = 0;
        for (std::uint32_t row = batch.begin; row < batch.begin + batch.size; ++row) {
            if ((firms.adopted[row] & context.practices.by_product_mask) != 0) {
                rows[count++] = row;
            }
        }
        const auto draw = [&](const sim::RandomStream& stream, BatchDraws& words) {
            stream.fill(std::span(keys).first(count), std::span(words.word[0]).first(count),
                        std::span(words.word[1]).first(count), std::span(words.word[2]).first(count),
                        std::span(words.word[3]).first(count));
        };
        for (std::size_t i = 0; i < count; ++i) {
            keys[i] = firms.key[rows[i]];
        }
        draw(context.draws, draws);
        for (std::size_t i = 0; i < count; ++i) {
            keys[i] = trait_key(keys[i]);
        }
        draw(context.traits, traits);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t row = rows[i];
            const std::uint8_t engaged = scratch.engaged[row];
            std::uint8_t looks = 0;
            if ((engaged & gives) == 0 && draws.uniform(0, i) < search.chance) {
                const double channel = draws.uniform(1, i);
                looks = channel < search.share[facilitated] ? 1 : channel < search.share[listed] ? 2 : 3;
            }
            found.push_back(
                {row, block.segment,
                 static_cast<float>(input_of(context, scratch.savings, firms, row, block.segment)),
                 material_traits(context.parameters,
                                 {traits.word[0][i], traits.word[1][i], traits.word[2][i], traits.word[3][i]},
                                 firms.sector[row], region, firms.region_count()),
                 static_cast<std::uint8_t>(engaged & gives), static_cast<std::uint8_t>(engaged & takes), looks});
        }
    });
}

void collect_ready(const Context& context, const Firms& firms, Symbiosis& symbiosis, Scratch& scratch) {
    const std::vector<RowBlock>& blocks = firms.blocks();
    scratch.ready.resize(std::max(scratch.ready.size(), blocks.size()));
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        find_ready(context, blocks[b], firms, symbiosis, scratch, scratch.ready[b]);
    });
    std::fill(symbiosis.ready.begin(), symbiosis.ready.end(), 0);
    scratch.candidates.clear();
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        scratch.candidates.insert(scratch.candidates.end(), scratch.ready[b].begin(), scratch.ready[b].end());
        symbiosis.ready[blocks[b].segment] += static_cast<std::int32_t>(scratch.ready[b].size());
    }
}

/// Positions of the free takers for which `bucket` is not `buckets`, bucket by bucket, each in the order of rows.
template <class Bucket>
void sort_takers(const std::vector<Candidate>& candidates, std::size_t buckets, std::vector<std::uint32_t>& first,
                 std::vector<std::uint32_t>& sorted, Bucket&& bucket) {
    first.assign(buckets + 2, 0);
    for (const Candidate& candidate : candidates) {
        ++first[(candidate.takes != 0 ? buckets : bucket(candidate)) + 1];
    }
    for (std::size_t k = 1; k < first.size(); ++k) {
        first[k] += first[k - 1];
    }
    sorted.resize(candidates.size());
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
        sorted[first[candidates[i].takes != 0 ? buckets : bucket(candidates[i])]++] = i;
    }
    for (std::size_t k = first.size() - 1; k > 0; --k) {
        first[k] = first[k - 1];
    }
    first[0] = 0;
}

void index_takers(const Context& context, const Firms& firms, const Symbiosis& symbiosis, Scratch& scratch) {
    const std::size_t regions = firms.region_count();
    sort_takers(scratch.candidates, regions * material_count, scratch.first, scratch.takers,
                [&](const Candidate& candidate) {
                    return region_of(context.identity, firms.cluster_count(), candidate.segment) * material_count +
                           candidate.traits.wanted;
                });
    scratch.listings.clear();
    const auto has_platform = [](double reach) { return reach > 0.0; };
    if (std::any_of(symbiosis.platform_reach.begin(), symbiosis.platform_reach.end(), has_platform)) {
        sort_takers(scratch.candidates, material_count, scratch.listed_first, scratch.listings,
                    [&](const Candidate& candidate) -> std::size_t {
                        const bool is_listed = firms.is_cluster(candidate.segment) &&
                                               has_platform(symbiosis.platform_reach[candidate.segment]);
                        return is_listed ? candidate.traits.wanted : material_count;
                    });
    }
}

using Pool = std::span<const std::uint32_t>;

/// Free takers of what `giver` has to offer, among those that its channel shows.
Pool pool_of(const Context& context, const Firms& firms, const Scratch& scratch, const Candidate& giver) {
    const auto channel = static_cast<LinkChannel>(giver.looks - 1);
    const std::size_t material = giver.traits.by_product;
    if (channel == listed) {
        return Pool(scratch.listings)
            .subspan(scratch.listed_first[material],
                     scratch.listed_first[material + 1] - scratch.listed_first[material]);
    }
    const std::size_t bucket =
        region_of(context.identity, firms.cluster_count(), giver.segment) * material_count + material;
    const Pool region =
        Pool(scratch.takers).subspan(scratch.first[bucket], scratch.first[bucket + 1] - scratch.first[bucket]);
    if (channel == unaided) {
        return region;
    }
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return scratch.candidates[a].segment < b; };
    const auto begin = std::lower_bound(region.begin(), region.end(), giver.segment, before);
    const auto end = std::lower_bound(begin, region.end(), giver.segment + 1, before);
    return {begin, end};
}

/// Looks for the best taker that the firm comes across; appends a proposal if there is one.
void look_for_taker(const Context& context, const Firms& firms, const Symbiosis& symbiosis, const Scratch& scratch,
                    std::uint32_t position, std::vector<Proposal>& proposed) {
    const Candidate& giver = scratch.candidates[position];
    const Pool pool = pool_of(context, firms, scratch, giver);
    const auto least_trust = static_cast<float>(context.parameters.trust);
    if (pool.empty() || !(firms.trust[giver.row] > least_trust)) {
        return;
    }
    const auto channel = static_cast<LinkChannel>(giver.looks - 1);
    const auto size = static_cast<std::uint32_t>(pool.size());
    Proposal best{0.0, position, position, 0, channel};
    for (std::uint32_t k = 0; k < std::min(size, search_limit); ++k) {
        const sim::RandomBlock draw = context.searches.block(firms.key[giver.row], k);
        const std::uint32_t found = pool[size <= search_limit ? k : pick(draw.word[0], size)];
        const Candidate& taker = scratch.candidates[found];
        if (found == position || !(firms.trust[taker.row] > least_trust) ||
            (channel == listed && draw.uniform32(1) >= symbiosis.platform_reach[taker.segment])) {
            continue;
        }
        const double km = distance(giver.traits, taker.traits);
        const auto metres = static_cast<std::uint32_t>(km * 1000.0);
        const double saving =
            yearly_saving(context, static_cast<double>(giver.volume), static_cast<double>(taker.volume), metres);
        const bool better =
            saving > best.saving || (saving == best.saving && best.taker != position &&
                                     firms.key[taker.row] < firms.key[scratch.candidates[best.taker].row]);
        if (saving > 0.0 && better && draw.uniform32(2) < sim::exponential(-km / context.parameters.kernel)) {
            best = {saving, position, found, metres, channel};
        }
    }
    if (best.taker != position) {
        proposed.push_back(best);
    }
}

void propose(const Context& context, const Firms& firms, const Symbiosis& symbiosis, Scratch& scratch) {
    const std::size_t pieces = (scratch.candidates.size() + piece - 1) / piece;
    scratch.proposed.resize(std::max(scratch.proposed.size(), pieces));
    sim::parallel_for(pieces, [&](std::size_t b) {
        std::vector<Proposal>& proposed = scratch.proposed[b];
        proposed.clear();
        const std::size_t end = std::min(scratch.candidates.size(), (b + 1) * piece);
        for (std::size_t i = b * piece; i < end; ++i) {
            if (scratch.candidates[i].looks != 0) {
                look_for_taker(context, firms, symbiosis, scratch, static_cast<std::uint32_t>(i), proposed);
            }
        }
    });
    scratch.proposals.clear();
    for (std::size_t b = 0; b < pieces; ++b) {
        scratch.proposals.insert(scratch.proposals.end(), scratch.proposed[b].begin(), scratch.proposed[b].end());
    }
    const auto key = [&](std::uint32_t position) { return firms.key[scratch.candidates[position].row]; };
    std::sort(scratch.proposals.begin(), scratch.proposals.end(), [&](const Proposal& a, const Proposal& b) {
        return a.saving != b.saving ? a.saving > b.saving : key(a.giver) < key(b.giver);
    });
}

/// Credits both sides with half of what a pair saves that links for the first time. Pairs of the first month were
/// there before anybody looked: they are known, and nobody is credited with them.
void credit(const KnownPair& pair, std::uint32_t giver_segment, std::uint32_t taker_segment, double saving,
            const Context& context, const Symbiosis& symbiosis, Delivery& delivery, Scratch& scratch) {
    if (std::binary_search(symbiosis.known.begin(), symbiosis.known.end(), pair)) {
        return;
    }
    scratch.new_pairs.push_back(pair);
    if (context.month.index == context.month.first) {
        return;
    }
    for (const std::uint32_t segment : {giver_segment, taker_segment}) {
        delivery.link_savings[segment] += 0.5 * saving;
        ++delivery.new_pairs[segment];
    }
}

/// Adds the pairs of the month to the known ones, which stay sorted.
void learn_pairs(Symbiosis& symbiosis, Scratch& scratch) {
    std::sort(scratch.new_pairs.begin(), scratch.new_pairs.end());
    const auto before = static_cast<std::ptrdiff_t>(symbiosis.known.size());
    symbiosis.known.insert(symbiosis.known.end(), scratch.new_pairs.begin(), scratch.new_pairs.end());
    std::inplace_merge(symbiosis.known.begin(), symbiosis.known.begin() + before, symbiosis.known.end());
    scratch.new_pairs.clear();
}

/// Makes links of the proposals in their order; a taker takes from one giver only.
void form(const Context& context, const Firms& firms, Symbiosis& symbiosis, Delivery& delivery, Scratch& scratch) {
    for (const Proposal& proposal : scratch.proposals) {
        const Candidate& giver = scratch.candidates[proposal.giver];
        Candidate& taker = scratch.candidates[proposal.taker];
        if (taker.takes != 0) {
            continue;
        }
        taker.takes = takes;
        symbiosis.links.push_back({firms.key[giver.row], firms.key[taker.row], firms.handle[giver.row],
                                   firms.handle[taker.row], giver.segment, taker.segment, proposal.metres,
                                   context.month.index, giver.traits.by_product, proposal.channel});
        engage(symbiosis.links.back(), firms, symbiosis, scratch);
        credit({firms.key[giver.row], firms.key[taker.row]}, giver.segment, taker.segment, proposal.saving, context,
               symbiosis, delivery, scratch);
        ++symbiosis.formed;
    }
    learn_pairs(symbiosis, scratch);
}

/// Both partners of every link get half of what it saves in a month: costs they no longer pay to others.
void settle(const Context& context, Firms& firms, Symbiosis& symbiosis, Ledger& ledger, const Scratch& scratch) {
    Cents total = 0;
    for (const SymbiosisLink& link : symbiosis.links) {
        const std::uint32_t giver = firms.row_of(link.giver);
        const std::uint32_t taker = firms.row_of(link.taker);
        const Cents half = to_cents(saving_of(context, scratch.savings, firms, link) / 24.0);
        firms.liquidity[giver] += half;
        firms.liquidity[taker] += half;
        symbiosis.saved[link.giver_segment] += half;
        symbiosis.saved[link.taker_segment] += half;
        total += 2 * half;
    }
    ledger.pay(Ledger::customers, Ledger::firms, total);
}

void clear_month(Symbiosis& symbiosis) {
    std::fill(symbiosis.linked.begin(), symbiosis.linked.end(), 0);
    std::fill(symbiosis.member_links.begin(), symbiosis.member_links.end(), 0);
    std::fill(symbiosis.saved.begin(), symbiosis.saved.end(), 0);
    symbiosis.formed = symbiosis.broken = 0;
}

} // namespace

double distance(const MaterialTraits& a, const MaterialTraits& b) {
    const double east = static_cast<double>(a.east) - static_cast<double>(b.east);
    const double north = static_cast<double>(a.north) - static_cast<double>(b.north);
    return std::sqrt(east * east + north * north);
}

Terms terms_of(const Parameters& parameters, double material_price) {
    return {parameters.disposal + parameters.quality * parameters.virgin_price * material_price, parameters.freight,
            parameters.fixed};
}

double joint_saving(const Terms& terms, double kilograms, double km) {
    return kilograms / 1000.0 * (terms.tonne - terms.freight * km) - terms.fixed;
}

std::array<double, channel_count> search_rates(const Parameters& parameters, double collaboration,
                                               double platform_reach) {
    const double half = parameters.half_intensity;
    const double meetings = collaboration * (1.0 + half) / (collaboration + half);
    return {parameters.facilitation * meetings, parameters.platform * platform_reach, parameters.unaided};
}

std::uint32_t region_of(const ClusterIdentity& identity, std::uint32_t clusters, std::uint32_t segment) {
    return segment < clusters ? static_cast<std::uint32_t>(identity.region[segment]) : segment - clusters;
}

std::size_t break_links(const Column<std::array<double, sector_count>>& probability, const ClusterIdentity& identity,
                        const sim::RandomStream& draws, const Firms& firms, Symbiosis& symbiosis) {
    const auto clusters = static_cast<std::uint32_t>(identity.key.size());
    const auto chance = [&](std::uint32_t handle, std::uint32_t segment) {
        const std::uint32_t row = firms.row_of(handle);
        return row == no_firm ? 0.0 : probability[region_of(identity, clusters, segment)][firms.sector[row]];
    };
    const auto last = std::remove_if(symbiosis.links.begin(), symbiosis.links.end(), [&](const SymbiosisLink& link) {
        const double breaks =
            std::max(chance(link.giver, link.giver_segment), chance(link.taker, link.taker_segment));
        return draws.block(link.giver_key).uniform32(3) < breaks;
    });
    const auto broken = static_cast<std::size_t>(symbiosis.links.end() - last);
    symbiosis.links.erase(last, symbiosis.links.end());
    return broken;
}

void initialise(std::size_t clusters, std::size_t segments, Symbiosis& symbiosis) {
    symbiosis = {};
    symbiosis.resize(clusters, segments);
}

void step(const Parameters& parameters, const Month& month, const sim::Random& random, const Landscape& landscape,
          const Market& market, const Shocks& shocks, const Pathway& pathway, const ClusterIdentity& identity,
          const PracticeCatalogue& practices, const ExpansionWeights& weights, double revenue_per_employee,
          Firms& firms, Symbiosis& symbiosis, Delivery& delivery, Ledger& ledger, Scratch& scratch) {
    scratch.savings = SavingTables(practices);
    scratch.engaged.resize(firms.key.size(), 0);
    clear_month(symbiosis);
    if (!month.burn_in && practices.by_product_mask != 0) {
        const Context context{parameters,
                              month,
                              pathway,
                              identity,
                              practices,
                              market,
                              shocks,
                              revenue_per_employee,
                              terms_of(parameters, landscape.material_price),
                              random.fixed(symbiosis_trait_stream),
                              random.stream(symbiosis_stream, month.index),
                              random.stream(symbiosis_search_stream, month.index)};
        if (shocks.begins[supply_shock]) {
            symbiosis.broken += static_cast<std::int64_t>(
                break_links(shocks.beginning[supply_shock], identity, context.draws, firms, symbiosis));
        }
        break_up(context, scratch.savings, firms, symbiosis);
        for (const SymbiosisLink& link : symbiosis.links) {
            engage(link, firms, symbiosis, scratch);
        }
        if (month.last_of_quarter || month.index == month.first) {
            collect_ready(context, firms, symbiosis, scratch);
            index_takers(context, firms, symbiosis, scratch);
            propose(context, firms, symbiosis, scratch);
            form(context, firms, symbiosis, delivery, scratch);
        }
        settle(context, firms, symbiosis, ledger, scratch);
        disengage(firms, symbiosis, scratch);
    }
    account_for_materials(parameters, market, shocks, weights, revenue_per_employee, firms, symbiosis, scratch);
}

} // namespace actorhood::models::symbiosis
