// Carrying out a stored experiment: what `sweep` and `resume` have in common.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/program/options.hpp"
#include "models/program/sweep_definition.hpp"
#include "models/program/sweep_ranks.hpp"
#include "sim/run/claims.hpp"
#include "sim/run/sweep_folder.hpp"
#include "sim/run/sweep_plan.hpp"

namespace actorhood::models::program {

/// How a sweep is carried out; nothing of it changes the result.
struct SweepConduct {
    std::size_t threads{};
    std::size_t part{}, parts{1}; ///< this one of `parts`
    double max_seconds{};
    bool keep_going{};
    bool merge{true};
    bool quiet{};
    std::set<sim::RunIdentity> only; ///< only these runs; empty = all
    std::string command_line;
    RankTeam* team{}; ///< the ranks to share the work with; null = none
};
void add_sweep_conduct_options(Options& options);
[[nodiscard]] SweepConduct sweep_conduct_of(const Options& options, const std::string& command_line, RankTeam* team);

/// The experiment that is named, with what the options of a sweep change in it and its base: --set, --seed, --points,
/// --replicates, --random and --assumptions.
[[nodiscard]] sim::Experiment read_asked_experiment(const Options& options, const sim::Schema& base);

/// Where the merged file is, and the command that answers what the design asks, unless it holds no times.
[[nodiscard]] std::string merged_text(const SweepDefinition& definition, const sim::SweepFolder& folder,
                                      std::size_t times);

/// `run FILE --assumptions ENSEMBLE`: the scenario with `changes` under every parameter set, as a sweep.
int run_under_assumptions(const Options& options, const std::vector<std::string>& changes, SweepConduct conduct);

/// A process at work in a folder. While it lives, no other process can change what is to be simulated there.
class SweepSession {
public:
    explicit SweepSession(const std::filesystem::path& folder);

    [[nodiscard]] sim::SweepFolder& folder() { return folder_; }
    [[nodiscard]] sim::Claims& claims() { return claims_; }
    /// No other process works here, so what is to be simulated may be changed; until share() is called.
    [[nodiscard]] bool alone() const { return alone_; }
    /// From here on other processes may join.
    void share();

private:
    sim::SweepFolder folder_;
    sim::Claims claims_;
    bool alone_{};
};

/// Lists points that cannot be run; Error(incomplete) if there are any and the sweep does not keep going.
void report_other_models(const sim::SweepState& state);
void report_refused_points(const SweepDefinition& definition, const sim::SweepPlan& plan, bool keep_going);

/// Simulates what is left, merges when all is done, says how it ended. Returns the exit code.
int carry_out(const SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session,
              const SweepConduct& conduct);

/// Writes the merged file unless it is there already; returns the number of times that it holds.
std::size_t merge_folder(const SweepDefinition& definition, const sim::SweepPlan& plan, sim::SweepFolder& folder,
                         sim::Claims& claims, bool partial, const std::string& command_line);

/// A few lines on the failed runs, with causes.
[[nodiscard]] std::string failures_text(const sim::SweepPlan& plan, const sim::SweepFolder& folder, std::size_t most);

} // namespace actorhood::models::program
