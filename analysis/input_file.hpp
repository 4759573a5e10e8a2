// Files that commands of the analysis program are given: read by a schema, with everything that is wrong at once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/config/binder.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

/// An Error(input_output) if a file that a command names is missing or closed to us.
void require_readable(const std::filesystem::path& path);

/// Gives what a file says to a schema; what is wrong becomes a problem of the record.
void bind_file(const std::filesystem::path& path, const sim::Schema& schema, sim::BindingRecord& record);

void add_problem(std::vector<sim::Problem>& problems, const sim::Location& where, std::string message);

/// Throws a ConfigurationError if there are any.
void refuse_problems(std::vector<sim::Problem> problems);

} // namespace actorhood::analysis
