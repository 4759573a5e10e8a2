// Thin steps for mechanisms whose functions take what a type does not name: numbers, spans, parts of other mechanisms.
#pragma once

#include "models/mechanisms/accountability.hpp"
#include "models/mechanisms/actorhood.hpp"
#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/census.hpp"
#include "models/mechanisms/decision.hpp"
#include "models/mechanisms/demand.hpp"
#include "models/mechanisms/facilities.hpp"
#include "models/mechanisms/funding.hpp"
#include "models/mechanisms/inclusion.hpp"
#include "models/mechanisms/landscape.hpp"
#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/market.hpp"
#include "models/mechanisms/membership.hpp"
#include "models/mechanisms/metaclusters.hpp"
#include "models/mechanisms/opinions.hpp"
#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/policy.hpp"
#include "models/mechanisms/programmes.hpp"
#include "models/mechanisms/reflexivity.hpp"
#include "models/mechanisms/regime.hpp"
#include "models/mechanisms/restructuring.hpp"
#include "models/mechanisms/services.hpp"
#include "models/mechanisms/shocks.hpp"
#include "models/mechanisms/symbiosis.hpp"
#include "models/mechanisms/ties.hpp"
#include "models/mechanisms/turnover.hpp"
#include "models/population.hpp"
#include "models/state/world.hpp"

namespace actorhood::models {

namespace adapters {

void adoption(const adoption::Parameters& p, const DemandInForce& demand, const Month& month,
              const shocks::Work& work, const Cooperation& cooperation, const Regime& regime,
              const adoption::Thresholds& thresholds, World& world, adoption::Scratch& scratch);

} // namespace adapters
} // namespace actorhood::models
