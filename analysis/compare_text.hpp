// A comparison written out: for people, for spreadsheets, for programs.
#pragma once

#include <string>

#include "analysis/compare.hpp"

namespace actorhood::analysis {

/// What differs between the scenarios; for each variable a line a result: mean, replicate interval, difference to the
/// first with its interval, in how many pairs it is higher, and what follows from that; below it the median.
[[nodiscard]] std::string comparison_table(const Comparison& comparison);

/// One row a result, one column a variable: mean and replicate interval.
[[nodiscard]] std::string summary_table(const Comparison& comparison);

/// The same with a header, for a spreadsheet: four columns a variable.
[[nodiscard]] std::string summary_csv(const Comparison& comparison);

/// One row a variable and result, with a header; empty cells where there is no value.
[[nodiscard]] std::string comparison_csv(const Comparison& comparison);

/// Everything, as one JSON document; null where there is no value.
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

} // namespace actorhood::analysis
