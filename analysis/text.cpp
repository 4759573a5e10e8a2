#include "analysis/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "sim/config/format.hpp"

namespace actorhood::analysis {

namespace {

/// printf with one number.
std::string printed(const char* style, int decimals, double value) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), style, decimals, value);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

/// Letters a reader sees: bytes of UTF-8 that do not continue a letter.
std::size_t width(std::string_view text) {
    const auto starts_a_letter = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_a_letter));
}

std::string with_thousands(std::string digits) {
    const std::size_t first = digits.find_first_of("0123456789");
    const std::size_t point = std::min(digits.find('.'), digits.size());
    if (first == std::string::npos || point - first <= 4) {
        return digits; // four digits read well without
    }
    for (std::size_t at = point; at > first + 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string padded(const std::string& cell, std::size_t to, bool left) {
    const std::string blanks(to - std::min(to, width(cell)), ' ');
    return left ? cell + blanks : blanks + cell;
}

} // namespace

NumberFormat::NumberFormat(std::initializer_list<double> together) {
    double largest = 0.0;
    for (const double value : together) {
        if (std::isfinite(value)) {
            largest = std::max(largest, std::abs(value));
        }
    }
    if (largest == 0.0) {
        return;
    }
    // The exponent after rounding to four digits, so that 9.99996 counts as 10.
    const std::string rounded = printed("%.*e", 3, largest);
    const int exponent = std::atoi(rounded.c_str() + rounded.find('e') + 1);
    scientific_ = exponent < -6 || exponent >= 15;
    decimals_ = scientific_ ? 3 : std::max(0, 3 - exponent);
}

std::string NumberFormat::text(double value) const {
    if (std::isnan(value)) {
        return "-";
    }
    if (scientific_ || !std::isfinite(value)) {
        return printed("%.*e", decimals_, value);
    }
    const std::string digits = with_thousands(printed("%.*f", decimals_, value));
    const bool nothing_left = digits.find_first_of("123456789") == std::string::npos;
    return nothing_left && digits.front() == '-' ? digits.substr(1) : digits;
}

std::string NumberFormat::signed_text(double value) const { return (value > 0.0 ? "+" : "") + text(value); }

std::string Table::text(bool last_column_left) const {
    std::vector<std::size_t> widths;
    for (const Line& line : lines_) {
        if (!line.across) {
            widths.resize(std::max(widths.size(), line.cells.size()), 0);
            for (std::size_t k = 0; k < line.cells.size(); ++k) {
                widths[k] = std::max(widths[k], width(line.cells[k]));
            }
        }
    }
    std::string result;
    for (const Line& line : lines_) {
        std::string text;
        for (std::size_t k = 0; k < line.cells.size(); ++k) {
            const bool left = k == 0 || (last_column_left && k + 1 == widths.size());
            text += line.across ? line.cells[k] : (k == 0 ? "" : "  ") + padded(line.cells[k], widths[k], left);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        result += text + '\n';
    }
    return result;
}

std::string plural(std::size_t count, const std::string& word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string unit_behind(const std::string& units) { return units.empty() || units == "1" ? "" : " [" + units + "]"; }

std::string listed(const std::vector<std::string>& words, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + words[i];
    }
    return text + (words.size() > most ? ", ... (" + std::to_string(words.size()) + " in all)" : "");
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) {
        return "-";
    }
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    return text.data();
}

std::string thousandths(double value) { return sim::plain_number(std::round(1000.0 * value) / 1000.0); }

std::string per_cent(double share) {
    return std::isnan(share) ? "-" : sim::plain_number(std::round(1000.0 * share) / 10.0) + " %";
}

std::string csv_text(std::string_view text) {
    std::string cell(text);
    if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) {
        cell.insert(cell.begin(), '\'');
    }
    if (cell.find_first_of(",\"\n\r") == std::string::npos) {
        return cell;
    }
    std::string quoted = "\"";
    for (const char letter : cell) {
        quoted += letter;
        if (letter == '"') {
            quoted += '"';
        }
    }
    return quoted + '"';
}

std::string csv_number(double value) { return std::isnan(value) ? std::string() : sim::plain_number(value); }

} // namespace actorhood::analysis
