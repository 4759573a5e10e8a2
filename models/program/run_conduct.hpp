// How the run of one scenario is carried out in its folder, whatever command began it: run, resume or branch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "models/program/options.hpp"
#include "models/program/scenario.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/run/ensemble.hpp"
#include "sim/run/stop.hpp"

namespace actorhood::models::program {

/// What `resume` must know beside the scenario.
struct RunRecord {
    std::string name; ///< of the result file, without ending
    bool reproducible{};
    std::string original{}; ///< of a branch: the result that it is to be compared with

    static void declare(sim::Schema& schema, RunRecord& record);
};

/// How a run is carried out; nothing of it changes the result.
struct Conduct {
    std::size_t threads{};
    bool quiet{};
    std::uint32_t stop_after{0xffffffffu};
    double max_seconds{};
    double checkpoint_seconds{300.0};
};

void add_conduct_options(Options& options);
[[nodiscard]] Conduct conduct_of(const Options& options);

/// Where a run under way keeps its state, its scenario and its record.
[[nodiscard]] std::filesystem::path checkpoint_folder(const std::filesystem::path& folder);
/// The scenario there.
[[nodiscard]] std::filesystem::path stored_scenario_file(const std::filesystem::path& folder);

/// Refuses the name of a file (.h5) for the folder of a result, and a file in its place, such as a scenario without an
/// ending, which has the name that the folder has unless another is given.
void refuse_file(const std::filesystem::path& folder);

/// That a folder holds an unfinished run, and how to go on: of another model, only the program that saved it can.
[[nodiscard]] std::string unfinished_run(const std::filesystem::path& folder);

/// Refuses a folder that holds a sweep for another result.
void refuse_sweep(const std::filesystem::path& folder);
/// Refuses a folder that holds a run, finished or not, for a sweep: the two do not mix.
void refuse_run(const std::filesystem::path& folder);

/// What is said of a result without a row, instead of what to do with it.
inline constexpr const char* nothing_recorded =
    "it holds no recorded time: make time.years longer, or record burn-in with output.burn_in = true\n";

/// Takes the folder for this process and clears what a killed one left half written.
[[nodiscard]] sim::FolderLock locked(const std::filesystem::path& folder);
/// Refuses to replace a result or an unfinished run without `force`, and to mix with a sweep.
void refuse_occupied(const RunRecord& record, const std::filesystem::path& folder, bool force);
/// The same, and removes what is left of older runs.
void make_room(const RunRecord& record, const std::filesystem::path& folder, bool force);
/// Writes what `resume` needs.
void store(const Scenario& scenario, const RunRecord& record, const std::filesystem::path& folder);
[[nodiscard]] RunRecord stored_record(const std::filesystem::path& folder);
/// The scenario that was stored. If this program cannot read it because another model has other parameters, that is said.
[[nodiscard]] std::unique_ptr<Scenario> stored_scenario(const std::filesystem::path& folder);

/// What saved states of a run of the scenario must agree with.
[[nodiscard]] sim::CheckpointExpectation identity_of_run(const Scenario& scenario);
/// Simulates what is missing of the replicates whose states are in `states`, until they are finished or asked to stop.
[[nodiscard]] sim::EnsembleResult simulate(const Scenario& scenario, const std::string& name,
                                           const std::filesystem::path& states, const Conduct& conduct,
                                           sim::StopRequests& requests);
/// Carries the run in `folder` to its end or to a stop; what resume needs is stored in the folder already.
int carry_on(const Scenario& scenario, const RunRecord& record, const std::filesystem::path& folder,
             const Conduct& conduct, const std::string& command_line, sim::StopRequests& requests);

} // namespace actorhood::models::program
