// Reading scenarios: TOML files, what they include, and changes from the command line.
//
// A file may name others at its top, `include = ["baseline.toml"]`, with paths relative to itself. They are read
// first, in order; then the file changes what it names, key by key. A list it gives with [[practice]] replaces the
// earlier list; `[practice.cloud]` changes the entry whose name is "cloud".
//
// A list with a library (LibraryDeclaration) takes entries from other files: all of those that the scenario names,
// and of those that come with the program the ones that are asked for by name.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::sim {

struct ReadOptions {
    /// Changes applied after the files, "dotted.key=value"; values are TOML, bare words are text.
    std::vector<std::string> set;
};

/// Where a scenario came from.
struct Reading {
    std::vector<std::string> files; ///< in the order in which they were applied
    /// For each parameter and list key "default", "file:line" or "--set".
    std::map<std::string, std::string> origins;
    std::vector<std::string> replaced; ///< lists of one file that those of another take the place of, in words
};

/// Fills the fields bound to `schema` from a file; fields that nothing names keep their values. Throws
/// ConfigurationError with everything that is wrong; the fields are then not to be used.
Reading read_file(const std::filesystem::path& path, const ReadOptions& options, const Schema& schema);

/// The same from a text; `name` stands for the file in messages, and includes are relative to it.
Reading read_text(std::string_view text, const std::string& name, const ReadOptions& options, const Schema& schema);

/// Only the changes of the options, on top of the present values.
Reading apply_settings(const ReadOptions& options, const Schema& schema);

} // namespace actorhood::sim
