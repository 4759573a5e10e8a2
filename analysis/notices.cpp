#include "analysis/notices.hpp"

#include <algorithm>

#include "sim/output/result_path.hpp"

namespace actorhood::analysis {

std::vector<std::string> notices_left(const std::vector<std::string>& notices) {
    std::vector<std::string> left;
    for (const std::string& notice : notices) {
        if (!sim::is_unsealed_notice(notice) && std::find(left.begin(), left.end(), notice) == left.end()) {
            left.push_back(notice);
        }
    }
    return left;
}

std::string notes_text(const std::vector<std::string>& notices) {
    std::string text;
    for (const std::string& notice : notices_left(notices)) {
        text += "Note: " + notice + ".\n";
    }
    return text;
}

} // namespace actorhood::analysis
