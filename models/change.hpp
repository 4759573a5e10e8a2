// What happens when a period puts other parameters in force in the middle of a run: first what firms carry with them
// follows, then the tables. A run that is taken up from a saved state has been through the first.
#pragma once

#include "models/period.hpp"

namespace actorhood::models {

// clang-format off
struct TheChange : Sequence<
    Always<adoption::about, adoption::renew_gains>,
    ThePeriod> {};
// clang-format on

} // namespace actorhood::models
