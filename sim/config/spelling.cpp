#include "sim/config/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>
#include <system_error>

namespace actorhood::sim {

namespace {

constexpr std::size_t longest_word = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

} // namespace

std::size_t spelling_distance(std::string_view a, std::string_view b) {
    const auto same = [](char x, char y) { return lower(x) == lower(y); };
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same(a[i - 1], b[j - 1]) ? 0u : 1u)});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
                next[j] = std::min(next[j], before[j - 2] + 1);
            }
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

std::optional<std::string> closest_word(std::string_view word, const std::vector<std::string>& candidates) {
    if (word.empty() || word.size() > longest_word) {
        return std::nullopt;
    }
    const std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, 3);
    std::optional<std::string> best;
    std::size_t best_distance = limit + 1;
    for (const std::string& candidate : candidates) {
        // Lengths that differ by more than the limit cannot be near: no need to compare.
        if (candidate.size() > word.size() + limit || word.size() > candidate.size() + limit) {
            continue;
        }
        const std::size_t distance = spelling_distance(word, candidate);
        if (distance < best_distance && distance < word.size()) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string lower_text(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

namespace {

/// Words of letters and digits, small.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;
    for (const char letter : lower_text(text)) {
        const bool belongs = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (belongs && !inside) {
            words.emplace_back();
        }
        if (belongs) {
            words.back() += letter;
        }
        inside = belongs;
    }
    return words;
}

std::vector<std::string> parts_of(std::string_view search) {
    std::istringstream words{lower_text(search)};
    return {std::istream_iterator<std::string>(words), {}};
}

} // namespace

std::string meant_or_all(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t most = 40;
    if (const auto meant = closest_word(word, names)) {
        return ", did you mean '" + *meant + "'?";
    }
    std::string text = "; there are ";
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.empty() ? "; there is none" : text + (names.size() > most ? ", ..." : "");
}

std::optional<std::int64_t> place_number(std::string_view name, std::string_view axis) {
    if (name.starts_with(axis) && name.substr(axis.size()).starts_with('_')) {
        name.remove_prefix(axis.size() + 1);
    }
    std::int64_t number = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = read.ec == std::errc{} && read.ptr == name.data() + name.size();
    return whole && number > 0 && name.front() != '0' ? std::optional(number) : std::nullopt;
}

bool holds_words(std::string_view text, std::string_view search) {
    const std::string all = lower_text(text);
    const std::vector<std::string> words = parts_of(search);
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& word) { return all.find(word) != std::string::npos; });
}

std::optional<std::string> meant_words(std::string_view search, const std::vector<std::string>& texts) {
    std::vector<std::string> candidates;
    for (const std::string& text : texts) {
        const std::vector<std::string> words = words_of(text);
        candidates.insert(candidates.end(), words.begin(), words.end());
    }
    std::string meant;
    bool changed = false;
    for (std::string word : parts_of(search)) {
        const bool stands =
            std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return holds_words(text, word); });
        if (const auto near = stands ? std::nullopt : closest_word(word, candidates)) {
            word = *near;
            changed = true;
        }
        meant += (meant.empty() ? "" : " ") + word;
    }
    return changed ? std::optional(meant) : std::nullopt;
}

bool matches_pattern(std::string_view pattern, std::string_view name) {
    // Linear but for backtracking to the last star.
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace actorhood::sim
