// The word somebody probably meant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actorhood::sim {

/// Edits (insert, delete, replace, swap neighbours) that turn one word into the other, ignoring case of ASCII
/// letters [Damerau 1964, Levenshtein 1966; optimal string alignment].
[[nodiscard]] std::size_t spelling_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word` if it is near enough to be a slip of the keyboard; the first of equals.
[[nodiscard]] std::optional<std::string> closest_word(std::string_view word,
                                                      const std::vector<std::string>& candidates);

/// What follows "there is no sector 'txtiles'": ", did you mean 'textiles'?", or else the names that there are.
[[nodiscard]] std::string meant_or_all(std::string_view word, const std::vector<std::string>& names);

/// The number of a place on an axis, given as outputs name it, "region_3", or by itself, "3"; nothing for any other text,
/// such as "region_03".
[[nodiscard]] std::optional<std::int64_t> place_number(std::string_view name, std::string_view axis);

/// The text with small ASCII letters, whatever the locale.
[[nodiscard]] std::string lower_text(std::string_view text);

/// True if every word of a search stands in the text, small letters or large.
[[nodiscard]] bool holds_words(std::string_view text, std::string_view search);

/// The search with the words that are meant in place of those that stand in none of the texts; nothing if none is near.
[[nodiscard]] std::optional<std::string> meant_words(std::string_view search, const std::vector<std::string>& texts);

/// True if the pattern fits the whole name: '*' stands for any text, '?' for any letter.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view name);

} // namespace actorhood::sim
