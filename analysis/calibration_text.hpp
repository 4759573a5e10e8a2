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

/// The points of a list: the value of every parameter, in full; named "set 1" ... if `named`.
[[nodiscard]] std::string experiment_points(const std::vector<CalibratedParameter>& parameters,
                                            const std::vector<Point>& points, bool named);

} // namespace actorhood::analysis
