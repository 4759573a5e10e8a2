#include "sim/config/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <version>

namespace actorhood::sim {

#ifdef __cpp_lib_to_chars

std::optional<double> real_from(std::string_view text) {
    double value = 0.0;
    const char* const last = text.data() + text.size();
    const auto result = std::from_chars(text.data(), last, value);
    return result.ec == std::errc{} && result.ptr == last ? std::optional(value) : std::nullopt;
}

#else

// LLVM's library for WebAssembly cannot read doubles. Its C library rounds correctly, too, and knows one locale.
std::optional<double> real_from(std::string_view text) {
    const std::string token(text);
    const std::size_t sign = token.starts_with('-') ? 1 : 0;
    const bool words = token.substr(sign) == "inf" || token.substr(sign) == "nan";
    if (!words && (token.size() == sign || token.find_first_not_of("0123456789.eE+-") != std::string::npos ||
                   token[sign] == '+' || token[sign] == '-')) {
        return std::nullopt;
    }
    char* end = nullptr;
    const double value = std::strtod(token.c_str(), &end);
    const bool whole = end == token.c_str() + token.size();
    const bool vanished =
        value == 0.0 && token.substr(0, token.find_first_of("eE")).find_first_of("123456789") != std::string::npos;
    return whole && !vanished && (words || std::isfinite(value)) ? std::optional(value) : std::nullopt;
}

#endif

std::optional<std::string> written_number(std::string_view text) {
    std::size_t at = 0;
    const auto is_next = [&](char a, char b) { return at < text.size() && (text[at] == a || text[at] == b); };
    const auto digits = [&] {
        const std::size_t begin = at;
        at = std::min(text.find_first_not_of("0123456789", at), text.size());
        return text.substr(begin, at - begin);
    };
    at += is_next('-', '+') ? 1u : 0u;
    const std::string sign(text.substr(0, at));
    const std::string_view whole = digits();
    std::string result = sign + std::string(whole.substr(std::min(whole.find_first_not_of('0'), whole.size())));
    result += result == sign ? "0" : "";
    bool is_number = !whole.empty();
    if (is_next('.', '.')) {
        ++at;
        const std::string_view part = digits();
        result += "." + (part.empty() ? "0" : std::string(part));
        is_number = is_number || !part.empty();
    }
    if (is_next('e', 'E')) {
        const std::size_t begin = at++;
        at += is_next('-', '+') ? 1u : 0u;
        is_number = is_number && !digits().empty();
        result += text.substr(begin, at - begin);
    }
    return is_number && at == text.size() ? std::optional(result) : std::nullopt;
}

std::string instead_of_number(std::string_view text) {
    const auto meant = written_number(text);
    return !meant || *meant == text
               ? ""
               : "write " + *meant + " instead of " + std::string(text) +
                     ": a number in TOML has digits on both sides of its point, and no zeros in front";
}

} // namespace actorhood::sim
