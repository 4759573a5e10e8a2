#include "analysis/levers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/config/format.hpp"
#include "sim/core/math.hpp"
#include "sim/run/design.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::uint32_t grid_steps = 100;
/// Indices of the distributions, as usual: the higher, the nearer a child is to its parents.
constexpr double crossover_index = 15.0;
constexpr double mutation_index = 20.0;

double crossover_spread(double u) {
    const double base = u <= 0.5 ? 2.0 * u : 1.0 / (2.0 * (1.0 - u));
    return sim::power(base, 1.0 / (crossover_index + 1.0));
}

/// A step of polynomial mutation, in parts of the range.
double mutation_step(double u) {
    return u < 0.5 ? sim::power(2.0 * u, 1.0 / (mutation_index + 1.0)) - 1.0
                   : 1.0 - sim::power(2.0 * (1.0 - u), 1.0 / (mutation_index + 1.0));
}

std::uint32_t rounded_within(double value, std::uint32_t most) {
    return static_cast<std::uint32_t>(std::floor(std::clamp(value, 0.0, static_cast<double>(most)) + 0.5));
}

/// Shares of the whole in billionths, in the order of the lever.
std::vector<std::uint32_t> share_units_of(const Lever& lever, std::span<const std::uint32_t> coordinates) {
    double rest = 1.0;
    for (const auto& [key, share] : lever.fixed) {
        rest -= share;
    }
    const auto total = static_cast<std::uint64_t>(std::floor(rest * sim::share_units + 0.5));
    std::vector<std::uint32_t> units;
    std::uint64_t steps_so_far = 0;
    std::uint64_t units_so_far = 0;
    for (const std::uint32_t steps : coordinates) {
        // Rounding the sums, not the shares, keeps the total.
        steps_so_far += steps;
        const std::uint64_t sum = (2 * total * steps_so_far + grid_steps) / (2 * std::uint64_t{grid_steps});
        units.push_back(static_cast<std::uint32_t>(sum - units_so_far));
        units_so_far = sum;
    }
    return units;
}

double share_of(std::uint32_t units) { return static_cast<double>(units) / static_cast<double>(sim::share_units); }

double value_at(const Lever& lever, std::uint32_t coordinate) {
    return lever.range.value(static_cast<double>(coordinate) / static_cast<double>(lever.steps()));
}

/// Calls visit(lever, its first coordinate).
template <class Visit>
void each_lever(const std::vector<Lever>& levers, Visit&& visit) {
    std::size_t first = 0;
    for (const Lever& lever : levers) {
        visit(lever, first);
        first += lever.coordinates();
    }
}

/// A coordinate of a child: that of one parent or the other, spread along their difference.
double crossed_coordinate(double a, double b, Draws& draws) {
    constexpr double exchanged = 0.5; // of the coordinates, as usual
    const double spread = draws.uniform() < exchanged ? crossover_spread(draws.uniform()) : 1.0;
    const bool swapped = draws.uniform() < 0.5;
    return 0.5 * (a + b + spread * (swapped ? b - a : a - b));
}

/// The child of shares: each is crossed alone, then all are scaled to what they must add up to.
void cross_shares(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, Draws& draws,
                  std::span<std::uint32_t> child) {
    std::vector<double> shares;
    double sum = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        shares.push_back(std::max(0.0, crossed_coordinate(a[k], b[k], draws)));
        sum += shares.back();
    }
    if (!(sum > 0.0)) { // each parent gave what it had nothing of
        std::copy(a.begin(), a.end(), child.begin());
        return;
    }
    const std::uint32_t total = std::accumulate(a.begin(), a.end(), std::uint32_t{0});
    for (double& share : shares) {
        share *= static_cast<double>(total) / sum;
    }
    const std::vector<std::uint32_t> rounded = rounded_to_sum(shares, total);
    std::copy(rounded.begin(), rounded.end(), child.begin());
}

/// Moves a part of two shares from one to the other.
void mutate_shares(std::span<std::uint32_t> shares, Draws& draws) {
    const std::size_t gains = draws.below(shares.size());
    const std::size_t loses = (gains + 1 + draws.below(shares.size() - 1)) % shares.size();
    const std::uint32_t both = shares[gains] + shares[loses];
    // A step of parts of both would keep two empty shares empty for ever: the step is one of the whole.
    const double step = mutation_step(draws.uniform()) * static_cast<double>(grid_steps);
    shares[gains] = rounded_within(static_cast<double>(shares[gains]) + step, both);
    shares[loses] = both - shares[gains];
}

} // namespace

std::uint32_t Lever::steps() const {
    const bool few = !is_simplex() && range.whole && range.high - range.low < static_cast<double>(grid_steps);
    return few ? std::max<std::uint32_t>(1, static_cast<std::uint32_t>(range.high - range.low)) : grid_steps;
}

std::size_t LeverSpace::dimensions() const {
    std::size_t sum = 0;
    for (const Lever& lever : levers_) {
        sum += lever.freedom();
    }
    return sum;
}

std::vector<Setting> LeverSpace::settings(const Choice& choice) const {
    std::vector<Setting> made;
    each_lever(levers_, [&](const Lever& lever, std::size_t first) {
        if (!lever.is_simplex()) {
            const double value = value_at(lever, choice[first]);
            made.emplace_back(lever.name, lever.range.whole ? sim::plain_number(value) : sim::toml_real(value));
            return;
        }
        const std::vector<std::uint32_t> units =
            share_units_of(lever, std::span(choice).subspan(first, lever.coordinates()));
        for (std::size_t k = 0; k < units.size(); ++k) {
            made.emplace_back(lever.shares[k], sim::toml_real(share_of(units[k])));
        }
        for (const auto& [key, share] : lever.fixed) {
            made.emplace_back(key, sim::toml_real(share));
        }
    });
    return made;
}

std::vector<std::string> LeverSpace::varying() const {
    std::vector<std::string> keys;
    for (const Lever& lever : levers_) {
        if (lever.is_simplex()) {
            keys.insert(keys.end(), lever.shares.begin(), lever.shares.end());
        } else {
            keys.push_back(lever.name);
        }
    }
    return keys;
}

std::vector<double> LeverSpace::values(const Choice& choice) const {
    std::vector<double> made;
    each_lever(levers_, [&](const Lever& lever, std::size_t first) {
        if (!lever.is_simplex()) {
            made.push_back(value_at(lever, choice[first]));
            return;
        }
        for (const std::uint32_t units :
             share_units_of(lever, std::span(choice).subspan(first, lever.coordinates()))) {
            made.push_back(share_of(units));
        }
    });
    return made;
}

Choice LeverSpace::at(std::span<const double> unit) const {
    Choice made;
    std::size_t next = 0;
    for (const Lever& lever : levers_) {
        const std::span<const double> own = unit.subspan(next, lever.freedom());
        next += lever.freedom();
        if (lever.is_simplex()) {
            const std::vector<std::uint32_t> shares = sim::simplex_from_unit(own, grid_steps);
            made.insert(made.end(), shares.begin(), shares.end());
        } else {
            made.push_back(rounded_within(own[0] * static_cast<double>(lever.steps()), lever.steps()));
        }
    }
    return made;
}

Choice LeverSpace::base() const {
    Choice made;
    for (const Lever& lever : levers_) {
        if (!lever.is_simplex()) {
            const double inside = std::clamp(lever.range.base, lever.range.low, lever.range.high);
            made.push_back(
                rounded_within(lever.range.unit(inside) * static_cast<double>(lever.steps()), lever.steps()));
            continue;
        }
        const double sum = std::accumulate(lever.base.begin(), lever.base.end(), 0.0);
        std::vector<double> shares;
        for (const double share : lever.base) {
            const double part = sum > 0.0 ? share / sum : 1.0 / static_cast<double>(lever.base.size());
            shares.push_back(part * static_cast<double>(grid_steps));
        }
        const std::vector<std::uint32_t> rounded = rounded_to_sum(shares, grid_steps);
        made.insert(made.end(), rounded.begin(), rounded.end());
    }
    return made;
}

std::vector<Choice> LeverSpace::corners() const {
    std::vector<Choice> made;
    each_lever(levers_, [&](const Lever& lever, std::size_t first) {
        for (std::size_t k = 0; lever.is_simplex() && k < lever.coordinates(); ++k) {
            Choice corner = base();
            for (std::size_t other = 0; other < lever.coordinates(); ++other) {
                corner[first + other] = other == k ? grid_steps : 0;
            }
            made.push_back(std::move(corner));
        }
    });
    return made;
}

Choice LeverSpace::crossed(const Choice& a, const Choice& b, Draws& draws) const {
    Choice child = a;
    each_lever(levers_, [&](const Lever& lever, std::size_t first) {
        if (lever.is_simplex()) {
            const std::size_t count = lever.coordinates();
            cross_shares(std::span(a).subspan(first, count), std::span(b).subspan(first, count), draws,
                         std::span(child).subspan(first, count));
        } else {
            child[first] = rounded_within(crossed_coordinate(a[first], b[first], draws), lever.steps());
        }
    });
    return child;
}

Choice LeverSpace::mutated(Choice choice, Draws& draws) const {
    const double each = 1.0 / static_cast<double>(dimensions());
    each_lever(levers_, [&](const Lever& lever, std::size_t first) {
        for (std::size_t k = 0; k < lever.freedom(); ++k) {
            if (draws.uniform() >= each) {
                continue;
            }
            if (lever.is_simplex()) {
                mutate_shares(std::span(choice).subspan(first, lever.coordinates()), draws);
                continue;
            }
            const auto steps = static_cast<double>(lever.steps());
            const double step = mutation_step(draws.uniform()) * steps;
            const double least = step < 0.0 ? std::min(step, -1.0) : std::max(step, 1.0); // a step at least
            choice[first] = rounded_within(static_cast<double>(choice[first]) + least, lever.steps());
        }
    });
    return choice;
}

std::vector<std::uint32_t> rounded_to_sum(const std::vector<double>& values, std::uint32_t total) {
    std::vector<std::uint32_t> made;
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::uint32_t sum = 0;
    for (const double value : values) {
        made.push_back(static_cast<std::uint32_t>(std::floor(value)));
        sum += made.back();
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] - std::floor(values[a]) > values[b] - std::floor(values[b]);
    });
    for (std::size_t k = 0; sum < total; ++k, ++sum) {
        ++made[order[k % order.size()]];
    }
    for (std::size_t k = order.size(); sum > total;) { // rounding alone can make it so
        k = k == 0 ? order.size() - 1 : k - 1;
        if (made[order[k % order.size()]] > 0) {
            --made[order[k % order.size()]];
            --sum;
        }
    }
    return made;
}

} // namespace actorhood::analysis
