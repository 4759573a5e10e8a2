// A sensitivity written out: for people, for spreadsheets, for programs.
#pragma once

#include <string>

#include "analysis/sensitivity.hpp"

namespace actorhood::analysis {

/// A table an output, most important parameter first, with what is chance and whether the sample is large enough.
[[nodiscard]] std::string sensitivity_table(const Sensitivity& sensitivity);
/// One row an output, parameter and index, with a header; empty cells where there is no value.
[[nodiscard]] std::string sensitivity_csv(const Sensitivity& sensitivity);
/// Everything, as one JSON document; null where there is no value.
[[nodiscard]] std::string sensitivity_json(const Sensitivity& sensitivity);

} // namespace actorhood::analysis
