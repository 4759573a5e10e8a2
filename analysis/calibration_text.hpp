// What a calibration found: for people, for programs, and as an ensemble that runs and sweeps accept.
#pragma once

#include <string>
#include <vector>

#include "analysis/calibration.hpp"

namespace actorhood::analysis {

/// All tables. `name` is that of the calibration file.
[[nodiscard]] std::string calibration_report(const Calibration& found, const std::string& name);
/// Everything, as one JSON document; null where there is no value.
[[nodiscard]] std::string calibration_json(const Calibration& found, const std::string& name);

/// What stands around the points of an experiment made from a calibration.
struct ExperimentFrame {
    std::string comment; ///< first lines, without #
    std::string title;
    std::string base; ///< scenario, relative to the experiment's folder
    std::string design;
    std::size_t replicates;
    std::size_t every; ///< months between rows
    std::vector<std::string> outputs;
    std::vector<std::pair<std::string, std::string>> set; ///< fixed changes: keys, and values as TOML
};
/// The head of an experiment file, up to its axes or points.
[[nodiscard]] std::string experiment_head(const ExperimentFrame& frame);
/// The points of a list: the value of every parameter, in full; named "set 1" ... if `named`.
[[nodiscard]] std::string experiment_points(const std::vector<CalibratedParameter>& parameters,
                                            const std::vector<Point>& points, bool named);

} // namespace actorhood::analysis
