#include "analysis/notices.hpp"

#include <algorithm>

namespace actorhood::analysis {

std::vector<std::string> each_once(const std::vector<std::string>& notices) {
    std::vector<std::string> said;
    for (const std::string& notice : notices) {
        if (std::find(said.begin(), said.end(), notice) == said.end()) {
            said.push_back(notice);
        }
    }
    return said;
}

std::string notes_text(const std::vector<std::string>& notices) {
    std::string text;
    for (const std::string& notice : each_once(notices)) {
        text += "Note: " + notice + ".\n";
    }
    return text;
}

} // namespace actorhood::analysis
