// Practices of firms at the start and on their first day, and the tables that follow from the parameters of a period.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/adoption.hpp"
#include "models/rules/fit.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/math.hpp"
#include "sim/core/vector_math.hpp"

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
    for (std::size_t i = 0; i < points && parameters.peer_rule != 0; ++i) { // by the simple rule nobody has one
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

namespace {

/// Numbers for each practice, in places for whole groups of four and one more.
using OfPractices = std::array<double, practice_limit + 4>;
constexpr std::size_t lanes = 4;

/// Turns the first `count` uniform numbers into standard normal ones, in whole groups of four.
void make_normal(OfPractices& numbers, std::size_t count) {
    const std::size_t whole = (count + lanes - 1) / lanes * lanes;
    std::fill(numbers.begin() + static_cast<std::ptrdiff_t>(count),
              numbers.begin() + static_cast<std::ptrdiff_t>(whole), 0.5);
    sim::four::normal_quantiles(std::span(numbers).first(whole));
}

/// Draws of one firm, from number `first`, which is even, as RandomStream::uniform() numbers them.
void draw(const sim::RandomStream& stream, std::uint64_t key, std::size_t first, std::span<double> uniform) {
    constexpr std::size_t most = practice_limit; // blocks, of two draws each
    const std::size_t count = (uniform.size() + 1) / 2;
    std::array<std::uint64_t, most> keys;
    std::array<std::uint8_t, most> blocks;
    std::array<std::array<std::uint32_t, most>, 4> word;
    for (std::size_t k = 0; k < count; ++k) {
        keys[k] = key;
        blocks[k] = static_cast<std::uint8_t>(first / 2 + k);
    }
    const auto words = [&](std::size_t k) { return std::span(word[k]).first(count); };
    stream.fill(std::span(keys).first(count), std::span(blocks).first(count),
                {words(0), words(1), words(2), words(3)});
    for (std::size_t i = 0; i < uniform.size(); ++i) {
        const std::size_t k = i / 2;
        uniform[i] = sim::RandomBlock{{word[0][k], word[1][k], word[2][k], word[3][k]}}.uniform(i % 2);
    }
}

/// With which practices firms begin: for one firm after the other the fit and the luck of all practices, in the same
/// numbers as practice_fit() and first_luck(), four practices at a time.
class FirstPractices {
public:
    FirstPractices(const Parameters& parameters, const sim::Random& random, std::size_t practices)
        : parameters_(parameters),
          fits_(random.fixed(fit_stream)),
          inclinations_(random.fixed(inclination_stream)),
          practices_(practices) {}

    /// Practices that a firm takes up, as bits; `location`: logit at fit 0, `luck`: uniform numbers.
    [[nodiscard]] std::uint32_t taken_up(std::uint64_t key, const OfPractices& location, OfPractices& luck) {
        draw_fits(trait_key(key));
        draw_luck(trait_key(key), luck);
        std::uint32_t taken = 0;
        for (std::size_t p = 0; p < practices_; p += lanes) {
            const auto below = sim::four::load(&luck[p]) <
                               first_adoption_probability(sim::four::load(&location[p]), sim::four::load(&fit_[p]));
            for (std::size_t k = 0; k < lanes && p + k < practices_; ++k) {
                taken |= below[k] != 0 ? bit(p + k) : 0u;
            }
        }
        return taken;
    }

private:
    void draw_fits(std::uint64_t key) {
        draw(fits_, key, 0, std::span(fit_).first(practices_));
        fit_[practices_] = fits_.uniform(key, static_cast<std::uint32_t>(practice_limit));
        make_normal(fit_, practices_ + 1);
        const double shared = fit_[practices_];
        for (std::size_t p = 0; p < practices_; ++p) {
            fit_[p] = combined_fit(parameters_.fit, fit_[p], shared);
        }
    }
    void draw_luck(std::uint64_t key, OfPractices& luck) {
        const double persistence = parameters_.acceptance_persistence;
        if (!(persistence > 0.0)) {
            return;
        }
        draw(inclinations_, key, 0, std::span(inclination_).first(practices_));
        make_normal(inclination_, practices_);
        make_normal(luck, practices_);
        for (std::size_t p = 0; p < practices_; p += lanes) {
            sim::four::store(&luck[p],
                             lasting_luck(persistence, sim::four::load(&inclination_[p]), sim::four::load(&luck[p])));
        }
    }

    const Parameters& parameters_;
    const sim::RandomStream fits_;
    const sim::RandomStream inclinations_;
    const std::size_t practices_;
    OfPractices fit_{};
    OfPractices inclination_{};
};

/// The firm begins with the practices `taken`, and knows those of the others whose draw is below `aware`.
void begin_with(const Users& firms, std::uint32_t row, std::uint32_t taken, const PracticeCatalogue& practices,
                std::span<const double> draws, std::span<const double> aware) {
    for (std::size_t p = 0; p < practices.count(); ++p) {
        if ((taken & bit(p)) != 0) {
            use(firms, row, p, practices);
        } else if (draws[p] < aware[p]) {
            firms.aware[row] |= bit(p);
        }
    }
}

} // namespace

void adopt_at_start(const Parameters& parameters, const population::Parameters& given, const InitialLogits& logits,
                    const PracticeCatalogue& practices, const sim::Random& random, Users firms) {
    const std::size_t count = practices.count();
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    FirstPractices first(parameters, random, count);
    OfPractices location{};
    OfPractices aware{};
    OfPractices luck{};
    OfPractices informed{};
    for (std::size_t p = 0; p < count; ++p) {
        const Practice& entry = practices.entries[p];
        aware[p] = awareness_given_not_adopted(entry.initial_aware, entry.initial_share);
    }
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::uint64_t key = trait_key(firms.key[row]);
        const auto employees = static_cast<double>(firms.employees[row]);
        for (std::size_t p = 0; p < count; ++p) {
            const Practice& entry = practices.entries[p];
            location[p] = entry.initial_share > 0.0
                              ? initial_adoption_location(logits.at[p], entry.size_slope, employees)
                              : -std::numeric_limits<double>::infinity();
        }
        draw(draws, key, 0, std::span(luck).first(count));
        draw(draws, key, practice_limit, std::span(informed).first(count));
        const population::MemberEntry* const member = population::given_member(given, firms.key[row]);
        const std::optional<std::uint32_t> uses = member == nullptr ? std::nullopt : member->uses(practices);
        begin_with(firms, row, uses ? *uses : first.taken_up(key, location, luck), practices, informed, aware);
    }
}

void adopt_like_others(const Parameters& parameters, const EntrantFunnel& like, const PracticeCatalogue& practices,
                       const sim::Random& random, Users firms) {
    const std::size_t count = practices.count();
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    FirstPractices first(parameters, random, count);
    OfPractices location{};
    OfPractices luck{};
    OfPractices informed{};
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::uint64_t key = firms.key[row];
        const std::size_t size_class = firms.size_class[row];
        std::copy(like.location[size_class].begin(), like.location[size_class].end(), location.begin());
        std::array<double, 2 * practice_limit> two; // for each practice: luck, awareness
        draw(draws, key, 0, std::span(two).first(2 * count));
        for (std::size_t p = 0; p < count; ++p) {
            luck[p] = two[2 * p];
            informed[p] = two[2 * p + 1];
        }
        begin_with(firms, row, first.taken_up(key, location, luck), practices, informed, like.aware[size_class]);
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
