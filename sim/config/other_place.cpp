#include "sim/config/other_place.hpp"

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

} // namespace actorhood::sim
