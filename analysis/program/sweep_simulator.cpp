#include "analysis/program/sweep_simulator.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "analysis/calibration_text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/output/kept_labels.hpp"

namespace actorhood::analysis::program {

namespace {

namespace fs = std::filesystem;
using sim::Error;
using sim::ExitCode;

std::string axis_toml(const CalibrationAxis& axis) {
    std::string text = "\n[[experiment.axis]]\n";
    const auto line = [&](const char* key, const std::string& value) {
        if (axis.places.given(key)) {
            text += std::string(key) + " = " + value + "\n";
        }
    };
    line("parameter", sim::toml_text(axis.parameter));
    line("parameters", texts_toml(axis.parameters));
    line("except", texts_toml(axis.except));
    line("min", sim::toml_real(axis.low));
    line("max", sim::toml_real(axis.high));
    if (!axis.simplex.empty()) {
        line("simplex", sim::toml_text(axis.simplex));
        text += "steps = 1\n" + (axis.fixed ? "fixed = " + axis.fixed->toml() + "\n" : "");
    }
    return text;
}

/// Where a point of a sweep lies in the unit cube.
Point point_of(const CalibratedSpace& space, const std::vector<DesignColumn>& columns, std::size_t point) {
    const auto value = [&](const std::string& key) {
        const auto column =
            std::find_if(columns.begin(), columns.end(), [&](const DesignColumn& one) { return one.name == key; });
        return std::stod(column->values[point]);
    };
    Point made;
    for (const CalibratedParameter& parameter : space.parameters) {
        made.push_back(parameter.unit(value(parameter.name)));
    }
    for (const CalibratedShares& whole : space.wholes) {
        std::vector<double> shares;
        std::transform(whole.keys.begin(), whole.keys.end(), std::back_inserter(shares), value);
        const std::vector<double> units = whole.units(shares);
        std::copy(units.begin(), units.end(), made.begin() + static_cast<std::ptrdiff_t>(whole.first));
    }
    return made;
}

bool fits(const std::vector<std::string>& patterns, const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
        return pattern == "all" || sim::matches_pattern(pattern, name);
    });
}

} // namespace

SweepSimulator::SweepSimulator(const CalibrationFile& file, const fs::path& folder, SweepConduct conduct)
    : file_(file), steps_(folder, "calibration", "ends", conduct) {}

ExperimentFrame SweepSimulator::frame(const std::string& comment, const std::string& design,
                                      std::size_t replicates) const {
    ExperimentFrame made{comment, file_.title, steps_.path_from_here(file_.base_path()),
                         design,  replicates,  static_cast<std::size_t>(file_.every)};
    std::set<std::string> outputs;
    for (const Anchor& anchor : file_.anchors) {
        const std::vector<std::string> needed = outputs_of(anchor);
        outputs.insert(needed.begin(), needed.end());
    }
    made.outputs.assign(outputs.begin(), outputs.end());
    made.over_time = sim::over_time_word(static_cast<sim::OverTime>(file_.over_time));
    for (const sim::Change& change : file_.set.each) {
        made.set.emplace_back(change.key, change.value.toml());
    }
    return made;
}

std::string SweepSimulator::head(const std::string& comment, const std::string& design,
                                 std::size_t replicates) const {
    ExperimentFrame made = frame(comment, design, replicates);
    made.labels = labels_;
    return experiment_head(made);
}

std::string SweepSimulator::base_from(const fs::path& folder) const { return path_from(folder, file_.base_path()); }

bool SweepSimulator::is_logarithmic(const std::string& parameter) const {
    for (const CalibrationAxis& axis : file_.axes) {
        if (axis.parameter == parameter) {
            return axis.scale == 1;
        }
    }
    for (const CalibrationAxis& axis : file_.axes) {
        if (fits(axis.parameters, parameter) && !fits(axis.except, parameter)) {
            return axis.scale == 1;
        }
    }
    return false;
}

/// The shares of an axis, each but the last with a parameter for the part that it takes of what is left to it.
void SweepSimulator::add_shares(const CalibrationAxis& axis, const std::vector<DesignColumn>& columns,
                                CalibratedSpace& space) const {
    CalibratedShares whole{axis.simplex, {}, {}, {}, space.parameters.size()};
    for (const DesignColumn& column : columns) {
        if (key_before_last(column.name) != axis.simplex) {
            continue;
        }
        const sim::Node* const fixed =
            axis.fixed ? axis.fixed->child(column.name.substr(axis.simplex.size() + 1)) : nullptr;
        if (fixed != nullptr) {
            whole.fixed.emplace_back(column.name, std::stod(fixed->text));
        } else {
            whole.keys.push_back(column.name);
            whole.base.push_back(std::stod(column.values.front()));
        }
    }
    const std::vector<double> base = whole.units(whole.base);
    for (std::size_t k = 0; k < base.size(); ++k) {
        CalibratedParameter part{whole.keys[k], 0.0, 1.0, false, false, 0.0, base.size() - k};
        part.base = part.value(base[k]);
        space.parameters.push_back(std::move(part));
    }
    space.wholes.push_back(std::move(whole));
}

/// Each parameter with the ends of its range: the values that it has alone, or that of the base, which can be an end.
CalibratedSpace SweepSimulator::space_of(const ResultFile& ends) const {
    const std::vector<std::string> settings = ends.point_settings();
    const std::vector<DesignColumn> columns = ends.design_columns();
    CalibratedSpace space;
    for (const CalibrationAxis& axis : file_.axes) {
        if (!axis.simplex.empty()) {
            add_shares(axis, columns, space);
        }
    }
    const auto is_share = [&](const DesignColumn& column) {
        return std::any_of(space.wholes.begin(), space.wholes.end(),
                           [&](const CalibratedShares& whole) { return key_before_last(column.name) == whole.name; });
    };
    for (const DesignColumn& column : columns) {
        if (column.role == "design" || is_share(column)) {
            continue;
        }
        const SweptRange range = swept_range(column);
        const bool logarithmic = is_logarithmic(column.name);
        if (logarithmic && !(range.low > 0.0)) {
            throw Error(ExitCode::configuration, file_.path.string() +
                                                     ": a log scale needs a range above 0, but that of '" +
                                                     column.name + "' begins at " + sim::plain_number(range.low));
        }
        space.parameters.push_back({column.name, range.low, range.high, logarithmic,
                                    is_whole_setting(settings.front(), column.name), range.base});
    }
    return space;
}

AnchorRuns SweepSimulator::runs_of(const ResultFile& result) const {
    const std::size_t anchors = file_.anchors.size();
    AnchorRuns runs{result.replicates().size(), anchors, {}, result.finished_runs()};
    runs.values.resize(result.points() * runs.replicates * anchors);
    for (std::size_t a = 0; a < anchors; ++a) {
        const std::vector<double> values = simulated(file_.anchors[a], result);
        for (std::size_t run = 0; run < values.size(); ++run) {
            runs.values[run * anchors + a] = values[run];
        }
    }
    return runs;
}

Survey SweepSimulator::survey() {
    std::string text =
        head("Every parameter alone at the ends of its range; written by calibrate.", "one_at_a_time", 1);
    for (const CalibrationAxis& axis : file_.axes) {
        text += axis_toml(axis);
    }
    const std::shared_ptr<const ResultFile> ends = steps_.carry_out("ends", text);
    std::vector<sim::Problem> problems = unreadable(file_.anchors, *ends);
    if (!problems.empty()) {
        throw sim::ConfigurationError(std::move(problems));
    }
    space_ = space_of(*ends);
    labels_ = labels_read({file_.anchors.begin(), file_.anchors.end()}, *ends);
    const AnchorRuns all = runs_of(*ends);
    Survey made{space_, {}, {1, all.anchors, {}, {}}};
    for (std::size_t i = 0; i < ends->points(); ++i) {
        Point point = point_of(space_, ends->design_columns(), i);
        // A base outside the ranges takes its points out of the cube: nothing is learned from them.
        if (std::all_of(point.begin(), point.end(), [](double unit) { return unit >= 0.0 && unit <= 1.0; })) {
            made.points.push_back(std::move(point));
            made.runs.finished.push_back(all.finished[i]);
            for (std::size_t a = 0; a < all.anchors; ++a) {
                made.runs.values.push_back(all.at(i, a)[0]);
            }
        }
    }
    return made;
}

AnchorRuns SweepSimulator::base(std::size_t replicates) {
    const std::string text = head("Replicates of the base; written by calibrate.", "list", replicates);
    return runs_of(*steps_.carry_out("base", text + "\n[[experiment.point]]\n"));
}

AnchorRuns SweepSimulator::run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) {
    const std::string beginning = head("Written by calibrate.", "list", replicates);
    // Experiment files have a largest size: many points go into several.
    constexpr std::size_t most_values = 16'000;
    const std::size_t at_once = std::max<std::size_t>(1, most_values / space_.parameters.size());
    AnchorRuns all{replicates, file_.anchors.size(), {}, {}};
    for (std::size_t first = 0; first < points.size(); first += at_once) {
        const std::vector<Point> part(
            points.begin() + static_cast<std::ptrdiff_t>(first),
            points.begin() + static_cast<std::ptrdiff_t>(std::min(points.size(), first + at_once)));
        const std::string step = name + (first > 0 ? "_" + std::to_string(first / at_once + 1) : std::string());
        const AnchorRuns runs = runs_of(*steps_.carry_out(step, beginning + experiment_points(space_, part, {})));
        all.values.insert(all.values.end(), runs.values.begin(), runs.values.end());
        all.finished.insert(all.finished.end(), runs.finished.begin(), runs.finished.end());
    }
    return all;
}

} // namespace actorhood::analysis::program
