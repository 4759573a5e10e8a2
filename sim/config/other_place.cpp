#include "sim/config/other_place.hpp"

#include <cstddef>
#include <map>
#include <string_view>

#include "sim/config/format.hpp"

namespace actorhood::sim {

namespace {
constexpr char opens = '\x01';
constexpr char closes = '\x02';
} // namespace

std::string other_place(const std::string& key) { return opens + key + closes; }

std::string with_places(std::string message, const std::function<std::string(const std::string& key)>& text) {
    for (std::size_t at = message.find(opens); at != std::string::npos; at = message.find(opens, at)) {
        const std::size_t end = message.find(closes, at);
        const std::string place = end == std::string::npos ? "" : text(message.substr(at + 1, end - at - 1));
        message.replace(at, end == std::string::npos ? 1 : end + 1 - at, place.empty() ? "" : " (" + place + ")");
    }
    return message;
}

std::string with_prefix(const std::string& message, const std::string& prefix) {
    std::string moved;
    for (const char letter : message) {
        moved += letter;
        moved += letter == opens ? prefix : "";
    }
    return moved;
}

std::vector<Schema::Problem> repeated_names(const std::string& list, const std::vector<std::string>& names) {
    std::vector<Schema::Problem> problems;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [first, is_new] = places.emplace(names[i], i);
        if (!names[i].empty() && !is_new) {
            problems.push_back({list + "#" + std::to_string(i),
                                list + " " + std::to_string(i + 1) + " (" + toml_text(names[i]) +
                                    "): the name is taken by " + list + " " + std::to_string(first->second + 1) +
                                    other_place(list + "#" + std::to_string(first->second))});
        }
    }
    return problems;
}

} // namespace actorhood::sim
