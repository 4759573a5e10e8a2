// What a reader must know to read numbers rightly, below the numbers.
#pragma once

#include <string>
#include <vector>

namespace actorhood::analysis {

/// The notices in their order, each once.
[[nodiscard]] std::vector<std::string> each_once(const std::vector<std::string>& notices);

/// A line for each of them: "Note: ...".
[[nodiscard]] std::string notes_text(const std::vector<std::string>& notices);

} // namespace actorhood::analysis
