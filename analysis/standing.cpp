#include "analysis/standing.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/special_numbers.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::size_t counting_parts = 16;
/// Relative size of what rounding leaves between equal values.
constexpr double relative_rounding = 1e-12;
/// Seed of the draws; any number does.
constexpr std::uint64_t chance_seed = 0x0b71a15e;
constexpr sim::Stream replicate_stream{1, "deviations of replicates"};
constexpr sim::Stream scale_stream{2, "their scale"};

/// Mean over the replicates of all blocks, of one criterion under one set.
double mean_of_set(const std::vector<ChoiceRuns>& blocks, std::size_t set, std::size_t criterion) {
    double sum = 0.0;
    double count = 0.0;
    for (const ChoiceRuns& block : blocks) {
        for (std::size_t r = 0; r < block.replicates; ++r) {
            sum += block.at(0, set, r, criterion);
            count += 1.0;
        }
    }
    return sum / count;
}

/// The set in which a criterion is worst by its mean.
std::size_t worst_set(const std::vector<ChoiceRuns>& blocks, const Criterion& criterion, std::size_t c) {
    std::size_t worst = 0;
    double least = infinity;
    for (std::size_t set = 0; set < blocks[0].sets; ++set) {
        const double value = criterion.sign() * mean_of_set(blocks, set, c);
        if (value < least) {
            least = value;
            worst = set;
        }
    }
    return worst;
}

/// A criterion in one replicate of a block: in one set, or the mean over all.
double over_sets(const ChoiceRuns& block, std::size_t replicate, std::size_t c, std::optional<std::size_t> set) {
    if (set) {
        return block.at(0, *set, replicate, c);
    }
    double sum = 0.0;
    for (std::size_t s = 0; s < block.sets; ++s) {
        sum += block.at(0, s, replicate, c);
    }
    return sum / static_cast<double>(block.sets);
}

} // namespace

ChoiceRuns ChoiceRuns::of(std::size_t point) const {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(point * per_point());
    return {sets, replicates, criteria, {first, first + static_cast<std::ptrdiff_t>(per_point())}};
}

bool ChoiceRuns::complete(std::size_t point) const {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(point * per_point());
    return std::all_of(first, first + static_cast<std::ptrdiff_t>(per_point()),
                       [](double value) { return std::isfinite(value); });
}

/// Random numbers of one draw.
struct Standing::Draw {
    std::vector<double> scales;              ///< s_n / sqrt(n (n - 1)), by n
    std::vector<double> sums;                ///< of z over the first n replicates, by n
    std::vector<std::vector<double>> points; ///< of each point: sums of z times value, n x criterion
};

void Standing::add(const std::vector<ChoiceRuns>& blocks, std::optional<std::size_t> set) {
    const std::size_t width = criteria_.size();
    objectives_ = static_cast<std::size_t>(
        std::count_if(criteria_.begin(), criteria_.end(), [](const Criterion& one) { return !one.limit; }));
    largest_.resize(width, 0.0);
    std::vector<std::optional<std::size_t>> sets(width, set);
    for (std::size_t c = 0; c < width && !set; ++c) {
        if (criteria_[c].worst_set) {
            sets[c] = worst_set(blocks, criteria_[c], c);
        }
    }
    Sums point{{}, std::vector<double>(width, 0.0), 0};
    for (const ChoiceRuns& block : blocks) {
        for (std::size_t r = 0; r < block.replicates; ++r, ++point.replicates) {
            for (std::size_t c = 0; c < width; ++c) {
                const double value = criteria_[c].sign() * over_sets(block, r, c, sets[c]);
                point.values.push_back(value);
                point.sums.push_back(point.sums[point.replicates * width + c] + value);
                largest_[c] = std::max(largest_[c], std::abs(value));
            }
        }
    }
    points_.push_back(std::move(point));
}

Interval Standing::range(std::size_t objective) const {
    Interval found{infinity, -infinity};
    for (std::size_t p = 0; p < size(); ++p) {
        found.low = std::min(found.low, mean(p, objective));
        found.high = std::max(found.high, mean(p, objective));
    }
    return found;
}

double Standing::mean(std::size_t point, std::size_t criterion) const {
    const Sums& own = points_[point];
    return own.sums[own.replicates * criteria_.size() + criterion] / static_cast<double>(own.replicates);
}

std::vector<std::vector<double>> Standing::means() const {
    std::vector<std::vector<double>> made(size());
    for (std::size_t p = 0; p < size(); ++p) {
        for (std::size_t k = 0; k < objectives_; ++k) {
            made[p].push_back(mean(p, k));
        }
    }
    return made;
}

double Standing::violation(std::size_t point) const {
    double sum = 0.0;
    for (std::size_t c = objectives_; c < criteria_.size(); ++c) {
        const double limit = *criteria_[c].limit;
        const double scale = limit != 0.0 ? std::abs(limit) : 1.0;
        sum += std::max(0.0, criteria_[c].sign() * limit - mean(point, c)) / scale;
    }
    return sum;
}

double Standing::rounding(std::size_t criterion) const { return relative_rounding * largest_[criterion]; }

bool Standing::beats(std::size_t a, std::size_t b) const {
    const double miss_a = violation(a);
    const double miss_b = violation(b);
    if (miss_a > 0.0 || miss_b > 0.0) {
        return miss_a < miss_b;
    }
    bool better = false;
    for (std::size_t k = 0; k < objectives_; ++k) {
        if (lead(a, b, k) < -rounding(k)) {
            return false;
        }
        better = better || lead(a, b, k) > rounding(k);
    }
    return better;
}

double Standing::lead(std::size_t a, std::size_t b, std::size_t criterion) const {
    const std::size_t shared = std::min(points_[a].replicates, points_[b].replicates);
    const std::size_t at = shared * criteria_.size() + criterion;
    return (points_[a].sums[at] - points_[b].sums[at]) / static_cast<double>(shared);
}

bool Standing::alike(std::size_t a, std::size_t b) const {
    for (std::size_t k = 0; k < objectives_; ++k) {
        if (std::abs(lead(a, b, k)) > std::max(tolerances_[k], rounding(k))) {
            return false;
        }
    }
    return true;
}

Standing::Draw Standing::draw(std::uint32_t number) const {
    std::size_t most = 0;
    for (const Sums& point : points_) {
        most = std::max(most, point.replicates);
    }
    const sim::Random random(chance_seed, number);
    Draw made{{0.0, 0.0}, {0.0}, {}};
    std::vector<double> z;
    double squares = 0.0;
    for (std::size_t r = 0; r < most; ++r) {
        z.push_back(random.fixed(replicate_stream).normal(r));
        made.sums.push_back(made.sums.back() + z.back());
        if (r > 0) { // r + 1 replicates: r degrees of freedom
            const double other = random.fixed(scale_stream).normal(r);
            squares += other * other;
            const auto degrees = static_cast<double>(r);
            made.scales.push_back(std::sqrt(degrees / squares) / std::sqrt(degrees * (degrees + 1.0)));
        }
    }
    for (const Sums& point : points_) {
        std::vector<double>& sums = made.points.emplace_back(criteria_.size(), 0.0);
        for (std::size_t at = 0; at < point.values.size(); ++at) {
            sums.push_back(sums[at] + z[at / criteria_.size()] * point.values[at]);
        }
    }
    return made;
}

double Standing::drawn_lead(const Draw& draw, std::size_t a, std::size_t b, std::size_t criterion) const {
    const std::size_t n = std::min(points_[a].replicates, points_[b].replicates);
    const std::size_t at = n * criteria_.size() + criterion;
    const double mean_lead = lead(a, b, criterion);
    return mean_lead + draw.scales[n] * (draw.points[a][at] - draw.points[b][at] - draw.sums[n] * mean_lead);
}

double Standing::drawn_value(const Draw& draw, std::size_t point, std::size_t criterion) const {
    const std::size_t n = points_[point].replicates;
    const double value = mean(point, criterion);
    return value + draw.scales[n] * (draw.points[point][n * criteria_.size() + criterion] - draw.sums[n] * value);
}

bool Standing::drawn_beats(const Draw& draw, std::size_t a, std::size_t b) const {
    bool better = false;
    for (std::size_t k = 0; k < objectives_; ++k) {
        const double lead = drawn_lead(draw, a, b, k);
        if (lead < -rounding(k)) {
            return false;
        }
        better = better || lead > std::max(tolerances_[k], rounding(k));
    }
    return better;
}

void Standing::count_places(const Draw& draw, std::vector<double>& counts) const {
    std::vector<std::size_t> keeping;
    for (std::size_t p = 0; p < size(); ++p) {
        bool keeps = true;
        for (std::size_t c = objectives_; keeps && c < criteria_.size(); ++c) {
            keeps = drawn_value(draw, p, c) >= criteria_[c].sign() * *criteria_[c].limit;
        }
        if (keeps) {
            keeping.push_back(p);
        }
    }
    for (const std::size_t p : keeping) {
        const bool beaten = std::any_of(keeping.begin(), keeping.end(),
                                        [&](std::size_t other) { return other != p && drawn_beats(draw, other, p); });
        counts[p] += beaten ? 0.0 : 1.0;
    }
}

std::vector<double> Standing::places(std::uint32_t draws) const {
    std::vector<std::vector<double>> counts(counting_parts, std::vector<double>(size(), 0.0));
    sim::parallel_for(counting_parts, [&](std::size_t part) {
        for (std::size_t b = part; b < draws; b += counting_parts) {
            count_places(draw(static_cast<std::uint32_t>(b)), counts[part]);
        }
    });
    std::vector<double> made(size(), 0.0);
    for (std::size_t p = 0; p < size(); ++p) {
        for (const std::vector<double>& part : counts) {
            made[p] += part[p];
        }
        made[p] /= static_cast<double>(draws);
    }
    return made;
}

std::vector<std::vector<double>> Standing::drawn(std::size_t criterion, std::uint32_t draws) const {
    std::vector<std::vector<double>> made(draws);
    sim::parallel_for(draws, [&](std::size_t b) {
        const Draw one = draw(static_cast<std::uint32_t>(b));
        for (std::size_t p = 0; p < size(); ++p) {
            made[b].push_back(drawn_value(one, p, criterion));
        }
    });
    return made;
}

std::vector<Spread> spreads_of(const ChoiceRuns& runs, const std::vector<Criterion>& criteria, double level,
                               std::uint32_t draws) {
    Standing standing(criteria, {});
    for (std::size_t p = 0; p < runs.points(); ++p) {
        standing.add({runs.of(p)});
    }
    std::vector<Spread> made(runs.points() * criteria.size());
    for (std::size_t c = 0; c < criteria.size(); ++c) {
        const double sign = criteria[c].sign();
        const auto own = [&](double value) { return std::abs(value) <= standing.rounding(c) ? 0.0 : sign * value; };
        const std::vector<std::vector<double>> drawn = standing.drawn(c, draws);
        for (std::size_t p = 0; p < runs.points(); ++p) {
            std::vector<double> values;
            for (const std::vector<double>& draw : drawn) {
                values.push_back(own(draw[p]));
            }
            std::vector<double> sets;
            const std::vector<ChoiceRuns> point{runs.of(p)};
            for (std::size_t s = 0; s < runs.sets; ++s) {
                sets.push_back(mean_of_set(point, s, c));
            }
            made[p * criteria.size() + c] = {
                own(standing.mean(p, c)), central_interval(values, level),
                runs.sets > 1 ? central_interval(sets, level) : Interval{undefined, undefined}};
        }
    }
    return made;
}

} // namespace actorhood::analysis
