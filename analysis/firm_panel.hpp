// Single firms in a result: those of its panel, if it holds one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/data.hpp"

namespace actorhood::analysis {

/// The axis on which single firms stand.
inline constexpr const char* firm_axis = "panel";

/// Names of the firms whose paths a result holds; none if it has no panel.
[[nodiscard]] std::vector<std::string> firm_names(const ResultFile& file);
[[nodiscard]] bool has_firm(const ResultFile& file, const std::string& name);
/// Position of the firm of that name. Unknown is an Error(usage) with the nearest name, or with how to record a panel.
[[nodiscard]] std::size_t firm_position(const ResultFile& file, const std::string& name);
/// Names of the variables with one number a firm and time.
[[nodiscard]] std::vector<std::string> firm_variables(const ResultFile& file);

} // namespace actorhood::analysis
