// What is said beside the output: notices and errors, in colour where a terminal reads them.
#pragma once

#include <string>
#include <string_view>

namespace actorhood::models::program {

enum class Tone { error, notice };

/// The word in the colour of its tone if standard error is a terminal that shows colours; NO_COLOR (https://no-color.org)
/// and TERM=dumb switch that off.
[[nodiscard]] std::string toned(std::string_view word, Tone tone);

/// "notice: TEXT" on standard error.
void notice(const std::string& text);

} // namespace actorhood::models::program
