// JSON documents from their parts.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace actorhood::sim {

/// Keys with their values, which are JSON.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

/// A number, read back exactly; null unless finite.
[[nodiscard]] std::string json_number(double value);
/// Parts with commas between them.
[[nodiscard]] std::string json_joined(const std::vector<std::string>& parts, const char* open, const char* close);
[[nodiscard]] std::string json_object(const JsonMembers& members);
[[nodiscard]] std::string json_flag(bool value);
[[nodiscard]] std::string json_numbers(const std::vector<double>& values);
[[nodiscard]] std::string json_texts(const std::vector<std::string>& texts);
/// An object with a line a member.
[[nodiscard]] std::string json_document(const JsonMembers& members);

/// An array with a line for each item, which `write` turns into JSON.
template <class Items, class Write>
std::string json_array(const Items& items, Write&& write) {
    std::string text;
    for (const auto& item : items) {
        text += (text.empty() ? "\n      " : ",\n      ") + write(item);
    }
    return "[" + text + "]";
}

/// A document that is an array, with a line for each of its parts.
[[nodiscard]] std::string json_list(const std::vector<std::string>& parts);

} // namespace actorhood::sim
