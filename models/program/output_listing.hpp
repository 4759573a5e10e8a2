// What a run records, listed for people and programs from the declarations.
#pragma once

#include <string>
#include <string_view>

namespace actorhood::models::program {

/// Variables whose name or meaning contains `filter` (any case); "" if none.
[[nodiscard]] std::string outputs_text(std::string_view filter);
[[nodiscard]] std::string outputs_json(std::string_view filter);
/// All variables as a Markdown table.
[[nodiscard]] std::string outputs_markdown();

} // namespace actorhood::models::program
