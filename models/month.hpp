// The month: one list, in order. The list is the model; what each step reads and writes is its signature.
#pragma once

#include "models/birth.hpp"
#include "models/mechanisms/accountability.hpp"
#include "models/mechanisms/actorhood.hpp"
#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/census.hpp"
#include "models/mechanisms/costs.hpp"
#include "models/mechanisms/decision.hpp"
#include "models/mechanisms/demand.hpp"
#include "models/mechanisms/facilities.hpp"
#include "models/mechanisms/funding.hpp"
#include "models/mechanisms/inclusion.hpp"
#include "models/mechanisms/landscape.hpp"
#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/market.hpp"
#include "models/mechanisms/meetings.hpp"
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
#include "sim/run/sequence.hpp"

namespace actorhood::models {

using sim::OnePass;
using sim::Sequence;
using sim::Step;
using sim::When;

// clang-format off
struct TheMonth : Sequence<
    //  1 landscape and shocks
    Step<landscape::about,      landscape::step>,
    Step<shocks::about,         shocks::strike>,
    Step<shocks::about,         shocks::substitute>,
    OnePass<
        Step<shocks::about,     shocks::outdate_capacity>,
        Step<shocks::about,     shocks::displace_incumbents>,
        Step<shocks::about,     shocks::widen_skill_gaps>>,
    Step<shocks::about,         shocks::book_toll>,
    //  2 demand and programmes
    Step<demand::about,         demand::begin>,
    Step<policy::about,         policy::begin>,
    OnePass<
        Step<policy::about,     policy::count_staff>>,
    Step<policy::about,         policy::hold_courses>,
    OnePass<
        Step<policy::about,     policy::teach>>,
    Step<regime::about,         regime::raise_demand>,
    Step<programmes::about,     programmes::end_projects>,
    Step<programmes::about,     programmes::award_contracts>,
    Step<programmes::about,     programmes::hold_calls>,
    //  3 funding and staff
    Step<funding::about,        funding::collect_fees>,
    Step<funding::about,        funding::collect_income>,
    Step<funding::about,        funding::book>,
    Step<funding::about,        funding::employ>,
    Step<funding::about,        metaclusters::contribute>,
    //  4 accountability
    Step<accountability::about, metaclusters::judge_alone>,
    Step<accountability::about, accountability::step>,
    //  5 reflexivity and agenda
    Step<reflexivity::about,    reflexivity::measure, When::always>,
    Step<reflexivity::about,    reflexivity::identify>,
    Step<reflexivity::about,    reflexivity::reflect>,
    Step<reflexivity::about,    reflexivity::integrate>,
    //  6 collective decision (quarterly)
    Step<decision::about,       decision::step>,
    //  7 pathway and services
    Step<pathway::about,        pathway::take_results>,
    Step<pathway::about,        pathway::step>,
    Step<services::about,       services::begin, When::always>,
    Step<services::about,       services::weigh>,
    OnePass<
        Step<services::about,   services::deliver>>,
    Step<services::about,       services::settle>,
    //  8 ties, opinions and learning: once a quarter firms meet a partner, hear it and learn from it
    Step<ties::about,           ties::number_firms>,
    Step<meetings::about,       meetings::prepare>,
    OnePass<
        Step<learning::about,   learning::forget>,
        Step<meetings::about,   meetings::appear>>,
    OnePass<
        Step<ties::about,       ties::break_supply>,
        Step<ties::about,       ties::renew>,
        Step<ties::about,       ties::meet_partners>,
        Step<meetings::about,   meetings::meet>,
        Step<opinions::about,   opinions::hear>,
        Step<learning::about,   learning::learn>>,
    //  9 symbiosis and shared facilities
    Step<symbiosis::about,      symbiosis::list_on_platforms>,
    Step<symbiosis::about,      symbiosis::prepare>,
    Step<symbiosis::about,      symbiosis::end_links>,
    OnePass<
        Step<symbiosis::about,  symbiosis::find_ready>,
        Step<symbiosis::about,  symbiosis::count_materials>>,
    Step<symbiosis::about,      symbiosis::gather>,
    Step<symbiosis::about,      symbiosis::propose>,
    Step<symbiosis::about,      symbiosis::form_links>,
    Step<symbiosis::about,      symbiosis::measure_links>,
    Step<symbiosis::about,      symbiosis::pay>,
    Step<symbiosis::about,      symbiosis::account>,
    Step<facilities::about,     facilities::retire>,
    Step<facilities::about,     facilities::collect>,
    // 10 adoption
    Step<adoption::about,       adoption::begin, When::always>,
    Step<adoption::about,       adoption::prepare>,
    Step<adoption::about,       adoption::prepare_segments>,
    OnePass<
        Step<adoption::about,   adoption::decide>>,
    Step<adoption::about,       adoption::seed>,
    Step<adoption::about,       adoption::grant>,
    Step<adoption::about,       adoption::carry_out>,
    Step<adoption::about,       adoption::book>,
    Step<adoption::about,       adoption::renew_rations>,
    // 11 to 13 restructuring, inclusion, market, membership: what firms share, firms block by block, then the books
    Step<restructuring::about,  restructuring::step>,
    Step<inclusion::about,      inclusion::step>,
    OnePass<
        Step<market::about,     market::count_sectors>>,
    Step<market::about,         market::renew>,
    Step<market::about,         market::prepare>,
    OnePass<
        Step<restructuring::about, restructuring::rows>,
        Step<inclusion::about,     inclusion::rows>,
        Step<market::about,        market::rows>,
        Step<membership::about,    membership::perceive, When::always>,
        Step<membership::about,    membership::count_candidates>>,
    Step<restructuring::about,  restructuring::settle>,
    Step<market::about,         market::settle>,
    Step<market::about,         market::close>,
    Step<market::about,         market::found>,
    Step<shocks::about,         shocks::account>,
    Step<membership::about,     membership::attract>,
    OnePass<
        Step<membership::about, membership::leave>,
        Step<membership::about, membership::join>>,
    Step<membership::about,     membership::settle>,
    // 14 metaclusters
    Step<metaclusters::about,   metaclusters::meet>,
    Step<metaclusters::about,   metaclusters::cooperate>,
    // 15 responsible actorhood (quarterly) and regime
    OnePass<
        Step<actorhood::about,  actorhood::survey>>,
    Step<actorhood::about,      actorhood::publish>,
    Step<actorhood::about,      actorhood::add_month>,
    Step<actorhood::about,      actorhood::file_quarter>,
    Step<actorhood::about,      actorhood::observe>,
    Step<actorhood::about,      actorhood::audit>,
    Step<regime::about,         regime::step>,
    // 16 firms come and go; then everybody is counted for the next month
    Step<turnover::about,       turnover::close>,
    Step<turnover::about,       turnover::leave>,
    Step<turnover::about,       turnover::join>,
    Step<turnover::about,       turnover::compare>,
    Step<turnover::about,       turnover::found>,
    TheBirth,
    Step<turnover::about,       turnover::enrol>,
    Step<turnover::about,       turnover::commit>,
    OnePass<
        Step<census::about,     census::count>>,
    Step<census::about,         census::publish>,
    OnePass<
        Step<costs::about,      costs::count>>,
    Step<costs::about,          costs::book>> {};
// clang-format on

} // namespace actorhood::models
