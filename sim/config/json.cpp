#include "sim/config/json.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "sim/config/format.hpp"

namespace actorhood::sim {

std::string json_number(double value) { return std::isfinite(value) ? plain_number(value) : "null"; }

std::string json_joined(const std::vector<std::string>& parts, const char* open, const char* close) {
    std::string text = open;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : ", ") + parts[i];
    }
    return text + close;
}

std::string json_object(const JsonMembers& members) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : members) {
        parts.push_back(json_text(key) + ": " + value);
    }
    return json_joined(parts, "{", "}");
}

std::string json_flag(bool value) { return value ? "true" : "false"; }

std::string json_numbers(const std::vector<double>& values) {
    std::vector<std::string> parts;
    std::transform(values.begin(), values.end(), std::back_inserter(parts), json_number);
    return json_joined(parts, "[", "]");
}

std::string json_texts(const std::vector<std::string>& texts) {
    std::vector<std::string> parts;
    std::transform(texts.begin(), texts.end(), std::back_inserter(parts),
                   [](const std::string& text) { return json_text(text); });
    return json_joined(parts, "[", "]");
}

std::string json_document(const JsonMembers& members) {
    std::string text = "{";
    for (std::size_t i = 0; i < members.size(); ++i) {
        text += (i == 0 ? "\n  " : ",\n  ") + json_text(members[i].first) + ": " + members[i].second;
    }
    return text + "\n}\n";
}

std::string json_list(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "\n  " : ",\n  ") + part;
    }
    return "[" + text + (text.empty() ? "]\n" : "\n]\n");
}

} // namespace actorhood::sim
