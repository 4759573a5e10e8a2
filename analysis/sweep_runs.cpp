#include "analysis/sweep_runs.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "analysis/reduction.hpp"

namespace actorhood::analysis {

Result all_runs(const std::shared_ptr<const ResultFile>& file) {
    std::vector<std::size_t> rows(file->replicates().size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return {file, file->name(), {0}, std::move(rows)};
}

RunTable read_runs(const Result& sweep, const Line& line, const std::vector<std::size_t>& times, Over over) {
    const ResultFile& file = sweep.file();
    const Variable& variable = sweep.variable(line.variable);
    const std::vector<bool> finished = file.finished_runs();
    RunTable runs{file.points(), file.replicates().size(), has_common_random_numbers(file), {}};
    const std::size_t at_once = file.points_at_once(variable, times.back() - times.front() + 1);
    for (std::size_t first = 0; first < runs.points; first += at_once) {
        const Span points{first, std::min(at_once, runs.points - first)};
        for (const Block& block : sweep.read_points(variable, points, times, line.positions[0])) {
            for (const Measured& measured : replicate_values(block, over)) {
                runs.values.push_back(finished[runs.values.size()] ? measured.value
                                                                   : std::numeric_limits<double>::quiet_NaN());
            }
        }
    }
    return runs;
}

bool has_common_random_numbers(const ResultFile& file) { return file.attribute("common_random_numbers") != "no"; }

std::vector<std::string> unfinished_notices(const ResultFile& file) {
    std::vector<std::string> notices;
    if (std::string notice = file.seal_notice(); !notice.empty()) {
        notices.push_back(std::move(notice));
    }
    const std::string missing = file.attribute("missing_runs");
    if (!missing.empty() && missing != "0") {
        notices.push_back("the sweep is not finished, " + missing + " runs are missing: actorhood resume");
    }
    const std::string failed = file.attribute("failed_runs");
    if (!failed.empty() && failed != "0") {
        notices.push_back(failed + " runs failed: actorhood status says why, actorhood resume --failed repeats them");
    }
    return notices;
}

} // namespace actorhood::analysis
