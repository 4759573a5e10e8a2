// The report of one run or several.
#pragma once

#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/report/report.hpp"
#include "analysis/sweep_points.hpp"

namespace actorhood::analysis::report {

[[nodiscard]] std::string run_report(const ReportRequest& request, std::vector<Result> results);
/// The same of points of a sweep, as results.
[[nodiscard]] std::string points_report(const ReportRequest& request, SweepPoints points);

} // namespace actorhood::analysis::report
