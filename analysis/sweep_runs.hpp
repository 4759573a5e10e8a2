// Runs of a sweep as tables: one number a run.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/run_table.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis {

/// All replicates of a sweep as one result, from which runs are read.
[[nodiscard]] Result all_runs(const std::shared_ptr<const ResultFile>& file);

/// One value a run: NaN where it did not finish or the output is not defined.
[[nodiscard]] RunTable read_runs(const Result& sweep, const Line& line, const std::vector<std::size_t>& times,
                                 Over over);

/// True if the points of a sweep share their draws.
[[nodiscard]] bool has_common_random_numbers(const ResultFile& file);

/// What to know of a sweep that is not finished, or where runs failed.
[[nodiscard]] std::vector<std::string> unfinished_notices(const ResultFile& file);

} // namespace actorhood::analysis
