// Pictures of what an additional unit costs, against the first result.
#pragma once

#include <string>
#include <vector>

#include "analysis/report/language.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/page.hpp"

namespace actorhood::analysis::report {

struct CostWords {
    std::string label; ///< "public money for a further practice-year"
    std::string money; ///< name of the output
    std::string unit;  ///< of the money
};

/// `names`: of the results; `money` and `units`: their values by replicate, in pairs.
[[nodiscard]] FigureText cost_figure(const Words& say, const CostWords& words, const std::vector<std::string>& names,
                                     const ReplicateValues& money, const ReplicateValues& units, double level);

} // namespace actorhood::analysis::report
