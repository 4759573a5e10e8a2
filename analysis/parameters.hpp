// Which parameters differ between results, as their files tell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/data.hpp"

namespace actorhood::analysis {

/// A parameter, or a whole entry of a list, that is not the same in all results.
struct ParameterDifference {
    std::string key;                 ///< "funding.mix.core"; of entries of lists "practice.cloud.cost"; of what an
                                     ///< instrument or a branch changes "funding.level from 2030-01 (NAME)"
    std::vector<std::string> values; ///< one a result, as TOML; "there" or "" for whole entries; "" = not there
    std::string role{};              ///< of an axis of a sweep: "lever", "uncertainty"; "" = not known
};

/// Differences between scenarios. Left out is what says nothing on the model: the sections run and output, which
/// hold title, seed, replicates and what is recorded.
[[nodiscard]] std::vector<ParameterDifference> parameter_differences(const std::vector<std::string>& scenarios);

/// Values of single parameters of a scenario, as TOML, by their dotted keys.
[[nodiscard]] std::map<std::string, std::string> parameter_values(const std::string& scenario);

/// Sentences about results made by different versions of the program.
[[nodiscard]] std::vector<std::string> program_differences(const std::vector<Result>& results);

} // namespace actorhood::analysis
