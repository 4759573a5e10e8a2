#include "models/state/cluster_names.hpp"

#include <algorithm>
#include <charconv>

namespace actorhood::models {

std::size_t find_cluster(const std::string& text, const std::vector<std::string>& clusters) {
    const auto named = std::find(clusters.begin(), clusters.end(), text);
    if (named != clusters.end()) {
        return static_cast<std::size_t>(named - clusters.begin());
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number && number >= 1 && number <= clusters.size() ? number - 1 : clusters.size();
}

std::string no_such_cluster(const std::string& text, const std::vector<std::string>& clusters) {
    return "there is no cluster \"" + text + "\": give its name, or its number from 1 to " +
           std::to_string(clusters.size());
}

} // namespace actorhood::models
