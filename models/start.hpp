// The start of a run: one list, in order, that makes the world before its first month. State of mechanisms that are
// switched off begins like any other and then stays.
#pragma once

#include "models/mechanisms/accountability.hpp"
#include "models/mechanisms/actorhood.hpp"
#include "models/mechanisms/census.hpp"
#include "models/mechanisms/decision.hpp"
#include "models/mechanisms/demand.hpp"
#include "models/mechanisms/facilities.hpp"
#include "models/mechanisms/inclusion.hpp"
#include "models/mechanisms/landscape.hpp"
#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/metaclusters.hpp"
#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/policy.hpp"
#include "models/mechanisms/programmes.hpp"
#include "models/mechanisms/reflexivity.hpp"
#include "models/mechanisms/regime.hpp"
#include "models/mechanisms/symbiosis.hpp"
#include "models/mechanisms/ties.hpp"
#include "models/period.hpp"
#include "models/population.hpp"

namespace actorhood::models {

// clang-format off
/// Cluster organisations: what they own, know and have agreed on, for the members that were counted.
struct TheClusters : Sequence<
    Always<actorhood::about,      actorhood::initialise>,
    Always<programmes::about,     programmes::initialise>,
    Always<funding::about,        funding::initialise>,
    Always<accountability::about, accountability::initialise>,
    Always<reflexivity::about,    reflexivity::initialise>,
    Always<decision::about,       decision::initialise>,
    Always<pathway::about,        pathway::initialise>,
    Always<metaclusters::about,   metaclusters::initialise>> {};

struct TheStart : Sequence<
    // 1 clusters and firms
    Step<population::about,       population::weights>,
    Step<population::about,       population::revenue>,
    Step<population::about,       population::sizes>,
    Step<population::about,       population::found_clusters>,
    Step<population::about,       population::place_firms>,
    Step<population::about,       population::lay_out>,
    // 2 what follows from the parameters, and what is fixed for the run
    ThePeriod,
    Always<ties::about,           ties::map>,
    Step<  shocks::about,         shocks::draw>,
    Always<adoption::about,       adoption::initial_logits>,
    // 3 conditions and traits
    Always<landscape::about,      landscape::step>,
    Always<shocks::about,         shocks::initialise>,
    OnePass<
        Step<population::about,   population::give_traits>,
        Always<opinions::about,   opinions::begin>,
        Always<learning::about,   learning::begin>,
        Always<adoption::about,   adoption::adopt_at_start>>,
    Step<population::about,       population::pay_in>,
    // 4 ties, and who knows and uses what
    Always<ties::about,           ties::initialise>,
    Always<adoption::about,       adoption::count_everybody>,
    Always<adoption::about,       adoption::remember>,
    OnePass<
        Step<census::about,       census::count>>,
    Step<census::about,           census::publish>,
    // 5 cluster organisations
    TheClusters,
    // 6 policy, markets, flows of material, rules of sectors
    Always<policy::about,         policy::initialise>,
    Always<inclusion::about,      inclusion::initialise>,
    Step<demand::about,           demand::begin>,
    Always<market::about,         market::initialise>,
    Always<symbiosis::about,      symbiosis::initialise>,
    Always<facilities::about,     facilities::initialise>,
    Always<regime::about,         regime::initialise>> {};
// clang-format on

} // namespace actorhood::models
