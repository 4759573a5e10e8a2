#include "models/turnover.hpp"

#include <algorithm>
#include <limits>

#include "models/state/adoption_rules.hpp"
#include "models/state/fit.hpp"
#include "sim/core/math.hpp"

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

LocationTable::LocationTable(double fit_sd) {
    for (std::size_t i = 0; i < points; ++i) {
        const double logit = highest * (2.0 * static_cast<double>(i) / static_cast<double>(points - 1) - 1.0);
        table_[i] = logistic_normal_location(sim::logistic(logit), fit_sd);
    }
}

double LocationTable::location(double probability) const {
    if (probability <= 0.0) {
        return -std::numeric_limits<double>::infinity();
    }
    const double p = std::min(probability, 0.9999);
    const double position = (sim::logarithm(p / (1.0 - p)) / highest + 1.0) * 0.5 * static_cast<double>(points - 1);
    const double inside = std::clamp(position, 0.0, static_cast<double>(points - 1));
    const auto below = std::min(static_cast<std::size_t>(inside), points - 2);
    const double part = inside - static_cast<double>(below);
    return table_[below] + (table_[below + 1] - table_[below]) * part;
}

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

namespace {

void close_firms(World& world) {
    Firms& firms = world.firms;
    for (const std::uint32_t handle : world.movements.exits) {
        const std::uint32_t row = firms.row_of(handle);
        const std::uint32_t segment = firms.segment_of(handle);
        world.ledger.pay(Ledger::firms, Ledger::owners, firms.liquidity[row]);
        world.adoption.count_firm(firms, row, segment, -1);
        ++world.delivery.exits[segment];
        ++world.market.exits;
        firms.remove(handle);
    }
}

void leave_clusters(World& world) {
    Firms& firms = world.firms;
    for (const std::uint32_t handle : world.movements.leaves) {
        const std::uint32_t row = firms.row_of(handle);
        if (row == no_firm) {
            continue; // closed in the same month
        }
        const std::uint32_t cluster = firms.segment_of(handle);
        const std::uint32_t region =
            firms.cluster_count() + static_cast<std::uint32_t>(world.clusters.identity.region[cluster]);
        world.adoption.count_firm(firms, row, cluster, -1);
        ++world.delivery.leaves[cluster];
        const std::uint32_t outside = firms.move(handle, region);
        firms.joined_month[outside] = -1;
        firms.services_rate[outside] = 0.0f;
        firms.sort_ties(outside, region);
        world.adoption.count_firm(firms, outside, region, 1);
    }
}

/// Whom a joining firm of the sample is a copy of: from a random firm outside on, the first two of the same size class
/// and sector, of them the one copied less often. no_firm when the sample has none that can be copied.
std::uint32_t choose_template(const Firms& firms, double u, std::uint32_t like) {
    std::uint64_t outside = firms.count() - firms.member_count();
    auto skip = static_cast<std::uint64_t>(u * static_cast<double>(outside));
    const std::uint8_t wanted_class = firms.size_class[like];
    const std::uint8_t wanted_sector = firms.sector[like];
    std::uint32_t found = no_firm;
    // Twice around: the second time from the beginning to where the first began.
    for (std::uint32_t lap = 0; lap < 2; ++lap) {
        for (std::uint32_t s = firms.cluster_count(); s < firms.segments().size() && outside > 0; ++s) {
            const Segment& pool = firms.segment(s);
            const auto passed = static_cast<std::uint32_t>(std::min<std::uint64_t>(skip, pool.size));
            skip -= passed;
            for (std::uint32_t row = pool.begin + passed; row < pool.end() && outside > 0; ++row, --outside) {
                // Without short cuts: in a random order of firms, branches are slower than three comparisons.
                const std::uint8_t copies = firms.sampled[row];
                const std::uint8_t size_class = firms.size_class[row];
                const std::uint8_t sector = firms.sector[row];
                const bool alike =
                    (size_class == wanted_class) & (sector == wanted_sector) & (copies != 0) & (copies < copy_limit);
                if (!alike) {
                    continue;
                }
                if (found != no_firm) {
                    return firms.sampled[row] < firms.sampled[found] ? row : found;
                }
                found = row;
            }
        }
    }
    return found;
}

void join_clusters(const population::Parameters& traits, const Month& month, World& world) {
    Firms& firms = world.firms;
    const sim::RandomStream draws = world.random.stream(join_stream, month.index);
    for (const Movements::Join& join : world.movements.joins) {
        const std::uint32_t row = firms.row_of(join.handle);
        if (row == no_firm) {
            continue; // closed in the same month
        }
        std::uint32_t member = 0;
        if (firms.sampled[row] != 0) {
            const std::uint32_t original = choose_template(firms, draws.block(firms.key[row], 1).uniform(0), row);
            if (original == no_firm) {
                continue; // no firm of the sample may be copied once more: its keys are used up
            }
            const std::uint32_t handle = firms.handle[original];
            member = firms.add(join.cluster, copy_key(firms.key[original], firms.sampled[original]));
            const std::uint32_t copied = firms.row_of(handle); // adding may have moved the row
            firms.copy_traits(copied, member);
            ++firms.sampled[copied];
            firms.sampled[member] = 0;
            world.ledger.pay(Ledger::owners, Ledger::firms, firms.liquidity[member]);
        } else {
            world.adoption.count_firm(firms, row, firms.segment_of(join.handle), -1);
            member = firms.move(join.handle, join.cluster);
        }
        firms.joined_month[member] = static_cast<std::int16_t>(month.index);
        firms.value[member] = static_cast<float>(traits.joiner_value);
        firms.trust[member] = static_cast<float>(traits.trust);
        firms.services_rate[member] = 0.0f;
        firms.sort_ties(member, join.cluster);
        world.adoption.count_firm(firms, member, join.cluster, 1);
        ++world.delivery.joins[join.cluster];
    }
}

/// For each size class and practice: where entrants start (logit), and how likely one that does not adopt knows it.
struct EntrantFunnel {
    std::array<std::array<double, practice_limit>, size_class_count> location{};
    std::array<std::array<double, practice_limit>, size_class_count> aware{};
};

EntrantFunnel entrant_funnel(const Parameters& parameters, const Plan& plan, const Month& month, const World& world) {
    const Prevalence prevalence = class_prevalence(world.adoption, world.weights, world.practices.count());
    const double ratio = month.burn_in ? 1.0 : parameters.entrant_adoption;
    EntrantFunnel funnel;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t p = 0; p < world.practices.count(); ++p) {
            funnel.location[k][p] = plan.locations.location(ratio * prevalence.adopted[k][p]);
            funnel.aware[k][p] = awareness_given_not_adopted(prevalence.aware[k][p], prevalence.adopted[k][p]);
        }
    }
    return funnel;
}

/// What an entrant knows and uses from its first day.
void adopt_like_others(const EntrantFunnel& funnel, double fit_sd, std::uint32_t row, World& world) {
    Firms& firms = world.firms;
    const sim::RandomStream draws = world.random.fixed(initial_adoption_stream);
    const std::uint64_t key = firms.key[row];
    const std::size_t size_class = firms.size_class[row];
    for (std::size_t p = 0; p < world.practices.count(); ++p) {
        const double fit = practice_fit(world.random, key, p, fit_sd);
        const std::uint32_t practice_bit = 1u << p;
        const sim::RandomBlock draw = draws.block(key, static_cast<std::uint32_t>(p));
        if (draw.uniform(0) < entrant_adoption_probability(funnel.location[size_class][p], fit)) {
            firms.adopted[row] |= practice_bit;
            firms.aware[row] |= practice_bit;
            firms.practice_gain[row] += static_cast<float>(world.practices.entries[p].own_saving());
        } else if (draw.uniform(1) < funnel.aware[size_class][p]) {
            firms.aware[row] |= practice_bit;
        }
    }
}

void found_firms(const Parameters& parameters, const population::Parameters& traits, const Plan& plan,
                 const Month& month, World& world) {
    Firms& firms = world.firms;
    population::FirmPlan firm_plan;
    firm_plan.class_shares = plan.entrant_classes;
    firm_plan.sampled = plan.sampled;
    const EntrantFunnel funnel = entrant_funnel(parameters, plan, month, world);
    for (std::uint32_t region = 0; region < world.movements.births.size(); ++region) {
        const std::uint32_t segment = firms.cluster_count() + region;
        for (std::uint32_t ordinal = 0; ordinal < world.movements.births[region]; ++ordinal) {
            const std::uint32_t row = firms.add(segment, firm_key(Origin::entrant, region, month.index, ordinal));
            population::set_traits(traits, firm_plan, world.random, month.index, row, firms);
            firms.liquidity[row] = to_cents(parameters.entrant_liquidity * static_cast<double>(firms.employees[row]) *
                                            traits.revenue_per_employee / 12.0);
            plan.complete(world.random, row, firms);
            adopt_like_others(funnel, plan.fit_sd, row, world);
            world.ledger.pay(Ledger::owners, Ledger::firms, firms.liquidity[row]);
            world.adoption.count_firm(firms, row, segment, 1);
            ++world.market.entries;
        }
    }
}

} // namespace

void step(const Parameters& parameters, const population::Parameters& traits, const Plan& plan, const Month& month,
          World& world) {
    world.market.exits = 0;
    world.market.entries = 0;
    close_firms(world);
    leave_clusters(world);
    join_clusters(traits, month, world);
    found_firms(parameters, traits, plan, month, world);
    world.movements.clear();
    world.firms.renew_blocks();
    if (month.index % 12 == 11) {
        world.firms.release_handles();
    }
}

} // namespace actorhood::models::turnover
