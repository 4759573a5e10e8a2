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

/// The points of a list: the value of every parameter, in full; with names, one a point, unless there are none.
[[nodiscard]] std::string experiment_points(const CalibratedSpace& space, const std::vector<Point>& points,
                                            const std::vector<std::string>& names);
/// The members of the ensemble as such a list, named "set 1" ...
[[nodiscard]] std::string ensemble_points(const Calibration& found);
/// The posterior sample as such a list, without names; of copies one.
[[nodiscard]] std::string posterior_points(const Calibration& found);
/// The members, and the sets that one anchor alone excludes, under the names by which a ranking knows them (left_out_sets.hpp).
[[nodiscard]] std::string points_with_excluded(const Calibration& found);

} // namespace actorhood::analysis
