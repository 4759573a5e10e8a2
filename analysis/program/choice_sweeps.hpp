// The simulator of an optimisation: each step is an experiment file in its folder, carried out by `actorhood sweep`.
//
//     DIR/ends.toml                  every lever alone at its ends: what the ranges are, and whether all can be read
//     DIR/generation1.toml ...       the choices of a generation, with the first block of replicates
//     DIR/generation1_block2.toml    choices whose place is in doubt, with the next block
//     DIR/settle1.toml ...           what may be on the front, with blocks that the search has not seen
//     DIR/front.toml                 the front and the base with fresh replicates, and all outputs
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/experiment_text.hpp"
#include "analysis/optimisation.hpp"
#include "analysis/optimisation_file.hpp"
#include "analysis/program/step_sweeps.hpp"

namespace actorhood::analysis::program {

class ChoiceSweeps : public ChoiceSimulator {
public:
    ChoiceSweeps(const OptimisationFile& file, const std::filesystem::path& folder, SweepConduct conduct);

    LeverSpace survey() override;
    ChoiceRuns run(const std::string& name, const std::vector<Choice>& choices, std::size_t block,
                   std::size_t replicates) override;
    ChoiceRuns check(const std::vector<Choice>& choices, std::size_t replicates) override;

    /// An experiment of this optimisation, up to its points, with all outputs and the base's own seed.
    [[nodiscard]] ExperimentFrame frame(const std::string& comment, const std::string& design,
                                        std::size_t replicates) const;

private:
    [[nodiscard]] std::vector<std::string> needed_outputs() const;
    [[nodiscard]] Lever lever_of(const LeverEntry& entry, const ResultFile& ends) const;
    [[nodiscard]] bool is_base(const Choice& choice) const;
    [[nodiscard]] ChoiceRuns runs_of(const ResultFile& result) const;

    const OptimisationFile& file_;
    std::vector<Reading> readings_;
    StepSweeps steps_;
    LeverSpace space_;
    std::vector<std::string> labels_; ///< all that criteria read, known after the survey
    std::string base_settings_; ///< of the levers, "key=value", one a line
};

/// A point of a list.
[[nodiscard]] std::string listed_point(const std::string& name, const std::vector<Setting>& settings);

} // namespace actorhood::analysis::program
