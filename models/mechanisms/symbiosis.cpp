#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>

#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::symbiosis {

namespace {

/// Links that one piece of parallel work looks at.
constexpr std::size_t piece = 512;

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

double yearly_saving(const Parameters& parameters, const Terms& terms, double giver_input, double taker_input,
                     std::uint32_t metres) {
    return joint_saving(terms, 12.0 * link_volume(parameters, giver_input, taker_input),
                        static_cast<double>(metres) / 1000.0);
}

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
