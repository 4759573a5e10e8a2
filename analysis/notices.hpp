// What a reader must know to read numbers rightly, below the numbers.
#pragma once

#include <string>
#include <vector>

namespace actorhood::analysis {

/// The notices to be said with a text on the terminal, each once: not those that the standard error has already (see
/// sim::notice_unsealed_results).
[[nodiscard]] std::vector<std::string> notices_left(const std::vector<std::string>& notices);

/// A line for each of them: "Note: ...".
[[nodiscard]] std::string notes_text(const std::vector<std::string>& notices);

} // namespace actorhood::analysis
