// The list of the month for readers: what each step reads and writes, who shares what, and who draws what.
#pragma once

#include <string>

namespace actorhood::models::program {

/// As Markdown, from the signatures of the steps.
[[nodiscard]] std::string month_markdown();

} // namespace actorhood::models::program
