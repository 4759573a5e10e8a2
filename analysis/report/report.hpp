// A report for people who decide: results as one page of HTML that says the answer, its uncertainty, and what it rests on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/report/language.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis::report {

struct ReportRequest {
    std::vector<std::string> paths; ///< runs, the first is the reference; or one sweep
    Language language{};
    Selection selection{};             ///< its first variable is what is asked for
    bool lower_is_better = false;      ///< of that variable; otherwise as the result states
    std::vector<std::string> levers{}; ///< of a sweep: axes that somebody chooses; empty: by their roles
    std::string question{};            ///< "" = made from the results
    std::string between{};             ///< of a sweep: the axis whose values are compared; "" = the whole sweep
    std::string firm{};                ///< of the panel; "" = its first, if there is one
    std::string call{};                ///< how the report was called for, for who repeats it
};

/// The page. Results that cannot be compared, and a sweep among several results, are an Error(usage).
[[nodiscard]] std::string report_html(const ReportRequest& request);

/// Outputs on one page; what is left out is said.
inline constexpr std::size_t most_outputs = 12;
/// More curves than this cannot be told apart in one picture.
inline constexpr std::size_t most_curves = 6;

} // namespace actorhood::analysis::report
