#include "models/program/terminal.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

#include "sim/config/format.hpp"

namespace actorhood::models::program {

namespace {

bool shows_colours() {
    const char* const refused = std::getenv("NO_COLOR");
    const char* const kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && (refused == nullptr || *refused == '\0') && kind != nullptr &&
           std::strcmp(kind, "dumb") != 0;
}

} // namespace

std::string toned(std::string_view word, Tone tone) {
    if (!shows_colours()) {
        return std::string(word);
    }
    const char* const colour = tone == Tone::error ? "\033[1;31m" : "\033[33m"; // bold red, yellow
    return colour + std::string(word) + "\033[0m";
}

void print(std::FILE* to, const char* format, ...) {
    va_list values;
    va_start(values, format);
    va_list again;
    va_copy(again, values);
    const int length = std::vsnprintf(nullptr, 0, format, values);
    va_end(values);
    std::string text(static_cast<std::size_t>(std::max(length, 0)) + 1, '\0');
    std::vsnprintf(text.data(), text.size(), format, again);
    va_end(again);
    text.pop_back();
    std::fputs(sim::printable(text).c_str(), to);
}

void notice(const std::string& text) {
    std::fprintf(stderr, "%s %s\n", toned("notice:", Tone::notice).c_str(), sim::printable(text).c_str());
}

} // namespace actorhood::models::program
