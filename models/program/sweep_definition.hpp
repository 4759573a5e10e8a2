// What is to be simulated in a sweep folder, stored so that `resume DIR` needs nothing else.
//
//     DIR/experiment.toml  what was asked for, readable
//     DIR/design.points    columns and points of the design, sealed
//     DIR/base.toml        the base scenario with all its values, fixed changes applied
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "models/program/scenario.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/sweep.hpp"
#include "sim/run/sweep_model.hpp"

namespace actorhood::models::program {

struct SweepDefinition {
    sim::Experiment experiment;
    std::unique_ptr<Scenario> base; ///< with the experiment's fixed changes and what it records
    bool reproducible{};            ///< volatile provenance is left out of the result
    std::size_t batch_runs{1};
    std::string fingerprint; ///< of the plan (SweepPlan::fingerprint)
};

[[nodiscard]] bool is_sweep_folder(const std::filesystem::path& folder);
void store_definition(const SweepDefinition& definition, const std::filesystem::path& folder);
/// Damage or hand-made changes that do not fit are errors.
[[nodiscard]] SweepDefinition load_definition(const std::filesystem::path& folder);

/// All that is stored of a definition, to notice a change.
[[nodiscard]] std::string definition_text(const std::filesystem::path& folder);

/// Puts what the experiment keeps into the base: variables, labels, months between rows and what a row holds; where it
/// says nothing, what the base keeps into the experiment. What the outputs are not is a ConfigurationError.
void apply_kept_outputs(sim::Experiment& experiment, Parameters& base);

/// Resolves points of the definition, which must outlive the function.
[[nodiscard]] sim::PointResolver point_resolver(const SweepDefinition& definition);

/// How one process carries out runs of this model; progress is left out.
[[nodiscard]] sim::SweepOptions sweep_options(std::size_t threads, bool keep_going,
                                              const sim::StopRequests& requests);

} // namespace actorhood::models::program
