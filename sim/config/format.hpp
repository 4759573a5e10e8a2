// Values as text: TOML for files, JSON for programs. Independent of the locale.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace actorhood::sim {

/// Shortest TOML number that reads back to the same bits: "1.0", "0.25", "100000.0", "1e-09", "inf".
[[nodiscard]] std::string toml_real(double value);
/// Quoted and escaped TOML string, in which nothing drives a terminal or turns the direction of writing.
[[nodiscard]] std::string toml_text(std::string_view text);
/// Key of a TOML table, quoted when it has to be.
[[nodiscard]] std::string toml_key(std::string_view key);
/// True if a key needs no quotes.
[[nodiscard]] bool is_bare_key(std::string_view key);
/// Whole number up to 2^64-1; above 2^63-1 quoted, because a TOML integer has 64 bits with sign.
[[nodiscard]] std::string toml_seed(std::uint64_t value);
/// First day of the month nearest to a time in years: 2020.5 is 2020-07-01.
[[nodiscard]] std::string toml_date(double years);

/// The parts one after another, with something between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

/// A number for people: like toml_real, but whole numbers without ".0".
[[nodiscard]] std::string plain_number(double value);
/// "1 run", "3 runs"; a number that is not whole is rounded.
[[nodiscard]] std::string counted(double number, std::string_view one);
template <std::unsigned_integral Number>
[[nodiscard]] std::string counted(Number number, std::string_view one) {
    return std::to_string(number) + " " + std::string(one) + (number == 1 ? "" : "s");
}
/// Quoted and escaped JSON string.
[[nodiscard]] std::string json_text(std::string_view text);

/// True if a text holds characters that drive a terminal: control characters other than line breaks and tabs.
[[nodiscard]] bool drives_terminal(std::string_view text);
/// The text as it may go to a terminal, whoever wrote it: such characters become '?', and so do those that turn the
/// direction of writing or end a line, with which a name could make others read differently.
[[nodiscard]] std::string printable(std::string_view text);
/// The same on one line: line breaks and tabs become blanks.
[[nodiscard]] std::string one_line(std::string_view text);

/// Time in years of the first day of a month (1 to 12): every reader must give the same bits.
[[nodiscard]] double years_of_month(std::int64_t year, std::int64_t month);

} // namespace actorhood::sim
