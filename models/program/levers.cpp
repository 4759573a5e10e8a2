#include "models/program/levers.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace actorhood::models::program {

bool is_lever(const std::string& key) {
    static constexpr std::array<std::string_view, 16> levers{"funding.",     "cluster[].funding.",
                                                             "programmes.",  "accountability.",
                                                             "reflexivity.", "decision.",
                                                             "services.",    "demand.green_procurement",
                                                             "mechanisms.",  "restructuring.strongest",
                                                             "programme[]",  "call_line[]",
                                                             "facility[]",   "metacluster[]",
                                                             "toolkit[]",    "instrument[]"};
    return std::any_of(levers.begin(), levers.end(), [&](std::string_view lever) { return key.starts_with(lever); });
}

} // namespace actorhood::models::program
