// Results of simulations, as read from their files.
//
// A file holds variables over (replicate, time, further axes), or, of a sweep, over (design, replicate, time, further
// axes), in its root group, each with units and long_name. Everything known about a variable comes from the file; no
// name is built in, apart from the dimensions `design`, `replicate` and `time`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
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
    std::vector<std::string> axes;    ///< names, without design, replicate and time
    std::vector<std::uint64_t> shape; ///< extents, in the order of `axes`
    std::string source{};             ///< where its definition comes from; "" = not stated
    std::string cell_methods{};       ///< of rows that are means or sums over months [CF-1.10, 7.3]; "" = instants

    /// One number a replicate and time.
    [[nodiscard]] bool is_scalar() const { return axes.empty(); }
    /// Numbers a replicate and time.
    [[nodiscard]] std::size_t places() const;
};

/// The axis of a design that takes each point by itself.
inline constexpr const char* every_point = "design";

/// The column that names the points of a list.
inline constexpr const char* point_names = "point";

/// Part of a dotted key behind its last point, e.g. "core"; all of it without a point.
[[nodiscard]] std::string last_part(const std::string& key);
/// Part of a dotted key before its last point, e.g. the simplex of a share; "" if there is none.
[[nodiscard]] std::string key_before_last(const std::string& key);

/// A column of the design of a sweep.
struct DesignColumn {
    std::string name;                ///< key of the parameter, or name of the axis
    std::string role;                ///< "lever", "uncertainty", or "design" for a label of the design itself
    std::vector<std::string> values; ///< one a point, as text
    bool is_text;
};
/// False for what is the same at all points, such as a share that is held fixed.
[[nodiscard]] bool varies(const DesignColumn& column);

/// What a file says about the program that made it: attributes and what they mean to people.
struct Origin {
    std::string attribute;
    std::string value;
};

/// Consecutive positions along a dimension.
struct Span {
    std::size_t first;
    std::size_t count;
};

/// Whether a result without recorded times, or replicates, is good for what is asked.
enum class EmptyResult { refused, accepted };

/// A file of results, open for reading. Not to be used by two threads at once.
class ResultFile {
public:
    /// Opens a file of results, or the only one in a folder. Missing is an Error(input_output), something else than
    /// results an Error(corrupt), a folder with several and an empty result, unless it is accepted, an Error(usage).
    [[nodiscard]] static std::shared_ptr<const ResultFile> open(const std::filesystem::path& path,
                                                                EmptyResult empty = EmptyResult::refused);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; } ///< of the file
    /// The folder's name if a folder was opened, otherwise the file's without ending.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// On one line, as it may go to a terminal; "" if there is none.
    [[nodiscard]] std::string title() const;
    /// Text of an attribute of the file, whatever its type, without what drives terminals; "" if there is none.
    [[nodiscard]] std::string attribute(std::string_view name) const;
    /// The scenario as it was run; "" if the file does not hold it.
    [[nodiscard]] std::string parameters() const;
    /// Version and commit of the program, as far as stated.
    [[nodiscard]] std::vector<Origin> origin() const;

    /// Says that nothing vouches for the file; "" if its checksum does.
    [[nodiscard]] std::string seal_notice() const;
    [[nodiscard]] bool is_sweep() const { return points_ > 0; }
    [[nodiscard]] std::size_t points() const { return points_; } ///< of a sweep's design, otherwise 0
    [[nodiscard]] std::vector<DesignColumn> design_columns() const;
    /// Names of the axes along which points can be compared: of columns, of the simplex that shares belong to, and
    /// "design" for the points one by one.
    [[nodiscard]] std::vector<std::string> design_axes() const;
    /// Changes of each point to the base scenario, one a line.
    [[nodiscard]] std::vector<std::string> point_settings() const;
    /// True for each (point, replicate) whose run ended well, row-major.
    [[nodiscard]] std::vector<bool> finished_runs() const;
    /// True if some points of a sweep were asked for with fewer replicates than others.
    [[nodiscard]] bool has_uneven_replicates() const;

    [[nodiscard]] const std::vector<std::int64_t>& replicates() const { return replicates_; }
    [[nodiscard]] const std::vector<double>& times() const { return times_; } ///< in the unit of time
    [[nodiscard]] const std::string& time_unit() const { return time_unit_; }
    /// Times at which the months of each row begin; those of the rows where they are instants.
    [[nodiscard]] const std::vector<double>& begins() const { return begins_; }

    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    /// True if some recorded variable has the axis.
    [[nodiscard]] bool has_axis(std::string_view axis) const { return file_.has(axis); }
    /// Labels or numbers along an axis, as text.
    [[nodiscard]] std::vector<std::string> labels(std::string_view axis) const;
    /// Places that an axis had before some were left out of the file; 0 if it is whole.
    [[nodiscard]] std::size_t cut_from(std::string_view axis) const;
    /// True if these labels are text in the file, not numbers.
    [[nodiscard]] bool has_text_labels(std::string_view axis) const;
    /// Values of replicates (by their positions) at times, of points of a sweep; row-major.
    [[nodiscard]] std::vector<double> read(const Variable& variable, Span points, Span replicates, Span times) const;
    /// How many points of a sweep are best read at once for so many times: some megabytes of them.
    [[nodiscard]] std::size_t points_at_once(const Variable& variable, std::size_t times) const;

private:
    explicit ResultFile(sim::hdf5::File file) : file_(std::move(file)) {}
    void read_coordinates(EmptyResult empty);
    void read_variables();

    sim::hdf5::File file_;
    std::filesystem::path path_;
    std::string name_;
    std::size_t points_ = 0;
    std::vector<std::int64_t> replicates_;
    std::vector<double> times_;
    std::vector<double> begins_;
    std::string time_unit_;
    std::vector<Variable> variables_;
};

/// "; put a comma between names: 'a, b'" for "a b", if all of these words are names or patterns of names; else nothing.
[[nodiscard]] std::string comma_forgotten(const std::string& words, const std::vector<std::string>& names);

/// Values of a variable in one result: replicate x moment x place, row-major. A moment is a time, and for points of a
/// sweep one of the settings of its other axes at that time.
struct Block {
    std::size_t replicates;
    std::size_t moments;
    std::size_t places;
    std::vector<double> values;

    [[nodiscard]] std::span<const double> row(std::size_t replicate) const {
        return std::span(values).subspan(replicate * moments * places, moments * places);
    }
};

/// The runs of one scenario, or of some points of a sweep.
class Result {
public:
    /// Opens what ResultFile::open does, but not a sweep, which is an Error(usage).
    [[nodiscard]] static Result open(const std::filesystem::path& path);
    /// The runs at points of a sweep, of which only the replicates in `rows` are used.
    Result(std::shared_ptr<const ResultFile> file, std::string name, std::vector<std::size_t> points,
           std::vector<std::size_t> rows);

    [[nodiscard]] const ResultFile& file() const { return *file_; }
    [[nodiscard]] const std::string& name() const { return name_; } ///< short, in tables
    void rename(std::string name) { name_ = std::move(name); }
    /// A whole run, not points of a sweep.
    [[nodiscard]] bool is_run() const { return points_.empty(); }

    [[nodiscard]] std::string title() const { return file_->title(); }
    [[nodiscard]] std::string master_seed() const { return file_->attribute("master_seed"); } ///< "" = not stated
    /// Names in the attribute `headline_variables`; empty if there is none.
    [[nodiscard]] std::vector<std::string> headline_variables() const;
    [[nodiscard]] const std::vector<std::int64_t>& replicates() const { return replicates_; }
    [[nodiscard]] const std::vector<double>& times() const { return file_->times(); }

    [[nodiscard]] bool has(std::string_view variable) const;
    /// An unknown name is an Error(usage) that offers the nearest one.
    [[nodiscard]] const Variable& variable(std::string_view name) const;

    /// Values of points of a sweep at times and places as below, a block a point; `points` are positions in the file.
    [[nodiscard]] std::vector<Block> read_points(const Variable& variable, Span points,
                                                 std::span<const std::size_t> times,
                                                 const std::vector<std::vector<std::size_t>>& places) const;
    /// Values at times, given by their positions in ascending order, at the places of the variable's axes given by
    /// theirs (`places[k]` along axis k).
    [[nodiscard]] Block read(const Variable& variable, std::span<const std::size_t> times,
                             const std::vector<std::vector<std::size_t>>& places) const;

private:
    std::shared_ptr<const ResultFile> file_;
    std::string name_;
    std::vector<std::size_t> points_; ///< empty: a run
    std::vector<std::size_t> rows_;   ///< replicates by their position in the file
    std::vector<std::int64_t> replicates_;
};

} // namespace actorhood::analysis
