#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::symbiosis {

namespace {

/// Partners that a firm looks at in one search.
constexpr std::uint32_t search_limit = 16;
/// Candidates that one piece of parallel work searches for.
constexpr std::size_t piece = 512;

/// Materials of firms this month.
struct Inputs {
    const Parameters& parameters;
    const Conditions& conditions;
    const Shocks& shocks;

    /// Material input of a firm, kg a month.
    template <class Identity, class Practices>
    [[nodiscard]] double of(const Identity& firms, const Practices& funnel, std::uint32_t row,
                            std::uint32_t segment) const {
        const std::size_t sector = firms.sector[row];
        return material_input(parameters.material_intensity[sector], static_cast<double>(firms.employees[row]),
                              conditions.revenue_per_employee,
                              conditions.demand[sector] * shocks.usual_output(segment, sector),
                              static_cast<double>(conditions.savings.of(funnel.adopted[row]).material));
    }
    /// The same as the accounts have it.
    [[nodiscard]] double accounted(const FirmIdentity& firms, const Funnel& funnel, std::uint32_t row,
                                   std::uint32_t segment) const {
        const std::size_t sector = firms.sector[row];
        return accounted_input(conditions.per_employee[sector] * shocks.usual_output(segment, sector),
                               static_cast<double>(firms.employees[row]),
                               static_cast<double>(conditions.savings.of(funnel.adopted[row]).material));
    }
};

double yearly_saving(const Parameters& parameters, const Terms& terms, double giver_input, double taker_input,
                     std::uint32_t metres) {
    return joint_saving(terms, 12.0 * link_volume(parameters, giver_input, taker_input),
                        static_cast<double>(metres) / 1000.0);
}

/// A partner of a link is still there, still ready, and has not left its cluster; notes where it is now.
bool remains(Everybody everybody, std::uint32_t ready_mask, std::uint32_t handle, std::uint64_t key,
             std::uint32_t& segment) {
    const auto& [layout, firms, funnel] = everybody;
    const std::uint32_t row = layout.row_of(handle);
    if (row == no_firm || firms.key[row] != key || (funnel.adopted[row] & ready_mask) == 0) {
        return false;
    }
    const Segment& before = layout.segment(segment);
    if (row >= before.begin && row < before.end()) {
        return true;
    }
    const bool left = layout.is_cluster(segment);
    segment = layout.segment_of(handle);
    return !left;
}

/// Where the materials of a firm are accounted for.
std::uint8_t cell_of(const FirmLayout& layout, const FirmIdentity& firms, std::uint32_t row, std::uint32_t segment) {
    static_assert(MaterialAccounts::cells <= 256);
    return static_cast<std::uint8_t>(
        MaterialAccounts::cell(layout.is_cluster(segment) ? 0 : 1, firms.sector[row],
                               AdoptionRegister::stratum(firms.size_class[row], firms.sampled[row])));
}

Flow flow_of(const Inputs& inputs, const ExpansionWeights& weights, Everybody everybody, const SymbiosisLink& link) {
    const auto& [layout, firms, funnel] = everybody;
    const std::uint32_t giver = layout.row_of(link.giver);
    const std::uint32_t taker = layout.row_of(link.taker);
    const double saving =
        yearly_saving(inputs.parameters, inputs.conditions.terms, inputs.of(firms, funnel, giver, link.giver_segment),
                      inputs.of(firms, funnel, taker, link.taker_segment), link.metres);
    const auto moved = static_cast<std::int64_t>(
        link_volume(inputs.parameters, inputs.accounted(firms, funnel, giver, link.giver_segment),
                    inputs.accounted(firms, funnel, taker, link.taker_segment)));
    const double weight = std::min(weight_of(firms, weights, giver), weight_of(firms, weights, taker));
    return {giver,
            taker,
            saving,
            moved,
            weight * static_cast<double>(moved),
            cell_of(layout, firms, giver, link.giver_segment),
            cell_of(layout, firms, taker, link.taker_segment)};
}

/// Asks the processor to load what will be read of a partner; no effect on results.
void prefetch_partner(Everybody everybody, std::uint32_t handle) {
    const auto& [layout, firms, funnel] = everybody;
    const std::uint32_t row = layout.row_of(handle);
    if (row != no_firm) {
        __builtin_prefetch(&firms.key[row]);
        __builtin_prefetch(&firms.employees[row]);
        __builtin_prefetch(&firms.sector[row]);
        __builtin_prefetch(&firms.size_class[row]);
        __builtin_prefetch(&firms.sampled[row]);
        __builtin_prefetch(&funnel.adopted[row]);
    }
}

/// Calls look(n) for the links from number `first` on, pieces of them in parallel.
template <class Look>
void for_each_link(const Column<SymbiosisLink>& links, std::size_t first, Everybody firms, Look&& look) {
    constexpr std::size_t handles_ahead = 24;
    constexpr std::size_t rows_ahead = 8;
    const FirmLayout& layout = std::get<const FirmLayout&>(firms);
    sim::parallel_for((links.size() - first + piece - 1) / piece, [&](std::size_t b) {
        const std::size_t begin = first + b * piece;
        const std::size_t end = std::min(links.size(), begin + piece);
        for (std::size_t n = begin; n < end; ++n) {
            if (n + handles_ahead < end) {
                layout.prefetch_row_of(links[n + handles_ahead].giver);
                layout.prefetch_row_of(links[n + handles_ahead].taker);
            }
            if (n + rows_ahead < end) {
                prefetch_partner(firms, links[n + rows_ahead].giver);
                prefetch_partner(firms, links[n + rows_ahead].taker);
            }
            look(n);
        }
    });
}

/// Drops the links that end this month; what is left keeps its order and notes where its partners are now.
void break_up(const Inputs& inputs, const ExpansionWeights& weights, const sim::RandomStream& draws, Everybody firms,
              Symbiosis& symbiosis, std::vector<Flow>& flows) {
    const double ends = sim::monthly_hazard(inputs.parameters.break_rate);
    const std::uint32_t ready_mask = inputs.conditions.ready_mask;
    Column<SymbiosisLink>& links = symbiosis.links;
    flows.resize(links.size());
    for_each_link(links, 0, firms, [&](std::size_t n) {
        SymbiosisLink& link = links[n];
        const bool stays = remains(firms, ready_mask, link.giver, link.giver_key, link.giver_segment) &&
                           remains(firms, ready_mask, link.taker, link.taker_key, link.taker_segment) &&
                           draws.block(link.giver_key).uniform32(2) >= ends;
        flows[n] = stays ? flow_of(inputs, weights, firms, link) : Flow{};
    });
    std::size_t kept = 0;
    for (std::size_t n = 0; n < links.size(); ++n) {
        if (flows[n].saving > 0.0) {
            links[kept] = links[n];
            flows[kept++] = flows[n];
        }
    }
    symbiosis.broken += static_cast<std::int64_t>(links.size() - kept);
    links.resize(kept);
    flows.resize(kept);
}

/// Notes that the firms of a link give and take; counts firms that did neither before.
void engage(const SymbiosisLink& link, std::uint32_t giver_row, std::uint32_t taker_row, Symbiosis& symbiosis,
            Engaged& engaged) {
    std::uint8_t& giver = engaged.of_row[giver_row];
    symbiosis.linked[link.giver_segment] += giver == 0 ? 1 : 0;
    giver |= Engaged::gives;
    std::uint8_t& taker = engaged.of_row[taker_row];
    symbiosis.linked[link.taker_segment] += taker == 0 ? 1 : 0;
    taker |= Engaged::takes;
    ++symbiosis.member_links[link.giver_segment];
    symbiosis.member_links[link.taker_segment] += link.taker_segment != link.giver_segment ? 1 : 0;
}

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
            if ((firms.adopted[r] & ready_mask) != 0) {
                row[count++] = r;
            }
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
    sim::Read<FirmLayout, FirmIdentity, Membership> firms;
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
    const auto& [layout, identities, membership] = firms;
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
        __builtin_prefetch(&membership.trust[exchange.candidates[glances.found[k]].row]);
    }
}

void Searching::look(std::uint32_t position, std::vector<Proposal>& proposed) const {
    const auto& [layout, identities, membership] = firms;
    const std::vector<Candidate>& candidates = exchange.candidates;
    const Candidate& giver = candidates[position];
    const Pool pool = pool_of(giver);
    const auto least_trust = static_cast<float>(parameters.trust);
    if (pool.empty() || !(membership.trust[giver.row] > least_trust)) {
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
        if (found == position || !(membership.trust[taker.row] > least_trust) ||
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

/// Credits both sides with half of what a pair saves that links for the first time. Pairs of the start were
/// there before anybody looked: they are known, and nobody is credited with them.
void credit(const SymbiosisLink& link, double saving, const Month& month, const Symbiosis& symbiosis,
            Delivery& delivery, std::vector<KnownPair>& new_pairs) {
    const KnownPair pair{link.giver_key, link.taker_key};
    if (std::binary_search(symbiosis.known.begin(), symbiosis.known.end(), pair)) {
        return;
    }
    new_pairs.push_back(pair);
    if (month.before_first()) {
        return;
    }
    for (const std::uint32_t segment : {link.giver_segment, link.taker_segment}) {
        delivery.link_savings[segment] += 0.5 * saving;
        ++delivery.new_pairs[segment];
    }
}

/// Adds the pairs of the month to the known ones, which stay sorted.
void learn_pairs(std::vector<KnownPair>& new_pairs, Symbiosis& symbiosis) {
    std::sort(new_pairs.begin(), new_pairs.end());
    const auto before = static_cast<std::ptrdiff_t>(symbiosis.known.size());
    symbiosis.known.insert(symbiosis.known.end(), new_pairs.begin(), new_pairs.end());
    std::inplace_merge(symbiosis.known.begin(), symbiosis.known.begin() + before, symbiosis.known.end());
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
                        const sim::RandomStream& draws, const FirmLayout& layout, const FirmIdentity& firms,
                        Symbiosis& symbiosis) {
    const auto clusters = static_cast<std::uint32_t>(identity.key.size());
    const auto chance = [&](std::uint32_t handle, std::uint32_t segment) {
        const std::uint32_t row = layout.row_of(handle);
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

void initialise(const FirmLayout& firms, Symbiosis& symbiosis) {
    symbiosis = {};
    symbiosis.resize(firms.cluster_count(), firms.segments().size());
}

void list_on_platforms(const Policy& policy, const Cooperation& cooperation, Symbiosis& symbiosis) {
    for (std::size_t c = 0; c < symbiosis.platform_reach.size(); ++c) {
        const double programme = policy.platform[c]; // by segment: clusters first
        symbiosis.platform_reach[c] = programme + cooperation.platform_reach[c] * (1.0 - programme);
    }
}

void prepare(const Parameters& parameters, const Month& month, RevenuePerEmployee revenue,
             sim::Read<Landscape, Market, PracticeCatalogue> from, Conditions& conditions, Symbiosis& symbiosis) {
    const auto& [landscape, market, practices] = from;
    conditions.linking = (!month.burn_in || month.before_first()) && practices.by_product_mask != 0;
    conditions.matching = conditions.linking && (month.last_of_quarter || month.before_first());
    conditions.terms = terms_of(parameters, landscape.material_price);
    const double wanted = wanted_recycled(parameters, landscape.material_price, landscape.regulation[circular]);
    symbiosis.recycled_rise += sim::monthly_approach(1.0 / parameters.adjustment_years) *
                               (wanted - parameters.background - symbiosis.recycled_rise);
    conditions.savings = SavingTables(practices);
    conditions.ready_mask = practices.by_product_mask;
    conditions.revenue_per_employee = revenue.eur;
    conditions.demand = market.demand;
    for (std::size_t s = 0; s < sector_count; ++s) {
        conditions.per_employee[s] =
            material_input(parameters.material_intensity[s], 1.0, revenue.eur, market.demand[s], 0.0);
    }
    std::fill(symbiosis.linked.begin(), symbiosis.linked.end(), 0);
    std::fill(symbiosis.member_links.begin(), symbiosis.member_links.end(), 0);
    std::fill(symbiosis.saved.begin(), symbiosis.saved.end(), 0);
    symbiosis.formed = symbiosis.broken = 0;
}

void end_links(const Parameters& parameters, const Month& month, const sim::Random& random,
               const Conditions& conditions, sim::Read<Shocks, ClusterIdentity, ExpansionWeights> from,
               Everybody firms, sim::Write<Engaged, Flows> to, Symbiosis& symbiosis) {
    const auto& [engaged, flows] = to;
    const auto& [shocks, clusters, weights] = from;
    const auto& [layout, identity, funnel] = firms;
    engaged.of_row.resize(identity.key.size(), 0);
    flows.of_link.clear();
    if (!conditions.linking) {
        return;
    }
    const sim::RandomStream draws = random.stream(symbiosis_stream, month.index);
    if (shocks.begins[supply_shock]) {
        symbiosis.broken += static_cast<std::int64_t>(
            break_links(shocks.beginning[supply_shock], clusters, draws, layout, identity, symbiosis));
    }
    break_up({parameters, conditions, shocks}, weights, draws, firms, symbiosis, flows.of_link);
    for (std::size_t n = 0; n < symbiosis.links.size(); ++n) {
        engage(symbiosis.links[n], flows.of_link[n].giver, flows.of_link[n].taker, symbiosis, engaged);
    }
}

void find_ready(const Parameters& parameters, const Month& month, const sim::Random& random,
                const Conditions& conditions, sim::Read<Engaged, Shocks, Symbiosis> from,
                sim::Read<Pathway, ClusterIdentity, FirmLayout> places, Rows<const FirmIdentity, const Funnel> firms,
                Sum<Ready> ready) {
    if (!conditions.matching) {
        return;
    }
    const auto& [engaged, shocks, symbiosis] = from;
    const auto& [pathway, clusters, layout] = places;
    const Inputs inputs{parameters, conditions, shocks};
    const std::uint32_t segment = firms.block.segment;
    const bool member = layout.is_cluster(segment);
    const Search search = search_of(parameters, month, member ? pathway.collaboration_intensity[segment] : 0.0,
                                    member ? symbiosis.platform_reach[segment] : 0.0);
    const std::uint32_t region = region_of(clusters, layout.cluster_count(), segment);
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
            ready->found.push_back({row, segment, static_cast<float>(inputs.of(firms, firms, row, segment)),
                                    material_traits(parameters, {words[0][i], words[1][i], words[2][i], words[3][i]},
                                                    firms.sector[row], region, layout.region_count()),
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
    exchange.candidates.clear();
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::vector<Candidate>& found = ready.parts()[b].found;
        exchange.candidates.insert(exchange.candidates.end(), found.begin(), found.end());
        symbiosis.ready[layout.blocks()[b].segment] += static_cast<std::int32_t>(found.size());
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
             sim::Read<FirmLayout, FirmIdentity, Membership> firms, Proposals& proposals) {
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

void form_links(const Month& month, const Conditions& conditions, const Proposals& proposals,
                const FirmIdentity& identity, Exchange& exchange, Engaged& engaged, Symbiosis& symbiosis,
                Delivery& delivery) {
    if (!conditions.matching) {
        return;
    }
    std::vector<KnownPair> new_pairs;
    for (const Proposal& proposal : proposals.all) {
        const Candidate& giver = exchange.candidates[proposal.giver];
        Candidate& taker = exchange.candidates[proposal.taker];
        if (taker.takes != 0) {
            continue;
        }
        taker.takes = Engaged::takes;
        symbiosis.links.push_back({identity.key[giver.row], identity.key[taker.row], identity.handle[giver.row],
                                   identity.handle[taker.row], giver.segment, taker.segment, proposal.metres,
                                   month.index, giver.traits.by_product, proposal.channel});
        engage(symbiosis.links.back(), giver.row, taker.row, symbiosis, engaged);
        credit(symbiosis.links.back(), proposal.saving, month, symbiosis, delivery, new_pairs);
        ++symbiosis.formed;
    }
    learn_pairs(new_pairs, symbiosis);
}

void measure_links(const Parameters& parameters, const Conditions& conditions, const Shocks& shocks,
                   const ExpansionWeights& weights, Everybody firms, const Symbiosis& symbiosis, Flows& flows) {
    const Inputs inputs{parameters, conditions, shocks};
    const std::size_t old = flows.of_link.size();
    flows.of_link.resize(symbiosis.links.size());
    for_each_link(symbiosis.links, old, firms,
                  [&](std::size_t n) { flows.of_link[n] = flow_of(inputs, weights, firms, symbiosis.links[n]); });
}

void pay(const Conditions& conditions, const Flows& flows, Engaged& engaged, Finance& finance, Symbiosis& symbiosis,
         Ledger& ledger) {
    if (!conditions.linking) {
        return;
    }
    constexpr std::size_t ahead = 16;
    const std::vector<Flow>& of_link = flows.of_link;
    Cents total = 0;
    for (std::size_t n = 0; n < symbiosis.links.size(); ++n) {
        if (n + ahead < of_link.size()) {
            __builtin_prefetch(&finance.liquidity[of_link[n + ahead].giver], 1);
            __builtin_prefetch(&finance.liquidity[of_link[n + ahead].taker], 1);
        }
        const Flow& flow = of_link[n];
        const Cents half = to_cents(flow.saving / 24.0);
        finance.liquidity[flow.giver] += half;
        finance.liquidity[flow.taker] += half;
        symbiosis.saved[symbiosis.links[n].giver_segment] += half;
        symbiosis.saved[symbiosis.links[n].taker_segment] += half;
        total += 2 * half;
        engaged.of_row[flow.giver] = engaged.of_row[flow.taker] = 0;
    }
    ledger.pay(Ledger::customers, Ledger::firms, total);
}

} // namespace actorhood::models::symbiosis
