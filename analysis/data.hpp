// Results of simulations, as read from their files.
//
// A result is a trajectory file: variables over (replicate, time, further dimensions) in the root group, each with
// units and long_name. Everything known about a variable comes from the file; no name is built in, apart from the
// dimensions `replicate` and `time`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/output/hdf5.hpp"

namespace actorhood::analysis {

/// What a file says about one of its variables.
struct Variable {
    std::string name;
    std::string long_name;
    std::string units;
    std::vector<std::string> dimensions; ///< names, "replicate" and "time" first
    std::vector<std::uint64_t> shape;    ///< extents, in the order of `dimensions`

    /// One number a replicate and time.
    [[nodiscard]] bool is_scalar() const { return dimensions.size() == 2; }
};

/// A run of consecutive recorded times.
struct TimeRange {
    std::size_t first = 0;
    std::size_t count = 1;
    bool operator==(const TimeRange&) const = default;
};

/// One trajectory file, open for reading. Not to be used by two threads at once.
class Result {
public:
    /// Opens a trajectory file, or the only one in a folder. Missing is an Error(input_output), something else than
    /// a trajectory an Error(corrupt), a folder with several an Error(usage).
    [[nodiscard]] static Result open(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; } ///< of the file
    /// Short name in tables: the folder's if a folder was opened, otherwise the file's without ending.
    [[nodiscard]] const std::string& name() const { return name_; }
    void rename(std::string name) { name_ = std::move(name); }

    [[nodiscard]] const std::string& title() const { return title_; }
    [[nodiscard]] const std::string& master_seed() const { return master_seed_; }         ///< "" = not stated
    [[nodiscard]] const std::string& parameters_hash() const { return parameters_hash_; } ///< "" = not stated
    /// Names in the root attribute `headline_variables`; empty if there is none.
    [[nodiscard]] const std::vector<std::string>& headline_variables() const { return headline_variables_; }

    [[nodiscard]] const std::vector<std::int64_t>& replicates() const { return replicates_; }
    [[nodiscard]] const std::vector<double>& times() const { return times_; } ///< in the file's unit of time

    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    [[nodiscard]] bool has(std::string_view variable) const;
    /// An unknown name is an Error(usage) that offers the nearest one.
    [[nodiscard]] const Variable& variable(std::string_view name) const;
    /// Labels or numbers along a dimension, as text.
    [[nodiscard]] std::vector<std::string> labels(std::string_view dimension) const;

    /// Values at the given times, row-major over the variable's dimensions.
    [[nodiscard]] std::vector<double> read(const Variable& variable, TimeRange range) const;

private:
    explicit Result(sim::hdf5::File file) : file_(std::move(file)) {}
    void read_description();
    void read_variables();

    sim::hdf5::File file_;
    std::filesystem::path path_;
    std::string name_;
    std::string title_;
    std::string master_seed_;
    std::string parameters_hash_;
    std::vector<std::string> headline_variables_;
    std::vector<std::int64_t> replicates_;
    std::vector<double> times_;
    std::vector<Variable> variables_;
};

} // namespace actorhood::analysis
