// Parts that reports of runs and of sweeps share.
#pragma once

#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/parameters.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/plan.hpp"
#include "analysis/report/report.hpp"

namespace actorhood::analysis::report {

/// Where the model misses, as the result states it.
[[nodiscard]] Section misses_section(const Words& say, const Plan& plan);
/// What no report of this kind says. `level`: of its intervals.
[[nodiscard]] Section limits_section(const Words& say, double level);
/// Meaning, unit and source of variables of a file.
[[nodiscard]] Section definitions_section(const Words& say, const Plan& plan, const ResultFile& file,
                                          const std::vector<std::string>& variables);
/// How to make the page and its results again.
[[nodiscard]] Section repeat_section(const Words& say, const ReportRequest& request,
                                     const std::vector<const ResultFile*>& files);
/// Sentences from the analysis, in English as they are, each once.
[[nodiscard]] Section notes_section(const Words& say, const std::vector<std::string>& notices);
/// A table of parameters with what is known of them; their values stand in its middle columns, below `heads`.
[[nodiscard]] std::string parameters_html(const Words& say, const Plan& plan, const std::string& caption,
                                          const std::vector<std::string>& heads,
                                          const std::vector<ParameterDifference>& parameters);
/// Cuts what is more than a page holds, and says so in English.
template <class Outputs>
void leave_out_the_last(Outputs& outputs, std::vector<std::string>& notices) {
    if (outputs.size() > most_outputs) {
        notices.push_back(std::to_string(outputs.size() - most_outputs) +
                          " more outputs are left out of the page: --variables chooses which stand on it");
        outputs.erase(outputs.begin() + static_cast<std::ptrdiff_t>(most_outputs), outputs.end());
    }
}
/// "Simulated, not observed: actorhood 0.1.0.", for what the page rests on.
[[nodiscard]] std::string origin_words(const Words& say, const ResultFile& file);
/// "Misses 12 of 60 patterns", or nothing.
void add_misses(const Words& say, const Plan& plan, std::vector<std::string>& rests);
/// Part of a file name made of an output's name.
[[nodiscard]] std::string file_name(const std::string& kind, const std::string& output);

} // namespace actorhood::analysis::report
