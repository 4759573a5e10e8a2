#include "analysis/report/report.hpp"

#include <memory>
#include <utility>

#include "analysis/data.hpp"
#include "analysis/report/run_report.hpp"
#include "analysis/report/sweep_report.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::report {

std::string report_html(const ReportRequest& request) {
    std::vector<Result> results;
    for (const std::string& path : request.paths) {
        const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
        if (!file->is_sweep()) {
            results.push_back(Result::open(path));
        } else if (request.paths.size() > 1) {
            throw sim::Error(sim::ExitCode::usage,
                             "'" + path + "' is the result of a sweep: a report is of one sweep alone, or of runs");
        } else {
            return sweep_report(request, file);
        }
    }
    return run_report(request, std::move(results));
}

} // namespace actorhood::analysis::report
