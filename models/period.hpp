// What follows from the parameters in force, whatever has happened before: tables that steps of the month read. Filled at
// the start and whenever a period puts other parameters in force, the same whether a run came here or began here.
#pragma once

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/funding.hpp"
#include "models/mechanisms/market.hpp"
#include "models/mechanisms/opinions.hpp"
#include "models/mechanisms/restructuring.hpp"
#include "models/mechanisms/shocks.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models {

using sim::Always;
using sim::OnePass;
using sim::Sequence;
using sim::Step;
using sim::When;

// clang-format off
struct ThePeriod : Sequence<
    Always<adoption::about,      adoption::catalogue>,
    Always<adoption::about,      adoption::thresholds>,
    Always<adoption::about,      adoption::locations>,
    Always<opinions::about,      opinions::quantiles_of>,
    Always<market::about,        market::exit_table>,
    Always<market::about,        market::entrants>,
    Step<  restructuring::about, restructuring::work>,
    Always<shocks::about,        shocks::respond>,
    Always<funding::about,       funding::intend>> {};
// clang-format on

} // namespace actorhood::models
