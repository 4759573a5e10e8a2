#include "analysis/report/report.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/data.hpp"
#include "analysis/report/run_report.hpp"
#include "analysis/report/sweep_report.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::report {

namespace {

/// Points of a sweep that differ in an axis, as results.
std::string between_report(const ReportRequest& request) {
    if (request.paths.size() > 1) {
        throw sim::Error(sim::ExitCode::usage, "--between compares the points of one sweep, but " +
                                                   std::to_string(request.paths.size()) + " results are named");
    }
    ReportRequest chosen = request;
    const std::vector<AxisChoice> held = take_held(*ResultFile::open(request.paths[0]), chosen.selection);
    return points_report(chosen, open_sweep_points(request.paths[0], request.between, held));
}

} // namespace

std::string report_html(const ReportRequest& request) {
    if (!request.between.empty()) {
        return between_report(request);
    }
    std::vector<Result> results;
    for (const std::string& path : request.paths) {
        const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
        if (!file->is_sweep()) {
            results.push_back(Result::open(path));
        } else if (request.paths.size() > 1) {
            throw sim::Error(sim::ExitCode::usage,
                             "'" + path + "' is the result of a sweep: a report is of one sweep alone, or of runs");
        } else if (!request.firm.empty()) {
            throw sim::Error(sim::ExitCode::usage,
                             "--firm: the report of a whole sweep shows no single firm; compare its "
                             "points with --between AXIS");
        } else {
            return sweep_report(request, file);
        }
    }
    return run_report(request, std::move(results));
}

} // namespace actorhood::analysis::report
