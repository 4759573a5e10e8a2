// What a run records, listed for people and programs from the declarations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace actorhood::models::program {

/// Variables whose name and meaning hold all words of `filter` (any case); "" if none.
[[nodiscard]] std::string outputs_text(std::string_view filter);
[[nodiscard]] std::string outputs_json(std::string_view filter);
/// The filter as it was probably meant, if it holds a slip.
[[nodiscard]] std::optional<std::string> meant_output(std::string_view filter);
/// All variables as a Markdown table.
[[nodiscard]] std::string outputs_markdown();

} // namespace actorhood::models::program
