// Sensitivity of the outcomes of a sweep to its parameters: how much each matters, how sure that is, how much is chance.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/chance.hpp"
#include "analysis/selection.hpp"
#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis {

struct SensitivityRequest {
    Selection selection{};
    std::optional<SensitivityMethod> method{}; ///< default: the one that fits the design
    double aim = 0.1; ///< width of the interval of the largest index that is wanted (of Morris: its share of mu*)
};

/// What is said of one parameter.
struct FactorIndices {
    std::string name;
    std::string role;
    bool is_share;              ///< one share of the simplex above it
    std::vector<Index> indices; ///< as many as Sensitivity::index_names; the first decides the order
};

/// Interactions of two parameters.
struct PairIndex {
    std::string first;
    std::string second;
    Index index;
};

/// Is the sample large enough?
struct Precision {
    std::string factor; ///< with the largest index
    Index index;
    double width;                               ///< of its interval; for Morris over the index itself
    bool is_enough;                             ///< not wider than the aim
    std::optional<std::uint64_t> blocks_needed; ///< about, in the experiment as a whole; nothing beyond 10^9
    /// About, where more blocks alone would not do, because all points share the draws of the replicates.
    std::optional<std::uint64_t> replicates_needed{};
};

struct OutputSensitivity {
    std::string name;
    std::string place; ///< of the axis of --by; "" = none
    std::string over;  ///< "mean over cluster (12)"; "" = nothing
    std::string long_name;
    std::string units;
    std::string problem{}; ///< why there are no indices; "" = there are
    double mean{};         ///< over the points
    Chance chance{};
    std::size_t blocks{};       ///< used
    std::size_t not_finished{}; ///< blocks dropped because runs failed or are missing
    std::size_t not_defined{};  ///< blocks dropped because the output is not defined somewhere
    std::vector<FactorIndices> factors{};
    std::vector<PairIndex> pairs{}; ///< Sobol only, strongest first
    double explained{};             ///< rank only: share of the variance of ranks that all parameters explain
    std::optional<Precision> precision{};
};

struct Sensitivity {
    SensitivityMethod method{};
    std::string path;
    std::string title;
    std::string design; ///< kind, as the file states it
    std::string when;
    double level{};
    double aim{};
    std::size_t blocks{}; ///< of the design
    std::size_t points_a_block{};
    std::size_t replicates{};
    bool common_random_numbers{};
    std::vector<std::string> index_names;
    std::vector<OutputSensitivity> outputs;
    std::vector<std::string> notices;
};

/// Reads the result of a sweep. Blocks with runs that are not there, or where an output is not defined, are dropped and
/// counted, never filled in. What is no sweep, or has a design that cannot answer, is an Error(usage); a sweep none of
/// whose blocks is whole an Error(incomplete).
[[nodiscard]] Sensitivity sensitivity_of(const std::filesystem::path& path, const SensitivityRequest& request);

} // namespace actorhood::analysis
