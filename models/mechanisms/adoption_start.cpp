// Practices of firms at the start and on their first day, and the tables that follow from the parameters of a period.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/adoption.hpp"
#include "models/rules/fit.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::adoption {

PracticeCatalogue catalogue(const std::vector<Practice>& practices) {
    PracticeCatalogue catalogue;
    catalogue.entries = practices;
    catalogue.derive();
    return catalogue;
}

Thresholds thresholds(const Parameters& parameters) {
    // Beta with the given mean and the spread of Beta(1, 3).
    constexpr std::size_t points = 256;
    const double a = 4.0 * parameters.threshold_mean;
    const double b = 4.0 - a;
    Thresholds thresholds;
    for (std::size_t i = 0; i < points; ++i) {
        thresholds.quantile.push_back(sim::beta_quantile((static_cast<double>(i) + 0.5) / points, a, b));
    }
    return thresholds;
}

LocationTable locations(const Parameters& parameters) { return LocationTable(parameters.fit.sd); }

void renew_gains(const std::vector<Practice>& coming, const PracticeCatalogue& practices, const FirmLayout& layout,
                 const Funnel& funnel, Finance& firms) {
    const bool same =
        std::equal(coming.begin(), coming.end(), practices.entries.begin(), practices.entries.end(),
                   [](const Practice& one, const Practice& other) { return one.own_saving() == other.own_saving(); });
    if (same) {
        return;
    }
    for (const RowBlock& block : layout.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            float gain = 0.0f;
            for (std::size_t p = 0; p < coming.size(); ++p) {
                gain += (funnel.adopted[row] >> p & 1u) != 0 ? static_cast<float>(coming[p].own_saving()) : 0.0f;
            }
            firms.practice_gain[row] = gain;
        }
    }
}

namespace {

/// The economy's firms from a size class on.
std::vector<SizePoint> sizes_from(SizeClass smallest, const population::EconomySizes& economy) {
    std::vector<SizePoint> sizes;
    for (std::size_t k = smallest; k < size_class_count; ++k) {
        for (const double employees : economy.employees[k]) {
            sizes.push_back({employees, economy.shares[k] / static_cast<double>(economy.employees[k].size())});
        }
    }
    return sizes;
}

/// The firm begins with a practice that it uses.
void use(const Users& firms, std::uint32_t row, std::size_t practice, const PracticeCatalogue& practices) {
    firms.adopted[row] |= bit(practice);
    firms.aware[row] |= bit(practice);
    firms.practice_gain[row] += static_cast<float>(practices.entries[practice].own_saving());
}

} // namespace

InitialLogits initial_logits(const Parameters& parameters, const PracticeCatalogue& practices,
                             const population::EconomySizes& economy) {
    const std::array<std::vector<SizePoint>, 2> sizes{sizes_from(small, economy), sizes_from(micro, economy)};
    InitialLogits logits;
    for (std::size_t p = 0; p < practices.count(); ++p) {
        const Practice& entry = practices.entries[p];
        if (entry.initial_share > 0.0) {
            logits.at[p] = initial_intercept(entry.initial_share, entry.size_slope, parameters.fit.sd,
                                             sizes[static_cast<std::size_t>(entry.surveyed)]);
        }
    }
    return logits;
}

void adopt_at_start(const Parameters& parameters, const InitialLogits& logits, const PracticeCatalogue& practices,
                    const sim::Random& random, Users firms) {
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::uint64_t key = trait_key(firms.key[row]);
        const auto employees = static_cast<double>(firms.employees[row]);
        const double shared_fit = common_fit(random, key);
        for (std::size_t p = 0; p < practices.count(); ++p) {
            const Practice& entry = practices.entries[p];
            const auto draw = static_cast<std::uint32_t>(p);
            const double fit = practice_fit(random, key, p, parameters.fit, shared_fit);
            const double adopted = entry.initial_share <= 0.0
                                       ? 0.0
                                       : initial_adoption_probability(logits.at[p], entry.size_slope, employees, fit);
            const double luck =
                first_luck(parameters.acceptance_persistence, random, key, p, draws.uniform(key, draw));
            if (luck < adopted) {
                use(firms, row, p, practices);
            } else if (draws.uniform(key, practice_limit + draw) <
                       awareness_given_not_adopted(entry.initial_aware, entry.initial_share)) {
                firms.aware[row] |= bit(p);
            }
        }
    }
}

void adopt_like_others(const Parameters& parameters, const EntrantFunnel& like, const PracticeCatalogue& practices,
                       const sim::Random& random, Users firms) {
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::uint64_t key = firms.key[row];
        const std::size_t size_class = firms.size_class[row];
        const double shared_fit = common_fit(random, key);
        for (std::size_t p = 0; p < practices.count(); ++p) {
            const double fit = practice_fit(random, key, p, parameters.fit, shared_fit);
            const sim::RandomBlock draw = draws.block(key, static_cast<std::uint32_t>(p));
            const double luck = first_luck(parameters.acceptance_persistence, random, key, p, draw.uniform(0));
            if (luck < entrant_adoption_probability(like.location[size_class][p], fit)) {
                use(firms, row, p, practices);
            } else if (draw.uniform(1) < like.aware[size_class][p]) {
                firms.aware[row] |= bit(p);
            }
        }
    }
}

void count_everybody(const FirmLayout& layout, const FirmIdentity& identity, const Funnel& funnel,
                     AdoptionRegister& adoption) {
    for (const RowBlock& block : layout.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            adoption.count_firm(identity, funnel, row, block.segment, 1);
        }
    }
}

} // namespace actorhood::models::adoption
