#include "models/mechanisms/turnover.hpp"

#include <algorithm>

#include "models/rules/fit.hpp"

namespace actorhood::models::turnover {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("turnover", "What firms are like that are founded during the run");
    schema.real(p.entrant_adoption, "entrant_adoption", Unit{"1"}, Default{0.97}, Bounds{0, 1.5}, Sweep{0.8, 1},
                Meaning{"Adoption by entrants relative to the prevalence in their size class (1 during burn-in)"},
                Source{"assumption"});
    schema.real(p.entrant_liquidity, "entrant_liquidity", Unit{"month"}, Default{1}, Bounds{0, 24}, Sweep{0.5, 2},
                Meaning{"Founders' capital of an entrant, in months of revenue"}, Source{"assumption"});
    schema.boolean(
        p.sample_shrinks, "sample_shrinks", Default{true},
        Meaning{"The sample of firms outside stands for fewer as copies of its firms join clusters; false: it "
                "goes on to stand for all, and firms become more"},
        Source{"switch; false is the rule before 2026-11-28"});
}

bool takes_original(double weight, double& owed) {
    owed += 1.0;
    if (owed < weight) {
        return false;
    }
    owed -= weight;
    return true;
}

namespace {

/// Share of adopters and of those aware among all firms of a size class, weighted; rows = classes.
struct Prevalence {
    EntrantFunnel::ByClass adopted{};
    EntrantFunnel::ByClass aware{};
};

Prevalence class_prevalence(const AdoptionRegister& adoption, const ExpansionWeights& weights,
                            std::size_t practices) {
    Prevalence prevalence;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        double firms = 0.0;
        std::array<double, practice_limit> adopters{};
        std::array<double, practice_limit> aware{};
        for (std::size_t outside = 0; outside < 2; ++outside) {
            for (std::size_t sector = 0; sector < sector_count; ++sector) {
                const AdoptionRegister::Counts& counts = adoption.sector(outside, sector);
                for (const std::size_t sampled : {std::size_t{0}, std::size_t{1}}) {
                    const double weight = sampled != 0 ? weights[k] : 1.0;
                    const std::size_t stratum = k * 2 + sampled;
                    firms += weight * counts.firms[stratum];
                    for (std::size_t p = 0; p < practices; ++p) {
                        adopters[p] += weight * counts.adopters[p][stratum];
                        aware[p] += weight * counts.aware[p][stratum];
                    }
                }
            }
        }
        for (std::size_t p = 0; p < practices && firms > 0.0; ++p) {
            prevalence.adopted[k][p] = adopters[p] / firms;
            prevalence.aware[k][p] = aware[p] / firms;
        }
    }
    return prevalence;
}

} // namespace

namespace {

Traffic::Facts facts_of(const Firms& firms, std::uint32_t row) {
    return {AdoptionRegister::kind_of(firms, row), firms.adopted[row], firms.aware[row], firms.liquidity[row]};
}

void look_up(const Firms& firms, Traffic& traffic) {
    traffic.facts.resize(traffic.movers.size());
    for_all_in_pieces(traffic.movers.size(),
                      [&](std::size_t i) { traffic.facts[i] = facts_of(firms, traffic.movers[i].row); });
}

/// Makes room for all movers and appends a row for each, in their order.
void append_rows(Firms& firms, Traffic& traffic) {
    traffic.arrivals.assign(firms.segments().size(), 0);
    for (const Mover& mover : traffic.movers) {
        ++traffic.arrivals[mover.to];
    }
    firms.make_room(traffic.arrivals);
    traffic.rows.clear();
    for (const Mover& mover : traffic.movers) {
        traffic.rows.push_back(firms.append(mover.to, 1));
    }
}

void count(const Traffic& traffic, std::size_t i, std::uint32_t segment, std::int32_t sign,
           AdoptionRegister& adoption) {
    const Traffic::Facts& facts = traffic.facts[i];
    adoption.count_firm(facts.kind, facts.adopted, facts.aware, segment, sign);
}

} // namespace

void close(const Movements& movements, Firms& firms, AdoptionRegister& adoption, Ledger& ledger, Delivery& delivery,
           Market& market, Traffic& traffic) {
    traffic.movers.resize(movements.exits.size());
    for_all_in_pieces(movements.exits.size(), [&](std::size_t i) {
        const std::uint32_t handle = movements.exits[i];
        traffic.movers[i] = {handle, firms.segment_of(handle), 0, firms.row_of(handle)};
    });
    look_up(firms, traffic);
    traffic.leaving.sort(traffic.movers, firms.segments().size());
    firms.remove(traffic.movers, traffic.leaving);
    for (std::size_t i = 0; i < traffic.movers.size(); ++i) {
        const std::uint32_t segment = traffic.movers[i].from;
        ledger.pay(Ledger::firms, Ledger::owners, traffic.facts[i].liquidity);
        count(traffic, i, segment, -1, adoption);
        ++delivery.exits[segment];
    }
    market.exits = static_cast<std::int64_t>(traffic.movers.size());
}

void leave(const population::Parameters& given, const Movements& movements, const ClusterIdentity& identity,
           Firms& firms, AdoptionRegister& adoption, Delivery& delivery, Traffic& traffic) {
    traffic.movers.clear();
    for (const std::uint32_t handle : movements.leaves) {
        const std::uint32_t row = firms.row_of(handle);
        if (row != no_firm) { // otherwise closed in the same month
            const std::uint32_t cluster = firms.segment_of(handle);
            const population::MemberEntry* const known = population::given_member(given, firms.key[row]);
            const auto region = static_cast<std::uint32_t>(
                known != nullptr && known->region > 0 ? known->region - 1 : identity.region[cluster]);
            traffic.movers.push_back({handle, cluster, firms.cluster_count() + region, row});
        }
    }
    append_rows(firms, traffic);
    traffic.leaving.sort(traffic.movers, firms.segments().size());
    firms.move(traffic.movers, traffic.leaving, traffic.rows);
    for_all_in_pieces(traffic.movers.size(), [&](std::size_t i) {
        const auto [handle, cluster, region, row] = traffic.movers[i];
        firms.sort_ties(row, region, row);
    });
    look_up(firms, traffic);
    for (std::size_t i = 0; i < traffic.movers.size(); ++i) {
        const Mover& mover = traffic.movers[i];
        count(traffic, i, mover.from, -1, adoption);
        count(traffic, i, mover.to, 1, adoption);
        ++delivery.leaves[mover.from];
    }
}

namespace {

constexpr std::uint32_t piece_rows = 64; ///< looked at together by those who look for a firm to copy

/// A kind of firm of the sample, to be copied.
struct Wanted {
    std::uint8_t size_class;
    std::uint8_t sector;

    /// 1 for a firm of the kind that may be copied once more, else 0.
    [[nodiscard]] std::uint8_t fits(std::uint8_t its_class, std::uint8_t its_sector, std::uint8_t copies) const {
        // Without short cuts: in a random order of firms, branches are slower than the comparisons.
        return static_cast<std::uint8_t>((its_class == size_class) & (its_sector == sector) & (copies != 0) &
                                         (copies < copy_limit));
    }
    [[nodiscard]] bool is(const FirmIdentity& firms, std::size_t row) const {
        return fits(firms.size_class[row], firms.sector[row], firms.sampled[row]) != 0;
    }
    /// True if one of a piece of rows is of the kind; vectorised.
    [[nodiscard]] bool any(const FirmIdentity& firms, std::uint32_t begin) const {
        const std::uint8_t* const classes = &firms.size_class[begin];
        const std::uint8_t* const sectors = &firms.sector[begin];
        const std::uint8_t* const copies = &firms.sampled[begin];
        std::uint8_t found = 0;
        for (std::size_t i = 0; i < piece_rows; ++i) {
            found |= fits(classes[i], sectors[i], copies[i]);
        }
        return found != 0;
    }
};

/// Calls done(row) for the firms of the kind among rows [begin, end) until it returns true; tells whether it did.
template <class Done>
bool find_rows(const FirmIdentity& firms, Wanted wanted, std::uint32_t begin, std::uint32_t end, Done&& done) {
    for (std::uint32_t piece = begin; piece < end; piece += piece_rows) {
        const std::uint32_t last = std::min(piece + piece_rows, end);
        if (last - piece == piece_rows && !wanted.any(firms, piece)) {
            continue;
        }
        for (std::uint32_t row = piece; row < last; ++row) {
            if (wanted.is(firms, row) && done(row)) {
                return true;
            }
        }
    }
    return false;
}

/// Whom a joining firm of the sample is a copy of: from a random firm outside on, the first two of the same size class
/// and sector, of them the one copied less often. no_firm when the sample has none that can be copied. `outside`: firms
/// outside clusters.
std::uint32_t choose_template(const Firms& firms, const Traffic::Wish& wish, std::uint64_t outside) {
    auto skip = static_cast<std::uint64_t>(wish.place * static_cast<double>(outside));
    std::uint64_t left = outside;
    std::uint32_t found = no_firm;
    const auto take = [&](std::uint32_t row) {
        const bool second = found != no_firm;
        found = second && firms.sampled[row] >= firms.sampled[found] ? found : row;
        return second;
    };
    // Twice around: the second time from the beginning to where the first began.
    for (std::uint32_t lap = 0; lap < 2; ++lap) {
        for (std::uint32_t s = firms.cluster_count(); s < firms.segments().size() && left > 0; ++s) {
            const Segment& pool = firms.segment(s);
            const auto passed = static_cast<std::uint32_t>(std::min<std::uint64_t>(skip, pool.size));
            skip -= passed;
            const auto rows = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, pool.size - passed));
            left -= rows;
            const std::uint32_t begin = pool.begin + passed;
            if (find_rows(firms, {wish.size_class, wish.sector}, begin, begin + rows, take)) {
                return found;
            }
        }
    }
    return found;
}

/// Lists those who join and are still there, with whom they are like. Returns whether some are of the sample.
bool list_joiners(const sim::RandomStream& draws, const Movements& movements, const Firms& firms, Traffic& traffic) {
    traffic.movers.resize(movements.joins.size());
    traffic.wishes.resize(movements.joins.size());
    for_all_in_pieces(movements.joins.size(), [&](std::size_t i) {
        const auto [handle, cluster] = movements.joins[i];
        const std::uint32_t row = firms.row_of(handle);
        if (row == no_firm) { // closed in the same month
            traffic.movers[i].handle = no_firm;
            return;
        }
        traffic.movers[i] = {handle, firms.segment_of(handle), cluster, row};
        traffic.wishes[i] = {firms.size_class[row], firms.sector[row], firms.sampled[row],
                             firms.sampled[row] != 0 ? draws.block(firms.key[row], 1).uniform(0) : 0.0};
    });
    std::size_t joining = 0;
    bool sampled = false;
    for (std::size_t i = 0; i < traffic.movers.size(); ++i) {
        if (traffic.movers[i].handle != no_firm) {
            traffic.movers[joining] = traffic.movers[i];
            traffic.wishes[joining++] = traffic.wishes[i];
            sampled |= traffic.wishes[i].sampled != 0;
        }
    }
    traffic.movers.resize(joining);
    return sampled;
}

/// Asks the processor to load where a firm will look for another to copy; no effect on results.
void prefetch_place(const Firms& firms, double place, std::uint64_t outside) {
    auto skip = static_cast<std::uint64_t>(place * static_cast<double>(outside));
    for (std::uint32_t s = firms.cluster_count(); s < firms.segments().size(); ++s) {
        const Segment& pool = firms.segment(s);
        if (skip < pool.size) {
            const std::size_t row = pool.begin + skip;
            __builtin_prefetch(&firms.size_class[row]);
            __builtin_prefetch(&firms.sector[row]);
            __builtin_prefetch(&firms.sampled[row]);
            return;
        }
        skip -= pool.size;
    }
}

/// What decides whether a joining firm of the sample is copied or moves itself.
struct Sampling {
    bool shrinks;
    const ExpansionWeights& weights;
    Owed& owed;

    [[nodiscard]] bool takes_original(std::size_t size_class) const {
        return shrinks && turnover::takes_original(weights[size_class], owed.firms[size_class]);
    }
};

/// A copy of a firm of the sample gets a row and a handle. The key says which copy it is.
void copy_later(std::uint32_t original, Firms& firms, Mover& mover) {
    mover.row = firms.append(mover.to, 1);
    firms.name(mover.row, copy_key(firms.key[original], firms.sampled[original]));
    ++firms.sampled[original];
}

/// Moves a firm at once.
void move_now(Firms& firms, Mover& mover) {
    mover.row = firms.append(mover.to, 1);
    firms.move_to(mover, mover.row);
}

/// Finds for each joining firm of the sample whom it is a copy of, or who moves in its place; the others move, at once,
/// because the order of firms outside decides who is copied next. What finds nobody does not join: the keys of its
/// kind are used up.
void choose_originals(const Sampling& sampling, Firms& firms, Traffic& traffic) {
    constexpr std::size_t ahead = 4;
    std::uint64_t outside = firms.count() - firms.member_count();
    std::size_t joining = 0;
    traffic.origins.clear();
    traffic.sampled.clear();
    for (std::size_t i = 0; i < traffic.movers.size(); ++i) {
        if (i + ahead < traffic.movers.size()) {
            prefetch_place(firms, traffic.wishes[i + ahead].place, outside);
        }
        Mover mover = traffic.movers[i];
        std::uint32_t origin = no_firm;
        const bool sampled = traffic.wishes[i].sampled != 0;
        if (sampled) {
            const std::uint32_t original = choose_template(firms, traffic.wishes[i], outside);
            if (original == no_firm) {
                continue;
            }
            origin = firms.handle[original];
            if (sampling.takes_original(traffic.wishes[i].size_class)) {
                mover = {origin, firms.segment_of(origin), mover.to, original};
                origin = no_firm;
            } else {
                copy_later(original, firms, mover);
            }
        }
        if (origin == no_firm) {
            move_now(firms, mover);
            --outside;
        }
        traffic.origins.push_back(origin);
        traffic.sampled.push_back(sampled ? 1 : 0);
        traffic.movers[joining++] = mover;
    }
    traffic.movers.resize(joining);
}

/// Joining firms, each in its new row.
void bring_in(const sim::RandomStream& draws, const Movements& movements, const Sampling& sampling, Firms& firms,
              Traffic& traffic) {
    if (!list_joiners(draws, movements, firms, traffic)) {
        append_rows(firms, traffic);
        traffic.origins.assign(traffic.movers.size(), no_firm);
        traffic.sampled.assign(traffic.movers.size(), 0);
        traffic.leaving.sort(traffic.movers, firms.segments().size());
        firms.move(traffic.movers, traffic.leaving, traffic.rows);
        return;
    }
    traffic.arrivals.assign(firms.segments().size(), 0);
    for (const Mover& mover : traffic.movers) {
        ++traffic.arrivals[mover.to];
    }
    firms.make_room(traffic.arrivals);
    choose_originals(sampling, firms, traffic);
    for_all_in_pieces(traffic.movers.size(), [&](std::size_t i) {
        if (traffic.origins[i] != no_firm) {
            firms.copy_traits(firms.row_of(traffic.origins[i]), traffic.movers[i].row);
        }
    });
    for (const Mover& mover : traffic.movers) {
        firms.sampled[mover.row] = 0; // also an original that moved, which others are copies of
    }
}

} // namespace

void join(sim::Read<Parameters, population::Parameters> parameters, const Month& month, const sim::Random& random,
          sim::Read<Movements, ExpansionWeights> from, Firms& firms, sim::Write<AdoptionRegister, Delivery> counts,
          Ledger& ledger, sim::Write<Traffic, Owed> to) {
    const auto& [own, traits] = parameters;
    const auto& [movements, weights] = from;
    const auto& [adoption, delivery] = counts;
    const auto& [traffic, owed] = to;
    bring_in(random.stream(join_stream, month.index), movements, {own.sample_shrinks, weights, owed}, firms, traffic);
    for_all_in_pieces(traffic.movers.size(), [&, &traffic = traffic, &traits = traits](std::size_t i) {
        const auto [handle, region, cluster, row] = traffic.movers[i];
        firms.joined_month[row] = static_cast<std::int16_t>(month.index);
        firms.value[row] = static_cast<float>(traits.joiner_value);
        firms.trust[row] = static_cast<float>(traits.trust);
        firms.services_rate[row] = 0.0f;
        firms.sort_ties(row, cluster, row);
    });
    look_up(firms, traffic);
    for (std::size_t i = 0; i < traffic.movers.size(); ++i) {
        const Mover& mover = traffic.movers[i];
        const Traffic::Facts& facts = traffic.facts[i];
        if (traffic.origins[i] == no_firm) {
            const AdoptionRegister::Kind before = AdoptionRegister::kind_of(firms, mover.row, traffic.sampled[i]);
            adoption.count_firm(before, facts.adopted, facts.aware, mover.from, -1);
        } else {
            ledger.pay(Ledger::owners, Ledger::firms, facts.liquidity);
        }
        count(traffic, i, mover.to, 1, adoption);
        ++delivery.joins[mover.to];
    }
}

void found(const Month& month, const Movements& movements, Firms& firms, Founded& founded, Traffic& traffic) {
    const auto segment_of = [&](std::size_t region) {
        return firms.cluster_count() + static_cast<std::uint32_t>(region);
    };
    traffic.arrivals.assign(firms.segments().size(), 0);
    std::copy(movements.births.begin(), movements.births.end(), traffic.arrivals.begin() + firms.cluster_count());
    firms.make_room(traffic.arrivals);
    founded.blocks.clear();
    for (std::size_t region = 0; region < movements.births.size(); ++region) {
        const std::uint32_t first = firms.append(segment_of(region), movements.births[region]);
        const std::uint32_t end = first + movements.births[region];
        for (std::uint32_t row = first; row < end; row += block_rows) {
            founded.blocks.push_back({segment_of(region), row, std::min(row + block_rows, end)});
        }
    }
    firms.fill(founded.blocks, [&](const RowBlock& block, std::uint32_t row) {
        const std::uint32_t first = firms.segment(block.segment).end() - traffic.arrivals[block.segment];
        return firm_key(Origin::entrant, block.segment - firms.cluster_count(), month.index, row - first);
    });
}

EntrantFunnel compare(const Parameters& parameters, const LocationTable& locations, const Month& month,
                      const AdoptionRegister& adoption, const ExpansionWeights& weights,
                      const PracticeCatalogue& practices) {
    const Prevalence prevalence = class_prevalence(adoption, weights, practices.count());
    const double ratio = month.burn_in ? 1.0 : parameters.entrant_adoption;
    EntrantFunnel funnel;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t p = 0; p < practices.count(); ++p) {
            funnel.location[k][p] = locations.location(ratio * prevalence.adopted[k][p]);
            funnel.aware[k][p] = awareness_given_not_adopted(prevalence.aware[k][p], prevalence.adopted[k][p]);
        }
    }
    return funnel;
}

void endow(const Parameters& parameters, const population::Parameters& traits, const EntrantMix& mix,
           const sim::Random& random, const Month& month, population::NewFirms firms) {
    population::FirmPlan plan;
    plan.class_shares = mix.class_shares;
    plan.sampled = mix.sampled;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        population::set_traits(traits, plan, random, month.index, row, firms);
        firms.liquidity[row] = to_cents(parameters.entrant_liquidity * static_cast<double>(firms.employees[row]) *
                                        traits.revenue_per_employee / 12.0);
    }
}

void enrol(const Founded& founded, const FirmIdentity& identity, const Finance& finance, const Funnel& funnel,
           AdoptionRegister& adoption, Ledger& ledger, Market& market) {
    market.entries = 0;
    for (const RowBlock& block : founded.blocks) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            ledger.pay(Ledger::owners, Ledger::firms, finance.liquidity[row]);
            adoption.count_firm(identity, funnel, row, block.segment, 1);
            ++market.entries;
        }
    }
}

void commit(const Month& month, Firms& firms, Movements& movements) {
    movements.clear();
    firms.renew_blocks();
    if (month.index % 12 == 11) {
        firms.release_handles();
    }
}

} // namespace actorhood::models::turnover
