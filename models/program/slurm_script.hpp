// The batch script of a sweep on a cluster with Slurm.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace actorhood::models::program {

/// What the script asks Slurm for, and what it starts.
struct SlurmJob {
    std::string program;            ///< how the program is called on the nodes
    std::vector<std::string> sweep; ///< its arguments: "sweep", file, "-o", folder, ...
    std::string name;               ///< of the job
    std::string folder;             ///< of the results
    std::uint64_t tasks{};          ///< of the array, or ranks
    bool mpi{};                     ///< ranks of one job instead of a job array
    std::uint64_t cpus{1};          ///< cores, and threads, of each
    std::uint64_t requeues{100};    ///< how often it may put itself into the queue again
    std::vector<std::string> setup; ///< lines of shell before the program is started, e.g. "module load hdf5"
    std::string time;               ///< limit, HH:MM:SS; empty = the partition's
    std::string memory;             ///< of a task of the array, or of a core with MPI; empty = the partition's
    std::string partition;          ///< empty = the default one
    std::string account;            ///< empty = the default one
    std::string launcher;           ///< with MPI: "srun" or "mpirun"
};

/// The whole text, a bash script for sbatch with its explanation in comments.
[[nodiscard]] std::string slurm_script(const SlurmJob& job);

} // namespace actorhood::models::program
