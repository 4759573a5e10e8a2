// A small part of the unit cube, however small: its volume, and points spread evenly over it.
//
// Splitting [Kahn & Harris 1951; Au & Beck 2001]: particles that are uniform over the cube are narrowed level by level to
// where a score is at most a cut. A level is the median score of the particles: those above it are replaced by copies of
// those below, and all are moved, which keeps them uniform under the level. A move adds to some coordinates of a particle
// the difference of two others as they were when the level began [differential evolution, ter Braak 2006], reflected at
// the faces of the cube; it is symmetric, so that what ends under the level is accepted. The volume is the product of the
// parts that stayed. Draws are a function of seed, level, move and particle: the same for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/emulator.hpp"

namespace actorhood::analysis {

/// The lower the better; called for several points at the same time.
using Score = std::function<double(std::span<const double>)>;

struct Particles {
    std::vector<Point> points;
    double log10_volume{}; ///< of the part of the cube over which the points are spread
    bool empty{};          ///< nothing was found under the cut; the points are where it was given up
    Point nearest;         ///< the point with the lowest score seen
    double nearest_score{};
};

/// Random numbers of one purpose, counted from 0.
class Draws {
public:
    Draws(std::uint64_t seed, std::uint32_t step, std::uint64_t index) : seed_(seed), step_(step), index_(index) {}
    /// The next, uniform on (0,1).
    double uniform();
    /// The next whole number below `count`.
    std::size_t below(std::size_t count);

private:
    std::uint64_t seed_;
    std::uint32_t step_;
    std::uint64_t index_;
    std::uint32_t next_ = 0;
};

/// Points spread at random over the whole cube.
[[nodiscard]] Particles uniform_particles(std::size_t count, std::size_t dimensions, std::uint64_t seed);

/// A place to move to: to some coordinates, chosen by draws, is added the difference of two of the others times a factor
/// that grows with `length`; reflected at the faces of the cube. As likely as the way back.
[[nodiscard]] Point step_from(const Point& from, const std::vector<Point>& others, double length, Draws draws);
/// The length of the next steps, given the part of the last that were accepted.
[[nodiscard]] double next_length(double length, double accepted);

/// The particles narrowed to where `score` is at most `cut`; where they come from, it must be finite at about half of
/// them. A score of infinity keeps particles out of a place for good.
[[nodiscard]] Particles narrowed(Particles particles, const Score& score, double cut, std::uint64_t seed);

/// Positions of `count` of the points, each the farthest from those before it; beginning with the first.
[[nodiscard]] std::vector<std::size_t> farthest_apart(const std::vector<Point>& points, std::size_t count);

} // namespace actorhood::analysis
