#include "sim/config/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace actorhood::sim {

namespace {

std::string shortest(double value) {
    std::array<char, 32> buffer{};
    // People read 100000.0 more easily than 1e+05, up to a point.
    const double size = std::abs(value);
    const auto format =
        size == 0.0 || (size >= 1e-5 && size < 1e15) ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    return {buffer.data(), end};
}

/// Length of the control character at the beginning of a text, other than a line break or a tab; 0 if there is none.
std::size_t control_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if ((byte(0) < 0x20 && text[0] != '\n' && text[0] != '\t') || byte(0) == 0x7f) {
        return 1;
    }
    const bool second_set = byte(0) == 0xc2 && text.size() > 1 && byte(1) >= 0x80 && byte(1) < 0xa0; // C1, in UTF-8
    return second_set ? 2 : 0;
}

/// Length of the character at the beginning of a text that changes the direction of those behind it (U+061C, U+200E and
/// U+200F, U+202A to U+202E, U+2066 to U+2069) or ends a line (U+2028, U+2029); 0 if there is none.
std::size_t direction_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (text.starts_with("\xd8\x9c")) {
        return 2;
    }
    if (text.size() < 3 || byte(0) != 0xe2 || (byte(1) != 0x80 && byte(1) != 0x81)) {
        return 0;
    }
    const bool is_one = byte(1) == 0x80 ? byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xa8 && byte(2) <= 0xae)
                                        : byte(2) >= 0xa6 && byte(2) <= 0xa9;
    return is_one ? 3 : 0;
}

/// Number of the letter of two or three bytes at the beginning of a text, in UTF-8.
unsigned letter_number(std::string_view bytes) {
    unsigned number = static_cast<unsigned char>(bytes[0]) & (bytes.size() == 2 ? 0x1fu : 0x0fu);
    for (const char byte : bytes.substr(1)) {
        number = number << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
    }
    return number;
}

/// "\\u202e"
std::string escape_of(unsigned number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        text += digits[number >> shift & 15u];
    }
    return text;
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    while (!text.empty()) {
        const char c = text.front();
        const std::size_t hidden = std::max(control_length(text), direction_length(text));
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\t') {
            result += "\\t";
        } else if (c == '\r') {
            result += "\\r";
        } else if (hidden == 1) {
            result += escape_of(static_cast<unsigned char>(c));
        } else if (hidden > 1) {
            result += escape_of(letter_number(text.substr(0, hidden)));
        } else {
            result += c;
        }
        text.remove_prefix(std::max<std::size_t>(hidden, 1));
    }
    return result + "\"";
}

} // namespace

std::string toml_real(double value) {
    if (std::isnan(value)) {
        return "nan";
    }
    if (std::isinf(value)) {
        return value > 0.0 ? "inf" : "-inf";
    }
    std::string text = shortest(value);
    if (text.find_first_of(".e") == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string toml_text(std::string_view text) { return quoted(text); }

bool is_bare_key(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string toml_key(std::string_view key) { return is_bare_key(key) ? std::string(key) : quoted(key); }

std::string toml_seed(std::uint64_t value) {
    const std::string digits = std::to_string(value);
    return value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? "\"" + digits + "\""
                                                                                        : digits;
}

std::string toml_date(double years) {
    const auto months = static_cast<std::int64_t>(std::floor(years * 12.0 + 0.5));
    const std::string year = std::to_string(months / 12);
    const std::string month = std::to_string(months % 12 + 1);
    return std::string(year.size() < 4 ? 4 - year.size() : 0, '0') + year + (month.size() < 2 ? "-0" : "-") + month +
           "-01";
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : std::string(between)) + part;
    }
    return text;
}

std::string plain_number(double value) {
    std::string text = toml_real(value);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

std::string counted(double number, std::string_view one) {
    const double whole = std::floor(number + 0.5);
    return plain_number(whole) + " " + std::string(one) + (whole == 1.0 ? "" : "s");
}

std::string json_text(std::string_view text) { return quoted(text); }

bool drives_terminal(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(1)) {
        if (control_length(text) > 0) {
            return true;
        }
    }
    return false;
}

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t control = std::max(control_length(text), direction_length(text));
        result += control > 0 ? '?' : text.front();
        text.remove_prefix(std::max<std::size_t>(control, 1));
    }
    return result;
}

std::string one_line(std::string_view text) {
    std::string result = printable(text);
    std::replace_if(
        result.begin(), result.end(), [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
    return result;
}

double years_of_month(std::int64_t year, std::int64_t month) {
    return static_cast<double>(year) + static_cast<double>(month - 1) / 12.0;
}

} // namespace actorhood::sim
