// Words of command lines that people copy.
#pragma once

#include <string>

namespace actorhood::sim {

/// The word for a shell: as it is if it is harmless, otherwise in single quotes.
[[nodiscard]] std::string shell_word(const std::string& word);

} // namespace actorhood::sim
