// A few runs of a sweep, to know what the whole of it will cost and show.
#pragma once

#include <cstddef>

#include "models/program/sweep_conduct.hpp"

namespace actorhood::models::program {

/// Simulates `runs` runs spread over the design, prints measured cost and expected precision; returns the exit code.
/// The runs belong to the sweep and are not repeated by it.
int run_pilot(const SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session,
              SweepConduct conduct, std::size_t runs);

} // namespace actorhood::models::program
