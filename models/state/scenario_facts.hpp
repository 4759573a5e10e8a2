// What mechanisms must know of a scenario to say whether their parameters fit it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/state/practices.hpp"
#include "models/state/world.hpp"

namespace actorhood::models {

struct ScenarioFacts {
    const PracticeCatalogue& practices;
    const std::vector<std::string>& clusters; ///< their names
    std::int64_t regions;
    Calendar calendar;
};

} // namespace actorhood::models
