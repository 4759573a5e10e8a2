// What the engine must know of a model to carry out an experiment with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sim/run/experiment.hpp"
#include "sim/run/simulation.hpp"

namespace actorhood::sim {

/// A point of a design with everything resolved.
struct ResolvedPoint {
    /// Text of all that decides the trajectories of its runs; equal texts mean equal runs.
    std::string identity;
    /// What tells when its rows stand; points that differ in it cannot stand in one file.
    std::string times{};
    /// Makes the replicate with the given number; may be called from several threads. Holds what its simulations
    /// need: they must not outlive it.
    SimulationFactory make;
};

/// Resolves a point; what is wrong with it is an Error. Called from several threads at the same time.
using PointResolver = std::function<ResolvedPoint(const DesignPoint&)>;

} // namespace actorhood::sim
