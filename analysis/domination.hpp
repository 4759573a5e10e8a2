// Order among points with several objectives and constraints, as NSGA-II has it [Deb, Pratap, Agarwal & Meyarivan 2002].
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace actorhood::analysis {

/// Whether one point beats another, by their numbers.
using Relation = std::function<bool(std::size_t, std::size_t)>;

/// For each point the number of the front it is on: 0 for those that none beats, 1 for those that only these beat ...
/// Points that beat each other in a circle stand last.
[[nodiscard]] std::vector<std::size_t> front_numbers(std::size_t count, const Relation& beats);

/// How far the neighbours of each point are apart within its front, in ranges of the front; infinite at its ends.
/// `objectives`: values of each point.
[[nodiscard]] std::vector<double> crowding_distances(const std::vector<std::vector<double>>& objectives,
                                                     const std::vector<std::size_t>& fronts);

/// The best `count` points, best first: by front, then the least crowded.
[[nodiscard]] std::vector<std::size_t> fittest(const std::vector<std::vector<double>>& objectives,
                                               const Relation& beats, std::size_t count);

} // namespace actorhood::analysis
