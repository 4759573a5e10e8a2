// What is said beside the output: notices and errors, in colour where a terminal reads them.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace actorhood::models::program {

enum class Tone { error, notice };

/// The word in the colour of its tone if standard error is a terminal that shows colours; NO_COLOR (https://no-color.org)
/// and TERM=dumb switch that off.
[[nodiscard]] std::string toned(std::string_view word, Tone tone);

/// printf of what people read, the only way in which commands write it: names and titles may come from anybody, so that what
/// would drive a terminal or turn the direction of writing is replaced (sim::printable).
[[gnu::format(printf, 2, 3)]] void print(std::FILE* to, const char* format, ...);

/// "notice: TEXT" on standard error.
void notice(const std::string& text);

} // namespace actorhood::models::program
