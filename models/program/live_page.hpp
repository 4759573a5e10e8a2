// The live page: one file of HTML that holds the model itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/program/live_scenario.hpp"

namespace actorhood::models::program {

/// What the page says about where it came from.
struct LiveOrigin {
    std::string file;                  ///< scenario as it was named
    std::vector<std::string> settings; ///< of --set
    bool as_given{};                   ///< its own world, not the small one
    std::string language;              ///< "en" or "fr", in which it opens
};

/// Folder beside this program with the parts of the page; `cmake --build BUILD --target web` makes it.
[[nodiscard]] std::filesystem::path live_folder();

/// The page. Error(input_output) says how to get its parts if they are not there.
[[nodiscard]] std::string live_page(const LiveScenario& live, const LiveOrigin& origin);

} // namespace actorhood::models::program
