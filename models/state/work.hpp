// How work reacts to what happens to firms: derived from restructuring, which owns resistance and skill gaps.
#pragma once

#include "models/rules/common.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

struct Work : sim::Working {
    rules::AdoptionShock adoption{0.0, 0.0};
    double outside_negotiation{};
    bool changes{}; ///< false: restructuring is switched off
};

} // namespace actorhood::models
