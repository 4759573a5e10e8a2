// A sweep on the ranks of one mpirun or srun: rank 0 is the program as its user knows it, the others help it.
#pragma once

#include <cstddef>
#include <functional>

#include "models/program/sweep_definition.hpp"
#include "sim/run/claims.hpp"
#include "sim/run/ranks.hpp"
#include "sim/run/sweep.hpp"
#include "sim/run/sweep_folder.hpp"
#include "sim/run/sweep_plan.hpp"
#include "sim/run/work_source.hpp"

namespace actorhood::models::program {

/// The ranks as rank 0 sees them.
struct RankTeam {
    sim::Ranks& ranks;
    std::size_t threads{}; ///< of each rank, as asked for; 0 = what it may use
    bool at_work{};        ///< the others simulate
};

/// Calls `lead` in a process of its own right (with null) and in rank 0; the other ranks do what rank 0 asks for and
/// end with it. An error before the work begins is reported once, by rank 0, whichever rank met it; one in the work
/// ends all ranks at once.
int with_ranks(const std::function<int(RankTeam*)>& lead);

/// Threads that this process may use, its part if ranks share processors.
[[nodiscard]] std::size_t available_threads(const RankTeam* team);

/// In rank 0: simulates what is left, together with the others. Error if one of them cannot take part.
sim::SweepOutcome lead_sweep(RankTeam& team, const SweepDefinition& definition, const sim::SweepPlan& plan,
                             sim::SweepFolder& folder, sim::Claims& claims, const sim::FolderWork::Options& work,
                             const sim::SweepOptions& options);

} // namespace actorhood::models::program
