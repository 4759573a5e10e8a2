#include "models/mechanisms/turnover.hpp"

#include <algorithm>

#include "models/rules/fit.hpp"

namespace actorhood::models::turnover {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("turnover", "What firms are like that are founded during the run");
    schema.real(p.entrant_adoption, "entrant_adoption", Unit{"1"}, Default{0.97}, Bounds{0, 1.5}, Sweep{0.8, 1},
                Meaning{"Adoption by entrants relative to the prevalence in their size class (1 during burn-in)"},
                Source{"model 5"});
    schema.real(p.entrant_liquidity, "entrant_liquidity", Unit{"month"}, Default{1}, Bounds{0, 24}, Sweep{0.5, 2},
                Meaning{"Founders' capital of an entrant, in months of revenue"}, Source{"assumption"});
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

void close(const Movements& movements, Firms& firms, AdoptionRegister& adoption, Ledger& ledger, Delivery& delivery,
           Market& market) {
    market.exits = 0;
    for (const std::uint32_t handle : movements.exits) {
        const std::uint32_t row = firms.row_of(handle);
        const std::uint32_t segment = firms.segment_of(handle);
        ledger.pay(Ledger::firms, Ledger::owners, firms.liquidity[row]);
        adoption.count_firm(firms, row, segment, -1);
        ++delivery.exits[segment];
        ++market.exits;
        firms.remove(handle);
    }
}

void leave(const Movements& movements, const ClusterIdentity& identity, Firms& firms, AdoptionRegister& adoption,
           Delivery& delivery) {
    for (const std::uint32_t handle : movements.leaves) {
        const std::uint32_t row = firms.row_of(handle);
        if (row == no_firm) {
            continue; // closed in the same month
        }
        const std::uint32_t cluster = firms.segment_of(handle);
        const std::uint32_t region = firms.cluster_count() + static_cast<std::uint32_t>(identity.region[cluster]);
        adoption.count_firm(firms, row, cluster, -1);
        ++delivery.leaves[cluster];
        const std::uint32_t outside = firms.move(handle, region);
        firms.joined_month[outside] = -1;
        firms.services_rate[outside] = 0.0f;
        firms.sort_ties(outside, region);
        adoption.count_firm(firms, outside, region, 1);
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
std::uint32_t choose_template(const Firms& firms, double u, std::uint32_t like, std::uint64_t outside) {
    auto skip = static_cast<std::uint64_t>(u * static_cast<double>(outside));
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
            if (find_rows(firms, {firms.size_class[like], firms.sector[like]}, begin, begin + rows, take)) {
                return found;
            }
        }
    }
    return found;
}

/// A firm that stands for itself, made from one of the sample of the kind of the firm in `row`; no_firm when none of the
/// sample may be copied once more: its keys are used up.
std::uint32_t copy_into(std::uint32_t cluster, std::uint32_t row, double u, std::uint64_t outside, Firms& firms,
                        Ledger& ledger) {
    const std::uint32_t original = choose_template(firms, u, row, outside);
    if (original == no_firm) {
        return no_firm;
    }
    const std::uint32_t handle = firms.handle[original];
    const std::uint32_t member = firms.add(cluster, copy_key(firms.key[original], firms.sampled[original]));
    const std::uint32_t copied = firms.row_of(handle); // adding may have moved the row
    firms.copy_traits(copied, member);
    ++firms.sampled[copied];
    firms.sampled[member] = 0;
    ledger.pay(Ledger::owners, Ledger::firms, firms.liquidity[member]);
    return member;
}

} // namespace

void join(const population::Parameters& traits, const Month& month, const sim::Random& random,
          const Movements& movements, Firms& firms, AdoptionRegister& adoption, Ledger& ledger, Delivery& delivery) {
    const sim::RandomStream draws = random.stream(join_stream, month.index);
    std::uint64_t outside = firms.count() - firms.member_count();
    for (const Movements::Join& join : movements.joins) {
        const std::uint32_t row = firms.row_of(join.handle);
        if (row == no_firm) {
            continue; // closed in the same month
        }
        std::uint32_t member = 0;
        if (firms.sampled[row] != 0) {
            member = copy_into(join.cluster, row, draws.block(firms.key[row], 1).uniform(0), outside, firms, ledger);
            if (member == no_firm) {
                continue;
            }
        } else {
            adoption.count_firm(firms, row, firms.segment_of(join.handle), -1);
            member = firms.move(join.handle, join.cluster);
            --outside;
        }
        firms.joined_month[member] = static_cast<std::int16_t>(month.index);
        firms.value[member] = static_cast<float>(traits.joiner_value);
        firms.trust[member] = static_cast<float>(traits.trust);
        firms.services_rate[member] = 0.0f;
        firms.sort_ties(member, join.cluster);
        adoption.count_firm(firms, member, join.cluster, 1);
        ++delivery.joins[join.cluster];
    }
}

void found(const Month& month, const Movements& movements, Firms& firms, Founded& founded) {
    const auto segment_of = [&](std::uint32_t region) { return firms.cluster_count() + region; };
    for (std::uint32_t region = 0; region < movements.births.size(); ++region) {
        for (std::uint32_t ordinal = 0; ordinal < movements.births[region]; ++ordinal) {
            firms.add(segment_of(region), firm_key(Origin::entrant, region, month.index, ordinal));
        }
    }
    founded.blocks.clear();
    for (std::uint32_t region = 0; region < movements.births.size(); ++region) {
        const std::uint32_t end = firms.segment(segment_of(region)).end();
        for (std::uint32_t row = end - movements.births[region]; row < end; row += Firms::block_rows) {
            founded.blocks.push_back({segment_of(region), row, std::min(row + Firms::block_rows, end)});
        }
    }
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
