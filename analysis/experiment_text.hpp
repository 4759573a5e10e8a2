// Experiment files that commands of the analysis program write.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace actorhood::analysis {

/// What stands around the axes or points of an experiment.
struct ExperimentFrame {
    std::string comment; ///< first lines, without #
    std::string title;
    std::string base; ///< scenario, relative to the experiment's folder
    std::string design;
    std::size_t replicates{};
    std::size_t every{};                                    ///< months between rows
    std::vector<std::string> outputs{};                     ///< none = all
    std::vector<std::string> labels{};                      ///< what of axes, "axis=label"; none = all
    std::string over_time{};                                ///< what a row holds; "" = what the base says
    std::vector<std::pair<std::string, std::string>> set{}; ///< fixed changes: keys, and values as TOML
    bool common_random_numbers{};                           ///< points share their draws
    std::string assumptions{};                              ///< ensemble, relative to the folder; "" = none
};
/// The head of an experiment file, up to its axes or points.
[[nodiscard]] std::string experiment_head(const ExperimentFrame& frame);

/// Texts as an array in TOML.
[[nodiscard]] std::string texts_toml(const std::vector<std::string>& texts);

} // namespace actorhood::analysis
