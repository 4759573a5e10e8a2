#include "analysis/sweep_points.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Name of the column that holds the names of points.
/// Labels of a crossed design: which point of either side a point belongs to, and names of the assumptions.
constexpr const char* lever_points = "lever_point";
constexpr const char* assumption_points = "assumption_point";
constexpr const char* assumption_names = "assumption_name";
/// More results than this make no table.
constexpr std::size_t most_results = 500;

/// The columns of the design, and which of them make up an axis.
class Design {
public:
    explicit Design(const ResultFile& file) : columns_(file.design_columns()), points_(file.points()) {}

    [[nodiscard]] const std::vector<DesignColumn>& columns() const { return columns_; }
    [[nodiscard]] std::size_t points() const { return points_; }

    /// Positions of the columns of an axis: one of this key, or shares whose keys begin with it.
    [[nodiscard]] std::vector<std::size_t> columns_of(const std::string& axis) const {
        std::vector<std::size_t> own;
        std::vector<std::size_t> shares;
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            const std::string key = columns_[k].name;
            if (key == axis || columns_[k].name == axis) {
                own.push_back(k);
            } else if (key_before_last(key) == axis) {
                shares.push_back(k);
            }
        }
        return own.empty() ? shares : own;
    }

    [[nodiscard]] bool crossed() const { return !columns_of(assumption_points).empty(); }

    /// Columns whose values points must share to be compared on an axis: the settings that are no part of it; for the
    /// points of one side of a crossed design, the point of the other side.
    [[nodiscard]] std::vector<std::size_t> others(const std::vector<std::size_t>& axis) const {
        const std::string name = axis.size() == 1 ? columns_[axis[0]].name : "";
        if (crossed() && (name == lever_points || name == point_names)) {
            return columns_of(assumption_points);
        }
        if (crossed() && (name == assumption_points || name == assumption_names)) {
            return columns_of(lever_points);
        }
        std::vector<std::size_t> others;
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            if (is_setting(k) && std::find(axis.begin(), axis.end(), k) == axis.end()) {
                others.push_back(k);
            }
        }
        return others;
    }

    /// Values of some columns at a point.
    [[nodiscard]] std::vector<std::string> values(const std::vector<std::size_t>& columns, std::size_t point) const {
        std::vector<std::string> texts;
        for (const std::size_t column : columns) {
            texts.push_back(columns_[column].values[point]);
        }
        return texts;
    }

private:
    /// True for a column that tells settings apart: not a label of the design, not a name of the point.
    [[nodiscard]] bool is_setting(std::size_t column) const {
        return columns_[column].role != "design" && columns_[column].name != point_names;
    }

    std::vector<DesignColumn> columns_;
    std::size_t points_;
};

[[noreturn]] void refuse_axis(const ResultFile& file, const std::string& axis) {
    const std::vector<std::string> known = file.design_axes();
    const std::optional<std::string> meant = sim::closest_word(axis, known);
    throw Error(ExitCode::usage,
                "the sweep '" + file.path().string() + "' has no axis '" + axis + "'" +
                    (meant ? ", did you mean '" + *meant + "'?" : "; there is: " + listed(known, 100)));
}

/// A value as the file writes it: 0.50 is 0.5.
std::string as_in_file(const std::string& value, const DesignColumn& column) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = error == std::errc() && end == value.data() + value.size();
    return !column.is_text && whole ? sim::plain_number(number) : value;
}

/// True where the points have the held values.
std::vector<bool> kept_points(const ResultFile& file, const Design& design, const std::vector<AxisChoice>& held) {
    std::vector<bool> kept(design.points(), true);
    for (const AxisChoice& choice : held) {
        const std::vector<std::size_t> columns = design.columns_of(choice.axis);
        if (columns.size() != 1) {
            refuse_axis(file, choice.axis);
        }
        const std::vector<std::string>& values = design.columns()[columns[0]].values;
        const std::set<std::string> known(values.begin(), values.end());
        std::set<std::string> asked;
        for (const std::string& label : whole_labels(choice.labels, values)) {
            asked.insert(as_in_file(label, design.columns()[columns[0]]));
            if (known.count(as_in_file(label, design.columns()[columns[0]])) == 0) {
                throw Error(ExitCode::usage, "no point of the sweep has " + choice.axis + " = " + label +
                                                 "; there is: " + listed({known.begin(), known.end()}, 20));
            }
        }
        for (std::size_t point = 0; point < design.points(); ++point) {
            kept[point] = kept[point] && asked.count(values[point]) > 0;
        }
    }
    return kept;
}

/// Points by their values on the axis, in the order of the file, and by the setting of the other axes.
struct AxisCrossing {
    std::vector<std::vector<std::string>> levels;                                    ///< values on the axis
    std::map<std::vector<std::string>, std::map<std::size_t, std::size_t>> settings; ///< level -> point
};

AxisCrossing cross_axis(const Design& design, const std::vector<std::size_t>& axis, const std::vector<bool>& kept) {
    const std::vector<std::size_t> others = design.others(axis);
    AxisCrossing crossing;
    for (std::size_t point = 0; point < design.points(); ++point) {
        if (!kept[point]) {
            continue;
        }
        const std::vector<std::string> level = design.values(axis, point);
        auto found = std::find(crossing.levels.begin(), crossing.levels.end(), level);
        if (found == crossing.levels.end()) {
            found = crossing.levels.insert(found, level);
        }
        crossing.settings[design.values(others, point)].emplace(
            static_cast<std::size_t>(found - crossing.levels.begin()), point);
    }
    return crossing;
}

/// The points of each level at the settings where every level was simulated.
std::vector<std::vector<std::size_t>> complete(const ResultFile& file, const AxisCrossing& crossing,
                                               const std::string& axis) {
    std::vector<std::vector<std::size_t>> points(crossing.levels.size());
    for (const auto& [setting, levels] : crossing.settings) {
        if (levels.size() == crossing.levels.size()) {
            for (const auto& [level, point] : levels) {
                points[level].push_back(point);
            }
        }
    }
    if (points.size() < 2) {
        throw Error(ExitCode::usage, "all points have one value of '" + axis + "': there is nothing to compare");
    }
    if (points[0].empty()) {
        throw Error(
            ExitCode::usage,
            "the points of this design (" + file.attribute("design") +
                ") differ in several axes at once: none of "
                "the settings of the other axes has all " +
                std::to_string(points.size()) + " values of '" + axis +
                "'. Hold the others with --axis KEY=VALUE, compare points one by one with --between design, or "
                "use a factorial or one-at-a-time design");
    }
    return points;
}

/// Leaves out settings at which a run of any level failed, unless none would be left.
std::size_t drop_failed(std::vector<std::vector<std::size_t>>& levels, const std::vector<bool>& finished,
                        std::size_t replicates) {
    std::vector<std::size_t> whole;
    for (std::size_t s = 0; s < levels[0].size(); ++s) {
        const bool all = std::all_of(levels.begin(), levels.end(), [&](const std::vector<std::size_t>& points) {
            const auto first = finished.begin() + static_cast<std::ptrdiff_t>(points[s] * replicates);
            return std::all_of(first, first + static_cast<std::ptrdiff_t>(replicates), [](bool run) { return run; });
        });
        if (all) {
            whole.push_back(s);
        }
    }
    const std::size_t dropped = levels[0].size() - whole.size();
    if (whole.empty()) {
        return 0;
    }
    for (std::vector<std::size_t>& points : levels) {
        std::vector<std::size_t> kept;
        for (const std::size_t s : whole) {
            kept.push_back(points[s]);
        }
        points = std::move(kept);
    }
    return dropped;
}

/// Replicates that finished at all of these points.
std::vector<std::size_t> finished_rows(const std::vector<std::size_t>& points, const std::vector<bool>& finished,
                                       std::size_t replicates) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < replicates; ++row) {
        if (std::all_of(points.begin(), points.end(),
                        [&](std::size_t point) { return finished[point * replicates + row]; })) {
            rows.push_back(row);
        }
    }
    return rows;
}

/// "effort=0.5", "core=0.2 project=0.8" without shares that are fixed; labels of options stand alone.
std::string level_name(const Design& design, const std::vector<std::size_t>& axis,
                       const std::vector<std::string>& level) {
    if (axis.size() == 1 && design.columns()[axis[0]].is_text) {
        return level[0];
    }
    std::string text;
    for (std::size_t k = 0; k < axis.size(); ++k) {
        if (axis.size() > 1 && !varies(design.columns()[axis[k]])) {
            continue;
        }
        text += (text.empty() ? "" : " ") + last_part(design.columns()[axis[k]].name) + "=" + level[k];
    }
    return text;
}

/// Settings "key=value" of points, one a line, as differences of parameters; a point without a setting has the value of
/// the base.
std::vector<ParameterDifference> setting_differences(const std::vector<std::string>& settings,
                                                     const std::map<std::string, std::string>& base) {
    std::vector<ParameterDifference> differences;
    for (std::size_t r = 0; r < settings.size(); ++r) {
        std::istringstream lines(settings[r]);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t equals = line.find('=');
            const std::string key = line.substr(0, equals);
            auto found = std::find_if(differences.begin(), differences.end(),
                                      [&](const ParameterDifference& candidate) { return candidate.key == key; });
            if (found == differences.end()) {
                const auto value = base.find(key);
                const std::string usual = value == base.end() ? "" : value->second;
                found = differences.insert(found, {key, std::vector<std::string>(settings.size(), usual)});
            }
            found->values[r] = equals == std::string::npos ? "" : line.substr(equals + 1);
        }
    }
    std::erase_if(differences, [](const ParameterDifference& difference) {
        return std::all_of(difference.values.begin(), difference.values.end(),
                           [&](const std::string& value) { return value == difference.values[0]; });
    });
    return differences;
}

/// What the points at the first setting of each level change, with the role of the axis, or of the parameter's own.
std::vector<ParameterDifference> changes(const ResultFile& file, const Design& design,
                                         const std::vector<std::size_t>& axis,
                                         const std::vector<std::vector<std::size_t>>& levels) {
    std::vector<std::string> settings;
    const std::vector<std::string> all = file.point_settings();
    for (const std::vector<std::size_t>& level : levels) {
        settings.push_back(all[level[0]]);
    }
    std::vector<ParameterDifference> differences = setting_differences(settings, parameter_values(file.parameters()));
    for (ParameterDifference& difference : differences) {
        for (std::size_t k = 0; k < design.columns().size(); ++k) {
            if (design.columns()[k].name == difference.key ||
                (axis.size() == 1 && axis[0] == k && design.columns()[k].role != "design")) {
                difference.role = design.columns()[k].role;
            }
        }
    }
    return differences;
}

void note_settings(SweepPoints& made, const std::string& axis, std::size_t settings, std::size_t of,
                   std::size_t failed) {
    if (settings > 1) {
        made.notices.push_back("each value of " + axis + " is a mean over " + std::to_string(settings) +
                               " settings of the other axes; hold them with --axis KEY=VALUE");
    }
    if (failed > 0) {
        made.notices.push_back(std::to_string(failed) +
                               " settings of the other axes are left out because runs failed or are missing there");
    }
    if (of > settings + failed) {
        made.notices.push_back(std::to_string(of - settings - failed) +
                               " settings of the other axes are left out because they lack values of " + axis);
    }
}

/// Each point that is kept, by itself.
std::vector<std::vector<std::size_t>> single_points(const std::vector<bool>& kept) {
    std::vector<std::vector<std::size_t>> levels;
    for (std::size_t point = 0; point < kept.size(); ++point) {
        if (kept[point]) {
            levels.push_back({point});
        }
    }
    return levels;
}

void add_results(SweepPoints& made, const std::shared_ptr<const ResultFile>& file,
                 const std::vector<std::string>& names, const std::vector<std::vector<std::size_t>>& levels,
                 const std::vector<bool>& finished) {
    const std::size_t replicates = file->replicates().size();
    if (levels.size() > most_results) {
        throw Error(ExitCode::usage, "at most " + std::to_string(most_results) +
                                         " points are compared at once; choose some with --axis KEY=VALUE");
    }
    for (std::size_t k = 0; k < levels.size(); ++k) {
        std::vector<std::size_t> rows = finished_rows(levels[k], finished, replicates);
        if (rows.empty()) {
            throw Error(ExitCode::incomplete, names[k] + ": no replicate finished; see actorhood status");
        }
        if (rows.size() < replicates) {
            made.notices.push_back(std::to_string(replicates - rows.size()) + " of " + std::to_string(replicates) +
                                   " replicates of " + names[k] + " failed or are missing");
        }
        made.results.emplace_back(file, names[k], levels[k], std::move(rows));
    }
}

} // namespace

SweepPoints open_sweep_points(const std::filesystem::path& path, const std::string& axis,
                              const std::vector<AxisChoice>& held) {
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    if (!file->is_sweep()) {
        throw Error(ExitCode::usage,
                    "'" + file->path().string() + "' is a single run, not a sweep: --between has no meaning for it");
    }
    const Design design(*file);
    const std::vector<bool> kept = kept_points(*file, design, held);
    const std::vector<bool> finished = file->finished_runs();
    SweepPoints made{{}, {}, {}, file->attribute("common_random_numbers") != "no"};
    if (std::string notice = file->seal_notice(); !notice.empty()) {
        made.notices.push_back(std::move(notice));
    }
    std::vector<std::vector<std::size_t>> levels;
    std::vector<std::string> names;
    std::vector<std::size_t> columns = design.columns_of(axis);
    if (axis == every_point) {
        levels = single_points(kept);
        for (const std::vector<std::size_t>& level : levels) {
            names.push_back("point " + std::to_string(level[0]));
        }
    } else if (columns.empty()) {
        refuse_axis(*file, axis);
    } else if (columns.size() == 1 && design.columns()[columns[0]].name == point_names && !design.crossed()) {
        levels = single_points(kept);
        for (const std::vector<std::size_t>& level : levels) {
            names.push_back(design.columns()[columns[0]].values[level[0]]);
        }
    } else {
        const AxisCrossing crossing = cross_axis(design, columns, kept);
        levels = complete(*file, crossing, axis);
        const std::size_t failed = drop_failed(levels, finished, file->replicates().size());
        note_settings(made, axis, levels[0].size(), crossing.settings.size(), failed);
        for (const std::vector<std::string>& level : crossing.levels) {
            names.push_back(level_name(design, columns, level));
        }
    }
    add_results(made, file, names, levels, finished);
    made.parameters = changes(*file, design, columns, levels);
    return made;
}

} // namespace actorhood::analysis
