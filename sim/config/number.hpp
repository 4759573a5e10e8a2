// A number from its characters, whatever the library offers and the locale says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace actorhood::sim {

/// The double nearest to a decimal number as TOML writes it, "nan" and "inf" included; nothing if the text is something
/// else, or too large or too small for one.
[[nodiscard]] std::optional<double> real_from(std::string_view text);

/// A decimal number as TOML writes it, of one as people write it: "0.5e-1" of ".5e-1", "5.0" of "5.", "0.5" of "00.5"; nothing
/// if the text is none.
[[nodiscard]] std::optional<std::string> written_number(std::string_view text);

/// How to write a number that is not written as TOML does, and why; "" if it is, or is no number.
[[nodiscard]] std::string instead_of_number(std::string_view text);

} // namespace actorhood::sim
