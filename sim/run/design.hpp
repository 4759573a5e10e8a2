// Designs: where to put the points of an experiment.
//
// Pure functions of their arguments and a seed, the same bits on any compiler. Sampling designs live in the unit
// cube; what a coordinate means is decided elsewhere (axes.hpp).
//
// What stays when a design grows: the first n points of a Sobol sequence (with or without scrambling), the first n
// blocks of a Saltelli design and the first n trajectories of a Morris design are the same whatever number is asked
// for. A Latin hypercube has no such property: its strata depend on the number of points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace actorhood::sim {

/// Points of the unit cube [0,1]^d, one a row.
class UnitPoints {
public:
    UnitPoints(std::size_t points, std::size_t dimensions)
        : points_(points), dimensions_(dimensions), values_(points * dimensions) {}

    [[nodiscard]] std::size_t size() const { return points_; }
    [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
    [[nodiscard]] std::span<double> row(std::size_t point) {
        return std::span(values_).subspan(point * dimensions_, dimensions_);
    }
    [[nodiscard]] std::span<const double> row(std::size_t point) const {
        return std::span(values_).subspan(point * dimensions_, dimensions_);
    }

private:
    std::size_t points_;
    std::size_t dimensions_;
    std::vector<double> values_;
};

/// How a Sobol sequence is randomised.
enum class Scramble {
    none,  ///< the sequence itself; its first point is the corner 0
    shift, ///< random digital shift: the same random bits are flipped in all points, each dimension its own
    owen,  ///< nested uniform scrambling [Owen 1995]: whether a digit is flipped depends on the digits before it
};

/// Most dimensions of a Sobol sequence (a Saltelli design needs two for each of its dimensions).
[[nodiscard]] std::size_t most_sobol_dimensions();

/// The first points of the Sobol sequence with the directions of Joe and Kuo (2008), in the order of the Gray code
/// [Antonov & Saleev 1979]. Point 0, the corner, is included: with it the first 2^m points are a net; without it they
/// are none [Owen 2020]. Randomised points have 32 random bits and lie strictly inside the cube.
[[nodiscard]] UnitPoints sobol_points(std::size_t points, std::size_t dimensions, Scramble scramble,
                                      std::uint64_t seed);

/// Latin hypercube: in every dimension one point a stratum of width 1/points, uniform inside it [McKay, Beckman,
/// Conover 1979]. The strata are matched so that points keep apart: a fixed number of random swaps, kept when they
/// lower the sum of distance^-16 over all pairs [Morris & Mitchell 1995].
[[nodiscard]] UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

/// Blocks of the points A, B, AB_1 ... AB_k, one after another. A and B are different dimensions of one Sobol
/// sequence; AB_i is A with the dimensions of factor i taken from B [Saltelli et al. 2010].
/// `factor_dimensions` has the number of dimensions of each of the k factors, in order.
[[nodiscard]] UnitPoints saltelli_points(std::size_t blocks, std::span<const std::size_t> factor_dimensions,
                                         Scramble scramble, std::uint64_t seed);

/// Which point of a trajectory this is, and what changed since the point before it.
struct MorrisStep {
    std::uint32_t trajectory{};
    std::uint32_t step{};      ///< 0 .. dimensions
    std::uint32_t dimension{}; ///< that changed; without meaning at step 0
    double change{};           ///< of that coordinate: +Delta or -Delta; 0 at step 0
};
struct MorrisDesign {
    UnitPoints points;
    std::vector<MorrisStep> steps; ///< one a point
};
/// Trajectories of dimensions + 1 points on a grid of `levels` (even) values, on which each dimension changes once,
/// in random order and direction, by Delta = levels / (2 (levels - 1)) [Morris 1991].
[[nodiscard]] MorrisDesign morris_points(std::size_t trajectories, std::size_t dimensions, std::uint32_t levels,
                                         std::uint64_t seed);

/// Number of combinations of so many levels each, or `none_so_large` when it is beyond 2^53.
inline constexpr std::uint64_t none_so_large = ~std::uint64_t{0};
[[nodiscard]] std::uint64_t factorial_size(std::span<const std::size_t> levels);
/// The levels of one combination; the last factor changes fastest.
[[nodiscard]] std::vector<std::size_t> factorial_row(std::span<const std::size_t> levels, std::uint64_t index);

/// Number of points of a simplex lattice, or `none_so_large`.
[[nodiscard]] std::uint64_t simplex_lattice_size(std::size_t components, std::uint32_t steps);
/// The simplex lattice {components, steps} [Scheffé 1958]: all ways to share `steps` steps among the components,
/// beginning with all of them at the first component.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> simplex_lattice(std::size_t components, std::uint32_t steps);

/// One part a billion: the grid of shares on a simplex. A share n / 10^9 is short as text, and the texts of the
/// shares of a point add up to exactly 1.
inline constexpr std::uint32_t share_units = 1'000'000'000;

/// d - 1 coordinates of the unit cube as a point of the simplex with d components, uniformly: component k takes
/// 1 - (1 - u_k)^(1/(d-k)) of what the components before it leave, k = 1 .. d-1; the last takes the rest
/// [Rosenblatt 1952; Fang & Wang 1994]. The shares, in units, add up to `total`.
[[nodiscard]] std::vector<std::uint32_t> simplex_from_unit(std::span<const double> unit, std::uint32_t total);

} // namespace actorhood::sim
