#include "models/month.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/core/error.hpp"

namespace actorhood::models {

namespace {

Derived derive(const Parameters& p, const World& world, ShockCalendar shocks) {
    Derived derived;
    derived.shocks = std::move(shocks);
    derived.neighbourhood = ties::derive(world.clusters.identity, world.firms.region_count());
    derived.orientations = opinions::derive(p.opinions);
    derived.exits = market::derive(p.market);
    derived.lateral.assign(world.clusters.count(), {0.0, p.accountability.lateral_performance});
    turnover::Plan& plan = derived.turnover;
    plan.sampled = p.population.economy_firms > 0.0;
    plan.entrant_classes = population::entrant_shares(
        plan.sampled ? p.population.sample_shares : p.population.economy_shares, p.market.exit_by_class);
    derived.entrant_weight = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        derived.entrant_weight += plan.entrant_classes[k] * (plan.sampled ? world.weights[k] : 1.0);
    }
    plan.fit = p.adoption.fit;
    plan.locations = turnover::LocationTable(p.adoption.fit.sd);
    plan.complete = [&p, quantiles = derived.orientations](const sim::Random& random, std::uint32_t row,
                                                           Firms& firms) {
        opinions::initialise_firm(p.opinions, quantiles, random, row, firms);
        learning::initialise_firm(p.learning, random, row, firms);
    };
    return derived;
}

/// The shocks of a run, drawn once.
ShockCalendar draw_shocks(const Parameters& p, const World& world) {
    return p.mechanisms.shocks ? shocks::calendar(p.shocks, world.practices, world.firms.region_count(),
                                                  world.calendar, world.random)
                               : ShockCalendar{};
}

/// The parameters of a month; the first are those of the base.
const Parameters& parameters_at(const std::vector<Period>& periods, std::uint32_t month) {
    const auto begun = [&](const Period& period) { return period.first <= month; };
    return std::find_if(periods.rbegin(), periods.rend(), begun)->parameters;
}

bool same_savings(const std::vector<Practice>& a, const std::vector<Practice>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Practice& one, const Practice& other) {
        return one.own_saving() == other.own_saving();
    });
}

/// What firms save is what the practices they use save now: giving one up later takes off what it added.
void renew_gains(const std::vector<Practice>& practices, Firms& firms) {
    for (const RowBlock& block : firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            float gain = 0.0f;
            for (std::size_t p = 0; p < practices.size(); ++p) {
                gain += (firms.adopted[row] >> p & 1u) != 0 ? static_cast<float>(practices[p].own_saving()) : 0.0f;
            }
            firms.practice_gain[row] = gain;
        }
    }
}

void count_everybody(const Month& month, World& world, Scratch& scratch) {
    census::step(month, world.firms, world.practices, world.weights, world.delivery, scratch.census, world.census);
}

/// Mean workforce resistance of all firms of each sector, as last counted.
regime::BySector sector_resistance(const census::Scratch& counted) {
    regime::BySector mean{};
    for (std::size_t s = 0; s < sector_count; ++s) {
        const double weight = counted.by_sector[0][s][0] + counted.by_sector[1][s][0];
        mean[s] = weight > 0.0 ? (counted.by_sector[0][s][1] + counted.by_sector[1][s][1]) / weight : 0.0;
    }
    return mean;
}

/// Experience at the start, against which learning curves count: of each segment with what reaches it from others.
void remember_experience(World& world) {
    adoption::experience(world.adoption, world.practices.count(), world.weights, world.initial_experience);
}

void register_everybody(World& world) {
    for (const RowBlock& block : world.firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            world.adoption.count_firm(world.firms, row, block.segment, 1);
        }
    }
}

void intend_mixes(const FundingPlan& plan, const World& world, ClusterIdentity& identity) {
    const sim::RandomStream mixes = world.random.fixed(funding_mix_stream);
    for (std::size_t i = 0; i < identity.key.size(); ++i) {
        identity.intended_mix[i] = plan.intended_mix(mixes, identity.key[i]);
    }
}

void create_clusters(const Parameters& p, World& world) {
    Clusters& c = world.clusters;
    intend_mixes(p.plan, world, c.identity);
    actorhood::initialise(p.actorhood, c.actorhood);
    programmes::initialise(p.programmes, p.plan, world.random, c.identity, world.census, p.mechanisms.programmes,
                           c.contracts);
    funding::initialise(p.funding, p.plan, c.identity, c.contracts, world.census, p.mechanisms.funding, c.funding,
                        world.ledger);
    accountability::initialise(p.accountability, p.mechanisms.accountability, c.accountability, c.funding);
    reflexivity::initialise(p.reflexivity, c.reflexivity);
    decision::initialise(c.reflexivity, c.decisions);
    pathway::initialise(p.pathway, c.identity, c.funding, c.pathway);
    metaclusters::initialise(p.metaclusters, world.random, p.accountability, p.reflexivity, c, world.metaclusters);
}

/// Share of ready members that a platform lists: of a programme, of a metacluster, or of both.
void list_on_platforms(World& world, const Cooperation* cooperation) {
    for (std::size_t c = 0; c < world.clusters.count(); ++c) {
        const double programme = world.policy.platform[c];
        const double partners = cooperation != nullptr ? cooperation->platform_reach[c] : 0.0;
        world.symbiosis.platform_reach[c] = programme + partners * (1.0 - programme);
    }
}

} // namespace

Model::Model(const Parameters& given, std::uint32_t replicate)
    : periods(toolkit::periods_of(given)),
      parameters(periods.empty() ? &given : &periods.front().parameters),
      world(given.run.seed, replicate) {
    const Parameters& p = *parameters;
    world.calendar = p.time.calendar();
    world.practices.entries = p.practices;
    world.practices.derive();
    world.keep_events = p.output.events;
    population::create(p.population, world);
    derived = derive(p, world, draw_shocks(p, world));
    const Month start = world.calendar.at(0);
    landscape::step(p.landscape, start, world.practices, world.landscape);
    shocks::initialise(p.shocks, derived.shocks, world.clusters.identity, world.firms.region_count(), world.shocks);
    opinions::initialise(p.opinions, derived.orientations, world.random, world.firms);
    learning::initialise(p.learning, world.random, world.firms);
    ties::initialise(p.ties, derived.neighbourhood, world.random, world.firms);
    adoption::prepare(p.adoption, scratch.adoption);
    adoption::initialise(p.adoption, world);
    register_everybody(world);
    remember_experience(world);
    count_everybody(start, world, scratch);
    create_clusters(p, world);
    policy::initialise(p.policy, world, world.policy);
    inclusion::initialise(p.inclusion, world.random, world.clusters.identity, world.firms.segments().size(),
                          world.inclusion);
    world.demand = DemandInForce(p.demand);
    market::initialise(world.practices, world.weights, world.firms, world.market, scratch.market);
    symbiosis::initialise(world.clusters.count(), world.firms.segments().size(), world.symbiosis);
    facilities::initialise(p.facilities, world.clusters.count(), world.facilities);
    regime::initialise(p.regime, world.random, world.regime);
    scratch.audited_harm.assign(world.clusters.count(), {});
}

void Model::enter_period(const Month& month) {
    if (periods.empty()) {
        return;
    }
    const Parameters& p = parameters_at(periods, month.index);
    if (!same_savings(parameters->practices, p.practices)) {
        renew_gains(p.practices, world.firms);
    }
    put_in_force(p);
}

void Model::resume_period() {
    if (!periods.empty()) {
        put_in_force(world.next_month == 0 ? base() : parameters_at(periods, world.next_month - 1u));
    }
}

void Model::put_in_force(const Parameters& p) {
    if (parameters == &p) {
        return;
    }
    parameters = &p;
    world.practices.entries = p.practices;
    world.practices.derive();
    derived = derive(p, world, std::move(derived.shocks));
    world.shocks.response = p.shocks.response;
    adoption::prepare(p.adoption, scratch.adoption);
    intend_mixes(p.plan, world, world.clusters.identity);
}

void Model::advance() {
    const Month month = world.calendar.at(world.next_month);
    enter_period(month);
    const Parameters& p = *parameters;
    const MechanismSwitches& on = p.mechanisms;
    World& w = world;
    Clusters& c = w.clusters;
    w.delivery.resize(w.firms.segments().size());
    if (month.index == month.first) {
        remember_experience(w);
    }
    const Metaclusters* const partners = on.metaclusters && w.metaclusters.count() > 0 ? &w.metaclusters : nullptr;
    const Cooperation* const cooperation = partners != nullptr ? &partners->cooperation : nullptr;
    const Regime* const rules_of_sectors = on.regime ? &w.regime : nullptr;

    //  1 landscape
    landscape::step(p.landscape, month, w.practices, w.landscape);
    if (on.shocks) {
        const shocks::Work work{on.restructuring ? p.restructuring.shock : rules::AdoptionShock{0.0, 0.0},
                                on.restructuring ? p.restructuring.outside_negotiation : 0.0, on.restructuring};
        shocks::step(p.shocks, derived.shocks, month, w.practices, w.census, c.negotiation, work, w.landscape,
                     w.firms, w.shocks);
    }
    //  2 programmes
    w.demand = DemandInForce(p.demand);
    if (on.policy) {
        policy::step(p.policy, month, w.weights, on.restructuring, w.firms, w.ledger, w.demand, w.policy,
                     scratch.policy);
    }
    if (on.regime) {
        regime::raise_demand(w.regime, w.demand);
    }
    if (on.programmes) {
        programmes::step(p.programmes, p.plan, month, w.random, c.identity, w.census, c.funding, c.accountability,
                         c.reflexivity, c.actorhood, c.contracts, cooperation);
    }
    //  3 funding and staff
    if (on.funding) {
        funding::step(p.funding, p.plan, month, w.random, c.identity, c.contracts, c.decisions, w.market, w.shocks,
                      w.firms, c.funding, w.ledger);
        if (cooperation != nullptr) {
            metaclusters::contribute(*cooperation, c.funding);
        }
    }
    //  4 accountability
    if (cooperation != nullptr) {
        metaclusters::tie_laterally(*cooperation, derived.lateral);
    }
    if (on.accountability) {
        accountability::step(p.accountability, w.census, c.pathway, w.landscape, derived.lateral, c.accountability,
                             c.funding);
    }
    //  5 reflexivity and agenda
    reflexivity::measure(p.reflexivity, w.census, w.landscape, c.reflexivity.harm);
    reflexivity::measure(base().reflexivity, w.census, w.landscape, scratch.audited_harm);
    if (on.reflexivity) {
        reflexivity::step(p.reflexivity, p.plan, month, w.random, c.identity, w.census, c.contracts, c.funding,
                          c.accountability, c.pathway, c.reflexivity, cooperation);
    }
    //  6 collective decision (quarterly)
    if (on.decision) {
        decision::step(p.decision, month, w.random, c.identity, w.census, c.reflexivity, c.decisions);
    }
    //  7 pathway and services
    if (on.pathway) {
        pathway::take_results(c.contracts, c.pathway);
        pathway::step(p.pathway, c.identity, w.census, c.funding, w.shocks, c.pathway);
    }
    if (on.services) {
        services::step(p.services, month, w.random, w.landscape, c.pathway, c.decisions, c.funding, w.practices,
                       w.firms, w.delivery, scratch.services);
    }
    //  8 ties, opinions and learning (quarterly)
    if (on.ties) {
        ties::step(p.ties, derived.neighbourhood, w.random, month, c.pathway, w.shocks, w.firms,
                   &w.policy.outside_ties, partners);
    }
    if (on.opinions) {
        opinions::step(p.opinions, derived.orientations, w.random, month, w.firms);
    }
    if (on.learning) {
        learning::step(p.learning, w.random, month, w.firms);
    }
    //  9 symbiosis and shared facilities
    if (on.symbiosis) {
        list_on_platforms(w, cooperation);
        symbiosis::step(p.symbiosis, month, w.random, w.landscape, w.market, w.shocks, c.pathway, c.identity,
                        w.practices, w.weights, w.revenue_per_employee, w.firms, w.symbiosis, w.delivery, w.ledger,
                        scratch.symbiosis);
    }
    if (on.facilities) {
        facilities::step(p.facilities, w.practices, month, w.random, c.identity, c.pathway, w.revenue_per_employee,
                         w.firms, w.facilities, c.funding, w.ledger);
    }
    // 10 adoption
    if (on.adoption) {
        const rules::AdoptionShock shock = on.restructuring ? p.restructuring.shock : rules::AdoptionShock{0.0, 0.0};
        const double outside_negotiation = on.restructuring ? p.restructuring.outside_negotiation : 0.0;
        adoption::step(
            p.adoption, w.demand, month, shock, outside_negotiation, scratch.adoption,
            {w.random, w.practices, w.landscape, c.pathway, c.decisions, c.negotiation, w.weights,
             w.initial_experience, w.revenue_per_employee, w.firms, w.adoption, c.funding, w.ledger, w.delivery,
             w.keep_events ? &w.events : nullptr, w.facilities, &w.policy, cooperation, rules_of_sectors});
    }
    // 11 negotiated professional restructuring
    if (on.restructuring) {
        restructuring::step(p.restructuring, month, c.accountability, c.reflexivity, w.shocks, w.firms, c.negotiation,
                            w.delivery, scratch.restructuring);
    }
    if (on.inclusion) {
        inclusion::step(p.inclusion, w.policy, on.restructuring, w.firms, w.inclusion);
    }
    // 12 market, entry and exit
    if (on.market) {
        market::step(p.market, w.demand, derived.exits, month, w.random, w.landscape, w.practices,
                     w.revenue_per_employee, w.weights, derived.entrant_weight, w.adoption, w.shocks, w.firms,
                     w.market, w.ledger, w.movements, scratch.market);
    }
    if (on.shocks) {
        shocks::account(derived.shocks, month, month.index + 1 == w.calendar.months, w.market,
                        w.firms.cluster_count(), w.shocks);
    }
    // 13 membership
    membership::perceive(p.membership, c.identity, c.funding, c.accountability, c.decisions, c.pathway, c.actorhood,
                         w.firms);
    if (on.membership) {
        membership::step(p.membership, month, w.random, c.identity, c.funding, c.accountability, c.actorhood,
                         w.weights, w.firms, w.movements, scratch.membership);
    }
    // 14 metaclusters
    if (on.metaclusters) {
        metaclusters::step(p.metaclusters, {p.accountability, p.reflexivity, p.decision}, month, w.random,
                           w.practices, w.census, w.landscape, w.adoption, c, w.metaclusters);
    }
    // 15 responsible actorhood and regime
    if (on.actorhood) {
        PayerTargets wishes = p.reflexivity.targets;
        wishes.theta_growth = base().reflexivity.targets.theta_growth; // the yardstick, not a wish
        actorhood::step(p.actorhood, month, w.random, c.identity, wishes, w.census, c.contracts, c.funding,
                        c.accountability, scratch.audited_harm, c.decisions, w.delivery, c.actorhood);
    }
    if (on.regime) {
        regime::step(p.regime, month, w.landscape, w.practices, w.weights, w.adoption,
                     sector_resistance(scratch.census), w.regime);
    }
    // 16 firms come and go; then everybody is counted for the next month
    turnover::step(p.turnover, p.population, derived.turnover, month, w);
    count_everybody(month, w, scratch);
    check_invariants();
    ++w.next_month;
}

Cents Model::ledger_residual() const {
    return world.ledger.residual(scratch.census.liquidity, world.clusters.funding.cash);
}

void Model::check_invariants() const {
    const std::string when = "month " + std::to_string(world.next_month) + ": ";
    if (const Cents residual = ledger_residual(); residual != 0) {
        throw sim::Error(sim::ExitCode::invariant,
                         when + "the ledger is out of balance by " + std::to_string(residual) + " cents");
    }
    if (world.symbiosis.materials.residual != 0) {
        throw sim::Error(sim::ExitCode::invariant, when + "materials are out of balance by " +
                                                       std::to_string(world.symbiosis.materials.residual) + " kg");
    }
    const auto must_be_finite = [&](const auto& column, const char* name) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (!std::isfinite(column[i])) {
                throw sim::Error(sim::ExitCode::invariant,
                                 when + name + " of segment " + std::to_string(i) + " is not a finite number");
            }
        }
    };
    must_be_finite(world.census.mean_orientation, "mean orientation");
    must_be_finite(world.census.mean_trust, "mean trust");
    must_be_finite(world.census.mean_value, "mean membership value");
    must_be_finite(world.census.mean_resistance, "mean resistance");
    must_be_finite(world.census.mean_skill_gap, "mean skill gap");
    must_be_finite(world.clusters.funding.staff, "staff");
    must_be_finite(world.clusters.reflexivity.reflexivity, "reflexivity");
    must_be_finite(world.clusters.decisions.ambition, "ambition");
}

namespace {

template <std::size_t N>
std::vector<std::string> labels(const std::array<std::string_view, N>& names) {
    return {names.begin(), names.end()};
}

void declare_axes(sim::Outputs& outputs, const World& world) {
    outputs.axis("cluster", "cluster organisation", world.clusters.names);
    std::vector<std::string> regions;
    for (std::uint32_t r = 0; r < world.firms.region_count(); ++r) {
        regions.push_back("region_" + std::to_string(r + 1));
    }
    outputs.axis("region", "region", regions);
    outputs.axis("sector", "industrial ecosystem", labels(sector_names));
    outputs.axis("size_class", "size class by employees", labels(size_class_names));
    outputs.axis("group", "members of clusters, or firms outside", {"member", "outside"});
    std::vector<std::string> practices;
    for (const Practice& practice : world.practices.entries) {
        practices.push_back(practice.name);
    }
    outputs.axis("practice", "practice of the catalogue", practices);
    outputs.axis("pillar", "pillar of the twin transition", labels(pillar_names));
    outputs.axis("payback", "payback in years", labels(EvaluationCounts::names));
    outputs.axis("intensity_level", "level of digital intensity", labels(census::intensity_names));
    outputs.axis("topic", "topic of agendas and services", labels(topic_names));
    outputs.axis("source", "source of funding", labels(source_names));
    outputs.axis("direction", "direction of accountability", labels(direction_names));
    outputs.axis("stage", "stage of the transition pathway", labels(stage_names));
    outputs.axis("function", "function of the cluster organisation", labels(function_names));
}

} // namespace

void Model::declare_outputs(sim::Outputs& outputs) const {
    declare_axes(outputs, world);
    landscape::declare_outputs(outputs, world);
    shocks::declare_outputs(outputs, world);
    programmes::declare_outputs(outputs, world);
    programmes::declare_line_outputs(outputs, world, parameters->programmes);
    policy::declare_outputs(outputs, world, parameters->policy);
    funding::declare_outputs(outputs, world);
    accountability::declare_outputs(outputs, world);
    reflexivity::declare_outputs(outputs, world);
    decision::declare_outputs(outputs, world);
    pathway::declare_outputs(outputs, world);
    services::declare_outputs(outputs, world);
    ties::declare_outputs(outputs, world);
    opinions::declare_outputs(outputs, world);
    learning::declare_outputs(outputs, world);
    symbiosis::declare_outputs(outputs, world,
                               [this]() -> const symbiosis::Parameters& { return parameters->symbiosis; });
    facilities::declare_outputs(outputs, world);
    adoption::declare_outputs(outputs, world);
    restructuring::declare_outputs(outputs, world);
    inclusion::declare_outputs(outputs, world,
                               [this]() -> const inclusion::Parameters& { return parameters->inclusion; });
    market::declare_outputs(outputs, world);
    membership::declare_outputs(outputs, world);
    actorhood::declare_outputs(outputs, world);
    census::declare_outputs(outputs, world, scratch.census);
    metaclusters::declare_outputs(outputs, world);
    regime::declare_outputs(outputs, world);
    outputs.variable(
        "ledger_residual", {}, sim::Unit{"EUR"},
        sim::Meaning{"Difference between the ledger and the money of firms and clusters; 0 by construction"},
        sim::Source{"double-entry ledger"}, [this](std::span<double> out) { out[0] = to_eur(ledger_residual()); });
}

} // namespace actorhood::models
