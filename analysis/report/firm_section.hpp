// The part of a report about one firm of the results' panels.
#pragma once

#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/page.hpp"

namespace actorhood::analysis::report {

/// Outputs of a firm of which courses are drawn, as far as the results have them.
[[nodiscard]] std::vector<std::string> firm_courses();

/// Where the firm is at the end and what it uses, in shares of the replicates; what its path is and is not; `courses`,
/// HTML, stands behind.
[[nodiscard]] Section firm_section(const Words& say, const std::vector<Result>& results, const std::string& firm,
                                   const std::string& courses);

} // namespace actorhood::analysis::report
