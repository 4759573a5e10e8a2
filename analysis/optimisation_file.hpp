// The file of an optimisation: what is chosen, what is wanted, how much is done.
//
//     [optimisation]             base, assumptions, replicates, population, generations ...
//     [optimisation.set]         fixed changes to the base scenario
//     [[lever]]                  what is chosen: a parameter within its range, or the shares of one whole
//     [[objective]]              what is wanted, read from outputs (reading.hpp)
//     [[constraint]]             what must hold, read likewise
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/optimisation.hpp"
#include "analysis/reading.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

/// [[lever]]: what becomes an [[experiment.axis]].
struct LeverEntry {
    std::string parameter;
    std::string simplex;
    std::optional<double> low;
    std::optional<double> high;
    std::int64_t scale{};           ///< 1 = logarithmic
    std::optional<sim::Node> fixed; ///< shares of the simplex that do not vary
    sim::EntryPlaces places;

    static void declare(sim::Schema& schema, LeverEntry& lever);
};

struct ObjectiveEntry : Reading {
    std::int64_t direction{};   ///< 0 higher is better, 1 lower
    std::int64_t assumptions{}; ///< 0 mean over the sets, 1 the worst
    std::optional<double> tolerance;
    std::optional<double> reference;

    static void declare(sim::Schema& schema, ObjectiveEntry& objective);
};

struct ConstraintEntry : Reading {
    std::int64_t assumptions{}; ///< 0 mean over the sets, 1 the worst
    std::optional<double> at_least;
    std::optional<double> at_most;

    static void declare(sim::Schema& schema, ConstraintEntry& constraint);
};

struct OptimisationFile {
    std::filesystem::path path;
    std::string title;
    std::string base;        ///< scenario, relative to the file
    std::string assumptions; ///< ensemble, relative to the file; "" = none
    std::int64_t population{};
    std::int64_t generations{};
    std::int64_t runs{};
    std::int64_t replicates{};
    std::int64_t most_replicates{};
    std::int64_t check_replicates{};
    double level{};
    double least_gain{};
    std::int64_t patience{};
    std::int64_t every{}; ///< months between recorded rows
    std::uint64_t seed{};
    std::vector<std::string> outputs; ///< further ones that the search keeps
    sim::Changes set;
    std::vector<LeverEntry> levers;
    std::vector<ObjectiveEntry> objectives;
    std::vector<ConstraintEntry> constraints;

    [[nodiscard]] std::filesystem::path base_path() const;
    [[nodiscard]] std::filesystem::path assumptions_path() const; ///< empty if there are none
    [[nodiscard]] OptimisationPlan plan() const;
    /// Objectives, then constraints, and how each is read.
    [[nodiscard]] std::vector<Criterion> criteria() const;
    [[nodiscard]] std::vector<Reading> readings() const;

    static void declare(sim::Schema& schema, OptimisationFile& file);
};

/// Reads the file; ConfigurationError with everything that is wrong in it.
[[nodiscard]] OptimisationFile read_optimisation(const std::filesystem::path& path);

} // namespace actorhood::analysis
