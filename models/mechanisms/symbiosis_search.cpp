// How firms that are ready look for partners: who they are, who offers what, and what each proposes; see symbiosis.hpp.
#include <algorithm>
#include <numeric>

#include "models/firms/batches.hpp"
#include "models/mechanisms/symbiosis.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::symbiosis {

namespace {

/// Partners that a firm looks at in one search.
constexpr std::uint32_t search_limit = 16;
/// Candidates that one piece of parallel work searches for.
constexpr std::size_t piece = 512;

/// How firms of one segment search this month.
struct Search {
    double chance;
    std::array<double, channel_count> share; ///< of the channels, cumulated
};
Search search_of(const Parameters& parameters, const Month& month, double collaboration, double platform_reach) {
    const auto rates = search_rates(parameters, collaboration, platform_reach);
    const double rate = rates[facilitated] + rates[listed] + rates[unaided];
    if (rate <= 0.0) {
        return {0.0, {}};
    }
    // At the start: the share of time in which a firm that searches and is left at these rates has a partner.
    const double ending = parameters.break_rate + parameters.initial_loss;
    const double chance = month.before_first() ? rate / (rate + ending) : sim::monthly_hazard(3.0 * rate);
    return {chance, {rates[facilitated] / rate, (rates[facilitated] + rates[listed]) / rate, 1.0}};
}

/// The ready firms of a batch, and random words for each.
struct ReadyBatch {
    std::array<std::uint32_t, BatchDraws::rows> row;
    std::size_t count;
    BatchDraws draws;
    BatchDraws traits;

    template <class Columns>
    void find(const Columns& firms, std::uint32_t ready_mask, RowBatch batch) {
        count = 0;
        for (std::uint32_t r = batch.begin; r < batch.begin + batch.size; ++r) {
            row[count] = r; // without a branch: who is ready is as good as random
            count += (firms.adopted[r] & ready_mask) != 0 ? 1u : 0u;
        }
    }
    template <class Columns>
    void draw(const Columns& firms, const sim::RandomStream& month_stream, const sim::RandomStream& trait_stream) {
        std::array<std::uint64_t, BatchDraws::rows> keys;
        for (std::size_t i = 0; i < count; ++i) {
            keys[i] = firms.key[row[i]];
        }
        fill(month_stream, keys, draws);
        for (std::size_t i = 0; i < count; ++i) {
            keys[i] = trait_key(keys[i]);
        }
        fill(trait_stream, keys, traits);
    }

private:
    void fill(const sim::RandomStream& stream, const std::array<std::uint64_t, BatchDraws::rows>& keys,
              BatchDraws& words) const {
        stream.fill(std::span(keys).first(count), std::span(words.word[0]).first(count),
                    std::span(words.word[1]).first(count), std::span(words.word[2]).first(count),
                    std::span(words.word[3]).first(count));
    }
};

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

/// The ready firms of all blocks, in the order of blocks.
void bring_together(const FirmLayout& layout, const Sums<Ready>& ready, Exchange& exchange) {
    const std::size_t blocks = layout.blocks().size();
    std::vector<std::size_t> before(blocks); // candidates of the blocks before each
    std::size_t count = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
        before[b] = count;
        count += ready.parts()[b].found.size();
    }
    exchange.candidates.resize(count);
    sim::parallel_for(blocks, [&](std::size_t b) {
        const std::vector<Candidate>& found = ready.parts()[b].found;
        std::copy(found.begin(), found.end(), exchange.candidates.begin() + static_cast<std::ptrdiff_t>(before[b]));
    });
}

using Pool = std::span<const std::uint32_t>;

/// Whom a firm looks at in one search, and random words for each.
struct Glances {
    std::uint32_t count;
    std::array<std::uint32_t, search_limit> found; ///< positions among the candidates
    std::array<std::array<std::uint32_t, search_limit>, 4> word;

    [[nodiscard]] sim::RandomBlock draw(std::size_t k) const {
        return {{word[0][k], word[1][k], word[2][k], word[3][k]}};
    }
};

/// What a giver that looks for a taker goes by.
struct Searching {
    const Parameters& parameters;
    const Terms& terms;
    const Exchange& exchange;
    const ClusterIdentity& identity;
    const Symbiosis& symbiosis;
    sim::Read<FirmLayout, FirmIdentity, Trust> firms;
    sim::RandomStream draws;

    /// Looks for the best taker that the firm comes across; appends a proposal if there is one.
    void look(std::uint32_t position, std::vector<Proposal>& proposed) const;

private:
    /// Free takers of what `giver` has to offer, among those that its channel shows.
    [[nodiscard]] Pool pool_of(const Candidate& giver) const;
    /// All of a small pool, some of a large one.
    void glance(const Candidate& giver, Pool pool, Glances& glances) const;
};

Pool Searching::pool_of(const Candidate& giver) const {
    const auto channel = static_cast<LinkChannel>(giver.looks - 1);
    const std::size_t material = giver.traits.by_product;
    if (channel == listed) {
        return Pool(exchange.listings)
            .subspan(exchange.listed_first[material],
                     exchange.listed_first[material + 1] - exchange.listed_first[material]);
    }
    const std::uint32_t clusters = std::get<const FirmLayout&>(firms).cluster_count();
    const std::size_t bucket = region_of(identity, clusters, giver.segment) * material_count + material;
    const Pool region =
        Pool(exchange.takers).subspan(exchange.first[bucket], exchange.first[bucket + 1] - exchange.first[bucket]);
    if (channel == unaided) {
        return region;
    }
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return exchange.candidates[a].segment < b; };
    const auto begin = std::lower_bound(region.begin(), region.end(), giver.segment, before);
    const auto end = std::lower_bound(begin, region.end(), giver.segment + 1, before);
    return {begin, end};
}

/// Step by step for all, so that the look-ups overlap.
void Searching::glance(const Candidate& giver, Pool pool, Glances& glances) const {
    const auto& [layout, identities, opinions] = firms;
    const auto size = static_cast<std::uint32_t>(pool.size());
    glances.count = std::min(size, search_limit);
    std::array<std::uint64_t, search_limit> keys;
    std::array<std::uint8_t, search_limit> numbers;
    keys.fill(identities.key[giver.row]);
    std::iota(numbers.begin(), numbers.end(), std::uint8_t{0});
    const auto words = [&](std::size_t k) { return std::span(glances.word[k]).first(glances.count); };
    draws.fill(std::span(keys).first(glances.count), std::span(numbers).first(glances.count),
               {words(0), words(1), words(2), words(3)});
    for (std::uint32_t k = 0; k < glances.count; ++k) {
        glances.found[k] = size <= search_limit ? k : pick(glances.word[0][k], size);
        __builtin_prefetch(&pool[glances.found[k]]);
    }
    for (std::uint32_t k = 0; k < glances.count; ++k) {
        glances.found[k] = pool[glances.found[k]];
        __builtin_prefetch(&exchange.candidates[glances.found[k]]);
    }
    for (std::uint32_t k = 0; k < glances.count; ++k) {
        __builtin_prefetch(&opinions.trust[exchange.candidates[glances.found[k]].row]);
    }
}

void Searching::look(std::uint32_t position, std::vector<Proposal>& proposed) const {
    const auto& [layout, identities, opinions] = firms;
    const std::vector<Candidate>& candidates = exchange.candidates;
    const Candidate& giver = candidates[position];
    const Pool pool = pool_of(giver);
    const auto least_trust = static_cast<float>(parameters.trust);
    if (pool.empty() || !(opinions.trust[giver.row] > least_trust)) {
        return;
    }
    const auto channel = static_cast<LinkChannel>(giver.looks - 1);
    Glances glances;
    glance(giver, pool, glances);
    Proposal best{0.0, position, position, 0, channel};
    for (std::uint32_t k = 0; k < glances.count; ++k) {
        const sim::RandomBlock draw = glances.draw(k);
        const std::uint32_t found = glances.found[k];
        const Candidate& taker = candidates[found];
        if (found == position || !(opinions.trust[taker.row] > least_trust) ||
            (channel == listed && draw.uniform32(1) >= symbiosis.platform_reach[taker.segment])) {
            continue;
        }
        const double km = distance(giver.traits, taker.traits);
        const auto metres = static_cast<std::uint32_t>(km * 1000.0);
        const double saving = yearly_saving(parameters, terms, static_cast<double>(giver.volume),
                                            static_cast<double>(taker.volume), metres);
        const bool better =
            saving > best.saving || (saving == best.saving && best.taker != position &&
                                     identities.key[taker.row] < identities.key[candidates[best.taker].row]);
        if (saving > 0.0 && better && draw.uniform32(2) < sim::exponential(-km / parameters.kernel)) {
            best = {saving, position, found, metres, channel};
        }
    }
    if (best.taker != position) {
        proposed.push_back(best);
    }
}

} // namespace

std::array<double, channel_count> search_rates(const Parameters& parameters, double collaboration,
                                               double platform_reach) {
    const double half = parameters.half_intensity;
    const double meetings = collaboration * (1.0 + half) / (collaboration + half);
    return {parameters.facilitation * meetings, parameters.platform * platform_reach, parameters.unaided};
}

void find_ready(sim::Read<Parameters, population::Parameters> read, const Month& month, const sim::Random& random,
                const Conditions& conditions, sim::Read<Engaged, Shocks, Symbiosis> from,
                sim::Read<Pathway, ClusterIdentity, FirmLayout> places, Rows<const FirmIdentity, const Funnel> firms,
                Sum<Ready> ready) {
    if (!conditions.matching) {
        return;
    }
    const auto& [parameters, given] = read;
    const auto& [engaged, shocks, symbiosis] = from;
    const auto& [pathway, clusters, layout] = places;
    const Inputs inputs{parameters, conditions, shocks};
    const std::uint32_t segment = firms.block.segment;
    const bool member = layout.is_cluster(segment);
    const Search search = search_of(parameters, month, member ? pathway.collaboration_intensity[segment] : 0.0,
                                    member ? symbiosis.platform_reach[segment] : 0.0);
    const RegionSquare square =
        square_of(region_of(clusters, layout.cluster_count(), segment), layout.region_count());
    const sim::RandomStream traits = random.fixed(symbiosis_trait_stream);
    const sim::RandomStream draws = random.stream(symbiosis_stream, month.index);
    ReadyBatch found;
    for_each_batch(firms.block, [&](RowBatch batch) {
        found.find(firms, conditions.ready_mask, batch);
        found.draw(firms, draws, traits);
        for (std::size_t i = 0; i < found.count; ++i) {
            const std::uint32_t row = found.row[i];
            const std::uint8_t is = engaged.of_row[row];
            std::uint8_t looks = 0;
            if ((is & Engaged::gives) == 0 && found.draws.uniform(0, i) < search.chance) {
                const double channel = found.draws.uniform(1, i);
                looks = channel < search.share[facilitated] ? 1 : channel < search.share[listed] ? 2 : 3;
            }
            const auto& words = found.traits.word;
            MaterialTraits has = material_traits(parameters, {words[0][i], words[1][i], words[2][i], words[3][i]},
                                                 firms.sector[row], square);
            if (const population::MemberEntry* const known = population::given_member(given, firms.key[row])) {
                correct(has, parameters, *known, square, layout.region_count());
            }
            ready->found.push_back({row, segment, static_cast<float>(inputs.of(firms, firms, row, segment)), has,
                                    static_cast<std::uint8_t>(is & Engaged::gives),
                                    static_cast<std::uint8_t>(is & Engaged::takes), looks});
        }
    });
}

void gather(const Conditions& conditions, const ClusterIdentity& identity, const FirmLayout& layout,
            const Sums<Ready>& ready, Symbiosis& symbiosis, Exchange& exchange) {
    if (!conditions.matching) {
        return;
    }
    std::fill(symbiosis.ready.begin(), symbiosis.ready.end(), 0);
    bring_together(layout, ready, exchange);
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        symbiosis.ready[layout.blocks()[b].segment] += static_cast<std::int32_t>(ready.parts()[b].found.size());
    }
    sort_takers(exchange.candidates, layout.region_count() * material_count, exchange.first, exchange.takers,
                [&](const Candidate& candidate) {
                    return region_of(identity, layout.cluster_count(), candidate.segment) * material_count +
                           candidate.traits.wanted;
                });
    exchange.listings.clear();
    const auto has_platform = [](double reach) { return reach > 0.0; };
    if (std::any_of(symbiosis.platform_reach.begin(), symbiosis.platform_reach.end(), has_platform)) {
        sort_takers(exchange.candidates, material_count, exchange.listed_first, exchange.listings,
                    [&](const Candidate& candidate) -> std::size_t {
                        const bool is_listed = layout.is_cluster(candidate.segment) &&
                                               has_platform(symbiosis.platform_reach[candidate.segment]);
                        return is_listed ? candidate.traits.wanted : material_count;
                    });
    }
}

void propose(const Parameters& parameters, const Month& month, const sim::Random& random,
             const Conditions& conditions, const Exchange& exchange, sim::Read<ClusterIdentity, Symbiosis> from,
             sim::Read<FirmLayout, FirmIdentity, Trust> firms, Proposals& proposals) {
    proposals.all.clear();
    if (!conditions.matching) {
        return;
    }
    const std::vector<Candidate>& candidates = exchange.candidates;
    const Searching searching{parameters,
                              conditions.terms,
                              exchange,
                              std::get<const ClusterIdentity&>(from),
                              std::get<const Symbiosis&>(from),
                              firms,
                              random.stream(symbiosis_search_stream, month.index)};
    const std::size_t pieces = (candidates.size() + piece - 1) / piece;
    proposals.of_piece.resize(std::max(proposals.of_piece.size(), pieces));
    sim::parallel_for(pieces, [&](std::size_t b) {
        std::vector<Proposal>& proposed = proposals.of_piece[b];
        proposed.clear();
        const std::size_t end = std::min(candidates.size(), (b + 1) * piece);
        for (std::size_t i = b * piece; i < end; ++i) {
            if (candidates[i].looks != 0) {
                searching.look(static_cast<std::uint32_t>(i), proposed);
            }
        }
    });
    for (std::size_t b = 0; b < pieces; ++b) {
        proposals.all.insert(proposals.all.end(), proposals.of_piece[b].begin(), proposals.of_piece[b].end());
    }
    const std::vector<std::uint64_t>& keys = std::get<const FirmIdentity&>(firms).key;
    const auto key = [&](std::uint32_t position) { return keys[candidates[position].row]; };
    std::sort(proposals.all.begin(), proposals.all.end(), [&](const Proposal& a, const Proposal& b) {
        return a.saving != b.saving ? a.saving > b.saving : key(a.giver) < key(b.giver);
    });
}

} // namespace actorhood::models::symbiosis
