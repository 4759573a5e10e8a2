#include "sim/run/design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include <boost/random/sobol.hpp>

#include "sim/core/error.hpp"
#include "sim/core/math.hpp"
#include "sim/core/random.hpp"

namespace actorhood::sim {

namespace {

using SobolEngine = boost::random::sobol_engine<std::uint32_t, 32u>;

/// What the draws of a design are for; no draw of a simulation has these numbers.
constexpr Stream scramble_stream{0xff01, "scrambling of Sobol's sequence"};
constexpr Stream stratum_stream{0xff02, "order of strata in Latin hypercubes"};
constexpr Stream swap_stream{0xff03, "swaps that make columns less correlated"};
constexpr Stream morris_stream{0xff04, "trajectories of Morris's screening"};

RandomStream draws_for(const Stream& stream, std::uint64_t seed) { return Random(seed, 0).fixed(stream); }

/// A whole number from 0 to below `end`.
std::size_t whole_below(double uniform, std::size_t end) {
    return std::min(end - 1, static_cast<std::size_t>(uniform * static_cast<double>(end)));
}

std::uint32_t shifted(std::uint32_t digits, std::uint64_t dimension, const RandomStream& draws) {
    return digits ^ draws.block(dimension).word[0];
}

/// Flips each binary digit by a random bit that belongs to the digits before it. One block of random bits serves
/// the 127 nodes of seven levels of the tree of digits.
std::uint32_t nested(std::uint32_t digits, std::uint64_t dimension, const RandomStream& draws) {
    constexpr unsigned levels = 7;
    std::uint32_t flips = 0;
    for (unsigned top = 0; top < 32; top += levels) {
        const std::uint64_t before = top == 0 ? 0u : digits >> (32 - top);
        const RandomBlock bits = draws.block(dimension << 40 | std::uint64_t{top} << 32 | before);
        for (unsigned inner = 0; inner < std::min(levels, 32 - top); ++inner) {
            const std::uint32_t path = inner == 0 ? 0u : digits >> (32 - top - inner) & ((1u << inner) - 1);
            const std::uint32_t node = (1u << inner) - 1 + path;
            flips |= (bits.word[node / 32] >> (node % 32) & 1u) << (31 - top - inner);
        }
    }
    return digits ^ flips;
}

double coordinate(std::uint32_t digits, std::uint64_t dimension, Scramble scramble, const RandomStream& draws) {
    switch (scramble) {
    case Scramble::shift:
        return (shifted(digits, dimension, draws) + 0.5) * 0x1p-32;
    case Scramble::owen:
        return (nested(digits, dimension, draws) + 0.5) * 0x1p-32;
    case Scramble::none:
        break;
    }
    return digits * 0x1p-32;
}

/// Ranks of a Latin hypercube under improvement; distances are exact because ranks are whole numbers.
class RankTable {
public:
    RankTable(std::size_t points, std::size_t dimensions, std::uint64_t seed)
        : points_(points), dimensions_(dimensions), ranks_(points * dimensions), seed_(seed) {
        const RandomStream draws = draws_for(stratum_stream, seed);
        for (std::size_t k = 0; k < dimensions; ++k) {
            for (std::size_t i = 0; i < points; ++i) {
                at(i, k) = static_cast<std::int64_t>(i);
            }
            for (std::size_t i = points; i > 1; --i) {
                const double uniform = draws.uniform(static_cast<std::uint64_t>(k) << 32 | i, 0);
                std::swap(at(i - 1, k), at(whole_below(uniform, i), k));
            }
        }
    }

    void keep_apart() {
        if (points_ < 3 || dimensions_ < 2) {
            return;
        }
        // A fixed amount of work, so that large designs do not take minutes.
        constexpr std::size_t work = 60'000'000;
        const std::size_t tries = std::min(work / (2 * points_ * dimensions_), 200 * points_);
        const RandomStream draws = draws_for(swap_stream, seed_);
        for (std::size_t attempt = 0; attempt < tries; ++attempt) {
            const std::size_t a = whole_below(draws.uniform(attempt, 0), points_);
            const std::size_t b = (a + 1 + whole_below(draws.uniform(attempt, 1), points_ - 1)) % points_;
            const std::size_t k = whole_below(draws.uniform(attempt, 2), dimensions_);
            if (gain(a, b, k) > 0.0) {
                std::swap(at(a, k), at(b, k));
            }
        }
    }

    std::int64_t& at(std::size_t point, std::size_t dimension) { return ranks_[point * dimensions_ + dimension]; }

private:
    [[nodiscard]] std::int64_t rank(std::size_t point, std::size_t dimension) const {
        return ranks_[point * dimensions_ + dimension];
    }

    /// (points / distance)^16 of a squared distance in ranks.
    [[nodiscard]] double closeness(std::int64_t squared) const {
        const double n = static_cast<double>(points_);
        const double ratio = n * n / static_cast<double>(squared);
        const double second = ratio * ratio;
        const double fourth = second * second;
        return fourth * fourth;
    }

    [[nodiscard]] std::int64_t squared_distance(std::size_t a, std::size_t b) const {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < dimensions_; ++k) {
            const std::int64_t difference = rank(a, k) - rank(b, k);
            sum += difference * difference;
        }
        return sum;
    }

    /// By how much the sum of closeness falls when points a and b exchange their ranks in a dimension.
    [[nodiscard]] double gain(std::size_t a, std::size_t b, std::size_t dimension) const {
        double fall = 0.0;
        const std::int64_t rank_a = rank(a, dimension);
        const std::int64_t rank_b = rank(b, dimension);
        for (std::size_t j = 0; j < points_; ++j) {
            if (j == a || j == b) {
                continue;
            }
            const std::int64_t near = (rank_a - rank(j, dimension)) * (rank_a - rank(j, dimension));
            const std::int64_t far = (rank_b - rank(j, dimension)) * (rank_b - rank(j, dimension));
            const std::int64_t from_a = squared_distance(a, j);
            const std::int64_t from_b = squared_distance(b, j);
            fall += closeness(from_a) - closeness(from_a - near + far);
            fall += closeness(from_b) - closeness(from_b - far + near);
        }
        return fall;
    }

    std::size_t points_;
    std::size_t dimensions_;
    std::vector<std::int64_t> ranks_;
    std::uint64_t seed_;
};

/// What a trajectory needs to know about one of its dimensions.
struct MorrisDimension {
    std::uint32_t low{}; ///< level at the lower end of its step
    bool rises{};
};

} // namespace

std::size_t most_sobol_dimensions() { return boost::random::default_sobol_table::max_dimension; }

UnitPoints sobol_points(std::size_t points, std::size_t dimensions, Scramble scramble, std::uint64_t seed) {
    if (dimensions > most_sobol_dimensions()) {
        throw Error(ExitCode::configuration, "a Sobol sequence has at most " +
                                                 std::to_string(most_sobol_dimensions()) + " dimensions, not " +
                                                 std::to_string(dimensions));
    }
    UnitPoints result(points, dimensions);
    if (dimensions == 0) {
        return result;
    }
    const RandomStream draws = draws_for(scramble_stream, seed);
    SobolEngine engine(dimensions);
    for (std::size_t i = 0; i < points; ++i) {
        for (std::size_t k = 0; k < dimensions; ++k) {
            // The library leaves out point 0.
            const std::uint32_t digits = i == 0 ? 0u : engine();
            result.row(i)[k] = coordinate(digits, k, scramble, draws);
        }
    }
    return result;
}

UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
    RankTable ranks(points, dimensions, seed);
    ranks.keep_apart();
    UnitPoints result(points, dimensions);
    const RandomStream draws = draws_for(stratum_stream, seed);
    for (std::size_t i = 0; i < points; ++i) {
        for (std::size_t k = 0; k < dimensions; ++k) {
            // 24 bits, so that rank + place is exact and the point stays in its stratum.
            const std::uint32_t word = draws.block(static_cast<std::uint64_t>(k) << 32 | i, 1).word[0];
            const double place = ((word >> 8) + 0.5) * 0x1p-24;
            result.row(i)[k] = (static_cast<double>(ranks.at(i, k)) + place) / static_cast<double>(points);
        }
    }
    return result;
}

UnitPoints saltelli_points(std::size_t blocks, std::span<const std::size_t> factor_dimensions, Scramble scramble,
                           std::uint64_t seed) {
    const std::size_t dimensions =
        std::accumulate(factor_dimensions.begin(), factor_dimensions.end(), std::size_t{0});
    const UnitPoints both = sobol_points(blocks, 2 * dimensions, scramble, seed);
    const std::size_t rows = factor_dimensions.size() + 2;
    UnitPoints result(blocks * rows, dimensions);
    for (std::size_t block = 0; block < blocks; ++block) {
        const auto a = both.row(block).first(dimensions);
        const auto b = both.row(block).last(dimensions);
        std::copy(a.begin(), a.end(), result.row(block * rows).begin());
        std::copy(b.begin(), b.end(), result.row(block * rows + 1).begin());
        std::size_t first = 0;
        for (std::size_t factor = 0; factor < factor_dimensions.size(); ++factor) {
            const auto row = result.row(block * rows + 2 + factor);
            const std::size_t count = factor_dimensions[factor];
            std::copy(a.begin(), a.end(), row.begin());
            std::copy_n(b.subspan(first, count).begin(), count, row.subspan(first, count).begin());
            first += count;
        }
    }
    return result;
}

MorrisDesign morris_points(std::size_t trajectories, std::size_t dimensions, std::uint32_t levels,
                           std::uint64_t seed) {
    if (levels < 2 || levels % 2 != 0) {
        throw Error(ExitCode::configuration, "a Morris design needs an even number of levels, at least 2");
    }
    const RandomStream draws = draws_for(morris_stream, seed);
    const std::uint32_t half = levels / 2;
    const double delta = static_cast<double>(half) / static_cast<double>(levels - 1);
    MorrisDesign design{UnitPoints(trajectories * (dimensions + 1), dimensions), {}};
    design.steps.reserve(design.points.size());
    std::vector<MorrisDimension> ends(dimensions);
    std::vector<std::uint32_t> order(dimensions);
    for (std::size_t t = 0; t < trajectories; ++t) {
        const auto id = [t](std::size_t k) { return static_cast<std::uint64_t>(t) << 24 | k; };
        std::iota(order.begin(), order.end(), 0u);
        for (std::size_t k = dimensions; k-- > 0;) {
            ends[k] = {static_cast<std::uint32_t>(whole_below(draws.uniform(id(k), 0), half)),
                       draws.happens(id(k), 0.5, 1)};
            std::swap(order[k], order[whole_below(draws.uniform(id(k), 2), k + 1)]);
        }
        const auto value = [&](std::size_t k, bool high) {
            return static_cast<double>(ends[k].low + (high ? half : 0)) / static_cast<double>(levels - 1);
        };
        const std::size_t start = t * (dimensions + 1);
        for (std::size_t k = 0; k < dimensions; ++k) {
            design.points.row(start)[k] = value(k, !ends[k].rises);
        }
        design.steps.push_back({static_cast<std::uint32_t>(t), 0, 0, 0.0});
        for (std::size_t step = 1; step <= dimensions; ++step) {
            const auto before = design.points.row(start + step - 1);
            const auto row = design.points.row(start + step);
            const std::uint32_t k = order[step - 1];
            std::copy(before.begin(), before.end(), row.begin());
            row[k] = value(k, ends[k].rises);
            design.steps.push_back(
                {static_cast<std::uint32_t>(t), static_cast<std::uint32_t>(step), k, ends[k].rises ? delta : -delta});
        }
    }
    return design;
}

std::uint64_t factorial_size(std::span<const std::size_t> levels) {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    std::uint64_t size = 1;
    for (const std::size_t count : levels) {
        if (count != 0 && size > most / count) {
            return none_so_large;
        }
        size *= count;
    }
    return size;
}

std::vector<std::size_t> factorial_row(std::span<const std::size_t> levels, std::uint64_t index) {
    std::vector<std::size_t> row(levels.size());
    for (std::size_t k = levels.size(); k-- > 0;) {
        row[k] = static_cast<std::size_t>(index % levels[k]);
        index /= levels[k];
    }
    return row;
}

std::uint64_t simplex_lattice_size(std::size_t components, std::uint32_t steps) {
    if (components == 0) {
        return 0;
    }
    // C(steps + components - 1, components - 1), each partial product being a binomial coefficient itself.
    std::uint64_t size = 1;
    for (std::uint64_t k = 1; k < components; ++k) {
        if (size > (std::uint64_t{1} << 53) / (steps + k)) {
            return none_so_large;
        }
        size = size * (steps + k) / k;
    }
    return size;
}

std::vector<std::vector<std::uint32_t>> simplex_lattice(std::size_t components, std::uint32_t steps) {
    std::vector<std::vector<std::uint32_t>> lattice;
    if (components == 0) {
        return lattice;
    }
    std::vector<std::uint32_t> point(components, 0);
    point[0] = steps;
    lattice.push_back(point);
    while (point.back() != steps) {
        // One step moves on from the last component that has any (but for the very last), with all behind it.
        std::size_t from = components - 2;
        while (point[from] == 0) {
            --from;
        }
        const std::uint32_t behind = std::exchange(point.back(), 0);
        --point[from];
        point[from + 1] = behind + 1;
        lattice.push_back(point);
    }
    return lattice;
}

std::vector<std::uint32_t> simplex_from_unit(std::span<const double> unit, std::uint32_t total) {
    std::vector<std::uint32_t> shares;
    std::uint32_t rest = total;
    for (std::size_t k = 0; k < unit.size(); ++k) {
        const double behind = static_cast<double>(unit.size() - k);
        const double left = unit.size() - k == 1 ? 1.0 - unit[k] : power(1.0 - unit[k], 1.0 / behind);
        const double part = std::floor(static_cast<double>(rest) * (1.0 - left) + 0.5);
        const auto share = static_cast<std::uint32_t>(std::clamp(part, 0.0, static_cast<double>(rest)));
        shares.push_back(share);
        rest -= share;
    }
    shares.push_back(rest);
    return shares;
}

} // namespace actorhood::sim
