// A box as an experiment that can be run: fresh points inside it, with fresh draws.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "analysis/discovery.hpp"

namespace actorhood::analysis {

/// An experiment file and the base scenario it names.
struct BoxExperiment {
    std::string experiment;
    std::string base;
};

/// A Latin hypercube over the ranges of the box, and over those of the design where the box has no limit, with as many
/// points as the sweep; where the box limits shares of a simplex, which no axis can, a list of such points with shares
/// drawn evenly from the mixes within the limits. `base_name` is the name the base will have. Limits within which hardly
/// any mix lies, and changes that belong to no axis, are an Error(usage).
[[nodiscard]] BoxExperiment box_experiment(const ResultFile& sweep, const Discovery& discovery, std::size_t box,
                                           const std::string& base_name);

/// Writes both, FILE.toml and FILE.base.toml, whole or not at all. Existing files are kept unless `replace`, with an
/// Error(usage).
void write_box_experiment(const std::filesystem::path& path, const Discovery& discovery, std::size_t box,
                          bool replace);

} // namespace actorhood::analysis
