// A number from its characters, whatever the library offers and the locale says.
#pragma once

#include <optional>
#include <string_view>

namespace actorhood::sim {

/// The double nearest to a decimal number as TOML writes it, "nan" and "inf" included; nothing if the text is something
/// else, or too large or too small for one.
[[nodiscard]] std::optional<double> real_from(std::string_view text);

} // namespace actorhood::sim
