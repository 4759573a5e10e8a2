// The report of a sweep.
#pragma once

#include <memory>
#include <string>

#include "analysis/data.hpp"
#include "analysis/report/report.hpp"

namespace actorhood::analysis::report {

/// Where the sweep has alternatives under sets of assumptions, which is best and what turns that; always what drives the
/// outcome, as far as the design tells.
[[nodiscard]] std::string sweep_report(const ReportRequest& request, const std::shared_ptr<const ResultFile>& file);

} // namespace actorhood::analysis::report
