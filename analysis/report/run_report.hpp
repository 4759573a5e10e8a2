// The report of one run or several.
#pragma once

#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/report/report.hpp"

namespace actorhood::analysis::report {

[[nodiscard]] std::string run_report(const ReportRequest& request, std::vector<Result> results);

} // namespace actorhood::analysis::report
